"""Ada, who has an account, and her browser."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from halfpast.accounts.models import User
from halfpast.first_run.provisioning import add_user
from tests.accounts.members import EMAIL, PASSWORD, sign_in


@pytest.fixture(autouse=True)
def quick_passwords(settings: LazySettings) -> None:
    """The real hash takes a quarter of a second on purpose; nothing here is about it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ada(db: None) -> User:
    return add_user(EMAIL, "Ada", "Europe/Berlin", PASSWORD, False)


@pytest.fixture
def browser(ada: User, client: Client) -> Client:
    """Ada's, signed in by password."""
    sign_in(client)
    return client
