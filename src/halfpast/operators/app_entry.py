"""Entering the operator's Zoom app, and taking it out again."""

from dataclasses import dataclass, field
from enum import Enum

import structlog
from django.conf import settings
from django.db import transaction

from halfpast.connections.app_trouble import note_works
from halfpast.connections.consent import lane_of
from halfpast.connections.models import Connection, Provider, VendorApp
from halfpast.connections.other_apps import (
    condemn_all_without_app,
    condemn_those_of_other_apps,
    through_other_apps,
    working_connections,
)
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
        if entry.secret_token:
            # It says nothing of the new token.
            row.notice_refused_at, row.notice_refusal = None, ""
        row.save()
    log.info("zoom_app_entered", client_secret=bool(entry.client_secret), secret_token=bool(entry.secret_token))


def go_on() -> None:
    """The app is known to work: what waited for that goes on at once, and what needs another app waits no longer."""
    note_works()
    condemn_those_of_other_apps()
    for user_id in Connection.objects.filter(provider=Provider.ZOOM).values_list("user_id", flat=True):
        hurry(lane_of(user_id))


def take_out() -> None:
    """Forget what was typed in. Without an app no connection works, so nothing is booked that would wait for one."""
    empty = {"client_id": "", "sealed_client_secret": "", "sealed_secret_token": ""}
    with transaction.atomic():
        VendorApp.objects.filter(provider=Provider.ZOOM).update(**empty, trouble="", trouble_since=None)
        condemn_all_without_app()
    log.info("zoom_app_taken_out")


def connections_through_app() -> int:
    return working_connections().count()


def connections_through_other_apps() -> int:
    return through_other_apps().count()


def _asked(client_id: str, client_secret: str) -> Verdict:
    app = ZoomApp(client_id, client_secret, base_url=origin(), api_url=str(settings.ZOOM_API_URL))
    try:
        return app.probe().verdict
    except TryLater:
        return Verdict.UNCLEAR
