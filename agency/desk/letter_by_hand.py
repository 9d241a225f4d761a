"""A letter by hand: the kinds for one case, what has to be filled in, the letter itself to look at, and the order."""

import base64
import io
from dataclasses import dataclass, replace
from datetime import date

from flask import abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.background import doorbell
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.details_form import BY_MAIL, LetterForm, fields_of, filled_in, letter_form
from agency.resources import figures
from agency.web.access import Permission, requires
from agency.web.errors import REFUSED
from agency.web.fields import given, parse_date
from agency.web.once import answer_to, carry_out
from cases.correspondence import by_hand, ordering, previewing
from cases.correspondence.by_hand import Start, Wanted
from cases.correspondence.previewing import BatchPreview, PreviewItem
from cases.correspondence.rules import LetterRule, rules
from cases.input_checks import whole_number
from cases.parties.mail_addresses import MailTo
from cases.queries.desk import letters as batches
from cases.queries.desk.case_page import CaseHead
from letters.catalogue import Looked


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A letter as it would be ordered: the preview of its case, for whom of those who get it, and the letter itself."""

    preview: BatchPreview
    debtor_id: int
    letter: Looked

    @property
    def item(self) -> PreviewItem:
        """What the case gets."""
        return self.preview.items[0]

    @property
    def pictures(self) -> list[str]:
        """Each page as an address of its own."""
        return [f"data:image/png;base64,{base64.b64encode(page).decode()}" for page in self.letter.pages]


@bp.get("/dossiers/<int:case_id>/brief")
@requires(Permission.LETTER_SEND)
def choose_letter(case_id: int) -> str:
    """The kinds of letters by group; one that may not be made now says why."""
    head = head_of(case_id)
    offers = by_hand.offers(database.session(), head.case, today=clock.today(), figures=figures())
    return render_template("desk/letter_choice.html", head=head, case=head.case, offers=offers)


@bp.get("/dossiers/<int:case_id>/brief/<soort>")
@requires(Permission.LETTER_SEND)
def write_letter(case_id: int, soort: str) -> ResponseReturnValue:
    """What has to be filled in for a kind; the letter at once where all is on record.

    With a letter in the address (`als`) the form begins as that one was filled in.
    """
    head, rule = head_of(case_id), _rule(soort)
    form = _form(head, rule, sent=False)
    if rule.form is None:
        return _page(head, rule, form, _look(head, rule, form))
    return _page(head, rule, form)


@bp.post("/dossiers/<int:case_id>/brief/<soort>/voorbeeld")
@requires(Permission.LETTER_SEND)
def look_at_letter(case_id: int, soort: str) -> ResponseReturnValue:
    """The letter as it would be ordered. Saves nothing."""
    head, rule = head_of(case_id), _rule(soort)
    form = _form(head, rule, sent=True)
    return _page(head, rule, form, _look(head, rule, form) if form.validate() else None)


@bp.post("/dossiers/<int:case_id>/brief/<soort>/pdf")
@requires(Permission.LETTER_SEND)
def look_at_pdf(case_id: int, soort: str) -> ResponseReturnValue:
    """The PDF of that letter, which is not kept."""
    head, rule = head_of(case_id), _rule(soort)
    form = _form(head, rule, sent=True)
    shown = _look(head, rule, form) if form.validate() else None
    if shown is None:
        return _page(head, rule, form)
    return send_file(
        io.BytesIO(shown.letter.pdf), mimetype="application/pdf",
        download_name=f"voorbeeld-{head.case.number}-{rule.stem}.pdf",
    )


@bp.post("/dossiers/<int:case_id>/brief/<soort>")
@requires(Permission.LETTER_SEND)
def order_letter(case_id: int, soort: str) -> ResponseReturnValue:
    """Order the letter that was shown, and ring for the worker."""
    head, rule = head_of(case_id), _rule(soort)
    form = _form(head, rule, sent=True)
    by_mail = form.how.data == BY_MAIL
    order = ordering.order_by_mail if by_mail else ordering.order
    sent = carry_out(form, lambda session, act: order(
        session, act, {case_id: form.seen.data or ""}, kind=rule.kind, letter_date=given(form.letter_date),
        figures=figures(), filled_in=filled_in(rule, form),
    ).id)
    if not sent.is_done:
        return _page(head, rule, form, None if sent.refusal is None else _look(head, rule, form))
    if sent.result is None:
        flash("Deze brief was al besteld; er is niets dubbel besteld.", "info")
        return redirect(url_for("desk.show_case", case_id=case_id))
    doorbell.ring_letters(batches.letter_ids(database.session(), sent.result))
    if by_mail:
        flash(f"De e-mail “{rule.heading}” staat klaar. Tot hij weggaat, kunt u hem intrekken.", "success")
        return redirect(url_for("desk.show_outbox"))
    flash(f"De brief “{rule.heading}” is besteld.", "success")
    return redirect(url_for("desk.show_batch", batch_id=sent.result))


def _rule(soort: str) -> LetterRule:
    """The kind by its word in the address; any other word is no page of ours: 404."""
    found = next((rule for rule in rules().values() if rule.stem == soort), None)
    if found is None:
        abort(404)
    return found


def _form(head: CaseHead, rule: LetterRule, *, sent: bool) -> LetterForm:
    """The form of a kind as it was sent, or as it begins: with the date of the letter its choices may be others."""
    day = _typed_day() if sent else clock.today()
    start = by_hand.start(
        database.session(), head.case, rule, letter_date=day, today=clock.today(), figures=figures()
    )
    kind = letter_form(rule, _with_server(start))
    if sent:
        return kind()
    return kind(formdata=None, data={"letter_date": day, **start.proposal, **_as_before(head, rule)})


def _with_server(start: Start) -> Start:
    """Nothing is ordered by e-mail where it could never leave."""
    if current_app.config["SMTP_URL"] is None and current_app.config["PRODUCTION"]:
        return replace(start, mail=MailTo(point=None, why_not="er is geen mailserver ingesteld"))
    return start


def _typed_day() -> date:
    try:
        return parse_date(request.form.get("letter_date", ""))
    except ValueError:
        return clock.today()


def _as_before(head: CaseHead, rule: LetterRule) -> dict[str, object]:
    """What was filled in for an earlier letter of this case, where one is asked and it can be read."""
    letter_id = whole_number(request.args.get("als"))
    letter = next((each for each in head.letters if each.id == letter_id and each.kind is rule.kind), None)
    read = None if letter is None else answer_to(None, lambda: rule.filled_in(letter.batch)).result
    return {} if read is None else {each.name: getattr(read, each.name) for each in fields_of(rule)}


def _look(head: CaseHead, rule: LetterRule, form: LetterForm) -> Shown | None:
    """The letter as it would be ordered; None where it cannot be, with the reason on the form."""
    session, told = database.session(), filled_in(rule, form)
    preview = _preview(head, rule, form)
    item = preview.items[0]
    form.seen.data = item.mark
    if item.skipped:
        _refuse(form, item)
        return None
    debtor_id = _for_whom(item)
    wanted = Wanted(rule=rule, letter_date=given(form.letter_date), debtor_id=debtor_id, filled_in=told)
    looked = answer_to(form, lambda: by_hand.look(session, head.case, wanted, figures=figures())).result
    return None if looked is None else Shown(preview=preview, debtor_id=debtor_id, letter=looked)


def _preview(head: CaseHead, rule: LetterRule, form: LetterForm) -> BatchPreview:
    """What the case would get, by the way that was chosen."""
    session, told, day = database.session(), filled_in(rule, form), given(form.letter_date)
    if form.how.data == BY_MAIL:
        return previewing.preview_by_mail(
            session, head.case.id, kind=rule.kind, letter_date=day, figures=figures(), today=clock.today(),
            filled_in=told,
        )
    return previewing.preview(
        session, [head.case.id], kind=rule.kind, letter_date=day, figures=figures(), today=clock.today(),
        filled_in=told,
    )


def _for_whom(item: PreviewItem) -> int:
    """Whose letter is looked at: the one that was asked (`aan`), else the first."""
    asked = whole_number(request.form.get("aan"))
    ids = [to.debtor_id for to in item.recipients]
    return asked if asked in ids else ids[0]


def _refuse(form: LetterForm, item: PreviewItem) -> None:
    """Put why the letter may not be made on the form, at its field where it is about one."""
    for name, why in item.faults.items():
        form.refuse(why, name)
    if not item.faults:
        form.refuse(f"Deze brief kan nu niet: {item.skipped}.")


def _page(head: CaseHead, rule: LetterRule, form: LetterForm, shown: Shown | None = None) -> ResponseReturnValue:
    page = render_template(
        "desk/letter_by_hand.html", head=head, case=head.case, rule=rule, form=form, shown=shown,
        fields=[form[each.name] for each in fields_of(rule)],
    )
    return page, REFUSED if form.errors else 200
