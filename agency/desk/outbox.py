"""What is planned to leave: when and why, taking one back; what did not leave, or perhaps did, and what to do."""

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from agency import database
from agency.desk.blueprint import bp
from agency.desk.text_messages import why_none_leaves
from agency.resources import figures
from agency.web.access import Permission, requires
from agency.web.fields import choices_of, required, text_field
from agency.web.forms import BaseForm
from agency.web.navigation import turned
from agency.web.once import Sent, carry_out
from cases.amicable import mailing
from cases.models import MailOutcome, MessageOutcome
from cases.names import name
from cases.queries.desk.outbox import outbox
from cases.queries.desk.text_messages import messages
from cases.setup import channel_stops
from cases.setup.channel_stops import IN_WORDS, Outgoing

WITHDRAWN_BY_HAND = "ingetrokken door de behandelaar"


class SettleForm(BaseForm):
    """What came of an e-mail of which it is uncertain whether it left."""

    outcome = RadioField(
        "Hoe liep het af?", choices=choices_of({each: name(each) for each in MailOutcome}),
        validators=[required("Kies hoe het is afgelopen.")],
    )


class StopForm(BaseForm):
    """By which channel nothing may leave from now on, and why."""

    channel = RadioField(
        "Wat zet u stil?", choices=choices_of({each: words.capitalize() for each, words in IN_WORDS.items()}),
        validators=[required("Kies wat u stilzet.")],
    )
    reason = text_field("Waarom?", needed="Schrijf op waarom er niets mag weggaan.", max_length=channel_stops.LONGEST)


@bp.get("/uitgaand")
@requires(Permission.LETTER_SEND)
def show_outbox() -> str:
    """Everything that is planned to leave, and what asks for a person."""
    return render_template(
        "desk/outbox.html", outbox=outbox(database.session(), turned=turned()), outcomes=MailOutcome,
        has_server=current_app.config["SMTP_URL"] is not None, messages=messages(database.session()),
        message_outcomes=MessageOutcome, no_sms=why_none_leaves(),
        stopped={each.value: why for each, why in channel_stops.standing(database.session()).items()},
        stop_form=StopForm(formdata=None),
    )


@bp.post("/uitgaand/stilzetten")
@requires(Permission.LETTER_SEND)
def stop_channel() -> ResponseReturnValue:
    """From now on nothing leaves by one channel."""
    form = StopForm()
    sent = carry_out(form, lambda session, act: channel_stops.stop(
        session, act, Outgoing(form.channel.data), reason=form.reason.data or ""
    ))
    faults = form.channel.errors or form.reason.errors
    if faults:
        flash(faults[0], "error")
        return redirect(url_for("desk.show_outbox", _anchor="stilzetten"))
    return _back(sent, "Er gaat niets meer weg langs deze weg. Wat gepland is, blijft wachten.")


@bp.post("/uitgaand/<channel>/vrijgeven")
@requires(Permission.LETTER_SEND)
def let_channel_go(channel: str) -> ResponseReturnValue:
    """Let it leave again by that channel."""
    if channel not in set(Outgoing):
        abort(404)
    sent = carry_out(None, lambda session, act: channel_stops.let_go(session, act, Outgoing(channel)))
    return _back(sent, "Er mag weer weg. Wat te lang wachtte, gaat niet meer.")


@bp.post("/uitgaand/<int:delivery_id>/intrekken")
@requires(Permission.LETTER_SEND)
def withdraw_mail(delivery_id: int) -> ResponseReturnValue:
    """Take back a letter that did not leave yet."""
    sent = carry_out(None, lambda session, act: mailing.withdraw(
        session, act, delivery_id, reason=WITHDRAWN_BY_HAND
    ).id)
    return _back(sent, "De e-mail is ingetrokken en gaat niet weg.")


@bp.post("/uitgaand/<int:delivery_id>/uitgezocht")
@requires(Permission.LETTER_SEND)
def settle_mail(delivery_id: int) -> ResponseReturnValue:
    """Say what came of one of which it is uncertain whether it left."""
    form = SettleForm()
    sent = carry_out(form, lambda session, act: mailing.settle(
        session, act, delivery_id, MailOutcome(form.outcome.data), figures=figures()
    ).id)
    if form.outcome.errors:
        flash("Kies hoe het is afgelopen.", "error")
        return redirect(url_for("desk.show_outbox"))
    return _back(sent, "Vastgelegd.")


@bp.post("/uitgaand/<int:delivery_id>/afgehandeld")
@requires(Permission.LETTER_SEND)
def see_to_mail(delivery_id: int) -> ResponseReturnValue:
    """One that did not leave was seen to."""
    sent = carry_out(None, lambda session, act: mailing.see_to(session, act, delivery_id).id)
    return _back(sent, "Afgehandeld.")


def _back(sent: Sent[object], said: str) -> ResponseReturnValue:
    flash(said if sent.is_done else sent.why_not, "success" if sent.is_done else "warning")
    return redirect(url_for("desk.show_outbox"))
