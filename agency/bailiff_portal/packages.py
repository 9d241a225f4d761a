"""Packages: the list of one office, what is in each, and the download that is written down."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.bailiff_portal.blueprint import bp, writ_or_404
from agency.resources import as_attachment, figures, store
from agency.web import tracing, veiled
from agency.web.access import Permission, current_bailiff_office_id, requires
from agency.web.navigation import turned
from agency.web.once import answer_to, carry_out
from cases import documents
from cases.errors import NotFound
from cases.legal_track import bailiffs
from cases.models import Document, ServiceManner, WritState
from cases.names import name
from cases.queries import bailiff
from cases.queries.bailiff import PackedFile, Selection

ZIP = "application/zip"
SELECTION_NAMES = {Selection.OPEN: "Te betekenen", Selection.DONE: "Afgehandeld", Selection.ALL: "Alle"}


@bp.get("")
@bp.route("/opdrachten", methods=["GET", "POST"])
@requires(Permission.ASSIGNED_CASES_READ)
def list_packages() -> ResponseReturnValue:
    """The packages of the office; a search that finds one goes straight there."""
    if request.method == "POST":
        return veiled.on_to("bailiff_portal.list_packages", veiled.typed("q"))
    session, office_id, words = database.session(), current_bailiff_office_id(), veiled.searched()
    tracing.show_found(words)
    selection = _selection(default=Selection.ALL if words else Selection.OPEN)
    page = bailiff.packages(
        session, office_id, selection=selection, words=words, figures=figures(), today=clock.today(),
        turned=turned(),
    )
    if words and len(page.rows) == 1 and page.before is None:
        return redirect(url_for("bailiff_portal.show_package", writ_id=page.rows[0].writ.id))
    office, phone = bailiff.office_and_phone(session, office_id)
    return render_template(
        "bailiff_portal/packages.html", page=page, selection=selection, words=words, name=name,
        office=office, selections=SELECTION_NAMES,
        counts=bailiff.counts(session, office_id), WritState=WritState,
        recalled=bailiff.recalled(session, office_id, today=clock.today()), phone=phone,
        most_recalled=bailiff.MOST_RECALLED,
    )


@bp.get("/opdrachten/<int:writ_id>")
@requires(Permission.ASSIGNED_CASES_READ)
def show_package(writ_id: int) -> str:
    """One package: what changed since, what is owed now, what lies in it, and what was reported."""
    session, writ = database.session(), writ_or_404(writ_id)
    package = bailiff.package_of(session, writ)
    files, why_not = _packed_files(package)
    return render_template(
        "bailiff_portal/package.html", writ=writ, case=writ.case, package=package,
        barrier=bailiffs.barrier(session, writ), phone=bailiff.agency_phone(session),
        warning=bailiffs.warning(session, writ, figures=figures(), today=clock.today()),
        files=files, why_not=why_not,
        owed=bailiff.owed(session, writ.case, figures=figures(), today=clock.today()),
        barred=bailiff.first_barred(session, writ.case),
        interrupted_on=bailiff.interrupted_on(session, writ.case), downloads=bailiff.downloads(session, writ),
        report=bailiff.report_of(session, writ), earlier_reports=bailiff.reports_before(session, writ),
        proof=bailiff.proof_of(session, writ), name=name,
        WritState=WritState, ServiceManner=ServiceManner,
    )


@bp.post("/opdrachten/<int:writ_id>/pakket")
@requires(Permission.PACKAGE_DOWNLOAD)
def download_package(writ_id: int) -> ResponseReturnValue:
    """The ZIP, after it was written down who took it. A POST: a page that is only looked at changes nothing.

    While the order is recalled or halted there is nothing to serve: back to the page, which says why.
    """
    sent = carry_out(None, lambda session, act: bailiffs.download(
        session, act, store(), office_id=current_bailiff_office_id(), writ_id=writ_id, figures=figures()
    ))
    if isinstance(sent.refusal, NotFound):
        abort(404)
    if sent.result is None:
        flash(f"Het pakket is niet gedownload. {sent.why_not}", "error")
        return redirect(url_for("bailiff_portal.show_package", writ_id=writ_id))
    document, content, _warning = sent.result
    return as_attachment(content, document.filename, ZIP)


@bp.get("/opdrachten/<int:writ_id>/betekeningsstuk")
@requires(Permission.ASSIGNED_CASES_READ)
def download_proof(writ_id: int) -> Response:
    """The document that this office added to its report."""
    document = bailiff.proof_of(database.session(), writ_or_404(writ_id)) or abort(404)
    return as_attachment(documents.content(store(), document), document.filename, document.media_type)


def _packed_files(package: Document | None) -> tuple[tuple[PackedFile, ...], str]:
    """What lies in the package, and why that cannot be told: the rest of the page helps all the same."""
    if package is None:
        return (), ""
    asked = answer_to(None, lambda: bailiff.packed_files(store(), package))
    return asked.result or (), asked.why_not


def _selection(*, default: Selection) -> Selection:
    try:
        return Selection(request.args.get("toon", ""))
    except ValueError:
        return default
