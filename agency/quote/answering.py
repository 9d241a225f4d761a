"""`agency quote`: a JSON request in, the amounts with every line that makes them out. No clock, no database."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from importlib import resources
from operator import attrgetter
from typing import Any  # Any: what json reads and writes

from agency.quote.extras import (
    CourtFindings,
    court_as_dict,
    court_of,
    daily,
    prescription_as_dict,
    verdict_as_dict,
)
from agency.quote.request import Bad, read_request
from agency.quote.request_extras import read_extras
from agency.quote.verdicts import verdict_of, verdicts_of, with_verdicts
from legal.calendar import ONE_DAY
from legal.counting.checked_facts import check
from legal.counting.reach import Reach, reach
from legal.counting.valuation import valuate
from legal.debtor.prescription import Prescription
from legal.errors import LawError, ParameterUnknown
from legal.facts import CaseFacts, DebtorKind, Valuation
from legal.money import CENT
from legal.notice.notice_validity import NoticeVerdict
from legal.parameters import Figures, Series, load_figures
from legal.policies import CostsPolicy

REFUSED = 2
UNUSED = ("other_costs", "debtors", "too_much", "penalty")  # absent where a request has none of them
ADDED_CHOICES = ("b2b_cost_basis", "costs_order", "credit_after_notice")  # absent while they are the first ones
TWO_DECIMALS = -2


@dataclass(frozen=True, kw_only=True)
class Quote:
    """Everything that one request comes to, as values: command, page and document are made from it.

    `facts` are those counted with, what was found about the notice included. `prescriptions` go by ref, only of the
    claims that asked: with several debtors the earliest, and by debtor in `prescriptions_per_debtor`. `daily_interest`
    is that of the day after `valuation.on`, None when its rate is not known. `verdicts`: of several debtors, by ref.
    """

    facts: CaseFacts
    valuation: Valuation
    prescriptions: Mapping[str, Prescription]
    prescriptions_per_debtor: Mapping[str, Mapping[str, Prescription]]
    daily_interest: Decimal | None
    verdict: NoticeVerdict | None
    verdicts: Mapping[str, NoticeVerdict]
    court: CourtFindings | None


def answer(text: str, figures: Figures | None = None) -> tuple[str, int]:
    """The answer to a request, or to a list of them in the same order, as JSON; and the exit status.

    `figures` are those that come with the program unless given.
    One bad request fails the whole list: status 2, with its index, the field at fault, a code and a Dutch message.
    """
    index = 0
    figures = figures or load_figures()
    try:
        request = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
        requests = request if isinstance(request, list) else [request]
        answers = []
        for index, one in enumerate(requests):  # noqa: B007 - the error names the index
            answers.append(answer_one(one, figures))
    except Bad as bad:
        return _error(index, bad.field, bad.code, str(bad)), REFUSED
    except RecursionError:
        return _error(0, "", "invalid", "te diep genest"), REFUSED
    except ValueError as error:
        return _error(0, "", "invalid", f"geen geldige JSON: {error}"), REFUSED
    return json.dumps(answers if isinstance(request, list) else answers[0]), 0


def answer_one(request: object, figures: Figures) -> dict[str, Any]:
    """The answer to one request, ready for JSON. Raises Bad."""
    quote = quote_of(request, figures)
    result = as_json(quote.valuation, quote.prescriptions)
    on = quote.valuation.on
    result["daily_interest"] = _plain({"from": on + ONE_DAY, "amount": quote.daily_interest})
    if quote.verdict is not None:
        result["notice_verdict"] = _plain(verdict_as_dict(quote.verdict))
    for claim in result["claims"]:
        towards = quote.prescriptions_per_debtor.get(claim["ref"], {})
        if towards:
            claim["prescription"]["debtors"] = [
                {"ref": ref, **_plain(prescription_as_dict(each, on=on))} for ref, each in towards.items()
            ]
    for debtor in result.get("debtors", ()):
        if debtor["ref"] in quote.verdicts:
            debtor["notice_verdict"] = _plain(verdict_as_dict(quote.verdicts[debtor["ref"]]))
    if quote.court is not None:
        result["court"] = _plain(court_as_dict(quote.court))
    return result


def quote_of(request: object, figures: Figures) -> Quote:
    """What one request comes to. Raises Bad."""
    on, facts, prescriptions = read_request(request)
    extras = read_extras(request, facts)
    try:
        check(facts)
        verdict, verdicts = verdict_of(facts, extras, figures), verdicts_of(facts, extras, figures)
        facts = with_verdicts(facts, verdict, verdicts)
        valuation = valuate(facts, on=on, figures=figures)
    except ParameterUnknown as error:
        raise Bad(error.field or field_of(error, facts, figures), error.code, str(error)) from error
    except LawError as error:
        raise Bad(error.field, error.code, str(error)) from error
    return Quote(
        facts=facts,
        valuation=valuation,
        prescriptions=prescriptions | {
            ref: min(towards.values(), key=attrgetter("barred_from")) for ref, towards in extras.prescriptions.items()
        },
        prescriptions_per_debtor=extras.prescriptions,
        daily_interest=daily(facts, on=on, figures=figures),
        verdict=verdict,
        verdicts=verdicts,
        court=None if extras.court is None else court_of(facts, extras, extras.court, figures),
    )


def reach_of(request: object, figures: Figures) -> Reach:
    """How far the amounts of a request can be counted on the way to the day that it asks. Raises Bad."""
    on, facts, _prescriptions = read_request(request)
    extras = read_extras(request, facts)
    try:
        facts = with_verdicts(facts, verdict_of(facts, extras, figures), verdicts_of(facts, extras, figures))
        return reach(facts, wanted=on, figures=figures)
    except LawError as error:
        raise Bad(error.field, error.code, str(error)) from error


def as_json(valuation: Valuation, prescriptions: Mapping[str, Prescription]) -> dict[str, Any]:
    """A valuation in the words of the contract: amounts as strings with two decimals, dates as ISO text."""
    result: dict[str, Any] = _plain(valuation)
    for key in UNUSED:
        if not getattr(valuation, key):
            del result[key]
    _take_out_unused(result, valuation)
    first = CostsPolicy()
    for key in ADDED_CHOICES:
        if getattr(valuation.costs_policy, key) is getattr(first, key):
            del result["costs_policy"][key]
    for claim in result["claims"]:
        asked = prescriptions.get(claim["ref"])
        if asked is not None:
            claim["prescription"] = _plain(prescription_as_dict(asked, on=valuation.on))
    return result


def _take_out_unused(result: dict[str, Any], valuation: Valuation) -> None:
    """What only some requests have stands in their answers alone."""
    for booked in result["payments"]:
        for share in booked["per_claim"]:
            del share["for_other_costs"]  # of use to whoever moves claims, no part of the contract
        if not valuation.penalty:
            for taken in (booked, *booked["per_claim"]):
                del taken["penalty"]
    for debtor, totals in zip(result.get("debtors", ()), valuation.debtors, strict=True):
        if not totals.too_much:
            del debtor["too_much"]


def schema(side: str) -> str:
    """The JSON Schema of the `request` or the `answer`."""
    return (resources.files("agency.quote") / f"{side}.schema.json").read_text(encoding="utf-8")


def field_of(error: ParameterUnknown, facts: CaseFacts, figures: Figures) -> str:
    """The field of the request that asks for a figure which is not known."""
    if error.series == figures.holidays.name:
        return _notice_field(facts)
    if error.series == figures.commercial_minimum.name:
        return "handed_over_on"
    if error.series in (figures.collection_costs.name, figures.vat.name):
        return _notice_field(facts) if facts.debtor is DebtorKind.CONSUMER else "handed_over_on"
    rates: tuple[Series[Decimal], ...] = (figures.statutory_interest, figures.statutory_commercial_interest)
    first_days = {series.name: series.first_day for series in rates}
    if error.day is not None and error.day < first_days.get(error.series, date.min):
        for index, claim in enumerate(facts.claims):
            if claim.interest_from == error.day:
                return f"claims.{index}.interest_from"
    return "on"


def _notice_field(facts: CaseFacts) -> str:
    """The day of the notice; of several that of the latest."""
    sent = [
        (debtor.notice.sent_on, index) for index, debtor in enumerate(facts.debtors) if debtor.notice is not None
    ]
    return f"debtors.{max(sent)[1]}.notice.sent_on" if sent else "notice.sent_on"


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return str(value if isinstance(exponent, int) and exponent <= TWO_DECIMALS else value.quantize(CENT))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            raise ValueError(f"veld {key} komt tweemaal voor")
        seen[key] = value
    return seen


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is geen getal")


def _error(index: int, field: str, code: str, message: str) -> str:
    return json.dumps({"error": {"index": index, "field": field, "code": code, "message": message}})


