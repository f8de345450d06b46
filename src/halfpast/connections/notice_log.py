"""What the operator can look up about notices: when the last one came, and why the last refused one was."""

from datetime import datetime, timedelta

from halfpast.connections.models import Provider, VendorApp
from halfpast.connections.vendor_apps import the_row

# Anybody can send what will be refused: it must not become as many writes.
PAUSE = timedelta(minutes=1)


def note_received(now: datetime) -> None:
    the_row()
    VendorApp.objects.filter(provider=Provider.ZOOM).update(last_notice_at=now)


def note_refused(reason: str, now: datetime) -> None:
    """At most one write a minute, whatever comes in."""
    the_row()
    rows = VendorApp.objects.filter(provider=Provider.ZOOM)
    quiet = rows.exclude(notice_refused_at__range=(now - PAUSE, now + PAUSE))
    quiet.update(notice_refused_at=now, notice_refusal=reason[:200])
