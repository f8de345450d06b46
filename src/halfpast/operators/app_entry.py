"""Entering the operator's Zoom app, and taking it out again."""

from dataclasses import dataclass, field
from enum import Enum

import structlog
from django.conf import settings
from django.db import transaction

from halfpast.connections.app_trouble import note_works
from halfpast.connections.consent import lane_of
from halfpast.connections.models import Connection, Provider, VendorApp
from halfpast.connections.vendor_apps import sealed, the_row
from halfpast.connections.zoom_app import origin
from halfpast.effects.planning import hurry
from halfpast.providers.errors import TryLater
from halfpast.providers.zoom import ZoomApp
from halfpast.providers.zoom_probe import Verdict

log = structlog.get_logger(__name__)


class Judgement(Enum):
    """What Zoom says of an id and a secret; `UNCHECKED` when it cannot be asked, or says nothing clear."""

    KNOWN = "known"
    REFUSED = "refused"
    SWAPPED = "swapped"
    UNCHECKED = "unchecked"


@dataclass(frozen=True)
class AppEntry:
    """An empty field stays as it is stored."""

    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    secret_token: str = field(default="", repr=False)


def judge(client_id: str, client_secret: str) -> Judgement:
    verdict = _asked(client_id, client_secret)
    if verdict is Verdict.REFUSED:
        return Judgement.SWAPPED if are_swapped(client_id, client_secret) else Judgement.REFUSED
    return Judgement.KNOWN if verdict is Verdict.KNOWN else Judgement.UNCHECKED


def are_swapped(client_id: str, client_secret: str) -> bool:
    """Whether Zoom knows the two the other way round."""
    return _asked(client_secret, client_id) is Verdict.KNOWN


def save_app(entry: AppEntry) -> None:
    the_row()
    with transaction.atomic():
        row = VendorApp.objects.select_for_update().get(provider=Provider.ZOOM)
        row.client_id = entry.client_id or row.client_id
        row.sealed_client_secret = sealed("sealed_client_secret", entry.client_secret) or row.sealed_client_secret
        row.sealed_secret_token = sealed("sealed_secret_token", entry.secret_token) or row.sealed_secret_token
        row.save(update_fields=["client_id", "sealed_client_secret", "sealed_secret_token"])
    log.info("zoom_app_entered", client_secret=bool(entry.client_secret), secret_token=bool(entry.secret_token))


def go_on() -> None:
    """The app is known to work: what waited for that goes on at once."""
    note_works()
    for user_id in Connection.objects.filter(provider=Provider.ZOOM).values_list("user_id", flat=True):
        hurry(lane_of(user_id))


def take_out() -> None:
    """Forget what was typed in; connections stay for the day it is entered again."""
    empty = {"client_id": "", "sealed_client_secret": "", "sealed_secret_token": ""}
    VendorApp.objects.filter(provider=Provider.ZOOM).update(**empty, trouble="", trouble_since=None)
    log.info("zoom_app_taken_out")


def connections_through_app() -> int:
    return Connection.objects.filter(provider=Provider.ZOOM).count()


def _asked(client_id: str, client_secret: str) -> Verdict:
    app = ZoomApp(client_id, client_secret, base_url=origin(), api_url=str(settings.ZOOM_API_URL))
    try:
        return app.probe().verdict
    except TryLater:
        return Verdict.UNCLEAR
