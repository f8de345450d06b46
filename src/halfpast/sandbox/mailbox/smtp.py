"""The SMTP side, on a thread with an event loop of its own; its port can go down and come back."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, AnyStr

from aiosmtpd.smtp import SMTP, Envelope, Session

from halfpast.sandbox.mailbox.store import MailStore

ACCEPTED = "250 OK, kept"


class _Handler:
    def __init__(self, store: MailStore) -> None:
        self._store = store

    async def handle_RCPT(
        self, server: _FaultySmtp, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        match self._store.take_fault("greylist", "reject"):
            case "greylist":
                return "451 4.7.1 Greylisted, try again later"
            case "reject":
                return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: _FaultySmtp, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        self._store.keep(envelope.mail_from or "", envelope.rcpt_tos, content)
        server.dying = self._store.take_fault("die_after_250", "die_before_250")
        return ACCEPTED


class _FaultySmtp(SMTP):
    dying = ""

    def __init__(self, store: MailStore) -> None:
        super().__init__(_Handler(store), hostname="mailbox.localhost", enable_SMTPUTF8=True)
        self._store = store

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._store.take_fault("refuse_connection") and isinstance(transport, asyncio.Transport):
            transport.abort()
            return
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.session is not None:  # None when the connection was refused before it began
            super().connection_lost(error)

    async def push(self, status: AnyStr) -> None:
        accepted = status in (ACCEPTED, ACCEPTED.encode())
        if not (accepted and self.dying == "die_before_250"):
            await super().push(status)
        if accepted and self.dying and self.transport is not None:
            self.transport.close()


class SmtpService:
    def __init__(self, host: str, port: int, store: MailStore) -> None:
        self.host, self.port = host, port
        self._store = store
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server: asyncio.Server | None = None
        self.listen_again()
        self.url = f"smtp://{self.host}:{self.port}"

    def listen_again(self) -> None:
        self._wait_for(self._listen())

    def stop_listening(self) -> None:
        self._wait_for(self._stop())

    def go_down(self, seconds: float | None) -> None:
        """Without seconds until `listen_again`."""
        self.stop_listening()
        if seconds is not None:
            self._loop.call_soon_threadsafe(self._loop.call_later, seconds, self._come_back)

    def close(self) -> None:
        self.stop_listening()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(1)
        if not self._thread.is_alive():
            self._loop.close()

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await self._loop.create_server(lambda: _FaultySmtp(self._store), self.host, self.port)
            self.port = int(self._server.sockets[0].getsockname()[1])

    async def _stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _come_back(self) -> None:
        self._loop.create_task(self._listen())

    def _wait_for(self, step: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(step, self._loop).result(5)
