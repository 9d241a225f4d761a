"""The parts of a quote answer besides the amounts: daily interest, defects of the notice, and a lawsuit."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from agency.quote.fields import Bad
from agency.quote.request_extras import CourtRequest, Extras
from legal.counting.daily_interest import daily_interest
from legal.counting.too_much import open_of
from legal.counting.valuation import valuate
from legal.court.competence import (
    Competence,
    CourtClaim,
    Forum,
    ForumFacts,
    Subject,
    competence,
    forums,
    is_place_checked_ex_officio,
    session_place,
)
from legal.court.court_costs import CourtCase, CourtCostForecast, forecast
from legal.court.court_terms import SummonsTerm, last_filing_day, latest_service_day, summons_term
from legal.debtor.prescription import Prescription
from legal.errors import LawError, ParameterUnknown
from legal.facts import CaseFacts, DebtorKind, LineKind
from legal.money import ZERO
from legal.notice.notice_validity import NoticeVerdict
from legal.parameters import Confidence, Figures


@dataclass(frozen=True, kw_only=True)
class CourtAmounts:
    """What is open on the day of the summons, in euro."""

    claims: tuple[CourtClaim, ...]
    costs: Decimal


@dataclass(frozen=True, kw_only=True)
class FoundPlace:
    """Where the session is: all None when the table does not hold the municipality; `remark` in Dutch says why."""

    court: str | None
    place: str | None
    confidence: Confidence | None
    remark: str


@dataclass(frozen=True, kw_only=True)
class CourtFindings:
    """A lawsuit: which court decides, where and when, and what it costs (None before another court).

    `claim` is what the writ asks on the day of the summons, in euro. `latest_service_day` is the last day on which the
    writ can be served for that session. `is_checked_ex_officio`: the court checks the place itself.
    """

    competence: Competence
    forums: tuple[Forum, ...]
    is_checked_ex_officio: bool
    place: FoundPlace
    term: SummonsTerm
    latest_service_day: date
    last_filing_day: date
    term_is_kept: bool
    claim: Decimal
    costs: CourtCostForecast | None


def daily(facts: CaseFacts, *, on: date, figures: Figures) -> Decimal | None:
    """The interest of the day after `on` in euro; None when the rate of that day is not known."""
    try:
        return daily_interest(facts, on=on, figures=figures)
    except ParameterUnknown:
        return None


def prescription_as_dict(prescription: Prescription, *, on: date) -> dict[str, object]:
    """The prescription of a claim in the words of the contract, with how it stands on `on`."""
    return {
        "barred_from": prescription.barred_from,
        "law": prescription.law,
        "regime": prescription.regime,
        "is_barred": prescription.is_barred(on),
        "counted": [{"kind": event.kind, "on": event.on} for event in prescription.counted],
        "alarms": prescription.alarms(),
        "alarm_reached": prescription.alarm_on(on),
    }


def verdict_as_dict(verdict: NoticeVerdict) -> dict[str, object]:
    """The verdict in the words of the contract."""
    return {
        "is_valid": verdict.is_valid,
        "covers": verdict.covers,
        "reaches": verdict.reaches,
        "most_that_can_be_claimed": verdict.most_that_can_be_claimed,
        "defects": [asdict(defect) for defect in verdict.defects],
    }


def court_of(facts: CaseFacts, extras: Extras, court: CourtRequest, figures: Figures) -> CourtFindings:
    """Competence, terms and cost forecast of a lawsuit. Raises Bad where a figure of its days is not known."""
    try:
        amounts = _amounts(facts, extras, court.served_on, figures)
        decided = competence(
            amounts.claims, summoned_on=court.served_on, figures=figures, collection_costs=amounts.costs
        )
        forum_facts = _forum_facts(facts, court, amounts)
        places = forums(forum_facts, summoned_on=court.served_on, figures=figures)
        term = summons_term(court.served_on, court.residence, holidays=figures.holidays)
        case = _court_case(facts, court, amounts)
        return CourtFindings(
            competence=decided,
            forums=places,
            is_checked_ex_officio=is_place_checked_ex_officio(
                forum_facts, summoned_on=court.served_on, figures=figures
            ),
            place=_session_place(places[0].municipality if places else "", court, figures),
            term=term,
            latest_service_day=latest_service_day(court.first_session_on, court.residence),
            last_filing_day=last_filing_day(court.first_session_on, holidays=figures.holidays),
            term_is_kept=court.first_session_on > term.last_day,
            claim=case.claim,
            costs=forecast(case, figures=figures) if decided.is_subdistrict else None,
        )
    except LawError as error:
        raise Bad(_field_of(error, court, figures), error.code, str(error)) from error


def court_as_dict(lawsuit: CourtFindings) -> dict[str, object]:
    """A lawsuit in the words of the contract."""
    return {
        "competence": asdict(lawsuit.competence),
        "forums": [asdict(forum) for forum in lawsuit.forums],
        "is_checked_ex_officio": lawsuit.is_checked_ex_officio,
        "session_place": asdict(lawsuit.place),
        "terms": {
            **asdict(lawsuit.term),
            "latest_service_day": lawsuit.latest_service_day,
            "last_filing_day": lawsuit.last_filing_day,
            "term_is_kept": lawsuit.term_is_kept,
        },
        "costs": None if lawsuit.costs is None else {"claim": lawsuit.claim, **asdict(lawsuit.costs)},
    }


def _amounts(facts: CaseFacts, extras: Extras, day: date, figures: Figures) -> CourtAmounts:
    """What is open of each claim, its penalty with the principal: both are claimed, and no costs."""
    valuation = valuate(facts, on=day, figures=figures)
    principals = {claim.ref: claim.principal for claim in valuation.claims}
    penalties = dict.fromkeys(principals, ZERO)
    for line in valuation.lines:
        if line.kind is LineKind.PENALTY and line.claim is not None:
            penalties[line.claim] += line.amount
    for share in (share for payment in valuation.payments for share in payment.per_claim):
        principals[share.ref] -= share.principal
        penalties[share.ref] -= share.penalty
    claims = tuple(
        CourtClaim(
            ref=claim.ref,
            principal=principals[claim.ref] + penalties[claim.ref],
            interest=claim.balance - principals[claim.ref],
            subject=extras.subjects[claim.ref].subject,
            credit_sum=extras.subjects[claim.ref].credit_sum,
        )
        for claim in valuation.claims
    )
    costs = open_of(valuation) - sum((claim.balance + penalties[claim.ref] for claim in valuation.claims), ZERO)
    return CourtAmounts(claims=claims, costs=max(costs, ZERO))


def _forum_facts(facts: CaseFacts, court: CourtRequest, amounts: CourtAmounts) -> ForumFacts:
    subjects = {claim.subject for claim in amounts.claims}
    return ForumFacts(
        defendants=(court.municipality,) if court.municipality else (),
        amount=sum((claim.amount for claim in amounts.claims), ZERO),
        is_consumer_contract=facts.debtor is DebtorKind.CONSUMER,
        subject=next(iter(subjects)) if len(subjects) == 1 else Subject.OTHER,
        let_property=court.let_property,
    )


def _court_case(facts: CaseFacts, court: CourtRequest, amounts: CourtAmounts) -> CourtCase:
    return CourtCase(
        claimant=court.claimant,
        principal=sum((claim.principal for claim in amounts.claims), ZERO),
        interest=sum((claim.interest for claim in amounts.claims), ZERO),
        collection_costs=amounts.costs,
        served_on=court.served_on,
        first_session_on=court.first_session_on,
        judgment_on=court.judgment_on,
        deducts_vat=facts.creditor_reclaims_vat,
        own_fee=court.own_fee,
    )


def _session_place(municipality: str, court: CourtRequest, figures: Figures) -> FoundPlace:
    """The place with its mark; without a row in the table the reason, never a guess."""
    try:
        row, remark = session_place(municipality, on=court.served_on, figures=figures)
    except ParameterUnknown as error:
        return FoundPlace(court=None, place=None, confidence=None, remark=str(error))
    return FoundPlace(court=row.court, place=row.place, confidence=row.confidence, remark=remark.text)


def _field_of(error: LawError, court: CourtRequest, figures: Figures) -> str:
    if error.field:
        return f"court.{error.field}"
    series = error.series if isinstance(error, ParameterUnknown) else ""
    if series in (figures.representative_salary.name, figures.post_judgment_costs.name):
        return "court.first_session_on" if court.judgment_on is None else "court.judgment_on"
    if series == figures.court_fees.name:
        return "court.first_session_on"
    return "court.served_on"

