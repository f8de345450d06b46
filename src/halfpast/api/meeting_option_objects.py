"""How an event type's meetings are made, as callers write and read it; null leaves it to the host's account."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from halfpast.api.fields import Body, checked, cleaned
from halfpast.api.problems import invalid
from halfpast.event_types.meeting_options import CONTRADICTION, OPTIONS, contradict, country_codes
from halfpast.event_types.meeting_templates import known_variables
from halfpast.event_types.models import EventType, Passcode, Recording
from halfpast.web.names import normalised, visible_paragraphs, visible_text

MOST_COUNTRIES = 250


def _country(typed: str) -> str:
    [code] = country_codes([typed])
    return code


def _each_once(codes: list[str]) -> list[str]:
    return list(dict.fromkeys(codes))


def _template(most: int) -> AfterValidator:
    """The length is measured last, for normalising can lengthen a text."""

    def check(typed: str) -> str:
        template = normalised(typed)
        known_variables(template)
        if len(template) > most:
            raise ValueError(f"Use at most {most} characters.")
        return template

    return cleaned(check)


Country = Annotated[str, Field(min_length=2, max_length=2), cleaned(_country)]
Countries = Annotated[list[Country], Field(max_length=MOST_COUNTRIES), AfterValidator(_each_once)]
TopicTemplate = Annotated[str, Field(max_length=200), checked(visible_text), _template(200)]
AgendaTemplate = Annotated[str, Field(max_length=1500), checked(visible_paragraphs), _template(1500)]


class MeetingOptionsBody(Body):
    """Of an event type that exists, only the options that are there change."""

    host_video: bool | None = None
    participant_video: bool | None = None
    waiting_room: bool | None = None
    join_before_host: bool | None = None
    mute_upon_entry: bool | None = None
    # JSON has no enums: their values are accepted for them.
    passcode: Annotated[Passcode, Field(strict=False)] | None = None
    auto_recording: Annotated[Recording, Field(strict=False)] | None = None
    dial_in_countries: Countries | None = Field(
        default=None, description="two letters each; null or []: as the account"
    )


class MeetingOptionsObject(BaseModel):
    host_video: bool | None
    participant_video: bool | None
    waiting_room: bool | None
    join_before_host: bool | None
    mute_upon_entry: bool | None
    passcode: str | None
    auto_recording: str | None
    dial_in_countries: list[str]


def meeting_options_object(event_type: EventType) -> MeetingOptionsObject:
    options = {name: getattr(event_type, name) for name in OPTIONS}
    options["passcode"] = event_type.passcode or None
    options["auto_recording"] = event_type.auto_recording or None
    return MeetingOptionsObject.model_construct(**options)


def write_meeting_options(event_type: EventType, body: MeetingOptionsBody) -> None:
    """Onto the row, which the caller saves. Refuses what contradicts itself together with what was there."""
    for name in body.model_fields_set:
        setattr(event_type, name, _column(name, getattr(body, name)))
    if contradict(waiting_room=event_type.waiting_room, join_before_host=event_type.join_before_host):
        raise invalid("/meeting_options/join_before_host", CONTRADICTION)


def _column(name: str, value: object) -> object:
    if value is not None:
        return value
    return {"passcode": "", "auto_recording": "", "dial_in_countries": []}.get(name)
