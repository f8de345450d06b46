"""Which of an event type's lengths a guest has chosen, and the others to choose from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext

from halfpast.bookings.offer_words import length_in_words
from halfpast.bookings.time_choice.position import Position
from halfpast.event_types.models import EventType


@dataclass(frozen=True)
class ChosenLength:
    """A length that is offered; a notice when another one was asked for."""

    minutes: int
    in_address: int | None = None
    notice: str = ""


@dataclass(frozen=True)
class LengthLink:
    words: str
    link: str
    is_chosen: bool


def chosen_length(asked: str, event_type: EventType) -> ChosenLength:
    """The main one unless another is asked for, which is then kept in the address."""
    main = event_type.duration_minutes
    if not asked:
        return ChosenLength(main)
    found = next((minutes for minutes in event_type.durations if str(minutes) == asked), None)
    if found is None:
        return ChosenLength(main, notice=not_offered(main))
    return ChosenLength(found, None if found == main else found)


def not_offered(main: int) -> str:
    words = gettext("That length is not offered. Times are shown for %(length)s.")
    return words % {"length": length_in_words(main)}


def length_links(position: Position, chosen: ChosenLength, event_type: EventType) -> tuple[LengthLink, ...]:
    """Nothing where there is nothing to choose."""
    offered, main = event_type.durations, event_type.duration_minutes
    if len(offered) < 2:
        return ()
    return tuple(
        LengthLink(
            length_in_words(minutes),
            replace(position, start=None, length=None if minutes == main else minutes).link(),
            minutes == chosen.minutes,
        )
        for minutes in offered
    )
