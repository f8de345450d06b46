from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest


def eventually(holds: Callable[[], bool]) -> bool:
    patience = time.monotonic() + 3
    while time.monotonic() < patience:
        if holds():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize(
    ("kind", "parameters", "meetings"),
    [
        ("refuse", {}, 0),
        ("drop_before", {}, 0),
        ("drop_after", {}, 1),
        ("hang", {"seconds": 0.05}, 0),
        ("hang", {"seconds": 0.05, "applied": True}, 1),
        ("truncated", {}, 1),
    ],
)
def test_a_cut_connection_is_an_error_for_the_caller(
    zoom: Any, host: Any, kind: str, parameters: dict[str, object], meetings: int
) -> None:
    zoom.fault(kind, **parameters)

    with pytest.raises(httpx.TransportError):
        host.create()

    assert len(zoom.live_meetings()) == meetings


def test_a_hanging_call_outlasts_the_callers_patience(zoom: Any, host: Any) -> None:
    zoom.fault("hang", seconds=30)

    with pytest.raises(httpx.ReadTimeout):
        host.call("POST", "/users/me/meetings", json={}, timeout=0.1)


def test_a_late_meeting_appears_after_the_caller_was_cut_off(zoom: Any, host: Any) -> None:
    zoom.fault("late", seconds=0.2)

    with pytest.raises(httpx.TransportError):
        host.create()

    assert zoom.live_meetings() == []
    assert eventually(lambda: len(zoom.live_meetings()) == 1)


@pytest.mark.parametrize(("applied", "meetings"), [(False, 0), (True, 1)])
def test_a_server_error_may_hide_that_it_was_applied(zoom: Any, host: Any, applied: bool, meetings: int) -> None:
    zoom.fault("status", status=503, body="<h1>Busy</h1>", applied=applied, headers={"Retry-After": "3"})

    answer = host.create()

    assert (answer.status_code, answer.text, answer.headers["Retry-After"]) == (503, "<h1>Busy</h1>", "3")
    assert len(zoom.live_meetings()) == meetings


@pytest.mark.parametrize(
    ("kind", "parameters", "words"),
    [
        ("rate_second", {}, "per-second"),
        ("rate_day", {}, "Meeting Create/Update"),
        ("rate_day", {"scope": "account"}, "Refer to the response header"),
    ],
)
def test_each_rate_limit_is_told_in_its_own_words(
    zoom: Any, host: Any, kind: str, parameters: dict[str, object], words: str
) -> None:
    zoom.fault(kind, **parameters)

    answer = host.create()

    assert (answer.status_code, answer.json()["code"]) == (429, 429)
    assert words in answer.json()["message"]
    assert answer.headers.get("Retry-After", "").endswith("T00:00:00Z") == ("scope" in parameters)


def test_garbage_comes_with_the_right_status(zoom: Any, host: Any) -> None:
    zoom.fault("garbage")

    answer = host.create()

    assert answer.status_code == 201
    assert answer.content.startswith(b"<?xml")
    assert len(zoom.live_meetings()) == 1


def test_garbage_leaves_the_connection_fit_for_the_next_call(zoom: Any, host: Any) -> None:
    path = f"/meetings/{host.create().json()['id']}"
    zoom.fault("garbage", method="DELETE")

    spoiled, again = host.call("DELETE", path), host.call("DELETE", path)

    assert (spoiled.status_code, again.status_code) == (200, 404)


def test_a_slow_drip_arrives_whole_in_the_end(zoom: Any, host: Any) -> None:
    zoom.fault("slow_drip", seconds=0.2)

    began = time.monotonic()
    meeting = host.create().json()

    assert meeting["topic"] == "Talk"
    assert time.monotonic() - began >= 0.15


def test_a_wrong_id_names_another_meeting_than_the_one_made(zoom: Any, host: Any) -> None:
    zoom.fault("wrong_id")

    told = host.create().json()

    [made] = zoom.live_meetings()
    assert told["id"] == made["id"] + 1
    assert str(told["id"]) in told["join_url"]


def test_a_redirect_points_to_another_name_of_this_server(zoom: Any, host: Any) -> None:
    zoom.fault("redirect")

    answer = host.create()

    assert answer.status_code == 307
    assert answer.headers["Location"] == f"http://localhost:{zoom.running.service.port}/v2/users/me/meetings"
    assert zoom.live_meetings() == []


def test_a_delayed_call_is_applied_when_its_time_has_come(zoom: Any, host: Any) -> None:
    zoom.fault("delay", seconds=0.1)

    assert host.create().status_code == 201


def test_faults_are_used_up_in_their_order(zoom: Any, host: Any) -> None:
    zoom.fault("pass")
    zoom.fault("status", status=500)

    assert [host.create().status_code for _ in range(3)] == [201, 500, 201]


def test_a_fault_waits_for_the_call_it_matches(zoom: Any, host: Any) -> None:
    zoom.fault("status", method="DELETE", path="/v2/meetings/")

    assert host.create().status_code == 201
    assert host.call("DELETE", "/meetings/1").status_code == 500


def test_a_fault_may_repeat_and_be_cleared(zoom: Any, host: Any) -> None:
    fault = {"match": {"path": "/v2/"}, "fault": {"kind": "status", "status": 502}, "times": 5}
    zoom.control("POST", "faults", fault)
    host.create()
    left = zoom.told("faults")[0]["times"]

    zoom.control("DELETE", "faults")

    assert left == 4
    assert host.create().status_code == 201


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"fault": {"kind": "nonsense"}},
        {"fault": {"kind": "hang", "second": 1}},
        {"fault": {"kind": "hang", "seconds": "1"}},
        {"fault": {"kind": "status", "status": 99}},
        {"fault": {"kind": "pass"}, "times": 0},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(zoom: Any, wrong: object) -> None:
    answer = zoom.http.post("/_sandbox/faults", json=wrong)

    assert answer.status_code == 400
    assert answer.json()["error"]


def test_the_token_endpoint_has_faults_too(zoom: Any, host: Any) -> None:
    zoom.fault("drop_after", path="/oauth/token")
    with pytest.raises(httpx.TransportError):
        zoom.refresh(host.grant["refresh_token"])

    assert zoom.refresh(host.grant["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_server_that_is_down_refuses_connections_and_comes_back(zoom: Any, host: Any) -> None:
    zoom.control("POST", "down", {"seconds": 0.3})

    assert eventually(lambda: not answers(zoom))
    assert eventually(lambda: answers(zoom))


def answers(zoom: Any) -> bool:
    try:
        return httpx.get(f"{zoom.running.url}/_sandbox/faults", timeout=1).is_success
    except httpx.ConnectError:
        return False
    except httpx.TransportError:
        return True
