from __future__ import annotations

from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from halfpast.accounts.access import membership_of
from halfpast.accounts.models import Role, User
from halfpast.event_types.access import seen_event_types
from halfpast.event_types.models import Assignment, EventType
from halfpast.schedules.models import Schedule
from tests.event_types.test_event_type_pages import typed
from tests.studio import Studio, add_member, make_studio


@pytest.fixture
def paul(studio: Studio) -> User:
    return add_member(studio.workspace, "paul@example.com", name="Paul Physician")


@pytest.fixture
def tina(studio: Studio) -> User:
    return add_member(studio.workspace, "tina@example.com", name="Tina Therapist", role=Role.MEMBER)


def hosted(studio: Studio, *hosts: User, **changes: object) -> dict[str, object]:
    rows = {f"host-{host.pk}-chosen": "on" for host in hosts}
    return typed(studio, slug="30min") | {"hosts-shown": "1", "hosts-assignment": "any", **rows, **changes}


def ways(assignment: str) -> dict[str, object]:
    return {"hosts-assignment": assignment}


def grouped(studio: Studio, groups: dict[User, str], **changes: object) -> dict[str, object]:
    rows = {f"host-{host.pk}-group": group for host, group in groups.items()}
    names = {"group-0-name": "Physicians", "group-0-needed": 1, "group-2-name": "Therapists", "group-2-needed": 1}
    return hosted(studio, *groups, **ways("groups"), **rows, **names) | changes


def saved(studio: Studio, host: Client, sent: dict[str, object]) -> EventType:
    answer = host.post(f"/app/event-types/{studio.event_type.pk}", sent)
    assert answer.status_code == 303, answer.content.decode()
    return EventType.objects.get(pk=studio.event_type.pk)


def refused(studio: Studio, host: Client, sent: dict[str, object]) -> str:
    before = list(studio.event_type.host_rows.values())
    answer = host.post(f"/app/event-types/{studio.event_type.pk}", sent | {"description": "Bring your dog."})
    assert answer.status_code == 422
    assert list(studio.event_type.host_rows.values()) == before
    page = unescape(answer.content.decode())
    assert "Bring your dog." in page
    return page


def at_field(page: str, field: str) -> str:
    """What is told right below a field."""
    return page.split(f'id="id_{field}_error"')[1].split("</p>", maxsplit=1)[0]


def groups_of(event_type: EventType) -> list[tuple[str, int, list[str]]]:
    return [
        (group.name, group.needed, [row.user.name for row in group.host_rows.all()])
        for group in event_type.host_groups.all()
    ]


def test_who_works_alone_is_not_asked_who_hosts(studio: Studio, host: Client) -> None:
    assert "Who hosts" not in host.get(f"/app/event-types/{studio.event_type.pk}").content.decode()


def test_with_one_host_of_several_members_the_rest_is_folded_away(studio: Studio, host: Client, paul: User) -> None:
    page = host.get(f"/app/event-types/{studio.event_type.pk}").content.decode()

    folded = page[page.index("Anyone else?") :]
    assert "Paul Physician" in folded
    assert "hosts-assignment" in folded
    assert "Hanna Host" not in folded


@pytest.mark.parametrize("assignment", [Assignment.ANY, Assignment.ALL])
def test_several_members_host_and_share_as_chosen(
    studio: Studio, host: Client, paul: User, tina: User, assignment: str
) -> None:
    made = saved(studio, host, hosted(studio, paul, tina, **ways(assignment)))

    assert {row.user for row in made.host_rows.all()} == {paul, tina}
    assert made.assignment == assignment


def test_a_new_type_is_hosted_by_whom_its_maker_chose(studio: Studio, host: Client, paul: User) -> None:
    host.post("/app/event-types/new", hosted(studio, paul, slug="together"))

    assert list(EventType.objects.get(slug="together").hosts.all()) == [paul]


def test_hosts_are_put_into_groups(studio: Studio, host: Client, paul: User, tina: User) -> None:
    made = saved(studio, host, grouped(studio, {paul: "0", tina: "2"}))

    assert made.assignment == Assignment.GROUPS
    assert groups_of(made) == [("Physicians", 1, ["Paul Physician"]), ("Therapists", 1, ["Tina Therapist"])]


def test_another_way_to_share_lets_the_groups_go(studio: Studio, host: Client, paul: User, tina: User) -> None:
    saved(studio, host, grouped(studio, {paul: "0", tina: "2"}))

    made = saved(studio, host, grouped(studio, {paul: "0", tina: "2"}) | {"hosts-assignment": "all"})

    assert groups_of(made) == []
    assert made.host_rows.count() == 2


def test_hosts_and_groups_that_stay_keep_their_rows(studio: Studio, host: Client, paul: User, tina: User) -> None:
    before = saved(studio, host, grouped(studio, {studio.owner: "0", paul: "0", tina: "2"}))
    rows, groups = (
        dict(before.host_rows.values_list("user", "pk")),
        list(before.host_groups.values_list("pk", flat=True)),
    )

    after = saved(studio, host, grouped(studio, {paul: "0", tina: "2"}, **{"group-2-name": "Others"}))

    assert dict(after.host_rows.values_list("user", "pk")) == {user: rows[user] for user in (paul.pk, tina.pk)}
    assert list(after.host_groups.values_list("pk", flat=True)) == groups


