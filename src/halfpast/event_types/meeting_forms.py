"""How an event type's meetings are made: the options at Zoom, and the words in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfpast.event_types.meeting_options import CONTRADICTION, OPTIONS, SWITCHES, contradict, country_codes
from halfpast.event_types.meeting_templates import DEFAULT_AGENDA, DEFAULT_TOPIC, known_variables
from halfpast.event_types.models import EventType, Passcode
from halfpast.web.names import normalised, visible_paragraphs, visible_text

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    ModelForm = forms.ModelForm[EventType]
else:
    ModelForm = forms.ModelForm

FIELDS = (*OPTIONS, "topic_template", "agenda_template")
AS_THE_ACCOUNT_SAYS = ("", _("As my Zoom account says"))
ON_OR_OFF = [AS_THE_ACCOUNT_SAYS, ("True", _("On")), ("False", _("Off"))]
RECORDINGS = [
    AS_THE_ACCOUNT_SAYS,
    ("none", _("Do not record")),
    ("local", _("On the host's computer")),
    ("cloud", _("In Zoom's cloud (needs a paid plan)")),
]
# Buttons that fill in several options at once; "preview" changes nothing.
PRESSES: Mapping[str, Mapping[str, str]] = {
    "open_door": {"host_video": "True", "participant_video": "True", "waiting_room": "False"},
    "account": dict.fromkeys(OPTIONS, ""),
    "preview": {},
}


def _switch(label: _StrPromise, help_text: _StrPromise) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=ON_OR_OFF,
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
    )


class CountriesField(forms.CharField):
    """Codes with commas or spaces between."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return country_codes(code for code in re.split(r"[\s,;]+", super().clean(value)) if code)


class MeetingForm(ModelForm):
    host_video = _switch(_("Host's video"), _("Whether the host's camera is on at the start."))
    participant_video = _switch(_("Guests' video"), _("Whether guests' cameras are on when they join."))
    waiting_room = _switch(_("Waiting room"), _("Guests wait until the host lets them in."))
    join_before_host = _switch(_("Join before the host"), _("Guests can start without the host."))
    mute_upon_entry = _switch(_("Muted on entry"), _("Guests arrive with their microphone off."))
    dial_in_countries = CountriesField(
        label=_("Dial-in countries"),
        help_text=_("Two letters each, such as DE, GB, US."),
        max_length=1000,
        required=False,
        widget=forms.TextInput({"placeholder": AS_THE_ACCOUNT_SAYS[1]}),
    )

    class Meta:
        model = EventType
        fields: list[str] = list(FIELDS)
        labels: Mapping[str, Promise] = {"passcode": _("Passcode"), "auto_recording": _("Recording")}
        help_texts: Mapping[str, Promise] = {
            "passcode": _("For guests who call in or type the number."),
            "auto_recording": _("Zoom tells everybody that it records."),
            "topic_template": _("The meeting's name at Zoom, in one line."),
            "agenda_template": _("The text in the meeting's details at Zoom."),
        }
        widgets: Mapping[str, forms.Widget | type[forms.Widget]] = {"agenda_template": forms.Textarea({"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passcode"].choices = [AS_THE_ACCOUNT_SAYS, *Passcode.choices]  # type: ignore[attr-defined]
        self.fields["auto_recording"].choices = RECORDINGS  # type: ignore[attr-defined]
        self.fields["topic_template"].widget.attrs["placeholder"] = str(DEFAULT_TOPIC)
        self.fields["agenda_template"].widget.attrs["placeholder"] = str(DEFAULT_AGENDA)

    def clean_topic_template(self) -> str:
        template = normalised(self.cleaned_data["topic_template"])
        visible_text(template)
        known_variables(template)
        return template

    def clean_agenda_template(self) -> str:
        template = normalised(self.cleaned_data["agenda_template"].replace("\r\n", "\n"))
        visible_paragraphs(template)
        known_variables(template)
        return template

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if contradict(waiting_room=values.get("waiting_room"), join_before_host=values.get("join_before_host")):
            self.add_error("join_before_host", CONTRADICTION)
        return values

    def switches(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in SWITCHES)

    def has_bad_templates(self) -> bool:
        return not self.errors.keys().isdisjoint({"topic_template", "agenda_template"})

    def keep_meeting_mistakes_only(self) -> None:
        """For a press that saves nothing: a title still missing is no mistake yet."""
        for name in self.errors.keys() - set(FIELDS):
            del self.errors[name]
