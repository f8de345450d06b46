from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from halfpast.accounts.models import User
from halfpast.connections.access_tokens import renew
from halfpast.connections.app_trouble import TELL_OPERATOR, note_trouble, note_works
from halfpast.connections.jobs import tell_operator_of_app_trouble
from halfpast.connections.models import Connection, ConnectionState, Provider, VendorApp
from halfpast.providers.errors import AppMisconfigured
from halfpast.sandbox.servers import RunningZoom
from tests.studio import connect_at, make_studio
from tests.threads import all_at_once

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + timedelta(hours=1)
WORKERS = 8


def make_operator(email: str = "op@example.com", **changes: bool) -> User:
    return User.objects.create(email=email, name="Olga Operator", **{"is_operator": True, **changes})


def jobs() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name=TELL_OPERATOR).order_by("id"))


def deliver() -> list[str]:
    for job in jobs():
        tell_operator_of_app_trouble(**job.args)
    return sorted(address for sent in mail.outbox for address in sent.to)


def test_every_operator_gets_one_mail_that_says_what_is_wrong() -> None:
    make_operator(), make_operator("second@example.com"), make_studio()
    note_trouble("Zoom does not know the app.", NOW)
    assert deliver() == ["op@example.com", "second@example.com"]
    assert "Zoom does not know the app." in mail.outbox[0].body
    assert "http://localhost:8000/app/operator/zoom" in mail.outbox[0].body


def test_operators_who_left_get_none() -> None:
    make_operator(is_active=False)
    note_trouble("Zoom does not know the app.", NOW)
    assert jobs() == []


def test_trouble_that_lasts_is_told_once_also_in_other_words() -> None:
    make_operator()
    for reason in ("One.", "One.", "Two."):
        note_trouble(reason, NOW)
    assert len(jobs()) == 1
    assert VendorApp.objects.get().trouble == "Two."


def test_trouble_that_was_over_in_between_is_told_again() -> None:
    make_operator()
    note_trouble("One.", NOW)
    assert deliver() == ["op@example.com"]
    note_works()
    note_trouble("One.", LATER)
    assert deliver() == ["op@example.com"] * 2


def test_nothing_is_sent_once_the_app_works_again() -> None:
    make_operator()
    note_trouble("One.", NOW)
    note_works()
    assert (deliver(), VendorApp.objects.get().trouble) == ([], "")


def minutes_later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def test_trouble_that_comes_and_goes_is_told_once_an_hour() -> None:
    make_operator()
    for minute in (0, 5, 10, 59):
        note_works()
        note_trouble("One.", minutes_later(minute))
    first, second = jobs()
    assert (first.scheduled_at, second.scheduled_at) == (NOW, LATER)
    note_works()
    note_trouble("One.", minutes_later(61))
    assert jobs()[2].scheduled_at == minutes_later(120)


def test_trouble_that_waited_for_the_end_of_the_hour_is_told_then() -> None:
    make_operator()
    note_trouble("One.", NOW)
    note_works()
    note_trouble("Two.", minutes_later(5))
    assert deliver() == ["op@example.com"]
    assert "Two." in mail.outbox[0].body
    assert VendorApp.objects.get().trouble_since == minutes_later(5)


def at_once(act: Callable[[], None]) -> None:
    gate = threading.Barrier(WORKERS)

    def one() -> None:
        gate.wait()
        act()

    assert all_at_once([one] * WORKERS) == [None] * WORKERS


@pytest.mark.django_db(transaction=True)
def test_eight_workers_that_meet_the_same_trouble_send_one_mail() -> None:
    make_operator()
    at_once(lambda: note_trouble("One.", NOW))
    assert len(jobs()) == 1


@pytest.mark.django_db(transaction=True)
def test_asking_first_and_writing_then_sends_several() -> None:
    """The twin that shows what the one statement is for."""
    user = make_operator()
    VendorApp.objects.create(provider=Provider.ZOOM)
    told, gate = [], threading.Barrier(WORKERS)

    def note_unguarded() -> None:
        is_new = VendorApp.objects.filter(trouble="").exists()
        gate.wait()
        VendorApp.objects.update(trouble="One.", trouble_since=NOW)
        if is_new:
            told.append(user.pk)

    at_once(note_unguarded)
    assert len(told) > 1


def test_a_wrong_secret_alarms_the_operator_and_condemns_no_connection(
    zoom: RunningZoom, settings: LazySettings
) -> None:
    make_operator()
    connection = connect_at(zoom, make_studio().owner)
    settings.ZOOM_CLIENT_SECRET = "mistyped"
    with pytest.raises(AppMisconfigured):
        renew(connection.pk)
    assert Connection.objects.get().state == ConnectionState.CONNECTED
    assert deliver() == ["op@example.com"]


def test_the_next_token_that_comes_clears_the_trouble(zoom: RunningZoom) -> None:
    connection = connect_at(zoom, make_studio().owner)
    note_trouble("One.", NOW)
    renew(connection.pk)
    app = VendorApp.objects.get()
    assert (app.trouble, app.trouble_since) == ("", None)
