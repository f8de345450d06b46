from __future__ import annotations

from collections.abc import Iterator
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from halfpast.bookings import services, taking
from halfpast.bookings.models import NO_OVERLAP, Reservation
from halfpast.sandbox.servers import RunningZoom
from tests.studio import Studio, connect, connect_at, make_studio


@pytest.fixture
def studio(db: None) -> Studio:
    """A host whose Zoom is connected, as far as the database knows."""
    studio = make_studio()
    connect(studio.owner)
    return studio


@pytest.fixture
def zoom_studio(db: None, zoom: RunningZoom) -> Studio:
    """A host who has connected the simulated Zoom."""
    studio = make_studio()
    connect_at(zoom, studio.owner)
    return studio


@pytest.fixture
def checks_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody writes before two guests have both been told that the slot is free, or half a second has passed."""
    meeting_point = Barrier(2)
    check = taking.require_offered

    def checked(*args: object, **kwargs: object) -> None:
        check(*args, **kwargs)  # type: ignore[arg-type]
        try:
            meeting_point.wait(timeout=0.5)
        except BrokenBarrierError:
            meeting_point.reset()

    monkeypatch.setattr(taking, "require_offered", checked)
    monkeypatch.setattr(services, "require_offered", checked)


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "lock_hosts", lambda host_ids, now: None)
    monkeypatch.setattr(services, "lock_hosts", lambda host_ids, now: None)


@pytest.fixture
def no_lock_of_caps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "lock_caps", lambda event_type: None)


@pytest.fixture
def no_constraint(transactional_db: None) -> Iterator[None]:
    """The law switched off for one test, and back on."""
    law = next(each for each in Reservation._meta.constraints if each.name == NO_OVERLAP)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Reservation, law)
    yield
    Reservation.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Reservation, law)
