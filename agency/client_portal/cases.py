"""The cases of the client: the list, one case with its balance on any day, and its documents."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.client_portal.blueprint import bp, case_or_404
from agency.resources import as_attachment, figures, store
from agency.web import tracing, veiled
from agency.web.access import Permission, current_client_id, requires
from agency.web.errors import explain
from agency.web.fields import parse_date
from agency.web.formatting import day, euro
from agency.web.navigation import turned
from cases import documents, names
from cases.amicable import client_payments
from cases.amicable.holds import is_private
from cases.counting import ledger_entries, overpaid, per_person, reaching, statement
from cases.counting.overpaid import Surplus
from cases.counting.reaching import Counted
from cases.counting.statement import CaseRecord
from cases.events.holds import kind_shown, reason_shown
from cases.legal_track import consumer_duties, gate
from cases.models import Case, Claim, LedgerEntry, LedgerKind
from cases.parties import contact_points
from cases.progress import stages
from cases.progress.stages import running_arrangement
from cases.queries.balance import ON_COSTS
from cases.queries.client import client_timeline, portfolio
from cases.queries.client.portfolio import Selection
from cases.wording import people
from cases.wording.people import PersonRow
from legal.counting.valuation import ClaimTotals, DebtorKind, Line, LineKind, Valuation
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

    @property
    def credited(self) -> Decimal:
        """What was taken off the invoice (euro)."""
        return self.claim.principal - self.totals.principal


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What is owed through `on`; `note` says why that is not the day asked, or why nothing can be shown.

    `charged_before`: no costs come of the notice, since earlier terms of the same agreement bore all there may be.
    `off` is asked no more and was not received, `refunds` went back to the debtor. `per_person`: what each owes, where
    more than one does; `of_nobody`: what nobody is known to owe; `surpluses`: what was paid too much, by who paid it.
    """

    on: date
    valuation: Valuation | None
    claims: tuple[ClaimBalance, ...] = ()
    cost_lines: tuple[Line, ...] = ()
    other_cost_lines: tuple[Line, ...] = ()
    note: str = ""
    charged_before: bool = False
    off: tuple[LedgerEntry, ...] = ()
    refunds: tuple[LedgerEntry, ...] = ()
    per_person: tuple[PersonRow, ...] = ()
    of_nobody: Decimal = Decimal(0)
    surpluses: tuple[Surplus, ...] = ()

    @property
    def kept_apart(self) -> tuple[Surplus, ...]:
        """What one of several paid too much while another owes: it is in no sum of what is owed."""
        return self.surpluses if self.valuation is not None and self.valuation.balance > 0 else ()

    @property
    def received(self) -> Decimal:
        """What came in as money, whatever went back since."""
        booked = () if self.valuation is None else self.valuation.payments
        return sum((payment.amount for payment in booked), Decimal(0)) - ledger_entries.together(self.off)


@bp.route("/dossiers", methods=["GET", "POST"])
@requires(Permission.OWN_CASES_READ)
def list_cases() -> ResponseReturnValue:
    """The list, narrowed by what stands in the address; a number that names one case goes straight there."""
    if request.method == "POST":
        return veiled.on_to("client_portal.list_cases", veiled.typed("q"))
    session, client_id, words = database.session(), current_client_id(), veiled.searched()
    tracing.show_found(words)
    exact = portfolio.case_by_key(session, client_id, words) if words else None
    if exact is not None:
        return redirect(url_for("client_portal.show_case", case_id=exact.id))
    selection = _selection(default=Selection.ALL if words else Selection.OPEN)
    on = clock.today()
    page = portfolio.case_list(
        session, client_id, selection=selection, words=words, on=on, figures=figures(),
        turned=turned(),
    )
    counted_through = page.rows[0].counted_through if page.rows else on
    return render_template(
        "client_portal/cases.html", page=page, selection=selection, words=words, name=names.name,
        on=counted_through, is_cut=counted_through < on,
        selections=SELECTION_NAMES, counts=portfolio.selection_counts(session, client_id),
    )


