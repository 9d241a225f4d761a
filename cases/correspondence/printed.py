"""Whether a letter went to the printer: what goes by print runs is posted only after that."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from cases.errors import Refused
from cases.input_checks import day_of
from cases.models import Case, Letter, LetterState, PrintRun, PrintRunLetter, PrintState
from legal.counting.valuation import Channel

BY_POST: Final = (Channel.ORDINARY_POST, Channel.REGISTERED_POST)
_NAMED: Final = 3


class NotPrinted(Refused):
    """A letter that goes by a print run was not printed."""

    code = "not_printed"


def require(session: Session, batch_id: int, *, posted_on: date) -> None:
    """Raise NotPrinted where made letters of a batch go by print runs and one of them did not go to the printer, or
    went there after the day on which it would have been posted: its term would begin too early.

    Letters of which none ever stood in a run are printed by hand: nothing is asked of those.
    """
    lacking = _lacking(session, batch_id)
    if lacking:
        named, more = ", ".join(lacking[:_NAMED]), len(lacking) - _NAMED
        which = f"{'dossier' if len(lacking) == 1 else 'dossiers'} {named}" + (f" en nog {more}" if more > 0 else "")
        raise NotPrinted(
            f"Nog niet alle brieven van verzending {batch_id} zijn bij de printer of drukker: {which}. Draag het "
            "drukwerk eerst over, laat die brieven opnieuw drukken, of trek ze in."
        )
    last = _last_handed_over(session, batch_id)
    if last is not None and posted_on < last:
        raise NotPrinted(
            f"Van verzending {batch_id} ging een brief pas op {last:%d-%m-%Y} naar de printer of drukker. Kies die dag "
            "of later als postdatum, voor de hele verzending."
        )


def require_in_no_run(session: Session, batch_id: int) -> None:
    """Raise Refused where a letter of a batch goes by a print run: it would be printed twice."""
    query = (
        select(PrintRunLetter.run_id).join(PrintRunLetter.letter)
        .where(Letter.batch_id == batch_id, PrintRunLetter.standing).limit(1)
    )
    run_id = session.scalar(query)
    if run_id is not None:
        raise Refused(f"Deze brieven gaan mee met drukwerk {run_id}. Ze worden daar gedrukt, één keer.")


def _last_handed_over(session: Session, batch_id: int) -> date | None:
    """The last day on which one of the letters went to the printer; None where none goes by a run."""
    query = (
        select(func.max(PrintRun.handed_over_at)).join(PrintRunLetter, PrintRunLetter.run_id == PrintRun.id)
        .join(PrintRunLetter.letter)
        .where(Letter.batch_id == batch_id, Letter.state == LetterState.RENDERED, PrintRunLetter.standing)
    )
    at = session.scalar(query)
    return None if at is None else day_of(at)


def _lacking(session: Session, batch_id: int) -> Sequence[str]:
    """The case numbers of made letters that are in no run that was handed over, of a batch that goes by runs."""
    made = (Letter.batch_id == batch_id, Letter.state == LetterState.RENDERED, Letter.channel.in_(BY_POST))
    goes_by_runs = (
        select(PrintRunLetter.id).join(PrintRunLetter.letter).join(PrintRunLetter.run)
        .where(*made, PrintRun.state != PrintState.CANCELLED).limit(1)
    )
    if session.scalar(goes_by_runs) is None:
        return []
    is_printed = exists().where(and_(
        PrintRunLetter.letter_id == Letter.id, PrintRunLetter.standing, PrintRunLetter.is_printed.is_(True),
        PrintRun.id == PrintRunLetter.run_id, PrintRun.state == PrintState.HANDED_OVER,
    ))
    query = select(Case.number).join(Letter, Letter.case_id == Case.id).where(*made, ~is_printed)
    return session.scalars(query.order_by(Case.number)).all()
