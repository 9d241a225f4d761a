"""A mail server: handing over one message, and what it answered, as exactly as SMTP lets it be known.

Until the message itself is handed over, whatever breaks says nothing of it. From then on a silence is an answer that
nobody knows.
"""

import logging
import re
import smtplib
import ssl
from types import TracebackType
from typing import Final, Self

from agency.outgoing.server import MailServer, Security
from cases.amicable.mailing import Answer, Claimed, Told

log = logging.getLogger(__name__)

ANSWERS_WITHIN: Final = 60.0  # seconds for each step; many times less than the lease of a message
_ADDRESS_IS_WRONG: Final = re.compile(r"^5\.1\.[0-36]\b")  # RFC 3463: bad mailbox, system, syntax or one that moved
_NO_MAILBOX: Final = (550, 551, 553)                       # RFC 5321, where a server gives no code of RFC 3463
_EXTENDED: Final = re.compile(r"^\d\.\d{1,3}\.\d{1,3}\b")


class ServerAway(Exception):
    """The mail server cannot be reached, does not let us in or takes nothing from us: says nothing of any message."""


class Line:
    """An open line to a mail server, for any number of messages, one after the other."""

    def __init__(self, server: MailServer, *, seconds: float = ANSWERS_WITHIN) -> None:
        self._server, self._seconds = server, seconds
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def open(self) -> None:
        """See to it that the server answers, before anything is taken to be sent. Raises ServerAway."""
        try:
            if self._smtp is not None and self._smtp.noop()[0] == 250:
                return
        except (smtplib.SMTPException, OSError):
            pass
        self._hang_up()
        try:
            self._smtp = self._connect()
        except (smtplib.SMTPException, OSError) as error:
            raise ServerAway(type(error).__name__) from error

    def _connect(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        if server.security is Security.TLS:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=self._seconds, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self._seconds)
        try:
            if server.security is Security.STARTTLS:
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password)
            smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp

    def send(self, message: Claimed) -> Told:
        """Hand over one message, once. Raises ServerAway where it was not handed over and nothing was said of it."""
        smtp = self._smtp
        if smtp is None:
            raise ServerAway("not open")
        try:
            self._announce(smtp, message.sender)
            code, words = smtp.rcpt(message.to)
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise ServerAway(type(error).__name__) from error
        if code not in (250, 251):
            self._reset(smtp)
            return _told(code, words, is_of_address=True)
        return self._hand_over(smtp, message.content)

    def _announce(self, smtp: smtplib.SMTP, sender: str) -> None:
        code, words = smtp.mail(sender)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, words, sender)

    def _hand_over(self, smtp: smtplib.SMTP, content: bytes) -> Told:
        try:
            code, words = smtp.data(content)
        except smtplib.SMTPDataError as error:  # it did not want to hear the message
            self._reset(smtp)
            said = error.smtp_error
            return _told(error.smtp_code, said if isinstance(said, bytes) else said.encode())
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            return Told(answer=Answer.UNKNOWN, words=type(error).__name__)
        return _told(code, words)

    def _reset(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._hang_up()

    def _hang_up(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _told(code: int, words: bytes, *, is_of_address: bool = False) -> Told:
    said = words.decode("utf-8", "replace")
    return Told(answer=_answer(code, said, is_of_address=is_of_address), words=f"{code} {said}")


def _answer(code: int, said: str, *, is_of_address: bool) -> Answer:
    if code == 250:
        return Answer.ACCEPTED
    if 400 <= code < 500:
        return Answer.LATER
    if _ADDRESS_IS_WRONG.match(said) or (is_of_address and code in _NO_MAILBOX and not _EXTENDED.match(said)):
        return Answer.NO_SUCH_ADDRESS
    return Answer.REFUSED
