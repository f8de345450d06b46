from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from halfpast.accounts.jobs import forget_ended_sessions

pytestmark = pytest.mark.django_db


def test_sessions_that_have_ended_are_forgotten() -> None:
    now = timezone.now()
    for key, end in {"ended": now - timedelta(minutes=1), "running": now + timedelta(days=1)}.items():
        Session.objects.create(session_key=key, session_data="", expire_date=end)

    forget_ended_sessions(timestamp=0)

    assert list(Session.objects.values_list("session_key", flat=True)) == ["running"]
