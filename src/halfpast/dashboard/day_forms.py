"""Which day of an event type a host wants to look at, and with whose eyes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from halfpast.bookings.offer_words import length_in_words
from halfpast.web.zones import known_zone

# Far from the edges of what a date can say.
FIRST_YEAR, LAST_YEAR = 2000, 2199
NOT_A_DATE = _("This is not a date. Write it as 2027-04-02.")


class DayForm(forms.Form):
    """`length` is there only when the event type has several."""

    date = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput({"type": "date", "class": "input"}, "%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"required": NOT_A_DATE, "invalid": NOT_A_DATE},
    )
    length = forms.TypedChoiceField(
        label=_("Length"),
        coerce=int,
        widget=forms.Select({"class": "select"}),
        error_messages={"invalid_choice": _("This length is not offered. Choose one of these.")},
    )
    field_order: Sequence[str] = ("date", "length")

    def __init__(self, data: Any, *, lengths: Sequence[int]) -> None:
        super().__init__(data)
        length: Any = self.fields["length"]
        length.choices = [(minutes, length_in_words(minutes)) for minutes in lengths]
        if len(lengths) < 2:
            del self.fields["length"]

    def clean_date(self) -> dt.date:
        day: dt.date = self.cleaned_data["date"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(
                _("Choose a date between %(first)d and %(last)d."), params={"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return day


class PreviewForm(DayForm):
    """The options of `tz` are written by `zone_options`: they are the longest part of the page."""

    tz = forms.CharField(label=_("Time zone of the guest"), max_length=64)
    field_order = ("tz", "date", "length")

    def __init__(self, data: Any, *, lengths: Sequence[int], now: dt.datetime) -> None:
        super().__init__(data, lengths=lengths)
        self.now = now

    def clean_tz(self) -> ZoneInfo:
        zone = known_zone(self.cleaned_data["tz"])
        if zone is None:
            raise ValidationError(_("We know no time zone of this name. Choose one from the list."))
        return zone

    def clean_date(self) -> dt.date:
        day, zone = super().clean_date(), self.cleaned_data.get("tz")
        if zone and day < self.now.astimezone(zone).date():
            raise ValidationError(_("This date has passed. Choose today or a later one."))
        return day
