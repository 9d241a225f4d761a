"""The jobs that workers do. A job gets ids, claims each row itself, and a second run does nothing."""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from rq.timeouts import BaseTimeoutException

from agency import clock
from agency.background.setting import Pace, application
from agency.database import session, transaction
from agency.resources import figures
from agency.settings import Settings
from cases.correspondence import making
from cases.correspondence.making import Work
from cases.errors import DomainError
from cases.models import Letter
from cases.store import DocumentStore
from legal.errors import LawError
from letters.catalogue import Rendered, render
from letters.errors import LetterError

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
REFUSALS = (DomainError, LawError, LetterError)  # with a Dutch reason that a person can act on


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """What every job needs, made once per process."""

    app: Flask
    store: DocumentStore
    pace: Pace


_workshop: Workshop | None = None


def prepare(settings: Settings, pace: Pace) -> Workshop:
    """Make the workshop of this process ahead of the first job; a forked work-horse inherits it.

    It opens no connection and draws no page: neither may be shared with a fork.
    """
    global _workshop
    _workshop = Workshop(
        app=application(settings),
        store=DocumentStore(Path(settings.document_store)),
        pace=pace,
    )
    return _workshop


def _open_workshop() -> Workshop:
    return _workshop or prepare(Settings.load(), Pace.load())


def render_letters(letter_ids: Sequence[int]) -> None:
    """Make these letters; what goes wrong with one leaves the others alone."""
    workshop = _open_workshop()
    with workshop.app.app_context():
        for letter_id in letter_ids:
            try:
                _render_letter(workshop, letter_id)
            except BaseTimeoutException:
                raise
            except Exception:  # the lease runs out and the sweep rings again
                log.exception("letter %d could not be handled now", letter_id)


def _render_letter(workshop: Workshop, letter_id: int) -> None:
    with transaction() as writing:
        token = making.claim(writing, letter_id, now=clock.now(), lease=workshop.pace.lease)
    if token is None:
        return
    attempt = session().get_one(Letter, letter_id).attempts
    if attempt > MAX_ATTEMPTS:  # it takes the whole process down each time, so no error of it was ever seen
        _give_up(letter_id, token, "het maken van de brief werd telkens afgebroken")
        return
    try:
        work = making.work(session(), letter_id, token=token, figures=figures(), today=clock.today())
        rendered = render(work.data)
    except BaseTimeoutException:
        raise
    except REFUSALS as refusal:
        _fail(letter_id, token, str(refusal))
    except Exception:
        log.exception("letter %d could not be made at attempt %d", letter_id, attempt)
        if attempt >= MAX_ATTEMPTS:
            _give_up(letter_id, token, "de brief kon niet worden gemaakt door een fout in het programma")
    else:
        _keep(workshop, work, rendered)


def _keep(workshop: Workshop, work: Work, rendered: Rendered) -> None:
    for content in (rendered.pdf, rendered.docx):
        workshop.store.put(content)  # ahead of the transaction, so that no other writer waits for the disk
    with transaction() as writing:
        if not making.finish(writing, workshop.store, work, rendered=rendered, now=clock.now()):
            log.info("letter %d was finished by another or withdrawn meanwhile", work.letter_id)


def _give_up(letter_id: int, token: str, reason: str) -> None:
    code = secrets.token_hex(4)
    log.error("letter %d is given up after %d attempts, reference %s", letter_id, MAX_ATTEMPTS, code)
    _fail(letter_id, token, f"Na {MAX_ATTEMPTS} pogingen: {reason}. Meld dit met code {code}.")


def _fail(letter_id: int, token: str, error: str) -> None:
    with transaction() as writing:
        making.fail(writing, letter_id, token=token, error=error, now=clock.now())
