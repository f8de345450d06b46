"""The demo workspace: a host with a few event types, connected to the simulated Zoom."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import httpx
from django.db import transaction
from django.urls import reverse

from halfpast.accounts.models import User, Workspace
from halfpast.connections.cards import zoom_connection
from halfpast.connections.consent import AccountLinkedElsewhere, AccountUnreadable, finish_consent, start_consent
from halfpast.connections.consent_state import StateRefused
from halfpast.connections.zoom_app import is_configured, origin
from halfpast.env import LOOPBACK
from halfpast.event_types.models import Call, EventType, EventTypeHost, Place, PlaceKind
from halfpast.first_run.provisioning import FirstType, Person, found_workspace, free_workspace_slug, wait_for_turn
from halfpast.providers.errors import ProviderError
from halfpast.schedules.models import Schedule
from halfpast.web.public_origin import absolute

EMAIL = "demo@example.com"
# Known to everybody: the demo listens on the loopback address only.
PASSWORD = "half-past-nine"  # noqa: S105
ZOOM_USER = "demo.host@example.com"
SESSION = "demo"


@dataclass(frozen=True)
class Demo:
    email: str
    password: str
    booking_url: str
    workspace_url: str
    zoom: str


class NotConnected(Exception):
    """The text says why."""


def make_demo(now: datetime) -> Demo:
    """Made once; later calls only look after the connection."""
    owner = _owner()
    workspace = Workspace.objects.filter(memberships__user=owner).order_by("pk")[:1].get()
    types = EventType.objects.filter(workspace=workspace, is_active=True, hosts=owner).order_by("pk")
    first = types.first()
    address = absolute(reverse("workspace", args=[workspace.slug]))
    return Demo(
        email=EMAIL,
        password=PASSWORD,
        booking_url=f"{address}/{first.slug}" if first else address,
        workspace_url=address,
        zoom=_zoom_in_words(owner, now),
    )


@transaction.atomic
def _owner() -> User:
    wait_for_turn()
    owner = User.objects.filter(email=EMAIL).first()
    if owner is not None:
        return owner
    person = Person(EMAIL, "Dana Demo", "Europe/Berlin", PASSWORD)
    consultation = FirstType("Zoom consultation", "consultation", 30)
    owner = found_workspace(person, "Demo studio", free_workspace_slug("demo"), consultation)
    first = EventType.objects.get(hosts=owner)
    first.description = "Half an hour to talk through your plans. The Zoom link comes with the confirmation."
    first.minimum_notice_minutes = 15
    first.save()
    _add_types(owner, first.workspace, first.schedule)
    return owner


def _add_types(owner: User, workspace: Workspace, schedule: Schedule) -> None:
    common = {"workspace": workspace, "schedule": schedule, "minimum_notice_minutes": 15}
    intro = EventType.objects.create(
        **common,
        slug="intro",
        title="Intro call",
        description="Fifteen minutes to get to know each other, by Zoom or by phone.",
        duration_minutes=15,
        slot_step_minutes=15,
    )
    visit = EventType.objects.create(
        **common,
        slug="visit",
        title="Visit the studio",
        description="An hour at the big table. There is coffee.",
        duration_minutes=60,
        slot_step_minutes=30,
        buffer_after_minutes=15,
    )
    for event_type in (intro, visit):
        EventTypeHost.objects.create(event_type=event_type, user=owner)
    Place.objects.create(event_type=intro, position=0, kind=PlaceKind.ZOOM)
    Place.objects.create(event_type=intro, position=1, kind=PlaceKind.PHONE, call=Call.HOST_CALLS)
    Place.objects.create(event_type=visit, position=0, kind=PlaceKind.IN_PERSON, address="Lindenstraße 5, 10969 Berlin")


def _zoom_in_words(owner: User, now: datetime) -> str:
    connection = zoom_connection(owner)
    if connection is not None and connection.is_working:
        return "connected"
    try:
        _connect_zoom(owner, now)
    except NotConnected as trouble:
        return f"not connected: {trouble}"
    return "connected"


def _connect_zoom(owner: User, now: datetime) -> None:
    """As a browser would: read the consent page, press Allow, carry the answer back. Raises NotConnected."""
    if not is_configured() or urlsplit(origin()).hostname not in LOOPBACK:
        raise NotConnected("no simulated Zoom is configured")
    try:
        answer = _answer_of_consent_page(start_consent(owner, SESSION, now))
        finish_consent(owner, SESSION, state=answer["state"], code=answer["code"], now=now)
    except (httpx.HTTPError, KeyError, StateRefused, AccountUnreadable) as trouble:
        raise NotConnected(f"the simulated Zoom did not play along ({type(trouble).__name__})") from trouble
    except AccountLinkedElsewhere as taken:
        raise NotConnected(f"another member has connected {ZOOM_USER}") from taken
    except ProviderError as trouble:
        raise NotConnected(trouble.reason) from trouble


def _answer_of_consent_page(address: str) -> dict[str, str]:
    with httpx.Client(timeout=10, trust_env=False) as browser:
        browser.get(address).raise_for_status()
        answer = browser.post(address, data={"email": ZOOM_USER, "choice": "allow"})
    query = parse_qs(urlsplit(answer.headers.get("Location", "")).query)
    return {name: values[0] for name, values in query.items()}
