"""How much the caller takes on across all event types."""

from __future__ import annotations

from typing import Annotated

from ninja import Router
from pydantic import BaseModel, Field

from halfpast.accounts.models import User
from halfpast.api.answers import reads, writes
from halfpast.api.bearer import ApiRequest
from halfpast.api.fields import Body
from halfpast.schedules.limits import CAP_NAMES, limits_of, most, save_limits

router = Router(tags=["Limits"])


def up_to(name: str) -> object:
    return Field(ge=1, le=most(name))


class LimitsBody(Body):
    """Confirmed bookings, and their minutes, a day, a week from Monday, and a month. Left out or null: no limit."""

    daily_cap: Annotated[int, up_to("daily_cap")] | None = None
    weekly_cap: Annotated[int, up_to("weekly_cap")] | None = None
    monthly_cap: Annotated[int, up_to("monthly_cap")] | None = None
    daily_minutes_cap: Annotated[int, up_to("daily_minutes_cap")] | None = None
    weekly_minutes_cap: Annotated[int, up_to("weekly_minutes_cap")] | None = None
    monthly_minutes_cap: Annotated[int, up_to("monthly_minutes_cap")] | None = None


class LimitsObject(BaseModel):
    daily_cap: int | None
    weekly_cap: int | None
    monthly_cap: int | None
    daily_minutes_cap: int | None
    weekly_minutes_cap: int | None
    monthly_minutes_cap: int | None


@router.get("/limits", response=reads(LimitsObject), operation_id="get_limits")
def get_limits(request: ApiRequest) -> LimitsObject:
    """Your limits across all event types."""
    return limits_object(request.auth)


@router.put("/limits", response=writes(LimitsObject), operation_id="replace_limits")
def replace_limits(request: ApiRequest, body: LimitsBody) -> LimitsObject:
    """Replaces all of them."""
    save_limits(request.auth, body.model_dump())
    return limits_object(request.auth)


def limits_object(user: User) -> LimitsObject:
    kept = limits_of(user)
    return LimitsObject(**{name: getattr(kept, name) for name in CAP_NAMES})
