from __future__ import annotations

import pytest

from halfpast.availability import Reason
from halfpast.bookings.refusals import TAKEN, WORDS, NotOffered, SlotTaken


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_told_in_a_sentence(reason: Reason) -> None:
    refusal = SlotTaken((), reason) if reason in TAKEN else NotOffered(reason)
    assert refusal.reason == str(WORDS[reason])
    assert refusal.reason.endswith(".")
