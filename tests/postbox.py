"""A real mail server on loopback that receives messages, and can put off, refuse, or break off."""

import asyncio
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Postbox:
    """What arrived, in order: for whom, and the message. `answers` are given to an address first, in order;
    `breaks` is how many connections still break off in the midst of a message."""

    port: int = 0
    arrived: list[tuple[str, EmailMessage]] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    breaks: int = 0
    logins: list[bytes] = field(default_factory=list)
    on_arrival: Callable[[], None] = lambda: None

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.answers[address]:
            return self.answers[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.arrived += [(address, message) for address in envelope.rcpt_tos]
        self.on_arrival()
        return "250 taken"

    def mailboxes(self) -> dict[str, list[str]]:
        """The messages in each mailbox as a receiver counts them: each Message-ID once."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for address, message in self.arrived:
            found[address][message["Message-ID"]] = None
        return {address: list(ids) for address, ids in found.items()}


class _Server(SMTP):
    async def smtp_DATA(self, arg: str) -> None:
        if self.event_handler.breaks:
            self.event_handler.breaks -= 1
            await self.push("354 go on")
            self.transport.close()
            return
        await super().smtp_DATA(arg)


@contextmanager
def receiving(context: ssl.SSLContext | None = None, password: bytes = b"") -> Iterator[Postbox]:
    """A running server; with a certificate it asks for STARTTLS, with a password for a login."""
    box = Postbox()

    def check(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        box.logins.append(data.login)
        return AuthResult(success=data.password == password, handled=False)

    loop = asyncio.new_event_loop()

    def serve() -> SMTP:
        more = {"tls_context": context, "require_starttls": True} if context else {}
        if password:
            more |= {"authenticator": check, "auth_required": True, "auth_require_tls": bool(context)}
        return _Server(box, hostname="postbox.example.org", loop=loop, **more)

    server = loop.run_until_complete(loop.create_server(serve, "127.0.0.1", 0))
    box.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def close() -> None:
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0.05)

    try:
        yield box
    finally:
        asyncio.run_coroutine_threadsafe(close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
