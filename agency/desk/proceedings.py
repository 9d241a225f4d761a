"""Towards the bailiff: the assessment, the gate with what is missing, the draft of the exploot, and the hand-over."""

from typing import Any, TypeVar

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.case_page import evidence_form, head_of
from agency.desk.forms import (
    AssessmentForm,
    CourtForm,
    DefenceForm,
    DraftWritForm,
    GiveForm,
    MeansForm,
    NoDefenceForm,
    PersonForm,
    ReasonForm,
    RegisterForm,
    ReleaseForm,
    SecondPersonForm,
    SeenForm,
    WithdrawMeansForm,
)
from agency.resources import figures, store
from agency.web.access import Permission, requires
from agency.web.fields import choices_of, chosen_file, given
from agency.web.forms import OnceForm
from agency.web.once import Action, carry_out
from cases.acts import Act
from cases.assessment import assessments, means
from cases.confirming import asking
from cases.legal_track import gate, writ_confirmations, writs
from cases.legal_track.gate import RegisterInput
from cases.models import EventKind, MeansSign, Register
from cases.progress import order_stops
from cases.queries.desk import confirmations
from cases.queries.desk import proceedings as shown
from cases.queries.desk.case_page import CaseHead
from cases.queries.desk.proceedings import ProceedingsPage
from cases.setup import outsiders
from legal.debtor.assessment import Outcome

Form = TypeVar("Form", bound=OnceForm)
# Where on the page itself a requirement of the gate is met, by its code.
PLACES = {
    "assessment": "#beoordeling-kop", "insolvency_check": "#register-insolvency",
    "guardianship_check": "#register-guardianship", "mandate": "#bewijs-kop", "invoice": "#bewijs-kop",
    "agreement": "#bewijs-kop", "debtor_person": "#exploot-zegt-kop", "wording": "#exploot-zegt-kop",
    "defence": "#exploot-zegt-kop",
}


@bp.get("/dossiers/<int:case_id>/gerechtelijk")
@requires(Permission.CASE_READ)
def show_proceedings(case_id: int) -> str:
    """What is known for and against, what is decided, and what is still missing."""
    return _page(case_id)


@bp.post("/dossiers/<int:case_id>/beoordeling")
@requires(Permission.ASSESSMENT_MAKE)
def make_assessment(case_id: int) -> ResponseReturnValue:
    """Decide on unwillingness or inability."""
    form = AssessmentForm()
    return _handle(
        case_id, form, "De beoordeling is vastgelegd.",
        lambda session, act: assessments.decide(
            session, act, case_id, outcome=Outcome(form.outcome.data), reason=form.reason.data
        ),
    )


@bp.post("/dossiers/<int:case_id>/beoordeling/bevestigen")
@requires(Permission.ASSESSMENT_CONFIRM)
def confirm_assessment(case_id: int) -> ResponseReturnValue:
    """A second person agrees."""
    form = SecondPersonForm()
    return _handle(
        case_id, form, "De beoordeling is bevestigd.",
        lambda session, act: assessments.confirm(session, act, case_id, note=form.note.data or ""),
    )


@bp.post("/dossiers/<int:case_id>/beoordeling/afwijzen")
@requires(Permission.ASSESSMENT_CONFIRM)
def reject_assessment(case_id: int) -> ResponseReturnValue:
    """A second person does not agree."""
    form = SecondPersonForm()
    return _handle(
        case_id, form, "De beoordeling is afgewezen.",
        lambda session, act: assessments.reject(session, act, case_id, note=form.note.data or ""),
    )


@bp.post("/dossiers/<int:case_id>/register")
@requires(Permission.REGISTER_CHECK)
def check_register(case_id: int) -> ResponseReturnValue:
    """Enter a look in a public register, with its proof."""
    form = RegisterForm()
    form.offer(_who_owe(head_of(case_id)))
    return _handle(
        case_id, form, "De registercontrole is vastgelegd.",
        lambda session, act: gate.check_register(
            session, act, store(), case_id, RegisterInput(
                register=form.chosen_register() or Register.INSOLVENCY, checked_on=given(form.checked_on),
                is_listed=form.found.data == "ja", note=form.note.data or "", proof=chosen_file(form.file),
                debtor_id=form.debtor_id.data,
            ),
        ),
    )


@bp.post("/dossiers/<int:case_id>/exploot/rechter")
@requires(Permission.WRIT_MAKE)
def confirm_court(case_id: int) -> ResponseReturnValue:
    """Record whether the client wants to go to court."""
    form = CourtForm()
    return _handle(
        case_id, form, "Vastgelegd.",
        lambda session, act: writ_confirmations.confirm_court(
            session, act, case_id, intended=form.court.data == "ja", on=given(form.court_on), how=form.court_how.data
        ),
    )


