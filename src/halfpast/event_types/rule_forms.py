"""What a host fills in about lengths, times and limits: the rules of an event type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfpast.event_types.bookable_dates import date_mistake
from halfpast.event_types.meeting_forms import MeetingForm
from halfpast.event_types.models import DAY_MINUTES, MOST_OTHER_DURATIONS, EventType

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LENGTHS = ("duration_minutes", "slot_step_minutes", "buffer_before_minutes", "buffer_after_minutes")
CAPS = ("daily_cap", "daily_minutes_cap", "weekly_cap", "weekly_minutes_cap", "monthly_cap", "monthly_minutes_cap")
DATES = ("bookable_from", "bookable_until")
ROLLING, BETWEEN_DATES = "rolling", "dates"
DATE = {"type": "date"}
MINUTES = _("Use a whole number of minutes, from %(low)d to %(high)d.")
DAYS = _("Use a whole number of days, from %(low)d to %(high)d.")
NO_LIMIT = {
    "min_value": _("Use at least 1, or leave it empty for no limit."),
    "max_value": _("Use at most %(limit_value)d, or leave it empty for no limit."),
    "invalid": _("Use a whole number, or leave it empty for no limit."),
}


class LengthsField(forms.CharField):
    """Minutes with commas or spaces between; each once, the shortest first."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(length) for length in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lengths = {_length(word) for word in re.split(r"[\s,;]+", super().clean(value)) if word}
        if len(lengths) > MOST_OTHER_DURATIONS:
            raise ValidationError(_("Use at most %(most)d lengths."), params={"most": MOST_OTHER_DURATIONS})
        return sorted(lengths)


class RulesForm(MeetingForm):
    other_durations = LengthsField(
        label=_("Other lengths guests may choose from"),
        help_text=_("Minutes with commas between, such as 15, 60."),
        max_length=200,
        required=False,
    )
    horizon = forms.ChoiceField(
        label=_("How far ahead"),
        choices=[(ROLLING, _("So many days ahead")), (BETWEEN_DATES, _("Between two dates"))],
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta(MeetingForm.Meta):
        fields = [*LENGTHS, "other_durations", "minimum_notice_minutes", "horizon_days", *DATES, *CAPS,
                  *MeetingForm.Meta.fields]  # fmt: skip
        labels: Mapping[str, Promise] = {
            **MeetingForm.Meta.labels,
            "bookable_from": _("First date"),
            "bookable_until": _("Last date"),
        }
        help_texts: Mapping[str, Promise] = {
            **MeetingForm.Meta.help_texts,
            "minimum_notice_minutes": _("240 is four hours, 1440 is a day."),
        }
        widgets: Mapping[str, forms.Widget | type[forms.Widget]] = {
            **MeetingForm.Meta.widgets,
            **{name: forms.DateInput(DATE, "%Y-%m-%d") for name in DATES},
        }

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.dates_before = (self.instance.bookable_from, self.instance.bookable_until)
        self.fields["horizon"].initial = BETWEEN_DATES if self.instance.bookable_from else ROLLING
        for name in (*LENGTHS, "minimum_notice_minutes"):
            self._explain(name, MINUTES)
        self._explain("horizon_days", DAYS)
        for name in CAPS:
            self.fields[name].error_messages.update(NO_LIMIT)
            self.fields[name].widget.attrs["min"] = 1

    def _explain(self, name: str, words: _StrPromise) -> None:
        """One sentence for whatever is wrong with a number: the range it has to be in."""
        low, high = _range(name)
        told = words % {"low": low, "high": high}
        self.fields[name].error_messages.update(min_value=told, max_value=told, invalid=told)
        self.fields[name].widget.attrs.update(min=low, max=high)

    def clean_horizon(self) -> str:
        return self.cleaned_data["horizon"] or ROLLING

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        self._keep_chosen_horizon(values)
        if "other_durations" in values:
            values["other_durations"] = [each for each in values["other_durations"] if each != values.get(LENGTHS[0])]
        return values

    def _keep_chosen_horizon(self, values: dict[str, Any]) -> None:
        """What the other choice would need is dropped, so changing one's mind is no mistake."""
        if values.get("horizon") == BETWEEN_DATES:
            self.errors.pop("horizon_days", None)
            values["horizon_days"] = self.instance.horizon_days
            self._check_dates(values)
            return
        for name in DATES:
            self.errors.pop(name, None)
            values[name] = None

    def _check_dates(self, values: Mapping[str, Any]) -> None:
        if self.errors.keys() & set(DATES):
            return
        schedule = values.get("schedule")
        zone = ZoneInfo(schedule.time_zone if schedule else "UTC")
        first, last = (values[name] for name in DATES)
        if first is None and last is None:
            self.add_error("bookable_from", _("Choose the first and the last date."))
        today = self.now.astimezone(zone).date()
        if mistake := date_mistake(first, last, was=self.dates_before, today=today):
            self.add_error(mistake.field, mistake.words)

    def caps(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in CAPS)

    def has_caps(self) -> bool:
        """Whether a limit is set, or typed wrong: then it shall not be folded away."""
        return any(field.value() not in {None, ""} or field.errors for field in self.caps())


def _length(word: str) -> int:
    if not word.isdecimal() or not 1 <= int(word) <= DAY_MINUTES:
        raise ValidationError(_("Use whole minutes from 1 to 1440 with commas between, such as 15, 60."))
    return int(word)


def _range(name: str) -> tuple[int, int]:
    validators = EventType._meta.get_field(name).validators  # type: ignore[union-attr]
    limits = {type(each): each.limit_value for each in validators}  # type: ignore[union-attr]
    return limits[MinValueValidator], limits[MaxValueValidator]
