"""Letters: a preview of exactly who gets what, a batch with its progress, posting, and what became of each letter."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

from flask import Response, abort, flash, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from agency import clock, database
from agency.background import doorbell, pieces
from agency.desk.blueprint import bp
from agency.desk.case_list import address_of, filter_of
from agency.desk.case_page import LetterAction, SentOfLetter, render_case
from agency.desk.forms import DayForm, OrderForm, PostedForm, ReasonForm, chosen_cases
from agency.desk.print_runs import ChosenBatchesForm
from agency.resources import figures, store, why_files_wait
from agency.web.access import Permission, requires
from agency.web.errors import REFUSED
from agency.web.fields import given
from agency.web.fragments import is_fragment
from agency.web.navigation import turned
from agency.web.once import carry_out, do
from cases.acts import Act
from cases.correspondence import batch_work, corrections, ordering, posting, previewing, receipt_disputes, whole_batches
from cases.correspondence.rules import rule_of
from cases.errors import AlreadyDone, Questioned, mark_of
from cases.input_checks import whole_number
from cases.models import LetterBatch, LetterKind
from cases.queries.desk import letters as batches
from cases.queries.desk import print_runs, work
from cases.setup import text_approvals, text_stops
from letters.prints import joined, lacking_sheet

_LEFT = "over"
MOST_IN_ADDRESS = 1_000  # signs of what was chosen too
OTHER_DATE = "U koos een andere briefdatum. Er is niets besteld; hieronder staat het voorbeeld met die datum."
WITHDRAWN_BY_HAND = "ingetrokken door de behandelaar"


@bp.get("/brieven")
@requires(Permission.LETTER_SEND)
def list_batches() -> str:
    """What waits for the printer and the runs in which letters went there; all batches, the newest first."""
    session = database.session()
    return render_template(
        "desk/batches.html", page=batches.batches(session, turned=turned()), waiting=print_runs.waiting(session),
        runs=print_runs.runs(session), choose=ChosenBatchesForm(formdata=None),
    )


@bp.post("/brieven/voorbeeld")
@requires(Permission.LETTER_SEND)
def preview_letters() -> ResponseReturnValue:
    """Who would get this letter with which amounts, and who is skipped and why. Saves nothing."""
    chosen = _chosen(MultiDict(parse_qsl(request.form["rest"])) if "rest" in request.form else request.form)
    if not chosen.ids:
        flash("Kies eerst één of meer dossiers.", "warning")
        return redirect(_way_back(request.form.get("terug", "")))
    return _preview_page(chosen, clock.today(), kind=_kind(request.form.get("soort")))


@bp.post("/brieven/voorbeeld/datum")
@requires(Permission.LETTER_SEND)
def preview_on_day() -> ResponseReturnValue:
    """The same preview for another date of the letter."""
    form = OrderForm()
    if not form.validate():
        return _without_day(form)
    return _preview_page(_shown(form), given(form.letter_date), kind=_kind(form.kind.data))


@bp.post("/brieven")
@requires(Permission.LETTER_SEND)
def order_letters() -> ResponseReturnValue:
    """Order the letters that were shown, and ring for the worker."""
    form = OrderForm()
    kind = _kind(form.kind.data)
    sent = carry_out(form, lambda session, act: ordering.order(
        session, act, form.marks(), kind=kind, letter_date=given(form.letter_date), figures=figures()
    ).id)
    if sent.refusal is not None:
        why = OTHER_DATE if form.is_of_another_date() else sent.why_not
        return _preview_page(_shown(form), given(form.letter_date), kind=kind, error=why)
    if not sent.is_done:
        return _without_day(form)
    if sent.result is None:
        flash("Deze brieven waren al besteld; er is niets dubbel besteld.", "info")
        return redirect(url_for("desk.list_batches"))
    doorbell.ring_letters(batches.letter_ids(database.session(), sent.result))
    _ring_for_rest(sent.result)
    rest = form.rest.data or ""  # of a filter, or of what can be ticked on a page: short
    return redirect(url_for("desk.show_batch", batch_id=sent.result, rest=rest[:MOST_IN_ADDRESS] or None))


def _ring_for_rest(batch_id: int) -> None:
    """Let a worker go on with what the request left of a large batch."""
    if batch_work.has_more(database.session(), batch_id):
        doorbell.ring_work(pieces.BATCH, batch_id)


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Cases for one preview, how many more were chosen, and the fields that choose those, as in an address."""

    ids: Sequence[int]
    left: int = 0
    rest: str = ""


