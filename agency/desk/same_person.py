"""The person behind a case: his other cases at this agency, and who may be the same, decided by a person."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from agency import database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.web.access import Permission, requires
from agency.web.fields import choices_of, required, text_field
from agency.web.forms import OnceForm
from agency.web.once import carry_out
from cases.amicable import linking
from cases.queries.desk import same_person

SAME, OTHER = "zelfde", "ander"


class LinkForm(OnceForm):
    """Whether another debtor is the same person; a page has one for each."""

    answer = RadioField(
        "Is dit dezelfde persoon?", choices=choices_of({SAME: "Ja, dezelfde", OTHER: "Nee, een ander"}),
        validators=[required("Kies of dit dezelfde persoon is.")],
    )
    reason = text_field("Waaraan ziet u dat?", needed="Vul in waaraan u dat ziet.", max_length=300)


def _form(other_id: int, *, sent: bool) -> LinkForm:
    return LinkForm(prefix=f"p{other_id}-") if sent else LinkForm(prefix=f"p{other_id}-", formdata=None)


@bp.get("/dossiers/<int:case_id>/dezelfde-persoon")
@requires(Permission.PERSON_LINK)
def show_same_person(case_id: int) -> str:
    """His cases together, with every client of this agency, and who may be the same."""
    return _page(case_id, None)


@bp.post("/dossiers/<int:case_id>/dezelfde-persoon/<int:other_id>")
@requires(Permission.PERSON_LINK)
def decide_link(case_id: int, other_id: int) -> ResponseReturnValue:
    """Say whether another debtor is the same person, or undo that."""
    debtor_id = head_of(case_id).case.debtor_id
    form = _form(other_id, sent=True)
    sent = carry_out(form, lambda session, act: linking.decide(
        session, act, debtor_id, other_id, is_same=form.answer.data == SAME, reason=form.reason.data or ""
    ))
    if not sent.is_done:
        return _page(case_id, (other_id, form)), sent.status
    flash("Vastgelegd." if sent.result is None else (
        "Vastgelegd: dit is dezelfde persoon. Zijn open dossiers staan nu bij elkaar."
        if form.answer.data == SAME else "Vastgelegd: dit is een ander. Wij vragen het niet opnieuw."
    ), "success")
    return redirect(url_for("desk.show_same_person", case_id=case_id))


def _page(case_id: int, sent: tuple[int, LinkForm] | None) -> str:
    head = head_of(case_id)
    page = same_person.same_person_page(database.session(), head.case)
    shown = {each.debtor.id: _form(each.debtor.id, sent=False) for each in (*page.perhaps, *page.linked, *page.apart)}
    if sent is not None:
        shown[sent[0]] = sent[1]
    return render_template(
        "desk/same_person.html", head=head, case=head.case, page=page, forms=shown, form=sent[1] if sent else None
    )
