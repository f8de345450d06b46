"""The REST API: its rooms under one roof."""

from __future__ import annotations

from ninja import NinjaAPI

from halfpast.api import (
    absences,
    bookings,
    connections,
    event_types,
    limits,
    me,
    refusals,
    schedules,
    slots,
    travels,
)
from halfpast.api.bearer import Bearer
from halfpast.api.json_bodies import JsonBodies

DESCRIPTION = """Every request but `GET /slots` needs `Authorization: Bearer TOKEN`. Errors are problems (RFC 9457)
whose `type` is one stable word; unknown fields are refused. Instants are RFC 3339, answered in UTC."""

api = NinjaAPI(
    title="Halfpast",
    version="1",
    description=DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    auth=Bearer(),
    parser=JsonBodies(),
)
for router in (me, schedules, absences, travels, limits, event_types, slots, bookings, connections):
    api.add_router("", router.router)
api.add_exception_handler(Exception, refusals.handle)
for kind in refusals.TELLERS:
    api.add_exception_handler(kind, refusals.handle)
