"""Letters that ask no money: an answer, a question, a statement. What keeps them back, and what they share.

Who disputes, complains or asks for papers gets an answer also while collecting stands still, and of a closed case too
where he asked for it himself.
"""

from datetime import date
from typing import Any, ClassVar  # Any: fields differ in type

from sqlalchemy.orm import Session

from cases.correspondence import obstacles
from cases.correspondence.dossiers import Dossier
from cases.correspondence.letter_data import interest_after, letter_values
from cases.correspondence.rules import LetterRule, rule_of
from cases.models import Hold, HoldKind, Letter, NextStep
from cases.parties.people_in_case import Addressee
from cases.progress.stages import first_review, open_holds
from legal.calendar import working_days_after
from legal.counting.valuation import DebtorKind, Valuation
from letters.blocks import AddressBlock

NOBODY_THERE = frozenset({
    HoldKind.DECEASED, HoldKind.MINOR, HoldKind.ADDRESS_UNKNOWN, HoldKind.PERSON_UNCLEAR, HoldKind.NEW_DETAILS,
})
NOT_OURS_NOW = frozenset({HoldKind.PERSON_UNCLEAR, HoldKind.CLIENT_REQUEST})
ANSWER_DAYS = 10  # working days that a client gets for an answer: a choice of the agency, no source names one
TO_ANYBODY = "Geachte heer of mevrouw,"


class Answer(LetterRule):
    """One of these letters. `also_closed`: it leaves of a closed case too."""

    stopped_by = NOBODY_THERE
    follows_money = False
    also_closed: ClassVar[bool] = False

    def against(self, dossier: Dossier, *, on: date) -> str:
        """What keeps it back whatever it says, in Dutch."""
        return (
            ("" if self.also_closed else obstacles.closed(dossier))
            or obstacles.standing_still(dossier, on, self.stopped_by) or obstacles.ordered_already(dossier, self.kind)
            or ("" if self.to_outsider else obstacles.doubtful(dossier)) or self.addressee(dossier, on=on).not_there
            or without_default(dossier)
        )


def values(
    dossier: Dossier, *, letter_date: date, to: Addressee | None = None, valuation: Valuation | None = None
) -> dict[str, Any]:
    """What such a letter says of the case; `to`: who gets it, where it is not written to the debtor himself."""
    counted = valuation or dossier.valuation(letter_date)
    after = interest_after(dossier.record, on=counted.on, figures=dossier.figures)
    found = letter_values(dossier, counted, letter_date=letter_date, may_owe_nothing=True)
    found |= {"interest_runs": after.runs}
    if to is None:
        return found
    return found | {"debtor": AddressBlock(name=to.on_envelope, lines=to.lines), "salutation": TO_ANYBODY}


def is_consumer(dossier: Dossier) -> bool:
    """Whether the debtor of the case is a consumer."""
    return dossier.case.debtor_kind is DebtorKind.CONSUMER


def open_hold(dossier: Dossier, kind: HoldKind, *, on: date) -> Hold | None:
    """The open hold of this kind, None without one."""
    return next(iter(dossier.held_by({kind}, on)), None)


def look_again(session: Session, letter: Letter, day: date) -> None:
    """Once it was posted, the hold that it tells of is to be looked at on `day`; other holds keep their own days."""
    case, kind = letter.case, rule_of(letter.kind).follows_hold
    for hold in open_holds(session, case.id):
        if hold.kind is kind:
            hold.review_on = day
            if case.next_step is NextStep.REVIEW_HOLD:
                case.next_step_on = first_review(session, case.id)


def without_default(dossier: Dossier) -> str:
    """Of which invoices a letter cannot say since when they are late."""
    lacking = [claim.invoice_number for claim in dossier.case.claims if claim.default_from is None]
    return f"factuur {', '.join(lacking)}: er is niet vastgelegd sinds wanneer te laat is betaald" if lacking else ""


def some_days_on(dossier: Dossier, day: date) -> date:
    """The day on which an answer may be expected that is asked on `day`."""
    return working_days_after(day, ANSWER_DAYS, dossier.figures.holidays)


def not_before(field: str, day: date, leaves_on: date) -> dict[str, str]:
    """That a day which the letter promises comes before it can be there."""
    return {} if day > leaves_on else {field: "Kies een dag die na de dag van versturen komt."}


def not_later(field: str, day: date, letter_date: date) -> dict[str, str]:
    """That something which has happened lies after the letter."""
    return {} if day <= letter_date else {field: "Deze dag ligt na de datum van de brief. Kies een dag ervoor."}


def lines_of(text: str) -> tuple[str, ...]:
    """What was typed on lines of its own, each without a mark before it."""
    return tuple(line for line in (each.strip().lstrip("-*• ").strip() for each in text.splitlines()) if line)
