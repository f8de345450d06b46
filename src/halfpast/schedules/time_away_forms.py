"""What a host fills in about a journey, or about dates without bookings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from halfpast.accounts.models import User
from halfpast.schedules.forms import DATE, zone_choices
from halfpast.schedules.time_away import date_problems
from halfpast.web.names import visible_paragraphs

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[User]
else:
    ModelChoiceField = forms.ModelChoiceField


class DatesForm(forms.Form):
    first_date = forms.DateField(
        label=_("First date"),
        widget=forms.DateInput(DATE, "%Y-%m-%d"),
        error_messages={"required": _("Choose the first date.")},
    )
    last_date = forms.DateField(
        label=_("Last date"),
        required=False,
        widget=forms.DateInput(DATE, "%Y-%m-%d"),
    )

    def __init__(self, today: date, data: Mapping[str, Any] | None = None) -> None:
        # Both forms are on one page.
        super().__init__(data, auto_id=f"{type(self).__name__}_%s")
        self.today = today

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first = values.get("first_date")
        if first and "last_date" in values:
            values["last_date"] = values["last_date"] or first
            for problem in date_problems(first, values["last_date"], self.today):
                self.add_error(problem.field, str(problem.message))
        return values


class JourneyForm(DatesForm):
    time_zone = forms.ChoiceField(
        label=_("Where will your clock be?"),
        widget=forms.Select({"class": "select"}),
        error_messages={
            "required": _("Choose the time zone you will be in."),
            "invalid_choice": _("There is no such time zone. Choose one of the list."),
        },
    )

    def __init__(self, today: date, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(today, data)
        self.fields["time_zone"].choices = [("", _("Choose a time zone")), *zone_choices("UTC")]  # type: ignore[attr-defined]


class ColleagueField(ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name} ({obj.email})"


class AbsenceForm(DatesForm):
    message = forms.CharField(
        label=_("Message for guests"),
        help_text=_("Shown on these dates, for example why you are away."),
        required=False,
        validators=[MaxLengthValidator(500, _("Use at most 500 characters.")), visible_paragraphs],
        widget=forms.Textarea({"class": "textarea", "rows": 3}),
    )
    colleague = ColleagueField(
        User.objects.none(),
        label=_("Whom guests can go to instead"),
        required=False,
        empty_label=_("Nobody"),
        widget=forms.Select({"class": "select"}),
        error_messages={"invalid_choice": _("Choose another member of your workspace.")},
    )

    def __init__(self, today: date, colleagues: QuerySet[User], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(today, data)
        self.fields["colleague"].queryset = colleagues  # type: ignore[attr-defined]
