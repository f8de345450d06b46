"""What people fill in about themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.forms import AddEmailForm
from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from halfpast.accounts.fields import OneLine
from halfpast.accounts.models import User
from halfpast.web.zones import known_zone, zone_groups

LONGEST_ADDRESS = 254
SELECT = {"class": "select"}


class ProfileForm(forms.Form):
    name = OneLine(
        longest=200,
        label=_("Your name"),
        help_text=_("Guests see it on your booking pages and in mails."),
        error_messages={"required": _("Write your name.")},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"}),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_(
            "For bookings from now on, and for what you read here. Meetings you have already keep the zone they were "
            "made in, and your weekly hours have one of their own under Availability."
        ),
        error_messages={"invalid_choice": _("“%(value)s” is not a time zone. Choose one from the list.")},
        widget=forms.Select(attrs=SELECT),
    )
    locale = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Your mails are written in it."),
        error_messages={"invalid_choice": _("“%(value)s” is not offered here. Choose one from the list.")},
        widget=forms.Select(attrs=SELECT),
    )

    def __init__(self, user: User, data: Mapping[str, Any] | None = None) -> None:
        start = {"name": user.name, "time_zone": user.time_zone, "locale": user.locale}
        super().__init__(data, initial=start)
        self.user = user
        self._offer("locale", settings.LANGUAGES)
        chosen = str(self.data.get("time_zone", ""))
        groups = zone_groups(chosen if known_zone(chosen) else user.time_zone)
        self._offer("time_zone", [(each.region, [(zone.name, zone.label) for zone in each.zones]) for each in groups])

    def save(self) -> None:
        for field in self.fields:
            setattr(self.user, field, self.cleaned_data[field])
        self.user.save(update_fields=list(self.fields))

    def _offer(self, field: str, choices: Any) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]


class NewAddressForm(AddEmailForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # allauth's field takes more than its table.
        too_long = MaxLengthValidator(LONGEST_ADDRESS, _("Use at most %(limit_value)d characters."))
        self.fields["email"].validators.append(too_long)
