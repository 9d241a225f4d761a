"""Claims that came to a case after its first letter: what of them a notice of their own can name, and who sees to it.

Law: art. 6:96 lid 6 and 7 BW: each claim of a consumer needs a notice, and one creditor asks one fee over all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence.one_letter import UNDER_WAY
from cases.counting import notices, statement
from cases.counting.notices import JudgedNotice
from cases.counting.statement import CaseRecord
from cases.models import Case, Claim, Debtor, Letter, Stage
from cases.progress import tasks
from cases.progress.tasks import TaskInput
from legal.calendar import ONE_DAY
from legal.facts import Liability, Payment
from legal.money import ZERO
from legal.parameters import Figures
from letters.words import short_date


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """The claims of which one of those who owe got no valid notice yet: they came after `first`, his first letter."""

    person: Debtor
    first: JudgedNotice
    claims: tuple[Claim, ...]


def of_each(case: Case, record: CaseRecord) -> list[Waiting]:
    """What waits for a notice of its own, by who owes it: the debtor of the case first."""
    ids = [int(each.ref) for each in record.facts.debtors if each.liability is not Liability.GUARANTOR]
    found = []
    for person_id in ids if record.facts.debtors else [case.debtor_id]:
        first, claims = record.counting_for(person_id), waiting(case, record, person_id)
        if first is not None and claims:
            found.append(Waiting(person=record.person_of(case, person_id), first=first, claims=tuple(claims)))
    return found


def waiting(case: Case, record: CaseRecord, person_id: int) -> list[Claim]:
    """The claims that came after his first letter and are in no valid notice to him yet."""
    return notices.came_later(case, record.counting_for(person_id), record.added_for(person_id))


def in_default(case: Case, record: CaseRecord, person_id: int, on: date) -> list[Claim]:
    """Those of them that a notice of `on` can name."""
    found = waiting(case, record, person_id)
    return [claim for claim in found if claim.default_from is not None and claim.default_from <= on]


def of_claims(record: CaseRecord, claims: Sequence[Claim], *, on: date, figures: Figures) -> CaseRecord:
    """The record of these claims alone and without any notice, with what of each payment went to them through `on`.

    Of what is looked at: of who owes a share that share alone, as a debt of his own.
    """
    refs = {str(claim.id) for claim in claims}
    valuation = statement.valuation_of(record, on=on, figures=figures)
    paid = tuple(
        Payment(received_on=payment.received_on, amount=share.total, claim=share.ref)
        for payment in valuation.payments for share in payment.per_claim
        if share.ref in refs and share.total > ZERO
    )
    facts = record.own_facts(on=on, figures=figures)
    own = tuple(claim for claim in facts.claims if claim.ref in refs)
    facts = replace(facts, claims=own, payments=paid, notice=None, later_notices=(), debtors=())
    return CaseRecord(facts=facts, payments=(), notices=(), counting=None)


def first_day(case: Case, found: Waiting, *, figures: Figures) -> date | None:
    """The first day of a notice of theirs: the first letter has run its term, and one of them is in default.

    None while one of the two is not known.
    """
    term = statement.notice_term(case, found.first, figures=figures)
    defaults = [claim.default_from for claim in found.claims if claim.default_from is not None]
    if term is None or term.last_free_day is None or not defaults:
        return None
    return max(term.last_free_day + ONE_DAY, min(defaults))


def ask(session: Session, act: Act, case: Case, *, figures: Figures) -> None:
    """Set the task to send the notice, once it can be; where no claim waits for one nobody has to see to it.

    Of several who owe each gets his own, on one day: the first on which all of them can. A closed case sends none.
    """
    if case.stage is Stage.CLOSED:
        return
    record = statement.record_of(session, case, figures=figures)
    found = of_each(case, record)
    if not found:
        tasks.drop_with(session, act, _key(case), reason="In dit dossier wacht geen factuur meer op zo'n brief.")
        return
    numbers = ", ".join(dict.fromkeys(claim.invoice_number for each in found for claim in each.claims))
    days = [day for each in found if (day := first_day(case, each, figures=figures)) is not None]
    day = max(days, default=None)
    since = "" if day is None or day <= act.today else f" Kan vanaf {short_date(day)}."
    tasks.set(session, act, TaskInput(
        what=f"Aanvullende veertiendagenbrief voor factuur {numbers}.{since}",
        due_on=max(act.today, day or act.today), person_id=case.handler_id, case_id=case.id, key=_key(case),
    ))


def others_leave(session: Session, letter: Letter) -> bool:
    """Whether another letter of the same order in the case is still to be booked as posted."""
    return bool(session.scalar(select(exists().where(
        Letter.batch_id == letter.batch_id, Letter.case_id == letter.case_id, Letter.id != letter.id,
        Letter.state.in_(UNDER_WAY),
    ))))


def done(session: Session, act: Act, case: Case) -> None:
    """The notice left: nobody has to see to it any more."""
    tasks.drop_with(session, act, _key(case), reason="De aanvullende veertiendagenbrief is gepost.")


def _key(case: Case) -> str:
    return f"added_notice:{case.id}"
