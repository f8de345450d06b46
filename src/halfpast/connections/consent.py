"""One press on Connect, from our page to the vendor's and back: a signed state that works once, for one session."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction

from halfpast.accounts.models import User
from halfpast.accounts.secrets import digest, new_secret
from halfpast.accounts.vault import seal, unseal
from halfpast.connections.access_tokens import store_grant
from halfpast.connections.models import Connection, ConnectionState, ConsentAttempt, Provider
from halfpast.connections.zoom_app import redirect_uri, zoom_app
from halfpast.effects.planning import revive
from halfpast.providers.oauth import TokenGrant, new_pkce_verifier, pkce_challenge
from halfpast.providers.zoom import ZoomProfile

LIFETIME = timedelta(minutes=10)


class StateRefused(Exception):
    """The state is forged, expired, used already, or belongs to another session or person."""


class AccountLinkedElsewhere(Exception):
    """Another member of this installation has connected this account."""


def start_consent(user: User, session_key: str, now: datetime) -> str:
    """The address at Zoom to send this person to."""
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
    return zoom_app().authorize_url(redirect_uri(), _signer().sign(secret), pkce_challenge(verifier))


def finish_consent(user: User, session_key: str, *, state: str, code: str, now: datetime) -> Connection:
    """Exchange the code and keep the grant. Raises StateRefused, AccountLinkedElsewhere or a ProviderError."""
    verifier = take_attempt(user, session_key, state=state, now=now)
    app = zoom_app()
    grant = app.exchange(code, redirect_uri(), verifier)
    profile = app.profile(grant.access_token, grant.api_url)
    try:
        with transaction.atomic():
            connection = keep_grant(user, grant, profile, now)
            revive(lane_of(user.pk))
    except AccountLinkedElsewhere:
        _renew_holder(grant, profile)
        raise
    return connection


def take_attempt(user: User, session_key: str, *, state: str, now: datetime) -> str:
    """Consume the attempt this state names and answer its PKCE verifier. Raises StateRefused."""
    try:
        secret = _signer().unsign(state, max_age=LIFETIME)
    except signing.BadSignature as forged:
        raise StateRefused from forged
    with transaction.atomic():
        attempt = ConsentAttempt.objects.select_for_update().filter(digest=digest(secret)).first()
        if attempt is None:
            raise StateRefused
        if attempt.user_id != user.pk or attempt.session_digest != digest(session_key):
            raise StateRefused
        attempt.delete()
    if now - attempt.started_at > LIFETIME:
        raise StateRefused
    return unseal(attempt.sealed_verifier, bound_to=f"consent {attempt.digest}")


def keep_grant(user: User, grant: TokenGrant, profile: ZoomProfile, now: datetime) -> Connection:
    """Make or renew the user's one Zoom connection. Raises AccountLinkedElsewhere."""
    try:
        with transaction.atomic():
            connection = _row_for(user, now)
            connection.account_id = profile.user_id
            connection.label = profile.email
            connection.plan_type = profile.plan_type
            connection.state = ConnectionState.CONNECTED
            connection.connected_at = now
            connection.epoch += 1
            connection.save()
            store_grant(connection, grant)
    except IntegrityError as clash:
        if "one_connection_per_app_and_account" in str(clash):
            raise AccountLinkedElsewhere from clash
        raise
    return connection


def _renew_holder(grant: TokenGrant, profile: ZoomProfile) -> None:
    """The new grant has killed the one its holder had, who must not lose the connection by that: they get this one."""
    with transaction.atomic():
        rows = Connection.objects.select_for_update().filter(provider=Provider.ZOOM, account_id=profile.user_id)
        found = rows.filter(app_client_id=settings.ZOOM_CLIENT_ID, state=ConnectionState.CONNECTED).first()
        if found is not None:
            store_grant(found, grant)


def lane_of(user_id: int) -> str:
    """The lane of effects that use this host's Zoom account, whichever it is."""
    return f"zoom of user {user_id}"


def _row_for(user: User, now: datetime) -> Connection:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    found = Connection.objects.select_for_update().filter(user=user, provider=Provider.ZOOM).first()
    if found is not None:
        found.app_client_id = settings.ZOOM_CLIENT_ID
        return found
    return Connection(
        user=user, provider=Provider.ZOOM, app_client_id=settings.ZOOM_CLIENT_ID, access_token_expires_at=now, epoch=0
    )


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(key=settings.ZOOM_STATE_SECRET, salt="halfpast.connections.consent", sep=".")
