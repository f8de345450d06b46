"""The part of a schedule's form that says which public holidays are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from halfpast.schedules.hours import HolidaysKept
from halfpast.schedules.models import Schedule
from halfpast.schedules.public_holidays import countries, holidays_between, regions


@dataclass(frozen=True)
class HolidayRow:
    """A holiday by its name, on all its dates that are listed."""

    name: str
    dates: Sequence[str]
    works: BoundWidget


class RegionField(forms.ChoiceField):
    """`is_stale`: what is chosen belongs to the country that was chosen before."""

    is_stale = False

    def clean(self, value: Any) -> Any:
        return "" if self.is_stale else super().clean(value)


class NamesField(forms.MultipleChoiceField):
    """Names that are not listed any more are left out: a holiday passes while the page is open."""

    def clean(self, value: Any) -> list[str]:
        listed = {name for name, _label in self.choices}  # type: ignore[union-attr, misc]
        return [name for name in value or () if name in listed]


class HolidayFields(forms.Form):
    """The regions and dates are those of the country that is chosen; a page that shows them sends `holidays_of`."""

    holiday_country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        widget=forms.Select({"class": "select"}),
        error_messages={"invalid_choice": _("There is no such country. Choose one of the list.")},
    )
    holiday_region = RegionField(
        label=_("Region"),
        required=False,
        widget=forms.Select({"class": "select"}),
        error_messages={"invalid_choice": _("There is no such region in this country. Choose one of the list.")},
    )
    works_on = NamesField(
        label=_("I work"), required=False, widget=forms.CheckboxSelectMultiple({"class": "checkbox border-edge"})
    )

    def __init__(self, data: Mapping[str, Any] | None, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["holiday_country"].choices = [  # type: ignore[attr-defined]
            ("", _("No public holidays")),
            *((country.code, country.name) for country in countries()),
        ]

    def list_holidays(self, schedule: Schedule, today: date) -> None:
        """Those of this year and the next that are still to come."""
        self.shown_country = self._chosen("holiday_country", schedule.holiday_country)
        self.is_new_country = self.is_bound and self.data.get("holidays_of", "") != self.shown_country
        region = "" if self.is_new_country else self._chosen("holiday_region", schedule.holiday_region)
        self.dates_of: dict[str, list[date]] = defaultdict(list)
        for day, name in holidays_between(self.shown_country, region, today, date(today.year + 1, 12, 31)).items():
            self.dates_of[name].append(day)
        is_kept = (self.shown_country, region) == (schedule.holiday_country, schedule.holiday_region)
        # The next date of some holidays is further away: that the host works on them is not forgotten meanwhile.
        self.unlisted = [name for name in schedule.holidays_worked if is_kept and name not in self.dates_of]
        self._offer_choices()

    def holiday_rows(self) -> Iterator[HolidayRow]:
        checkboxes = self["works_on"].subwidgets
        for (name, days), works in zip(self.dates_of.items(), checkboxes, strict=True):
            yield HolidayRow(name, [_dated(day) for day in days], works)

    def region_field(self) -> BoundField | None:
        """None in a country that is the same everywhere."""
        return self["holiday_region"] if regions(self.shown_country) else None

    def holidays(self) -> HolidaysKept:
        """What a valid form asks for."""
        if self.is_new_country or not self.shown_country:
            return HolidaysKept(self.shown_country)
        region, worked = self.cleaned_data["holiday_region"], self.cleaned_data["works_on"]
        return HolidaysKept(self.shown_country, region, [*self.unlisted, *worked])

    def _chosen(self, name: str, kept: str) -> str:
        return str(self.data.get(name, "")) if self.is_bound else kept

    def _offer_choices(self) -> None:
        region, works_on = self.fields["holiday_region"], self.fields["works_on"]
        of_country = [(each.code, each.name) for each in regions(self.shown_country)]
        region.choices = [("", _("Only those of the whole country")), *of_country]  # type: ignore[attr-defined]
        region.is_stale = self.is_new_country  # type: ignore[attr-defined]
        works_on.choices = [(name, name) for name in self.dates_of]  # type: ignore[attr-defined]


def _dated(day: date) -> str:
    return format_date(day, pgettext("date format with weekday", "D j M Y"))
