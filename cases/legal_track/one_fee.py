"""Costs that another case of the same creditor on the same consumer bears where one letter could have named all.

Law: art. 6:96 lid 7 BW. A first letter of the second case is refused beforehand (`correspondence.one_letter`); what
came about all the same, as when two debtors prove to be one person, is found here.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.correspondence import one_letter
from cases.correspondence.one_letter import Sibling
from cases.counting import reaching, statement
from cases.counting.notices import JudgedNotice
from cases.counting.statement import CaseRecord
from cases.models import Case
from legal.court.gate_facts import OtherFees
from legal.facts import DebtorKind, Line, LineKind, Notice, Valuation
from legal.money import ZERO
from legal.parameters import Figures


def other_fees(
    session: Session, case: Case, record: CaseRecord, counted: Valuation, *, figures: Figures
) -> OtherFees | None:
    """The costs of other cases beside those that are `counted` of this one; None where there are none to add up.

    The case whose letter left first keeps its fee: only what comes after that can be too much.
    """
    own = record.counting
    if case.debtor_kind is not DebtorKind.CONSUMER or own is None or record.facts.notice is None or not counted.costs:
        return None
    siblings = one_letter.read(session, [case], {case.id: record}, figures=figures).get(case.id, ())
    earlier = [
        each for each in siblings
        if each.counting is not None and each.counting.is_valid and _is_earlier(each, case, own)
        and each.counting.letter.id != own.letter.id  # one letter whose claims stand in two cases: one fee already
        and _could_be_one(case, own, each, figures=figures)
    ]
    fees = [(each, _costs(each, counted.on, figures=figures)) for each in earlier]
    fees = [(each, (amount, base)) for each, (amount, base) in fees if amount]
    if not fees:
        return None
    before = sum((amount for _, (amount, _) in fees), ZERO)
    rest = _rest(record, record.facts.notice, sum((base for _, (_, base) in fees), ZERO), counted.on, figures=figures)
    taken = sum((payment.costs for payment in counted.payments), ZERO)
    return OtherFees(
        cases=tuple(each.case.number for each, _ in fees), apart=before + counted.costs, together=before + rest,
        over=max(ZERO, counted.costs - rest - taken),
    )


def _is_earlier(other: Sibling, case: Case, own: JudgedNotice) -> bool:
    assert other.counting is not None
    theirs, ours = other.counting.letter.sent_on, own.letter.sent_on
    return (theirs or date.max, other.case.id) < (ours or date.max, case.id)


def _could_be_one(case: Case, own: JudgedNotice, other: Sibling, *, figures: Figures) -> bool:
    """Whether a claim could stand in the earlier letter, or the second left within its term; no terms of one agreement.
    """
    assert other.counting is not None
    sent_on, second = other.counting.letter.sent_on, own.letter.sent_on
    if sent_on is None or second is None or all(claim.term_of for claim in case.claims):
        return False
    term = statement.notice_term(other.case, other.counting, figures=figures)
    is_within = term is not None and term.last_free_day is not None and second <= term.last_free_day
    return is_within or any(claim.default_from and claim.default_from <= sent_on for claim in case.claims)


def _costs(other: Sibling, on: date, *, figures: Figures) -> tuple[Decimal, Decimal]:
    """The costs of another case and the principal that they were counted over (euro)."""
    found = reaching.counted(other.record, wanted=on, figures=figures).valuation
    return found.costs, _base(found.lines)


def _base(lines: Iterable[Line]) -> Decimal:
    return sum((line.base for line in lines if line.kind is LineKind.COSTS), ZERO)


def _rest(record: CaseRecord, notice: Notice, elsewhere: Decimal, on: date, *, figures: Figures) -> Decimal:
    """What one fee over all leaves for this case (euro, without VAT)."""
    facts = replace(record.facts, notice=replace(notice, elsewhere=notice.elsewhere + elsewhere))
    return statement.valuation_of(replace(record, facts=facts), on=on, figures=figures).costs
