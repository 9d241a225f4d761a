"""Logging a contact without leaving the case page."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from agency import clock, database
from agency.database import db
from agency.desk.blueprint import bp
from agency.desk.case_page import contact_form, render_case
from agency.desk.contact_rules import call_back_refusal_of_case, people_to_approach
from agency.desk.forms import ContactForm
from agency.resources import figures
from agency.web.access import Permission, requires
from agency.web.fragments import is_fragment
from agency.web.once import carry_out
from cases.acts import Act
from cases.amicable import barriers, contacts
from cases.amicable.contacts import ContactInput
from cases.models import Case, ContactChannel, ContactOutcome
from cases.parties import people_in_case
from cases.queries.desk import case_page as pages
from legal.debtor.quiet_words import NO_NAME


@bp.post("/dossiers/<int:case_id>/contact")
@requires(Permission.CONTACT_LOG)
def log_contact(case_id: int) -> ResponseReturnValue:
    """Log a contact; the answer is the piece of the page that changed, or the page."""
    case = db.get_or_404(Case, case_id)
    form = contact_form(people_in_case.of_case(database.session(), case), sent=True)
    form.why_not_call = lambda day, person_id: call_back_refusal_of_case(
        case, day, person_id, is_asked=bool(form.spoke_right_party())
    )
    sent = carry_out(form, lambda session, act: _log(session, act, case_id, form))
    if not sent.is_done:
        page = _fragment(case_id, form) if is_fragment() else render_case(case_id, form)
        return page, sent.status
    if is_fragment():
        return _fragment(case_id, saved=True)
    flash("Het contact is vastgelegd.", "success")
    _warn(case_id, form)
    return redirect(url_for("desk.show_case", case_id=case_id))


def _warn(case_id: int, form: ContactForm) -> None:
    """Say what stood in the way of an approach that was logged."""
    session, case = database.session(), db.get_or_404(Case, case_id)
    people = people_in_case.of_case(session, case)
    person = people.owing(clock.today()).get(form.with_whom.data or case.debtor_id)
    known = barriers.of_case(session, case, on=clock.today(), people=people, person=person)
    for barrier in barriers.closing(known, ContactChannel(form.channel.data)):
        flash(f"Let op. {barrier.title}: {barrier.why}", "warning")


def _log(session: Session, act: Act, case_id: int, form: ContactForm) -> None:
    contacts.log(session, act, case_id, ContactInput(
        channel=ContactChannel(form.channel.data), outcome=ContactOutcome(form.outcome.data),
        right_party=form.spoke_right_party(), note=form.note.data or "", call_back_on=form.call_back_on.data,
        took_place=form.took_place.data, debtor_id=form.with_whom.data,
    ))


def _fragment(case_id: int, form: ContactForm | None = None, *, saved: bool = False) -> str:
    page = pages.case_page(database.session(), case_id, today=clock.today(), figures=figures())
    contact = form or contact_form(page.head.people, sent=False)
    return render_template(
        "desk/_after_contact.html", page=page, head=page.head, case=page.head.case, contact=contact, form=contact,
        saved=saved, whom=people_to_approach(page), no_name=NO_NAME, step=None,
    )
