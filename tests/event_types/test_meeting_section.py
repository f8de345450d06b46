"""The part of an event type's page that says how its meetings are made."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from halfpast.connections.models import Connection
from halfpast.event_types.meeting_options import options_of
from halfpast.event_types.models import EventType
from halfpast.providers.conferencing import MeetingOptions, Passcode, Recording
from tests.event_types.test_event_type_pages import typed
from tests.studio import Studio, add_member, connect

AS_THE_ACCOUNT_SAYS = MeetingOptions()


def saved(studio: Studio, host: Client, **changes: object) -> EventType:
    answer = host.post("/app/event-types/new", typed(studio, **changes))
    assert answer.status_code == 303, unescape(answer.content.decode())
    return EventType.objects.get(slug="consultation")


def pressed(studio: Studio, host: Client, press: str, **changes: object) -> tuple[int, str]:
    answer = host.post("/app/event-types/new", typed(studio, press=press, **changes))
    return answer.status_code, unescape(answer.content.decode())


def chosen(page: str) -> dict[str, str]:
    """What each select of the page shows."""
    selects = re.findall(r'<select name="([\w-]+)"(.*?)</select>', page, re.DOTALL)
    return {name: "".join(re.findall(r'value="([^"]*)"\s+selected', options)) for name, options in selects}


@pytest.mark.parametrize(
    ("choice", "options"),
    [
        ({}, AS_THE_ACCOUNT_SAYS),
        ({"host_video": "True"}, MeetingOptions(host_video=True)),
        ({"host_video": "False"}, MeetingOptions(host_video=False)),
        ({"participant_video": "True"}, MeetingOptions(participant_video=True)),
        ({"waiting_room": "False"}, MeetingOptions(waiting_room=False)),
        ({"join_before_host": "True"}, MeetingOptions(join_before_host=True)),
        ({"mute_upon_entry": "True"}, MeetingOptions(mute_upon_entry=True)),
        ({"passcode": "always"}, MeetingOptions(passcode=Passcode.ALWAYS)),
        ({"passcode": "never"}, MeetingOptions(passcode=Passcode.NEVER)),
        ({"auto_recording": "none"}, MeetingOptions(auto_recording=Recording.NONE)),
        ({"auto_recording": "local"}, MeetingOptions(auto_recording=Recording.LOCAL)),
        ({"auto_recording": "cloud"}, MeetingOptions(auto_recording=Recording.CLOUD)),
        ({"dial_in_countries": " de, GB;us de\n"}, MeetingOptions(dial_in_countries=frozenset({"DE", "GB", "US"}))),
        (
            {"waiting_room": "True", "join_before_host": "False"},
            MeetingOptions(waiting_room=True, join_before_host=False),
        ),
    ],
)
def test_each_option_is_kept_as_chosen(
    studio: Studio, host: Client, choice: dict[str, str], options: MeetingOptions
) -> None:
    assert options_of(saved(studio, host, **choice)) == options


def test_what_was_chosen_shows_again_and_can_be_left_to_the_account(studio: Studio, host: Client) -> None:
    made = saved(studio, host, waiting_room="False", passcode="always", dial_in_countries="us, de")

    page = host.get(f"/app/event-types/{made.pk}").content.decode()
    assert chosen(page) | {"waiting_room": "False", "passcode": "always", "host_video": ""} == chosen(page)
    assert 'value="US, DE"' in page

    host.post(f"/app/event-types/{made.pk}", typed(studio, waiting_room="", passcode="", dial_in_countries=""))
    made.refresh_from_db()
    assert options_of(made) == AS_THE_ACCOUNT_SAYS


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"waiting_room": "True", "join_before_host": "True"}, "Zoom would switch this off"),
        ({"host_video": "perhaps"}, "not one of the available choices"),
        ({"passcode": "sometimes"}, "not one of the available choices"),
        ({"auto_recording": "tape"}, "not one of the available choices"),
        ({"dial_in_countries": "DE, UK"}, "“UK” is not a country"),
        ({"dial_in_countries": "Germany"}, "“GERMANY” is not a country"),
        ({"dial_in_countries": "DE" * 600}, "at most 1000 characters"),
        ({"dial_in_countries": "D\x00"}, "Null characters"),
        ({"topic_template": "{titel} with {guests}"}, "There is no variable {titel}. You can use {title}, {guests}"),
        ({"topic_template": "{title.__class__.__mro__}"}, "There is no variable {title.__class__.__mro__}"),
        ({"topic_template": "Talk {"}, "A brace stands alone"),
        ({"topic_template": "x" * 201}, "at most 200 characters"),
        ({"topic_template": "\u0958" * 150}, "at most 200 characters"),
        ({"topic_template": "a\u202eb"}, "control characters"),
        ({"agenda_template": "{{title}}"}, "A brace stands alone"),
        ({"agenda_template": "{secret}"}, "There is no variable {secret}"),
        ({"agenda_template": "a\u2028b"}, "control characters"),
        ({"agenda_template": "x" * 1501}, "at most 1500 characters"),
    ],
)
def test_a_mistake_is_explained_and_nothing_typed_is_lost(
    studio: Studio, host: Client, changes: dict[str, str], words: str
) -> None:
    answer = host.post("/app/event-types/new", typed(studio, description="Bring your dog.", **changes))

    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert words in page
    assert "Bring your dog." in page
    assert EventType.objects.count() == 1


def test_one_press_turns_both_videos_on_and_the_waiting_room_off(studio: Studio, host: Client) -> None:
    status, page = pressed(studio, host, "open_door", mute_upon_entry="True", description="Bring your dog.")

    assert status == 200
    shown = chosen(page)
    assert (shown["host_video"], shown["participant_video"], shown["waiting_room"]) == ("True", "True", "False")
    assert shown["mute_upon_entry"] == "True"
    assert "Bring your dog." in page
    assert EventType.objects.count() == 1


def test_one_press_leaves_everything_to_the_account(studio: Studio, host: Client) -> None:
    choice = {"host_video": "True", "passcode": "always", "auto_recording": "cloud", "dial_in_countries": "DE"}

    status, page = pressed(studio, host, "account", topic_template="Mine: {title}", **choice)

    assert status == 200
    shown = chosen(page)
    assert {shown[name] for name in ("host_video", "waiting_room", "passcode", "auto_recording")} == {""}
    assert 'value="DE"' not in page
    assert "Mine: {title}" in page


def test_a_press_before_the_title_is_typed_complains_about_nothing(studio: Studio, host: Client) -> None:
    status, page = pressed(studio, host, "open_door", title="", duration_minutes="", **{"place-1-kind": "in_person"})

    assert status == 200
    assert "This field is required" not in page
    assert "Say where you meet" not in page


def test_a_preview_shows_topic_and_agenda_and_saves_nothing(studio: Studio, host: Client) -> None:
    words = {
        "topic_template": "{guests} sees {host}",
        "agenda_template": "{title} in {workspace}\r\n{length}, {answers}",
    }

    status, page = pressed(studio, host, "preview", **words)

    assert status == 200
    assert ">Grace Guest sees Hanna Host<" in page
    assert ">Consultation in Studio\n45 minutes, Subject: A second opinion<" in page
    assert EventType.objects.count() == 1


def test_a_preview_for_htmx_is_the_fragment_alone(studio: Studio, host: Client) -> None:
    answer = host.post(
        "/app/event-types/new",
        typed(studio, press="preview", topic_template="Talk {title}"),
        headers={"HX-Request": "true"},
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Talk Consultation" in page
    assert "<html" not in page
    assert "<form" not in page


def test_a_preview_of_a_broken_template_says_what_is_wrong(studio: Studio, host: Client) -> None:
    status, page = pressed(studio, host, "preview", topic_template="{nobody}")
    answer = host.post(
        "/app/event-types/new",
        typed(studio, press="preview", topic_template="{nobody}"),
        headers={"HX-Request": "true"},
    )

    assert status == 422
    assert "There is no variable {nobody}" in page
    # htmx shows successes only.
    assert answer.status_code == 200
    assert "There is no variable" in answer.content.decode()


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "{{ request.user.password }}", "{% debug %}", "&lt;b>"]
)
def test_hostile_text_shows_as_text(studio: Studio, host: Client, hostile: str) -> None:
    answer = host.post("/app/event-types/new", typed(studio, press="preview", title=hostile))

    page = answer.content.decode()
    assert "<script>alert" not in page
    assert f"{hostile} with Grace Guest" in unescape(page)


def basic(studio: Studio, plan: int = 1) -> None:
    connect(studio.owner)
    Connection.objects.filter(user=studio.owner).update(plan_type=plan)


TOO_LONG = "Zoom will end these meetings after 40 minutes, and guests book 45"


def test_a_basic_account_is_warned_before_and_after_saving_a_type_that_is_too_long(
    studio: Studio, host: Client
) -> None:
    basic(studio)

    assert TOO_LONG in pressed(studio, host, "preview")[1]
    answer = host.post("/app/event-types/new", typed(studio), follow=True)

    assert TOO_LONG in unescape(answer.content.decode())
    made = EventType.objects.get(slug="consultation")
    assert TOO_LONG in unescape(host.get(f"/app/event-types/{made.pk}").content.decode())


@pytest.mark.parametrize(
    ("plan", "changes"),
    [
        (1, {"duration_minutes": 40}),
        (2, {}),
        (0, {}),
        (1, {"place-0-kind": "in_person", "place-0-address": "Main Street 1"}),
    ],
)
def test_nobody_is_warned_for_nothing(studio: Studio, host: Client, plan: int, changes: dict[str, object]) -> None:
    basic(studio, plan)

    assert "Zoom will end" not in pressed(studio, host, "preview", **changes)[1]
    answer = host.post("/app/event-types/new", typed(studio, **changes), follow=True)
    assert "Zoom will end" not in answer.content.decode()


def test_the_account_that_counts_is_the_hosts_and_not_the_readers(studio: Studio, host: Client) -> None:
    made = saved(studio, host)
    colleague = add_member(studio.workspace, "colleague@example.com")
    made.host_rows.update(user=colleague)
    basic(studio)

    assert "Zoom will end" not in host.get(f"/app/event-types/{made.pk}").content.decode()

    Connection.objects.update(user=colleague)
    assert "Zoom will end" in host.get(f"/app/event-types/{made.pk}").content.decode()


def test_a_recording_that_a_basic_account_cannot_make_is_named(studio: Studio, host: Client) -> None:
    basic(studio)

    page = pressed(studio, host, "preview", auto_recording="cloud")[1]

    assert "Zoom will not record these meetings in its cloud" in page


def test_without_a_place_at_zoom_the_section_says_that_nothing_of_it_is_used(studio: Studio, host: Client) -> None:
    words = "None of the places above is Zoom"

    assert words not in pressed(studio, host, "preview")[1]
    assert words in pressed(studio, host, "preview", **{"place-0-kind": "phone"})[1]


def test_enter_in_a_field_saves(studio: Studio, host: Client) -> None:
    """A browser then presses the first button of the form."""
    page = host.get("/app/event-types/new").content.decode()

    form = page[page.index("data-once") :]
    assert "press" not in form[form.index("<button") : form.index("</button>")]
