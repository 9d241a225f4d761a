"""The parts of a quote answer besides the amounts: daily interest, defects of the notice, and a lawsuit."""

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from agency.quote_schema.extras import CourtRequest, Extras
from agency.quote_schema.reading import Bad
from legal.competence import CourtClaim, competence, session_place
from legal.court_costs import CourtCase, forecast
from legal.court_terms import last_filing_day, summons_term
from legal.daily_interest import daily_interest
from legal.errors import LawError, ParameterUnknown
from legal.facts import CaseFacts, DebtorKind
from legal.ledger_walk import walk
from legal.money import ZERO
from legal.notice_validity import NoticeClaim, NoticeVerdict, notice_defects
from legal.parameters import Figures
from legal.valuation import valuate

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class CourtAmounts:
    """What is open on the day of the summons, in euro."""

    claims: tuple[CourtClaim, ...]
    costs: Decimal


def daily(facts: CaseFacts, *, on: date, figures: Figures) -> dict[str, object]:
    """The interest of the day after `on`; the amount is None when the rate of that day is not known."""
    try:
        amount = daily_interest(facts, on=on, figures=figures)
    except ParameterUnknown:
        amount = None
    return {"from": on + ONE_DAY, "amount": amount}


def verdict_of(facts: CaseFacts, extras: Extras, figures: Figures) -> NoticeVerdict | None:
    """The defects of the notice against a consumer, None when the request does not tell enough or asks for none."""
    if extras.notice is None or facts.debtor is not DebtorKind.CONSUMER:
        return None
    day = extras.notice.sent_on
    state = walk(replace(facts, notice=None), on=day, figures=figures)
    claims = [
        NoticeClaim(ref=account.claim.ref, principal=account.principal_open, default_from=account.claim.interest_from)
        for account in state.accounts
    ]
    return notice_defects(
        extras.notice,
        claims=claims,
        debtors=extras.debtors,
        reclaims_vat=facts.creditor_reclaims_vat,
        figures=figures,
        policy=facts.policy,
    )


def with_verdict(facts: CaseFacts, verdict: NoticeVerdict | None) -> CaseFacts:
    """The facts with what was found about the notice: a defect makes the fee zero, a claim left out bears none,
    and a fee named below the scale is the most."""
    if verdict is None or facts.notice is None:
        return facts
    defects = tuple(dict.fromkeys(defect.code for defect in verdict.breaking))
    notice = replace(
        facts.notice, defects=defects, claims=verdict.covers, most_costs=verdict.most_that_can_be_claimed
    )
    return replace(facts, notice=notice)


def verdict_as_dict(verdict: NoticeVerdict) -> dict[str, object]:
    """The verdict in the words of the contract."""
    return {
        "is_valid": verdict.is_valid,
        "covers": verdict.covers,
        "reaches": verdict.reaches,
        "most_that_can_be_claimed": verdict.most_that_can_be_claimed,
        "defects": [asdict(defect) for defect in verdict.defects],
    }


def court_as_dict(facts: CaseFacts, extras: Extras, court: CourtRequest, figures: Figures) -> dict[str, object]:
    """Competence, terms and cost forecast of a lawsuit. Raises Bad where a figure of its days is not known."""
    try:
        amounts = _amounts(facts, extras, court.served_on, figures)
        decided = competence(
            amounts.claims, summoned_on=court.served_on, figures=figures, collection_costs=amounts.costs
        )
        term = summons_term(court.served_on, court.residence, holidays=figures.holidays)
        return {
            "competence": asdict(decided),
            "session_place": _session_place(court, figures),
            "terms": {
                **asdict(term),
                "last_filing_day": last_filing_day(court.first_session_on, holidays=figures.holidays),
                "term_is_kept": court.first_session_on > term.last_day,
            },
            "costs": _costs(facts, court, amounts, figures) if decided.is_subdistrict else None,
        }
    except LawError as error:
        raise Bad(_field_of(error, court, figures), error.code, str(error)) from error


def _amounts(facts: CaseFacts, extras: Extras, day: date, figures: Figures) -> CourtAmounts:
    found = valuate(facts, on=day, figures=figures)
    state = walk(facts, on=day, figures=figures)
    principals = {account.claim.ref: account.principal_open for account in state.accounts}
    claims = tuple(
        CourtClaim(
            ref=claim.ref,
            principal=principals[claim.ref],
            interest=claim.balance - principals[claim.ref],
            subject=extras.subjects[claim.ref].subject,
            credit_sum=extras.subjects[claim.ref].credit_sum,
        )
        for claim in found.claims
    )
    costs = found.balance - sum((claim.balance for claim in found.claims), ZERO)
    return CourtAmounts(claims=claims, costs=max(costs, ZERO))


def _costs(facts: CaseFacts, court: CourtRequest, amounts: CourtAmounts, figures: Figures) -> dict[str, object]:
    case = CourtCase(
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
    return {"claim": case.claim, **asdict(forecast(case, figures=figures))}


def _session_place(court: CourtRequest, figures: Figures) -> dict[str, object]:
    """The place with its mark; without a row in the table the reason, never a guess."""
    try:
        row, remark = session_place(court.municipality, on=court.served_on, figures=figures)
    except ParameterUnknown as error:
        return {"court": None, "place": None, "confidence": None, "remark": str(error)}
    return {"court": row.court, "place": row.place, "confidence": row.confidence, "remark": remark.text}


def _field_of(error: LawError, court: CourtRequest, figures: Figures) -> str:
    if error.field:
        return f"court.{error.field}"
    series = error.series if isinstance(error, ParameterUnknown) else ""
    if series in (figures.representative_salary.name, figures.post_judgment_costs.name):
        return "court.first_session_on" if court.judgment_on is None else "court.judgment_on"
    if series == figures.court_fees.name:
        return "court.first_session_on"
    return "court.served_on"

