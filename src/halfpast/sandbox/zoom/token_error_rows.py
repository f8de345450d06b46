"""Every error of the token endpoint: https://developers.zoom.us/docs/integrations/oauth-error-messages/"""

from __future__ import annotations

from halfpast.sandbox.zoom.error_rows import ErrorRow

_HTML = "<html><head><title>503</title></head><body><h1>503 Service Temporarily Unavailable</h1></body></html>"


def _row(name: str, status: int, reason: str, error: str) -> ErrorRow:
    return ErrorRow(f"oauth_{name}", status, {"reason": reason, "error": error} if reason else {"error": error})


def _by_number(code: int, message: str) -> ErrorRow:
    body = {"status": False, "errorCode": code, "errorMessage": message, "result": None}
    return ErrorRow(f"oauth_{code}", 400, body)


def _page(name: str, status: int, body: str) -> ErrorRow:
    return ErrorRow(f"oauth_{name}", status, body, "text/html", bare=True)


NAMED = (
    _row("dead_token", 400, "Invalid Token!", "invalid_grant"),
    _row("dead_token_old", 401, "Invalid Token!", "invalid_request"),
    _row("dead_token_old_400", 400, "Invalid Token!", "invalid_request"),
    _row("dead_token_minimal", 400, "", "invalid_grant"),
    _row("bad_code", 400, "Invalid authorization code xYz123", "invalid_grant"),
    _row("bad_code_unnamed", 400, "Invalid authorization code", "invalid_grant"),
    _row("bad_code_old", 400, "Invalid authorization code xYz123", "invalid_request"),
    _row("wrong_client", 400, "Invalid client_id or client_secret", "invalid_client"),
    _row("wrong_client_401", 401, "Invalid client_id or client_secret", "invalid_client"),
    _row("unauthorized_client", 400, "", "unauthorized_client"),
    _row("unsupported_grant", 400, "unsupported grant type", "unsupported_grant_type"),
    _row("redirect_mismatch", 400, "Invalid redirect: https://other.example/callback", "invalid_request"),
    _row("redirect_mismatch_grant", 400, "Redirect URI mismatch.", "invalid_grant"),
    _row("too_many", 429, "Too many requests", "rate_limited"),
    _page("too_many_html", 429, "<html><body>429 Too Many Requests</body></html>"),
    _row("outage", 500, "Internal Server Error", "server_error"),
    _page("outage_html", 503, _HTML),
    _page("outage_empty", 502, ""),
    _page("html_400", 400, "<html><body>Bad Request</body></html>"),
)

NUMBERED = (
    _by_number(4700, "Token cannot be empty."),
    _by_number(4702, "Invalid client."),
    _by_number(4704, "Invalid client secret."),
    _by_number(4705, "Grant type is not supported."),
    _by_number(4706, "Client ID or client secret is missing."),
    _by_number(4709, "Redirect URI mismatch."),
    _by_number(4711, "The token's scopes do not match the client's scopes."),
    _by_number(4717, "The app has been disabled."),
    _by_number(4733, "Code is expired."),
    _by_number(4734, "Invalid authorization code."),
    _by_number(4735, "The owner of the token does not exist."),
    _by_number(4737, "Grant not found."),
    _by_number(4738, "The app has been disabled by the administrator."),
    _by_number(4740, "The refresh token is out of tolerance."),
    _by_number(4741, "The token has been revoked."),
)

TOKEN_ROWS = (*NAMED, *NUMBERED)
