from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from halfpast.web.phone_numbers import phone_number


@pytest.mark.parametrize("typed", ["+49 30 1234567", "+49301234567", " +49 (30) 123-4567 ", "+4930/1234567"])
def test_a_number_has_one_spelling(typed: str) -> None:
    assert phone_number(typed) == "+49 30 1234567"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "call me",
        "030 1234567",
        "+49",
        "+49 1",
        "+999 1234567",
        "+" + "1" * 40,
        "+498912345678901 ext. 12345678901234567890",
    ],
)
def test_what_cannot_be_called_from_abroad_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="with its country code"):
        phone_number(typed)
