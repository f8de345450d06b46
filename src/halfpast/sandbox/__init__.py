"""Simulated vendors: real HTTP and SMTP servers with a ledger and a fault panel; the product never imports them.

`halfpast sandbox` starts a Zoom (`zoom/`) and a mailbox (`mailbox/`); tests start them in-process through
`servers.start_zoom` and `servers.start_mailbox`. State lives in one SQLite file each and survives restarts.

Zoom, for the product: GET|POST /oauth/authorize, POST /oauth/token, POST /oauth/revoke, GET /v2/users/me,
GET|POST /v2/users/me/meetings, GET|PATCH|DELETE /v2/meetings/{id}, and for guests GET /j/{id}. A script consents with
one POST to the authorize address it was sent to: form `choice=allow|decline&email=demo.host@example.com`, and if it
likes `scopes=` those of the offered scopes that it grants. A user who may not add the app is shown a page (HTTP 403,
no redirect). "Add the app from the Marketplace" on the first page comes back with a code and without a state.

Zoom, for people: / (meetings, users, notices), /calls, /faults, /settings, /users/{id} (settings of one user).

Zoom, for scripts (JSON; a list comes under the last word of its path, as in {"meetings": [...]}):
- GET /_sandbox/ledger[?method=&path=&who=&status=&applied=true|false&fault=&since=ID&limit=N]: every vendor call:
  {id, time, took_ms, method, path, query, who, status (null: none sent), applied, fault, meeting_id, note}. No secrets.
- GET /_sandbox/meetings[?state=live|deleted&host=EMAIL], GET /_sandbox/users
- POST /_sandbox/users/{id or e-mail} {plan_type: 2, ...}: settings of that user alone (those marked * below; null: as
  everybody); answers the user. An unknown e-mail makes a user, so one can be prepared before the consent.
- POST /_sandbox/users/{id}/remove-app (by id only, which GET /_sandbox/users tells): ends the grant and sends a signed
  app_deauthorized; answers {event, status, outcome, answer}. Optional JSON bends the notice: {timestamp, secret_token,
  signature, client_id, deauthorization_time}.
- POST /_sandbox/validate-url: sends the URL-validation challenge, same answer. GET /_sandbox/notices: what was sent.
- GET|POST /_sandbox/settings: what is listed below, and of the registration (until restart): client_id, client_secret,
  redirect_uris, deauthorize_url, secret_token.
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
    error        {name, scopes, retry_after, applied: false} one of Zoom's errors, by a name listed below;
                 scopes are named in its brackets, retry_after is instant, date, seconds or none
    rate_second  the error rate_second
    rate_day     {scope: "host" | "account", retry_after} the errors rate_day_host and rate_day_account
    garbage      {applied: true} right status, body that is no JSON
    truncated    {applied: true} full Content-Length, half of the body
    slow_drip    {seconds} applies, then sends the answer in fifty pieces
    wrong_id     applies, answers with another meeting's id
    redirect     {status: 307, location} not applied; by default to this server under another host name

Zoom's settings (* also per user). Lists are text with spaces between; pairs look like waiting_room=true, or are sent as
an object.
    plan_type *              1 Basic (default: cloud recording and registration are dropped silently, the meeting's page
                             tells of 40 minutes), 2 Licensed, 4 and 99 may not schedule (400/3161)
    time_zone *              of the profile; may be empty
    passcodes *              the host requires passcodes: one is made when a create brings none
    passcode_when_not_asked  what an absent default_password means: true (spec of 2025) or false (older)
    account_defaults *       pairs: the host's own defaults, told where a create leaves a setting out
    locked *                 pairs: settings that the account forces, such as waiting_room=true join_before_host=false
    passcode_required * passcode_numeric * passcode_min_length *   the account's rules; a passcode that breaks them is
                             replaced by a made one (PATCH: the old one stays)
    dial_in_allowed *        country codes; numbers exist for US DE GB FR AT CH IN AU, other countries are dropped
    policy_answer *          drop: what is not allowed is dropped with a 2xx (measured); refuse: 300 naming the field
    unknown_timezone         refuse (300 naming timezone), ignore (the host's zone)
    unknown_settings         ignore, refuse: keys of `settings` that nobody knows
    past_start               accept, refuse: the start of a create; a PATCH ignores a start in the past with 204
    patch_drops              fields that a PATCH ignores with 204: start_time settings.waiting_room
    list_delay_seconds *     before a created meeting shows in the list call
    access_token_seconds     3600
    refresh_grace_seconds    how long a rotated refresh token still works; 0: tokens of version 8, no tolerance
    dead_refresh_form        reason, old, minimal, numeric: how a dead refresh token is refused
    wrong_client_status      401, 400
    scope_error_status       400, 401: of code 4711
    api_url                  told in token answers; empty: this server
    granted_scopes *         given at the next consent
    optional_scopes          those of them with a box on the consent page
    published                false: users of other accounts (e-mail domains) than developer_domain are shown a page, and
                             no deauthorization notices are sent
    developer_domain         example.com
    admin_approval_required *  the consent ends on a page that says so
    decline_answer           access_denied, nothing (the redirect URI alone)
    daily_cap *              100 creates and updates per host and UTC day
    deletes_count failed_writes_count   they count in it too (unknown of Zoom; default false)
    per_second               calls per account, label (Light, Medium) and second; 0: no limit
    per_second_medium        another one for Medium, which is the list call; 0: the same
    account_daily            calls per account, label and UTC day; 0: no limit
    retry_after_form         instant, date, seconds, none: of the account's daily limit
    rate_headers             429 answers carry headers beside X-RateLimit-Category
    revoke_sends_notice      a revoke uninstalls the app, and the product hears of it
    notice_retry_seconds     300 1200 3600: after a 5xx or no answer
    notice_retries_restamped repeated notices carry a new time and signature
    clock_offset_seconds     this server's clock minus the real one

Zoom's errors, for faults of the kind error (all with status and words on /faults):
    the access token         token_expired token_invalid token_in_query token_expired_400 token_invalid_400 token_4700
                             token_4700_400 scope_missing scope_missing_reordered scope_missing_401 scope_missing_4700
                             scope_missing_4700_401
    plan and role            paid_account no_permission webinar_plan webinar_plan_200 no_license no_license_read
    the request              validation body_not_json schedule_for occurrence_id webinar_id schedule_refused
                             blocked_domain prescheduling error_message unheard_of
    user and meeting         user_missing user_missing_old user_foreign meeting_missing meeting_missing_old
                             meeting_started in_progress not_host ended pmi_delete pac_delete others_meetings
    limits (_bare: without any header)   rate_second rate_second_bare rate_second_4001 rate_second_4001_bare
                             rate_day_account rate_day_account_bare rate_day_host rate_day_host_bare rate_concurrent
                             rate_concurrent_bare rate_day_host_300 rate_html
    gateways and the like    server_error server_error_no_code server_error_empty bad_gateway_html unavailable_html
                             unavailable_xml gateway_timeout_html request_timeout forbidden_html empty_200 empty_400
                             empty_401 empty_404 empty_429
    /oauth/token             oauth_dead_token oauth_dead_token_old oauth_dead_token_old_400 oauth_dead_token_minimal
                             oauth_bad_code oauth_bad_code_unnamed oauth_bad_code_old oauth_wrong_client
                             oauth_wrong_client_401 oauth_unauthorized_client oauth_unsupported_grant
                             oauth_redirect_mismatch oauth_redirect_mismatch_grant oauth_too_many oauth_too_many_html
                             oauth_outage oauth_outage_html oauth_outage_empty oauth_html_400
    the same by number       oauth_4700 oauth_4702 oauth_4704 oauth_4705 oauth_4706 oauth_4709 oauth_4711 oauth_4717
                             oauth_4733 oauth_4734 oauth_4735 oauth_4737 oauth_4738 oauth_4740 oauth_4741

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
