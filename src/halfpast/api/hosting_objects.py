"""Who hosts an event type, and how the hosts share its appointments, as callers write and read it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field

from halfpast.api.fields import Body, Id, checked, text
from halfpast.event_types.hosting import MOST_GROUPS, hosting_of
from halfpast.event_types.models import Assignment, EventType
from halfpast.web.names import visible_text

MOST_HOSTS = 1000

GroupName = Annotated[str, Field(min_length=1, max_length=60), checked(visible_text), text(60)]
Needed = Annotated[int, Field(ge=1, le=100)]
Hosts = Annotated[list[Id], Field(min_length=1, max_length=MOST_HOSTS)]
# JSON has no enums: their values are accepted for them.
WhoTakesIt = Annotated[Assignment, Field(strict=False)]


class GroupBody(Body):
    """Each appointment takes so many of these hosts."""

    name: GroupName
    needed: Needed = 1
    hosts: Hosts


class HostScheduleBody(Body):
    """One of the host's own schedules."""

    host: Id
    schedule: Id


class GroupObject(BaseModel):
    name: str
    needed: int
    hosts: list[int]


class HostScheduleObject(BaseModel):
    host: int
    schedule: int


Groups = Annotated[list[GroupBody], Field(max_length=MOST_GROUPS)]
HostSchedules = Annotated[list[HostScheduleBody], Field(max_length=MOST_HOSTS)]


def hosting_object(event_type: EventType) -> dict[str, Any]:
    """The fields of an event type that say who hosts."""
    hosting = hosting_of(event_type)
    return {
        "hosts": hosting.user_ids,
        "assignment": str(hosting.assignment),
        "groups": [
            GroupObject.model_construct(name=group.name, needed=group.needed, hosts=hosting.hosts_in(place))
            for place, group in enumerate(hosting.groups)
        ],
        "host_schedules": [
            HostScheduleObject.model_construct(host=host.user_id, schedule=host.schedule_id)
            for host in hosting.hosts
            if host.schedule_id is not None
        ],
    }
