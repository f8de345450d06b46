"""Ways of consent that end without a connection, or with another one than before: each says so and leaves no grant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from halfpast.accounts.models import Role, User
from halfpast.connections.cards import health_of, zoom_connection
from halfpast.connections.condemning import TELL_OF_DEAD_CONNECTION
from halfpast.connections.models import Connection, ConnectionHealth, ConnectionState, VendorApp
from halfpast.connections.sealed_tokens import open_tokens
from halfpast.sandbox.servers import RunningZoom
from halfpast.sandbox.zoom.settings import ALL_SCOPES
from tests.browsers import CALLBACK, Browser, connection_of
from tests.studio import add_member, make_studio

pytestmark = pytest.mark.django_db
# Port 9 of this machine listens to nobody.
NOBODY = "http://127.0.0.1:9"
DANA = "dana@zoom.example"
Open = Callable[[User], Browser]


def installed(zoom: RunningZoom, email: str = DANA) -> bool:
    """Whether a live grant of this Zoom user is left at Zoom."""
    users = httpx.get(f"{zoom.url}/_sandbox/users").json()["users"]
    return any(user["app_installed"] for user in users if user["email"] == email)


def works(zoom: RunningZoom, connection: Connection) -> bool:
    headers = {"Authorization": f"Bearer {open_tokens(connection).access}"}
    return httpx.get(f"{zoom.url}/v2/users/me", headers=headers).status_code == 200


def fail_profile(zoom: RunningZoom) -> None:
    fault = {"match": {"method": "GET", "path": "/v2/users/me"}, "fault": {"kind": "drop_before"}, "times": 9}
    httpx.post(f"{zoom.url}/_sandbox/faults", json=fault).raise_for_status()


@pytest.fixture
def colleague(browser: Browser, browser_of: Open) -> Browser:
    """Another member of the same workspace."""
    return browser_of(add_member(browser.user.workspaces.get(), "carla@example.com", name="Carla", role=Role.MEMBER))


def test_a_person_who_declines_is_told_that_nothing_was_changed(browser: Browser, zoom: RunningZoom) -> None:
    answer = browser.client.get(CALLBACK, {"error": "access_denied"})
    assert answer.status_code == 200
    assert "You declined at Zoom" in answer.content.decode()
    assert "Connect Zoom" in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        ("invalid_request", 400, "not published"),
        ("unauthorized_client", 400, "administrator of your Zoom account has to approve"),
        ("<script>alert(1)</script>", 400, "error “?”"),
        ("temporarily_unavailable", 503, "Zoom has trouble at the moment"),
        ("server_error", 503, "Try it in a few minutes"),
    ],
)
def test_an_error_of_zoom_is_told_with_its_likely_causes(
    browser: Browser, zoom: RunningZoom, error: str, status: int, words: str
) -> None:
    answer = browser.client.get(CALLBACK, {"error": error, "error_description": "evil words"})
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert "evil" not in page
    assert "<script>alert" not in page


def test_a_refusal_of_zoom_unfolds_the_causes_with_this_sites_redirect_address(
    browser: Browser, zoom: RunningZoom
) -> None:
    page = browser.client.get(CALLBACK, {"error": "invalid_request"}).content.decode()
    assert '<details class="unfold" open>' in page
    assert f"http://localhost:8000{CALLBACK}</code>" in page


def test_coming_back_without_a_code_changes_nothing(browser: Browser, zoom: RunningZoom) -> None:
    state = httpx.URL(browser.press_connect()).params["state"]
    answer = browser.client.get(CALLBACK, {"state": state})
    assert answer.status_code == 400
    assert "neither a permission nor a refusal" in answer.content.decode()


def test_a_code_that_zoom_refuses_is_explained(browser: Browser, zoom: RunningZoom) -> None:
    state = httpx.URL(browser.press_connect()).params["state"]
    answer = browser.client.get(CALLBACK, {"code": "made-up", "state": state})
    assert answer.status_code == 400
    assert "did not accept the sign-in code" in answer.content.decode()
    assert "within five minutes" in answer.content.decode()


def test_a_code_that_was_used_already_is_explained(browser: Browser, zoom: RunningZoom) -> None:
    used = httpx.URL(browser.allow(browser.press_connect())).params
    browser.client.get(CALLBACK, dict(used))
    fresh = httpx.URL(browser.press_connect()).params["state"]
    answer = browser.client.get(CALLBACK, {"code": used["code"], "state": fresh})
    assert answer.status_code == 400
    assert "did not accept the sign-in code" in answer.content.decode()


def test_zoom_being_down_is_explained_and_does_not_stand_in_the_way(
    browser: Browser, zoom: RunningZoom, settings: LazySettings
) -> None:
    back, origin = browser.allow(browser.press_connect()), settings.ZOOM_BASE_URL
    settings.ZOOM_BASE_URL = NOBODY
    answer = browser.client.get(back)
    assert answer.status_code == 503
    assert "cannot be reached" in answer.content.decode()
    settings.ZOOM_BASE_URL = origin
    assert browser.connect().status_code == 302


def test_a_profile_that_cannot_be_read_leaves_no_grant_and_a_fresh_connect_works(
    browser: Browser, zoom: RunningZoom
) -> None:
    fail_profile(zoom)
    assert browser.connect().status_code == 503
    assert not installed(zoom)
    httpx.delete(f"{zoom.url}/_sandbox/faults")
    assert browser.connect().status_code == 302


def test_wrong_credentials_are_the_operators_and_the_operator_is_told(
    browser: Browser, zoom: RunningZoom, settings: LazySettings
) -> None:
    back, secret = browser.allow(browser.press_connect()), settings.ZOOM_CLIENT_SECRET
    settings.ZOOM_CLIENT_SECRET = "wrong"
    answer = browser.client.get(back)
    assert answer.status_code == 503
    assert "The operator has to correct it and has been told" in answer.content.decode()
    assert VendorApp.objects.get().trouble
    settings.ZOOM_CLIENT_SECRET = secret
    browser.connect()
    assert VendorApp.objects.get().trouble == ""


def test_without_an_app_the_way_back_says_so(browser: Browser, settings: LazySettings) -> None:
    settings.ZOOM_CLIENT_ID = ""
    answer = browser.client.get(CALLBACK, {"code": "any", "state": "any"})
    assert answer.status_code == 503
    assert "not set up here" in answer.content.decode()
    assert browser.client.post("/connections/zoom/connect").headers["Location"] == "/app/integrations"


def test_a_grant_with_fewer_scopes_connects_and_the_card_says_what_is_missing(
    browser: Browser, zoom: RunningZoom
) -> None:
    zoom.state.change_settings({"granted_scopes": "meeting:write:meeting user:read:user"})
    assert browser.connect().status_code == 302
    page = browser.page()
    assert "Connected, with limits" in page
    assert "4 are missing" in page


def test_a_grant_that_hides_whose_account_it_is_is_given_back(browser: Browser, zoom: RunningZoom) -> None:
    granted = [scope for scope in ALL_SCOPES if scope != "user:read:user"]
    zoom.state.change_settings({"granted_scopes": " ".join(granted)})
    answer = browser.connect()
    assert answer.status_code == 400
    assert "cannot be told from others" in answer.content.decode()
    assert not Connection.objects.exists()
    assert not installed(zoom)


def test_an_account_of_a_colleague_is_named_and_not_stolen(
    browser: Browser, colleague: Browser, zoom: RunningZoom
) -> None:
    browser.connect()
    answer = colleague.connect()
    assert answer.status_code == 409
    assert "Hanna Host has connected it" in answer.content.decode()
    assert not Connection.objects.filter(user=colleague.user).exists()


def test_an_account_of_another_workspace_is_not_named(browser: Browser, zoom: RunningZoom, browser_of: Open) -> None:
    browser.connect()
    answer = browser_of(make_studio("other").owner).connect()
    assert answer.status_code == 409
    assert "Somebody in another workspace here" in answer.content.decode()
    assert "Hanna Host" not in answer.content.decode()


def test_the_holder_keeps_working_with_the_grant_that_ended_their_own(
    browser: Browser, colleague: Browser, zoom: RunningZoom
) -> None:
    browser.connect()
    former = open_tokens(connection_of(browser.user))
    answer = colleague.connect()
    assert "goes on working" in answer.content.decode()
    assert open_tokens(connection_of(browser.user)) != former
    assert works(zoom, connection_of(browser.user))


def test_a_grant_with_fewer_scopes_is_not_put_upon_the_holder(
    browser: Browser, colleague: Browser, zoom: RunningZoom
) -> None:
    browser.connect()
    zoom.state.change_settings({"granted_scopes": "meeting:write:meeting user:read:user"})
    page = colleague.connect().content.decode()
    assert "they have to connect again and have been told" in page
    held = connection_of(browser.user)
    assert (held.state, sorted(held.scopes)) == (ConnectionState.RECONNECT_NEEDED, sorted(ALL_SCOPES))
    assert "gave fewer permissions" in held.last_error
    assert ProcrastinateJob.objects.filter(task_name=TELL_OF_DEAD_CONNECTION).count() == 1
    assert not installed(zoom)


def test_a_grant_with_the_scopes_that_the_holder_had_is_good_enough(
    browser: Browser, colleague: Browser, zoom: RunningZoom
) -> None:
    zoom.state.change_settings({"granted_scopes": "meeting:write:meeting user:read:user"})
    browser.connect()
    assert "goes on working" in colleague.connect().content.decode()
    assert works(zoom, connection_of(browser.user))


def test_a_zoom_address_is_shown_in_one_visible_line(browser: Browser, zoom: RunningZoom) -> None:
    profile = {"id": "an-id", "email": "dana@zoom.example\r\nBcc: x\u202e\x07\x00"}
    fault = {"kind": "status", "status": 200, "body": profile}
    match = {"method": "GET", "path": "/v2/users/me"}
    httpx.post(f"{zoom.url}/_sandbox/faults", json={"match": match, "fault": fault}).raise_for_status()
    browser.connect()
    assert connection_of(browser.user).label == "dana@zoom.example Bcc: x"


def test_a_holder_who_must_reconnect_gets_nothing_and_the_grant_is_given_back(
    browser: Browser, colleague: Browser, zoom: RunningZoom
) -> None:
    browser.connect()
    Connection.objects.update(state=ConnectionState.RECONNECT_NEEDED)
    answer = colleague.connect()
    assert answer.status_code == 409
    assert "your permission was given back" in answer.content.decode()
    assert not installed(zoom)
    assert connection_of(browser.user).state == ConnectionState.RECONNECT_NEEDED
    assert not Connection.objects.filter(user=colleague.user).exists()


def test_a_holder_condemned_by_the_very_attempt_gets_the_grant(
    browser: Browser, colleague: Browser, zoom: RunningZoom
) -> None:
    browser.connect()
    back = colleague.allow(colleague.press_connect())
    Connection.objects.update(state=ConnectionState.RECONNECT_NEEDED)
    ConnectionHealth.objects.update(last_error_at=timezone.now() + timedelta(seconds=5))
    assert "goes on working" in colleague.client.get(back).content.decode()
    assert connection_of(browser.user).state == ConnectionState.CONNECTED
    assert works(zoom, connection_of(browser.user))


def test_connecting_another_account_replaces_the_first_and_names_both(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    before = connection_of(browser.user)
    browser.connect("other@zoom.example")
    after = connection_of(browser.user)
    assert (after.pk, after.label, after.epoch) == (before.pk, "other@zoom.example", before.epoch + 1)
    assert f"connected as other@zoom.example, which takes the place of {DANA}" in browser.page()


def test_the_grant_of_a_replaced_account_does_not_stay_at_zoom(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    browser.connect("other@zoom.example")
    assert not installed(zoom)
    assert installed(zoom, "other@zoom.example")
    assert works(zoom, connection_of(browser.user))


def test_connecting_the_same_account_again_leaves_one_working_grant(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    browser.connect()
    assert works(zoom, connection_of(browser.user))
    assert "takes the place" not in browser.page()


def test_a_new_account_begins_with_a_health_of_its_own(browser: Browser, zoom: RunningZoom) -> None:
    browser.connect()
    held = health_of(zoom_connection(browser.user))  # type: ignore[arg-type]
    assert held is not None
    type(held).objects.update(writes=77, writes_on="2026-01-01", last_error="Trouble.")
    browser.connect("other@zoom.example")
    held = health_of(zoom_connection(browser.user))  # type: ignore[arg-type]
    assert held is not None
    assert (held.writes, held.last_error) == (0, "")
    assert held.last_success_at is not None


def test_an_operator_who_meets_trouble_is_led_to_the_app(browser: Browser, zoom: RunningZoom) -> None:
    User.objects.filter(pk=browser.user.pk).update(is_operator=True)
    page = browser.client.get(CALLBACK, {"error": "invalid_request"}).content.decode()
    assert "Look at the Zoom app" in page


def test_a_problem_page_lets_its_form_lead_to_zoom(browser: Browser, settings: LazySettings) -> None:
    answer = browser.client.get(CALLBACK, {"code": "given-by-the-marketplace"})
    assert f"form-action 'self' {settings.ZOOM_BASE_URL}" in answer.headers["Content-Security-Policy"]


def test_the_pages_of_the_way_back_are_kept_nowhere(client: Client, browser: Browser) -> None:
    answer = browser.client.get(CALLBACK, {"error": "access_denied"})
    assert answer.headers["Cache-Control"] == "no-store, private"
