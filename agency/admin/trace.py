"""The log (logboek): who did, saw and was refused what, to search through and to take along."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.admin.blueprint import bp
from agency.admin.form_values import labels_of
from agency.admin.forms import AgencyForm, BailiffOfficeForm, ClientForm, RoleForm, TermsForm
from agency.resources import as_attachment, figures
from agency.web import veiled
from agency.web.access import Permission, requires
from agency.web.fields import parse_date
from agency.web.formatting import moment
from agency.web.navigation import turned
from cases.counting.figures import addable
from cases.input_checks import whole_number
from cases.intake import delimited
from cases.intake.dry_run import harmless
from cases.models import LoginEnding, SearchedBy, SetUpSubject, StepBy, TraceKind
from cases.names import name
from cases.queries import trace
from cases.queries.trace import Told, Wanted
from cases.trace.lines import WINDOW

CSV = "text/csv; charset=utf-8"
HEADINGS = ("Moment", "Wie", "Wat", "Waarvan", "Dossier", "Netwerkadres")
EMPTY = "leeg"
_OTHER_LABELS = {
    "email": "E-mailadres", "name": "Naam", "active": "Mag inloggen", "password": "Wachtwoord", "rule": "Regel",
    "second_step": "Tweede stap", "second_look": "Tweede persoon", "absence": "Afwezigheid", "members": "Mensen",
    "ordinal": "Volgorde", "document": "Stuk", "keeper": "Wie voor de cijfers zorgt", "outsider": "Externe meekijker",
    "mail_stopped": "E-mail stilgezet", "sms_stopped": "Sms stilgezet", "post_stopped": "Post stilgezet",
    "text_stop": "Stand",
}
_FORMS = {
    SetUpSubject.AGENCY: AgencyForm, SetUpSubject.CLIENT: ClientForm, SetUpSubject.BAILIFF_OFFICE: BailiffOfficeForm,
    SetUpSubject.USER: RoleForm, SetUpSubject.TERMS: TermsForm,
}
_REFUSED = {
    "400": "het formulier was verlopen of niet te lezen", "403": "geen toegang tot deze pagina",
    "404": "bestaat niet, of is niet voor deze gebruiker", "second_person_needed": "wilde zelf de tweede persoon zijn",
    "may_not_confirm": "mocht dit niet bevestigen", "virus_found": "bestand met een virus",
    "file_refused": "bestand dat niet mag", "not_offered": "keuze die de pagina niet geeft",
}
_CODES = {
    TraceKind.STEP_MADE: StepBy, TraceKind.LOGGED_OUT: LoginEnding, TraceKind.SEARCHED: SearchedBy,
}


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What the address asks for, as it was typed, and what is wrong with it."""

    wanted: Wanted
    typed: dict[str, str]
    error: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The same for an address, in which the network address of somebody is veiled."""
        others = {field: text for field, text in self.typed.items() if field != "adres"}
        return others | ({veiled.NAME: veiled.veil(self.typed["adres"])} if "adres" in self.typed else {})


@bp.route("/logboek", methods=["GET", "POST"])
@requires(Permission.TRACE_READ)
def show_trace() -> ResponseReturnValue:
    """The lines that fit the filter, the newest first; a filter that is sent leads to its address."""
    if request.method == "POST":
        sent = _typed(request.form)
        return veiled.on_to("admin.show_trace", sent.pop("adres", ""), **sent)
    return _page(_filter())


@bp.get("/logboek/bestand")
@requires(Permission.TRACE_READ)
def export_trace() -> ResponseReturnValue:
    """The same lines as a file; that it was taken is a line itself."""
    asked = _filter()
    if asked.error:
        return _page(asked), 422
    rows = [HEADINGS, *(tuple(map(harmless, _cells(row))) for row in _rows(trace.exported(
        database.session(), asked.wanted
    )))]
    content = delimited.write(rows, delimiter=";", newline="\r\n").encode("utf-8-sig")
    return as_attachment(content, f"logboek-{clock.today().isoformat()}.csv", CSV)


def _page(asked: Filter) -> str:
    session = database.session()
    page = None if asked.error else trace.lines(session, asked.wanted, turned())
    return render_template(
        "admin/trace.html", page=page, rows=_rows(page.rows if page else ()), asked=asked, typed=asked.typed,
        people=trace.people(session), kinds=list(TraceKind), most=trace.MOST_EXPORTED,
        minutes=WINDOW.seconds // 60,
    )


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line as it is read: who, what, and of what."""

    told: Told
    who: str
    what: str
    of: str


