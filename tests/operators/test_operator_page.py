from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from halfpast.accounts.models import Installation, User
from halfpast.bookings.places import first_usable_place
from halfpast.connections.app_trouble import note_trouble
from halfpast.connections.condemning import TELL_OF_DEAD_CONNECTION
from halfpast.connections.models import Connection, ConnectionState, VendorApp
from halfpast.connections.notice_log import note_received, note_refused
from halfpast.connections.zoom_app import client_id, secret_token, zoom_app
from halfpast.event_types.models import EventType
from halfpast.operators.app_entry import AppEntry, save_app
from halfpast.sandbox.servers import RunningZoom
from tests.studio import connect, make_studio

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db
PAGE = "/app/operator/zoom"
PAGES = ("/app/operator", PAGE, f"{PAGE}/check", f"{PAGE}/out")
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def bare(settings: LazySettings) -> LazySettings:
    settings.ZOOM_CLIENT_ID = settings.ZOOM_CLIENT_SECRET = settings.ZOOM_DEAUTH_SECRET = ""
    return settings


@pytest.fixture
def operator(client: Client) -> Client:
    user = make_studio("operators").owner
    User.objects.filter(pk=user.pk).update(is_operator=True)
    client.force_login(user)
    return client


def enter(operator: Client, **typed: str) -> Answer:
    return operator.post(PAGE, {"client_id": "", "client_secret": "", "secret_token": "", **typed})


def told() -> int:
    """Mails to hosts whose connection ended."""
    return ProcrastinateJob.objects.filter(task_name=TELL_OF_DEAD_CONNECTION).count()


def text_of(answer: Answer) -> str:
    return " ".join(answer.content.decode().split())


