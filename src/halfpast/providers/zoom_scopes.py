"""Scopes of Zoom that Halfpast needs: https://developers.zoom.us/docs/integrations/oauth-scopes-granular/"""

from __future__ import annotations

from halfpast.providers.conferencing import Capability

# Apps made before 2024 have the classic form.
CLASSIC_FORMS = {
    "meeting:write:meeting": "meeting:write",
    "meeting:update:meeting": "meeting:write",
    "meeting:delete:meeting": "meeting:write",
    "meeting:read:meeting": "meeting:read",
    "meeting:read:list_meetings": "meeting:read",
    "user:read:user": "user:read",
}

NEEDED_FOR = {
    Capability.MAKE: "meeting:write:meeting",
    Capability.MOVE: "meeting:update:meeting",
    Capability.CANCEL: "meeting:delete:meeting",
    Capability.READ: "meeting:read:meeting",
    Capability.FIND: "meeting:read:list_meetings",
}


def capabilities(granted: frozenset[str]) -> frozenset[Capability]:
    """What these scopes allow; everything, when Zoom named none."""
    missing = missing_scopes(granted)
    return frozenset(capability for capability, scope in NEEDED_FOR.items() if scope not in missing)


def why_not_allowed(capability: Capability) -> str:
    """What to tell the host when the grant lacks the scope of a capability."""
    return scope_sentence(NEEDED_FOR[capability])


def scope_sentence(scopes: str) -> str:
    return (
        f"Zoom did not grant the scope {scopes}. Connect Zoom again and allow it; if Zoom does not ask for it, the "
        "operator must add it to the Zoom app first."
    )


def missing_scopes(granted: frozenset[str]) -> tuple[str, ...]:
    """Nothing is missing when Zoom named no scopes at all: then only the calls can tell."""
    plain = {scope.removesuffix(":admin") for scope in granted}
    if not plain:
        return ()
    return tuple(scope for scope, classic in CLASSIC_FORMS.items() if not {scope, classic} & plain)


def without(granted: frozenset[str], refused_for: frozenset[str]) -> frozenset[str]:
    """What is left of a grant after a refusal for want of these; a classic form is split into what it stands for."""
    named = {scope for scope in CLASSIC_FORMS if scope in refused_for}
    lost = named or {scope for scope, classic in CLASSIC_FORMS.items() if classic in refused_for}
    left = CLASSIC_FORMS.keys() - set(missing_scopes(granted)) - lost
    ours = {*CLASSIC_FORMS, *CLASSIC_FORMS.values()}
    others = {scope for scope in granted if scope.removesuffix(":admin") not in ours}
    # No scopes at all would read as none named, and so as all granted.
    return frozenset(left | others) if lost and left else granted