def _rows(lines: Iterator[Told] | tuple[Told, ...]) -> Iterator[Row]:
    labels = {subject: labels_of(form(formdata=None)) for subject, form in _FORMS.items()}
    labels[SetUpSubject.FIGURE] = {key: series.name for key, series in addable(figures()).items()}
    for told in lines:
        yield Row(told=told, who=_who(told), what=name(told.line.kind), of=_of(told, labels))


def _cells(row: Row) -> tuple[str, ...]:
    line = row.told.line
    return moment(line.at), row.who, row.what, row.of, row.told.case_number, line.address


def _who(told: Told) -> str:
    if told.who:
        return told.who
    if told.line.kind is TraceKind.CHANGED and not told.line.address:
        return "opdrachtregel"
    return "onbekend account" if told.line.kind in trace.FAILURES else "bezoeker"


def _of(told: Told, labels: dict[SetUpSubject, dict[str, str]]) -> str:
    """In words: what was changed, which paper, by what was searched, or which address was asked for."""
    line, change = told.line, told.change
    if change is not None:
        field = labels.get(change.subject, {}).get(change.field) or _OTHER_LABELS.get(change.field, change.field)
        about = f" {told.about}" if told.about else ""
        values = f"{change.old_value or EMPTY} → {change.new_value or EMPTY}"
        return f"{name(change.subject)}{about}, {field}: {values}"
    if line.kind in _CODES:
        return name(_CODES[line.kind](line.said))
    if line.kind is TraceKind.REFUSED:
        return f"{_REFUSED.get(line.said, line.said)} ({_address(told)})"
    if line.kind is TraceKind.DOCUMENT_OPENED:
        return told.paper
    tells_page = (TraceKind.EXPORTED, TraceKind.SENT, TraceKind.SHOWN_WHOLE, *trace.FAILURES)
    return _address(told) if line.kind in tells_page else ""


def _address(told: Told) -> str:
    """The address of the page, with the last number that stood in it."""
    rules = current_app.url_map._rules_by_endpoint.get(told.line.page)
    if not rules:
        return told.line.page
    parts = re.split(r"<[^>]+>", rules[0].rule)
    number = told.line.number or told.line.case_id or told.line.document_id
    return "…".join(parts[:-1]) + (str(number or "…") if len(parts) > 1 else "") + parts[-1]


def _filter() -> Filter:
    """The filter in the address; a day that nobody can read is an error, for else all lines would be shown."""
    open_ones = {field: text for field, text in _typed(request.args).items() if field != "adres"}
    typed = open_ones | _typed({"adres": veiled.searched()})
    try:
        first, last = _day(typed.get("van")), _day(typed.get("tot"))
    except ValueError as wrong:
        return Filter(wanted=Wanted(), typed=typed, error=str(wrong))
    return Filter(typed=typed, wanted=Wanted(
        user_id=whole_number(typed.get("persoon")), address=typed.get("adres", ""),
        kind=next((kind for kind in TraceKind if kind.value == typed.get("soort")), None),
        case_number=typed.get("dossier", ""), first_day=first, last_day=last,
    ))


def _typed(values: Mapping[str, str]) -> dict[str, str]:
    fields = ("persoon", "soort", "dossier", "adres", "van", "tot")
    return {field: text for field in fields if (text := values.get(field, "").strip()[:60])}


def _day(text: str | None) -> date | None:
    return parse_date(text) if text else None
