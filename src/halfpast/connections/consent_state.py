"""One press on Connect, remembered until Zoom sends the person back: a signed state that works once."""

from datetime import datetime, timedelta
from enum import Enum

from django.core import signing
from django.db import transaction

from halfpast.accounts.models import User
from halfpast.accounts.secrets import digest, new_secret
from halfpast.accounts.vault import seal, unseal
from halfpast.connections.models import ConsentAttempt, Provider
from halfpast.connections.zoom_app import state_secret
from halfpast.providers.oauth import new_pkce_verifier

LIFETIME = timedelta(minutes=10)


class StateProblem(Enum):
    FORGED = "forged"
    EXPIRED = "expired"
    USED = "used"
    OTHER_BROWSER = "other_browser"
    OTHER_PERSON = "other_person"


class StateRefused(Exception):
    """Whoever came back from Zoom with this state did not begin here, or not now, or not with this browser."""

    def __init__(self, problem: StateProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def begin_attempt(user: User, session_key: str, now: datetime) -> tuple[str, str]:
    """The state to send to Zoom, and the PKCE verifier to prove later that it was us."""
    secret, verifier = new_secret("consent"), new_pkce_verifier()
    ConsentAttempt.objects.filter(started_at__lt=now - LIFETIME).delete()
    ConsentAttempt.objects.create(
        digest=digest(secret),
        user=user,
        provider=Provider.ZOOM,
        session_digest=digest(session_key),
        sealed_verifier=seal(verifier, bound_to=f"consent {digest(secret)}"),
        started_at=now,
    )
    return _signer().sign(secret), verifier


def take_attempt(user: User, session_key: str, *, state: str, now: datetime) -> str:
    """Consume the attempt this state names and answer its PKCE verifier. Raises StateRefused, and consumes nothing."""
    secret = _signed_secret(state)
    with transaction.atomic():
        attempt = ConsentAttempt.objects.select_for_update().filter(digest=digest(secret)).first()
        problem = _problem_with(attempt, user, session_key, now)
        if attempt is None or problem is not None:
            raise StateRefused(problem or StateProblem.USED)
        attempt.delete()
    return unseal(attempt.sealed_verifier, bound_to=f"consent {attempt.digest}")


def _signed_secret(state: str) -> str:
    try:
        return _signer().unsign(state, max_age=LIFETIME)
    except signing.SignatureExpired as late:
        raise StateRefused(StateProblem.EXPIRED) from late
    except signing.BadSignature as forged:
        raise StateRefused(StateProblem.FORGED) from forged


def _problem_with(attempt: ConsentAttempt | None, user: User, session_key: str, now: datetime) -> StateProblem | None:
    if attempt is None:
        return StateProblem.USED
    if attempt.user_id != user.pk:
        return StateProblem.OTHER_PERSON
    if attempt.session_digest != digest(session_key):
        return StateProblem.OTHER_BROWSER
    return StateProblem.EXPIRED if now - attempt.started_at > LIFETIME else None


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(key=state_secret(), salt="halfpast.connections.consent", sep=".")
