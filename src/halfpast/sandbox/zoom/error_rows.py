"""Every error of Zoom's REST API in its own words, by a name of ours: https://developers.zoom.us/docs/api/errors/"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

Headers = tuple[tuple[str, str], ...]

PER_SECOND = "You have reached the maximum per-second rate limit for this API. Try again later."
PER_DAY = (
    "You have reached the maximum daily rate limit for this API. Refer to the response header for details on when "
    "you can make another request."
)
DAILY_CAP = (
    "You have exceeded the daily rate limit ({cap}) of Meeting Create/Update API requests permitted for this "
    "particular user. You may resume these requests at GMT 00:00:00."
)
NO_LICENSE = "Your user account is not allowed meeting hosting and scheduling capabilities."
SCOPES = "meeting:update:meeting:admin, meeting:update:meeting"


@dataclass(frozen=True)
class ErrorRow:
    """`body` is a JSON object or text as it is; `limit` names the headers of a rate limit, `bare` goes without any."""

    name: str
    status: int
    body: Mapping[str, object] | str
    content_type: str = "application/json;charset=UTF-8"
    limit: str = ""
    bare: bool = False


def _row(name: str, status: int, code: int, message: str, **more: object) -> ErrorRow:
    return ErrorRow(name, status, {"code": code, "message": message, **more})


def _limited(name: str, limit: str, code: int, message: str) -> tuple[ErrorRow, ErrorRow]:
    row = replace(_row(name, 429, code, message), limit=limit)
    return row, replace(row, name=f"{name}_bare", bare=True)


def _page(name: str, status: int, body: str, content_type: str = "text/html") -> ErrorRow:
    return ErrorRow(name, status, body, content_type, bare=True)


_QUERY_TOKEN = "Invalid access token, this access token is not supported as query parameter string."  # noqa: S105
_BLOCKED = (
    "Users in 'guest@blocked.example' have been blocked from joining meetings and webinars. To unblock them, go to the "
    "Settings page in the Zoom web portal and update the Block users in specific domains from joining meetings and "
    "webinars setting."
)
_PRESCHEDULE = (
    "Prescheduling is only available for scheduled meetings (2) and recurring meetings with no fixed time (3)."
)
_WEBINAR_PLAN = (
    "Webinar plan is missing. You must subscribe to the webinar plan and enable webinars for user {user_id} in order "
    "to perform this action."
)
_SCHEDULE_FOR = "The value that you entered in the schedule_for field is invalid. Enter a valid value and try again."
_JBH_TIME = [{"field": "settings.jbh_time", "message": "Invalid parameter: jbh_time."}]
_HTML = "<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center><hr>nginx</body></html>"
_XML = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>ServiceUnavailable</Code></Error>'

TOKENS = (
    _row("token_expired", 401, 124, "Access token is expired."),
    _row("token_invalid", 401, 124, "Invalid access token."),
    _row("token_in_query", 401, 124, _QUERY_TOKEN),
    _row("token_expired_400", 400, 124, "Access token is expired."),
    _row("token_invalid_400", 400, 124, "Invalid access token."),
    _row("token_4700", 401, 4700, "Invalid Access Token: {user_id}"),
    _row("token_4700_400", 400, 4700, "Invalid Access Token: {user_id}"),
    _row("scope_missing", 400, 4711, f"Invalid access token, does not contain scopes:[{SCOPES}]."),
    _row(
        "scope_missing_reordered",
        400,
        4711,
        "Invalid access token, does not contain scopes:[meeting:update:meeting, meeting:update:meeting:admin].",
    ),
    _row("scope_missing_401", 401, 4711, f"Invalid access token, does not contain scopes:[{SCOPES}]."),
    _row("scope_missing_4700", 400, 4700, "Invalid access token, does not contain scopes."),
    _row("scope_missing_4700_401", 401, 4700, "Invalid access token, does not contain scopes."),
)

REFUSALS = (
    _row("paid_account", 400, 200, "Only available for paid account: {account_id}."),
    _row("no_permission", 400, 200, "No permission."),
    _row("webinar_plan", 400, 200, _WEBINAR_PLAN),
    _row("webinar_plan_200", 200, 200, _WEBINAR_PLAN),
    _row("validation", 400, 300, "Validation Failed.", errors=_JBH_TIME),
    _row("body_not_json", 400, 300, "Request Body should be a valid JSON object."),
    _row("schedule_for", 400, 300, _SCHEDULE_FOR),
    _row("occurrence_id", 400, 300, "Invalid parameter: occurrence_id."),
    _row("user_missing", 404, 1001, "User does not exist: {user_id}."),
    _row("user_missing_old", 404, 1001, "User not exist: {user_id}."),
    _row("user_foreign", 400, 1010, "User not found on this account: {account_id}"),
    _row("meeting_missing", 404, 3001, "Meeting does not exist: {meeting_id}."),
    _row("meeting_missing_old", 404, 3001, "Meeting {meeting_id} is not found or has expired."),
    _row("webinar_id", 400, 3000, "Cannot access webinar info."),
    _row("schedule_refused", 400, 3000, "You cannot schedule a meeting for {user_id}"),
    _row("blocked_domain", 400, 3000, _BLOCKED),
    _row("prescheduling", 400, 3000, _PRESCHEDULE),
    _row("meeting_started", 400, 3000, "You cannot update or delete meetings that have started using this method."),
    _row("in_progress", 400, 3002, "Sorry, you cannot delete this meeting since it's in progress."),
    _row("not_host", 400, 3003, "You are not the meeting host."),
    _row("ended", 400, 3007, "Sorry, you cannot delete this meeting since it has ended."),
    _row("pmi_delete", 400, 3018, "Not allowed to delete PMI."),
    _row("pac_delete", 400, 3037, "Not allowed to delete PAC."),
    _row("no_license", 400, 3161, NO_LICENSE),
    _row(
        "no_license_read",
        400,
        3161,
        "Meeting hosting and scheduling capabilities are not allowed for your user account.",
    ),
    _row("others_meetings", 403, 2306, "Not allowed to view meetings scheduled for others."),
    ErrorRow("error_message", 400, {"code": 3000, "error_message": "Cannot access webinar info."}),
    _row("unheard_of", 400, 9999, "Something that no page of Zoom names."),
)

LIMITS = (
    *_limited("rate_second", "second", 429, PER_SECOND),
    *_limited("rate_second_4001", "second", 4001, PER_SECOND),
    *_limited("rate_day_account", "account", 429, PER_DAY),
    *_limited("rate_day_host", "host", 429, DAILY_CAP.replace("{cap}", "100")),
    *_limited("rate_concurrent", "", 429, "Too many concurrent requests. Try again later."),
    ErrorRow(
        "rate_day_host_300",
        300,
        {"message": "A maximum of 100 meetings can be created/updated for a single user in one day."},
    ),
    _page("rate_html", 429, _HTML.replace("{title}", "429 Too Many Requests")),
)

GATEWAY = (
    _row("server_error", 500, 500, "Internal Server Error"),
    ErrorRow("server_error_no_code", 500, {"message": "Internal Server Error"}),
    _page("server_error_empty", 500, ""),
    _page("bad_gateway_html", 502, _HTML.replace("{title}", "502 Bad Gateway")),
    _page("unavailable_html", 503, _HTML.replace("{title}", "503 Service Temporarily Unavailable")),
    _page("unavailable_xml", 503, _XML, "application/xml"),
    _page("gateway_timeout_html", 504, _HTML.replace("{title}", "504 Gateway Time-out")),
    _page("request_timeout", 408, ""),
    _page("forbidden_html", 403, _HTML.replace("{title}", "403 Forbidden")),
    _page("empty_200", 200, ""),
    _page("empty_400", 400, ""),
    _page("empty_401", 401, ""),
    _page("empty_404", 404, ""),
    _page("empty_429", 429, ""),
)

API_ROWS = (*TOKENS, *REFUSALS, *LIMITS, *GATEWAY)
