"""One creditor, one consumer, one letter, one fee: what of another case of theirs stands in the way of a first letter.

Law: art. 6:96 lid 7 BW: what can be demanded together is demanded in one letter, and the principals are added up.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from cases.correspondence.new_notice import UNSENT
from cases.counting import statement
from cases.counting.notices import NOTICES, JudgedNotice
from cases.counting.statement import CaseRecord
from cases.models import Case, Claim, Hold, Letter, LetterState, Stage
from cases.parties import links, people_in_case
from cases.parties.people_in_case import PeopleInCase
from legal.counting.valuation import DebtorKind
from legal.errors import LawError
from legal.notice.term import fee_to_announce
from legal.parameters import Figures
from letters.words import euro, short_date

BEFORE_THE_COURT = (Stage.INTAKE, Stage.NOTICE_RUNNING, Stage.AMICABLE)
UNDER_WAY = (*UNSENT, LetterState.LEAVING)


@dataclass(frozen=True, kw_only=True)
class Sibling:
    """Another open case of the same creditor on the same consumer, as one person knows him by confirmed links.

    `is_held`: a dispute or pause stops it, so that nothing of it can be demanded now. `is_under_way`: its first letter
    was ordered and is not booked as posted. `counting`: the posted one that the costs of whoever is asked follow.
    `may_wait`: whether one can still be ordered for him.
    """

    case: Case
    record: CaseRecord
    people: PeopleInCase
    counting: JudgedNotice | None
    may_wait: bool
    is_held: bool
    is_under_way: bool

    def about(self, person_id: int, on: date) -> "Sibling | None":
        """The same for somebody who owes beside the debtor; None where he owes nothing in it: it is not his."""
        if all(each.person_id != person_id for each in self.people.beside(on)):
            return None
        return replace(
            self, counting=self.record.counting_for(person_id), may_wait=self.case.stage in BEFORE_THE_COURT
        )


def read(
    session: Session, cases: Sequence[Case], records: Mapping[int, CaseRecord], *, figures: Figures
) -> dict[int, tuple[Sibling, ...]]:
    """The siblings of each of these cases; the number of questions does not grow with them."""
    consumers = [case for case in cases if case.debtor_kind is DebtorKind.CONSUMER]
    groups = links.groups_of(session, {case.debtor_id for case in consumers})
    everybody = set().union(*groups.values())
    query = select(Case.id, Case.client_id, Case.debtor_id).where(
        Case.debtor_id.in_(everybody), Case.stage != Stage.CLOSED, Case.debtor_kind == DebtorKind.CONSUMER
    )
    of_pair: dict[tuple[int, int], list[int]] = defaultdict(list)
    for case_id, client_id, debtor_id in session.execute(query.order_by(Case.id)) if everybody else ():
        of_pair[client_id, debtor_id].append(case_id)
    shared = {
        case.id: [
            other for debtor_id in sorted(groups[case.debtor_id])
            for other in of_pair[case.client_id, debtor_id] if other != case.id
        ] for case in consumers
    }
    others = set().union(*shared.values())
    if not others:
        return {}
    siblings = _siblings(session, others, records, figures=figures)
    return {case_id: tuple(siblings[other] for other in each) for case_id, each in shared.items()}


def refusal(
    case: Case, record: CaseRecord, siblings: Collection[Sibling], *, letter_date: date, figures: Figures,
    claims: Sequence[Claim] | None = None,
) -> str:
    """Why this case gets no letter of its own over these claims (None: all) on that day, with what can be done.

    Empty when it may. Terms of one agreement are excepted: each asks for its own letter, and their fees are limited
    together.
    """
    named = case.claims if claims is None else claims
    if all(claim.term_of for claim in named):
        return ""
    reasons = (_reason(named, record, each, letter_date, figures) for each in siblings)
    return next(filter(None, reasons), "")


def _siblings(
    session: Session, others: Collection[int], records: Mapping[int, CaseRecord], *, figures: Figures
) -> dict[int, Sibling]:
    cases = session.scalars(select(Case).where(Case.id.in_(others)).options(
        joinedload(Case.debtor), joinedload(Case.terms), joinedload(Case.client), selectinload(Case.claims)
    )).all()
    lacking = [case for case in cases if case.id not in records]
    known = dict(records) | (statement.records_of(session, lacking, figures=figures) if lacking else {})
    people = people_in_case.read(session, cases, parties={case.id: known[case.id].parties for case in cases})
    held = set(session.scalars(select(Hold.case_id).where(Hold.case_id.in_(others), Hold.ended_on.is_(None))))
    under_way = set(session.scalars(select(Letter.case_id).where(
        Letter.case_id.in_(others), Letter.kind.in_(NOTICES), Letter.state.in_(UNDER_WAY)
    )))
    return {
        case.id: Sibling(
            case=case, record=known[case.id], people=people[case.id], counting=known[case.id].counting,
            may_wait=case.stage is Stage.INTAKE, is_held=case.id in held, is_under_way=case.id in under_way,
        ) for case in cases
    }


def _reason(claims: Sequence[Claim], record: CaseRecord, other: Sibling, letter_date: date, figures: Figures) -> str:
    number, counting = other.case.number, other.counting
    sums = _sums(record, other.record, on=letter_date, figures=figures)
    if other.is_under_way:
        return (
            f"de eerste brief van dossier {number} is besteld en nog niet weg: één schuldeiser, één brief. Trek die "
            f"brief in en voeg de dossiers samen{sums}"
        )
    if counting is None or not counting.is_valid or counting.letter.sent_on is None:
        is_due = any(claim.default_from and claim.default_from <= letter_date for claim in other.case.claims)
        told = f"dossier {number} wacht ook op een eerste brief: één schuldeiser, één brief. Voeg de dossiers samen"
        return f"{told}{sums}" if is_due and not other.is_held and other.may_wait else ""
    sent_on = counting.letter.sent_on
    term = statement.notice_term(other.case, counting, figures=figures)
    if term is not None and term.last_free_day is not None and letter_date <= term.last_free_day:
        return (
            f"de termijn van de brief van {short_date(sent_on)} in dossier {number} loopt tot en met "
            f"{short_date(term.last_free_day)}: wacht tot die voorbij is, of voeg de dossiers samen{sums}"
        )
    could = [claim for claim in claims if claim.default_from is not None and claim.default_from <= sent_on]
    if not could:
        return ""
    numbers = ", ".join(claim.invoice_number for claim in could)
    return (
        f"factuur {numbers} kon al in de brief van {short_date(sent_on)} in dossier {number} staan: daarover mag geen "
        f"tweede vergoeding worden gevraagd. Voeg de dossiers samen; dan komt er geen vergoeding bij{sums}"
    )


def _sums(one: CaseRecord, other: CaseRecord, *, on: date, figures: Figures) -> str:
    """The costs of two letters beside those of one, without VAT, with the article."""
    law = "(art. 6:96 lid 7 BW)"
    try:
        apart, together = costs_of([one, other], on=on, figures=figures)
    except LawError:  # the figures do not reach: the rule stands without its sums
        return f" {law}"
    return f". Los zijn de kosten {euro(apart[0])} en {euro(apart[1])}, samen {euro(together)} {law}"


def costs_of(records: Sequence[CaseRecord], *, on: date, figures: Figures) -> tuple[list[Decimal], Decimal]:
    """The costs of a first letter over what is open of each of these cases, and of one over all, without VAT (euro).

    Raises ParameterUnknown beyond what the figures were checked for.
    """
    claims = [
        statement.claims_of_fee(record, statement.valuation_of(record, on=on, figures=figures), figures=figures)
        for record in records
    ]
    everything = [claim for of_case in claims for claim in of_case]
    *apart, together = (
        fee_to_announce(each, reclaims_vat=True, on=on, figures=figures).fee for each in (*claims, everything)
    )
    return apart, together
