"""E-mails as they come in from outside: an answer, one that came back, an automatic one; and taking one in."""

from email.message import EmailMessage

from sqlalchemy.orm import Session

from cases.acts import by_program
from cases.amicable import inbound
from cases.inspection import mails
from cases.models import Delivery, Inbound
from cases.store import DocumentStore
from tests.cases.amicable.mails import LEAVING, SENDER
from tests.factories import FIGURES

BOUNCED = "550 5.1.1 <jansje@voorbeeld.test>: Recipient address rejected: User unknown"


def answer(text: str = "Ik betaal vrijdag.", *, number: int = 1, **headers: str) -> EmailMessage:
    """What somebody writes; a header by its name, with _ for -."""
    mail = EmailMessage()
    mail["From"] = headers.pop("From", "Jansje <jansje@voorbeeld.test>")
    mail["To"] = SENDER
    mail["Subject"] = headers.pop("Subject", "Re: Bericht")
    mail["Message-ID"] = f"<in-{number}@voorbeeld.test>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def bounce(message_id: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """What a mail server sends where one of ours did not arrive (RFC 3464)."""
    return f"""From: MAILER-DAEMON@elders.test\r
To: {SENDER}\r
Subject: Undelivered Mail Returned to Sender\r
Message-ID: <bounce-{status}@elders.test>\r
Auto-Submitted: auto-replied\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
\r
--b\r
Content-Type: text/plain\r
\r
I'm sorry to have to inform you that your message could not be delivered.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; elders.test\r
\r
Final-Recipient: rfc822; jansje@voorbeeld.test\r
Action: {action}\r
Status: {status}\r
Diagnostic-Code: smtp; {BOUNCED}\r
\r
--b\r
Content-Type: message/rfc822\r
\r
From: {SENDER}\r
Subject: Bericht\r
Message-ID: {message_id}\r
\r
Beste lezer\r
--b--\r
""".encode()


def came_in(session: Session, store: DocumentStore, content: bytes | EmailMessage) -> Inbound:
    """The program takes it in."""
    raw = content if isinstance(content, bytes) else content.as_bytes()
    prepared = inbound.prepare(session, store, raw, mails.read(raw))
    row = inbound.take_in(session, by_program(LEAVING), prepared, own_address=SENDER, figures=FIGURES)
    session.flush()
    session.expire_all()
    return row


def id_of(delivery: Delivery) -> str:
    """The Message-ID of one that left."""
    assert delivery.message_id is not None
    return delivery.message_id