@bp.get("/dossiers/<int:case_id>")
@requires(Permission.OWN_CASES_READ)
def show_case(case_id: int) -> str:
    """One case: where it stands, what is owed and why, what happened, and what the client can do."""
    session, case = database.session(), case_or_404(case_id)
    holds = [
        (hold, is_told and kind_shown(hold.kind), is_told and reason_shown(hold.kind))
        for hold in stages.open_holds(session, case_id) for is_told in (not is_private(session, hold),)
    ]
    return render_template(
        "client_portal/case.html", case=case, holds=holds, balance=balance_of(case, request.args.get("op", "")),
        entries=client_timeline.timeline(session, case), documents=portfolio.documents_of(session, case),
        missing=portfolio.missing_evidence(session, case), asks_approval=portfolio.asks_approval(session, case),
        asks_loss=consumer_duties.is_acceptance_asked(session, case),
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
    return as_attachment(documents.content(store(), document), document.filename, document.media_type)


def balance_of(case: Case, asked: str) -> Balance:
    """What is owed through the day in the address, through today without one."""
    note = ""
    try:
        wanted = parse_date(asked) if asked.strip() else clock.today()
    except ValueError as error:
        wanted, note = clock.today(), str(error)
    try:
        record = statement.record_of(database.session(), case, figures=figures())
        counted = reaching.counted(record, wanted=wanted, figures=figures())
    except LawError as refusal:
        explained = explain(refusal)
        return Balance(on=wanted, valuation=None, note=explained.happened if explained else "")
    charged_before = statement.are_costs_charged_before(record, counted.valuation)
    note = f"{note} {_known_since(counted)}".strip()
    return _arranged(case, record, counted.valuation, note, charged_before=charged_before)


def _known_since(counted: Counted) -> str:
    """Why the amounts are not of the day asked, and what is known of after it; empty where they are."""
    if not counted.reach.is_cut:
        return ""
    said = [f"De rente na {day(counted.reach.day)} is nog niet bekend. Alle bedragen hieronder zijn van die dag."]
    said += [
        f"Nog niet meegeteld: {euro(-entry.amount)}, ontvangen op {day(entry.effective_on)}."
        for entry in counted.uncounted if entry.kind is LedgerKind.PAYMENT
    ]
    return " ".join([*said, counted.later_costs_in_words]).strip()


def _arranged(case: Case, record: CaseRecord, valuation: Valuation, note: str, *, charged_before: bool) -> Balance:
    interest: dict[str | None, list[Line]] = defaultdict(list)
    for line in valuation.lines:
        if line.kind is LineKind.INTEREST:
            interest[line.claim].append(line)
    totals = {claim.ref: claim for claim in valuation.claims}
    each = per_person.owed_by_each(case, record, on=valuation.on, figures=figures())
    return Balance(
        on=valuation.on, valuation=valuation, note=note, charged_before=charged_before,
        per_person=people.rows(each, on=valuation.on, is_consumer=case.debtor_kind is DebtorKind.CONSUMER),
        of_nobody=people.of_nobody(each, valuation.balance),
        surpluses=overpaid.surpluses(case, record, valuation),
        claims=tuple(
            ClaimBalance(claim=claim, totals=totals[str(claim.id)], lines=tuple(interest[str(claim.id)]))
            for claim in case.claims if str(claim.id) in totals
        ),
        off=tuple(
            entry for entry in record.payments
            if entry.kind is not LedgerKind.PAYMENT and entry.effective_on <= valuation.on
        ),
        refunds=tuple(entry for entry in record.refunds if entry.effective_on <= valuation.on),
        cost_lines=tuple(line for line in valuation.lines if line.kind in (LineKind.COSTS, LineKind.VAT)),
        other_cost_lines=tuple(line for line in valuation.lines if line.kind is LineKind.OTHER_COST),
    )


def _selection(*, default: Selection) -> Selection:
    try:
        return Selection(request.args.get("toon", ""))
    except ValueError:
        return default


def _words() -> dict[str, Any]:
    """What the template needs to put choices into Dutch."""
    return {"name": names.name, "ON_COSTS": ON_COSTS}
