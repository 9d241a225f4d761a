"""The list of cases with its filters in the address, and the search box: words stand in it veiled."""

from collections.abc import Mapping
from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.work_forms import assign_form, handlers, people_of
from agency.web import tracing, veiled
from agency.web.access import Permission, requires
from agency.web.navigation import turned
from cases.input_checks import whole_number
from cases.models import NextStep, Stage
from cases.queries import searching
from cases.queries.desk import work
from cases.queries.desk.work import EVERYBODYS, Filter, Whose

DEFAULT_SORT = "nummer-af"
SORTS = {"nummer-af": "Nieuwste eerst", "nummer": "Oudste eerst", "naam": "Naam", "actie": "Volgende actie"}
HELD = {"ja": True, "nee": False}
NOBODYS = "geen"


def filter_of(values: Mapping[str, str]) -> Filter:
    """The filter in an address or a form; what nobody knows is left out."""
    return Filter(
        stage=next((stage for stage in Stage if stage.value == values.get("fase")), None),
        step=next((step for step in NextStep if step.value == values.get("stap")), None),
        client_id=whole_number(values.get("opdrachtgever")),
        held=HELD.get(values.get("stilstand", "")), whose=whose_of(values.get("behandelaar", "")),
        text=veiled.unveil(values.get(veiled.NAME, "")),
    )


def whose_of(text: str) -> Whose:
    """Whose cases an address means: of a handler by number, of nobody, else of everybody."""
    if text == NOBODYS:
        return Whose(is_nobodys=True)
    handler_id = whole_number(text)
    return EVERYBODYS if handler_id is None else Whose(handler_id=handler_id)


def address_of(wanted: Filter) -> dict[str, str]:
    """The same filter as it stands in an address."""
    held = {True: "ja", False: "nee"}.get(wanted.held, "") if wanted.held is not None else ""
    values = {
        "fase": wanted.stage.value if wanted.stage else "", "stap": wanted.step.value if wanted.step else "",
        "opdrachtgever": str(wanted.client_id or ""), "stilstand": held, veiled.NAME: veiled.veil(wanted.text),
        "behandelaar": NOBODYS if wanted.whose.is_nobodys else str(wanted.whose.handler_id or ""),
    }
    return {key: value for key, value in values.items() if value}


@bp.route("/dossiers", methods=["GET", "POST"])
@requires(Permission.CASE_READ)
def list_cases() -> ResponseReturnValue:
    """All cases that fit the filter; one that is sent leads to its address."""
    if request.method == "POST":
        wanted = replace(filter_of(request.form), text=veiled.typed("tekst"))
        return veiled.on_to("desk.list_cases", "", **address_of(wanted), volgorde=_sort(request.form))
    session, wanted, sort = database.session(), filter_of(request.args), _sort(request.args)
    tracing.show_found(wanted.text)
    total = work.count(session, wanted)
    page = work.cases(session, wanted, sort=sort, today=clock.today(), turned=turned(), total=total)
    return render_template(
        "desk/cases.html", page=page, wanted=wanted, address=address_of(wanted), sort=sort, sorts=SORTS,
        total=total, clients=work.clients(session), stages=list(Stage),
        steps=[step for step in NextStep if step is not NextStep.NONE], assign=assign_form(sent=False),
        people=people_of(handlers(), empty="Alle") | {NOBODYS: "Nog niet verdeeld"}, nobodys=NOBODYS,
    )


def _sort(values: Mapping[str, str]) -> str:
    wanted = values.get("volgorde", DEFAULT_SORT)
    return wanted if wanted in work.sort_orders() else DEFAULT_SORT


@bp.route("/zoeken", methods=["GET", "POST"])
@requires(Permission.CASE_READ)
def search() -> ResponseReturnValue:
    """Find by any key; a key of one single case opens it at once."""
    if request.method == "POST":
        return veiled.on_to("desk.search", veiled.typed("q"))
    session, text = database.session(), veiled.searched()
    tracing.show_found(text)
    found = searching.search(session, text)
    if found.exact:
        return redirect(url_for("desk.show_case", case_id=found.case_ids[0]))
    rows = work.rows(session, found.case_ids, today=clock.today())
    return render_template("desk/search.html", text=text, rows=rows, more=found.more)
