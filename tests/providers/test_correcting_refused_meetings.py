"""Zoom refuses a body by naming a field: a 300 was not applied, so the same meeting is asked for in other words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import httpx
import pytest

from halfpast.providers.conferencing import MeetingOptions, Passcode, Recording
from halfpast.providers.errors import Refused
from tests.providers.fake_zoom import REQUEST, FakeZoom, zoom_answered_by, zoom_error


class PickyZoom(FakeZoom):
    """Refuses bodies in which `refuses` names a field, as Zoom's own accounts and its list of zones do."""

    def __init__(self, **refuses: str) -> None:
        super().__init__()
        self.refuses = refuses

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content or b"{}")
        wrong = [name for name, pattern in self.refuses.items() if re.fullmatch(pattern, str(_value(body, name)))]
        if not wrong:
            return super().__call__(request)
        self.requests.append(request)
        errors = [{"field": name.replace("__", "."), "message": "Invalid parameter."} for name in wrong]
        return zoom_error(400, 300, "Validation Failed.", errors=errors)


def _value(body: dict[str, Any], name: str) -> object:
    part, _, option = name.partition("__")
    found = body.get(part, "")
    return found.get(option, "") if option else found


NEEDS_LETTERS, ONLY_DIGITS, NONE_WILL_DO = r"\d+", r".*\D.*", ".+"
WITH_PASSCODE = replace(REQUEST, options=MeetingOptions(passcode=Passcode.ALWAYS))


def test_a_zone_that_zoom_does_not_know_becomes_utc_and_the_start_stays() -> None:
    zoom = PickyZoom(timezone="Europe/.*")

    made = zoom_answered_by(zoom).make(REQUEST)

    assert [body["timezone"] for body in zoom.bodies] == ["Europe/Berlin", "UTC"]
    assert made.start == REQUEST.start
    assert len(zoom.meetings) == 1


def test_a_move_survives_an_unknown_zone_too() -> None:
    zoom = PickyZoom(timezone="Europe/.*")
    provider = zoom_answered_by(zoom)
    made = provider.make(REQUEST)

    moved = provider.move(made.meeting_id, replace(REQUEST, duration_minutes=45))

    assert [body["timezone"] for body in zoom.bodies] == ["Europe/Berlin", "UTC"] * 2
    assert moved is not None
    assert moved.duration_minutes == 45


def test_an_account_that_wants_letters_gets_a_passcode_of_every_kind() -> None:
    for _ in range(50):
        zoom = PickyZoom(password=NEEDS_LETTERS)
        made = zoom_answered_by(zoom).make(WITH_PASSCODE)
        assert re.fullmatch(r"[A-Za-z0-9@_*-]{10}", made.passcode)
        assert all(re.search(kind, made.passcode) for kind in ("[A-Z]", "[a-z]", "[0-9]", "[@_*-]"))


def test_an_account_that_wants_digits_alone_is_served_at_once() -> None:
    zoom = PickyZoom(password=ONLY_DIGITS)

    assert zoom_answered_by(zoom).make(WITH_PASSCODE).passcode.isdigit()
    assert len(zoom.requests) == 1


def test_where_no_passcode_of_ours_will_do_zoom_makes_one() -> None:
    zoom = PickyZoom(password=NONE_WILL_DO)

    made = zoom_answered_by(zoom).make(WITH_PASSCODE)

    assert zoom.bodies[-1]["default_password"] is True
    assert "password" not in zoom.bodies[-1]
    assert made.options.passcode is Passcode.ALWAYS


def test_an_account_that_wants_a_passcode_gets_one_even_when_the_host_wants_none() -> None:
    zoom = PickyZoom(default_password="False")
    wanted = MeetingOptions(passcode=Passcode.NEVER)

    made = zoom_answered_by(zoom).make(replace(REQUEST, options=wanted))

    assert made.passcode
    assert wanted.dropped(made.options) == ("passcode",)


def test_a_refused_option_costs_the_option_and_not_the_link() -> None:
    zoom = PickyZoom(settings__auto_recording="cloud")
    wanted = MeetingOptions(host_video=True, auto_recording=Recording.CLOUD)

    made = zoom_answered_by(zoom).make(replace(REQUEST, options=wanted))

    assert "auto_recording" not in zoom.bodies[-1]["settings"]
    assert zoom.bodies[-1]["settings"]["host_video"] is True
    assert wanted.dropped(made.options) == ("auto_recording",)


def test_several_refused_fields_are_written_otherwise_together() -> None:
    zoom = PickyZoom(timezone="Europe/.*", password=NEEDS_LETTERS, settings__waiting_room="False")
    options = MeetingOptions(passcode=Passcode.ALWAYS, waiting_room=False)

    zoom_answered_by(zoom).make(replace(REQUEST, options=options))

    assert len(zoom.bodies) == 2


@pytest.mark.parametrize("field", ["topic", "start_time", "settings__use_pmi", "elsewhere"])
def test_what_cannot_be_written_otherwise_is_refused_after_one_call(field: str) -> None:
    zoom = PickyZoom(**{field: ".*"})

    with pytest.raises(Refused):
        zoom_answered_by(zoom).make(REQUEST)
    assert len(zoom.requests) == 1


def test_a_zoom_that_refuses_everything_is_asked_a_few_times_only() -> None:
    zoom = PickyZoom(timezone=".*", password=".*", settings__host_video=".*")
    options = MeetingOptions(passcode=Passcode.ALWAYS, host_video=True)

    with pytest.raises(Refused):
        zoom_answered_by(zoom).make(replace(REQUEST, options=options))
    assert len(zoom.requests) <= 4
