"""Dates on which the caller's clock is that of another place."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from django.utils import timezone
from ninja import Router, Status
from pydantic import BaseModel

from halfpast.api.answers import created, gone, reads, removes, writes
from halfpast.api.bearer import ApiRequest
from halfpast.api.dates import refuse_dates
from halfpast.api.fields import Body, Day, Zone
from halfpast.api.lists import CURSOR, LIMIT, PAGING, Page, page_by_id, refuse_unknown_parameters
from halfpast.api.problems import invalid, not_found
from halfpast.schedules.access import own_travels
from halfpast.schedules.models import Travel
from halfpast.schedules.time_away import JourneysOverlap, add_travel, remove, today_of

router = Router(tags=["Time away"])


class TravelBody(Body):
    """Both dates are included."""

    first_date: Day
    last_date: Day
    time_zone: Zone


class TravelObject(BaseModel):
    id: int
    first_date: date
    last_date: date
    time_zone: str


class TravelList(Page[TravelObject]):
    pass


@router.get("/travels", response=reads(TravelList), operation_id="list_travels")
def list_travels(request: ApiRequest, limit: int = LIMIT, cursor: str = CURSOR) -> TravelList:
    """Yours, past ones among them."""
    refuse_unknown_parameters(request, *PAGING)
    rows, following = page_by_id(own_travels(request.auth), limit, cursor)
    return TravelList(items=[travel_object(row) for row in rows], next=following)


@router.post("/travels", response=writes(TravelObject, status=HTTPStatus.CREATED), operation_id="create_travel")
def create_travel(request: ApiRequest, body: TravelBody) -> Status[TravelObject]:
    """On these dates all your schedules are read by the clock of this zone. Bookings that exist stay."""
    refuse_dates(body.first_date, body.last_date, today_of(request.auth, timezone.now()))
    try:
        made = add_travel(request.auth, body.first_date, body.last_date, body.time_zone)
    except JourneysOverlap as refused:
        raise invalid("/first_date", refused.message) from refused
    return created(travel_object(made))


@router.delete("/travels/{int:travel_id}", response=removes(), operation_id="delete_travel")
def delete_travel(request: ApiRequest, travel_id: int) -> Status[None]:
    travel = own_travels(request.auth).filter(pk=travel_id).first()
    if travel is None:
        raise not_found()
    remove(travel)
    return gone()


def travel_object(travel: Travel) -> TravelObject:
    return TravelObject(
        id=travel.pk, first_date=travel.first_date, last_date=travel.last_date, time_zone=travel.time_zone
    )
