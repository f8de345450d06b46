from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import pytest


def statuses(host: Any, path: str, times: int) -> list[int]:
    return [host.call("GET", path).status_code for _ in range(times)]


def test_an_account_may_make_so_many_calls_a_second(zoom: Any, host: Any) -> None:
    zoom.set(per_second=2)

    answers = [host.call("GET", "/users/me") for _ in range(4)]

    refused = answers[-1]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert "per-second rate limit" in refused.json()["message"]
    assert (refused.headers["X-RateLimit-Type"], refused.headers["X-RateLimit-Limit"]) == ("QPS", "2")


def test_a_second_later_it_may_call_again(zoom: Any, host: Any) -> None:
    zoom.set(per_second=1)
    statuses(host, "/users/me", 2)
    for calls in zoom.running.state.recent_calls.values():
        calls[0] -= 1  # a second passes

    assert statuses(host, "/users/me", 1) == [200]


def test_each_label_has_its_own_limit(zoom: Any, host: Any) -> None:
    zoom.set(per_second=2, per_second_medium=1)

    listed = statuses(host, "/users/me/meetings", 2)

    assert listed == [200, 429]
    assert statuses(host, "/users/me", 2) == [200, 200]


def test_users_of_one_account_share_the_limit_and_other_accounts_do_not(zoom: Any, host: Any) -> None:
    colleague, stranger = zoom.connect("colleague@example.com"), zoom.connect("host@other.example")
    zoom.set(per_second=1)

    assert statuses(host, "/users/me", 1) + statuses(colleague, "/users/me", 1) == [200, 429]
    assert statuses(stranger, "/users/me", 1) == [200]


def test_a_refused_call_changes_nothing(zoom: Any, host: Any) -> None:
    zoom.set(per_second=1)
    host.call("GET", "/users/me")

    assert host.create().status_code == 429
    assert zoom.live_meetings() == []


def test_the_accounts_day_ends_with_an_instant_to_come_back(zoom: Any, host: Any) -> None:
    zoom.set(account_daily=1, access_token_seconds=200_000)
    host = zoom.connect()
    first, second = statuses(host, "/users/me", 1), host.call("GET", "/users/me")
    zoom.set(clock_offset_seconds=86_400)

    assert (first, second.status_code) == ([200], 429)
    assert "Refer to the response header" in second.json()["message"]
    assert datetime.fromisoformat(second.headers["Retry-After"]) > datetime.now(UTC)
    assert statuses(host, "/users/me", 1) == [200]


def seconds_from_now(text: str) -> datetime:
    return datetime.fromtimestamp(datetime.now(UTC).timestamp() + int(text), UTC)


@pytest.mark.parametrize(
    ("form", "read"),
    [("instant", datetime.fromisoformat), ("date", parsedate_to_datetime), ("seconds", seconds_from_now)],
)
def test_the_time_to_come_back_is_midnight_however_it_is_written(
    zoom: Any, host: Any, form: str, read: Callable[[str], datetime]
) -> None:
    zoom.set(retry_after_form=form)
    zoom.fault("error", name="rate_day_account")

    written = host.create().headers["Retry-After"]

    assert read(written).strftime("%H:%M") == "00:00"
    assert written.isdigit() == (form == "seconds")


def test_the_time_to_come_back_may_be_missing(zoom: Any, host: Any) -> None:
    zoom.set(retry_after_form="none")
    zoom.fault("rate_day", scope="account")

    assert "Retry-After" not in host.create().headers


def test_without_headers_only_the_words_tell(zoom: Any, host: Any) -> None:
    zoom.set(daily_cap=0, rate_headers=False)

    answer = host.create()

    assert answer.status_code == 429
    assert not any(name.lower() in ("retry-after", "x-ratelimit-limit") for name in answer.headers)


def test_the_daily_cap_comes_with_the_misleading_headers_seen_at_zoom(zoom: Any, host: Any) -> None:
    zoom.set(daily_cap=0)

    headers = host.create().headers

    assert (headers["x-ratelimit-category"], headers["x-ratelimit-limit"]) == ("Light", "6000")
    assert headers["x-ratelimit-remaining"] == "5893"
    assert "Retry-After" not in headers


def test_deletes_and_refused_writes_may_count_as_well(zoom: Any, host: Any) -> None:
    path = f"/meetings/{host.create().json()['id']}"
    zoom.set(daily_cap=3, deletes_count=True, failed_writes_count=True)

    refused, deleted = host.create(duration=0), host.call("DELETE", path)

    assert (refused.status_code, deleted.status_code) == (400, 204)
    assert host.create().status_code == 429


def test_by_default_refused_writes_do_not_count(zoom: Any, host: Any) -> None:
    zoom.set(daily_cap=1)
    host.create(duration=0)

    assert host.create().status_code == 201
