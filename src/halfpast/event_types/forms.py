"""What a host fills in about an event type, its places and hosts aside; see also `rule_forms` and `meeting_forms`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from halfpast.accounts.models import User
from halfpast.event_types.models import EventType, OnCancel, OnUnavailable
from halfpast.event_types.rule_forms import RulesForm
from halfpast.schedules.access import own_schedules
from halfpast.schedules.models import Schedule
from halfpast.web.names import normalised

# What guests will see, beside each policy.
CONSEQUENCES: Mapping[str, Promise] = {
    OnCancel.DELETE: _("The meeting disappears from your account and its link stops working."),
    OnCancel.KEEP: _("The meeting stays in your account, and whoever has its link can still open it."),
    OnUnavailable.FALLBACK: _("Guests book and meet at the next place; page and mails say that it changed."),
    OnUnavailable.REFUSE: _("Guests see that no meeting link could be made, and cannot book until it works again."),
    OnUnavailable.BOOK_WITHOUT_LINK: _("Guests book and read that the link follows; you are asked to send it."),
}
CLASSES: Mapping[object, str] = {
    forms.Select: "select",
    forms.Textarea: "textarea",
    forms.CheckboxInput: "toggle toggle-primary",
    forms.RadioSelect: "",
}


class EventTypeForm(RulesForm):
    class Meta(RulesForm.Meta):
        fields = [
            "title", "slug", "description", *RulesForm.Meta.fields, "schedule", "on_cancel", "on_unavailable",
            "is_active", "is_listed",
        ]  # fmt: skip
        widgets = {
            **RulesForm.Meta.widgets,
            "on_cancel": forms.RadioSelect,
            "on_unavailable": forms.RadioSelect,
            "description": forms.Textarea({"rows": 3}),
        }
        labels = {**RulesForm.Meta.labels, "schedule": _("Hours"), "slug": _("Address of the page")}
        help_texts = {
            **RulesForm.Meta.help_texts,
            "slug": _("The last part of the public link. Left empty, it is made from the title."),
            "is_listed": _("Otherwise only people who have its link find it."),
        }

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = own_schedules(owner)
        # The hours of a type that somebody else set up stay choosable.
        self.fields["schedule"].queryset = (own | Schedule.objects.filter(pk=self.instance.schedule_id)).order_by("pk")  # type: ignore[attr-defined]
        self.fields["schedule"].empty_label = None  # type: ignore[attr-defined]
        self.fields["slug"].required = False
        for name in ("on_cancel", "on_unavailable"):
            self.fields[name].choices = [c for c in self.fields[name].choices if c[0]]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = CLASSES.get(type(field.widget), "input")
            # A browser would cut a pasted text in silence instead of saying so.
            field.widget.attrs.pop("maxlength", None)

    def clean_title(self) -> str:
        return normalised(self.cleaned_data["title"])

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"] or slugify(self.cleaned_data.get("title", ""))[:60]).lower()
        if not slug:
            raise ValidationError(_("Choose an address of letters, digits and hyphens."), code="required")
        EventType._meta.get_field("slug").run_validators(slug)
        others = EventType.objects.filter(workspace_id=self.instance.workspace_id, slug__iexact=slug)
        if others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(
                _("Another event type has the address “%(slug)s”."), params={"slug": slug}, code="taken"
            )
        return slug

    def cancel_policies(self) -> Iterator[tuple[object, str]]:
        return _with_consequences(self["on_cancel"])

    def unavailable_policies(self) -> Iterator[tuple[object, str]]:
        return _with_consequences(self["on_unavailable"])


def _with_consequences(policies: forms.BoundField) -> Iterator[tuple[object, str]]:
    return ((radio, str(CONSEQUENCES[radio.data["value"]])) for radio in policies)
