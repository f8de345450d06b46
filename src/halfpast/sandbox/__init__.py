"""Simulated vendors: real HTTP and SMTP servers with a ledger and a fault panel; the product never imports them.

`halfpast sandbox` starts a Zoom (`zoom/`) and a mailbox (`mailbox/`); tests start them in-process through
`servers.start_zoom` and `servers.start_mailbox`. State lives in one SQLite file each and survives restarts.

Zoom, for the product: GET|POST /oauth/authorize, POST /oauth/token, POST /oauth/revoke, GET /v2/users/me,
GET|POST /v2/users/me/meetings, GET|PATCH|DELETE /v2/meetings/{id}, and for guests GET /j/{id}. A script consents with
one POST to the authorize address it was sent to: form `choice=allow|decline&email=demo.host@example.com`.

Zoom, for people: / (meetings, users, notices), /calls, /faults, /settings.

Zoom, for scripts (JSON; a list comes under the last word of its path, as in {"meetings": [...]}):
- GET /_sandbox/ledger[?method=&path=&who=&status=&applied=true|false&fault=&since=ID&limit=N]: every vendor call:
  {id, time, took_ms, method, path, query, who, status (null: none sent), applied, fault, meeting_id, note}. No secrets.
- GET /_sandbox/meetings[?state=live|deleted&host=EMAIL], GET /_sandbox/users
- POST /_sandbox/users/{id}/remove-app: ends the grant and sends a signed app_deauthorized; answers {event, status,
  outcome, answer}. Optional JSON bends the notice: {timestamp, secret_token, signature, client_id,
  deauthorization_time}.
- POST /_sandbox/validate-url: sends the URL-validation challenge, same answer. GET /_sandbox/notices: what was sent.
- GET|POST /_sandbox/settings: the fields of `zoom.settings.Settings`, and of the registration (until restart):
  client_id, client_secret, redirect_uris, deauthorize_url, secret_token.
- POST /_sandbox/down {seconds}: the port refuses connections for a while. POST /_sandbox/reset: forgets everything.
- POST /_sandbox/faults {match: {method ("*"), path (prefix)}, fault: {kind, ...}, times: n}, GET and DELETE
  /_sandbox/faults. Faults queue up and the oldest that matches a call is used. Kinds:
    pass         nothing; lets a call through before the next fault
    refuse       TCP reset before the body is read
    hang         {seconds, applied: false} silence, then the connection ends
    delay        {seconds} waits, then applies and answers
    drop_before  ends the connection without applying
    drop_after   applies, then ends the connection without an answer
    late         {seconds} ends the connection at once, applies after so many seconds
    status       {status, body (text or JSON), headers, applied: false}
    rate_second  429, per second
    rate_day     {scope: "host" | "account"} 429: the create and update cap, or the account's day with Retry-After
    garbage      {applied: true} right status, body that is no JSON
    truncated    {applied: true} full Content-Length, half of the body
    slow_drip    {seconds} applies, then sends the answer in fifty pieces
    wrong_id     applies, answers with another meeting's id
    redirect     {status: 307, location} not applied; by default to this server under another host name

Mailbox, for people: / and /messages/{id}. For scripts (JSON, likewise):
- GET /_mailbox/messages[?to=ADDRESS&subject=WORDS&since=ID], GET /_mailbox/messages/{id}, DELETE /_mailbox/messages:
  {id, time, to (envelope), from, envelope_from, subject, message_id, text, html, ics: [{method, filename, attachment,
  text}], headers: [[name, value]], attachments: [{number, filename, content_type}], raw}
- POST /_mailbox/faults {kind, times: 1}, GET and DELETE /_mailbox/faults. Kinds:
    refuse_connection   the connection ends before the greeting
    greylist            451 at RCPT
    reject              550 at RCPT
    die_after_250       stored, answered 250, then the connection ends
    die_before_250      stored, then the connection ends without the 250
    down                {seconds: none} the port refuses connections for so long or until the faults are cleared
"""
