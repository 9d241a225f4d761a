"""Letters by post that waited too long for the printer: the day that they name is no longer far enough ahead."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from cases.correspondence import dossiers
from cases.correspondence.dossiers import Dossier
from cases.correspondence.making import REFUSALS
from cases.correspondence.rules import rule_of
from cases.models import Letter
from legal.parameters import Figures
from legal.policies import MAILING
from letters.words import short_date


def reasons(session: Session, letters: Iterable[Letter], *, today: date, figures: Figures) -> dict[int, str]:
    """Why some of these may not leave today, by id, in Dutch: what was filled in for them holds on their date alone.

    A few days late is no reason, as for one by e-mail. Those that name no day of their own may always leave.
    """
    first = today - timedelta(days=MAILING.late_days)
    old = [each for each in letters if each.batch.letter_date < first and rule_of(each.kind).form is not None]
    found = dossiers.read(session, {each.case_id for each in old}, figures=figures) if old else {}
    why = {each.id: _faults(each, found[each.case_id], today=today) for each in old}
    told = {each.id: each.batch.letter_date for each in old if why[each.id]}
    return {key: f"de brief van {short_date(day)} bleef te lang liggen: {why[key]}" for key, day in told.items()}


def _faults(letter: Letter, dossier: Dossier, *, today: date) -> str:
    """What is wrong with what it says, if it leaves today; empty for nothing."""
    rule, day = rule_of(letter.kind), letter.batch.letter_date
    try:
        filled_in = replace(dossier, details=rule.filled_in(letter.batch))
        about = rule.about(filled_in, letter.debtor_id, on=day)
        return " ".join(rule.faults(about, letter_date=day, leaves_on=today).values())
    except REFUSALS as refusal:
        return str(refusal)
