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


def test_an_address_that_is_not_registered_is_told_in_zooms_form(zoom: Any) -> None:
    shown = zoom.http.get("/oauth/authorize", params=zoom.asked(redirect_uri="https://evil.example/"))

    assert shown.json() == {
        "status": False,
        "errorCode": 4700,
        "errorMessage": "Invalid redirect: https://evil.example/",
        "result": None,
    }


def test_declining_may_come_back_without_anything(zoom: Any) -> None:
    zoom.set(decline_answer="nothing")

    assert zoom.consent(choice="decline") == {}


def allow(zoom: Any, **form: str) -> Any:
    return zoom.http.post("/oauth/authorize", params=zoom.asked(), data={"choice": "allow", **form})


def test_an_unpublished_app_is_for_its_own_account(zoom: Any) -> None:
    zoom.set(published=False, developer_domain="studio.example")

    stranger, colleague = allow(zoom, email="host@other.example"), allow(zoom, email="host@studio.example")

    assert (stranger.status_code, "Location" in stranger.headers) == (403, False)
    assert "not published" in stranger.text
    assert colleague.status_code == 302


def test_an_administrator_may_have_to_allow_the_app(zoom: Any) -> None:
    zoom.control("POST", "users/host@example.com", {"admin_approval_required": True})

    refused, allowed = allow(zoom, email="host@example.com"), allow(zoom, email="other@example.com")

    assert (refused.status_code, "Location" in refused.headers) == (403, False)
    assert "administrator must pre-approve" in refused.text
    assert allowed.status_code == 302


def granted(zoom: Any, answer: Any) -> set[str]:
    code = answer.headers["Location"].partition("code=")[2].partition("&")[0]
    return set(zoom.exchange(code).json()["scope"].split())


def test_a_script_names_the_scopes_it_grants(zoom: Any) -> None:
    answer = allow(zoom, scopes="user:read:user meeting:write:meeting something:else")

    assert granted(zoom, answer) == {"user:read:user", "meeting:write:meeting"}


def test_the_page_lets_the_user_leave_optional_scopes_out(zoom: Any) -> None:
    zoom.set(optional_scopes="meeting:read:list_meetings meeting:delete:meeting")
    page = zoom.http.get("/oauth/authorize", params=zoom.asked()).text

    answer = allow(zoom, boxes="on", **{"scope.meeting:delete:meeting": "on"})

    assert page.count("type='checkbox'") == 2
    assert granted(zoom, answer) == {
        "meeting:write:meeting",
        "meeting:update:meeting",
        "meeting:delete:meeting",
        "meeting:read:meeting",
        "user:read:user",
    }


def test_the_panel_adds_the_app_from_the_marketplace_without_a_state(zoom: Any) -> None:
    link = zoom.http.get("/").text.partition('href="/oauth/authorize')[2].partition('"')[0]
    address = f"/oauth/authorize{link.replace('&amp;', '&')}"

    answer = zoom.http.post(address, data={"choice": "allow"})

    assert zoom.http.get(address).status_code == 200
    assert "code=" in answer.headers["Location"]
    assert "state=" not in answer.headers["Location"]
