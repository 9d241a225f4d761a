"""The calculator (rente- en kostencalculator): a form that saves nothing, its result, and the same result as a PDF."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from agency import clock, database, quote
from agency.access import Permission, requires
from agency.calculator.area import bp
from agency.calculator.forms import EMPTY_CLAIM, MOST_ROWS, CalculationForm
from agency.forms import given
from agency.navigation import frame
from agency.resources import figures
from cases import organisations, statement
from cases.names import name
from cases.reasons import as_request
from legal.daily_interest import daily_interest
from legal.errors import ParameterUnknown
from legal.facts import CaseFacts, DebtorKind
from legal.parameters.series import DUTCH_CONFIDENCE
from legal.policies import CountingPolicy
from legal.valuation import valuate
from letters.catalogue import DocumentKind, render
from letters.data import CalculatedClaim, CalculationData
from letters.errors import LetterError
from letters.wording import policy_in_words

REFUSED = 422
# What a quote answers as text and what is text: everything else is an amount or a day.
_TEXTS = frozenset({"ref", "claim", "law", "source", "kind", "confidence", "code", "text", "delivery_basis"})


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the page shows: the quote with its amounts and days as values, and what one more day costs."""

    quote: Mapping[str, Any]
    policy: tuple[tuple[str, str], ...]
    daily_interest: Decimal | None
    names: Mapping[str, str]

    def lines(self, *kinds: str) -> list[Mapping[str, Any]]:
        """The lines of these kinds, in order."""
        return [line for line in self.quote["lines"] if line["kind"] in kinds]


@bp.route("/rekenen", methods=["GET", "POST"])
@requires(Permission.CALCULATE)
def calculate() -> ResponseReturnValue:
    """The form; when it is sent, the result under it, or the form with a row more or less. Saves nothing."""
    if request.method == "GET":
        return _page(_empty_form())
    form = CalculationForm()
    action, _, number = request.form.get("actie", "").partition(":")
    if action in _ROWS:
        _ROWS[action](form, int(number) if number.isdecimal() else -1)
        return _page(form)
    result = _counted(form)
    return _page(form, result), 200 if result else REFUSED


def _empty_form() -> CalculationForm:
    today = statement.last_known_day(figures(), clock.today())
    return CalculationForm(formdata=None, data={
        "on": today, "debtor": DebtorKind.CONSUMER, "reclaims_vat": "ja", "claims": [EMPTY_CLAIM],
    })


@bp.post("/rekenen/specificatie")
@requires(Permission.CALCULATE)
def print_calculation() -> ResponseReturnValue:
    """The same result as a PDF with every period, tier and article."""
    form = CalculationForm()
    if _counted(form) is None:
        return _page(form), REFUSED
    try:
        made = render(DocumentKind.CALCULATION, _document(form))
    except LetterError as refusal:
        form.refuse(str(refusal))
        return _page(form), REFUSED
    return _as_pdf(made.pdf, f"renteberekening-{given(form.on):%Y-%m-%d}.pdf")


def _counted(form: CalculationForm) -> Result | None:
    """The quote of what was typed; None with the reasons on the form."""
    if not form.validate_on_submit():
        return None
    facts = form.facts()
    text, status = quote.answer(json.dumps(as_request(facts, on=given(form.on))), figures())
    answer = json.loads(text)
    if status:
        _refuse(form, answer["error"])
        return None
    return Result(
        quote=_values(answer), policy=policy_in_words(CountingPolicy()), daily_interest=_per_day(facts, given(form.on)),
        names={kind.value: text for kind, text in DUTCH_CONFIDENCE.items()},
    )


def _refuse(form: CalculationForm, error: Mapping[str, Any]) -> None:
    field = form.at(error["field"])
    message = str(error["message"])
    sentence = f"{message[:1].upper()}{message[1:]}".removesuffix(".") + "."
    if field is None:
        form.refuse(sentence)
    else:
        field.errors = [*field.errors, sentence]


def _per_day(facts: CaseFacts, on: date) -> Decimal | None:
    try:
        return daily_interest(facts, on=on, figures=figures())
    except ParameterUnknown:
        return None


def _document(form: CalculationForm) -> CalculationData:
    facts, on = form.facts(), given(form.on)
    profile = organisations.agency_profile(database.session())
    return CalculationData(
        made_on=clock.today(), made_by=None if profile is None else profile.registered_name,
        claims=tuple(
            CalculatedClaim(ref=claim.ref, interest_from=claim.interest_from, interest=name(claim.interest))
            for claim in facts.claims
        ),
        consumer=facts.debtor is DebtorKind.CONSUMER, reclaims_vat=facts.creditor_reclaims_vat,
        daily_interest=_per_day(facts, on), valuation=valuate(facts, on=on, figures=figures()),
    )


def _values(answer: Any, key: str = "") -> Any:
    """The answer of a quote with amounts as Decimal and days as date."""
    if isinstance(answer, dict):
        return {each: _values(value, each) for each, value in answer.items()}
    if isinstance(answer, list):
        return [_values(value, key) for value in answer]
    if not isinstance(answer, str) or key in _TEXTS:
        return answer
    try:
        return date.fromisoformat(answer)
    except ValueError:
        pass
    try:
        return Decimal(answer)
    except InvalidOperation:
        return answer


def _add_claim(form: CalculationForm, _number: int) -> None:
    if len(form.claims) < MOST_ROWS:
        form.claims.append_entry(EMPTY_CLAIM)


def _drop_claim(form: CalculationForm, number: int) -> None:
    if len(form.claims) > 1 and 0 <= number < len(form.claims):
        form.claims.entries.pop(number)


def _add_payment(form: CalculationForm, _number: int) -> None:
    if len(form.payments) < MOST_ROWS:
        form.payments.append_entry()


def _drop_payment(form: CalculationForm, number: int) -> None:
    if 0 <= number < len(form.payments):
        form.payments.entries.pop(number)


_ROWS = {
    "vordering-erbij": _add_claim, "vordering-weg": _drop_claim,
    "betaling-erbij": _add_payment, "betaling-weg": _drop_payment,
}


def _page(form: CalculationForm, result: Result | None = None) -> str:
    return render_template("calculator/calculate.html", frame=frame(), form=form, result=result)


def _as_pdf(content: bytes, filename: str) -> Response:
    return send_file(
        io.BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=filename, max_age=0
    )
