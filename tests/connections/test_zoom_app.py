from __future__ import annotations

import pytest
from django.conf import LazySettings
from pytest_django import DjangoAssertNumQueries

from halfpast.connections.models import VendorApp
from halfpast.connections.zoom_app import client_id, is_configured, secret_token, state_secret, zoom_app
from halfpast.operators.app_entry import AppEntry, save_app
from halfpast.providers.errors import AppMisconfigured
from halfpast.sandbox.servers import RunningZoom
from tests.studio import connect_at, make_studio

pytestmark = pytest.mark.django_db
TYPED_IN = AppEntry("typed-id", "typed-secret", "typed-token")


@pytest.fixture
def bare(settings: LazySettings) -> LazySettings:
    """A server that knows its SECRET_KEY alone."""
    settings.ZOOM_CLIENT_ID = settings.ZOOM_CLIENT_SECRET = ""
    settings.ZOOM_STATE_SECRET = settings.ZOOM_DEAUTH_SECRET = ""
    return settings


def test_the_typed_in_app_counts_where_the_environment_says_nothing(bare: LazySettings) -> None:
    save_app(TYPED_IN)
    app = zoom_app()
    assert (app.client_id, app.client_secret, secret_token()) == ("typed-id", "typed-secret", "typed-token")


def test_the_environment_wins_with_id_and_secret_together(settings: LazySettings) -> None:
    save_app(TYPED_IN)
    assert (zoom_app().client_id, zoom_app().client_secret) == ("test-client", "test-client-secret")


def test_the_secret_token_is_a_matter_of_its_own(settings: LazySettings) -> None:
    settings.ZOOM_DEAUTH_SECRET = ""
    save_app(TYPED_IN)
    assert (client_id(), secret_token()) == ("test-client", "typed-token")


def test_typed_in_secrets_are_sealed_to_their_place(bare: LazySettings) -> None:
    save_app(TYPED_IN)
    row = VendorApp.objects.get()
    assert "typed-" not in row.sealed_client_secret + row.sealed_secret_token
    VendorApp.objects.update(sealed_client_secret=row.sealed_secret_token)
    with pytest.raises(AppMisconfigured, match="ENCRYPTION_KEYS"):
        zoom_app()
    assert not is_configured()


def test_without_any_app_whoever_asks_is_told_so(bare: LazySettings) -> None:
    assert (is_configured(), client_id(), secret_token()) == (False, "", "")
    with pytest.raises(AppMisconfigured, match="No Zoom app"):
        zoom_app()


def test_each_question_costs_one_query_at_most(
    bare: LazySettings, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    save_app(TYPED_IN)
    for ask in (zoom_app, is_configured, client_id, secret_token):
        with django_assert_max_num_queries(1):
            ask()


def test_the_environments_app_costs_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert (zoom_app().client_id, is_configured(), secret_token()) == (
            "test-client",
            True,
            "a-webhook-secret-for-tests",
        )


def test_the_state_secret_is_the_settings_own_or_made_from_the_secret_key(bare: LazySettings) -> None:
    derived = state_secret()
    assert len(derived) == 64
    assert bare.SECRET_KEY not in derived
    bare.SECRET_KEY = "another secret key of the same installation"
    assert state_secret() != derived
    bare.ZOOM_STATE_SECRET = "a state secret of its own"
    assert state_secret() == "a state secret of its own"


def test_with_the_secret_key_alone_a_host_connects_through_the_typed_in_app(
    zoom: RunningZoom, bare: LazySettings
) -> None:
    save_app(AppEntry(zoom.state.app.client_id, zoom.state.app.client_secret))
    connection = connect_at(zoom, make_studio().owner)
    assert connection.app_client_id == zoom.state.app.client_id
