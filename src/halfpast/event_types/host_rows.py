"""Who hosts an event type: a row per member of the workspace, and the groups that the hosts may be put into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from halfpast.accounts.models import User
from halfpast.event_types.host_forms import AssignmentForm, GroupForm, HostForm
from halfpast.event_types.hosting import (
    MOST_GROUPS,
    NO_GROUP_FOR_HOST,
    NO_GROUPS,
    NO_HOST,
    ChosenHost,
    Hosting,
    group_mistakes,
    hosts_without_group,
)
from halfpast.event_types.models import Assignment

SHOWN = "hosts-shown"
UNNAMED = gettext_lazy("Give the group a name.")


class HostRows:
    """Those who host come first. Each row and each group keeps its own mistakes."""

    def __init__(self, hosting: Hosting, members: Iterable[User], data: Mapping[str, Any] | None = None) -> None:
        # A page made before there was anybody else has no such section: the hosts stay as they are.
        self.is_asked = data is not None and SHOWN in data
        typed = data if self.is_asked else None
        self.sharing = AssignmentForm(typed, prefix="hosts", initial={"assignment": hosting.assignment})
        self.groups = _group_forms(hosting, typed)
        self.forms = _host_forms(hosting, members, [_label(*each) for each in enumerate(self.groups)], typed)
        self.error = ""

    def is_valid(self) -> bool:
        if not self.is_asked:
            return True
        for form in (self.sharing, *self.forms):
            form.full_clean()
        if not self.hosts():
            self.error = str(NO_HOST)
        elif self.sharing.is_by_groups():
            self._check_groups()
        return not self.has_mistakes()

    def hosting(self) -> Hosting | None:
        """What valid rows ask for; None when they were not asked."""
        return self._chosen() if self.is_asked else None

    def forget_mistakes(self) -> None:
        """For a press that saves nothing."""
        for form in self._forms_that_count():
            form.errors.clear()

    def has_mistakes(self) -> bool:
        return bool(self.error) or any(form.errors for form in self._forms_that_count())

    def hosts(self) -> list[HostForm]:
        return [form for form in self.forms if form.is_chosen()]

    def others(self) -> list[HostForm]:
        return [form for form in self.forms if not form.is_chosen()]

    def are_several(self) -> bool:
        return len(self.hosts()) > 1

    def _forms_that_count(self) -> list[forms.Form]:
        return [self.sharing, *self.forms, *(self.groups if self.sharing.is_by_groups() else [])]

    def _check_groups(self) -> None:
        """What can be read is judged by what it means."""
        used = {form["group"].value() for form in self.hosts()}
        for number, group in enumerate(self.groups):
            if group.is_valid() and not group.is_named() and str(number) in used:
                group.add_error("name", UNNAMED)
        if not any(form.errors for form in self._forms_that_count()):
            self._check_together(self._chosen())

    def _check_together(self, hosting: Hosting) -> None:
        if not hosting.groups:
            self.groups[0].add_error("name", NO_GROUPS)
            return
        named = self._named_groups()
        for mistake in group_mistakes(hosting):
            named[mistake.group].add_error("needed" if mistake.field == "needed" else "name", mistake.words)
        without = hosts_without_group(hosting)
        for form in self.hosts():
            if form.member.pk in without:
                form.add_error("group", NO_GROUP_FOR_HOST)

    def _chosen(self) -> Hosting:
        hosts = [form.host() for form in self.hosts()]
        assignment = Assignment(self.sharing.cleaned_data["assignment"])
        named = self._named_groups() if assignment == Assignment.GROUPS else []
        places = {self.groups.index(group): place for place, group in enumerate(named)}
        return Hosting(
            hosts=tuple(replace(host, group=None if host.group is None else places.get(host.group)) for host in hosts),
            assignment=assignment,
            groups=tuple(group.group() for group in named),
        )

    def _named_groups(self) -> list[GroupForm]:
        return [group for group in self.groups if group.is_named()]


def _group_forms(hosting: Hosting, typed: Mapping[str, Any] | None) -> list[GroupForm]:
    initial: list[dict[str, Any]] = [{"name": group.name, "needed": group.needed} for group in hosting.groups]
    initial += [{}] * (MOST_GROUPS - len(initial))
    return [GroupForm(data=typed, prefix=f"group-{number}", initial=each) for number, each in enumerate(initial)]


def _host_forms(
    hosting: Hosting, members: Iterable[User], groups: list[tuple[str, str]], typed: Mapping[str, Any] | None
) -> list[HostForm]:
    initial = {host.user_id: _as_typed(host) for host in hosting.hosts}
    order = {user_id: place for place, user_id in enumerate(hosting.user_ids)}
    return [
        HostForm(member, groups, data=typed, initial=initial.get(member.pk, {}))
        for member in sorted(members, key=lambda member: order.get(member.pk, len(order)))
    ]


def _as_typed(host: ChosenHost) -> dict[str, Any]:
    return {"chosen": True, "group": "" if host.group is None else str(host.group), "schedule": host.schedule_id}


def _label(number: int, form: GroupForm) -> tuple[str, str]:
    name = form["name"].value()
    label = _("Group %(number)d") % {"number": number + 1}
    return str(number), f"{label}: {name}" if name else label
