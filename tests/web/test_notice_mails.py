from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from halfpast.web.notice_mails import Action, notice_mail

RECONNECT = Action("Reconnect Zoom", "https://book.example.com/app/integrations")


def a_notice(**changes: object) -> EmailMultiAlternatives:
    facts: dict[str, object] = {
        "to": "ada@example.com",
        "subject": "Your event types need Zoom",
        "heading": "Zoom needs you",
        "paragraphs": ["Zoom no longer accepts the grant.", "Until then guests get the next place."],
        "action": RECONNECT,
    }
    return notice_mail(**{**facts, **changes})  # type: ignore[arg-type]


def as_sent(message: EmailMultiAlternatives) -> EmailMessage:
    message.send()
    parsed = message_from_bytes(mail.outbox[-1].message().as_bytes(), policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def body(sent: EmailMessage, kind: str) -> str:
    part = sent.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_text_and_html_both_carry_heading_paragraphs_and_the_way_on(kind: str) -> None:
    words = body(as_sent(a_notice()), kind)
    for fact in ("Zoom needs you", "no longer accepts", "the next place", RECONNECT.label, RECONNECT.url):
        assert fact in words


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_notice_without_an_action_has_no_empty_button(kind: str) -> None:
    words = body(as_sent(a_notice(action=None)), kind)
    assert "href" not in words
    assert RECONNECT.label not in words


def test_html_in_a_name_stays_text() -> None:
    sent = as_sent(a_notice(paragraphs=["<script>alert(1)</script> & co. {{ heading }}"]))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co. {{ heading }}" in body(sent, "html")
    assert "<script>alert(1)</script> & co. {{ heading }}" in body(sent, "plain")


def test_a_line_break_in_the_subject_makes_no_header() -> None:
    sent = as_sent(a_notice(subject="Hello\r\nBcc: eve@example.com\n\nBody"))
    assert sent["Subject"] == "Hello Bcc: eve@example.com Body"
    assert sent["Bcc"] is None


@pytest.mark.parametrize("address", ["ada@example.com\r\nBcc: eve@example.com", "ada@example.com\nX: y"])
def test_a_line_break_in_the_address_sends_nothing(address: str) -> None:
    with pytest.raises(ValueError, match="newlines"):
        a_notice(to=address).send()


def test_nobody_elses_address_is_in_the_mail() -> None:
    assert as_sent(a_notice())["To"] == "ada@example.com"
    assert mail.outbox[-1].recipients() == ["ada@example.com"]


def test_a_notice_says_that_a_machine_sent_it_and_from_where(settings: pytest.FixtureRequest) -> None:
    settings.BASE_URL = "https://book.example.com"  # type: ignore[attr-defined]
    sent = as_sent(a_notice(action=None))
    assert sent["Auto-Submitted"] == "auto-generated"
    assert "Sent by Halfpast at https://book.example.com." in body(sent, "plain")


def test_the_html_names_its_language() -> None:
    with override("de"):
        words = body(as_sent(a_notice()), "html")
    assert 'lang="de"' in words


def test_the_html_asks_no_other_site_for_anything() -> None:
    words = body(as_sent(a_notice(action=None)), "html")
    assert "<img" not in words
    assert "@import" not in words
    assert "fonts.g" not in words