def _chosen(fields: MultiDict[str, str]) -> Chosen:
    """The cases that were ticked, that fit a filter, or that got no letter in a batch: the first of them."""
    most = previewing.MOST_PREVIEWED
    if fields.get("alles"):
        wanted = filter_of(fields)
        ids, left = work.ids(
            database.session(), wanted, after=whole_number(fields.get("na")) or 0, at_most=most
        )
        rest = {"alles": "1", **address_of(wanted), "na": ids[-1]} if left else {}
    else:
        batch_id = whole_number(fields.get("verzending"))
        ids = chosen_cases(fields.getlist("dossier")) if batch_id is None else batches.left_out_ids(
            database.session(), batch_id
        )
        left, rest = len(ids[most:]), {"dossier": ",".join(map(str, ids[most:]))}
    return Chosen(ids=ids[:most], left=left, rest=urlencode({**rest, _LEFT: left}) if left else "")


def _shown(form: OrderForm) -> Chosen:
    """The cases of a preview that was sent back."""
    return replace(_rest(form.rest.data or ""), ids=form.chosen())


def _rest(fields: str) -> Chosen:
    """What was chosen with a batch and stands in none yet, by the address of its page."""
    return Chosen(ids=(), left=whole_number(dict(parse_qsl(fields)).get(_LEFT)) or 0, rest=fields)


def _without_day(form: OrderForm) -> ResponseReturnValue:
    """The preview of today, with what was typed as the date of the letter and what is wrong with it."""
    return _preview_page(
        _shown(form), clock.today(), kind=_kind(form.kind.data), typed=next(iter(form.letter_date.raw_data or ()), ""),
        error=next(iter(form.letter_date.errors), "De briefdatum ontbreekt."),
    )


def _kind(asked: str | None) -> LetterKind:
    """The kind of letter that was asked; the first letter where none was. Any other word is no page of ours: 404."""
    if not asked:
        return LetterKind.FIRST_NOTICE
    known = {kind.value: kind for kind in LetterKind}
    if asked not in known:
        abort(404)
    return known[asked]


def _preview_page(
    chosen: Chosen, letter_date: date, *, kind: LetterKind, error: str = "", typed: str | None = None
) -> ResponseReturnValue:
    """What would happen on `letter_date`; `typed` is what was typed for it where that is no day."""
    shown = previewing.preview(
        database.session(), chosen.ids, kind=kind, letter_date=letter_date, figures=figures(), today=clock.today()
    )
    form = OrderForm(formdata=None, data={
        "letter_date": letter_date, "shown_on": str(letter_date), "kind": kind.value, "rest": chosen.rest,
    })
    form.show(shown.marks)
    if typed is not None:
        form.letter_date.raw_data = [typed]
    if error:
        form.refuse(error, None if typed is None else "letter_date")
    page = render_template("desk/preview.html", shown=shown, order=form, chosen=chosen, error=error)
    return page, REFUSED if error else 200


@bp.get("/brieven/<int:batch_id>")
@requires(Permission.LETTER_SEND)
def show_batch(batch_id: int) -> ResponseReturnValue:
    """A batch: how far it is, each letter, and the day it was posted."""
    return _batch_page(batch_id, _posting_today())


@bp.post("/brieven/<int:batch_id>/gepost")
@requires(Permission.LETTER_SEND)
def confirm_posted(batch_id: int) -> ResponseReturnValue:
    """The letters went to the post on this day: from here the terms run."""
    form = PostedForm()
    unprinted = batches.unprintable(database.session(), store(), batch_id) if form.is_submitted() else ()

    def confirm(session: Session, act: Act) -> LetterBatch:
        if unprinted and form.answered != mark_of(unprinted):
            raise Questioned(unprinted)
        return posting.confirm_posted(session, act, batch_id, posted_on=given(form.on), figures=figures())

    sent = carry_out(form, confirm)
    if isinstance(sent.refusal, AlreadyDone):
        flash(sent.why_not, "info")
        return redirect(url_for("desk.show_batch", batch_id=batch_id))
    if not sent.is_done:
        return _batch_page(batch_id, form), sent.status
    kind = batches.progress(database.session(), batch_id).batch.kind
    flash(rule_of(kind).posted_message, "success")
    _ring_for_rest(batch_id)
    return redirect(url_for("desk.show_batch", batch_id=batch_id))


