"""A mail server during whose work something happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend


class Backend(EmailBackend):
    """Each act happens while one mail is on its way, in order."""

    meanwhile: ClassVar[list[Callable[[], object]]] = []

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if self.meanwhile:
            self.meanwhile.pop(0)()
        return int(super().send_messages(messages))