def test_a_host_is_booked_in_one_of_their_own_schedules(studio: Studio, host: Client, paul: User) -> None:
    evenings = Schedule.objects.create(owner=paul, name="Evenings", time_zone="Europe/Berlin")
    assert "Evenings" in host.get(f"/app/event-types/{studio.event_type.pk}").content.decode()

    made = saved(studio, host, hosted(studio, paul, **{f"host-{paul.pk}-schedule": evenings.pk}))
    assert made.host_rows.get().schedule == evenings

    made = saved(studio, host, hosted(studio, paul, **{f"host-{paul.pk}-schedule": ""}))
    assert made.host_rows.get().schedule is None


def test_a_host_is_not_booked_in_hours_of_somebody_else(studio: Studio, host: Client, paul: User) -> None:
    mine = studio.event_type.schedule_id

    refused(studio, host, hosted(studio, paul, **{f"host-{paul.pk}-schedule": mine}))


def test_somebody_has_to_host(studio: Studio, host: Client, paul: User) -> None:
    assert "Choose at least one host." in refused(studio, host, hosted(studio))


def test_nobody_from_elsewhere_can_host(studio: Studio, host: Client, paul: User) -> None:
    foreign = make_studio("elsewhere").owner

    assert "Choose at least one host." in refused(studio, host, hosted(studio, foreign))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"group-0-name": "", "group-2-name": ""}, "group-0-name", "Give the group a name."),
        ({"group-3-name": "Nurses"}, "group-3-name", "Put hosts into this group, or leave it out."),
        ({"group-2-needed": 2}, "group-2-needed", "This group has 1 host."),
        ({"group-2-needed": 0}, "group-2-needed", "Use a whole number from 1 to 100."),
        ({"group-2-needed": "all"}, "group-2-needed", "Use a whole number from 1 to 100."),
        ({"group-0-name": "a\x07b"}, "group-0-name", "control characters"),
        ({"group-0-name": "\u0958" * 50}, "group-0-name", "at most 60 characters"),
    ],
)
def test_groups_that_could_never_meet_are_refused_at_the_field(
    studio: Studio, host: Client, paul: User, tina: User, changes: dict[str, object], field: str, words: str
) -> None:
    page = refused(studio, host, grouped(studio, {paul: "0", tina: "2"}, **changes))

    assert words in at_field(page, field)
    assert "Please look again at who hosts" in page


def test_a_host_in_no_group_is_told_at_that_host(studio: Studio, host: Client, paul: User, tina: User) -> None:
    page = refused(studio, host, grouped(studio, {paul: "0", tina: "2", studio.owner: ""}))

    assert "Choose a group for this host." in at_field(page, f"host-{studio.owner.pk}-group")


def test_groups_need_a_name_to_begin_with(studio: Studio, host: Client, paul: User) -> None:
    page = refused(studio, host, hosted(studio, paul, **ways("groups")))

    assert "Name at least one group" in at_field(page, "group-0-name")


def test_what_is_wrong_with_groups_does_not_matter_without_them(studio: Studio, host: Client, paul: User) -> None:
    saved(studio, host, hosted(studio, paul, **{"group-0-needed": 0, "group-1-name": "Nurses"}))


def test_a_page_made_before_there_was_anybody_else_leaves_the_hosts(studio: Studio, host: Client, paul: User) -> None:
    studio.event_type.host_rows.update(user=paul)

    made = saved(studio, host, typed(studio, slug="30min"))

    assert list(made.hosts.all()) == [paul]


def test_a_press_keeps_the_hosts_as_typed_and_saves_nothing(studio: Studio, host: Client, paul: User) -> None:
    sent = grouped(studio, {paul: ""}) | {"press": "account"}

    answer = host.post(f"/app/event-types/{studio.event_type.pk}", sent)

    assert answer.status_code == 200
    assert 'value="Physicians"' in answer.content.decode()
    assert list(studio.event_type.hosts.all()) == [studio.owner]


def test_a_member_reads_who_hosts_with_them_and_can_not_change_it(studio: Studio, client: Client, tina: User) -> None:
    studio.event_type.host_rows.create(user=tina)
    client.force_login(tina)

    page = client.get(f"/app/event-types/{studio.event_type.pk}").content.decode()
    sent = hosted(studio, tina, schedule=studio.event_type.schedule_id)
    answer = client.post(f"/app/event-types/{studio.event_type.pk}", sent)

    assert answer.status_code == 303
    assert "Hanna Host" in page
    assert "hosts-assignment" not in page
    assert studio.event_type.host_rows.count() == 2


def test_a_member_makes_types_for_themselves_only(studio: Studio, client: Client, tina: User) -> None:
    client.force_login(tina)

    sent = hosted(studio, studio.owner, schedule=tina.schedules.get().pk, slug="mine")
    client.post("/app/event-types/new", sent)

    assert list(EventType.objects.get(slug="mine").hosts.all()) == [tina]


def test_a_type_with_several_hosts_is_seen_once(studio: Studio, paul: User, tina: User) -> None:
    for host in (paul, tina):
        studio.event_type.host_rows.create(user=host)

    for member in (studio.owner, tina):
        assert list(seen_event_types(membership_of(member))) == [studio.event_type]


def test_the_page_takes_as_many_queries_for_many_members(studio: Studio, host: Client, paul: User) -> None:
    address = f"/app/event-types/{studio.event_type.pk}"
    host.get(address)
    with CaptureQueriesContext(connection) as few:
        host.get(address)
    for number in range(5):
        studio.event_type.host_rows.create(user=add_member(studio.workspace, f"member{number}@example.com"))
    with CaptureQueriesContext(connection) as many:
        host.get(address)

    assert len(few) == len(many)
