"""125: whoever owes together owes no more than the whole, and a payment counts once.

It is of who owes in its case, who gets no more back than what he paid himself.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from cases.counting import ledger_entries, per_person, statement
from cases.counting.statement import CaseRecord
from cases.invariants.finding import IN_PIECES, Flaw, Looked, Wrong, all_of
from cases.models import OWING, Arrangement, Case, CaseParty, Contact, LedgerEntry, PartyRole, ToldAmount
from legal.errors import LawError
from legal.facts import Liability
from legal.money import ZERO
from letters.words import euro

_OfOne: TypeAlias = type[LedgerEntry] | type[Arrangement] | type[Contact] | type[ToldAmount]
_OF_ONE: dict[_OfOne, str] = {
    LedgerEntry: "een betaling is van wie in het dossier betaalt",
    Arrangement: "een regeling is met wie in het dossier betaalt",
    Contact: "een contact is met wie in het dossier betaalt",
    ToldAmount: "een bedrag is genoemd aan wie in het dossier betaalt",
}


def named(looked: Looked) -> Iterator[Wrong]:
    """Payments, repayments, arrangements, contacts and amounts told of who never owed in their case; shares beyond the
    whole.
    """
    for table, holds in _OF_ONE.items():
        found = select(table.id).join(Case, table.case_id == Case.id).where(_owes_nothing(table.debtor_id))
        yield from all_of(looked, table.__tablename__, found, holds)
    taken: dict[int, Fraction] = defaultdict(Fraction)
    shares = select(CaseParty).where(
        CaseParty.share_numerator.is_not(None), CaseParty.through_day.is_(None), CaseParty.role != PartyRole.GUARANTOR
    )
    for party in looked.session.scalars(shares):
        taken[party.case_id] += party.share or Fraction(0)
    for case_id, total in taken.items():
        if total > 1:
            yield Wrong(table="case", row=str(case_id), what="de delen zijn samen ten hoogste het geheel")


def counted(looked: Looked) -> Iterator[Wrong]:
    """Cases in which somebody owes more than the case, or what was paid is not counted once."""
    on = statement.last_known_day(looked.figures, looked.on)
    several = select(CaseParty.case_id).where(CaseParty.through_day.is_(None)).distinct().order_by(CaseParty.case_id)
    ids = list(looked.session.scalars(several.limit(looked.sample)))
    for first in range(0, len(ids), IN_PIECES):
        yield from _of_piece(looked, ids[first:first + IN_PIECES], on)
        looked.session.expunge_all()


def _of_piece(looked: Looked, ids: Sequence[int], on: date) -> Iterator[Wrong]:
    cases = looked.session.scalars(select(Case).where(Case.id.in_(ids)).order_by(Case.id).options(
        selectinload(Case.claims), selectinload(Case.terms), selectinload(Case.debtor)
    )).all()
    records = statement.records_of(looked.session, cases, figures=looked.figures)
    for case in cases:
        try:
            what = _what_is_wrong(looked, case, records[case.id], on)
        except LawError:
            continue
        if what:
            yield Wrong(table="case", row=str(case.id), what=what, flaw=Flaw.SUM)


def _what_is_wrong(looked: Looked, case: Case, record: CaseRecord, on: date) -> str:
    whole = statement.valuation_of(record, on=on, figures=looked.figures)
    each = per_person.owed_by_each(case, record, on=on, figures=looked.figures)
    most = max(whole.balance, ZERO)
    above = [one.owes for one in each if one.owes > most]
    if above:
        return f"iemand zou {euro(max(above))} moeten betalen, van {euro(whole.balance)} samen"
    if not any(one.liability is Liability.JOINT for one in each):
        shares = sum((max(one.owes, ZERO) for one in each if one.liability is Liability.SHARE), ZERO)
        if shares > most:
            return f"de delen zijn samen {euro(shares)}, van {euro(whole.balance)}"
    above = [one.too_much for one in each if one.liability is not None and one.too_much > one.paid]
    if above:
        return f"iemand zou {euro(max(above))} terugkrijgen, meer dan wat hij zelf betaalde"
    booked = sum((payment.amount for payment in whole.payments), ZERO)
    entered = ledger_entries.together(entry for entry in record.payments if entry.effective_on <= on)
    return "" if booked == entered else f"er is {euro(entered)} betaald, en {euro(booked)} geteld"


def _owes_nothing(debtor_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """Whether a person is named who is not the debtor of the case and plays no part by which he owes in it."""
    owes = exists().where(
        CaseParty.case_id == Case.id, CaseParty.person_id == debtor_id, CaseParty.role.in_(OWING)
    ).correlate(Case, debtor_id.class_)
    return and_(debtor_id.is_not(None), debtor_id != Case.debtor_id, ~owes)
