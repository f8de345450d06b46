"""Zoom's errors on demand: which there are, and the answer that each one is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from halfpast.sandbox.http_server import Answer, json_answer
from halfpast.sandbox.zoom.calls import api_headers
from halfpast.sandbox.zoom.error_rows import API_ROWS, ErrorRow, Headers
from halfpast.sandbox.zoom.limits import DAILY_CAP_HEADERS, per_day_headers, per_second_headers
from halfpast.sandbox.zoom.token_error_rows import TOKEN_ROWS

ERRORS: dict[str, ErrorRow] = {row.name: row for row in (*API_ROWS, *TOKEN_ROWS)}

FREE_PLAN_PER_SECOND = 4
SOME_MEETING = "92674392836"


def error_answer(name: str, path: str, now: datetime, *, scopes: str = "", retry_after: str = "instant") -> Answer:
    """`scopes` are named instead of the usual ones; `retry_after` is the form of that header."""
    row = ERRORS[name]
    extra = () if row.bare else (*api_headers("Light"), *_limit_headers(row, now, retry_after))
    if isinstance(row.body, str):
        return Answer(row.status, row.body.encode(), (("Content-Type", row.content_type), *extra))
    return json_answer(row.status, {key: _told(value, path, scopes) for key, value in row.body.items()}, extra)


def _told(value: object, path: str, scopes: str) -> object:
    if not isinstance(value, str):
        return value
    if scopes:
        value = re.sub(r"scopes:\[[^]]*\]", f"scopes:[{scopes}]", value)
    for placeholder, text in _about(path).items():
        value = value.replace(f"{{{placeholder}}}", text)
    return value


def _about(path: str) -> Mapping[str, str]:
    named = re.search(r"/meetings/([^/]+)", path)
    meeting_id = named.group(1) if named else SOME_MEETING
    return {"meeting_id": meeting_id, "user_id": "30R7kT7bTIKSNUFEuH_Qlg", "account_id": "MXEuWmOmTsKWUswrfpPslg"}


def _limit_headers(row: ErrorRow, now: datetime, form: str) -> Headers:
    if row.limit == "account":
        return per_day_headers(now, form)
    known: dict[str, Headers] = {"second": per_second_headers(FREE_PLAN_PER_SECOND), "host": DAILY_CAP_HEADERS}
    return known.get(row.limit, ())
