from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from halfpast.availability import Hours, HoursRange, Interval, Reason, Rules, refusal

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
HOURS = Hours("UTC", dict.fromkeys(range(7), (HoursRange(540, 720),)), {})
RULES = Rules(
    duration=timedelta(minutes=30),
    step=timedelta(minutes=30),
    buffer_before=timedelta(0),
    buffer_after=timedelta(minutes=10),
    minimum_notice=timedelta(hours=2),
    horizon=timedelta(days=7),
    daily_cap=3,
)


def reason(
    day: int, clock: str, *, busy: Sequence[Interval] = (), booked: int = 0, hours: Hours = HOURS, rules: Rules = RULES
) -> Reason | None:
    start = datetime.fromisoformat(f"2027-03-{day:02}T{clock}").replace(tzinfo=UTC)
    return refusal(hours, rules, busy, {start.date(): booked}, start, NOW)


def test_an_offered_start_has_no_reason() -> None:
    assert reason(1, "10:00") is None


def test_a_start_before_now_is_past() -> None:
    assert reason(1, "07:59") is Reason.PAST


def test_a_start_within_the_notice_is_too_soon() -> None:
    assert reason(1, "09:30") is Reason.TOO_SOON


def test_a_start_at_the_horizon_is_too_far() -> None:
    assert reason(8, "08:00") is Reason.TOO_FAR


def test_a_start_at_the_end_of_all_calendars_is_too_far() -> None:
    assert refusal(HOURS, RULES, [], {}, datetime.max.replace(tzinfo=UTC), NOW) is Reason.TOO_FAR
    assert refusal(HOURS, RULES, [], {}, datetime.min.replace(tzinfo=UTC), NOW) is Reason.PAST


def test_a_slot_that_reaches_out_of_the_hours_is_outside_hours() -> None:
    assert reason(2, "11:45") is Reason.OUTSIDE_HOURS
    assert reason(2, "08:45") is Reason.OUTSIDE_HOURS


def test_a_start_off_the_grid_is_unaligned() -> None:
    assert reason(2, "09:15") is Reason.UNALIGNED


def test_a_start_with_seconds_is_unaligned() -> None:
    assert reason(2, "09:30:01") is Reason.UNALIGNED


def test_a_slot_that_meets_busy_time_in_its_buffer_is_taken() -> None:
    lunch = Interval(datetime(2027, 3, 2, 10, 9, tzinfo=UTC), datetime(2027, 3, 2, 11, tzinfo=UTC))
    assert reason(2, "09:30", busy=[lunch]) is Reason.TAKEN


def test_a_start_on_a_full_date_has_reached_the_cap() -> None:
    assert reason(2, "09:30", booked=2) is None
    assert reason(2, "09:30", booked=3) is Reason.CAP_REACHED


def test_a_start_may_be_given_in_any_zone_even_in_a_repeated_hour() -> None:
    hours = Hours("Europe/Berlin", {}, {date(2027, 10, 31): [HoursRange(120, 180)]})
    start = datetime(2027, 10, 31, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin"))
    assert refusal(hours, replace(RULES, horizon=timedelta(days=365)), [], {}, start, NOW) is None
