"""Periodic terms of the same agreement in earlier cases: what was charged over them leaves less room for costs."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from cases.models import Case, Claim
from legal.facts import DebtorKind, MissedTerm
from legal.money import ZERO

CostsOf = Callable[[Case], Decimal | None]


def earlier_cases(session: Session, cases: Sequence[Case]) -> dict[int, list[Case]]:
    """Cases with periodic terms of the debtors of these cases that have some, by debtor, oldest first.

    Theirs may count earlier ones in turn: those are among them too. No debtor is shared by two clients.
    """
    debtors = {case.debtor_id for case in cases if _agreements(case)}
    if not debtors:
        return {}
    query = (
        select(Case).where(Case.debtor_id.in_(debtors), Case.claims.any(Claim.term_of != ""))
        .options(selectinload(Case.claims), joinedload(Case.terms), joinedload(Case.debtor)).order_by(Case.id)
    )
    found: dict[int, list[Case]] = defaultdict(list)
    for case in session.scalars(query):
        found[case.debtor_id].append(case)
    return found


def _agreements(case: Case) -> set[str]:
    if case.debtor_kind is not DebtorKind.CONSUMER:
        return set()
    return {claim.term_of for claim in case.claims if claim.term_of}


def earlier_terms(case: Case, of_debtor: Sequence[Case], *, costs_of: CostsOf) -> tuple[MissedTerm, ...]:
    """The terms of the agreements of `case` in earlier cases of the same client against the same consumer.

    `of_debtor`: his cases with periodic terms. `costs_of` gives the costs of a case once its notice has run, without
    VAT; None while no notice makes any due. They stand on the largest of its terms. Terms that were paid late to the
    client itself are not on record.
    Law: art. 2a of the decree on collection costs, as one source describes it.
    """
    agreements = _agreements(case)
    earlier = [
        other for other in of_debtor
        if other.id < case.id and other.client_id == case.client_id
        and any(claim.term_of in agreements for claim in other.claims)
    ]
    return tuple(term for other in earlier for term in _terms(other, agreements, costs_of(other)))


def _terms(case: Case, agreements: set[str], costs: Decimal | None) -> list[MissedTerm]:
    terms = [claim for claim in case.claims if claim.term_of in agreements and claim.default_from is not None]
    largest = max(terms, key=lambda claim: claim.principal, default=None)
    has_other_claims = any(not claim.term_of for claim in case.claims)
    return [
        MissedTerm(
            ref=claim.invoice_number, principal=claim.principal, missed_on=claim.default_from,
            has_own_notice=costs is not None, term_of=claim.term_of,
            fee_charged=costs if costs is not None and claim is largest and not has_other_claims else ZERO,
        )
        for claim in terms if claim.default_from is not None
    ]
