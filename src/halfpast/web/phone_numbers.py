"""Phone numbers as people type them, kept in one spelling."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_CHARACTERS = 40


def phone_number(typed: str) -> str:
    """As one writes it to people abroad, such as +49 30 1234567. Raises ValidationError."""
    try:
        number = phonenumbers.parse(typed)
    except phonenumbers.NumberParseException:
        raise _not_a_number() from None
    spelled = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    # An extension can make a short number long.
    if not phonenumbers.is_possible_number(number) or len(spelled) > MOST_CHARACTERS:
        raise _not_a_number()
    return spelled


def _not_a_number() -> ValidationError:
    return ValidationError(_("Write the number with its country code, such as +49 30 1234567."), code="invalid")
