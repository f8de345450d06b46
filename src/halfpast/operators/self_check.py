"""What could keep Zoom from working here, looked at one by one: for the operator, in words that say what to do."""

from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfpast.connections.app_trouble import note_works
from halfpast.connections.models import Connection, ConnectionState, Provider
from halfpast.connections.scope_words import scopes_in_words
from halfpast.connections.vendor_apps import typed_in_app
from halfpast.connections.zoom_app import NO_APP, zoom_app
from halfpast.operators.app_entry import are_swapped
from halfpast.operators.endpoint_check import check_endpoint
from halfpast.operators.findings import Finding, Tone
from halfpast.providers.conferencing import Capability
from halfpast.providers.errors import AppMisconfigured, TryLater
from halfpast.providers.zoom_notices import WRONG_SIGNATURE
from halfpast.providers.zoom_probe import Probe, Verdict
from halfpast.providers.zoom_scopes import NEEDED_FOR

# From five minutes on notices are refused; a clock that is kept never gets this far.
CLOCK_MAY_DIFFER = timedelta(minutes=1)
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def self_check() -> tuple[Finding, ...]:
    """Asks Zoom, ourselves through `BASE_URL`, and the connections we have: some seconds in the worst case."""
    return (*_app_and_clock(), check_address(), check_endpoint(), *check_notices(), *check_scopes())


def _app_and_clock() -> tuple[Finding, ...]:
    try:
        probe = zoom_app().probe()
    except AppMisconfigured as trouble:
        if trouble.reason == NO_APP:
            advice = _("Enter its credentials on this page, or set ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET.")
            return (Finding(Tone.BAD, _("No Zoom app is set up"), advice),)
        return (Finding(Tone.BAD, _("The client secret cannot be opened"), trouble.reason),)
    except TryLater:
        advice = _("Allow this server to open https connections to zoom.us and api.zoom.us, and check again.")
        return (Finding(Tone.BAD, _("Zoom cannot be reached from this server"), advice),)
    return _credentials(probe), _clock(probe)


def _credentials(probe: Probe) -> Finding:
    if probe.verdict is Verdict.KNOWN:
        note_works()
        return Finding(Tone.GOOD, _("Zoom knows the client ID and the client secret"))
    if probe.verdict is Verdict.UNCLEAR:
        return Finding(Tone.WAIT, _("Zoom did not say whether it knows the app"), _("Check again in some minutes."))
    app = zoom_app()
    if are_swapped(app.client_id, app.client_secret):
        return Finding(Tone.BAD, _("The client ID and the client secret are swapped"), _("Enter them the other way."))
    advice = _("Copy both from the same tab, Development or Production, of the app's credentials at Zoom.")
    return Finding(Tone.BAD, _("Zoom does not know the client ID with this secret"), advice)


def _clock(probe: Probe) -> Finding:
    if probe.zoom_time is None:
        return Finding(Tone.WAIT, _("Zoom's answer did not say what time it is there"))
    off = timezone.now() - probe.zoom_time
    if abs(off) <= CLOCK_MAY_DIFFER:
        return Finding(Tone.GOOD, _("This server's clock agrees with Zoom's"))
    minutes = max(round(abs(off.total_seconds()) / 60), 1)
    title = (
        ngettext("This server's clock is %(n)d minute ahead", "This server's clock is %(n)d minutes ahead", minutes)
        if off > timedelta(0)
        else ngettext("This server's clock is %(n)d minute slow", "This server's clock is %(n)d minutes slow", minutes)
    )
    advice = _("Let it be set from the network (NTP). More than five minutes off, notices from Zoom are refused.")
    return Finding(Tone.BAD, title % {"n": minutes}, advice)


def check_address() -> Finding:
    host = urlsplit(settings.BASE_URL).hostname or ""
    if settings.BASE_URL.startswith("https://") and host not in LOOPBACK:
        return Finding(Tone.GOOD, _("BASE_URL is an https address"))
    advice = _("Zoom itself accepts only https addresses that the internet can reach. Set BASE_URL to yours.")
    return Finding(Tone.WAIT, _("BASE_URL is %(address)s") % {"address": settings.BASE_URL}, advice)


def check_notices() -> tuple[Finding, ...]:
    """Which secret token Zoom signs with shows in what it has sent."""
    row = typed_in_app()
    if row is None or row.notice_refused_at is None or row.notice_refusal != WRONG_SIGNATURE:
        return ()
    if row.last_notice_at is not None and row.last_notice_at >= row.notice_refused_at:
        return ()
    title = _("Zoom signs with another secret token: the last notice was refused for its signature")
    advice = _(
        "Copy the secret token at Zoom, under Features, Access, once more, save it here and press Validate at Zoom. "
        "A notice that somebody else made up looks the same; once one of Zoom's is accepted, this line goes."
    )
    return (Finding(Tone.WAIT, title, advice),)


def check_scopes() -> tuple[Finding, ...]:
    """What the app lacks shows in what was granted through it."""
    rows = Connection.objects.filter(provider=Provider.ZOOM, state=ConnectionState.CONNECTED)
    grants = [scopes for scopes in rows.values_list("scopes", flat=True) if scopes]
    if not grants:
        advice = _("Zoom tells which scopes the app has when somebody connects. Connect an account, and check again.")
        return (Finding(Tone.WAIT, _("Nobody is connected yet, so the scopes are not known"), advice),)
    lacking = Counter(scope for scopes in grants for scope in scopes_in_words(scopes) if not scope.granted)
    if lacking:
        return tuple(_missing(scope.name, str(scope.cost), n, len(grants)) for scope, n in lacking.items())
    return (Finding(Tone.GOOD, _("Everybody who is connected has granted every scope")),)


def _missing(name: str, cost: str, lacking: int, of: int) -> Finding:
    title = _("%(scope)s is missing in %(n)d of %(all)d connections") % {"scope": name, "n": lacking, "all": of}
    if lacking == of:
        way_out = _("Add it to the app at Zoom, then connect again.")
    else:
        way_out = _("The app has it: whoever connected before it was added, or left it out, connects again.")
    tone = Tone.BAD if name == NEEDED_FOR[Capability.MAKE] else Tone.WAIT
    return Finding(tone, title, f"{cost} {way_out}")
