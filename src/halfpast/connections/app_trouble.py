"""Trouble with the operator's app: known once, told once an hour at most, and forgotten as soon as the app works."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from halfpast.accounts.models import User
from halfpast.connections.models import Provider, VendorApp
from halfpast.connections.vendor_apps import the_row

TELL_OPERATOR = "tell_operator_of_app_trouble"
BETWEEN_MAILS = timedelta(hours=1)

log = structlog.get_logger(__name__)


def note_trouble(reason: str, now: datetime) -> None:
    """Whoever notes it first tells every operator; a trouble that lasts is told no second time."""
    the_row()
    with transaction.atomic():
        if not _begins(reason, now):
            return
        log.error("zoom_app_in_trouble", reason=reason)
        told_at = _next_telling(now)
        if told_at is not None:
            _tell_operators(told_at)


def note_works() -> None:
    """The vendor has just accepted the app. One statement that mostly finds nothing to change."""
    rows = VendorApp.objects.filter(provider=Provider.ZOOM).exclude(trouble="")
    if rows.update(trouble="", trouble_since=None):
        log.info("zoom_app_works_again")


def trouble_to_tell(told_at: datetime) -> VendorApp | None:
    """None when it is over, or told at another time."""
    return VendorApp.objects.filter(provider=Provider.ZOOM, trouble_told_at=told_at).exclude(trouble="").first()


def _next_telling(now: datetime) -> datetime | None:
    """Within an hour of the last one it waits for the end of that hour. None when it waits already."""
    rows = VendorApp.objects.filter(provider=Provider.ZOOM)
    last = rows.values_list("trouble_told_at", flat=True).get()
    if last is not None and last > now:
        return None
    told_at = now if last is None else max(now, last + BETWEEN_MAILS)
    rows.update(trouble_told_at=told_at)
    return told_at


def _tell_operators(told_at: datetime) -> None:
    operators = User.objects.filter(is_operator=True, is_active=True).values_list("pk", flat=True)
    # The argument's name is that of jobs which wait from an earlier release.
    jobs: list[JSONDict] = [{"user_id": user_id, "since": told_at.isoformat()} for user_id in operators]
    if jobs:
        app.configure_task(TELL_OPERATOR, queue="mail", schedule_at=told_at).batch_defer(*jobs)


def _begins(reason: str, now: datetime) -> bool:
    """One statement decides: of eight workers that meet the same trouble, one changes the row."""
    rows = VendorApp.objects.filter(provider=Provider.ZOOM)
    if rows.filter(trouble="").update(trouble=reason[:500], trouble_since=now):
        return True
    rows.exclude(trouble=reason[:500]).update(trouble=reason[:500])
    return False
