"""Dates on which the caller takes no bookings."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from django.utils import timezone
from ninja import Router, Status
from pydantic import BaseModel

from halfpast.accounts.models import User
from halfpast.api.access import membership_of
from halfpast.api.answers import created, gone, reads, removes, writes
from halfpast.api.bearer import ApiRequest
from halfpast.api.dates import refuse_dates
from halfpast.api.fields import Body, Day, Id, Reason
from halfpast.api.lists import CURSOR, LIMIT, PAGING, Page, page_by_id, refuse_unknown_parameters
from halfpast.api.problems import invalid, not_found
from halfpast.schedules.access import colleagues_of, own_absences
from halfpast.schedules.models import OutOfOffice
from halfpast.schedules.time_away import add_absence, remove, today_of

router = Router(tags=["Time away"])


class AbsenceBody(Body):
    """Both dates are included; `colleague` is the id of another member, whom guests are pointed to."""

    first_date: Day
    last_date: Day
    message: Reason = ""
    colleague: Id | None = None


class AbsenceObject(BaseModel):
    id: int
    first_date: date
    last_date: date
    message: str
    colleague: int | None


class AbsenceList(Page[AbsenceObject]):
    pass


@router.get("/absences", response=reads(AbsenceList), operation_id="list_absences")
def list_absences(request: ApiRequest, limit: int = LIMIT, cursor: str = CURSOR) -> AbsenceList:
    """Yours, past ones among them."""
    refuse_unknown_parameters(request, *PAGING)
    rows, following = page_by_id(own_absences(request.auth), limit, cursor)
    return AbsenceList(items=[absence_object(row) for row in rows], next=following)


@router.post("/absences", response=writes(AbsenceObject, status=HTTPStatus.CREATED), operation_id="create_absence")
def create_absence(request: ApiRequest, body: AbsenceBody) -> Status[AbsenceObject]:
    """No bookings on these dates, by the clock of your hours. Bookings that exist stay."""
    refuse_dates(body.first_date, body.last_date, today_of(request.auth, timezone.now()))
    colleague = None if body.colleague is None else colleague_of(request.auth, body.colleague)
    made = add_absence(request.auth, body.first_date, body.last_date, message=body.message, colleague=colleague)
    return created(absence_object(made))


@router.delete("/absences/{int:absence_id}", response=removes(), operation_id="delete_absence")
def delete_absence(request: ApiRequest, absence_id: int) -> Status[None]:
    absence = own_absences(request.auth).filter(pk=absence_id).first()
    if absence is None:
        raise not_found()
    remove(absence)
    return gone()


def absence_object(absence: OutOfOffice) -> AbsenceObject:
    return AbsenceObject(
        id=absence.pk,
        first_date=absence.first_date,
        last_date=absence.last_date,
        message=absence.message,
        colleague=absence.colleague_id,
    )


def colleague_of(user: User, colleague_id: int) -> User:
    found = colleagues_of(user, membership_of(user).workspace).filter(pk=colleague_id).first()
    if found is None:
        raise invalid("/colleague", "Choose another member of your workspace.")
    return found
