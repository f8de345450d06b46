from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from halfpast.accounts.models import Role, User
from halfpast.accounts.tokens import make_token
from halfpast.event_types.models import EventTypeHost
from halfpast.schedules.models import Schedule
from tests.api.callers import Caller, office_talk, pointers


@pytest.fixture
def team(caller: Caller, make_caller: Callable[..., Caller]) -> list[int]:
    """The caller and two more members, the last one without a say."""
    others = [make_caller("paul@example.com"), make_caller("tina@example.com", Role.MEMBER)]
    return [id_of(each) for each in (caller, *others)]


@pytest.fixture
def grouped(caller: Caller, team: list[int]) -> dict[str, Any]:
    return caller.post("/event-types", office_talk(slug="grouped", **in_groups(team)))  # type: ignore[no-any-return]


def id_of(caller: Caller) -> int:
    assert caller.user is not None
    return caller.user.pk


def in_groups(team: list[int], **changes: object) -> dict[str, object]:
    groups = [
        {"name": "Physicians", "needed": 1, "hosts": team[:1]},
        {"name": "Therapists", "needed": 2, "hosts": team[1:]},
    ]
    return {"hosts": team, "assignment": "groups", "groups": groups, **changes}


def evenings_of(user_id: int) -> Schedule:
    return Schedule.objects.create(owner_id=user_id, name="Evenings", time_zone="Europe/Vienna")


def changed(caller: Caller, event_type: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    answer = caller("PATCH", f"/event-types/{event_type['id']}", change)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)  # type: ignore[no-any-return]


@pytest.mark.parametrize("assignment", ["any", "all"])
def test_several_members_host(caller: Caller, team: list[int], assignment: str) -> None:
    made = caller.post("/event-types", office_talk(hosts=team, assignment=assignment))

    assert (made["hosts"], made["assignment"], made["groups"]) == (team, assignment, [])
    assert caller.get(f"/event-types/{made['id']}") == made


def test_hosts_are_in_groups_of_which_so_many_are_needed(team: list[int], grouped: dict[str, Any]) -> None:
    assert {name: grouped[name] for name in ("hosts", "assignment", "groups")} == in_groups(team)


def test_a_host_has_a_schedule_for_this_type(caller: Caller, team: list[int]) -> None:
    hours = [{"host": team[1], "schedule": evenings_of(team[1]).pk}]

    made = caller.post("/event-types", office_talk(hosts=team, host_schedules=hours))

    assert made["host_schedules"] == hours
    told = changed(caller, made, {"hosts": team[1:]})
    assert told["host_schedules"] == hours
    told = changed(caller, made, {"host_schedules": []})
    assert told["host_schedules"] == []


def test_a_grouped_type_can_be_sent_back_as_it_was_read(caller: Caller, grouped: dict[str, Any]) -> None:
    body = {name: value for name, value in grouped.items() if name not in {"id", "url", "bookable", "created_at"}}
    rows = list(EventTypeHost.objects.values())

    assert changed(caller, grouped, body) == grouped
    assert list(EventTypeHost.objects.values()) == rows


def test_a_change_of_something_else_leaves_hosts_and_groups(caller: Caller, grouped: dict[str, Any]) -> None:
    assert changed(caller, grouped, {"title": "New"}) == {**grouped, "title": "New"}


def test_another_assignment_lets_the_groups_go(caller: Caller, grouped: dict[str, Any]) -> None:
    told = changed(caller, grouped, {"assignment": "all"})

    assert told == {**grouped, "assignment": "all", "groups": []}


def test_hosts_that_stay_keep_their_groups(caller: Caller, team: list[int], grouped: dict[str, Any]) -> None:
    fewer = in_groups(team, groups=[{"name": "All of us", "hosts": team}])
    caller("PATCH", f"/event-types/{grouped['id']}", fewer)

    told = changed(caller, grouped, {"hosts": team[:2]})

    assert told["groups"] == [{"name": "All of us", "needed": 1, "hosts": team[:2]}]


