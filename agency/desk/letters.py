"""Letters: a preview of exactly who gets what, a batch with its progress, posting, and what became of each letter."""

import io
from collections.abc import Sequence
from datetime import date

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database, queue
from agency.access import Permission, current_user_id, requires
from agency.desk.area import REFUSED, bp, is_fragment
from agency.desk.case_list import filter_of
from agency.desk.forms import DayForm, OrderForm, chosen_cases, given
from agency.desk.printing import joined
from agency.errors import message_for
from agency.formatting import plural
from agency.resources import figures, store
from cases import correspondence
from cases.errors import DomainError
from cases.models import LetterKind
from cases.queries import desk
from cases.queries import letters as batches
from cases.submissions import handled_before

WITHDRAWN_BY_HAND = "ingetrokken door de behandelaar"


@bp.get("/brieven")
@requires(Permission.LETTER_SEND)
def list_batches() -> str:
    """Batches of letters, the newest first."""
    page = batches.batches(
        database.session(), after=request.args.get("na", ""), before=request.args.get("voor", "")
    )
    return render_template("desk/batches.html", page=page)


@bp.post("/brieven/voorbeeld")
@requires(Permission.LETTER_SEND)
def preview_letters() -> ResponseReturnValue:
    """Who would get the first letter with which amounts, and who is skipped and why. Saves nothing."""
    ids = chosen_cases(request.form.getlist("dossier"))
    if request.form.get("alles"):
        ids = desk.ids(database.session(), filter_of(request.form))
    if not ids:
        flash("Kies eerst één of meer dossiers.", "warning")
        return redirect(_way_back(request.form.get("terug", "")))
    return _preview_page(ids, clock.today())


@bp.post("/brieven/voorbeeld/datum")
@requires(Permission.LETTER_SEND)
def preview_on_day() -> ResponseReturnValue:
    """The same preview for another date of the letter."""
    form = OrderForm()
    return _preview_page(form.chosen(), form.letter_date.data or clock.today())


@bp.post("/brieven")
@requires(Permission.LETTER_SEND)
def order_letters() -> ResponseReturnValue:
    """Order the letters that were shown, and ring for the worker."""
    form = OrderForm()
    if not form.validate_on_submit():
        return _preview_page(form.chosen(), clock.today(), error="De briefdatum ontbreekt.")
    try:
        with database.transaction() as session:
            if handled_before(session, form.token.data, user_id=current_user_id(), now=clock.now()):
                flash("Deze brieven waren al besteld; er is niets dubbel besteld.", "info")
                return redirect(url_for("desk.list_batches"))
            batch_id = correspondence.order(
                session, form.chosen(), kind=LetterKind.FIRST_NOTICE, letter_date=given(form.letter_date),
                digest=form.digest.data or "", figures=figures(), actor_id=current_user_id(), now=clock.now(),
            ).id
    except DomainError as refusal:
        return _preview_page(form.chosen(), given(form.letter_date), error=message_for(refusal))
    queue.ring_letters(batches.letter_ids(database.session(), batch_id))
    return redirect(url_for("desk.show_batch", batch_id=batch_id))


def _preview_page(ids: Sequence[int], letter_date: date, *, error: str = "") -> ResponseReturnValue:
    shown = correspondence.preview(
        database.session(), ids, kind=LetterKind.FIRST_NOTICE, letter_date=letter_date, figures=figures()
    )
    form = OrderForm(
        formdata=None,
        data={"case_ids": ",".join(map(str, ids)), "letter_date": letter_date, "digest": shown.digest},
    )
    if error:
        form.refuse(error)
    return render_template("desk/preview.html", shown=shown, order=form, error=error), REFUSED if error else 200


@bp.get("/brieven/<int:batch_id>")
@requires(Permission.LETTER_SEND)
def show_batch(batch_id: int) -> str:
    """A batch: how far it is, each letter, and the day it was posted."""
    return _batch_page(batch_id, DayForm(formdata=None, data={"on": clock.today()}))


