"""Taking in the e-mails that came in: each in a transaction of its own, and marked as seen only after that.

What breaks off in between is taken in again, and found to be on record.
"""

import logging
from datetime import datetime
from typing import Final

from flask import current_app
from rq.timeouts import BaseTimeoutException
from sqlalchemy.orm import Session

from agency import clock
from agency.background.noting import note
from agency.background.setting import Pace
from agency.database import session, transaction
from agency.incoming.imap import Line, MailboxAway
from agency.incoming.mailbox import Mailbox
from agency.maintenance import UnderMaintenance
from agency.resources import figures
from cases.acts import by_program
from cases.amicable import inbound
from cases.amicable.mailing import NotYet
from cases.inspection import mails, viruses
from cases.inspection.mails import Mail
from cases.models import DutyName
from cases.store import DocumentStore

log = logging.getLogger(__name__)

KIND: Final = "mail_in"
ALL: Final = 1        # the one subject of this work: whatever is new
AT_ONCE: Final = 100  # in one job; the sweep rings for the rest
HARMFUL: Final = "in de e-mail is een virus gevonden"


def left_behind(_reading: Session, _now: datetime) -> list[int]:
    """That the mailbox is to be looked into, each time anew: only the mailbox knows whether something came."""
    return [ALL] if _mailbox() is not None else []


def fetch_new(_all: int, store: DocumentStore, _pace: Pace) -> None:
    """Take in what is new, the oldest first."""
    mailbox = _mailbox()
    if mailbox is None:
        return
    with Line(mailbox) as line:
        try:
            line.open()
            went_well = [_fetch(line, uid, store) for uid in line.new()[:AT_ONCE]]
        except MailboxAway as error:
            log.warning("the mailbox is away (%s): what came in waits there", error)
            return
    if all(went_well):
        note(DutyName.MAIL_IN)


def _mailbox() -> Mailbox | None:
    """Which it is; None outside production, where nothing may be marked as seen, or without one."""
    config = current_app.config
    url = config["IMAP_URL"] if config["PRODUCTION"] else None
    return None if url is None else Mailbox.read(url)


def _fetch(line: Line, uid: str, store: DocumentStore) -> bool:
    """Take in one; whether that went well. One that does not go well stays new, and the others go on."""
    content = line.content(uid)
    try:
        _keep(content, store)
    except NotYet:
        return True
    except (UnderMaintenance, BaseTimeoutException):
        raise
    except Exception:
        log.exception("an e-mail that came in cannot be kept now")
        session().rollback()
        return False
    line.mark_seen(uid)
    return True


def _keep(content: bytes, store: DocumentStore) -> None:
    mail = _read(content)
    session().rollback()  # end the read: what stood before is of no use
    if inbound.is_known(session(), mail):
        return
    prepared = inbound.prepare(session(), store, content, mail)
    with transaction() as writing:
        inbound.take_in(
            writing, by_program(clock.now()), prepared, own_address=current_app.config["MAIL_FROM"], figures=figures()
        )


def _read(content: bytes) -> Mail:
    """What it says; of one in which the scanner finds a virus no more than its headers. Raises ScannerSilent."""
    url: str | None = current_app.config["CLAMD_URL"]
    if url is not None:
        try:
            viruses.refuse_virus(content, "e-mail", url=url)
        except viruses.VirusFound:
            return mails.read(content, why_not=HARMFUL)
    return mails.read(content)
