"""Logging a contact without leaving the case page."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.database import db
from agency.desk.blueprint import REFUSED, bp, is_fragment
from agency.desk.case_page import render_case
from agency.desk.contact_rules import approach_of_case, call_back_refusal_of_case
from agency.desk.forms import ContactForm
from agency.resources import figures
from agency.web.access import Permission, act, current_user_id, requires
from agency.web.errors import message_for
from cases.amicable import barriers, contacts
from cases.amicable.contacts import NotToBeApproached
from cases.errors import DomainError
from cases.models import Case, ContactChannel, ContactOutcome
from cases.queries.desk import case_page as pages
from cases.submissions import handled_before


@bp.post("/dossiers/<int:case_id>/contact")
@requires(Permission.CONTACT_LOG)
def log_contact(case_id: int) -> ResponseReturnValue:
    """Log a contact; the answer is the piece of the page that changed, or the page."""
    form = ContactForm()
    if form.validate_on_submit() and _may_call_back(case_id, form):
        try:
            _log(case_id, form)
        except NotToBeApproached as refusal:
            form.refuse(f"{message_for(refusal)} Is dit contact toch geweest? Bevestig dat dan.", "took_place")
        except DomainError as refusal:
            form.take(refusal)
        else:
            if is_fragment():
                return _fragment(case_id, ContactForm(formdata=None), saved=True)
            flash("Het contact is vastgelegd.", "success")
            _warn(case_id, ContactChannel(form.channel.data))
            return redirect(url_for("desk.show_case", case_id=case_id))
    page = _fragment(case_id, form) if is_fragment() else render_case(case_id, contact=form)
    return page, REFUSED


def _warn(case_id: int, channel: ContactChannel) -> None:
    """Say what stood in the way of an approach that was logged."""
    against = barriers.closing(
        barriers.of_case(database.session(), db.get_or_404(Case, case_id), on=clock.today()), channel
    )
    for barrier in against:
        flash(f"Let op. {barrier.title}: {barrier.why}", "warning")


def _may_call_back(case_id: int, form: ContactForm) -> bool:
    """A day on which nobody may be called is no day to call back on."""
    day = form.call_back_on.data
    refusal = "" if day is None else call_back_refusal_of_case(db.get_or_404(Case, case_id), day)
    if refusal:
        form.refuse(refusal, "call_back_on")
    return not refusal


def _log(case_id: int, form: ContactForm) -> None:
    with database.transaction() as session:
        if handled_before(session, form.token.data, user_id=current_user_id(), now=clock.now()):
            return
        contacts.log(
            session, act(), case_id, channel=ContactChannel(form.channel.data),
            outcome=ContactOutcome(form.outcome.data), right_party=form.spoke_right_party(), note=form.note.data or "",
            call_back_on=form.call_back_on.data, took_place=form.took_place.data,
        )


def _fragment(case_id: int, form: ContactForm, *, saved: bool = False) -> str:
    page = pages.case_page(database.session(), case_id, today=clock.today(), figures=figures())
    return render_template(
        "desk/_after_contact.html", page=page, head=page.head, case=page.head.case, contact=form, form=form,
        saved=saved, approach=approach_of_case(page.head), step=None,
    )
