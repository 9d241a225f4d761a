"""A message to a mobile phone, “wilt u ons bellen?”: shown to the letter, ordered, taken back, and what came of it."""

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.resources import figures
from agency.web.access import Permission, act, requires
from agency.web.errors import REFUSED
from agency.web.fields import choices_of, required
from agency.web.forms import BaseForm, OnceForm
from agency.web.once import Sent, carry_out
from cases.amicable import messaging
from cases.input_checks import whole_number
from cases.models import MessageOutcome
from cases.names import name
from cases.queries.desk.case_page import CaseHead


class MessageForm(OnceForm):
    """The order of one message: for whom, and what was seen."""

    whom = HiddenField()
    seen = HiddenField()


class MessageOutcomeForm(BaseForm):
    """What came of one of which it is uncertain whether it left."""

    outcome = RadioField(
        "Hoe liep het af?", choices=choices_of({each: name(each) for each in MessageOutcome}),
        validators=[required("Kies hoe het is afgelopen.")],
    )


@bp.get("/dossiers/<int:case_id>/sms")
@requires(Permission.LETTER_SEND)
def show_message(case_id: int) -> ResponseReturnValue:
    """The message that somebody who owes would get, or why he gets none."""
    head = head_of(case_id)
    asked = request.args.get("wie")
    return _page(head, MessageForm(formdata=None), _whom(head, asked) if asked else head.case.debtor_id)


@bp.post("/dossiers/<int:case_id>/sms")
@requires(Permission.LETTER_SEND)
def order_message(case_id: int) -> ResponseReturnValue:
    """Order the message that was shown."""
    head, form = head_of(case_id), MessageForm()
    whom = _whom(head, form.whom.data)
    sent = carry_out(form, lambda session, act: messaging.order(
        session, act, case_id, whom, seen=form.seen.data or "", figures=figures()
    ).id)
    if not sent.is_done:
        return _page(head, form, whom)
    flash("De sms staat klaar. Tot hij weggaat, kunt u hem intrekken.", "success")
    return redirect(url_for("desk.show_outbox"))


@bp.post("/uitgaand/sms/<int:message_id>/intrekken")
@requires(Permission.LETTER_SEND)
def withdraw_message(message_id: int) -> ResponseReturnValue:
    """Take back one that did not leave yet."""
    sent = carry_out(None, lambda session, act: messaging.withdraw(session, act, message_id).id)
    return _back(sent, "De sms is ingetrokken en gaat niet weg.")


@bp.post("/uitgaand/sms/<int:message_id>/uitgezocht")
@requires(Permission.LETTER_SEND)
def settle_message(message_id: int) -> ResponseReturnValue:
    """Say what came of one of which it is uncertain whether it left."""
    form = MessageOutcomeForm()
    sent = carry_out(form, lambda session, act: messaging.settle(
        session, act, message_id, MessageOutcome(form.outcome.data)
    ).id)
    if form.outcome.errors:
        flash("Kies hoe het is afgelopen.", "error")
        return redirect(url_for("desk.show_outbox"))
    return _back(sent, "Vastgelegd.")


@bp.post("/uitgaand/sms/<int:message_id>/afgehandeld")
@requires(Permission.LETTER_SEND)
def see_to_message(message_id: int) -> ResponseReturnValue:
    """One that did not leave was seen to."""
    sent = carry_out(None, lambda session, act: messaging.see_to(session, act, message_id).id)
    return _back(sent, "Afgehandeld.")


def why_none_leaves() -> str:
    """Why no message leaves from this installation, in Dutch; empty where they do."""
    if not current_app.config["PRODUCTION"]:
        return "Er gaat geen sms weg: dit is geen productie. Wat gepland is, blijft wachten."
    if current_app.config["SMS_URL"] is None:
        return (
            "Er is geen sms-dienst ingesteld. Wat gepland is, blijft wachten. Vraag een beheerder van het systeem om "
            "SMS_URL in te vullen."
        )
    return ""


def _whom(head: CaseHead, asked: str | None) -> int:
    """The id of who owes here; anybody else is no page of ours: 404."""
    found = whole_number(asked)
    return found if found in head.people.owing(clock.today()) else abort(404)


def _page(head: CaseHead, form: MessageForm, whom: int) -> ResponseReturnValue:
    shown = messaging.show(database.session(), act(), head.case, whom, figures=figures())
    form.whom.data, form.seen.data = str(whom), shown.mark
    people = {
        person_id: head.people.addressee(clock.today(), person).in_words
        for person_id, person in head.people.owing(clock.today()).items()
    }
    page = render_template(
        "desk/text_message.html", head=head, case=head.case, form=form, shown=shown, whom=whom, people=people,
        none_leaves=why_none_leaves(),
    )
    return page, REFUSED if form.errors else 200


def _back(sent: Sent[object], said: str) -> ResponseReturnValue:
    flash(said if sent.is_done else sent.why_not, "success" if sent.is_done else "warning")
    return redirect(url_for("desk.show_outbox"))
