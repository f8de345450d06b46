from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.db import connections
from django.test import Client
from django.utils import timezone

from halfpast.accounts.models import Membership, Role, SetupLink, User, Workspace
from halfpast.event_types.models import EventType
from halfpast.first_run.setup import new_setup_link
from halfpast.schedules.models import Schedule

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

FILLED_IN = {
    "name": "Ada Owner",
    "email": "Ada@Example.com",
    "password": "correct horse battery",
    "workspace": "Ada's studio",
    "slug": "ada",
    "time_zone": "Europe/Vienna",
    "title": "First talk",
    "minutes": "45",
}


@pytest.fixture
def path(db: None) -> str:
    return fresh_path()


def fresh_path() -> str:
    link = new_setup_link(timezone.now())
    assert link is not None
    return urlsplit(link).path


def send(client: Client, path: str, **changes: str) -> Answer:
    return client.post(path, {**FILLED_IN, **changes})


def test_the_link_begins_with_the_public_address(db: None) -> None:
    assert str(new_setup_link(timezone.now())).startswith("http://localhost:8000/set-up/setup_")


def test_the_page_asks_for_everything_and_is_kept_out_of_caches(client: Client, path: str) -> None:
    answer = client.get(path)
    page = answer.content.decode()
    assert all(f'name="{name}"' in page for name in FILLED_IN)
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_the_owner_gets_a_workspace_a_schedule_and_an_event_type(client: Client, path: str) -> None:
    answer = send(client, path)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/app/integrations")
    owner = User.objects.get()
    assert (owner.email, owner.is_operator) == ("ada@example.com", True)
    assert Membership.objects.get(user=owner).role == Role.OWNER
    assert Workspace.objects.get().slug == "ada"
    event_type = EventType.objects.get()
    assert (event_type.title, event_type.slug, event_type.duration_minutes) == ("First talk", "first-talk", 45)
    assert Schedule.objects.get().weekly_ranges.count() == 5


def test_the_owner_is_signed_in_and_asked_to_connect_zoom(client: Client, path: str) -> None:
    page = client.post(path, FILLED_IN, follow=True).content.decode()
    assert "Connect Zoom" in page
    assert "ada@example.com" in page


def test_the_owner_can_sign_in_again(client: Client, path: str) -> None:
    send(client, path)
    assert EmailAddress.objects.get().verified
    answer = Client().post("/accounts/login/", {"login": "ada@example.com", "password": FILLED_IN["password"]})
    assert answer.headers["Location"] == "/app/"


def test_the_link_works_once(client: Client, path: str) -> None:
    send(client, path)
    assert Client().get(path).status_code == 410
    assert send(Client(), path, email="second@example.com").status_code == 410
    assert User.objects.count() == 1
    assert not SetupLink.objects.exists()


def test_a_newer_link_replaces_the_older_one(client: Client, path: str) -> None:
    newer = fresh_path()
    assert client.get(path).status_code == 404
    assert client.get(newer).status_code == 200


def test_an_unknown_link_is_explained(client: Client, db: None) -> None:
    answer = client.get("/set-up/setup_unknown")
    assert answer.status_code == 404
    assert "Look at the terminal" in answer.content.decode()


def test_there_is_no_link_once_somebody_has_an_account(client: Client, path: str) -> None:
    send(client, path)
    assert new_setup_link(timezone.now()) is None


def test_a_link_made_before_somebody_got_an_account_is_dead(client: Client, path: str) -> None:
    User.objects.create_user("shell@example.com", "a long password", name="Shell")
    assert send(client, path).status_code == 410


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("name", "", "required"),
        ("name", "   ", "required"),
        ("name", "A\x07B", "control"),
        ("name", "\u202eevil", "control"),
        ("name", "x" * 300, "at most 200"),
        ("email", "nobody", "valid email"),
        ("email", "a@b@c.de", "valid email"),
        ("password", "short", "at least 10"),
        ("password", "ada@example.com", "too similar"),
        ("password", "password1234", "too common"),
        ("workspace", "", "required"),
        ("slug", "app", "used by Halfpast"),
        ("slug", "API", "used by Halfpast"),
        ("slug", "a b", "valid"),
        ("slug", "s" * 51, "50 characters"),
        ("time_zone", "Mars/Base", "valid choice"),
        ("time_zone", "", "required"),
        ("title", "", "required"),
        ("title", "t" * 121, "at most 120"),
        ("minutes", "0", "greater than or equal to 1"),
        ("minutes", "1441", "less than or equal to 1440"),
        ("minutes", "soon", "whole number"),
        ("minutes", "", "required"),
    ],
)
def test_bad_input_is_named_and_loses_nothing_but_the_password(
    client: Client, path: str, field: str, value: str, complaint: str
) -> None:
    answer = send(client, path, **{field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert complaint in page
    kept = {name: text for name, text in FILLED_IN.items() if name not in {field, "password", "workspace", "time_zone"}}
    assert all(f'value="{text}"' in page for text in kept.values())
    assert FILLED_IN["password"] not in page
    assert not User.objects.exists()


def test_an_address_left_empty_is_made_from_the_name(client: Client, path: str) -> None:
    send(client, path, slug="", workspace="Café Ünïque")
    assert Workspace.objects.get().slug == "cafe-unique"


@pytest.mark.parametrize(("name", "slug"), [("日本語", "studio"), ("App", "app-2"), ("n" * 200, "n" * 46)])
def test_an_address_made_from_a_name_is_always_usable(client: Client, path: str, name: str, slug: str) -> None:
    send(client, path, slug="", workspace=name)
    assert Workspace.objects.get().slug == slug


@pytest.mark.parametrize(("title", "slug"), [("日本語", "meeting"), ("Settings", "meeting"), ("Tee & Rat", "tee-rat")])
def test_the_event_types_address_is_made_from_its_title(client: Client, path: str, title: str, slug: str) -> None:
    send(client, path, title=title)
    assert EventType.objects.get().slug == slug


@pytest.mark.django_db(transaction=True)
def test_two_racing_posts_make_one_owner() -> None:
    path, gate = fresh_path(), Barrier(2)

    def race(email: str) -> int:
        gate.wait()
        try:
            return send(Client(), path, email=email).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        statuses = sorted(threads.map(race, ["one@example.com", "two@example.com"]))
    assert statuses == [302, 410]
    assert User.objects.count() == Workspace.objects.count() == 1


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_wrong_methods_are_refused(client: Client, path: str, method: str) -> None:
    act: Callable[[str], Answer] = getattr(client, method)
    assert act(path).status_code == 405