@bp.post("/dossiers/<int:case_id>/exploot/geen-verweer")
@requires(Permission.WRIT_MAKE)
def confirm_no_defence(case_id: int) -> ResponseReturnValue:
    """Confirm that the file was read and holds no defence."""
    form = NoDefenceForm()
    return _handle(
        case_id, form, "Bevestigd.",
        lambda session, act: writ_confirmations.confirm_no_defence(
            session, act, case_id, note=form.no_defence_note.data or ""
        ),
    )


@bp.post("/dossiers/<int:case_id>/exploot/verweer")
@requires(Permission.WRIT_MAKE)
def state_defence(case_id: int) -> ResponseReturnValue:
    """State the defence in the words of the writ."""
    form = DefenceForm()
    return _handle(
        case_id, form, "Het verweer is vastgelegd.",
        lambda session, act: writ_confirmations.state_defence(session, act, case_id, text=form.defence.data),
    )


@bp.post("/dossiers/<int:case_id>/exploot/afkortingen")
@requires(Permission.WRIT_MAKE)
def see_wording(case_id: int) -> ResponseReturnValue:
    """Say that the abbreviations were seen."""
    form = SeenForm()
    return _handle(
        case_id, form, "Vastgelegd.",
        lambda session, act: gate.see_wording(session, act, case_id, words=(form.words.data or "").split("|")),
    )


@bp.post("/dossiers/<int:case_id>/exploot/naam")
@requires(Permission.WRIT_MAKE)
def check_person(case_id: int) -> ResponseReturnValue:
    """Say that the name is that of one person or organisation."""
    form = PersonForm()
    return _handle(
        case_id, form, "Vastgelegd.",
        lambda session, act: writ_confirmations.check_person(session, act, case_id, note=form.person_note.data),
    )


@bp.post("/dossiers/<int:case_id>/exploot")
@requires(Permission.WRIT_MAKE)
def draft_writ(case_id: int) -> ResponseReturnValue:
    """Make the draft of the exploot; refused with the list of what is missing."""
    form = _draft_form()
    return _handle(
        case_id, form, "Het concept-exploot is gemaakt.",
        lambda session, act: writs.draft(
            session, act, store(), case_id, bailiff_office_id=form.bailiff_office_id.data, figures=figures()
        ),
    )


@bp.post("/dossiers/<int:case_id>/exploot/deurwaarder")
@requires(Permission.BAILIFF_ORDER)
def give_to_bailiff(case_id: int) -> ResponseReturnValue:
    """Pack the draft with its exhibits and give it to the office."""
    form = GiveForm()
    if outsiders.is_office_of_one(database.session()):
        return _handle(
            case_id, form, "Gevraagd. Als de externe meekijker het bevestigt, krijgt de deurwaarder het pakket.",
            lambda session, act: asking.bailiff_order(
                session, act, case_id, why=form.why.data or "", figures=figures()
            ),
        )
    return _handle(
        case_id, form, "Het pakket staat klaar voor de deurwaarder.",
        lambda session, act: writs.give(session, act, store(), case_id, figures=figures()),
    )


@bp.post("/dossiers/<int:case_id>/exploot/intrekken")
@requires(Permission.WRIT_MAKE)
def withdraw_writ(case_id: int) -> ResponseReturnValue:
    """Withdraw a draft or a package that was given."""
    form = ReasonForm()
    return _handle(
        case_id, form, "Het exploot is ingetrokken.",
        lambda session, act: writs.withdraw(session, act, case_id, reason=form.reason.data),
    )


@bp.post("/dossiers/<int:case_id>/exploot/vrijgeven")
@requires(Permission.BAILIFF_ORDER)
def release_order(case_id: int) -> ResponseReturnValue:
    """Let a halted order go on, with a reason that the bailiff reads."""
    form = ReleaseForm()
    return _handle(
        case_id, form, "Het exploot is vrijgegeven.",
        lambda session, act: order_stops.release(
            session, act, case_id, reason=form.release_reason.data, seen=form.newest_seen()
        ),
    )


@bp.post("/dossiers/<int:case_id>/betaalkracht")
@requires(Permission.ASSESSMENT_MAKE)
def record_means(case_id: int) -> ResponseReturnValue:
    """Record a sign that the debtor can pay."""
    form = MeansForm()
    return _handle(
        case_id, form, "Het teken van betaalkracht is vastgelegd.",
        lambda session, act: means.record(
            session, act, case_id, sign=MeansSign(form.sign.data), shown_on=given(form.shown_on),
            source=form.source.data,
        ),
    )


