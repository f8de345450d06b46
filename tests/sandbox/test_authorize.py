from __future__ import annotations

from typing import Any

import pytest


def test_the_consent_page_names_what_the_app_may_do_and_offers_both_answers(zoom: Any) -> None:
    page = zoom.http.get("/oauth/authorize", params=zoom.asked()).text

    assert "Create meetings" in page
    assert 'value="allow"' in page
    assert 'value="decline"' in page


def test_allowing_sends_back_a_code_with_the_state(zoom: Any) -> None:
    back = zoom.consent()

    assert back["state"] == "opaque"
    assert back["code"]


def test_declining_sends_back_access_denied_and_no_code(zoom: Any) -> None:
    back = zoom.consent(choice="decline")

    assert back["error"] == "access_denied"
    assert back["state"] == "opaque"
    assert "code" not in back


def test_an_add_from_the_marketplace_page_comes_back_without_a_state(zoom: Any) -> None:
    asked = {name: value for name, value in zoom.asked().items() if name != "state"}

    answer = zoom.http.post("/oauth/authorize", params=asked, data={"choice": "allow"})

    assert "state=" not in answer.headers["Location"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"redirect_uri": "https://evil.example/"}, 4700),
        ({"client_id": "another"}, 4702),
        ({"response_type": "token"}, 4706),
    ],
)
def test_a_wrong_request_is_shown_to_the_user_and_never_sent_back(
    zoom: Any, changes: dict[str, str], code: int
) -> None:
    shown = zoom.http.get("/oauth/authorize", params=zoom.asked(**changes))
    posted = zoom.http.post("/oauth/authorize", params=zoom.asked(**changes), data={"choice": "allow"})

    assert shown.status_code == posted.status_code == 400
    assert shown.json()["errorCode"] == code


def test_whatever_is_asked_is_escaped_on_the_consent_page(zoom: Any) -> None:
    page = zoom.http.get("/oauth/authorize", params=zoom.asked(state='"><script>x</script>')).text

    assert "<script" not in page
