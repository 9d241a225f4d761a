"""The calculator (rente- en kostencalculator): a form that saves nothing, its result, and the same result as a PDF."""

import io
import re
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.calculator import choices
from agency.calculator.blueprint import bp
from agency.calculator.document import document_of
from agency.calculator.entry_rows import EMPTY_CLAIM
from agency.calculator.forms import CalculationForm
from agency.calculator.request import Request, request_of
from agency.calculator.result import Result
from agency.quote import answering
from agency.quote.request import Bad
from agency.resources import figures
from agency.web.access import Permission, requires
from agency.web.errors import REFUSED
from agency.web.fields import given
from agency.web.navigation import frame
from cases.counting import reaching, statement
from cases.input_checks import whole_number
from cases.setup import organisations
from legal.errors import ParameterUnknown
from legal.facts import DebtorKind
from letters.catalogue import render
from letters.errors import LetterError

# A message of the contract may start with the name of its field; on the page it stands at the field itself.
_FIELD_NAME = re.compile(r"^[a-z_]+: ")


@bp.route("/rekenen", methods=["GET", "POST"])
@requires(Permission.CALCULATE)
def calculate() -> ResponseReturnValue:
    """The form; when it is sent, the result under it, or the form with a row more or less. Saves nothing."""
    if request.method == "GET":
        return _page(_empty_form())
    form = CalculationForm()
    if _changed_rows(form, request.form.get("actie", "")):
        return _page(form)
    result = _counted(form)
    return _page(form, result), 200 if result else REFUSED


@bp.post("/rekenen/specificatie")
@requires(Permission.CALCULATE)
def print_calculation() -> ResponseReturnValue:
    """The same result as a PDF with every period, tier and article."""
    form = CalculationForm()
    result = _counted(form)
    if result is None:
        return _page(form), REFUSED
    profile = organisations.agency_profile(database.session())
    made_by = None if profile is None else profile.registered_name
    try:
        made = render(document_of(result, made_on=clock.today(), made_by=made_by))
    except LetterError as refusal:
        form.refuse(str(refusal))
        return _page(form), REFUSED
    return _as_pdf(made.pdf, f"renteberekening-{given(form.on):%Y-%m-%d}.pdf")


def _empty_form() -> CalculationForm:
    today = statement.last_known_day(figures(), clock.today())
    return CalculationForm(formdata=None, data={
        "on": today, "debtor": DebtorKind.CONSUMER, "reclaims_vat": choices.YES, "claims": [EMPTY_CLAIM],
    })


def _counted(form: CalculationForm) -> Result | None:
    """The quote of what was typed, through the last day that can be counted; None with the reasons on the form."""
    if not form.validate_on_submit():
        return None
    asked = request_of(form)
    try:
        try:
            return Result(quote=answering.quote_of(asked, figures()), request=asked)
        except Bad as refusal:
            cut = _cut(asked, refusal)
            return Result(quote=answering.quote_of(cut.request, figures()), request=cut.request, why_cut=cut.why)
    except Bad as refusal:
        _refuse(form, refusal)
        return None


@dataclass(frozen=True, kw_only=True)
class _Cut:
    """The request for the last day that can be counted, and why it is that day."""

    request: Request
    why: str


def _cut(asked: Request, refusal: Bad) -> _Cut:
    """The same for an earlier day, where only a rate is missing; raises the refusal where that is no help."""
    if refusal.code != ParameterUnknown.code or refusal.field != "on":
        raise refusal
    found = answering.reach_of(asked, figures())
    if not found.is_cut:
        raise refusal
    return _Cut(request=asked | {"on": found.day.isoformat()}, why=reaching.why_cut(found))


def _refuse(form: CalculationForm, refusal: Bad) -> None:
    field = form.at(refusal.field)
    message = _FIELD_NAME.sub("", str(refusal))
    sentence = f"{message[:1].upper()}{message[1:]}".removesuffix(".") + "."
    if field is None or field.type == "FieldList":
        form.refuse(sentence)
    else:
        field.errors = [*field.errors, sentence]


def _changed_rows(form: CalculationForm, action: str) -> bool:
    """Whether the button was one that adds or takes away a row (`erbij:<list>`, `weg:<list>:<row>`); it is done then.

    A list is `claims`, `earlier_terms`, `payments`, or one of a claim: `claims-0-prescription_interruptions`.
    """
    verb, _, rest = action.partition(":")
    path, _, number = rest.partition(":")
    if verb not in ("erbij", "weg"):
        return False
    rows = _rows_at(form, path)
    if rows is not None and verb == "erbij" and len(rows) < rows.max_entries:
        rows.append_entry(*([EMPTY_CLAIM] if path == "claims" else []))
    elif rows is not None and (row := whole_number(number)) is not None and rows.min_entries < len(rows) > row:
        rows.entries.pop(row)
    return True


def _rows_at(form: CalculationForm, path: str) -> Any:  # Any: the library has no types
    lists = [form.claims, form.earlier_terms, form.payments]
    for entry in form.claims:
        lists += [entry.form.prescription_interruptions, entry.form.prescription_extensions]
    return next((rows for rows in lists if rows.name == path), None)


def _page(form: CalculationForm, result: Result | None = None) -> str:
    return render_template("calculator/calculate.html", frame=frame(), form=form, result=result)


def _as_pdf(content: bytes, filename: str) -> Response:
    return send_file(
        io.BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=filename, max_age=0
    )
