"""Every row of Zoom's error tables as it was recorded, what it means, and words that a host must get to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from halfpast.providers.errors import (
    AppMisconfigured,
    MeetingGone,
    OutcomeUnknown,
    ProviderError,
    QuotaExhausted,
    ReconnectNeeded,
    Refused,
    ScopeMissing,
    TokenRejected,
    TryLater,
)

Body = Mapping[str, object] | str


@dataclass(frozen=True)
class Row:
    """`is_verdict`: a create that got this was certainly not applied."""

    name: str
    status: int
    body: Body
    meaning: type[ProviderError]
    words: str
    is_verdict: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def at_create(self) -> type[ProviderError]:
        """What is not made yet cannot be gone."""
        verdict = Refused if self.meaning is MeetingGone else self.meaning
        return verdict if self.is_verdict else OutcomeUnknown

    def answer(self) -> httpx.Response:
        written = self.body if isinstance(self.body, str) else json.dumps(self.body)
        return httpx.Response(self.status, headers=self.headers, content=written.encode())


@dataclass(frozen=True)
class TokenRow:
    name: str
    status: int
    body: Body
    refreshing: type[ProviderError]
    exchanging: type[ProviderError]
    words: str

    @property
    def told_at_refresh(self) -> str:
        """What was refused for a reason of the sign-in is not told to whoever does not sign in."""
        return "did not renew this connection" if (self.refreshing, self.exchanging) == NOT_DEAD else self.words

    def answer(self) -> httpx.Response:
        return Row(self.name, self.status, self.body, self.refreshing, self.words).answer()


def coded(code: int, message: str, **more: object) -> Body:
    return {"code": code, "message": message, **more}


def reasoned(reason: str, error: str) -> Body:
    return {"reason": reason, "error": error}


def numbered(code: int, message: str) -> Body:
    return {"status": False, "errorCode": code, "errorMessage": message, "result": None}


USER, ACCOUNT, MEETING = "30R7kT7bTIKSNUFEuH_Qlg", "MXEuWmOmTsKWUswrfpPslg", "92674392836"
SCOPES = "Invalid access token, does not contain scopes:[meeting:update:meeting:admin, meeting:update:meeting]."
REORDERED = "Invalid access token, does not contain scopes:[meeting:update:meeting, meeting:update:meeting:admin]."
OLD_SCOPES = "Invalid access token, does not contain scopes."
IN_QUERY = "Invalid access token, this access token is not supported as query parameter string."
WEBINAR = (
    f"Webinar plan is missing. You must subscribe to the webinar plan and enable webinars for user {USER} in order to "
    "perform this action."
)
BLOCKED = (
    "Users in 'guest@blocked.example' have been blocked from joining meetings and webinars. To unblock them, go to the "
    "Settings page in the Zoom web portal and update the Block users in specific domains from joining meetings and "
    "webinars setting."
)
PRESCHEDULE = (
    "Prescheduling is only available for scheduled meetings (2) and recurring meetings with no fixed time (3)."
)
STARTED = "You cannot update or delete meetings that have started using this method."
SCHEDULE_FOR = "The value that you entered in the schedule_for field is invalid. Enter a valid value and try again."
JBH_TIME = [{"field": "settings.jbh_time", "message": "Invalid parameter: jbh_time."}]
NO_LICENSE = "Your user account is not allowed meeting hosting and scheduling capabilities."
NO_LICENSE_READ = "Meeting hosting and scheduling capabilities are not allowed for your user account."
PER_SECOND = "You have reached the maximum per-second rate limit for this API. Try again later."
PER_DAY = (
    "You have reached the maximum daily rate limit for this API. Refer to the response header for details on when "
    "you can make another request."
)
DAILY_CAP = (
    "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this particular "
    "user. You may resume these requests at GMT 00:00:00."
)
OLD_DAILY_CAP = "A maximum of 100 meetings can be created/updated for a single user in one day."
CONCURRENT = "Too many concurrent requests. Try again later."
XML = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>ServiceUnavailable</Code></Error>'


def page(title: str) -> str:
    return f"<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center><hr>nginx</body></html>"


FRESH, LACKS = "A fresh one is fetched", "scope meeting:update:meeting."
LATER, GARBLED = "Zoom cannot answer at the moment", "could not be read"
TOO_FAST, USED_UP = "too many calls", "used up the calls that its plan allows for today"
HUNDRED = "100 meetings a day"
QPS = {"X-RateLimit-Type": "QPS", "X-RateLimit-Limit": "4", "X-RateLimit-Remaining": "0"}
UNTIL_MIDNIGHT = {"X-RateLimit-Type": "Daily-limit", "Retry-After": "2026-10-15T00:00:00Z"}
MISLEADING = {"x-ratelimit-category": "Light", "x-ratelimit-limit": "6000", "x-ratelimit-remaining": "5893"}

API_ROWS = (
    Row("token_expired", 401, coded(124, "Access token is expired."), TokenRejected, FRESH),
    Row("token_invalid", 401, coded(124, "Invalid access token."), TokenRejected, FRESH),
    Row("token_in_query", 401, coded(124, IN_QUERY), TokenRejected, FRESH),
    Row("token_expired_400", 400, coded(124, "Access token is expired."), TokenRejected, FRESH),
    Row("token_invalid_400", 400, coded(124, "Invalid access token."), TokenRejected, FRESH),
    Row("token_4700", 401, coded(4700, f"Invalid Access Token: {USER}"), TokenRejected, FRESH),
    Row("token_4700_400", 400, coded(4700, f"Invalid Access Token: {USER}"), ScopeMissing, "Connect Zoom again"),
    Row("scope_missing", 400, coded(4711, SCOPES), ScopeMissing, LACKS),
    Row("scope_missing_reordered", 400, coded(4711, REORDERED), ScopeMissing, LACKS),
    Row("scope_missing_401", 401, coded(4711, SCOPES), ScopeMissing, LACKS),
    Row("scope_missing_4700", 400, coded(4700, OLD_SCOPES), ScopeMissing, "Connect Zoom again"),
    Row("scope_missing_4700_401", 401, coded(4700, OLD_SCOPES), ScopeMissing, "Connect Zoom again"),
    Row("paid_account", 400, coded(200, f"Only available for paid account: {ACCOUNT}."), Refused, "paid plan at Zoom"),
    Row("no_permission", 400, coded(200, "No permission."), Refused, "Ask the administrator"),
    Row("webinar_plan", 400, coded(200, WEBINAR), Refused, "webinar plan"),
    Row("webinar_plan_200", 200, coded(200, WEBINAR), Refused, "webinar plan"),
    Row("validation", 400, coded(300, "Validation Failed.", errors=JBH_TIME), Refused, "joining before the host"),
    Row("body_not_json", 400, coded(300, "Request Body should be a valid JSON object."), Refused, "tell the operator"),
    Row("schedule_for", 400, coded(300, SCHEDULE_FOR), Refused, "did not accept the meeting's details"),
    Row("occurrence_id", 400, coded(300, "Invalid parameter: occurrence_id."), Refused, "did not accept the meeting's"),
    Row("user_missing", 404, coded(1001, f"User does not exist: {USER}."), ReconnectNeeded, "Connect Zoom again"),
    Row("user_missing_old", 404, coded(1001, f"User not exist: {USER}."), ReconnectNeeded, "Connect Zoom again"),
    Row(
        "user_foreign",
        400,
        coded(1010, f"User not found on this account: {ACCOUNT}"),
        ReconnectNeeded,
        "Connect Zoom again",
    ),
    Row("meeting_missing", 404, coded(3001, f"Meeting does not exist: {MEETING}."), MeetingGone, "no longer exists"),
    Row(
        "meeting_missing_old",
        404,
        coded(3001, f"Meeting {MEETING} is not found or has expired."),
        MeetingGone,
        "no longer exists",
    ),
    Row("webinar_id", 400, coded(3000, "Cannot access webinar info."), Refused, "a webinar and not a meeting"),
    Row("schedule_refused", 400, coded(3000, f"You cannot schedule a meeting for {USER}"), Refused, "own Zoom user"),
    Row("blocked_domain", 400, coded(3000, BLOCKED), Refused, "blocks somebody"),
    Row("prescheduling", 400, coded(3000, PRESCHEDULE), Refused, "in advance"),
    Row("meeting_started", 400, coded(3000, STARTED), TryLater, "is running"),
    Row(
        "in_progress",
        400,
        coded(3002, "Sorry, you cannot delete this meeting since it's in progress."),
        TryLater,
        "is running",
    ),
    Row("not_host", 400, coded(3003, "You are not the meeting host."), Refused, "Connect the Zoom user who made it"),
    Row(
        "ended", 400, coded(3007, "Sorry, you cannot delete this meeting since it has ended."), Refused, "already ended"
    ),
    Row("pmi_delete", 400, coded(3018, "Not allowed to delete PMI."), Refused, "personal meeting room"),
    Row("pac_delete", 400, coded(3037, "Not allowed to delete PAC."), Refused, "personal audio conference"),
    Row("no_license", 400, coded(3161, NO_LICENSE), Refused, "for a licence for meetings"),
    Row("no_license_read", 400, coded(3161, NO_LICENSE_READ), Refused, "for a licence for meetings"),
    Row(
        "others_meetings",
        403,
        coded(2306, "Not allowed to view meetings scheduled for others."),
        Refused,
        "somebody else scheduled",
    ),
    Row("error_message", 400, {"code": 3000, "error_message": "Cannot access webinar info."}, Refused, "a webinar and"),
    Row("unheard_of", 400, coded(9999, "Something that no page of Zoom names."), Refused, "choose another place"),
    Row("rate_second", 429, coded(429, PER_SECOND), TryLater, TOO_FAST, headers=QPS),
    Row("rate_second_bare", 429, coded(429, PER_SECOND), TryLater, TOO_FAST),
    Row("rate_second_4001", 429, coded(4001, PER_SECOND), TryLater, TOO_FAST, headers=QPS),
    Row("rate_second_4001_bare", 429, coded(4001, PER_SECOND), TryLater, TOO_FAST),
    Row("rate_day_account", 429, coded(429, PER_DAY), QuotaExhausted, USED_UP, headers=UNTIL_MIDNIGHT),
    Row("rate_day_account_bare", 429, coded(429, PER_DAY), QuotaExhausted, USED_UP),
    Row("rate_day_host", 429, coded(429, DAILY_CAP), QuotaExhausted, HUNDRED, headers=MISLEADING),
    Row("rate_day_host_bare", 429, coded(429, DAILY_CAP), QuotaExhausted, HUNDRED),
    Row("rate_concurrent", 429, coded(429, CONCURRENT), TryLater, "busy with another change"),
    Row("rate_concurrent_bare", 429, coded(429, CONCURRENT), TryLater, "busy with another change"),
    Row("rate_day_host_300", 300, {"message": OLD_DAILY_CAP}, QuotaExhausted, HUNDRED),
    Row("rate_html", 429, page("429 Too Many Requests"), TryLater, TOO_FAST),
    Row("server_error", 500, coded(500, "Internal Server Error"), TryLater, LATER, is_verdict=False),
    Row("server_error_no_code", 500, {"message": "Internal Server Error"}, TryLater, LATER, is_verdict=False),
    Row("server_error_empty", 500, "", TryLater, LATER, is_verdict=False),
    Row("bad_gateway_html", 502, page("502 Bad Gateway"), TryLater, LATER, is_verdict=False),
    Row("unavailable_html", 503, page("503 Service Temporarily Unavailable"), TryLater, LATER, is_verdict=False),
    Row("unavailable_xml", 503, XML, TryLater, LATER, is_verdict=False),
    Row("gateway_timeout_html", 504, page("504 Gateway Time-out"), TryLater, LATER, is_verdict=False),
    Row("request_timeout", 408, "", TryLater, LATER, is_verdict=False),
    Row("forbidden_html", 403, page("403 Forbidden"), TryLater, GARBLED, is_verdict=False),
    Row("empty_200", 200, "", TryLater, GARBLED, is_verdict=False),
    Row("empty_400", 400, "", TryLater, GARBLED, is_verdict=False),
    Row("empty_401", 401, "", TokenRejected, FRESH),
    Row("empty_404", 404, "", TryLater, GARBLED, is_verdict=False),
    Row("empty_429", 429, "", TryLater, TOO_FAST),
)

ENDED, DOWN = "Connect Zoom again", "sign-in service cannot answer"
OPERATOR = "The operator must correct them"
BAD_CODE, ODD = "did not accept the sign-in code", "did not accept the sign-in request"
BY_OPERATOR = (AppMisconfigured, AppMisconfigured)
DEAD, LATE = (ReconnectNeeded, Refused), (TryLater, TryLater)
NOT_DEAD = (TryLater, Refused)
UNAVAILABLE = "<html><head><title>503</title></head><body><h1>503 Service Temporarily Unavailable</h1></body></html>"

TOKEN_ROWS = (
    TokenRow("oauth_dead_token", 400, reasoned("Invalid Token!", "invalid_grant"), *DEAD, ENDED),
    TokenRow("oauth_dead_token_old", 401, reasoned("Invalid Token!", "invalid_request"), *DEAD, ENDED),
    TokenRow("oauth_dead_token_old_400", 400, reasoned("Invalid Token!", "invalid_request"), *DEAD, ENDED),
    TokenRow("oauth_dead_token_minimal", 400, {"error": "invalid_grant"}, *DEAD, ENDED),
    TokenRow("oauth_bad_code", 400, reasoned("Invalid authorization code xYz123", "invalid_grant"), *DEAD, ENDED),
    TokenRow("oauth_bad_code_unnamed", 400, reasoned("Invalid authorization code", "invalid_grant"), *DEAD, ENDED),
    TokenRow(
        "oauth_bad_code_old", 400, reasoned("Invalid authorization code xYz123", "invalid_request"), *NOT_DEAD, BAD_CODE
    ),
    TokenRow(
        "oauth_wrong_client",
        400,
        reasoned("Invalid client_id or client_secret", "invalid_client"),
        *BY_OPERATOR,
        OPERATOR,
    ),
    TokenRow(
        "oauth_wrong_client_401",
        401,
        reasoned("Invalid client_id or client_secret", "invalid_client"),
        *BY_OPERATOR,
        OPERATOR,
    ),
    TokenRow("oauth_unauthorized_client", 400, {"error": "unauthorized_client"}, *BY_OPERATOR, OPERATOR),
    TokenRow(
        "oauth_unsupported_grant", 400, reasoned("unsupported grant type", "unsupported_grant_type"), *NOT_DEAD, ODD
    ),
    TokenRow(
        "oauth_redirect_mismatch",
        400,
        reasoned("Invalid redirect: https://other.example/callback", "invalid_request"),
        *NOT_DEAD,
        "redirect address",
    ),
    TokenRow(
        "oauth_redirect_mismatch_grant",
        400,
        reasoned("Redirect URI mismatch.", "invalid_grant"),
        *NOT_DEAD,
        "redirect address",
    ),
    TokenRow("oauth_too_many", 429, reasoned("Too many requests", "rate_limited"), *LATE, DOWN),
    TokenRow("oauth_too_many_html", 429, "<html><body>429 Too Many Requests</body></html>", *LATE, DOWN),
    TokenRow("oauth_outage", 500, reasoned("Internal Server Error", "server_error"), *LATE, DOWN),
    TokenRow("oauth_outage_html", 503, UNAVAILABLE, *LATE, DOWN),
    TokenRow("oauth_outage_empty", 502, "", *LATE, DOWN),
    TokenRow("oauth_html_400", 400, "<html><body>Bad Request</body></html>", *LATE, DOWN),
    TokenRow("oauth_4700", 400, numbered(4700, "Token cannot be empty."), *NOT_DEAD, ODD),
    TokenRow("oauth_4702", 400, numbered(4702, "Invalid client."), *BY_OPERATOR, OPERATOR),
    TokenRow("oauth_4704", 400, numbered(4704, "Invalid client secret."), *BY_OPERATOR, OPERATOR),
    TokenRow("oauth_4705", 400, numbered(4705, "Grant type is not supported."), *NOT_DEAD, ODD),
    TokenRow("oauth_4706", 400, numbered(4706, "Client ID or client secret is missing."), *BY_OPERATOR, OPERATOR),
    TokenRow("oauth_4709", 400, numbered(4709, "Redirect URI mismatch."), *NOT_DEAD, "redirect address"),
    TokenRow(
        "oauth_4711", 400, numbered(4711, "The token's scopes do not match the client's scopes."), *DEAD, "other scopes"
    ),
    TokenRow("oauth_4717", 400, numbered(4717, "The app has been disabled."), *BY_OPERATOR, "Zoom app off"),
    TokenRow("oauth_4733", 400, numbered(4733, "Code is expired."), *NOT_DEAD, BAD_CODE),
    TokenRow("oauth_4734", 400, numbered(4734, "Invalid authorization code."), *NOT_DEAD, BAD_CODE),
    TokenRow("oauth_4735", 400, numbered(4735, "The owner of the token does not exist."), *DEAD, "no longer exists"),
    TokenRow("oauth_4737", 400, numbered(4737, "Grant not found."), *DEAD, ENDED),
    TokenRow(
        "oauth_4738",
        400,
        numbered(4738, "The app has been disabled by the administrator."),
        *DEAD,
        "Ask the administrator",
    ),
    TokenRow("oauth_4740", 400, numbered(4740, "The refresh token is out of tolerance."), *DEAD, ENDED),
    TokenRow("oauth_4741", 400, numbered(4741, "The token has been revoked."), *DEAD, ENDED),
)
