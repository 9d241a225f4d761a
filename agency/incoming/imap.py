"""A mailbox by IMAP: which messages are new, what each says, and that one was kept."""

import imaplib
import ssl
from types import TracebackType
from typing import Any, Final, Self  # Any: what the library answers

from agency.incoming.mailbox import Mailbox, Security
from cases.inspection.mails import MAX_BYTES

ANSWERS_WITHIN: Final = 60.0  # seconds for each step


class MailboxAway(Exception):
    """The mailbox cannot be reached, does not let us in or does not answer as it should."""


class Line:
    """An open line to a mailbox. Every step raises MailboxAway."""

    def __init__(self, mailbox: Mailbox, *, seconds: float = ANSWERS_WITHIN) -> None:
        self._mailbox, self._seconds = mailbox, seconds
        self._imap: imaplib.IMAP4 | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._imap is not None:
            self._imap.shutdown()
            self._imap = None

    def open(self) -> None:
        """Log in and choose the folder."""
        try:
            self._imap = self._connect()
            self._imap.login(self._mailbox.user, self._mailbox.password)
            answer, _ = self._imap.select(f'"{self._mailbox.folder}"')
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailboxAway(type(error).__name__) from None  # its words may hold the password
        _require(answer)

    def _connect(self) -> imaplib.IMAP4:
        box, context = self._mailbox, ssl.create_default_context()
        if box.security is Security.TLS:
            return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=self._seconds)
        imap = imaplib.IMAP4(box.host, box.port, timeout=self._seconds)
        if box.security is Security.STARTTLS:
            try:
                imap.starttls(context)
            except BaseException:
                imap.shutdown()
                raise
        return imap

    def new(self) -> list[str]:
        """The messages that nobody has seen, the oldest first."""
        found = self._ask("SEARCH", "UNSEEN")
        return (found[0] or b"").decode("ascii", "replace").split()

    def content(self, uid: str) -> bytes:
        """A message as it lies there, without marking it; of one that is too large, no more than shows that."""
        for part in self._ask("FETCH", uid, f"(BODY.PEEK[]<0.{MAX_BYTES + 1}>)"):
            if isinstance(part, tuple):
                content: bytes = part[1]
                return content
        raise MailboxAway("no message")

    def mark_seen(self, uid: str) -> None:
        """It is kept: it is not new any more."""
        self._ask("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")

    def _ask(self, command: str, *asked: str) -> list[Any]:
        if self._imap is None:
            raise MailboxAway("not open")
        try:
            answer, found = self._imap.uid(command, *asked)
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailboxAway(type(error).__name__) from error
        _require(answer)
        return found


def _require(answer: str) -> None:
    if answer != "OK":
        raise MailboxAway(answer)
