"""Everything that makes or takes the time of an event type's hosts: one statement, however many hosts there are."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from halfpast.availability import HostTime, Hours, HoursRange, Interval, Reason, Travel
from halfpast.bookings.prepared import rows_of
from halfpast.schedules.models import caps_of
from halfpast.schedules.public_holidays import holidays_between

DAY = timedelta(days=1)
# A month's cap is counted from the month's first day to its last, whichever part of it is asked about.
LONGEST_PERIOD = timedelta(days=33)

# A host's hours are those named for this event type, or the event type's own if they are the host's, or the host's
# oldest.
OF_ROW = """
JOIN event_types_eventtype t ON t.id = row.event_type_id
JOIN schedules_schedule own ON own.id = t.schedule_id
JOIN accounts_user u ON u.id = row.user_id
LEFT JOIN schedules_schedule s ON s.id = coalesce(
  row.schedule_id,
  CASE WHEN own.owner_id = row.user_id THEN own.id END,
  (SELECT min(id) FROM schedules_schedule WHERE owner_id = row.user_id)
)
"""
HOSTS = f"FROM event_types_eventtypehost row {OF_ROW}"
# The hosts of an appointment stay with it, whoever hosts its event type by now.
HOSTS_OF_APPOINTMENT = f"""
FROM (
  SELECT mine.id, mine.host_id AS user_id, named.group_id, named.schedule_id, %(event_type)s::bigint AS event_type_id
  FROM bookings_reservation mine
  LEFT JOIN event_types_eventtypehost named
    ON named.user_id = mine.host_id AND named.event_type_id = %(event_type)s
  WHERE mine.appointment_id = %(moving)s
) row {OF_ROW}
"""  # noqa: S608  (made of constants)
# What takes time is asked by the expression of the constraint against overlaps: its index answers.
TIMES_OF = """
SELECT row.user_id AS host_id, row.group_id, u.availability_version AS version, s.id AS schedule_id, s.time_zone,
  s.holiday_country, s.holiday_region, s.holidays_worked, weekly.hours AS weekly, overrides.hours AS overrides,
  travels.zones AS travels, absences.firsts AS away_from, absences.lasts AS away_to,
  r.taken_from, r.taken_to, r.held_from, r.held_to, r.first_hold_ends, busy.busy_from, busy.busy_to,
  l.daily_cap, l.weekly_cap, l.monthly_cap, l.daily_minutes_cap, l.weekly_minutes_cap, l.monthly_minutes_cap,
  booked.booked_from, booked.booked_to
{hosts}
LEFT JOIN schedules_hostlimits l ON l.user_id = row.user_id
LEFT JOIN LATERAL (
  SELECT string_agg(weekday || ' ' || start_minute || ' ' || end_minute, ',' ORDER BY weekday, start_minute) AS hours
  FROM schedules_weeklyrange WHERE schedule_id = s.id
) weekly ON true
LEFT JOIN LATERAL (
  SELECT string_agg(concat_ws(' ', date, start_minute, end_minute), ',' ORDER BY date, start_minute) AS hours
  FROM schedules_dateoverride WHERE schedule_id = s.id AND date BETWEEN %(first_date)s AND %(last_date)s
) overrides ON true
LEFT JOIN LATERAL (
  SELECT string_agg(concat_ws(' ', first_date, last_date, time_zone), ',' ORDER BY first_date) AS zones
  FROM schedules_travel
  WHERE user_id = row.user_id AND first_date <= %(last_date)s AND last_date >= %(first_date)s
) travels ON true
LEFT JOIN LATERAL (
  SELECT array_agg(first_date ORDER BY id) AS firsts, array_agg(last_date ORDER BY id) AS lasts
  FROM schedules_outofoffice
  WHERE user_id = row.user_id AND first_date <= %(last_date)s AND last_date >= %(first_date)s
) absences ON true
LEFT JOIN LATERAL (
  SELECT
    array_agg(floor(date_part('epoch', lower(held)) / 60)::int) FILTER (WHERE expires_at IS NULL) AS taken_from,
    array_agg(ceil(date_part('epoch', upper(held)) / 60)::int) FILTER (WHERE expires_at IS NULL) AS taken_to,
    array_agg(floor(date_part('epoch', lower(held)) / 60)::int) FILTER (WHERE expires_at IS NOT NULL) AS held_from,
    array_agg(ceil(date_part('epoch', upper(held)) / 60)::int) FILTER (WHERE expires_at IS NOT NULL) AS held_to,
    min(expires_at) AS first_hold_ends
  FROM bookings_reservation
  WHERE int8range(host_id, host_id, '[]') && int8range(row.user_id, row.user_id, '[]') AND held && %(reach)s
    AND active AND (expires_at IS NULL OR expires_at > %(now)s) AND appointment_id <> %(moving)s
) r ON true
LEFT JOIN LATERAL (
  SELECT array_agg(floor(date_part('epoch', start) / 60)::int) AS busy_from,
    array_agg(ceil(date_part('epoch', "end") / 60)::int) AS busy_to
  FROM calendars_busyperiod
  WHERE host_id = row.user_id AND "end" > lower(%(reach)s) AND start < upper(%(reach)s)
) busy ON true
LEFT JOIN LATERAL (
  SELECT array_agg((date_part('epoch', a.start) / 60)::int) AS booked_from,
    array_agg((date_part('epoch', a."end") / 60)::int) AS booked_to
  FROM bookings_reservation x JOIN bookings_appointment a ON a.id = x.appointment_id
  WHERE l.id IS NOT NULL AND int8range(x.host_id, x.host_id, '[]') && int8range(row.user_id, row.user_id, '[]')
    AND x.held && %(counted)s AND x.active AND (x.expires_at IS NULL OR x.expires_at > %(now)s)
    AND x.appointment_id <> %(moving)s
) booked ON true
WHERE row.event_type_id = %(event_type)s AND (%(only)s::bigint[] IS NULL OR row.user_id = ANY(%(only)s::bigint[]))
ORDER BY row.id
"""
MEMBERS = TIMES_OF.format(hosts=HOSTS)
MEMBERS_OF_APPOINTMENT = TIMES_OF.format(hosts=HOSTS_OF_APPOINTMENT)


@dataclass(frozen=True, slots=True)
class Member:
    """A host of an event type: the version is that of the snapshot in which the rest was read."""

    host_id: int
    group_id: int | None
    schedule_id: int | None
    version: int
    time: HostTime
    first_hold_ends: datetime | None


def members_of(
    event_type_id: int, reach: Interval, now: datetime, *, only: Collection[int] | None = None, moving: int = 0
) -> list[Member]:
    """The hosts in order, with all that touches `reach`; of an appointment to move its own, and it does not count."""
    statement = MEMBERS_OF_APPOINTMENT if moving else MEMBERS
    parameters = {
        "event_type": event_type_id,
        "reach": DateTimeTZRange(reach.start, reach.end, "[)"),
        "counted": DateTimeTZRange(reach.start - LONGEST_PERIOD, reach.end + LONGEST_PERIOD, "[)"),
        "first_date": (reach.start - 2 * DAY).date(),
        "last_date": (reach.end + 2 * DAY).date(),
        "now": now,
        "only": None if only is None else list(only),
        "moving": moving,
    }
    return [_member(row, parameters["first_date"], parameters["last_date"]) for row in rows_of(statement, parameters)]


def _member(row: Any, first: date, last: date) -> Member:
    hours = hours_from(row.time_zone or "UTC", row.weekly or "", row.overrides or "", row.travels or "")
    taken = {
        Reason.TAKEN: _runs(row.taken_from, row.taken_to),
        Reason.HELD: _runs(row.held_from, row.held_to),
        Reason.BUSY: _runs(row.busy_from, row.busy_to),
    }
    closed = {Reason.OUT_OF_OFFICE: list(zip(row.away_from or (), row.away_to or (), strict=True))}
    if row.holiday_country:
        closed[Reason.HOLIDAY] = list(_holidays(row, hours, first, last))
    time = HostTime(
        hours=hours,
        taken={reason: runs for reason, runs in taken.items() if runs},
        closed={reason: dates for reason, dates in closed.items() if dates},
        caps=caps_of(row),
        booked=_runs(row.booked_from, row.booked_to),
    )
    return Member(row.host_id, row.group_id, row.schedule_id, row.version, time, row.first_hold_ends)


def _runs(starts: Sequence[int] | None, ends: Sequence[int] | None) -> list[tuple[int, int]]:
    return list(zip(starts, ends, strict=True)) if starts and ends else []


def _holidays(row: Any, hours: Hours, first: date, last: date) -> Iterator[tuple[date, date]]:
    """Unless the host works on that one every year, or has given that date hours of its own."""
    for day, name in holidays_between(row.holiday_country, row.holiday_region, first, last).items():
        if name not in row.holidays_worked and day not in hours.overrides:
            yield day, day


@lru_cache(maxsize=4096)
def hours_from(time_zone: str, weekly: str, overrides: str, travels: str) -> Hours:
    """From the texts that the statement makes: the same texts are the same object, whose starts are cached."""
    by_weekday: dict[int, list[HoursRange]] = {}
    for weekday, start, end in (text.split() for text in weekly.split(",") if text):
        by_weekday.setdefault(int(weekday), []).append(HoursRange(int(start), int(end)))
    by_date: dict[date, list[HoursRange]] = {}
    for day, *minutes in (text.split() for text in overrides.split(",") if text):
        ranges = by_date.setdefault(date.fromisoformat(day), [])
        if minutes:
            ranges.append(HoursRange(int(minutes[0]), int(minutes[1])))
    journeys = [
        Travel(date.fromisoformat(first), date.fromisoformat(last), zone)
        for first, last, zone in (text.split() for text in travels.split(",") if text)
    ]
    return Hours(time_zone, by_weekday, by_date, journeys)
