"""What the owner of a new installation fills in."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from halfpast.accounts.fields import OneLine
from halfpast.accounts.models import User, Workspace
from halfpast.first_run.provisioning import FirstType, Person, free_workspace_slug, type_slug
from halfpast.web.names import reserved_slug
from halfpast.web.zones import known_zone, zone_groups

FIELD = {"class": "input"}


class SetupForm(forms.Form):
    name = OneLine(longest=200, label=_("Your name"), widget=forms.TextInput(attrs={**FIELD, "autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail"), max_length=254, widget=forms.EmailInput(attrs={**FIELD, "autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        help_text=_("At least 10 characters."),
        widget=forms.PasswordInput(attrs={**FIELD, "autocomplete": "new-password"}),
    )
    workspace = OneLine(
        longest=200,
        label=_("Name of your workspace"),
        help_text=_("What guests see: your business, your team or yourself."),
        widget=forms.TextInput(attrs={**FIELD, "autocomplete": "organization"}),
    )
    slug = forms.SlugField(
        label=_("Address of your booking pages"),
        max_length=50,
        required=False,
        help_text=_("The part after the first slash, such as anna-weber. Left empty, it is made from the name."),
        widget=forms.TextInput(attrs={**FIELD, "autocapitalize": "none", "spellcheck": "false"}),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("You start with Monday to Friday, 9:00 to 17:00, and can change it."),
        widget=forms.Select(attrs={"class": "select"}),
    )
    title = OneLine(
        longest=120,
        label=_("What can people book?"),
        initial=_("30 minute meeting"),
        widget=forms.TextInput(attrs=FIELD),
    )
    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        min_value=1,
        max_value=1440,
        initial=30,
        widget=forms.NumberInput(attrs={**FIELD, "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs.pop("maxlength", None)
        self._offer_zones()

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        reserved_slug(slug)
        if Workspace.objects.filter(slug=slug).exists():
            raise ValidationError(_("This address is taken. Choose another one."))
        return slug

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        owner = User(email=typed.get("email", ""), name=typed.get("name", ""))
        try:
            validate_password(typed.get("password", ""), owner)
        except ValidationError as weak:
            if "password" not in self.errors:
                self.add_error("password", weak)
        return typed

    @property
    def person(self) -> Person:
        typed = self.cleaned_data
        return Person(typed["email"], typed["name"], typed["time_zone"], typed["password"])

    @property
    def new_workspace(self) -> tuple[str, str]:
        name = self.cleaned_data["workspace"]
        return name, self.cleaned_data["slug"] or free_workspace_slug(name)

    @property
    def first_type(self) -> FirstType:
        title = self.cleaned_data["title"]
        return FirstType(title, type_slug(title), self.cleaned_data["minutes"])

    def _offer_zones(self) -> None:
        field: Any = self.fields["time_zone"]
        chosen = str(self.data.get("time_zone") or self.initial.get("time_zone") or "UTC")
        groups = zone_groups(chosen if known_zone(chosen) else "UTC")
        field.choices = [(group.region, [(zone.name, zone.label) for zone in group.zones]) for group in groups]
