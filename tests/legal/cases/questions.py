"""A law case that asks one rule: which function of the law answers, its facts from YAML, its answer as plain values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from inspect import signature
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from legal.costs.business_costs import AgreedCosts, AgreedFee, agreed_fee, minimum_without_demand
from legal.costs.periodic_costs import MissedTerm, OpenClaim, notice_fee
from legal.costs.scale import fee_over
from legal.counting.replay import Replay, Standing, after_booking, after_reversal
from legal.counting.valuation import valuate
from legal.court.bailiff_fees import tariff
from legal.court.competence import competence, forums, is_place_checked_ex_officio, session_place
from legal.court.consumer_duties import ConsumerContract, consumer_duties
from legal.court.court_costs import forecast
from legal.court.court_fees import after_costs, court_fee, salary
from legal.court.court_terms import (
    Residence,
    last_fee_day,
    last_filing_day,
    last_repair_day,
    latest_service_day,
    may_serve,
    opposition_term,
    residence_of,
    summons_term,
)
from legal.court.gate import GateItem, summons_gate
from legal.court.gate_facts import SummonsFacts
from legal.debtor.contact_rules import may_approach
from legal.debtor.debtor_tests import debtor_kind, wki_rules_apply
from legal.debtor.default import default_of
from legal.debtor.prescription import careful_regime, prescription
from legal.debtor.protected_earnings import indicative_protected_earnings
from legal.errors import LawError, ParameterUnknown
from legal.facts import BookedPayment, CaseFacts, DebtorKind, Payment
from legal.notice.notice_validity import notice_defects
from legal.parameters import Figures
from legal.policies import CostsPolicy

UNKNOWN, NOTHING = "onbekend", "geen"


@dataclass(frozen=True)
class Question:
    """The function that answers; in a table by day: which fact the day is, and which part of the answer is shown."""

    function: Callable[..., Any]
    day: str = ""
    shown: str = ""


def agreed_costs(base: Decimal, *, agreed: AgreedCosts, debtor: DebtorKind, on: date, figures: Figures) -> AgreedFee:
    """Agreed costs beside what the scale gives over the same principal."""
    scale = figures.collection_costs.on(on).value
    return agreed_fee(base, agreed, debtor=debtor, by_scale=fee_over(base, scale), on=on, figures=figures)


def both_debtor_tests(*, is_natural_person: bool, acted_in_business: bool, domicile_country: str) -> dict[str, Any]:
    """The two tests side by side."""
    debtor = debtor_kind(is_natural_person=is_natural_person, acted_in_business=acted_in_business)
    return {
        "debtor": debtor,
        "consumer_rules": debtor is DebtorKind.CONSUMER,
        "wki_rules": wki_rules_apply(is_natural_person=is_natural_person, domicile_country=domicile_country),
    }


def summons(*, served_on: date, country: str, figures: Figures, served_in_person_here: bool = False) -> dict[str, Any]:
    """The term of summons by the country of the defendant; `elsewhere` is a country outside every convention."""
    residence = Residence.ELSEWHERE if country == "elsewhere" else residence_of(country)
    term = summons_term(
        served_on, residence, holidays=figures.holidays, served_in_person_here=served_in_person_here
    )
    return {"last_day": term.last_day, "earliest_session": term.earliest_session, "law": term.law}


def filing(*, first_session_on: date, figures: Figures) -> dict[str, Any]:
    """The days that hang on the day of the first session, for a defendant in the Netherlands."""
    return {
        "latest_service_day": latest_service_day(first_session_on, Residence.NETHERLANDS),
        "last_filing_day": last_filing_day(first_session_on, holidays=figures.holidays),
        "last_repair_day": last_repair_day(first_session_on),
        "last_fee_day": last_fee_day(first_session_on),
    }


def place(municipality: str, *, on: date, figures: Figures) -> dict[str, Any]:
    """The place of session with its confidence."""
    row, remark = session_place(municipality, on=on, figures=figures)
    return {"court": row.court, "place": row.place, "confidence": row.confidence, "remarks": [asdict(remark)]}


def term_costs(
    term: MissedTerm, *, earlier: tuple[MissedTerm, ...], figures: Figures, policy: CostsPolicy | None = None
) -> dict[str, Any]:
    """The fee of a notice for one missed term, given the earlier ones of the same agreement."""
    return joint_notice_costs((term,), earlier=earlier, figures=figures, policy=policy)


def joint_notice_costs(
    terms: tuple[MissedTerm, ...], *, figures: Figures, earlier: tuple[MissedTerm, ...] = (),
    policy: CostsPolicy | None = None,
) -> dict[str, Any]:
    """The fee of one notice for missed terms of one agreement, and whether the limit on small terms reaches one."""
    claims = [
        OpenClaim(principal=term.principal, open_principal=term.principal, missed_on=term.missed_on, term_of="C")
        for term in terms
    ]
    found = notice_fee(
        claims, reclaims_vat=True, on=max(term.missed_on for term in terms), figures=figures,
        earlier=[replace(term, term_of="C") for term in earlier], policy=policy,
    )
    return {"amount": found.fee.amount, "limited": found.has_small_terms}


def unmet(facts: SummonsFacts) -> tuple[GateItem, ...]:
    """The requirements that stand in the way; empty when the writ may be made."""
    return tuple(item for item in summons_gate(facts) if not item.met)


def open_duties(contract: ConsumerContract) -> dict[str, Any]:
    """The outcome of the review, and the points that are not surely met."""
    verdict = consumer_duties(contract)
    return {"light": verdict.light, "open": [asdict(item) for item in verdict.items if item.met is not True]}


def figure(series: str, *, on: date, figures: Figures) -> dict[str, Any]:
    """A plain figure as the figures page shows it."""
    value = getattr(figures, series).on(on).value
    return {"value": asdict(value) if is_dataclass(value) and not isinstance(value, type) else value}


def replayed(
    case: CaseFacts, *, on: date, figures: Figures, late: Payment | None = None, reversed_one: Payment | None = None,
    defects_then: tuple[str, ...] | None = None,
) -> dict[str, Any]:
    """What a payment that comes `late`, or one of the payments that is reversed, changes through `on`.

    `defects_then`: what proves wrong with the notice once that payment is known, or is gone.
    """
    moved = late or reversed_one
    assert moved is not None, "one payment comes or goes"
    assert late is None or reversed_one is None, "not both at once"
    payments = sorted((*case.payments, *([late] if late else [])), key=lambda payment: payment.received_on)
    place = payments.index(moved)
    without = replace(case, payments=(*payments[:place], *payments[place + 1 :]))
    having = replace(case, payments=tuple(payments))
    before, after = (without, having) if late else (having, without)
    if defects_then is not None and case.notice is not None:
        after = replace(after, notice=replace(case.notice, defects=defects_then))
    compare = after_booking if late else after_reversal
    return in_plain(compare(*(valuate(each, on=on, figures=figures) for each in (before, after)), place=place))


def in_plain(found: Replay) -> dict[str, Any]:
    """The list of differences by name; of each payment what every claim took by its reference."""
    return {
        "payment": _booked(found.payment),
        "before": _standing(found.before),
        "after": _standing(found.after),
        "recounted": [
            {"received_on": each.before.received_on, "before": _booked(each.before), "after": _booked(each.after)}
            for each in found.recounted
        ],
    }


def _booked(payment: BookedPayment) -> dict[str, Any]:
    parts = ("costs", "interest", "principal")
    return {
        **{name: getattr(payment, name) for name in (*parts, "unallocated")},
        "per_claim": {share.ref: {name: getattr(share, name) for name in parts} for share in payment.per_claim},
    }


def _standing(found: Standing) -> dict[str, Any]:
    return {field.name: getattr(found, field.name) for field in fields(found)}


QUESTIONS = {
    "figure": Question(figure, day="on", shown="value"),
    "default": Question(default_of),
    "minimum_without_demand": Question(minimum_without_demand, day="concluded_on", shown="amount"),
    "agreed_costs": Question(agreed_costs),
    "term_costs": Question(term_costs),
    "joint_notice_costs": Question(joint_notice_costs),
    "notice_validity": Question(notice_defects),
    "summons_gate": Question(unmet),
    "consumer_duties": Question(open_duties),
    "debtor_tests": Question(both_debtor_tests),
    "contact": Question(may_approach),
    "prescription": Question(prescription),
    "prescription_regime": Question(careful_regime),
    "competence": Question(competence, day="summoned_on", shown="is_subdistrict"),
    "forums": Question(forums),
    "place_checked_ex_officio": Question(is_place_checked_ex_officio),
    "session_place": Question(place, day="on", shown="place"),
    "summons": Question(summons),
    "filing": Question(filing),
    "service_hours": Question(may_serve),
    "opposition": Question(opposition_term),
    "court_fee": Question(court_fee, day="first_session_on", shown="amount"),
    "salary": Question(salary, day="judgment_on", shown="amount"),
    "after_costs": Question(after_costs, day="judgment_on", shown="amount"),
    "tariff": Question(tariff, day="performed_on", shown="amount"),
    "court_costs": Question(forecast),
    "protected_earnings": Question(indicative_protected_earnings, day="on", shown="protected"),
    "replay": Question(replayed),
}


def question_differences(case: dict[str, Any], figures: Figures) -> list[str]:
    """What the law package answers otherwise than the case expects; empty when they agree."""
    question, request = QUESTIONS[case["ask"]], case["request"]
    if "expect" in case:
        found, wanted = asked(question.function, request, figures), case["expect"]
        return [] if agrees(found, wanted) else [f"{found}, expected {wanted}"]
    differences = []
    for day, wanted in case["by_day"].items():
        found = asked(question.function, {**request, question.day: day}, figures)
        shown = in_table(found, question.shown)
        if not agrees(shown, wanted):
            differences.append(f"{day}: {shown}, expected {wanted}")
    return differences


def in_table(found: dict[str, Any], part: str) -> Any:
    """What a table by day shows of an answer."""
    if found.get("error") == ParameterUnknown.code:
        return UNKNOWN
    return NOTHING if found.get("nothing") else found.get(part, found)


def asked(function: Callable[..., Any], request: Mapping[str, Any], figures: Figures) -> dict[str, Any]:
    """The answer to a request: a refusal as code and field, nothing as `nothing`, everything else by the names in it.

    Facts that are no argument of the function describe its first argument.
    """
    hints, rest = get_type_hints(function), dict(request)
    ready: dict[str, Any] = {"figures": figures, "holidays": figures.holidays}
    names = [name for name in signature(function).parameters if name in hints]
    arguments = {name: ready[name] for name in names if name in ready}
    arguments |= {name: built(hints[name], rest.pop(name)) for name in names if name in rest}
    if rest:
        arguments[names[0]] = built(hints[names[0]], rest)
    first = [arguments.pop(names[0])] if names[0] in arguments and _is_positional(function, names[0]) else []
    try:
        return named(function(*first, **arguments))
    except LawError as error:
        return {"error": error.code, "field": error.field}


def _is_positional(function: Callable[..., Any], name: str) -> bool:
    parameter = signature(function).parameters[name]
    return parameter.kind is not parameter.KEYWORD_ONLY


def built(kind: Any, value: Any) -> Any:
    """A value of YAML as the type that the law package asks. Amounts must be quoted; unknown facts are refused."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return None if value is None else built(fitting(inner, value), value)
    if origin in (tuple, Iterable, Sequence):
        return tuple(built(inner[0], each) for each in value)
    if isinstance(kind, type) and is_dataclass(kind):
        known = get_type_hints(kind)
        unknown = value.keys() - {field.name for field in fields(kind) if field.init}
        assert not unknown, f"{kind.__name__}: {unknown}"
        return kind(**{name: built(known[name], each) for name, each in value.items()})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind is Decimal:
        assert isinstance(value, str), f"an amount must be quoted: {value}"
        return Decimal(value)
    assert isinstance(value, kind), f"{value!r} is no {kind.__name__}"
    return value


