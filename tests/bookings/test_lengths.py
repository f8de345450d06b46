"""Which length a guest books, of those an event type offers."""

from __future__ import annotations

import pytest

from halfpast.bookings.time_choice.lengths import chosen_length, length_links
from halfpast.bookings.time_choice.position import read_position
from halfpast.event_types.models import EventType
from tests.bookings.free_times import BERLIN


def event_type(*others: int) -> EventType:
    return EventType(duration_minutes=30, other_durations=list(others))


def test_the_main_length_is_shown_unless_another_is_asked_for() -> None:
    assert chosen_length("", event_type(60)).minutes == 30
    assert chosen_length("60", event_type(60)).minutes == 60


@pytest.mark.parametrize("asked", ["45", "060", "-60", "6e1", "sixty", "9" * 5000, "٦٠", "\x00"])
def test_a_length_that_is_not_offered_is_said_and_the_main_one_shown(asked: str) -> None:
    chosen = chosen_length(asked, event_type(60))

    assert chosen.minutes == 30
    assert chosen.notice == "That length is not offered. Times are shown for 30 minutes."


def test_every_length_is_a_link_from_the_shortest() -> None:
    offered = event_type(90, 15)
    position = read_position("/x", {"date": "2026-10-22"}, BERLIN, zone_in_address=True, length=90)

    links = length_links(position, chosen_length("90", offered), offered)

    assert [(each.words, each.is_chosen) for each in links] == [
        ("15 minutes", False),
        ("30 minutes", False),
        ("1 hour 30 minutes", True),
    ]
    assert links[0].link == "/x?date=2026-10-22&length=15&tz=Europe/Berlin"
    assert links[1].link == "/x?date=2026-10-22&tz=Europe/Berlin"


def test_one_length_leaves_nothing_to_choose() -> None:
    position = read_position("/x", {}, BERLIN, zone_in_address=False)

    assert length_links(position, chosen_length("", event_type()), event_type()) == ()
