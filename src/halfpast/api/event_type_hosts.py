"""From the fields that say who hosts an event type to its hosting; each mistake is told with a pointer to its field."""

from __future__ import annotations

from halfpast.accounts.access import sees_all
from halfpast.accounts.models import User
from halfpast.api.access import membership_of, possible_hosts
from halfpast.api.event_type_objects import EventTypeRules
from halfpast.api.problems import invalid
from halfpast.event_types.hosting import (
    NO_GROUPS,
    ChosenGroup,
    ChosenHost,
    Hosting,
    group_mistakes,
    hosted_by,
    hosting_of,
    hosts_without_group,
)
from halfpast.event_types.models import Assignment, EventType
from halfpast.schedules.models import Schedule

HOSTING = frozenset({"hosts", "assignment", "groups", "host_schedules"})

Groups = tuple[ChosenGroup, ...]


def hosting_from(body: EventTypeRules, names: set[str], event_type: EventType, user: User) -> Hosting:
    """As it is, changed by the fields that are there."""
    before = hosting_of(event_type) if event_type.pk else hosted_by(user)
    named = names & HOSTING
    if not named:
        return before
    ids = _host_ids(body, before, user) if "hosts" in named else before.user_ids
    schedules = _new_schedules(body, ids) if "host_schedules" in named else _schedules(before)
    assignment = body.assignment if "assignment" in named else before.assignment
    groups, places = _groups(body, assignment, ids) if "groups" in named else _kept(before, assignment)
    hosts = tuple(ChosenHost(host, places.get(host), schedules.get(host)) for host in ids)
    hosting = Hosting(hosts, assignment, groups)
    _refuse_impossible_groups(hosting, given="groups" in named)
    if event_type.pk:
        _refuse_a_member_who_decides_for_others(hosting, before, named, user)
    return hosting


def _host_ids(body: EventTypeRules, before: Hosting, user: User) -> list[int]:
    hosts = body.hosts or [user.pk]
    known = possible_hosts(user).union(before.user_ids)
    for place, host in enumerate(hosts):
        if host not in known:
            raise invalid(f"/hosts/{place}", "There is no such member of your workspace whom you may name.")
    return _each_once(hosts)


def _each_once(hosts: list[int]) -> list[int]:
    seen: set[int] = set()
    for place, host in enumerate(hosts):
        if host in seen:
            raise invalid(f"/hosts/{place}", "This host is in the list already.")
        seen.add(host)
    return hosts


def _schedules(hosting: Hosting) -> dict[int, int | None]:
    return {host.user_id: host.schedule_id for host in hosting.hosts}


def _new_schedules(body: EventTypeRules, ids: list[int]) -> dict[int, int | None]:
    wanted = [each.schedule for each in body.host_schedules]
    owners = dict(Schedule.objects.filter(pk__in=wanted).values_list("pk", "owner"))
    chosen: dict[int, int | None] = {}
    known = set(ids)
    for place, each in enumerate(body.host_schedules):
        pointer = f"/host_schedules/{place}"
        if each.host not in known:
            raise invalid(f"{pointer}/host", "This is none of the hosts.")
        if each.host in chosen:
            raise invalid(f"{pointer}/host", "This host is in the list already.")
        if owners.get(each.schedule) != each.host:
            raise invalid(f"{pointer}/schedule", "This host has no such schedule.")
        chosen[each.host] = each.schedule
    return chosen


def _kept(before: Hosting, assignment: Assignment) -> tuple[Groups, dict[int, int | None]]:
    if assignment != Assignment.GROUPS:
        return (), {}
    return before.groups, {host.user_id: host.group for host in before.hosts}


def _groups(body: EventTypeRules, assignment: Assignment, ids: list[int]) -> tuple[Groups, dict[int, int | None]]:
    if assignment != Assignment.GROUPS:
        if body.groups:
            raise invalid("/groups", 'Groups go with the assignment "groups": choose that, or send [].')
        return (), {}
    places: dict[int, int | None] = {}
    known = set(ids)
    for place, group in enumerate(body.groups):
        for number, host in enumerate(group.hosts):
            pointer = f"/groups/{place}/hosts/{number}"
            if host not in known:
                raise invalid(pointer, "This is none of the hosts.")
            if host in places:
                raise invalid(pointer, "This host is in a group already.")
            places[host] = place
    return tuple(ChosenGroup(group.name, group.needed) for group in body.groups), places


def _refuse_impossible_groups(hosting: Hosting, *, given: bool) -> None:
    """Groups that were not given may have become so by a change of the hosts."""
    if hosting.assignment != Assignment.GROUPS:
        return
    if not hosting.groups:
        raise invalid("/groups", NO_GROUPS)
    for mistake in group_mistakes(hosting):
        raise invalid(f"/groups/{mistake.group}/{mistake.field}" if given else "/groups", mistake.words)
    for host in hosts_without_group(hosting):
        raise invalid("/groups", f"Put host {host} into one of the groups.")


def _refuse_a_member_who_decides_for_others(
    hosting: Hosting, before: Hosting, named: frozenset[str] | set[str], user: User
) -> None:
    if sees_all(membership_of(user)) or set(before.user_ids) <= {user.pk} or _same(hosting, before):
        return
    raise invalid(f"/{min(named)}", "Only owners and admins change who hosts with others.")


def _same(one: Hosting, other: Hosting) -> bool:
    return (set(one.hosts), one.assignment, one.groups) == (set(other.hosts), other.assignment, other.groups)
