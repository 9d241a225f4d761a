"""Towards the bailiff, booked off, paid back: in an office of one person nothing of it goes without the outsider."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases.amicable import closings, contacts, refunds, write_off_decisions
from cases.amicable.closings import ClosingInput
from cases.amicable.contacts import ContactInput
from cases.amicable.refunds import RefundInput
from cases.amicable.write_offs import WriteOffInput
from cases.assessment import assessments
from cases.confirming import asking, deciding
from cases.errors import Incomplete, PreviewOutdated, Refused, SecondPersonNeeded
from cases.events.confirming import OutsiderDecided
from cases.legal_track import writs
from cases.models import (
    PROFILE_ID,
    AgencyProfile,
    Assessment,
    AssessmentState,
    Case,
    ClosingReason,
    ContactChannel,
    ContactOutcome,
    LedgerKind,
    LookedAs,
    LookKind,
    LookState,
    PaidTo,
    SecondLook,
    Stage,
    User,
    WriteOff,
    WriteOffState,
    WritState,
)
from cases.queries.desk import confirmations
from cases.setup.second_looks import MayNotConfirm
from cases.store import DocumentStore
from legal.debtor.assessment import Outcome
from tests.agency.portals import staff
from tests.cases.amicable.endings import entries, pay, posted_case, told, whats_wrong
from tests.cases.confirming.alone import LAWYER, Office, agree, asked, tools, work_alone
from tests.cases.legal_track.writ_cases import draft, package_of, ready_case
from tests.factories import FIGURES, TODAY, by, make_store, show_means

UNSURE = "Hij noemt nu een nieuwe werkgever; dat is nog niet nagekeken."
WHY = "Weigert opnieuw te betalen en zegt zelf genoeg geld te hebben."


@pytest.fixture
def store(tmp_path) -> DocumentStore:  # type: ignore[no-untyped-def]
    return make_store(tmp_path)


@pytest.fixture
def ready(session: Session, store: DocumentStore) -> tuple[Case, Office]:
    """A case of which all is there for a writ; the office became one of one person after that."""
    people = staff(session)
    case = ready_case(session, store, people)
    return case, work_alone(session, people[1])


@pytest.fixture
def posted(session: Session, store: DocumentStore) -> tuple[Case, Office]:
    """A case with a letter on its way."""
    case = posted_case(session, store)
    return case, work_alone(session, staff(session)[1])


def propose_unwilling(session: Session, case: Case, who: User) -> Assessment:
    """The debtor refuses again, and the one person says so."""
    contacts.log(session, by(who.id), case.id, ContactInput(
        channel=ContactChannel.PHONE_OUT, outcome=ContactOutcome.REFUSES, right_party=True
    ))
    show_means(session, case, on=TODAY)
    made = assessments.decide(session, by(who.id), case.id, outcome=Outcome.ABLE_UNWILLING, reason=WHY)
    asking.keep_of_case(session, by(who.id), case.id, figures=FIGURES)
    return made


def test_the_way_to_the_bailiff_passes_the_outsider_twice_and_the_package_says_so(
    session: Session, store: DocumentStore, ready: tuple[Case, Office]
) -> None:
    case, office = ready
    assessment = propose_unwilling(session, case, office.boss)
    with pytest.raises(SecondPersonNeeded):  # a second log-in of the same person is no second person
        assessments.confirm(session, by(office.admin.id), case.id, note="")
    first = asked(session, case.id, LookKind.ASSESSMENT)
    with pytest.raises(MayNotConfirm):
        agree(session, store, first, office.admin)
    agree(session, store, first, office.lawyer)
    assert (assessment.state, assessment.confirmed_by) == (AssessmentState.CONFIRMED, office.lawyer.id)
    writ = draft(session, store, case)
    with pytest.raises(SecondPersonNeeded):
        writs.give(session, by(office.boss.id), store, case.id, figures=FIGURES)
    with pytest.raises(Incomplete):
        asking.bailiff_order(session, by(office.boss.id), case.id, why="nu", figures=FIGURES)
    second = asking.bailiff_order(session, by(office.boss.id), case.id, why=WHY, figures=FIGURES)
    assert [each.id for each in confirmations.papers_of(session, second)] == [writ.pdf_id, writ.specification_id]
    agree(session, store, second, office.lawyer)
    assert (writ.state, writ.given_by, second.decided_as) == (WritState.GIVEN, office.boss.id, LookedAs.OUTSIDER)
    files = package_of(session, store, writ)
    dossier = json.loads(files["dossier.json"])
    assert dossier["schema_version"] == "5"
    assert [(each["what"], each["by"], each["capacity"]) for each in dossier["confirmed"]] == [
        (what, office.lawyer.name, LAWYER.in_words()) for what in ("assessment", "order")
    ]
    paper = files["wie-bevestigde.txt"].decode()
    assert office.lawyer.name in paper
    assert LAWYER.register_entry in paper
    assert [each.what() for each in told(session, case, OutsiderDecided)] == [
        f"Beoordeling van betalingsonwil: bevestigd door {office.lawyer.name}",
        f"Dossier naar de deurwaarder: bevestigd door {office.lawyer.name}",
    ]
    with pytest.raises(Refused):  # pressed twice
        agree(session, store, second, office.lawyer)
    assert whats_wrong(session, store, TODAY) == []


def test_a_draft_of_yesterday_goes_as_one_of_today_and_one_that_says_something_else_does_not(
    session: Session, store: DocumentStore, ready: tuple[Case, Office]
) -> None:
    case, office = ready
    writ = draft(session, store, case)
    look = asking.bailiff_order(session, by(office.boss.id), case.id, why=WHY, figures=FIGURES)
    tomorrow = replace(by(office.lawyer.id), now=by().now + timedelta(days=1), today=TODAY + timedelta(days=1))
    seen = asking.newest_event(session, case.id)
    deciding.confirm(session, tomorrow, look.id, tools=tools(store), seen=seen)
    newer = writs.current(session, case.id)
    assert newer is not None
    assert (writ.state, newer.state, newer.as_of) == (WritState.WITHDRAWN, WritState.GIVEN, tomorrow.today)
    assert look.subject_id == newer.id


def test_who_confirms_sees_what_happened_since_and_not_after_he_looked(
    session: Session, store: DocumentStore, posted: tuple[Case, Office]
) -> None:
    case, office = posted
    asking.write_off(session, by(office.boss.id), case.id, WriteOffInput(
        amount=Decimal("100.00"), reason="Coulance van de opdrachtgever"
    ), figures=FIGURES)
    look = asked(session, case.id, LookKind.WRITE_OFF)
    before = confirmations.matter_of(session, look, today=TODAY, figures=FIGURES)
    assert (before.since, before.owed_then) == ((), before.owed_now)
    pay(session, case, "40.00", TODAY)
    with pytest.raises(PreviewOutdated):
        agree(session, store, look, office.lawyer, seen=before.seen)
    after = confirmations.matter_of(session, look, today=TODAY, figures=FIGURES)
    assert after.since
    assert after.owed_then is not None
    assert after.owed_now == after.owed_then - 40
    agree(session, store, look, office.lawyer, seen=after.seen)
    assert entries(session, case, LedgerKind.WRITE_OFF) == [Decimal("-100.00")]


def test_a_write_off_above_the_limit_waits_for_the_outsider_alone(
    session: Session, store: DocumentStore, posted: tuple[Case, Office]
) -> None:
    case, office = posted
    act = by(office.boss.id)
    left = closings.open_now(session, case, act=act, figures=FIGURES)
    asking.close(session, act, case.id, ClosingInput(
        reason=ClosingReason.UNCOLLECTABLE, note="Vertrokken naar onbekend adres.", seen=left
    ), figures=FIGURES)
    with pytest.raises(SecondPersonNeeded):
        write_off_decisions.confirm(session, by(office.admin.id), case.id, note="", figures=FIGURES)
    agree(session, store, asked(session, case.id, LookKind.WRITE_OFF), office.lawyer)
    assert case.stage is Stage.CLOSED
    assert whats_wrong(session, store, TODAY) == []


def test_what_the_outsider_refuses_goes_back_with_his_words(
    session: Session, store: DocumentStore, ready: tuple[Case, Office]
) -> None:
    case, office = ready
    assessment = propose_unwilling(session, case, office.boss)
    look = asked(session, case.id, LookKind.ASSESSMENT)
    with pytest.raises(MayNotConfirm):
        deciding.refuse(session, by(office.admin.id), look.id, "Toch niet.")
    with pytest.raises(Refused):
        deciding.refuse(session, by(office.lawyer.id), look.id, " ")
    deciding.refuse(session, by(office.lawyer.id), look.id, "Er is geen bewijs van inkomen.")
    assert (look.state, assessment.state) == (LookState.REFUSED, AssessmentState.REJECTED)
    assert assessment.confirmation_note == "Er is geen bewijs van inkomen."
    assert not asking.open_of_case(session, case.id)
    assert whats_wrong(session, store, TODAY) == []


def test_money_goes_back_after_the_outsider_agreed_and_once(
    session: Session, store: DocumentStore, posted: tuple[Case, Office]
) -> None:
    case, office = posted
    act = by(office.boss.id)
    pay(session, case, "650.00", TODAY)
    surplus = refunds.surpluses(session, case, today=TODAY, figures=FIGURES)[0].amount
    back = RefundInput(amount=surplus, paid_on=TODAY, paid_by=PaidTo.AGENCY, how="Overgemaakt op zijn rekening")
    with pytest.raises(SecondPersonNeeded):
        refunds.record(session, act, case.id, back, figures=FIGURES)
    look = asking.record_refund(session, act, case.id, back, figures=FIGURES)
    assert isinstance(look, SecondLook)
    agree(session, store, look, office.lawyer)
    assert entries(session, case, LedgerKind.REFUND) == []  # the money has yet to go
    with pytest.raises(SecondPersonNeeded):  # another amount was not confirmed
        refunds.record(session, act, case.id, replace(back, amount=surplus - 1), figures=FIGURES)
    asking.record_refund(session, act, case.id, back, figures=FIGURES)
    assert entries(session, case, LedgerKind.REFUND) == [surplus]
    assert refunds.may_go_back(session, case.id, back) is None  # what was confirmed once goes once
    assert whats_wrong(session, store, TODAY) == []


def _assess_otherwise(session: Session, case: Case, office: Office) -> None:
    assessments.decide(session, by(office.boss.id), case.id, outcome=Outcome.UNKNOWN, reason=UNSURE)


def _withdraw_the_writ(session: Session, case: Case, office: Office) -> None:
    writs.withdraw(session, by(office.boss.id), case.id, reason="Toch niet.")


def _hire_a_colleague(session: Session, _case: Case, _office: Office) -> None:
    session.get_one(AgencyProfile, PROFILE_ID).one_person = False


@pytest.mark.parametrize(("kind", "happens"), [
    (LookKind.ASSESSMENT, _assess_otherwise), (LookKind.BAILIFF_ORDER, _withdraw_the_writ),
    (LookKind.BAILIFF_ORDER, _hire_a_colleague),
], ids=["decided otherwise", "writ withdrawn", "no longer alone"])
def test_what_no_longer_waits_is_not_confirmed_and_is_taken_back(
    session: Session, store: DocumentStore, ready: tuple[Case, Office], kind: LookKind,
    happens: Callable[[Session, Case, Office], None],
) -> None:
    case, office = ready
    if kind is LookKind.ASSESSMENT:
        propose_unwilling(session, case, office.boss)
    else:
        draft(session, store, case)
        asking.bailiff_order(session, by(office.boss.id), case.id, why=WHY, figures=FIGURES)
    look = asked(session, case.id, kind)
    happens(session, case, office)
    session.flush()
    with pytest.raises(MayNotConfirm):
        agree(session, store, look, office.lawyer)
    asking.keep(session, by(), figures=FIGURES)  # as every day
    assert (look.state, look.decided_by) == (LookState.WITHDRAWN, None)


def test_what_was_proposed_before_the_office_became_one_is_asked_once(
    session: Session, store: DocumentStore
) -> None:
    people = staff(session)
    case = ready_case(session, store, people)
    propose_unwilling(session, case, people[0])
    assert asking.open_of_case(session, case.id) == []  # a colleague confirms
    office = work_alone(session, people[1])
    for _ in range(2):
        asking.keep(session, by(), figures=FIGURES)
    look = asked(session, case.id, LookKind.ASSESSMENT)
    assert look.asked_by == people[0].id
    agree(session, store, look, office.lawyer)


def test_an_outsider_who_lost_access_confirms_nothing_and_the_next_one_does(
    session: Session, store: DocumentStore, posted: tuple[Case, Office]
) -> None:
    case, office = posted
    told_off = WriteOffInput(amount=Decimal("100.00"), reason="Coulance van de opdrachtgever")
    waiting = asking.write_off(session, by(office.boss.id), case.id, told_off, figures=FIGURES)
    look = asked(session, case.id, LookKind.WRITE_OFF)
    office.lawyer.active = False
    session.flush()
    with pytest.raises(MayNotConfirm):
        agree(session, store, look, office.lawyer)
    office.lawyer.active = True
    session.flush()
    agree(session, store, look, office.lawyer)
    assert session.get_one(WriteOff, waiting.id).state is WriteOffState.BOOKED
