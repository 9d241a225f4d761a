"""Sending the letters by e-mail whose time has come: oldest first, each taken in a transaction of its own before it
goes out. What a worker leaves behind is uncertain, and never sent again by itself.
"""

import logging
import time
from datetime import datetime
from typing import Final

from flask import current_app
from rq.timeouts import BaseTimeoutException
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from agency import clock
from agency.background.noting import note
from agency.background.setting import Pace
from agency.database import session, transaction
from agency.maintenance import UnderMaintenance
from agency.outgoing.server import MailServer
from agency.outgoing.smtp import Line, ServerAway
from agency.resources import figures
from cases.amicable import mailing
from cases.amicable.mailing import Claimed, Told
from cases.models import DutyName
from cases.store import DocumentStore

log = logging.getLogger(__name__)

KIND: Final = "mail"
ALL: Final = 1                # the one subject of this work: whatever is due
AT_ONCE: Final = 500          # in one job; the sweep rings for the rest
PAUSES: Final = (0.0, 1.0, 5.0, 15.0, 30.0)  # seconds between attempts to keep what the server answered


def left_behind(reading: Session, now: datetime) -> list[int]:
    """Whether something is to be sent, or was taken and never heard of again."""
    if mailing.lost(reading, now):
        return [ALL]
    return [ALL] if _server() is not None and mailing.due(reading, now, limit=1) else []


def send_due(_all: int, store: DocumentStore, _pace: Pace) -> None:
    """Send what is due, oldest first, as long as the server takes it."""
    for delivery_id in mailing.lost(session(), clock.now()):
        with transaction() as writing:
            mailing.hold_for_lost(writing, clock.now(), delivery_id)
    server = _server()
    if server is None:
        return
    due = mailing.due(session(), clock.now(), limit=AT_ONCE)
    with Line(server) as line:
        try:
            for delivery_id in due:
                _send(line, delivery_id, store)
        except ServerAway as error:
            log.warning("the mail server is away (%s): letters wait", error)
            return
    note(DutyName.MAIL)


def note_rest() -> None:
    """Nothing waits that could leave: all is well with this duty, without a round that says so."""
    if _server() is not None and not left_behind(session(), clock.now()):
        note(DutyName.MAIL)


def _server() -> MailServer | None:
    """Where it goes; None where nothing may leave: outside production, or without a server."""
    config = current_app.config
    url = config["SMTP_URL"] if config["PRODUCTION"] else None
    return None if url is None else MailServer.read(url)


def _send(line: Line, delivery_id: int, store: DocumentStore) -> None:
    line.open()
    try:
        with transaction() as writing:
            claimed = mailing.claim(
                writing, clock.now(), delivery_id, sender=current_app.config["MAIL_FROM"], store=store,
                figures=figures(),
            )
    except (UnderMaintenance, BaseTimeoutException):
        raise
    except Exception:  # of this one alone: it is not taken, nothing went out, and the others go on
        log.exception("letter by e-mail %d cannot be taken now", delivery_id)
        return
    if claimed is None:
        return
    try:
        told = line.send(claimed)
    except ServerAway:
        with transaction() as writing:
            mailing.give_back(writing, claimed)
        raise
    _keep(claimed, told)


def _keep(claimed: Claimed, told: Told) -> None:
    """Keep what the server answered; where that does not succeed for long it becomes uncertain by itself."""
    for pause in PAUSES:
        time.sleep(pause)
        try:
            with transaction() as writing:
                mailing.record(writing, clock.now(), claimed, told, figures=figures())
        except (OperationalError, UnderMaintenance) as error:
            log.warning("the answer on %d could not be kept yet: %s", claimed.delivery_id, type(error).__name__)
        else:
            return
    log.error("the answer on %d is lost", claimed.delivery_id)
