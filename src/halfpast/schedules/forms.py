"""What a host fills in about the hours of a week and of single dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms import BoundField
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from halfpast.schedules.holiday_fields import HolidayFields
from halfpast.schedules.hours import ScheduleHours, hours_of
from halfpast.schedules.hours_text import read_ranges, written
from halfpast.schedules.models import Schedule
from halfpast.web.names import normalised, visible_text
from halfpast.web.zones import zone_groups

WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
LONGEST_ABSENCE = timedelta(days=366)
INPUT = {"class": "input"}
# What has to be readable before the dates to add can be judged.
NEW_DATES = {"time_zone", "new_date", "new_until", "new_ranges"}
DATE = {**INPUT, "type": "date"}


@dataclass(frozen=True)
class OverrideRow:
    label: str
    ranges: BoundField
    remove: BoundField


class RangesField(forms.CharField):
    """Ranges of hours written as text; an empty text is a day without any."""

    def __init__(self, label: object) -> None:
        attributes = {**INPUT, "placeholder": _("Closed"), "autocomplete": "off"}
        super().__init__(label=label, required=False, max_length=300, widget=forms.TextInput(attrs=attributes))  # type: ignore[arg-type]
        self.widget.attrs.pop("maxlength", None)

    def clean(self, value: Any) -> Any:
        return read_ranges(super().clean(value))


class HoursForm(HolidayFields):
    """A whole schedule: what is typed into one part is never lost by saving another."""

    name = forms.CharField(label=_("Name"), max_length=100, validators=[visible_text], widget=forms.TextInput(INPUT))
    time_zone = forms.ChoiceField(label=_("Time zone"), widget=forms.Select({"class": "select"}))
    new_date = forms.DateField(label=_("Date"), required=False, widget=forms.DateInput(DATE, "%Y-%m-%d"))
    new_until = forms.DateField(label=_("Last date"), required=False, widget=forms.DateInput(DATE, "%Y-%m-%d"))
    new_ranges = RangesField(_("Hours on that date"))

    def __init__(self, schedule: Schedule, now: datetime, data: Mapping[str, Any] | None = None) -> None:
        hours = hours_of(schedule)
        self.kept = dict(hours.overrides)
        self.now = now
        initial: dict[str, Any] = {"name": schedule.name, "time_zone": schedule.time_zone}
        initial |= {"holiday_country": schedule.holiday_country, "holiday_region": schedule.holiday_region}
        initial |= {"works_on": schedule.holidays_worked}
        initial |= {f"day_{weekday}": written(ranges) for weekday, ranges in hours.weekly.items()}
        initial |= {f"on_{day}": written(ranges) for day, ranges in self.kept.items()}
        super().__init__(data, initial)
        self.fields["time_zone"].choices = zone_choices(schedule.time_zone)  # type: ignore[attr-defined]
        for weekday, label in enumerate(WEEKDAYS):
            self.fields[f"day_{weekday}"] = RangesField(label)
        today = now.astimezone(ZoneInfo(schedule.time_zone)).date()
        self.list_holidays(schedule, today)
        self.shown = [day for day in self.kept if day >= today]
        for day in self.shown:
            self.fields[f"on_{day}"] = RangesField(_long(day))
            self.fields[f"remove_{day}"] = forms.BooleanField(
                label=_("Remove"), required=False, widget=forms.CheckboxInput({"class": "checkbox border-edge"})
            )
        # Mistakes are told in the order of the page.
        self.order_fields([*(f"day_{weekday}" for weekday in range(7)), *HolidayFields.base_fields])

    def weekday_rows(self) -> Iterator[BoundField]:
        return (self[f"day_{weekday}"] for weekday in range(7))

    def override_rows(self) -> Iterator[OverrideRow]:
        return (OverrideRow(_long(day), self[f"on_{day}"], self[f"remove_{day}"]) for day in self.shown)

    def clean_name(self) -> str:
        return normalised(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors.keys() & NEW_DATES:
            self._check_new_dates(values)
        return values

    def hours(self) -> ScheduleHours:
        """What a valid form asks for."""
        values = self.cleaned_data
        weekly = {weekday: values[f"day_{weekday}"] for weekday in range(7) if values[f"day_{weekday}"]}
        added = dict.fromkeys(_days(values["new_date"], values["new_until"]), values["new_ranges"])
        # Dates added elsewhere since the page was shown stay as they are.
        remaining = {
            day: values[f"on_{day}"] if f"on_{day}" in self.data else self.kept[day] for day in self._remaining(values)
        }
        return ScheduleHours(values["time_zone"], weekly, {**remaining, **added})

    def _remaining(self, values: Mapping[str, Any]) -> list[date]:
        return [day for day in self.kept if not values.get(f"remove_{day}")]

    def _check_new_dates(self, values: Mapping[str, Any]) -> None:
        first, last = values["new_date"], values["new_until"]
        if first is None:
            if values["new_ranges"] or last:
                self.add_error("new_date", _("Choose the date this is about."))
            return
        if first < self.now.astimezone(ZoneInfo(values["time_zone"])).date():
            self.add_error("new_date", _("This date has passed. Choose a later one."))
        elif last and last < first:
            self.add_error("new_until", _("This is before the first date."))
        elif last and last - first > LONGEST_ABSENCE:
            self.add_error("new_until", _("Choose at most one year."))
        elif known := [day for day in _days(first, last) if day in self._remaining(values)]:
            self.add_error("new_date", _("%(date)s is in the list already.") % {"date": _long(known[0])})


def _days(first: date | None, last: date | None) -> Iterator[date]:
    if first is not None:
        for number in range(((last or first) - first).days + 1):
            yield first + timedelta(days=number)


def zone_choices(chosen: str) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(group.region, [(zone.name, zone.label) for zone in group.zones]) for group in zone_groups(chosen)]


def _long(day: date) -> str:
    return format_date(day, pgettext("date format", "l j F Y"))
