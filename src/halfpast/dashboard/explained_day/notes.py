"""What holds for the whole day: who is left out, and whose clock is another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from halfpast.bookings.openings import HostExplained
from halfpast.bookings.places import able_hosts
from halfpast.dashboard.explained_day.against import Against, in_time_away
from halfpast.dashboard.explained_day.asked import AskedDay, dates_of
from halfpast.dashboard.explained_day.rows import name_of


def notes_of(asked: AskedDay, hosts: Sequence[HostExplained]) -> list[Against]:
    return [*_left_out(asked, hosts), *_journeys(asked, hosts)]


def _left_out(asked: AskedDay, hosts: Sequence[HostExplained]) -> Iterator[Against]:
    able = able_hosts(asked.event_type)
    for host_id in asked.people.keys() - {host.host_id for host in hosts}:
        name = {"name": name_of(asked, host_id)}
        if able is None or host_id in able:
            yield Against(_("%(name)s is left out: they are in no group.") % name)
            continue
        words = _("%(name)s is left out: the account their meetings are made in does not work.") % name
        is_mine = asked.is_reader(host_id)
        yield Against(words, reverse("integrations"), _("Look at integrations")) if is_mine else Against(words)


def _journeys(asked: AskedDay, hosts: Sequence[HostExplained]) -> Iterator[Against]:
    for host in hosts:
        hours = host.time.hours
        zones = {hours.zone_on(day) for day in dates_of(hours, asked.window)} - {hours.time_zone}
        for zone in sorted(zones):
            words = _("%(name)s travels: the hours are by the clock of %(zone)s.")
            told = words % {"name": name_of(asked, host.host_id), "zone": zone.replace("_", " ")}
            yield in_time_away(told) if asked.is_reader(host.host_id) else Against(told)