@pytest.mark.parametrize("hosts", [[0], [0, 1]])
def test_hosts_that_leave_a_group_without_enough_are_refused(
    caller: Caller, team: list[int], grouped: dict[str, Any], hosts: list[int]
) -> None:
    answer = caller("PATCH", f"/event-types/{grouped['id']}", {"hosts": [team[each] for each in hosts]})

    assert pointers(answer) == ["/groups"]
    assert caller.get(f"/event-types/{grouped['id']}") == grouped


def test_hosts_are_named_once(caller: Caller, team: list[int]) -> None:
    assert pointers(caller("POST", "/event-types", office_talk(hosts=[team[0], team[1], team[0]]))) == ["/hosts/2"]


@pytest.mark.parametrize(
    ("groups", "pointer"),
    [
        ([], "/groups"),
        ([("A", 1, [0, 1])], "/groups"),
        ([("A", 1, [0]), ("B", 3, [1, 2])], "/groups/1/needed"),
        ([("A", 0, [0, 1, 2])], "/groups/0/needed"),
        ([("A", 1, [0, 1, 2]), ("B", 1, [])], "/groups/1/hosts"),
        ([("A", 1, [0, 1, 2]), ("B", 1, [1])], "/groups/1/hosts/0"),
        ([("A", 1, [0, 1, 0])], "/groups/0/hosts/2"),
        ([("", 1, [0, 1, 2])], "/groups/0/name"),
        ([("a\x07", 1, [0, 1, 2])], "/groups/0/name"),
        ([("x" * 61, 1, [0, 1, 2])], "/groups/0/name"),
        ([("A", 1, [0, 1, 2])] * 5, "/groups"),
    ],
)
def test_a_group_that_could_never_meet_is_refused(
    caller: Caller, team: list[int], groups: list[tuple[str, int, list[int]]], pointer: str
) -> None:
    sent = [{"name": name, "needed": needed, "hosts": [team[each] for each in hosts]} for name, needed, hosts in groups]

    assert pointers(caller("POST", "/event-types", office_talk(**in_groups(team, groups=sent)))) == [pointer]


def test_a_group_holds_none_but_hosts(caller: Caller, team: list[int]) -> None:
    sent = in_groups(team, hosts=team[:2], groups=[{"name": "A", "hosts": team}])

    assert pointers(caller("POST", "/event-types", office_talk(**sent))) == ["/groups/0/hosts/2"]


@pytest.mark.parametrize(
    ("hours", "pointer"),
    [
        ([(1, 0)], "/host_schedules/0/schedule"),
        ([(0, 0), (0, 0)], "/host_schedules/1/host"),
        ([(2, 2)], "/host_schedules/0/host"),
    ],
)
def test_a_schedule_belongs_to_its_host(
    caller: Caller, team: list[int], hours: list[tuple[int, int]], pointer: str
) -> None:
    schedules = [Schedule.objects.get(owner=each).pk for each in team]
    sent = [{"host": team[host], "schedule": schedules[owner]} for host, owner in hours]

    assert pointers(caller("POST", "/event-types", office_talk(hosts=team[:2], host_schedules=sent))) == [pointer]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"hosts": [2]}, "/hosts"), ({"assignment": "all"}, "/assignment"), ({"host_schedules": [2]}, "/host_schedules")],
)
def test_a_member_does_not_decide_who_hosts_with_them(
    caller: Caller, team: list[int], change: dict[str, Any], pointer: str
) -> None:
    made = caller.post("/event-types", office_talk(hosts=team))
    member = member_of(team[2])
    if "hosts" in change:
        change = {"hosts": team[2:]}
    if "host_schedules" in change:
        change = {"host_schedules": [{"host": team[2], "schedule": evenings_of(team[2]).pk}]}

    assert pointers(member("PATCH", f"/event-types/{made['id']}", change)) == [pointer]
    assert caller.get(f"/event-types/{made['id']}") == made


def test_a_member_may_send_back_what_they_read_with_another_title(caller: Caller, team: list[int]) -> None:
    made = caller.post("/event-types", office_talk(hosts=team))
    hosting = {name: made[name] for name in ("hosts", "assignment", "groups", "host_schedules")}

    told = changed(member_of(team[2]), made, {**hosting, "title": "New"})

    assert told == {**made, "title": "New"}


def member_of(user_id: int) -> Caller:
    user = User.objects.get(pk=user_id)
    return Caller(user, make_token(user))
