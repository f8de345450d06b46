from __future__ import annotations

from email.message import EmailMessage
from typing import Any


def test_a_mail_is_kept_and_taken_apart(letterbox: Any, mail: EmailMessage) -> None:
    letterbox.send(mail)

    [kept] = letterbox.kept()

    assert (kept["to"], kept["subject"]) == (["ada@example.com"], "Confirmed: talk with Grüße")
    assert kept["from"] == "Halfpast <noreply@example.com>"
    assert kept["message_id"] == "<one@example.com>"
    assert (kept["text"].strip(), "Rich words" in kept["html"]) == ("Plain words", True)
    assert [(part["method"], part["attachment"]) for part in kept["ics"]] == [("REQUEST", False), ("", True)]
    assert "UID:booking-1@example.com" in kept["ics"][0]["text"]
    assert "Message-ID: <one@example.com>" in kept["raw"]


def test_mails_are_found_by_recipient_subject_and_age(letterbox: Any, mail: EmailMessage) -> None:
    letterbox.send(mail)
    first = letterbox.kept()[0]["id"]

    assert len(letterbox.kept("?to=Ada@Example.com&subject=confirmed")) == 1
    assert letterbox.kept("?to=bob@example.com") == []
    assert letterbox.kept(f"?since={first}") == []


def test_mails_can_be_deleted(letterbox: Any, mail: EmailMessage) -> None:
    letterbox.send(mail)

    letterbox.http.delete("/_mailbox/messages")

    assert letterbox.kept() == []


def test_the_page_of_a_mail_shows_its_parts_and_escapes_them(letterbox: Any, mail: EmailMessage) -> None:
    letterbox.send(mail)
    number = letterbox.kept()[0]["id"]

    overview, page = letterbox.http.get("/").text, letterbox.http.get(f"/messages/{number}").text

    assert f'href="/messages/{number}"' in overview
    assert "Plain words" in page
    assert "Mon 03 Mar 2031, 10:00 UTC" in page
    assert "Talk &lt;b&gt;" in page
    assert "<script" not in page


def test_the_html_part_is_served_where_no_script_can_run(letterbox: Any, mail: EmailMessage) -> None:
    letterbox.send(mail)

    answer = letterbox.http.get(f"/messages/{letterbox.kept()[0]['id']}/html")

    policy = answer.headers["Content-Security-Policy"]
    assert "Rich words" in answer.text
    assert policy.startswith("sandbox allow-popups ")
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy


def test_an_attachment_is_downloaded_as_it_came(letterbox: Any, mail: EmailMessage) -> None:
    letterbox.send(mail)
    kept = letterbox.kept()[0]
    [attachment] = kept["attachments"]

    answer = letterbox.http.get(f"/messages/{kept['id']}/parts/{attachment['number']}")

    assert answer.content.startswith(b"BEGIN:VCALENDAR")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="invite.ics"')


def test_a_broken_calendar_part_is_shown_as_such(letterbox: Any) -> None:
    message = EmailMessage()
    message["To"], message["From"] = "a@example.com", "b@example.com"
    message.set_content("not a calendar", subtype="calendar")
    letterbox.send(message)

    page = letterbox.http.get("/messages/1").text

    assert "Cannot be read" in page
    assert "No subject" in page


def test_what_is_not_there_is_not_found(letterbox: Any) -> None:
    for path in ("/messages/1", "/messages/x", "/nonsense", "/_mailbox/nonsense", "/_mailbox/messages/7"):
        assert letterbox.http.get(path).status_code == 404
