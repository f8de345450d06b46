"""Who hosts an event type, and how the hosts share its appointments: as chosen, and as the rows have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from halfpast.accounts.models import Membership, User, Workspace
from halfpast.event_types.models import Assignment, EventType
from halfpast.schedules.models import Schedule

MOST_GROUPS = 4
NO_HOST = _("Choose at least one host.")
NO_GROUPS = _("Name at least one group, or choose another way to share the bookings.")
NO_HOST_IN_GROUP = _("Put hosts into this group, or leave it out.")
NO_GROUP_FOR_HOST = _("Choose a group for this host.")


@dataclass(frozen=True)
class ChosenHost:
    """`group` is a place in the list of groups; `schedule_id` None leaves the hours to the host."""

    user_id: int
    group: int | None = None
    schedule_id: int | None = None


@dataclass(frozen=True)
class ChosenGroup:
    name: str
    needed: int = 1


@dataclass(frozen=True)
class Hosting:
    """Groups are there only with the assignment by groups."""

    hosts: tuple[ChosenHost, ...]
    assignment: Assignment = Assignment.ANY
    groups: tuple[ChosenGroup, ...] = ()

    @property
    def user_ids(self) -> list[int]:
        return [host.user_id for host in self.hosts]

    def hosts_in(self, group: int) -> list[int]:
        return [host.user_id for host in self.hosts if host.group == group]


@dataclass(frozen=True)
class GroupMistake:
    """About the group at this place: its `hosts`, or how many are `needed`."""

    group: int
    field: str
    words: str


def hosting_of(event_type: EventType) -> Hosting:
    """From the rows of an event type that exists; two queries, or none when they are prefetched."""
    groups = list(event_type.host_groups.all()) if event_type.assignment == Assignment.GROUPS else []
    places = {group.pk: place for place, group in enumerate(groups)}
    return Hosting(
        hosts=tuple(
            ChosenHost(row.user_id, places.get(row.group_id or 0), row.schedule_id)
            for row in event_type.host_rows.all()
        ),
        assignment=Assignment(event_type.assignment),
        groups=tuple(ChosenGroup(group.name, group.needed) for group in groups),
    )


def hosted_by(user: User) -> Hosting:
    """By nobody else."""
    return Hosting((ChosenHost(user.pk),))


def hosts_in_order(event_type: EventType) -> list[User]:
    return [row.user for row in event_type.host_rows.select_related("user")]


def possible_hosts(workspace: Workspace, hosting: Hosting) -> QuerySet[User]:
    """Its members, by name, each with their schedules; and who hosts although they have left."""
    members = Membership.objects.filter(workspace=workspace, user__is_active=True).values("user")
    schedules = Prefetch("schedules", queryset=Schedule.objects.order_by("pk"))
    rows = User.objects.filter(Q(pk__in=members) | Q(pk__in=hosting.user_ids))
    return rows.order_by("name", "pk").prefetch_related(schedules)


def group_mistakes(hosting: Hosting) -> Iterator[GroupMistake]:
    """What makes a group one that no appointment could ever be made with."""
    for place, group in enumerate(hosting.groups):
        has = len(hosting.hosts_in(place))
        if has == 0:
            yield GroupMistake(place, "hosts", str(NO_HOST_IN_GROUP))
        elif group.needed > has:
            yield GroupMistake(place, "needed", _too_many_needed(has))


def hosts_without_group(hosting: Hosting) -> list[int]:
    if hosting.assignment != Assignment.GROUPS:
        return []
    return [host.user_id for host in hosting.hosts if host.group is None]


def _too_many_needed(has: int) -> str:
    words = ngettext(
        "This group has %(count)d host. Need at most that many, or put more hosts into it.",
        "This group has %(count)d hosts. Need at most that many, or put more hosts into it.",
        has,
    )
    return words % {"count": has}
