"""What people ask about their data (art. 15 to 21 AVG): the list that waits, one person's requests, his own copy."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from agency import clock, database
from agency.database import db
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.inspection import as_zip, packed_file, person_in
from agency.desk.people_forms import apart
from agency.web.access import Permission, requires
from agency.web.fields import DutchDateField, choices_of, given, must_be_sent, required, text_field
from agency.web.forms import OnceForm
from agency.web.navigation import turned
from agency.web.once import Sent, carry_out
from agency.web.tracing import is_whole
from cases.amicable import legal_holds, person_exports, privacy_requests
from cases.amicable.privacy_requests import ANSWERS, Answer, NewRequest
from cases.errors import AlreadyDone
from cases.models import LegalHold, PrivacyRequest, RequestKind, RequestState
from cases.names import name
from cases.queries.desk import exchanges, privacy
from cases.queries.desk.exchanges import Exchange
from cases.queries.person_file import person_file

EXCHANGES = {
    Exchange.UPLOAD: "Bestand van de opdrachtgever", Exchange.LETTERS: "Brieven die samen zijn besteld",
    Exchange.PACKAGE: "Pakket, opgehaald door de deurwaarder", Exchange.PERSON_FILE: "Uitdraai van alle gegevens",
}


class RequestForm(OnceForm):
    """A request comes in."""

    kind = SelectField("Wat vraagt deze persoon?", choices=choices_of({each: name(each) for each in RequestKind}),
                       validators=[must_be_sent])
    received_on = DutchDateField("Ontvangen op", validators=[required("Vul in op welke dag het verzoek binnenkwam.")])
    asked = text_field("Het verzoek in eigen woorden", needed="Schrijf op wat wordt gevraagd.", long=True,
                       max_length=privacy_requests.LONGEST)

    def value(self) -> NewRequest:
        """What was entered."""
        return NewRequest(kind=RequestKind(self.kind.data), received_on=given(self.received_on), asked=self.asked.data)


class ExtendForm(OnceForm):
    """More time is taken."""

    reason = text_field("Waarom duurt het langer?", needed="Schrijf op waarom het langer duurt.", long=True,
                        max_length=privacy_requests.LONGEST)


class AnswerForm(OnceForm):
    """The person was answered."""

    state = SelectField("Uitkomst", choices=choices_of({each: name(each) for each in ANSWERS}, empty="Kies"),
                        validators=[required("Kies wat de uitkomst is.")])
    answered_on = DutchDateField("Beantwoord op", validators=[required("Vul in op welke dag u antwoordde.")])
    identity = text_field("Waaruit blijkt dat deze persoon het is?", max_length=300)
    answer = text_field("Wat hebt u geantwoord?", needed="Schrijf op wat u hebt geantwoord.", long=True,
                        max_length=privacy_requests.LONGEST)

    def value(self) -> Answer:
        """What was entered."""
        return Answer(
            state=RequestState(self.state.data), on=given(self.answered_on), words=self.answer.data,
            identity=self.identity.data or "",
        )


class KeepForm(OnceForm):
    """The file stays, or need not stay any more."""

    keep_reason = text_field("Waarom?", needed="Schrijf op waarom.", max_length=legal_holds.LONGEST)


@dataclass(frozen=True, kw_only=True)
class Open:
    """The forms of a request that waits."""

    answer: AnswerForm
    extend: ExtendForm


@bp.get("/privacyverzoeken")
@requires(Permission.PRIVACY_HANDLE)
def list_privacy_requests() -> str:
    """Requests that wait for an answer, the first day on top."""
    return render_template("desk/privacy_requests.html", page=privacy.waiting(database.session(), turned=turned()))


@bp.get("/dossiers/<int:case_id>/personen/<int:person_id>/privacy")
@requires(Permission.PRIVACY_HANDLE)
def show_privacy(case_id: int, person_id: int) -> str:
    """What one person asked, and his own copy."""
    return _page(case_id, person_id)


@bp.post("/dossiers/<int:case_id>/personen/<int:person_id>/privacy")
@requires(Permission.PRIVACY_HANDLE)
def receive_privacy_request(case_id: int, person_id: int) -> ResponseReturnValue:
    """A request comes in."""
    person_in(head_of(case_id), person_id)
    form = RequestForm()
    sent = carry_out(form, lambda session, act: privacy_requests.receive(
        session, act, case_id, person_id, form.value()
    ))
    if not sent.is_done:
        return _page(case_id, person_id, form), sent.status
    flash("Het verzoek is vastgelegd. Er staat een taak voor in de lijst.", "success")
    return redirect(url_for("desk.show_privacy", case_id=case_id, person_id=person_id))


@bp.post("/privacyverzoeken/<int:request_id>/verlengen")
@requires(Permission.PRIVACY_HANDLE)
def extend_privacy_request(request_id: int) -> ResponseReturnValue:
    """Take two months more."""
    asked, form = db.get_or_404(PrivacyRequest, request_id), ExtendForm()
    sent = carry_out(form, lambda session, act: privacy_requests.extend(
        session, act, request_id, reason=form.reason.data
    ))
    return _back(asked, form, sent, "De termijn is verlengd. Laat dat de persoon weten, met de reden.")


@bp.post("/privacyverzoeken/<int:request_id>/antwoord")
@requires(Permission.PRIVACY_HANDLE)
def answer_privacy_request(request_id: int) -> ResponseReturnValue:
    """The person was answered."""
    asked, form = db.get_or_404(PrivacyRequest, request_id), AnswerForm()
    sent = carry_out(form, lambda session, act: privacy_requests.answer(session, act, request_id, form.value()))
    return _back(asked, form, sent, "Het antwoord is vastgelegd.")


@bp.post("/dossiers/<int:case_id>/personen/<int:person_id>/privacy/uitdraai")
@requires(Permission.PRIVACY_HANDLE)
def make_person_file(case_id: int, person_id: int) -> ResponseReturnValue:
    """All that is known of the person, as one file. A POST: that it was made is written down."""
    person = person_in(head_of(case_id), person_id)
    file = person_file(database.session(), person_id)
    content, papers = packed_file(file, "Uw gegevens bij ons", f"Uitdraai voor {person.name} (art. 15 AVG).")
    sent = carry_out(None, lambda session, act: person_exports.note(
        session, act, person_id, content=content, papers=papers
    ))
    if not sent.is_done:
        flash(f"De uitdraai is niet gemaakt. {sent.why_not}", "error")
        return redirect(url_for("desk.show_privacy", case_id=case_id, person_id=person_id))
    return as_zip(content, f"uitdraai-{person_id}")


@bp.post("/dossiers/<int:case_id>/personen/<int:person_id>/bewaren")
@requires(Permission.PRIVACY_HANDLE)
def hold_file(case_id: int, person_id: int) -> ResponseReturnValue:
    """Keep the file of the case whatever its term."""
    return _kept(case_id, person_id, legal_holds.place, "Dit dossier blijft, tot iemand dat opheft.")


@bp.post("/dossiers/<int:case_id>/personen/<int:person_id>/bewaren/opheffen")
@requires(Permission.PRIVACY_HANDLE)
def release_file(case_id: int, person_id: int) -> ResponseReturnValue:
    """Let the term count again."""
    return _kept(case_id, person_id, legal_holds.lift, "De bewaartermijn telt weer.")


def _kept(case_id: int, person_id: int, change: Callable[..., LegalHold], told: str) -> ResponseReturnValue:
    person_in(head_of(case_id), person_id)
    form = KeepForm()
    sent = carry_out(form, lambda session, act: change(session, act, case_id, reason=form.keep_reason.data))
    if not sent.is_done:
        return _page(case_id, person_id, form), sent.status
    flash(told, "success")
    return redirect(url_for("desk.show_privacy", case_id=case_id, person_id=person_id))


@bp.get("/privacyverzoeken/uitwisseling/<kind>/<int:number>")
@requires(Permission.PRIVACY_HANDLE)
def list_exchanged(kind: str, number: int) -> str:
    """Everybody who was in one claim file, stack of letters, package or copy."""
    if kind not in set(Exchange):
        abort(404)
    page, whole = exchanges.people_in(database.session(), Exchange(kind), number, turned=turned()), is_whole()
    return render_template(
        "desk/exchange.html", page=page, kind=kind, called=EXCHANGES[Exchange(kind)], number=number, whole=whole,
    )


def _back(asked: PrivacyRequest, form: OnceForm, sent: Sent[PrivacyRequest], told: str) -> ResponseReturnValue:
    """To the page of the person with what was `told`, or that page with the form and what is wrong.

    What another did meanwhile has no form any more: it is said on the page as it is now.
    """
    if not sent.is_done and not isinstance(sent.refusal, AlreadyDone):
        return _page(asked.case_id, asked.debtor_id, form, of=asked.id), sent.status
    flash(told if sent.is_done else sent.why_not, "success" if sent.is_done else "warning")
    return redirect(url_for("desk.show_privacy", case_id=asked.case_id, person_id=asked.debtor_id))


def _page(case_id: int, person_id: int, sent: OnceForm | None = None, *, of: int | None = None) -> str:
    """The page; `sent` is the form that was refused, for the request `of` where it is about one."""
    head, session, today = head_of(case_id), database.session(), clock.today()
    requests = privacy.of_person(session, person_id)
    return render_template(
        "desk/privacy.html", head=head, case=head.case, person=person_in(head, person_id), form=sent,
        requests=requests, exports=privacy.exports_of(session, person_id), called=EXCHANGES,
        exchanged=exchanges.of_person(session, person_id),
        new=sent if isinstance(sent, RequestForm) else RequestForm(formdata=None, data={"received_on": today}),
        open={each.id: _forms(each.id, sent if of == each.id else None) for each in requests
              if each.state is RequestState.OPEN},
        held=legal_holds.standing(session, case_id),
        keep=sent if isinstance(sent, KeepForm) else KeepForm(formdata=None),
        RequestState=RequestState, RequestKind=RequestKind,
    )


def _forms(request_id: int, sent: OnceForm | None) -> Open:
    answer = sent if isinstance(sent, AnswerForm) else AnswerForm(formdata=None, data={"answered_on": clock.today()})
    extend = sent if isinstance(sent, ExtendForm) else ExtendForm(formdata=None)
    return Open(answer=apart(answer, f"antwoord-{request_id}"), extend=apart(extend, f"verleng-{request_id}"))
