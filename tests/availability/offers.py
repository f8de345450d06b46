"""Offers in few words, and what is offered of them in few words again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from halfpast.availability import Group, HostTime, Hours, HoursRange, Interval, Offer, Reason, Rules, offered_starts
from tests.availability.oracle import minute_of

MONDAY = date(2027, 3, 1)
LONG_BEFORE = datetime(2005, 1, 1, tzinfo=UTC)
HALF_HOURS = Rules(
    duration=timedelta(minutes=30),
    step=timedelta(minutes=30),
    buffer_before=timedelta(0),
    buffer_after=timedelta(0),
    minimum_notice=timedelta(0),
    horizon=None,
)


def lasting(minutes: int, *, every: int | None = None) -> Rules:
    return replace(HALF_HOURS, duration=timedelta(minutes=minutes), step=timedelta(minutes=every or minutes))


def clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def ranges(*texts: str) -> list[HoursRange]:
    """Each like `09:00-17:00`."""
    return [HoursRange(*map(clock, text.split("-"))) for text in texts]


def every_day(*texts: str, zone: str = "UTC") -> Hours:
    return Hours(zone, dict.fromkeys(range(7), ranges(*texts)))


def only_on(day: date, *texts: str, zone: str = "Europe/Berlin") -> Hours:
    return Hours(zone, {}, {day: ranges(*texts)})


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def runs(*texts: str) -> list[tuple[int, int]]:
    """Each like `2027-03-01T09:00/10:00`, in UTC and of one day, or `2027-03-01T09:00/2027-03-02T10:00`."""
    parts = [text.split("/") for text in texts]
    return [
        (minute_of(utc(start)), minute_of(utc(end if "T" in end else f"{start[:10]}T{end}"))) for start, end in parts
    ]


def busy(hours: Hours, *texts: str) -> HostTime:
    return HostTime(hours, {Reason.BUSY: runs(*texts)})


def offer_of(host: HostTime | Hours, rules: Rules = HALF_HOURS, booked: tuple[str, ...] = ()) -> Offer:
    """One host's; the event type goes by the host's clock."""
    time = HostTime(host) if isinstance(host, Hours) else host
    return Offer(rules, [Group(1, [time])], time.hours, runs(*booked))


def around(day: date) -> Interval:
    middle = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Interval(middle - timedelta(days=3), middle + timedelta(days=3))


def starts(offer: Offer, *, day: date = MONDAY, now: datetime = LONG_BEFORE) -> list[str]:
    """The starts near a date, as `day hour:minute` of the UTC clock."""
    return [f"{start:%d %H:%M}" for start in offered_starts(offer, around(day), now)]


def local_starts(offer: Offer, day: date) -> list[str]:
    """The starts near a date, as `day hour:minute offset` of the schedule's clock."""
    zone = ZoneInfo(offer.clock.time_zone)
    return [f"{start.astimezone(zone):%d %H:%M %z}" for start in offered_starts(offer, around(day), LONG_BEFORE)]


def starts_in_year(offer: Offer, year: int) -> list[datetime]:
    window = Interval(datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC))
    return offered_starts(offer, window, datetime(1999, 1, 1, tzinfo=UTC))
