"""Sending the messages to mobile phones whose time has come: oldest first, each taken in a transaction of its own
before it goes out. What a worker leaves behind is uncertain, and never sent again by itself.
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
from agency.outgoing.sms import ServiceAway, SmsService, service_at
from agency.resources import figures
from cases.amicable import messaging
from cases.amicable.mailing import Told
from cases.amicable.messaging import Claimed
from cases.models import DutyName
from cases.store import DocumentStore

log = logging.getLogger(__name__)

KIND: Final = "sms"
ALL: Final = 1                # the one subject of this work: whatever is due
AT_ONCE: Final = 500          # in one job; the sweep rings for the rest
PAUSES: Final = (0.0, 1.0, 5.0, 15.0, 30.0)  # seconds between attempts to keep what was answered


def left_behind(reading: Session, now: datetime) -> list[int]:
    """Whether something is to be sent, or was taken and never heard of again."""
    if messaging.lost(reading, now):
        return [ALL]
    return [ALL] if _service() is not None and messaging.due(reading, now, limit=1) else []


def send_due(_all: int, _store: DocumentStore, _pace: Pace) -> None:
    """Send what is due, oldest first, as long as the service takes it."""
    for message_id in messaging.lost(session(), clock.now()):
        with transaction() as writing:
            messaging.hold_for_lost(writing, clock.now(), message_id)
    service = _service()
    if service is None:
        return
    try:
        for message_id in messaging.due(session(), clock.now(), limit=AT_ONCE):
            _send(service, message_id)
    except ServiceAway as error:
        log.warning("the service for messages is away (%s): they wait", error)
        return
    note(DutyName.SMS)


def note_rest() -> None:
    """Nothing waits that could leave: all is well with this duty, without a round that says so."""
    if _service() is not None and not left_behind(session(), clock.now()):
        note(DutyName.SMS)


def _service() -> SmsService | None:
    """Where they go; None where nothing may leave: outside production, or without a service."""
    config = current_app.config
    url = config["SMS_URL"] if config["PRODUCTION"] else None
    return None if url is None else service_at(url)


def _send(service: SmsService, message_id: int) -> None:
    service.open()
    try:
        with transaction() as writing:
            claimed = messaging.claim(writing, clock.now(), message_id, figures=figures())
    except (UnderMaintenance, BaseTimeoutException):
        raise
    except Exception:  # of this one alone: it is not taken, nothing went out, and the others go on
        log.exception("message %d cannot be taken now", message_id)
        return
    if claimed is None:
        return
    try:
        told = service.send(claimed)
    except ServiceAway:
        with transaction() as writing:
            messaging.give_back(writing, claimed)
        raise
    _keep(claimed, told)


def _keep(claimed: Claimed, told: Told) -> None:
    """Keep what was answered; where that does not succeed for long it becomes uncertain by itself."""
    for pause in PAUSES:
        time.sleep(pause)
        try:
            with transaction() as writing:
                messaging.record(writing, clock.now(), claimed, told)
        except (OperationalError, UnderMaintenance) as error:
            log.warning("the answer on message %d could not be kept yet: %s", claimed.message_id, type(error).__name__)
        else:
            return
    log.error("the answer on message %d is lost", claimed.message_id)
