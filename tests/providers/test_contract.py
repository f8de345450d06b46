from __future__ import annotations

import pytest

from tests.providers.contract import PROMISES, STRICT_PROMISES, Promise
from tests.providers.fake_zoom import FakeZoom, zoom_answered_by


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_zoom_keeps_every_promise_of_a_conferencing_provider(promise: Promise) -> None:
    promise(zoom_answered_by(FakeZoom()))


@pytest.mark.parametrize("promise", STRICT_PROMISES, ids=lambda promise: promise.__name__)
def test_zoom_keeps_its_promises_on_a_strict_account_too(promise: Promise) -> None:
    promise(zoom_answered_by(FakeZoom(requires_passcodes=True, waiting_room=True)))