def _posting_today() -> PostedForm:
    return PostedForm(formdata=None, data={"on": clock.today()})


def _batch_page(batch_id: int, form: PostedForm, *, withdrawing: ReasonForm | None = None) -> Response | str:
    """The whole page; while it is worked on a script asks how far it is, and gets that and nothing else."""
    if is_fragment():
        row = batches.progress(database.session(), batch_id)
        if row.is_running:
            return render_template(
                "desk/_batch_progress.html", row=row, batch=row.batch, turned=turned(), why_files_wait=why_files_wait,
                stopped=_stopped(batch_id),
            )
    page = batches.batch(database.session(), batch_id, turned=turned())
    template = "desk/_batch.html" if is_fragment() else "desk/batch.html"
    shown = render_template(
        template, page=page, row=page.row, batch=page.row.batch, posting=form, form=form, turned=turned(),
        rest=_rest(request.args.get("rest", "")), why_files_wait=why_files_wait, stopped=_stopped(batch_id),
        in_run=print_runs.run_of_batch(database.session(), batch_id),
        withdrawing=withdrawing or ReasonForm(formdata=None),
    )
    return make_response(shown, {"HX-Retarget": "#verzending"} if is_fragment() else {})


def _stopped(batch_id: int) -> list[str]:
    """Why letters of the batch are not made or posted: their text is stopped, or was not approved."""
    session = database.session()
    stopped = [text_stops.in_words(each) for each in text_stops.of_batch(session, batch_id)]
    return [*stopped, *text_approvals.of_batch(session, batch_id)]


@bp.get("/brieven/<int:batch_id>/drukwerk")
@requires(Permission.LETTER_SEND)
def print_batch(batch_id: int) -> ResponseReturnValue:
    """All letters of the batch in one PDF, for the printer; before them a sheet that names what is not in it."""
    posting.require_printable(database.session(), batch_id, today=clock.today(), figures=figures())
    prints = batches.prints(database.session(), store(), batch_id)
    if not prints.contents and not prints.lacking:
        abort(404)
    sheets = [lacking_sheet(prints.lacking, today=clock.today())] if prints.lacking else []
    return send_file(
        io.BytesIO(joined([*sheets, *prints.contents])), mimetype="application/pdf",
        download_name=f"brieven-{batch_id}.pdf",
    )


@bp.post("/brieven/<int:batch_id>/intrekken")
@requires(Permission.LETTER_SEND)
def withdraw_batch(batch_id: int) -> ResponseReturnValue:
    """Withdraw every letter of a batch that did not leave."""
    form = ReasonForm()
    sent = carry_out(form, lambda session, act: whole_batches.withdraw(
        session, act, batch_id, reason=form.reason.data
    ))
    if sent.refusal is not None:
        flash(sent.why_not, "warning")
    elif not sent.is_done:
        return _batch_page(batch_id, _posting_today(), withdrawing=form), sent.status
    elif sent.result is not None:
        gone = "De brief is" if sent.result == 1 else f"{sent.result} brieven zijn"
        flash(f"{gone} ingetrokken. Er gaat niets van weg.", "success")
    return redirect(url_for("desk.show_batch", batch_id=batch_id))


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
    """Withdraw a letter that could not be made and show a fresh preview for its case, or its form as it was filled in.
    """
    kind = batches.letter_of(database.session(), case_id, letter_id).kind
    _withdraw(case_id, letter_id, "wordt opnieuw besteld")
    rule = rule_of(kind)
    if rule.form is not None:
        return redirect(url_for("desk.write_letter", case_id=case_id, soort=rule.stem, als=letter_id))
    return _preview_page(Chosen(ids=[case_id]), clock.today(), kind=kind)


def _withdraw(case_id: int, letter_id: int, reason: str) -> int:
    def withdraw(session: Session, act: Act) -> int:
        letter = batches.letter_of(session, case_id, letter_id)
        ordering.withdraw(session, act, letter.id, reason=reason, on=act.today)
        return letter.batch_id

    return do(withdraw)


@bp.post("/dossiers/<int:case_id>/brieven/<int:letter_id>/retour")
@requires(Permission.LETTER_SEND)
def mark_returned(case_id: int, letter_id: int) -> ResponseReturnValue:
    """The post brought the letter back."""
    done = rule_of(batches.letter_of(database.session(), case_id, letter_id).kind).returned_message
    return _became(
        case_id, letter_id, LetterAction.RETURNED, done, lambda session, act, on:
        posting.mark_returned(session, act, letter_id, returned_on=on),
    )