@bp.post("/dossiers/<int:case_id>/betaalkracht/<int:shown_id>/intrekken")
@requires(Permission.ASSESSMENT_MAKE)
def withdraw_means(case_id: int, shown_id: int) -> ResponseReturnValue:
    """Take back a sign that was recorded in error."""
    form = WithdrawMeansForm()
    return _handle(
        case_id, form, "Het teken is ingetrokken.",
        lambda session, act: means.withdraw(session, act, case_id, shown_id, reason=form.means_reason.data),
    )


def _handle(case_id: int, form: OnceForm, done: str, action: Action[object]) -> ResponseReturnValue:
    """Do the one thing that the form asks, keep what is asked of an outsider in step, and come back to the page."""
    def followed(session: Session, act: Act) -> object:
        result = action(session, act)
        asking.keep_of_case(session, act, case_id, figures=figures())
        return result

    sent = carry_out(form, followed)
    if not sent.is_done:
        return _page(case_id, form), sent.status
    flash(done, "success")
    return redirect(url_for("desk.show_proceedings", case_id=case_id))


def _draft_form() -> DraftWritForm:
    form = DraftWritForm()
    form.bailiff_office_id.choices = choices_of(
        {office.id: f"{office.name}, {office.city}" for office in shown.offices(database.session())}
    )
    return form


def _page(case_id: int, sent: OnceForm | None = None) -> str:
    """The page; `sent` is the form that was refused and stands there with what was typed."""
    head, today = head_of(case_id), clock.today()
    page = shown.proceedings_page(database.session(), head.case, today=today, figures=figures())
    forms: dict[str, OnceForm | dict[Register, OnceForm]] = {
        "assessment": _as_sent(sent, AssessmentForm),
        "second": _as_sent(sent, SecondPersonForm),
        "draft": sent if isinstance(sent, DraftWritForm) else _draft_form(),
        "withdraw": _as_sent(sent, ReasonForm),
        "release": _release_form(page, sent),
        "means_form": _as_sent(sent, MeansForm),
        "means_back": _as_sent(sent, WithdrawMeansForm),
        "give": _as_sent(sent, GiveForm),
        "evidence": evidence_form(head.case, sent=False),
        "court": _as_sent(sent, CourtForm, {"court_on": today}),
        "no_defence": _as_sent(sent, NoDefenceForm),
        "defence": _as_sent(sent, DefenceForm),
        "seen": SeenForm(formdata=None, data={"words": "|".join(each.word for each in page.unseen)}),
        "person": _as_sent(sent, PersonForm),
        "registers": {each: _register_form(each, sent, head) for each in Register},
    }
    return render_template(
        "desk/proceedings.html", head=head, case=head.case, page=page, places=_places(case_id), form=sent,
        of_one=outsiders.is_office_of_one(database.session()),
        since=confirmations.since_proposed(database.session(), case_id, EventKind.ASSESSMENT_MADE),
        looking_along=outsiders.all_active(database.session()),
        asked={each.kind: each for each in confirmations.asked_on(database.session(), case_id)}, **forms
    )


def _places(case_id: int) -> dict[str, str]:
    """Where each requirement of the gate is met, by its code; one that somebody else sees to has no place here."""
    holds, letters = url_for("desk.show_holds", case_id=case_id), url_for("desk.show_case", case_id=case_id)
    return {
        "dispute": holds, "hold": holds, "minor": holds, "notice": f"{letters}#brieven-kop",
        "prescription_regime": url_for("desk.show_case", case_id=case_id, soort=1, _anchor="soort"), **PLACES,
        "prescription": url_for("desk.show_case", case_id=case_id, _anchor="verjaring-kop"),
    }


def _as_sent(sent: OnceForm | None, kind: type[Form], filled: dict[str, Any] | None = None) -> Form:
    """The form of this kind: as it was sent, or new, `filled` where a field has a usual value."""
    return sent if isinstance(sent, kind) else kind(formdata=None, data=filled)


def _release_form(page: ProceedingsPage, sent: OnceForm | None) -> ReleaseForm:
    """The form with the newest stop that now stands on the page, also when it was refused for an older one."""
    form = _as_sent(sent, ReleaseForm)
    form.seen.data = str(page.order.newest_stop)
    return form


def _register_form(register: Register, sent: OnceForm | None, head: CaseHead) -> RegisterForm:
    if isinstance(sent, RegisterForm) and sent.chosen_register() is register:
        return sent
    form = RegisterForm(formdata=None, data={"register": register.value, "checked_on": clock.today()})
    form.offer(_who_owe(head))
    return form


def _who_owe(head: CaseHead) -> dict[int, str]:
    """Who can be looked up in a register, where more than one owes."""
    return {person_id: person.name for person_id, person in head.who_owe.items()}
