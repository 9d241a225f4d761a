"""Claims that came to a case after its first letter: what of them a notice of their own can name, and who sees to it.

Law: art. 6:96 lid 6 and 7 BW: each claim of a consumer needs a notice, and one creditor asks one fee over all.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.counting import notices, statement
from cases.counting.notices import JudgedNotice
from cases.counting.statement import CaseRecord
from cases.models import Case, Claim
from cases.progress import tasks
from cases.progress.tasks import TaskInput
from legal.calendar import ONE_DAY
from legal.facts import Payment
from legal.money import ZERO
from legal.parameters import Figures
from letters.words import short_date


class HasNotices(Protocol):
    """What knows the notice that counts and those of claims that came after it: a record, a balance."""

    @property
    def counting(self) -> JudgedNotice | None:
        """The posted first letter that the costs follow."""

    @property
    def added(self) -> tuple[JudgedNotice, ...]:
        """The notices of claims that came after it."""


def waiting(case: Case, record: HasNotices) -> list[Claim]:
    """The claims that came after the first letter and are in no valid notice yet."""
    return notices.came_later(case, record.counting, record.added)


def in_default(case: Case, record: HasNotices, on: date) -> list[Claim]:
    """Those of them that a notice of `on` can name."""
    return [claim for claim in waiting(case, record) if claim.default_from is not None and claim.default_from <= on]


def of_claims(record: CaseRecord, claims: Sequence[Claim], *, on: date, figures: Figures) -> CaseRecord:
    """The record of these claims alone and without any notice, with what of each payment went to them through `on`."""
    refs = {str(claim.id) for claim in claims}
    valuation = statement.valuation_of(record, on=on, figures=figures)
    paid = tuple(
        Payment(received_on=payment.received_on, amount=taken, claim=share.ref)
        for payment in valuation.payments for share in payment.per_claim
        if share.ref in refs and (taken := share.costs + share.interest + share.principal) > ZERO
    )
    own = tuple(claim for claim in record.facts.claims if claim.ref in refs)
    unnoticed = tuple(replace(each, notice=None, later_notices=()) for each in record.facts.debtors)
    facts = replace(record.facts, claims=own, payments=paid, notice=None, later_notices=(), debtors=unnoticed)
    return CaseRecord(facts=facts, payments=(), notices=(), counting=None)


def first_day(case: Case, record: HasNotices, *, figures: Figures) -> date | None:
    """The first day of a notice of theirs: the first letter has run its term, and one of them is in default.

    None while one of the two is not known.
    """
    term = statement.notice_term(case, record.counting, figures=figures)
    defaults = [claim.default_from for claim in waiting(case, record) if claim.default_from is not None]
    if term is None or term.last_free_day is None or not defaults:
        return None
    return max(term.last_free_day + ONE_DAY, min(defaults))


def ask(session: Session, act: Act, case: Case, *, figures: Figures) -> None:
    """Set the task to send the notice, once it can be; where no claim waits for one nobody has to see to it."""
    record = statement.record_of(session, case, figures=figures)
    found = waiting(case, record)
    if not found:
        tasks.drop_with(session, act, _key(case), reason="In dit dossier wacht geen factuur meer op zo'n brief.")
        return
    numbers = ", ".join(claim.invoice_number for claim in found)
    day = first_day(case, record, figures=figures)
    since = "" if day is None or day <= act.today else f" Kan vanaf {short_date(day)}."
    tasks.set(session, act, TaskInput(
        what=f"Aanvullende veertiendagenbrief voor factuur {numbers}.{since}",
        due_on=max(act.today, day or act.today), person_id=case.handler_id, case_id=case.id, key=_key(case),
    ))


def done(session: Session, act: Act, case: Case) -> None:
    """The notice left: nobody has to see to it any more."""
    tasks.drop_with(session, act, _key(case), reason="De aanvullende veertiendagenbrief is gepost.")


def _key(case: Case) -> str:
    return f"added_notice:{case.id}"
