"""The mailbox's pages and its JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from halfpast.sandbox.http_server import Answer, Exchange, json_answer, see_other
from halfpast.sandbox.mailbox.calendar_view import show_calendar
from halfpast.sandbox.mailbox.reading import Mail, as_json, read_mail
from halfpast.sandbox.mailbox.smtp import SmtpService
from halfpast.sandbox.mailbox.store import BadFault, MailStore
from halfpast.sandbox.pages import Html, fill, page, table

# The mail is shown without scripts, forms or anything loaded; its links open in a tab of their own.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


@dataclass
class MailboxSite:
    store: MailStore
    smtp: SmtpService
    zoom_url: str = ""

    def serve(self, exchange: Exchange) -> None:
        if exchange.path.startswith("/_mailbox/"):
            exchange.send(self._for_scripts(exchange))
        else:
            exchange.send(self._for_people(exchange))

    def _for_scripts(self, exchange: Exchange) -> Answer:
        match exchange.method, exchange.path.split("/")[2:]:
            case "GET", ["messages"]:
                mails = [read_mail(row) for row in self.store.all()]
                wanted = [as_json(mail) for mail in mails if _is_wanted(mail, exchange.query)]
                return json_answer(200, {"messages": wanted})
            case "DELETE", ["messages"]:
                self.store.clear()
                return Answer(204)
            case "GET", ["messages", message_id]:
                row = self.store.one(message_id)
                return json_answer(200, as_json(read_mail(row))) if row else json_answer(404, {"error": "no such mail"})
            case "GET", ["faults"]:
                return json_answer(200, {"faults": self.store.waiting_faults()})
            case "POST", ["faults"]:
                return self._add_fault(exchange)
            case "DELETE", ["faults"]:
                self.store.clear_faults()
                self.smtp.listen_again()
                return Answer(204)
        return json_answer(404, {"error": "unknown; see the docstring of halfpast.sandbox"})

    def _add_fault(self, exchange: Exchange) -> Answer:
        document = exchange.json_object
        try:
            kind = self.store.add_fault(document)
        except BadFault as problem:
            return json_answer(400, {"error": str(problem)})
        if kind == "down":
            seconds = (document or {}).get("seconds")
            self.smtp.go_down(float(seconds) if isinstance(seconds, int | float) else None)
        return json_answer(201, {"kind": kind})

    def _for_people(self, exchange: Exchange) -> Answer:
        if (exchange.method, exchange.path) == ("POST", "/clear"):
            self.store.clear()
            return see_other("/")
        if exchange.method not in ("GET", "HEAD"):
            return self._page("Not found", Html("<h1>Not found</h1>"), status=404)
        if exchange.path == "/":
            return self._page("Mailbox", self._list(exchange.query.get("to", "")))
        match exchange.path.split("/"):
            case ["", "messages", message_id, *rest] if row := self.store.one(message_id):
                return self._part(read_mail(row), rest)
        return self._page("Not found", Html("<h1>Not found</h1>"), status=404)

    def _part(self, mail: Mail, rest: list[str]) -> Answer:
        match rest:
            case []:
                return self._page(mail.header("subject") or "No subject", _whole(mail))
            case ["html"]:
                return _framed(mail)
            case ["raw"]:
                return Answer(200, mail.raw, (("Content-Type", "text/plain; charset=utf-8"), _NO_SNIFF))
            case ["parts", number]:
                for part in mail.attachments:
                    if str(part.number) == number:
                        return _download(part.filename, part.content)
        return self._page("Not found", Html("<h1>Not found</h1>"), status=404)

    def _page(self, title: str, content: Html, status: int = 200) -> Answer:
        links = [("/", "All mails")]
        if self.zoom_url:
            links.append((self.zoom_url, "Simulated Zoom"))
        return page(title, content, links=links, brand="Mailbox", status=status)

    def _list(self, recipient: str) -> Html:
        mails = [read_mail(row) for row in reversed(self.store.all())]
        rows = [_list_row(mail) for mail in mails if not recipient or recipient in mail.recipients]
        listed = table(("Time (UTC)", "To", "Subject", ""), rows, "No mail yet. Reload the page to look again.")
        return fill(_LIST, listed=listed, smtp=f"{self.smtp.host}:{self.smtp.port}")


def _is_wanted(mail: Mail, wanted: Mapping[str, str]) -> bool:
    if "to" in wanted and wanted["to"].lower() not in (address.lower() for address in mail.recipients):
        return False
    if wanted.get("since", "").isdigit() and mail.id <= int(wanted["since"]):
        return False
    return wanted.get("subject", "").lower() in mail.header("subject").lower()


def _list_row(mail: Mail) -> list[object]:
    subject = mail.header("subject") or "No subject"
    link = fill('<a href="/messages/$id">$subject</a>', id=mail.id, subject=subject)
    calendar = f"calendar {mail.calendars[0].method.lower()}".strip() if mail.calendars else ""
    return [f"{mail.time:%d %b %H:%M:%S}", ", ".join(mail.recipients), link, calendar]


def _whole(mail: Mail) -> Html:
    headers = [fill("<dt>$name</dt><dd>$value</dd>", name=name, value=value) for name, value in mail.headers]
    attachments = [
        fill(
            '<li><a href="/messages/$id/parts/$n">$name</a> <span class="quiet">$type</span></li>',
            id=mail.id,
            n=part.number,
            name=part.filename,
            type=part.content_type,
        )
        for part in mail.attachments
    ]
    return fill(
        _MAIL,
        id=mail.id,
        subject=mail.header("subject") or "No subject",
        sender=mail.header("from"),
        recipients=", ".join(mail.recipients),
        time=f"{mail.time:%A %d %B %Y, %H:%M:%S} UTC",
        html=fill(_FRAME, id=mail.id)
        if mail.html
        else fill('<p class="quiet">$none</p>', none="This mail has no HTML part."),
        text=mail.text or "This mail has no text part.",
        calendars=[show_calendar(part) for part in mail.calendars],
        attachments=fill("<ul>$items</ul>", items=attachments) if attachments else "None",
        headers=headers,
    )


def _framed(mail: Mail) -> Answer:
    body = Html('<base target="_blank">') + mail.html
    policy = ("Content-Security-Policy", MAIL_POLICY)
    return Answer(200, body.encode(), (("Content-Type", "text/html; charset=utf-8"), policy, _NO_SNIFF))


def _download(filename: str, content: bytes) -> Answer:
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", filename)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
    headers = (("Content-Type", "application/octet-stream"), ("Content-Disposition", disposition), _NO_SNIFF)
    return Answer(200, content, headers)


_NO_SNIFF = ("X-Content-Type-Options", "nosniff")

_LIST = """<h1>Mailbox</h1><p class="quiet">Every mail sent to $smtp ends here.</p>
<section class="card">$listed</section>
<form method="post" action="/clear"><button class="plain">Delete all mails</button></form>"""

_FRAME = """<iframe src="/messages/$id/html" title="The mail as it looks"
sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>"""

_MAIL = """<h1>$subject</h1><section class="card"><dl><dt>From</dt><dd>$sender</dd><dt>To</dt><dd>$recipients</dd>
<dt>Received</dt><dd>$time</dd><dt>Attachments</dt><dd>$attachments</dd></dl></section>
<section class="card"><h2>As it looks</h2>$html</section>
<section class="card"><h2>As plain text</h2><pre>$text</pre></section>$calendars
<section class="card"><h2>Headers</h2><dl>$headers</dl>
<p><a href="/messages/$id/raw">The whole mail as sent</a></p></section>"""
