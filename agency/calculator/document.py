"""The result of the calculator as data for its document (PDF)."""

from datetime import date

from agency.calculator.result import Result
from agency.quote.answering import Quote
from cases.names import name
from legal.facts import DebtorKind
from letters.kinds.calculation import CalculatedClaim, CalculatedCourt, CalculatedPrescription, CalculationData


def document_of(result: Result, *, made_on: date, made_by: str | None) -> CalculationData:
    """Everything that the page shows, for the printed specification."""
    quote = result.quote
    return CalculationData(
        made_on=made_on, made_by=made_by,
        claims=tuple(
            CalculatedClaim(ref=claim.ref, interest_from=claim.interest_from, interest=name(claim.interest))
            for claim in quote.facts.claims
        ),
        consumer=quote.facts.debtor is DebtorKind.CONSUMER, reclaims_vat=quote.facts.creditor_reclaims_vat,
        daily_interest=quote.daily_interest, agreed_costs=quote.facts.agreed_costs, verdict=quote.verdict,
        notice_was_read=result.notice_was_read,
        prescriptions=tuple(
            CalculatedPrescription(ref=each.ref, regime=each.regime, due_date=each.due_date, term=each.term,
                                   events=each.events)
            for each in result.prescriptions
        ),
        policy_in_words=result.policy, court=_court(result, quote), valuation=quote.valuation,
    )


def _court(result: Result, quote: Quote) -> CalculatedCourt | None:
    lawsuit = quote.court
    if lawsuit is None:
        return None
    return CalculatedCourt(
        served_on=date.fromisoformat(result.request["court"]["served_on"]),
        first_session_on=date.fromisoformat(result.request["court"]["first_session_on"]),
        competence=lawsuit.competence, forums=lawsuit.forums, place_remark=lawsuit.place.remark, term=lawsuit.term,
        latest_service_day=lawsuit.latest_service_day, last_filing_day=lawsuit.last_filing_day,
        term_is_kept=lawsuit.term_is_kept, claim=lawsuit.claim, costs=lawsuit.costs,
    )