def fitting(kinds: Sequence[Any], value: Any) -> Any:
    """Of several types the one that knows every fact of a description; the first that is not None for a plain value."""
    real = [kind for kind in kinds if kind is not type(None)]
    if not isinstance(value, dict):
        return real[0]
    return next(kind for kind in real if value.keys() <= get_type_hints(kind).keys())


def named(answer: Any) -> dict[str, Any]:
    """An answer by name: its fields and their total, `answers` for several, `is_so` for yes or no."""
    if answer is None:
        return {"nothing": True}
    if isinstance(answer, bool):
        return {"is_so": answer}
    if isinstance(answer, dict):
        return answer
    if isinstance(answer, tuple):
        return {"answers": [asdict(each) for each in answer]}
    found = asdict(answer)
    return {**found, "total": answer.total} if hasattr(answer, "total") else found


def agrees(found: Any, wanted: Any) -> bool:
    """Whether everything that the case names is so; a code stands for the remark, defect or signal that bears it."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(key in found and agrees(found[key], wanted[key]) for key in wanted)
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(agrees(one, other) for one, other in zip(found, wanted, strict=True))
    if isinstance(found, dict):
        return bool(found.get("code") == wanted)
    if isinstance(found, Decimal):
        return bool(f"{found:.2f}" == wanted)
    return bool(found == wanted)
