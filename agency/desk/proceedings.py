"""Towards the bailiff: the assessment, the gate with what is missing, the draft of the exploot, and the hand-over."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from agency import clock, database
from agency.desk.blueprint import REFUSED, bp
from agency.desk.case_page import evidence_form, head_of
from agency.desk.forms import (
    AssessmentForm,
    CourtForm,
    DefenceForm,
    DraftWritForm,
    EvidenceForm,
    MeansForm,
    NoDefenceForm,
    OnceForm,
    PersonForm,
    ReasonForm,
    RegisterForm,
    ReleaseForm,
    SecondPersonForm,
    SeenForm,
    WithdrawMeansForm,
    given,
)
from agency.resources import figures, store
from agency.web.access import Permission, act, current_user_id, requires
from agency.web.errors import message_for
from agency.web.forms import choices_of
from cases.assessment import assessments, means
from cases.errors import DomainError
from cases.legal_track import gate, writ_confirmations, writs
from cases.models import MeansSign, Register
from cases.progress import order_stops
from cases.queries.desk import proceedings as shown
from cases.queries.desk.proceedings import ProceedingsPage
from cases.submissions import handled_before
from legal.debtor.assessment import Outcome

Action = Callable[[Session], object]
_WITH_FIELDS = (
    AssessmentForm, RegisterForm, ReasonForm, ReleaseForm, MeansForm, WithdrawMeansForm, CourtForm, NoDefenceForm,
    DefenceForm, PersonForm,
)


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
        lambda session: assessments.decide(
            session, act(), case_id, outcome=Outcome(form.outcome.data), reason=form.reason.data
        ),
    )


@bp.post("/dossiers/<int:case_id>/beoordeling/bevestigen")
@requires(Permission.ASSESSMENT_CONFIRM)
def confirm_assessment(case_id: int) -> ResponseReturnValue:
    """A second person agrees."""
    form = SecondPersonForm()
    return _handle(
        case_id, form, "De beoordeling is bevestigd.",
        lambda session: assessments.confirm(session, act(), case_id, note=form.note.data or ""),
    )


@bp.post("/dossiers/<int:case_id>/beoordeling/afwijzen")
@requires(Permission.ASSESSMENT_CONFIRM)
def reject_assessment(case_id: int) -> ResponseReturnValue:
    """A second person does not agree."""
    form = SecondPersonForm()
    return _handle(
        case_id, form, "De beoordeling is afgewezen.",
        lambda session: assessments.reject(session, act(), case_id, note=form.note.data or ""),
    )


@bp.post("/dossiers/<int:case_id>/register")
@requires(Permission.REGISTER_CHECK)
def check_register(case_id: int) -> ResponseReturnValue:
    """Enter a look in a public register, with its proof."""
    form = RegisterForm()
    register, file = form.chosen_register(), form.file.data
    content = file.read() if file else b""
    return _handle(
        case_id, form, "De registercontrole is vastgelegd.",
        lambda session: gate.check_register(
            session, act(), store(), case_id, register=register or Register.INSOLVENCY,
            checked_on=given(form.checked_on), found=form.found.data == "ja", note=form.note.data or "",
            filename=file.filename if file else "", content=content,
        ),
    )


@bp.post("/dossiers/<int:case_id>/exploot/rechter")
@requires(Permission.WRIT_MAKE)
def confirm_court(case_id: int) -> ResponseReturnValue:
    """Record whether the client wants to go to court."""
    form = CourtForm()
    return _handle(
        case_id, form, "Vastgelegd.",
        lambda session: writ_confirmations.confirm_court(
            session, act(), case_id, intended=form.court.data == "ja", on=given(form.court_on), how=form.court_how.data
        ),
    )


@bp.post("/dossiers/<int:case_id>/exploot/geen-verweer")
@requires(Permission.WRIT_MAKE)
def confirm_no_defence(case_id: int) -> ResponseReturnValue:
    """Confirm that the file was read and holds no defence."""
    form = NoDefenceForm()
    return _handle(
        case_id, form, "Bevestigd.",
        lambda session: writ_confirmations.confirm_no_defence(
            session, act(), case_id, note=form.no_defence_note.data or ""
        ),
    )


@bp.post("/dossiers/<int:case_id>/exploot/verweer")
@requires(Permission.WRIT_MAKE)
def state_defence(case_id: int) -> ResponseReturnValue:
    """State the defence in the words of the writ."""
    form = DefenceForm()
    return _handle(
        case_id, form, "Het verweer is vastgelegd.",
        lambda session: writ_confirmations.state_defence(session, act(), case_id, text=form.defence.data),
    )


@bp.post("/dossiers/<int:case_id>/exploot/afkortingen")
@requires(Permission.WRIT_MAKE)
def see_wording(case_id: int) -> ResponseReturnValue:
    """Say that the abbreviations were seen."""
    form = SeenForm()
    return _handle(
        case_id, form, "Vastgelegd.",
        lambda session: gate.see_wording(session, act(), case_id, words=(form.words.data or "").split("|")),
    )


@bp.post("/dossiers/<int:case_id>/exploot/naam")
@requires(Permission.WRIT_MAKE)
def check_person(case_id: int) -> ResponseReturnValue:
    """Say that the name is that of one person or organisation."""
    form = PersonForm()
    return _handle(
        case_id, form, "Vastgelegd.",
        lambda session: writ_confirmations.check_person(session, act(), case_id, note=form.person_note.data),
    )


@bp.post("/dossiers/<int:case_id>/exploot")
@requires(Permission.WRIT_MAKE)
def draft_writ(case_id: int) -> ResponseReturnValue:
    """Make the draft of the exploot; refused with the list of what is missing."""
    form = _draft_form()
    return _handle(
        case_id, form, "Het concept-exploot is gemaakt.",
        lambda session: writs.draft(
            session, act(), store(), case_id, bailiff_office_id=form.bailiff_office_id.data, figures=figures()
        ),
    )


@bp.post("/dossiers/<int:case_id>/exploot/deurwaarder")
@requires(Permission.BAILIFF_ORDER)
def give_to_bailiff(case_id: int) -> ResponseReturnValue:
    """Pack the draft with its exhibits and give it to the office."""
    form = OnceForm()
    return _handle(
        case_id, form, "Het pakket staat klaar voor de deurwaarder.",
        lambda session: writs.give(session, act(), store(), case_id, figures=figures()),
    )


@bp.post("/dossiers/<int:case_id>/exploot/intrekken")
@requires(Permission.WRIT_MAKE)
def withdraw_writ(case_id: int) -> ResponseReturnValue:
    """Withdraw a draft or a package that was given."""
    form = ReasonForm()
    return _handle(
        case_id, form, "Het exploot is ingetrokken.",
        lambda session: writs.withdraw(session, act(), case_id, reason=form.reason.data),
    )


@bp.post("/dossiers/<int:case_id>/exploot/vrijgeven")
@requires(Permission.BAILIFF_ORDER)
def release_order(case_id: int) -> ResponseReturnValue:
    """Let a halted order go on, with a reason that the bailiff reads."""
    form = ReleaseForm()
    return _handle(
        case_id, form, "Het exploot is vrijgegeven.",
        lambda session: order_stops.release(
            session, act(), case_id, reason=form.release_reason.data, seen=form.newest_seen()
        ),
    )


@bp.post("/dossiers/<int:case_id>/betaalkracht")
@requires(Permission.ASSESSMENT_MAKE)
def record_means(case_id: int) -> ResponseReturnValue:
    """Record a sign that the debtor can pay."""
    form = MeansForm()
    return _handle(
        case_id, form, "Het teken van betaalkracht is vastgelegd.",
        lambda session: means.record(
            session, act(), case_id, sign=MeansSign(form.sign.data), shown_on=given(form.shown_on),
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
        lambda session: means.withdraw(session, act(), case_id, shown_id, reason=form.means_reason.data),
    )


def _handle(case_id: int, form: OnceForm, done: str, action: Action) -> ResponseReturnValue:
    """Check the form, do the one thing it asks, once, and come back to the page."""
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                if not handled_before(session, form.token.data, user_id=current_user_id(), now=clock.now()):
                    action(session)
        except DomainError as refusal:
            if isinstance(form, _WITH_FIELDS):
                form.take(refusal)
            else:  # a form without fields of its own may be off the page by now
                flash(message_for(refusal), "error")
        else:
            flash(done, "success")
            return redirect(url_for("desk.show_proceedings", case_id=case_id))
    return _page(case_id, form), REFUSED


def _draft_form() -> DraftWritForm:
    form = DraftWritForm()
    form.bailiff_office_id.choices = choices_of(
        {office.id: f"{office.name}, {office.city}" for office in shown.offices(database.session())}
    )
    return form


def _page(case_id: int, sent: OnceForm | None = None) -> str:
    """The page; `sent` is the form that was refused and stands there with what was typed."""
    head = head_of(case_id)
    page = shown.proceedings_page(database.session(), head.case, today=clock.today(), figures=figures())
    forms: dict[str, OnceForm | dict[Register, OnceForm]] = {
        "assessment": sent if isinstance(sent, AssessmentForm) else AssessmentForm(formdata=None),
        "second": sent if isinstance(sent, SecondPersonForm) else SecondPersonForm(formdata=None),
        "draft": sent if isinstance(sent, DraftWritForm) else _draft_form(),
        "withdraw": sent if isinstance(sent, ReasonForm) else ReasonForm(formdata=None),
        "release": _release_form(page, sent),
        "means_form": sent if isinstance(sent, MeansForm) else MeansForm(formdata=None),
        "means_back": sent if isinstance(sent, WithdrawMeansForm) else WithdrawMeansForm(formdata=None),
        "give": sent if type(sent) is OnceForm else OnceForm(formdata=None),
        "evidence": sent if isinstance(sent, EvidenceForm) else evidence_form(head.case, sent=False),
        "court": sent if isinstance(sent, CourtForm) else CourtForm(formdata=None, data={"court_on": clock.today()}),
        "no_defence": sent if isinstance(sent, NoDefenceForm) else NoDefenceForm(formdata=None),
        "defence": sent if isinstance(sent, DefenceForm) else DefenceForm(formdata=None),
        "seen": SeenForm(formdata=None, data={"words": "|".join(each.word for each in page.unseen)}),
        "person": sent if isinstance(sent, PersonForm) else PersonForm(formdata=None),
        "registers": {each: _register_form(each, sent) for each in Register},
    }
    return render_template("desk/proceedings.html", head=head, case=head.case, page=page, form=sent, **forms)


def _release_form(page: ProceedingsPage, sent: OnceForm | None) -> ReleaseForm:
    """The form with the newest stop that now stands on the page, also when it was refused for an older one."""
    form = sent if isinstance(sent, ReleaseForm) else ReleaseForm(formdata=None)
    form.seen.data = str(page.order.newest_stop)
    return form


def _register_form(register: Register, sent: OnceForm | None) -> OnceForm:
    if isinstance(sent, RegisterForm) and sent.chosen_register() is register:
        return sent
    return RegisterForm(formdata=None, data={"register": register.value, "checked_on": clock.today()})
