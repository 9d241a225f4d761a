"""Periodic terms of the same agreement in earlier cases: what was charged over them leaves less room for costs."""

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cases.models import Case, Claim
from legal.facts import DebtorKind, MissedTerm
from legal.money import ZERO

CostsOf = Callable[[Case], Decimal | None]


def earlier_terms(session: Session, case: Case, *, costs_of: CostsOf) -> tuple[MissedTerm, ...]:
    """The terms of the agreements of `case` in earlier cases of the same client against the same consumer.

    `costs_of` gives the costs of a case once its notice has run, without VAT; None while no notice makes any due. They
    stand on the largest of its terms. Terms that were paid late to the client itself are not on record.
    Law: art. 2a of the decree on collection costs, as one source describes it.
    """
    agreements = {claim.term_of for claim in case.claims if claim.term_of}
    if case.debtor_kind is not DebtorKind.CONSUMER or not agreements:
        return ()
    query = (
        select(Case)
        .where(
            Case.client_id == case.client_id, Case.debtor_id == case.debtor_id, Case.id < case.id,
            Case.claims.any(Claim.term_of.in_(agreements)),
        )
        .options(selectinload(Case.claims)).order_by(Case.id)
    )
    return tuple(term for other in session.scalars(query) for term in _terms(other, agreements, costs_of(other)))


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
