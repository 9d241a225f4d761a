"""Post in: e-mails that came in, read here, filed on a case by a person where the program could not, and logged."""

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField

from agency import clock, database
from agency.desk.blueprint import bp
from agency.web import tracing
from agency.web.access import Permission, requires
from agency.web.fields import choices_of, must_be_sent, required, text_field
from agency.web.forms import BaseForm, OnceForm
from agency.web.navigation import turned
from agency.web.once import carry_out
from cases.amicable import inbound_decisions
from cases.amicable.contacts import ContactInput
from cases.models import ContactChannel, ContactOutcome, Inbound
from cases.names import name
from cases.parties import people_in_case
from cases.progress.outcomes import OUTCOMES
from cases.queries.desk.inbox import MailPage, Pile, inbox, mail_page

_SAID = {outcome: name(outcome) for outcome in ContactOutcome if OUTCOMES[outcome].is_spoken}


class FileForm(BaseForm):
    """On which case an e-mail belongs."""

    number = text_field(
        "Dossiernummer", max_length=20, digits=True, needed="Vul het nummer van het dossier in.",
    )


class ReadForm(OnceForm):
    """What an e-mail says, in the words of a contact."""

    with_whom = SelectField("Over wie gaat het?", coerce=lambda value: int(value) if value else None)
    outcome = SelectField(
        "Wat staat erin?", choices=choices_of(_SAID), default=ContactOutcome.ASKS_INFORMATION.value,
        validators=[must_be_sent],
    )
    right_party = RadioField(
        "Wie schreef dit?", choices=choices_of({"ja": "De debiteur of zijn vertegenwoordiger", "nee": "Iemand anders"}),
        validators=[required("Kies wie dit schreef. Een afzender is makkelijk na te maken: kijk naar wat erin staat.")],
    )
    note = text_field("Notitie", max_length=2000, long=True)


@bp.get("/post-in")
@requires(Permission.CONTACT_LOG)
def show_inbox() -> str:
    """What waits for a person, and what became of the last ones; or one of these lists, in pages (`lijst`)."""
    asked = request.args.get("lijst", "")
    alone = Pile(asked) if asked in set(Pile) else None
    return render_template(
        "desk/inbox.html", inbox=inbox(database.session(), alone=alone, turned=turned()),
        has_mailbox=current_app.config["IMAP_URL"] is not None,
    )


@bp.get("/post-in/<int:inbound_id>")
@requires(Permission.CONTACT_LOG)
def show_mail(inbound_id: int) -> ResponseReturnValue:
    """One e-mail, whole."""
    return _page(_found(inbound_id), FileForm(formdata=None), None)


@bp.post("/post-in/<int:inbound_id>/dossier")
@requires(Permission.CONTACT_LOG)
def file_mail(inbound_id: int) -> ResponseReturnValue:
    """Say on which case it belongs."""
    page, form = _found(inbound_id), FileForm()
    sent = carry_out(form, lambda session, act: inbound_decisions.file_by_hand(
        session, act, inbound_id, form.number.data or ""
    ).id, at="number")
    if not sent.is_done:
        return _page(page, form, None), sent.status
    flash("De e-mail ligt bij dit dossier. Lees hem en leg vast wat erin staat.", "success")
    return redirect(url_for("desk.show_mail", inbound_id=inbound_id))


@bp.post("/post-in/<int:inbound_id>/opzij")
@requires(Permission.CONTACT_LOG)
def set_mail_aside(inbound_id: int) -> ResponseReturnValue:
    """It is no answer to anything."""
    sent = carry_out(None, lambda session, act: inbound_decisions.set_aside(session, act, inbound_id).id)
    flash("De e-mail is opzij gelegd." if sent.is_done else sent.why_not, "success" if sent.is_done else "warning")
    return redirect(url_for("desk.show_inbox"))


@bp.post("/post-in/<int:inbound_id>/gelezen")
@requires(Permission.CONTACT_LOG)
def log_mail(inbound_id: int) -> ResponseReturnValue:
    """Log what it says as a contact; with that it is read."""
    page = _found(inbound_id)
    form = _read_form(page.mail, sent=True)
    if form is None:
        abort(404)
    sent = carry_out(form, lambda session, act: inbound_decisions.log_contact(session, act, inbound_id, ContactInput(
        channel=ContactChannel.EMAIL_IN, outcome=ContactOutcome(form.outcome.data),
        right_party=form.right_party.data == "ja", note=form.note.data or "", debtor_id=form.with_whom.data,
    )).id)
    if not sent.is_done:
        return _page(page, FileForm(formdata=None), form), sent.status
    flash("Het contact is vastgelegd. Beantwoord de e-mail zelf: het programma antwoordt nooit.", "success")
    return redirect(url_for("desk.show_case", case_id=page.mail.case_id))


def _found(inbound_id: int) -> MailPage:
    page = mail_page(database.session(), inbound_id)
    if page is None:
        abort(404)
    if page.mail.case_id is not None:
        tracing.show_case(page.mail.case_id)
    return page


def _page(page: MailPage, to_file: FileForm, read: ReadForm | None) -> str:
    return render_template(
        "desk/inbox_mail.html", page=page, mail=page.mail, to_file=to_file,
        read=read or _read_form(page.mail, sent=False),
    )


def _read_form(mail: Inbound, *, sent: bool) -> ReadForm | None:
    """The form to log what it says; None where it lies on no case, or that was done."""
    if mail.case is None or mail.contact_id is not None or mail.state.value != "filed":
        return None
    form = ReadForm() if sent else ReadForm(formdata=None)
    people, today = people_in_case.of_case(database.session(), mail.case), clock.today()
    owing = {each: people.addressee(today, person).in_words for each, person in people.owing(today).items()}
    form.with_whom.choices = choices_of(owing) if len(owing) > 1 else choices_of({}, empty="")
    return form
