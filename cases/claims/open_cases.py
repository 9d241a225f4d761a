"""Open cases of a debtor that a new invoice meets: which one takes it in, and how that is told beforehand.

One creditor, one debtor, one letter, one fee: a case that waits for its first letter takes every new invoice in. After
that letter the terms of the client decide. Law: art. 6:96 lid 7 BW.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.claims import twins
from cases.correspondence.one_letter import BEFORE_THE_COURT
from cases.counting.notices import GONE
from cases.intake.model import FlagCode, RowFlag
from cases.models import (
    Case,
    ClientTerms,
    Hold,
    Letter,
    LetterKind,
    NewInvoices,
    NextStep,
    Stage,
    ToldAmount,
    WriteOff,
    WriteOffState,
)
from cases.parties import links
from legal.counting.valuation import DebtorKind
from letters.words import short_date

ONE_FEE = "art. 6:96 lid 7 BW"


@dataclass(frozen=True, kw_only=True)
class OpenCase:
    """An open case as a new invoice meets it. `sent_on`: the last posting of a first letter, None without one.

    `is_waiting`: its first letter is not ordered. `is_bound`: a hold, an amount that was told, a proposal to book off
    or somebody else who owes by his own agreement keeps other invoices out.
    """

    id: int
    number: str
    debtor_id: int
    kind: DebtorKind
    stage: Stage
    is_waiting: bool
    is_bound: bool
    sent_on: date | None = None

    def takes(self, kind: DebtorKind, terms: ClientTerms) -> bool:
        """Whether an invoice that the debtor owes as this goes here, by these terms."""
        if kind is not self.kind:
            return False
        if self.is_waiting:
            return True
        joins = terms.new_invoices is NewInvoices.JOIN and kind is DebtorKind.CONSUMER
        return joins and self.stage in BEFORE_THE_COURT and not self.is_bound


def of_debtors(session: Session, client_id: int, debtor_ids: Collection[int], *, on: date) -> list[OpenCase]:
    """The open cases of these debtors, the oldest first: a few questions for many."""
    query = select(Case).where(
        Case.client_id == client_id, Case.debtor_id.in_(debtor_ids), Case.stage != Stage.CLOSED
    ).order_by(Case.id)
    return as_met(session, session.scalars(query).all() if debtor_ids else (), on=on)


def as_met(session: Session, cases: Sequence[Case], *, on: date) -> list[OpenCase]:
    """These cases, which are open, as a new invoice meets them."""
    if not cases:
        return []
    ids = [case.id for case in cases]
    shared = twins.with_others(session, ids)
    held = set(session.scalars(select(Hold.case_id).where(Hold.case_id.in_(ids), Hold.ended_on.is_(None))))
    told = set(session.scalars(select(ToldAmount.case_id).where(
        ToldAmount.case_id.in_(ids), ToldAmount.through_day >= on
    )))
    proposed = set(session.scalars(select(WriteOff.case_id).where(
        WriteOff.case_id.in_(ids), WriteOff.state == WriteOffState.PROPOSED
    )))
    sent = dict(session.execute(select(Letter.case_id, func.max(Letter.sent_on)).where(
        Letter.case_id.in_(ids), Letter.kind == LetterKind.FIRST_NOTICE, Letter.state.in_(GONE),
        Letter.returned_on.is_(None),
    ).group_by(Letter.case_id)).all())
    bound = shared | held | told | proposed
    return [
        OpenCase(
            id=case.id, number=case.number, debtor_id=case.debtor_id, kind=case.debtor_kind, stage=case.stage,
            is_waiting=_waits(case) and case.id not in shared, is_bound=case.id in bound, sent_on=sent.get(case.id),
        ) for case in cases
    ]


def _waits(case: Case) -> bool:
    return case.stage is Stage.INTAKE and case.next_step is NextStep.SEND_FIRST_NOTICE


class Meetings:
    """The open cases that the rows of a file meet, by debtor on record, as one person knows him by links."""

    def __init__(self, session: Session, terms: ClientTerms, debtor_ids: Collection[int], *, on: date) -> None:
        self.terms = terms
        self.groups = links.groups_of(session, debtor_ids) if debtor_ids else {}
        everybody = set().union(*self.groups.values()) if self.groups else set()
        self.by_debtor: dict[int, list[OpenCase]] = defaultdict(list)
        for each in of_debtors(session, terms.client_id, everybody, on=on):
            self.by_debtor[each.debtor_id].append(each)

    def told(self, debtor_id: int, kind: DebtorKind) -> RowFlag | None:
        """What happens to an invoice of this debtor that he owes as this.

        None where he has no open case, or one that waits for its first letter: that takes in all, as in one file.
        """
        found = sorted(
            (each for number in self.groups.get(debtor_id, ()) for each in self.by_debtor[number]),
            key=lambda each: each.id,
        )
        if not found:
            return None
        own = next((each for each in found if each.is_waiting and each.takes(kind, self.terms)), None) or next(
            (each for each in found if each.debtor_id == debtor_id and each.takes(kind, self.terms)), None
        )
        if own is not None and own.is_waiting:
            return None
        return RowFlag(code=FlagCode.OPEN_CASE, explanation=_in_words(found, own, kind))


def _in_words(found: Sequence[OpenCase], own: OpenCase | None, kind: DebtorKind) -> str:
    if own is not None:
        return (
            f"Er loopt al een dossier van u op deze debiteur: {_named(own)}. Deze factuur komt daarbij, met een "
            f"aanvullende veertiendagenbrief. De kosten zijn het verschil met één vergoeding over alles ({ONE_FEE})."
        )
    listed = ", ".join(_named(each) for each in found[:3])
    same_kind = any(each.kind is kind for each in found)
    if kind is not DebtorKind.CONSUMER or not same_kind:
        return f"Er loopt al een dossier van u op deze debiteur: {listed}. Deze factuur wordt een nieuw dossier."
    return (
        f"Er loopt al een dossier van u op deze debiteur: {listed}. Deze factuur wordt een nieuw dossier. Een eigen "
        "brief kan pas als de termijn van die brief voorbij is; over wat daar al in had kunnen staan, komt geen tweede "
        f"vergoeding ({ONE_FEE})."
    )


def _named(case: OpenCase) -> str:
    return case.number if case.sent_on is None else f"{case.number} (brief van {short_date(case.sent_on)})"
