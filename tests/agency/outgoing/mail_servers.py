"""A real mail server in the process of the tests, that does what it is told with what it gets."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from agency.outgoing.server import MailServer, Security


class Mailbox:
    """What came in, and how it answers: `to_address` and `to_message` by the address, `dies` after it has a message."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []
        self.to_address: Callable[[str], str] = lambda _: "250 OK"
        self.to_message: Callable[[str], str] = lambda _: "250 2.0.0 Ok: queued as 1A2B"
        self.dies = False
        self.seconds = 0.0

    @property
    def addresses(self) -> list[str]:
        """To whom, in the order in which they came."""
        return [str(each["To"]) for each in self.got]

    async def handle_RCPT(  # noqa: N802 - as the library calls it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Whether it takes anything for this address."""
        said = self.to_address(address)
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the message, or not."""
        await asyncio.sleep(self.seconds)
        said = self.to_message(envelope.rcpt_tos[0])
        if said.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.got.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
        if self.dies:
            transport: Any = server.transport  # Any: the library does not say
            transport.abort()
        return said


@contextmanager
def mail_server(box: Mailbox, *, port: int = 0) -> Iterator[MailServer]:
    """The server for a while, at a port of its own unless one is asked."""
    controller = Controller(box, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    try:
        yield MailServer(host="127.0.0.1", port=controller.port, security=Security.NONE)
    finally:
        controller.stop()


def free_port() -> int:
    """A port where nobody listens."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        found: int = taken.getsockname()[1]
    return found
