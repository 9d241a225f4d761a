"""The cases of the client: the list, one case with its balance on any day, and its documents."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.client_portal.blueprint import bp, case_or_404
from agency.resources import as_attachment, figures, store
from agency.web.access import Permission, current_client_id, requires
from agency.web.errors import explain
from agency.web.formatting import day, euro
from agency.web.forms import parse_date
from agency.web.navigation import turned
from cases import names
from cases.amicable import client_payments
from cases.counting import statement
from cases.events.holds import kind_shown, reason_shown
from cases.legal_track import gate
from cases.models import Case, Claim
from cases.parties import contact_points
from cases.progress import stages
from cases.progress.stages import running_arrangement
from cases.queries.balance import ON_COSTS
from cases.queries.client import client_timeline, portfolio
from cases.queries.client.portfolio import Selection
from legal.counting.valuation import ClaimTotals, Line, LineKind, Valuation
from legal.errors import LawError

SELECTION_NAMES = {
    Selection.OPEN: "Lopend", Selection.APPROVAL: "Akkoord gevraagd", Selection.EVIDENCE: "Stukken gevraagd",
    Selection.HELD: "Staat stil", Selection.CLOSED: "Gesloten", Selection.ALL: "Alle",
}


@dataclass(frozen=True, kw_only=True)
class ClaimBalance:
    """One invoice with its amounts and the lines that made its interest."""

    claim: Claim
    totals: ClaimTotals
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What is owed through `on`; `note` says why that is not the day asked, or why nothing can be shown.

    `charged_before`: no costs come of the notice, since earlier terms of the same agreement bore all there may be.
    """

    on: date
    valuation: Valuation | None
    claims: tuple[ClaimBalance, ...] = ()
    cost_lines: tuple[Line, ...] = ()
    note: str = ""
    charged_before: bool = False


@bp.get("/dossiers")
@requires(Permission.OWN_CASES_READ)
def list_cases() -> ResponseReturnValue:
    """The list, narrowed by what stands in the address; a number that names one case goes straight there."""
    session, client_id = database.session(), current_client_id()
    words = request.args.get("q", "").strip()[:200]
    exact = portfolio.case_by_key(session, client_id, words) if words else None
    if exact is not None:
        return redirect(url_for("client_portal.show_case", case_id=exact.id))
    selection = _selection(default=Selection.ALL if words else Selection.OPEN)
    on = statement.last_known_day(figures(), clock.today())
    page = portfolio.case_list(
        session, client_id, selection=selection, words=words, on=on, figures=figures(),
        turned=turned(),
    )
    return render_template(
        "client_portal/cases.html", page=page, selection=selection, words=words, on=on, name=names.name,
        selections=SELECTION_NAMES, counts=portfolio.selection_counts(session, client_id),
    )


@bp.get("/dossiers/<int:case_id>")
@requires(Permission.OWN_CASES_READ)
def show_case(case_id: int) -> str:
    """One case: where it stands, what is owed and why, what happened, and what the client can do."""
    session, case = database.session(), case_or_404(case_id)
    holds = [
        (hold, kind_shown(hold.kind), reason_shown(hold.kind))
        for hold in stages.open_holds(session, case_id)
    ]
    return render_template(
        "client_portal/case.html", case=case, holds=holds, balance=balance_of(case, request.args.get("op", "")),
        entries=client_timeline.timeline(session, case), documents=portfolio.documents_of(session, case),
        missing=portfolio.missing_evidence(session, case), asks_approval=portfolio.asks_approval(session, case),
        approval=gate.approval(session, case_id), arrangement=running_arrangement(session, case_id),
        next_step=portfolio.next_step(session, case), reports=client_payments.reports(session, case),
        used=client_payments.USED,
        is_secret=bool(contact_points.with_secret_address(session, [case.debtor_id])), **_words(),
    )


@bp.get("/stukken/<int:document_id>")
@requires(Permission.OWN_DOCUMENTS_READ)
def download_document(document_id: int) -> Response:
    """A document that this client may see."""
    document = portfolio.document_of(database.session(), current_client_id(), document_id) or abort(404)
    return as_attachment(store().get(document.sha256), document.filename, document.media_type)


def balance_of(case: Case, asked: str) -> Balance:
    """What is owed through the day in the address, through today without one."""
    note = ""
    try:
        wanted = parse_date(asked) if asked.strip() else clock.today()
    except ValueError as error:
        wanted, note = clock.today(), str(error)
    on = statement.last_known_day(figures(), wanted)
    if on != wanted:
        note = "Verder dan deze dag zijn de rentecijfers nog niet bekend."
    try:
        record = statement.record_of(database.session(), case, figures=figures())
        valuation = statement.valuation_of(record, on=on, figures=figures())
    except LawError as refusal:
        explained = explain(refusal)
        return Balance(on=on, valuation=None, note=explained.happened if explained else "")
    for entry in record.uncounted(counted_through=on, through=wanted):
        note += f" Nog niet meegeteld: {euro(-entry.amount)}, ontvangen op {day(entry.effective_on)}."
    charged_before = statement.are_costs_charged_before(record, valuation)
    return _arranged(case, valuation, note, charged_before=charged_before)


def _arranged(case: Case, valuation: Valuation, note: str, *, charged_before: bool) -> Balance:
    interest: dict[str | None, list[Line]] = defaultdict(list)
    for line in valuation.lines:
        if line.kind is LineKind.INTEREST:
            interest[line.claim].append(line)
    totals = {claim.ref: claim for claim in valuation.claims}
    return Balance(
        on=valuation.on, valuation=valuation, note=note, charged_before=charged_before,
        claims=tuple(
            ClaimBalance(claim=claim, totals=totals[str(claim.id)], lines=tuple(interest[str(claim.id)]))
            for claim in case.claims
        ),
        cost_lines=tuple(line for line in valuation.lines if line.kind is not LineKind.INTEREST),
    )


def _selection(*, default: Selection) -> Selection:
    try:
        return Selection(request.args.get("toon", ""))
    except ValueError:
        return default


def _words() -> dict[str, Any]:
    """What the template needs to put choices into Dutch."""
    return {"name": names.name, "ON_COSTS": ON_COSTS}