@bp.post("/dossiers/<int:case_id>/brieven/<int:letter_id>/bezorgd")
@requires(Permission.LETTER_SEND)
def prove_delivery(case_id: int, letter_id: int) -> ResponseReturnValue:
    """The day of receipt is proved; it replaces the presumed one."""
    done = "De bezorging is vastgelegd."
    return _became(
        case_id, letter_id, LetterAction.DELIVERED, done, lambda session, act, on:
        posting.prove_delivery(session, act, letter_id, delivered_on=on, figures=figures()),
    )


@bp.post("/dossiers/<int:case_id>/brieven/<int:letter_id>/retour/intrekken")
@requires(Permission.LETTER_SEND)
def withdraw_return(case_id: int, letter_id: int) -> ResponseReturnValue:
    """The letter had not come back after all."""
    return _take_back(
        case_id, letter_id, LetterAction.RETURN_WITHDRAWN, corrections.withdraw_return,
        "De retourmelding is ingetrokken. De brief telt weer, en de kosten staan zoals ze stonden.",
    )


@bp.post("/dossiers/<int:case_id>/brieven/<int:letter_id>/bezorgd/intrekken")
@requires(Permission.LETTER_SEND)
def withdraw_delivery(case_id: int, letter_id: int) -> ResponseReturnValue:
    """The proved day of receipt was wrong."""
    return _take_back(
        case_id, letter_id, LetterAction.DELIVERY_WITHDRAWN, corrections.withdraw_delivery,
        "De bewezen bezorging is ingetrokken. De brief geldt weer als bezorgd op de gewone dag.",
    )


@bp.post("/dossiers/<int:case_id>/brieven/<int:letter_id>/ontvangst-betwist")
@requires(Permission.LETTER_SEND)
def dispute_receipt(case_id: int, letter_id: int) -> ResponseReturnValue:
    """The debtor says that the letter never came."""
    return _take_back(
        case_id, letter_id, LetterAction.DISPUTED, receipt_disputes.dispute,
        "De betwisting is vastgelegd. Zonder bewijs van bezorging maakt deze brief geen incassokosten verschuldigd.",
    )


@bp.post("/dossiers/<int:case_id>/brieven/<int:letter_id>/ontvangst-betwist/intrekken")
@requires(Permission.LETTER_SEND)
def end_receipt_dispute(case_id: int, letter_id: int) -> ResponseReturnValue:
    """The debtor no longer denies it."""
    return _take_back(
        case_id, letter_id, LetterAction.DISPUTE_ENDED, receipt_disputes.end,
        "De betwisting is ingetrokken. De brief telt weer zoals daarvoor.",
    )


def _became(
    case_id: int, letter_id: int, action: LetterAction, done: str, record: Callable[[Session, Act, date], object]
) -> ResponseReturnValue:
    """Record the day on which something became of a letter; a wrong day comes back on the case page as it was typed."""
    batches.letter_of(database.session(), case_id, letter_id)
    form = DayForm()
    sent = carry_out(form, lambda session, act: record(session, act, given(form.on)), at="on")
    if not sent.is_done:
        return render_case(case_id, SentOfLetter(letter_id, action, form)), sent.status
    flash(done, "success")
    return redirect(url_for("desk.show_case", case_id=case_id))


def _take_back(
    case_id: int, letter_id: int, action: LetterAction, withdraw: Callable[..., object], done: str
) -> ResponseReturnValue:
    """Take back what was recorded of a letter, with the reason."""
    batches.letter_of(database.session(), case_id, letter_id)
    form = ReasonForm()
    sent = carry_out(form, lambda session, act: withdraw(
        session, act, case_id, letter_id, reason=form.reason.data, figures=figures()
    ), at="reason")
    if sent.is_done:
        flash(done, "success")
    elif isinstance(sent.refusal, AlreadyDone):
        flash(sent.why_not, "warning")
    else:
        return render_case(case_id, SentOfLetter(letter_id, action, form)), sent.status
    return redirect(url_for("desk.show_case", case_id=case_id))


def _way_back(address: str) -> str:
    """The list that a form came from; never a way to another site."""
    return address if address.startswith(("/werkbak", "/dossiers")) else url_for("desk.list_cases")
