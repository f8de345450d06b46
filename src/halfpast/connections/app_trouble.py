"""Trouble with the operator's app: known once, told once, and forgotten as soon as the app works again."""

from datetime import datetime

import structlog
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from halfpast.accounts.models import User
from halfpast.connections.models import Provider, VendorApp
from halfpast.connections.vendor_apps import the_row

TELL_OPERATOR = "tell_operator_of_app_trouble"

log = structlog.get_logger(__name__)


def note_trouble(reason: str, now: datetime) -> None:
    """Whoever notes it first tells every operator; a trouble that lasts is told no second time."""
    the_row()
    with transaction.atomic():
        if not _begins(reason, now):
            return
        log.error("zoom_app_in_trouble", reason=reason)
        operators = User.objects.filter(is_operator=True, is_active=True).values_list("pk", flat=True)
        jobs: list[JSONDict] = [{"user_id": user_id, "since": now.isoformat()} for user_id in operators]
        if jobs:
            app.configure_task(TELL_OPERATOR, queue="mail").batch_defer(*jobs)


def note_works() -> None:
    """The vendor has just accepted the app. One statement that mostly finds nothing to change."""
    rows = VendorApp.objects.filter(provider=Provider.ZOOM).exclude(trouble="")
    if rows.update(trouble="", trouble_since=None):
        log.info("zoom_app_works_again")


def trouble_that_began(since: datetime) -> VendorApp | None:
    """None when it is over, or another one by now."""
    return VendorApp.objects.filter(provider=Provider.ZOOM, trouble_since=since).first()


def _begins(reason: str, now: datetime) -> bool:
    """One statement decides: of eight workers that meet the same trouble, one changes the row."""
    rows = VendorApp.objects.filter(provider=Provider.ZOOM)
    if rows.filter(trouble="").update(trouble=reason[:500], trouble_since=now):
        return True
    rows.exclude(trouble=reason[:500]).update(trouble=reason[:500])
    return False
