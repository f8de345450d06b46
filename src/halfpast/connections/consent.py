"""From our page to Zoom's and back: the code becomes a grant, and the grant the user's one connection."""

from contextlib import suppress
from datetime import datetime
from enum import Enum

from django.db import IntegrityError, transaction

from halfpast.accounts.models import User
from halfpast.accounts.vault import CannotOpen
from halfpast.connections import health
from halfpast.connections.access_tokens import store_grant
from halfpast.connections.app_trouble import note_trouble, note_works
from halfpast.connections.cards import health_of
from halfpast.connections.condemning import condemn
from halfpast.connections.consent_state import begin_attempt, take_attempt
from halfpast.connections.models import Connection, ConnectionHealth, ConnectionState, Provider
from halfpast.connections.revoking import end_grant
from halfpast.connections.sealed_tokens import TokenPair, open_tokens
from halfpast.connections.zoom_app import client_id, redirect_uri, zoom_app
from halfpast.effects.planning import hurry, revive
from halfpast.providers.errors import AppMisconfigured, ProviderError, ScopeMissing
from halfpast.providers.oauth import TokenGrant, pkce_challenge
from halfpast.providers.zoom import ZoomProfile, missing_scopes
from halfpast.web.names import one_line

ONE_PER_ACCOUNT = "one_connection_per_app_and_account"
FEWER_SCOPES = (
    "Somebody else here signed in with this Zoom account and gave fewer permissions, which ended your connection at "
    "Zoom. Connect Zoom again."
)


class Outcome(Enum):
    """For whoever holds the account, whose own grant Zoom ended when it made the new one."""

    GIVEN_THE_NEW_GRANT = "given the new grant"
    LOST_SCOPES = "lost scopes"
    WAITED_ALREADY = "waited already"


class AccountLinkedElsewhere(Exception):
    """Another member has connected this account."""

    def __init__(self, holder: User | None, outcome: Outcome) -> None:
        super().__init__("linked elsewhere")
        self.holder = holder
        self.outcome = outcome


class AccountUnreadable(Exception):
    """The grant does not let us read whose account it is; it was given back."""


def start_consent(user: User, session_key: str, now: datetime) -> str:
    """The address at Zoom to send this person to."""
    state, verifier = begin_attempt(user, session_key, now)
    return zoom_app().authorize_url(redirect_uri(), state, pkce_challenge(verifier))


def finish_consent(user: User, session_key: str, *, state: str, code: str, now: datetime) -> Connection:
    """Raises StateRefused, AccountUnreadable, AccountLinkedElsewhere or a ProviderError."""
    verifier = take_attempt(user, session_key, state=state, now=now)
    grant = _exchanged(code, verifier, now)
    profile = _profile_of(grant)
    try:
        with transaction.atomic():
            connection = _row_for(user, now)
            replaced = _tokens_of_another_account(connection, profile)
            _keep(connection, grant, profile, now)
            revive(lane_of(user.pk))
    except IntegrityError as clash:
        if ONE_PER_ACCOUNT not in str(clash):
            raise
        raise _handed_on(grant, profile, began=now) from clash
    if replaced is not None:
        end_grant(replaced)
    health.succeeded(connection.pk)
    return connection


def _exchanged(code: str, verifier: str, now: datetime) -> TokenGrant:
    try:
        grant = zoom_app().exchange(code, redirect_uri(), verifier)
    except AppMisconfigured as trouble:
        note_trouble(trouble.reason, now)
        raise
    note_works()
    return grant


def _profile_of(grant: TokenGrant) -> ZoomProfile:
    """Without it the grant is of no use, so it does not stay behind at Zoom."""
    try:
        return zoom_app().profile(grant.access_token, grant.api_url)
    except ProviderError as trouble:
        end_grant(TokenPair(grant.access_token, grant.refresh_token))
        if isinstance(trouble, ScopeMissing):
            raise AccountUnreadable from trouble
        raise


def _keep(connection: Connection, grant: TokenGrant, profile: ZoomProfile, now: datetime) -> None:
    if connection.account_id != profile.user_id:
        # Successes, troubles and the day's writes were the other account's.
        ConnectionHealth.objects.filter(connection=connection.pk).delete()
    connection.account_id = profile.user_id
    connection.label = one_line(profile.email)[:254]
    connection.plan_type = profile.plan_type
    connection.state = ConnectionState.CONNECTED
    connection.connected_at = now
    # A vendor that names neither means this grant, not the one before.
    connection.scopes, connection.api_url = [], ""
    connection.epoch += 1
    connection.save()
    store_grant(connection, grant)


def _tokens_of_another_account(connection: Connection, profile: ZoomProfile) -> TokenPair | None:
    """Of the account that is being replaced. The same account's old grant was ended by Zoom with the new one."""
    if connection._state.adding or connection.account_id == profile.user_id:
        return None
    with suppress(CannotOpen):
        return open_tokens(connection)
    return None


def _handed_on(grant: TokenGrant, profile: ZoomProfile, *, began: datetime) -> AccountLinkedElsewhere:
    """A holder who works gets this grant if it is as good as theirs was, else it is given back."""
    with transaction.atomic():
        rows = Connection.objects.select_for_update(of=("self",), no_key=True).select_related("user", "health")
        holder = rows.filter(provider=Provider.ZOOM, account_id=profile.user_id, app_client_id=client_id()).first()
        outcome = _settle(holder, grant, began) if holder is not None else Outcome.WAITED_ALREADY
    if outcome is not Outcome.GIVEN_THE_NEW_GRANT:
        end_grant(TokenPair(grant.access_token, grant.refresh_token))
    return AccountLinkedElsewhere(holder.user if holder else None, outcome)


def _settle(holder: Connection, grant: TokenGrant, began: datetime) -> Outcome:
    """Between the new grant and the holder, whose row the caller has locked."""
    if not _worked_until(holder, began):
        return Outcome.WAITED_ALREADY
    if set(missing_scopes(grant.scopes)) - set(missing_scopes(frozenset(holder.scopes))):
        if condemn(holder, FEWER_SCOPES):
            hurry(lane_of(holder.user_id))
        return Outcome.LOST_SCOPES
    holder.state = ConnectionState.CONNECTED
    store_grant(holder, grant)
    health.succeeded(holder.pk)
    revive(lane_of(holder.user_id))
    return Outcome.GIVEN_THE_NEW_GRANT


def _worked_until(holder: Connection, began: datetime) -> bool:
    """A holder whose worker met the ended grant before we came here lost it by us, and a moment ago."""
    last_error_at = getattr(health_of(holder), "last_error_at", None)
    return holder.is_working or (last_error_at is not None and last_error_at >= began)


def lane_of(user_id: int) -> str:
    """The lane of effects that use this host's Zoom account, whichever it is."""
    return f"zoom of user {user_id}"


def _row_for(user: User, now: datetime) -> Connection:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    found = Connection.objects.select_for_update().filter(user=user, provider=Provider.ZOOM).first()
    if found is not None:
        found.app_client_id = client_id()
        return found
    return Connection(
        user=user, provider=Provider.ZOOM, app_client_id=client_id(), access_token_expires_at=now, epoch=0
    )