@bp.post("/brieven/<int:batch_id>/gepost")
@requires(Permission.LETTER_SEND)
def confirm_posted(batch_id: int) -> ResponseReturnValue:
    """The letters went to the post on this day: from here the terms run."""
    form = DayForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                if not handled_before(session, form.token.data, user_id=current_user_id(), now=clock.now()):
                    correspondence.confirm_posted(
                        session, batch_id, posted_on=given(form.on), today=clock.today(), figures=figures(),
                        actor_id=current_user_id(), now=clock.now(),
                    )
        except DomainError as refusal:
            form.take(refusal)
        else:
            flash("De postdatum is vastgelegd. De termijnen lopen.", "success")
            broken = batches.defective(database.session(), batch_id)
            if broken:
                number = plural(broken, "brief is gebrekkig: daarvan", "brieven zijn gebrekkig: daarvan")
                flash(f"{number} loopt geen termijn. De dossiers staan in de werkbak voor een nieuwe brief.", "warning")
            return redirect(url_for("desk.show_batch", batch_id=batch_id))
    return _batch_page(batch_id, form), REFUSED


def _batch_page(batch_id: int, form: DayForm) -> str:
    page = batches.batch(database.session(), batch_id)
    template = "desk/_batch.html" if is_fragment() else "desk/batch.html"
    return render_template(template, page=page, batch=page.row.batch, posting=form, form=form)


@bp.get("/brieven/<int:batch_id>/drukwerk")
@requires(Permission.LETTER_SEND)
def print_batch(batch_id: int) -> ResponseReturnValue:
    """All letters of the batch in one PDF, for the printer."""
    kept = store()
    contents = [kept.get(document.sha256) for document in batches.print_documents(database.session(), batch_id)]
    if not contents:
        abort(404)
    return send_file(
        io.BytesIO(joined(contents)), mimetype="application/pdf", download_name=f"brieven-{batch_id}.pdf"
    )


@bp.post("/dossiers/<int:case_id>/brieven/<int:letter_id>/intrekken")
@requires(Permission.LETTER_SEND)
def withdraw_letter(case_id: int, letter_id: int) -> ResponseReturnValue:
    """Withdraw a letter that did not leave."""
    batch_id = _withdraw(case_id, letter_id, WITHDRAWN_BY_HAND)
    flash("De brief is ingetrokken.", "success")
    return redirect(url_for("desk.show_batch", batch_id=batch_id))


@bp.post("/dossiers/<int:case_id>/brieven/<int:letter_id>/opnieuw")
@requires(Permission.LETTER_SEND)
def order_again(case_id: int, letter_id: int) -> ResponseReturnValue:
    """Withdraw a letter that could not be made and show a fresh preview for its case."""
    _withdraw(case_id, letter_id, "wordt opnieuw besteld")
    return _preview_page([case_id], clock.today())


def _withdraw(case_id: int, letter_id: int, reason: str) -> int:
    with database.transaction() as session:
        letter = batches.letter_of(session, case_id, letter_id)
        correspondence.withdraw(
            session, letter.id, reason=reason, on=clock.today(), actor_id=current_user_id(), now=clock.now()
        )
        return letter.batch_id


@bp.post("/dossiers/<int:case_id>/brieven/<int:letter_id>/retour")
@requires(Permission.LETTER_SEND)
def mark_returned(case_id: int, letter_id: int) -> ResponseReturnValue:
    """The post brought the letter back."""
    form = DayForm()
    with database.transaction() as session:
        letter = batches.letter_of(session, case_id, letter_id)
        correspondence.mark_returned(
            session, letter.id, returned_on=form.on.data or clock.today(), actor_id=current_user_id(), now=clock.now()
        )
    flash("De brief is retour gemeld. Er zijn geen incassokosten verschuldigd.", "success")
    return redirect(url_for("desk.show_case", case_id=case_id))


@bp.post("/dossiers/<int:case_id>/brieven/<int:letter_id>/bezorgd")
@requires(Permission.LETTER_SEND)
def prove_delivery(case_id: int, letter_id: int) -> ResponseReturnValue:
    """The day of receipt is proved; it replaces the presumed one."""
    form = DayForm()
    if not form.validate_on_submit():
        flash("Vul de dag van bezorging in als dd-mm-jjjj.", "error")
        return redirect(url_for("desk.show_case", case_id=case_id))
    with database.transaction() as session:
        letter = batches.letter_of(session, case_id, letter_id)
        correspondence.prove_delivery(
            session, letter.id, delivered_on=given(form.on), figures=figures(), actor_id=current_user_id(),
            now=clock.now(),
        )
    flash("De bezorging is vastgelegd.", "success")
    return redirect(url_for("desk.show_case", case_id=case_id))


def _way_back(address: str) -> str:
    """The list that a form came from; never a way to another site."""
    return address if address.startswith(("/werkbak", "/dossiers")) else url_for("desk.list_cases")
