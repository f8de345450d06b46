from __future__ import annotations

import smtplib
import time
from email.message import EmailMessage
from typing import Any

import pytest


def test_a_refused_connection_ends_before_the_greeting(letterbox: Any, mail: EmailMessage) -> None:
    letterbox.fault("refuse_connection")

    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        letterbox.send(mail)
    letterbox.send(mail)

    assert len(letterbox.kept()) == 1


@pytest.mark.parametrize(("kind", "code"), [("greylist", 451), ("reject", 550)])
def test_a_recipient_is_refused_for_now_or_for_good(letterbox: Any, mail: EmailMessage, kind: str, code: int) -> None:
    letterbox.fault(kind, times=1)

    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        letterbox.send(mail)
    letterbox.send(mail)

    assert refusal.value.recipients["ada@example.com"][0] == code
    assert len(letterbox.kept()) == 1


def test_a_server_that_dies_after_the_250_has_kept_the_mail(letterbox: Any, mail: EmailMessage) -> None:
    letterbox.fault("die_after_250")
    client = smtplib.SMTP(letterbox.running.smtp_host, letterbox.running.smtp_port, timeout=5)

    client.send_message(mail)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.noop()
    assert len(letterbox.kept()) == 1
    client.close()


def test_a_server_that_dies_before_the_250_has_kept_the_mail_too(letterbox: Any, mail: EmailMessage) -> None:
    letterbox.fault("die_before_250")

    with pytest.raises(smtplib.SMTPServerDisconnected):
        letterbox.send(mail)

    assert len(letterbox.kept()) == 1


def test_a_server_that_is_down_comes_back_on_the_same_port(letterbox: Any, mail: EmailMessage) -> None:
    letterbox.fault("down")
    with pytest.raises(ConnectionRefusedError):
        letterbox.send(mail)

    letterbox.http.delete("/_mailbox/faults")
    letterbox.send(mail)

    assert len(letterbox.kept()) == 1


def test_a_server_may_be_down_for_a_while_only(letterbox: Any, mail: EmailMessage) -> None:
    letterbox.fault("down", seconds=0.1)

    patience = time.monotonic() + 3
    while time.monotonic() < patience and not letterbox.kept():
        try:
            letterbox.send(mail)
        except ConnectionRefusedError:
            time.sleep(0.02)

    assert len(letterbox.kept()) == 1


def test_an_unknown_fault_is_refused(letterbox: Any) -> None:
    assert letterbox.http.post("/_mailbox/faults", json={"kind": "nonsense"}).status_code == 400
    assert letterbox.http.post("/_mailbox/faults", json={"kind": "reject", "times": 0}).status_code == 400
