"""One row of the list of who may host an event type, one group of hosts, and how hosts share the bookings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfpast.accounts.models import User
from halfpast.event_types.hosting import ChosenGroup, ChosenHost
from halfpast.event_types.models import Assignment
from halfpast.web.names import normalised, visible_text

MOST_NAMED = 60
INPUT = {"class": "input"}
SELECT = {"class": "select"}
HOW_MANY = _("Use a whole number from 1 to 100.")
CONSEQUENCES: Mapping[str, Promise] = {
    Assignment.ANY: _("Each booking goes to one of them, in turn. Guests see every time that one of them can."),
    Assignment.ALL: _("Each booking takes all of them. Guests see only times at which everybody can."),
    Assignment.GROUPS: _(
        "Each booking takes so many of each group, such as one physician and two therapists. Guests see times at "
        "which enough of each group can."
    ),
}


class HostForm(forms.Form):
    """One member. What somebody who does not host would need is dropped."""

    chosen = forms.BooleanField(required=False, widget=forms.CheckboxInput({"class": "checkbox border-edge"}))
    group = forms.ChoiceField(label=_("Group"), required=False, widget=forms.Select(SELECT))
    schedule = forms.ChoiceField(label=_("Hours"), required=False, widget=forms.Select(SELECT))

    def __init__(self, member: User, groups: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(prefix=f"host-{member.pk}", **kwargs)
        self.member = member
        self.fields["chosen"].label = member.name
        self.fields["group"].choices = [("", _("None")), *groups]  # type: ignore[attr-defined]
        own = [(str(schedule.pk), schedule.name) for schedule in member.schedules.all()]
        self.fields["schedule"].choices = [("", _("Their own hours")), *own]  # type: ignore[attr-defined]
        # Between one schedule and one's own hours there is nothing to choose, until one of several was chosen.
        self.has_choice_of_hours = len(own) > 1 or bool(self.initial.get("schedule"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values["chosen"]:
            self.errors.clear()
        return values

    def is_chosen(self) -> bool:
        """As typed, or as it is."""
        return bool(self["chosen"].value())

    def host(self) -> ChosenHost:
        """What a valid row asks for; its group is a row of the groups."""
        group, schedule = self.cleaned_data["group"], self.cleaned_data["schedule"]
        return ChosenHost(self.member.pk, int(group) if group else None, int(schedule) if schedule else None)


class GroupForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), required=False, max_length=MOST_NAMED, validators=[visible_text], widget=forms.TextInput(INPUT)
    )
    needed = forms.IntegerField(
        label=_("How many are needed"),
        required=False,
        initial=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        error_messages={"min_value": HOW_MANY, "max_value": HOW_MANY, "invalid": HOW_MANY},
        widget=forms.NumberInput({**INPUT, "min": 1, "max": 100}),
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["name"].widget.attrs.pop("maxlength", None)

    def clean_name(self) -> str:
        name = normalised(self.cleaned_data["name"])
        # Normalising can lengthen a text.
        if len(name) > MOST_NAMED:
            raise ValidationError(_("Use at most %(most)d characters."), params={"most": MOST_NAMED})
        return name

    def is_named(self) -> bool:
        """Without a name it is no group."""
        return bool(self.cleaned_data.get("name"))

    def group(self) -> ChosenGroup:
        return ChosenGroup(self.cleaned_data["name"], self.cleaned_data["needed"] or 1)


class AssignmentForm(forms.Form):
    assignment = forms.ChoiceField(label=_("Who takes a booking"), choices=Assignment.choices, widget=forms.RadioSelect)

    def ways(self) -> Iterator[tuple[object, str]]:
        return ((radio, str(CONSEQUENCES[radio.data["value"]])) for radio in self["assignment"])

    def is_by_groups(self) -> bool:
        """As typed, or as it is."""
        return bool(self["assignment"].value() == Assignment.GROUPS)
