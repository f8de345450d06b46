"""What a person reads when the way to Zoom and back did not end in a connection: what happened, and what to do."""

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from halfpast.accounts.models import User, Workspace
from halfpast.connections.consent import AccountLinkedElsewhere, Outcome
from halfpast.connections.zoom_app import client_id, is_configured, redirect_uri
from halfpast.providers.errors import AppMisconfigured, ProviderError, TryLater

# OAuth's own names for trouble of the server: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
PASSING = {"server_error", "temporarily_unavailable"}


@dataclass(frozen=True)
class Problem:
    """`explains`: the likely causes at Zoom are unfolded below."""

    status: int
    title: str | Promise
    texts: tuple[str | Promise, ...]
    explains: bool = False


def show_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    context = {
        "problem": problem,
        "section": "integrations",
        "can_connect": is_configured(),
        "redirect_uri": redirect_uri(),
        "client_id": client_id(),
    }
    return render(request, "connections/problem.html", context, status=problem.status)


def declined() -> Problem:
    return Problem(
        200,
        _("You declined at Zoom"),
        (
            _("Nothing was changed: if Zoom was connected before, it still is."),
            _("You can connect it at any time. Zoom shows what we ask for; the card says what each permission is for."),
        ),
    )


def refused_by_zoom(error: str) -> Problem:
    """For an `error` that is not the person's own no."""
    if error in PASSING:
        return Problem(503, _("Zoom has trouble at the moment"), (_("Nothing was changed. Try it in a few minutes."),))
    code = error if re.fullmatch(r"[a-z_]{1,40}", error) else "?"
    what = _("Zoom ended the sign-in with the error “%(code)s”, and nothing was changed.") % {"code": code}
    why = _(
        "Most likely the app is not published and your Zoom account is not the one it was made in, or the "
        "administrator of your Zoom account has to approve the app first."
    )
    return Problem(400, _("Zoom did not let us connect"), (what, why), explains=True)


def came_without_state() -> Problem:
    what = _(
        "You came from Zoom, perhaps from its Marketplace, without having started here. So we cannot tell that it was "
        "you, and nothing was changed."
    )
    todo = _("Press Connect Zoom: Zoom asks you once more, and brings you back.")
    return Problem(400, _("Start from here to connect Zoom"), (what, todo))


def came_without_code() -> Problem:
    what = _("There was neither a permission nor a refusal, so nothing was changed. Start anew.")
    return Problem(400, _("Zoom sent you back without an answer"), (what,))


def not_configured() -> Problem:
    what = _("The operator of this site has not set up its Zoom app, so nothing was changed. Ask them to.")
    return Problem(503, _("Zoom is not set up here"), (what,))


def account_unreadable() -> Problem:
    what = _(
        "The permission came without the scope user:read:user, so this account cannot be told from others. We gave "
        "the permission back."
    )
    todo = _(
        "The operator must add user:read:user to the Zoom app. If Zoom let you choose, leave it ticked the next time."
    )
    return Problem(400, _("We could not see whose Zoom account this is"), (what, todo, _if_connected_before()))


def linked_elsewhere(newcomer: User, taken: AccountLinkedElsewhere) -> Problem:
    who = _("%(holder)s has connected it, and Zoom allows one connection for each account.") % {
        "holder": holder_in_words(newcomer, taken.holder)
    }
    todo = _("Sign in at Zoom with another account, or ask them to disconnect this one first.")
    return Problem(409, _("This Zoom account is already in use"), (who, _what_became_of(taken.outcome), todo))


def _what_became_of(outcome: Outcome) -> str:
    match outcome:
        case Outcome.GIVEN_THE_NEW_GRANT:
            return _("Their connection goes on working; yours was not made.")
        case Outcome.LOST_SCOPES:
            return _(
                "You gave Zoom fewer permissions than they had, and by that Zoom ended their connection: they have to "
                "connect again and have been told. Yours was not made, and your permission was given back."
            )
        case Outcome.WAITED_ALREADY:
            return _(
                "Their connection waits for them to renew it. Yours was not made, and your permission was given back."
            )


def holder_in_words(newcomer: User, holder: User | None) -> str:
    """By name only to somebody of the same workspace."""
    shared = Workspace.objects.filter(members=holder).filter(members=newcomer) if holder else Workspace.objects.none()
    if holder is not None and shared.exists():
        return holder.name
    return _("Somebody in another workspace here")


def provider_trouble(trouble: ProviderError) -> Problem:
    if isinstance(trouble, AppMisconfigured):
        what = _("Zoom did not accept this site's app, so nothing was changed. It is nothing you did.")
        todo = _("The operator has to correct it and has been told. Try again when they have.")
        return Problem(503, _("This site's Zoom app is not set up right"), (what, todo))
    if isinstance(trouble, TryLater):
        todo = _("Connect again in a few minutes; nothing stands in the way.")
        return Problem(503, _("Zoom is not connected yet"), (trouble.reason, todo, _if_connected_before()))
    rule = _("A sign-in code of Zoom works once, and within five minutes.")
    return Problem(400, _("Zoom is not connected"), (trouble.reason, rule), explains=True)


def _if_connected_before() -> str:
    # Zoom ends a grant when it makes the next one for the same account.
    return _("If this account was connected before, look at your integrations: it may have to be connected again.")
