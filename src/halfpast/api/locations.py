"""Places as callers write and read them: each kind has exactly its own fields."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from halfpast.api.fields import Address, Body, Link, Phone
from halfpast.event_types.models import Call, Place, PlaceKind


class ZoomLocation(Body):
    """A meeting of its own for every booking, on the host's connected account."""

    kind: Literal["zoom"]


class InPersonLocation(Body):
    kind: Literal["in_person"]
    address: Address


class PhoneLocation(Body):
    """With `guest_calls` the guest calls `number`; with `host_calls` the guest is asked for theirs."""

    kind: Literal["phone"]
    call: Literal["guest_calls", "host_calls"]
    number: Phone | None = Field(default=None, validate_default=True)

    @field_validator("number")
    @classmethod
    def needed_when_the_guest_calls(cls, number: str | None, info: ValidationInfo) -> str | None:
        if number is None and info.data.get("call") == Call.GUEST_CALLS:
            raise ValueError("Say which number the guest calls.")
        return number


class LinkLocation(Body):
    kind: Literal["link"]
    url: Link


Location = Annotated[ZoomLocation | InPersonLocation | PhoneLocation | LinkLocation, Field(discriminator="kind")]


def location_object(kind: str, **place: Any) -> Location:
    """From the columns of a place, which were checked on the way in."""
    match PlaceKind(kind):
        case PlaceKind.ZOOM:
            return ZoomLocation(kind="zoom")
        case PlaceKind.IN_PERSON:
            return InPersonLocation.model_construct(kind="in_person", address=place["address"])
        case PlaceKind.PHONE:
            return PhoneLocation.model_construct(kind="phone", call=place["call"], number=place["number"] or None)
        case PlaceKind.LINK:
            return LinkLocation.model_construct(kind="link", url=place["url"])


def location_of(place: Place) -> Location:
    return location_object(place.kind, address=place.address, call=place.call, number=place.number, url=place.url)


def place_from(location: Location) -> Place:
    """Not yet saved, and of no event type yet."""
    return Place(**location.model_dump(exclude_none=True))
