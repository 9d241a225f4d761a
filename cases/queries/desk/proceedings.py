"""What stands between a case and the bailiff, as the desk shows it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from cases.assessment import assessments, means
from cases.legal_track import gate, service_reports, writ_confirmations, writs
from cases.legal_track.writ_confirmations import Standing
from cases.models import (
    Assessment,
    AssessmentState,
    BailiffOffice,
    Case,
    Contact,
    CostApproval,
    Document,
    MeansShown,
    Register,
    RegisterCheck,
    ServiceReport,
    User,
    Writ,
    WritState,
)
from cases.queries.desk.orders import OrderState, order_state
from legal.court.gate import GateItem
from legal.court.writ import Abbreviation
from legal.debtor.assessment import DUTCH_OUTCOMES, Outcome, Signal
from legal.errors import LawError
from legal.parameters import Figures


@dataclass(frozen=True, kw_only=True)
class ProceedingsPage:
    """Signals, assessment, gate and writ of one case. `gate_refusal` says why the gate cannot be judged.

    `talks` are the contacts, newest first: what a person reads before he says whether a defence is known. `may_assess`
    and `may_draft` are what the stage allows; `is_outdated`: the draft is of another day and cannot be given.
    """

    signals: tuple[Signal, ...]
    assessment: Assessment | None
    outcome: str
    decided_by: str
    confirmed_by: str
    gate: tuple[GateItem, ...]
    gate_refusal: str
    checks: dict[Register, tuple[RegisterCheck, ...]]
    approval: CostApproval | None
    writ: Writ | None
    papers: tuple[Document, ...]
    report: ServiceReport | None
    order: OrderState
    means: tuple[MeansShown, ...]
    confirmed: Standing
    unseen: tuple[Abbreviation, ...]
    talks: tuple[Contact, ...]
    may_assess: bool
    may_draft: bool
    is_outdated: bool

    @property
    def awaits_second_person(self) -> bool:
        """Whether the assessment is still to be confirmed or rejected."""
        return self.assessment is not None and self.assessment.state is AssessmentState.PROPOSED

    def may_be_confirmed_by(self, user_id: int) -> bool:
        """Whether this user is another than the one who decided."""
        return self.assessment is not None and self.assessment.decided_by != user_id

    @property
    def falls_short(self) -> bool:
        """Whether unwillingness was decided, and not well enough for the gate today."""
        counts = any(item.code == "assessment" and item.met for item in self.gate)
        return self.assessment is not None and self.assessment.outcome == Outcome.ABLE_UNWILLING and not counts

    @property
    def no_longer_counts(self) -> bool:
        """Whether the gate asks for another assessment than the one that was confirmed."""
        is_confirmed = self.assessment is not None and self.assessment.state is AssessmentState.CONFIRMED
        return bool(self.gate) and is_confirmed and self.falls_short

    @property
    def has_draft(self) -> bool:
        """Whether there is a draft that was not given yet."""
        return self.writ is not None and self.writ.state is WritState.DRAFT

    @property
    def is_given(self) -> bool:
        """Whether the writ lies with the bailiff."""
        return self.writ is not None and self.writ.state is WritState.GIVEN

    @property
    def may_withdraw(self) -> bool:
        """Whether the writ can still be taken back."""
        return self.writ is not None and writs.may_be_withdrawn(self.writ)

    @property
    def missing(self) -> tuple[GateItem, ...]:
        """What is not met."""
        return tuple(item for item in self.gate if not item.met)

    @property
    def is_open(self) -> bool:
        """Whether everything is there."""
        return bool(self.gate) and not self.missing


def proceedings_page(session: Session, case: Case, *, today: date, figures: Figures) -> ProceedingsPage:
    """Everything on the page of the legal track."""
    assessment = assessments.current(session, case.id)
    writ = writs.current(session, case.id)
    items: tuple[GateItem, ...] = ()
    refusal = ""
    try:
        items = gate.requirements(session, case, on=today, figures=figures)
    except LawError as error:
        refusal = str(error)
    people = _names(session, assessment)
    return ProceedingsPage(
        signals=assessments.signals(session, case, on=today), assessment=assessment,
        outcome="" if assessment is None else DUTCH_OUTCOMES[Outcome(assessment.outcome)],
        decided_by=people[0], confirmed_by=people[1], gate=items, gate_refusal=refusal,
        checks=_newest_checks(session, case.id), approval=gate.approval(session, case.id), writ=writ,
        papers=_papers(session, writ),
        report=None if writ is None else service_reports.standing(session, writ.id),
        order=order_state(session, case, today=today), means=tuple(means.standing(session, case.id)),
        confirmed=writ_confirmations.standing(session, case), unseen=gate.unseen(session, case),
        talks=tuple(session.scalars(
            select(Contact).where(Contact.case_id == case.id).order_by(Contact.id.desc())
            .options(joinedload(Contact.debtor))
        )),
        may_assess=assessments.may_be_assessed(case), may_draft=gate.is_in_preparation(case),
        is_outdated=writ is not None and not _is_up_to_date(session, writ, today=today, figures=figures),
    )


def _is_up_to_date(session: Session, writ: Writ, *, today: date, figures: Figures) -> bool:
    try:
        return writs.is_up_to_date(session, writ, today=today, figures=figures)
    except LawError:  # the page says what is refused; then nothing is up to date
        return False


def offices(session: Session) -> list[BailiffOffice]:
    """Bailiff offices that serve writs now, by name."""
    query = select(BailiffOffice).where(BailiffOffice.active).order_by(func.lower(BailiffOffice.name))
    return list(session.scalars(query))


def _names(session: Session, assessment: Assessment | None) -> tuple[str, str]:
    if assessment is None:
        return "", ""
    wanted = {assessment.decided_by, assessment.confirmed_by} - {None}
    people = {row.id: row.name for row in session.execute(select(User.id, User.name).where(User.id.in_(wanted)))}
    return people.get(assessment.decided_by, ""), people.get(assessment.confirmed_by, "")


def _newest_checks(session: Session, case_id: int) -> dict[Register, tuple[RegisterCheck, ...]]:
    """The newest look of each register, for everybody who was looked up."""
    query = select(RegisterCheck).where(RegisterCheck.case_id == case_id)
    oldest_first = query.order_by(RegisterCheck.checked_on, RegisterCheck.id)
    newest = {(check.register, check.debtor_id): check for check in session.scalars(oldest_first)}
    return {
        register: tuple(check for (of, _), check in newest.items() if of is register)
        for register in {of for of, _ in newest}
    }


def _papers(session: Session, writ: Writ | None) -> tuple[Document, ...]:
    """The writ to read and to finish, its specification, and the package once it was made."""
    if writ is None:
        return ()
    wanted = [each for each in (writ.pdf_id, writ.docx_id, writ.specification_id, writ.package_id) if each is not None]
    found = {document.id: document for document in session.scalars(select(Document).where(Document.id.in_(wanted)))}
    return tuple(found[each] for each in wanted)
