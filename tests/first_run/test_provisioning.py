from __future__ import annotations

import pytest

from halfpast.accounts.models import Membership, Role, User, Workspace
from halfpast.accounts.tokens import user_of_token
from halfpast.event_types.models import EventType
from halfpast.first_run.provisioning import CannotAddUser, add_token, add_user

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def add(email: str = "ada@example.com", *, name: str = "Ada Owner", admin: bool = False) -> User:
    return add_user(email, name, "Europe/Vienna", PASSWORD, admin)


def test_the_first_user_owns_a_new_workspace() -> None:
    user = add()
    assert Membership.objects.get(user=user).role == Role.OWNER
    assert Workspace.objects.get().slug == "ada-owner"
    assert EventType.objects.get().slug == "30min"
    assert user.is_operator


def test_a_later_user_joins_with_hours_and_a_type_of_their_own() -> None:
    add()
    second = add("bo@example.com", name="Bo")
    assert Membership.objects.get(user=second).role == Role.MEMBER
    assert EventType.objects.get(hosts=second).slug == "30min-bo"
    assert Workspace.objects.count() == 1
    assert second.schedules.count() == 1


def test_a_later_admin_may_manage_the_workspace() -> None:
    add()
    assert Membership.objects.get(user=add("bo@example.com", admin=True)).role == Role.ADMIN


def test_namesakes_get_different_addresses() -> None:
    add()
    slugs = {EventType.objects.get(hosts=add(f"bo{n}@example.com", name="Bo")).slug for n in range(3)}
    assert slugs == {"30min-bo", "30min-bo-2", "30min-bo-3"}


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"email": "nobody"}, "valid email"),
        ({"email": ""}, "valid email"),
        ({"name": " "}, "Give a name"),
        ({"name": "a\nb"}, "control characters"),
        ({"name": "n" * 201}, "at most 200"),
        ({"time_zone": "Nowhere"}, "not a time zone"),
        ({"password": "short"}, "at least 10"),
        ({"password": ""}, "at least 10"),
    ],
)
def test_bad_values_are_refused_in_words(changes: dict[str, str], complaint: str) -> None:
    given = {"email": "ada@example.com", "name": "Ada", "time_zone": "UTC", "password": PASSWORD, **changes}
    with pytest.raises(CannotAddUser, match=complaint):
        add_user(**given, admin=False)
    assert not User.objects.exists()


def test_an_address_is_added_once_whatever_its_case() -> None:
    add()
    with pytest.raises(CannotAddUser, match="has an account here already"):
        add("ADA@example.com")


def test_a_token_opens_the_api_for_its_user() -> None:
    user = add()
    assert user_of_token(add_token(" Ada@example.com ")) == user


def test_a_token_for_nobody_is_refused() -> None:
    with pytest.raises(CannotAddUser, match="Nobody here"):
        add_token("nobody@example.com")