def error_beside(answer: Answer, field: str) -> str:
    found = re.search(rf'id="id_{field}_error".*?<span>(.*?)</span>', text_of(answer))
    return found[1] if found else ""


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_do_not_exist_for_other_members(host: Client, path: str) -> None:
    assert host.get(path).status_code == 404
    assert host.post(path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_whoever_is_not_signed_in_is_asked_to(client: Client, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/accounts/login/")


def test_an_app_is_typed_in_and_checked_at_zoom(operator: Client, zoom: RunningZoom, bare: LazySettings) -> None:
    app = zoom.state.app
    answer = enter(operator, client_id=app.client_id, client_secret=app.client_secret, secret_token="a-token")
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert "Saved. Zoom knows this app." in text_of(operator.get(PAGE))
    assert (zoom_app().client_secret, secret_token()) == (app.client_secret, "a-token")


def test_secrets_never_come_back_to_the_page(operator: Client, zoom: RunningZoom, bare: LazySettings) -> None:
    app = zoom.state.app
    pages = [enter(operator, client_id="a b", client_secret=app.client_secret, secret_token="a-token")]
    enter(operator, client_id=app.client_id, client_secret=app.client_secret, secret_token="a-token")
    pages += [operator.get(PAGE), operator.post(f"{PAGE}/check"), operator.get(f"{PAGE}/out")]
    shown = "".join(text_of(page) for page in pages)
    assert app.client_id in shown
    assert app.client_secret not in shown
    assert "a-token" not in shown


def test_empty_secrets_keep_what_is_stored(operator: Client, bare: LazySettings) -> None:
    save_app(AppEntry("an-id", "a-secret", "a-token"))
    assert enter(operator, client_id="an-id").status_code == 303
    assert (zoom_app().client_secret, secret_token()) == ("a-secret", "a-token")


ID, SECRET = "test-client", "test-client-secret"
BAD = [
    ({"client_id": "two words", "client_secret": SECRET}, "client_id", "white space inside"),
    ({"client_id": ID, "client_secret": "two words"}, "client_secret", "white space inside"),
    ({"client_id": ID, "client_secret": SECRET, "secret_token": "a b"}, "secret_token", "white space inside"),
    ({"client_id": SECRET, "client_secret": ID}, "client_id", "swapped"),
    ({"client_id": ID, "client_secret": ID}, "client_secret", "the client ID once more"),
    ({"client_id": ID}, "client_secret", "Enter the client secret"),
    ({"client_secret": SECRET}, "client_id", "This field is required"),
    ({"client_id": ID, "client_secret": "wrong"}, "client_secret", "Zoom does not know this ID with this secret"),
    ({"client_id": "unknown", "client_secret": SECRET}, "client_secret", "Zoom does not know this ID"),
    ({"client_id": "x" * 201, "client_secret": SECRET}, "client_id", "at most 200 characters"),
    ({"client_id": ID, "client_secret": "x" * 501}, "client_secret", "at most 500 characters"),
    ({"client_id": "a\x07b", "client_secret": SECRET}, "client_id", "invisible control characters"),
    ({"client_id": "a\x00b", "client_secret": SECRET}, "client_id", "invisible control characters"),
    ({"client_id": "a\u200fb", "client_secret": SECRET}, "client_id", "invisible control characters"),
    ({"client_id": ID, "client_secret": SECRET, "secret_token": SECRET}, "secret_token", "not the secret token"),
    ({"client_id": ID, "client_secret": SECRET, "secret_token": ID}, "secret_token", "not the secret token"),
]


@pytest.mark.parametrize(("typed", "field", "told"), BAD)
def test_a_slip_is_named_beside_its_field(
    operator: Client, zoom: RunningZoom, bare: LazySettings, typed: dict[str, str], field: str, told: str
) -> None:
    answer = enter(operator, **typed)
    assert answer.status_code == 422
    assert told in error_beside(answer, field)
    assert client_id() == ""


def test_what_was_typed_stays_and_secrets_are_asked_for_again(operator: Client, bare: LazySettings) -> None:
    shown = text_of(enter(operator, client_id="two <words", client_secret="x"))
    assert 'value="two &lt;words"' in shown
    assert shown.count("Enter it again: what is secret is not sent back to the page.") == 1


def test_a_secret_in_the_field_of_the_id_does_not_come_back_either(
    operator: Client, zoom: RunningZoom, bare: LazySettings
) -> None:
    assert SECRET not in text_of(enter(operator, client_id=SECRET, client_secret=ID))


def test_a_wrong_pair_replaces_none_that_works(operator: Client, zoom: RunningZoom, bare: LazySettings) -> None:
    save_app(AppEntry(ID, SECRET))
    assert enter(operator, client_id=ID, client_secret="wrong").status_code == 422
    assert zoom_app().client_secret == SECRET


def test_another_id_needs_its_own_secret(operator: Client, bare: LazySettings) -> None:
    save_app(AppEntry(ID, SECRET))
    assert "belongs to the other client ID" in error_beside(enter(operator, client_id="other"), "client_secret")


def test_an_unreachable_zoom_hinders_nobody_from_saving(operator: Client, bare: LazySettings) -> None:
    bare.ZOOM_BASE_URL = NOBODY
    assert enter(operator, client_id="an-id", client_secret="a-secret").status_code == 303
    assert "Saved, but not checked" in text_of(operator.get(PAGE))
    assert client_id() == "an-id"


def test_a_new_app_says_who_has_to_connect_again(operator: Client, bare: LazySettings) -> None:
    bare.ZOOM_BASE_URL = NOBODY
    save_app(AppEntry("old", "a-secret"))
    connect(make_studio().owner)
    enter(operator, client_id="new", client_secret="another")
    shown = text_of(operator.get(PAGE))
    assert "1 person was connected through the other app and has to connect again." in shown
    assert "They are told by mail once Zoom can be asked and knows this app." in shown
    assert Connection.objects.get().is_working


def test_a_new_app_that_zoom_knows_ends_connections_through_the_old_one(
    operator: Client, zoom: RunningZoom, bare: LazySettings
) -> None:
    owner = make_studio().owner
    connect(owner)
    Connection.objects.update(app_client_id="old")
    enter(operator, client_id=ID, client_secret=SECRET)
    assert "has to connect again. They are told by mail." in text_of(operator.get(PAGE))
    assert (Connection.objects.get().state, told()) == (ConnectionState.RECONNECT_NEEDED, 1)


def test_the_same_app_with_a_new_secret_ends_no_connection(
    operator: Client, zoom: RunningZoom, bare: LazySettings
) -> None:
    connect(make_studio().owner)
    enter(operator, client_id=ID, client_secret=SECRET)
    assert (Connection.objects.get().is_working, told()) == (True, 0)


def test_a_mistyped_app_ends_no_connection(operator: Client, zoom: RunningZoom, bare: LazySettings) -> None:
    connect(make_studio().owner)
    assert enter(operator, client_id="mistyped", client_secret=SECRET).status_code == 422
    assert (Connection.objects.get().is_working, told()) == (True, 0)


def test_an_app_that_zoom_knows_ends_the_trouble(operator: Client, zoom: RunningZoom, bare: LazySettings) -> None:
    note_trouble("Zoom does not accept it.", timezone.now())
    enter(operator, client_id=ID, client_secret=SECRET)
    assert VendorApp.objects.get().trouble == ""


def test_what_the_environment_says_is_shown_and_not_asked(operator: Client) -> None:
    page = text_of(operator.get(PAGE))
    assert all(name in page for name in ("test-client", "ZOOM_CLIENT_ID", "ZOOM_CLIENT_SECRET", "ZOOM_DEAUTH_SECRET"))
    assert "test-client-secret" not in page
    assert "a-webhook-secret-for-tests" not in page
    assert 'name="client_id"' not in page


def test_what_the_environment_says_cannot_be_typed_over(operator: Client) -> None:
    enter(operator, client_id="mine", client_secret="mine-too", secret_token="and-this")
    assert not VendorApp.objects.exclude(client_id="", sealed_secret_token="").exists()
    assert client_id() == "test-client"


def test_a_missing_secret_token_is_asked_for_beside_the_environments_pair(
    operator: Client, settings: LazySettings
) -> None:
    settings.ZOOM_DEAUTH_SECRET = ""
    assert enter(operator, secret_token="typed").status_code == 303
    assert (client_id(), secret_token()) == ("test-client", "typed")


def test_the_addresses_stand_there_to_be_copied(operator: Client) -> None:
    page = text_of(operator.get(PAGE))
    assert 'data-copy="http://localhost:8000/auth/zoom/video/callback"' in page
    assert 'data-copy="http://localhost:8000/auth/zoom/deauthorize"' in page


def test_the_page_shows_trouble_notices_and_scopes(operator: Client) -> None:
    note_trouble("Zoom does not accept the pair.", timezone.now())
    note_refused("Its time is 6 minutes from ours.", timezone.now())
    note_received(timezone.now())
    page = text_of(operator.get(PAGE))
    for shown in ("Zoom does not accept the pair.", "Its time is 6 minutes", "meeting:update:meeting", "In trouble"):
        assert shown in page
    assert "None so far" not in page


def test_taking_the_app_out_is_asked_first_and_names_whom_it_touches(operator: Client, bare: LazySettings) -> None:
    save_app(AppEntry("an-id", "a-secret", "a-token"))
    connect(make_studio().owner)
    assert "1 person is connected through it." in text_of(operator.get(f"{PAGE}/out"))
    assert client_id() == "an-id"


def test_an_app_taken_out_leaves_no_secret_and_every_connection(operator: Client, bare: LazySettings) -> None:
    save_app(AppEntry("an-id", "a-secret", "a-token"))
    connect(make_studio().owner)
    assert operator.post(f"{PAGE}/out").status_code == 303
    row = VendorApp.objects.get()
    assert (row.client_id, row.sealed_client_secret, row.sealed_secret_token) == ("", "", "")
    assert Connection.objects.count() == 1


def test_taking_the_app_out_ends_connections_with_one_mail_and_zoom_is_no_longer_bookable(
    operator: Client, bare: LazySettings
) -> None:
    save_app(AppEntry("an-id", "a-secret", "a-token"))
    studio = make_studio()
    connect(studio.owner)
    assert first_usable_place(studio.event_type) is not None
    operator.post(f"{PAGE}/out")
    dead = Connection.objects.get()
    assert (dead.state, "took the Zoom app out" in dead.last_error, told()) == ("reconnect_needed", True, 1)
    assert first_usable_place(EventType.objects.get(pk=studio.event_type.pk)) is None


def test_the_page_before_says_that_connections_end(operator: Client, bare: LazySettings) -> None:
    save_app(AppEntry("an-id", "a-secret", "a-token"))
    connect(make_studio().owner)
    shown = text_of(operator.get(f"{PAGE}/out"))
    assert "That connection ends at once, which a mail tells" in shown
    assert "everybody has to connect again" in shown
    assert "everything goes on" not in shown


def test_taking_out_an_app_that_is_not_in_use_ends_no_connection(operator: Client) -> None:
    save_app(AppEntry("an-id", "a-secret"))
    connect(make_studio().owner)
    operator.post(f"{PAGE}/out")
    assert (Connection.objects.get().is_working, told()) == (True, 0)


def test_there_is_nothing_to_take_out_of_the_environment(operator: Client) -> None:
    assert operator.get(f"{PAGE}/out").headers["Location"] == PAGE


LINKS = {"privacy_url": "https://example.com/privacy", "terms_url": "example.com/terms", "support": "help@example.com"}
FOOTER = ('href="https://example.com/privacy"', 'href="https://example.com/terms"', 'href="mailto:help@example.com"')


def test_the_operators_links_stand_on_guest_pages_and_the_dashboard(operator: Client) -> None:
    assert operator.post("/app/operator", LINKS).status_code == 303
    for page in ("/operators", "/app/integrations", "/accounts/login/"):
        shown = text_of((Client() if page.startswith("/acc") else operator).get(page))
        assert all(link in shown for link in FOOTER), page


def test_links_that_are_empty_are_not_shown(operator: Client) -> None:
    operator.post("/app/operator", {"support": "https://example.com/help"})
    shown = text_of(Client().get("/operators"))
    assert 'href="https://example.com/help"' in shown
    assert "Privacy policy" not in shown


def test_without_links_there_is_no_footer_for_them(operator: Client) -> None:
    assert "Privacy policy" not in text_of(Client().get("/operators")) + text_of(operator.get("/app/integrations"))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("privacy_url", "javascript:alert(1)"),
        ("privacy_url", "ftp://example.com"),
        ("terms_url", "not a link"),
        ("terms_url", "https://"),
        ("terms_url", "https://example.com/" + "x" * 500),
        ("support", "javascript:alert(1)"),
        ("support", "data:text/html,x"),
        ("support", "help@"),
        ("support", "mailto:help@example.com?bcc=x"),
        ("support", "help@example.com\r\nBcc: x@example.com"),
    ],
)
def test_a_link_of_another_kind_is_refused_and_kept_in_its_field(operator: Client, field: str, typed: str) -> None:
    answer = operator.post("/app/operator", {**LINKS, field: typed})
    assert answer.status_code == 422
    assert error_beside(answer, field)
    assert text_of(answer).count("</a>: ") == 1
    assert 'value="https://example.com/privacy"' in text_of(answer) or field == "privacy_url"
    assert not Installation.objects.exclude(privacy_url="").exists()
