"""A wrong report of service is corrected: the old one stays, prescription and stage follow, a person decides more."""

from datetime import date, time
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from cases.amicable import arrangements, holds, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.counting import prescriptions
from cases.errors import EditConflict, NotFound, Refused
from cases.legal_track import bailiffs, service_reports, writs
from cases.legal_track.service_corrections import Correction
from cases.models import (
    Case,
    CaseEvent,
    EventKind,
    HoldKind,
    Interruption,
    NextStep,
    PaidTo,
    RoleName,
    ServiceManner,
    ServiceReport,
    Stage,
    Writ,
    WritState,
)
from cases.progress import stages
from cases.queries import bailiff
from cases.queries.client import client_timeline
from cases.queries.desk.timeline import entries
from cases.schema import migrate
from cases.store import DocumentStore
from tests.cases.legal_track.served import (
    GIVEN,
    SERVED,
    TODAY,
    at_bailiff,
    bailiff_of,
    correct,
    give_to,
    here,
    report,
    told,
)
from tests.factories import FIGURES, SMALL_PDF, by, make_bailiff_office, make_user
from tests.owner import as_owner

M = ServiceManner
SATURDAY = date(2026, 11, 21)
NOT_SERVED = {"manner": M.NOT_SERVED, "served_at": None, "remarks": "Woning staat leeg", "costs": None}
NEVER_SERVED = date(2028, 6, 16)  # due 15 June 2026, and nobody stated the kind: two years


@pytest.fixture
def writ(session: Session, store: DocumentStore) -> Writ:
    """A writ at the bailiff, one claim."""
    return at_bailiff(session, store)


def standing_days(session: Session, writ: Writ) -> list[date]:
    """The days of the interruptions that count."""
    rows = prescriptions.standing(session, writ.case.claims)
    return [row.interrupted_on for each in rows.values() for row in each]


def barred(writ: Writ) -> date:
    return writ.case.claims[0].barred_from


def newest(session: Session, case_id: int, kind: EventKind) -> CaseEvent:
    query = select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.kind == kind)
    return session.scalars(query.order_by(CaseEvent.id.desc()).limit(1)).one()


def test_another_day_moves_the_interruption_and_keeps_both_reports(
    session: Session, store: DocumentStore, writ: Writ
) -> None:
    first = report(session, store, writ, content=SMALL_PDF)
    assert barred(writ) == date(2028, 11, 24)
    second = correct(session, store, writ, first, served_on=SATURDAY)
    assert service_reports.standing(session, writ.id) == second
    assert [each.id for each in service_reports.of_writ(session, writ.id)] == [second.id, first.id]
    assert (first.served_on, second.served_on, second.corrects_id) == (SERVED, SATURDAY, first.id)
    assert second.document_id == first.document_id, "the deed still proves it"
    assert standing_days(session, writ) == [SATURDAY]
    assert barred(writ) == date(2028, 11, 22)
    reversal = session.scalars(select(Interruption).where(Interruption.withdraws_id.is_not(None))).one()
    assert reversal.interrupted_on == SERVED
    assert (writ.state, writ.case.stage) == (WritState.SERVED, Stage.SUMMONS_SERVED)
    assert (writ.case.next_step, writ.case.next_step_on) == (NextStep.AWAIT_PAYMENT, SATURDAY)
    line = entries(session, writ.case_id)[0]
    assert line.what == "Terugmelding gecorrigeerd: betekend: in persoon"
    assert "er stond: betekend op 23-11-2026 (in persoon)" in line.parts
    assert "factuur F-1: verjaarde op 24-11-2028, nu op 22-11-2028" in line.parts
    assert "Datum verkeerd overgenomen" in line.parts


def test_served_becomes_not_served_and_comes_back_to_the_desk(
    session: Session, store: DocumentStore, writ: Writ
) -> None:
    first = report(session, store, writ, content=SMALL_PDF)
    second = correct(session, store, writ, first, reason="Verkeerd dossier", **NOT_SERVED)
    assert standing_days(session, writ) == []
    assert barred(writ) == NEVER_SERVED
    assert bailiff.interrupted_on(session, writ.case) is None
    assert second.document_id is None, "a deed of service proves nothing here"
    assert writ.state is WritState.NOT_SERVED
    assert (writ.case.stage, writ.case.next_step) == (Stage.PRE_LEGAL, NextStep.COMPLETE_FILE)


def test_not_served_becomes_served_and_goes_on(session: Session, store: DocumentStore, writ: Writ) -> None:
    first = report(session, store, writ, **NOT_SERVED)
    assert writ.case.stage is Stage.PRE_LEGAL
    correct(session, store, writ, first)
    assert standing_days(session, writ) == [SERVED]
    assert (writ.state, writ.case.stage) == (WritState.SERVED, Stage.SUMMONS_SERVED)


def test_corrections_follow_each_other_and_the_last_one_counts(
    session: Session, store: DocumentStore, writ: Writ
) -> None:
    first = report(session, store, writ)
    second = correct(session, store, writ, first, now=here(TODAY, 13), **NOT_SERVED)
    third = correct(session, store, writ, second, now=here(TODAY, 14), served_on=SATURDAY)
    fourth = correct(session, store, writ, third, now=here(TODAY, 15), served_on=SATURDAY, costs=Decimal("96.00"))
    assert standing_days(session, writ) == [SATURDAY]
    assert barred(writ) == date(2028, 11, 22)
    assert writ.case.stage is Stage.SUMMONS_SERVED
    assert [each.corrects_id for each in service_reports.of_writ(session, writ.id)] == [third.id, second.id, first.id,
                                                                                      None]
    assert fourth.costs == Decimal("96.00")


def test_a_correction_of_the_costs_alone_gives_no_new_alarm(session: Session, store: DocumentStore, writ: Writ) -> None:
    first = report(session, store, writ)
    writ.case.claims[0].alarmed_months = 12
    correct(session, store, writ, first, costs=Decimal("96.00"))
    assert (barred(writ), writ.case.claims[0].alarmed_months) == (date(2028, 11, 24), 12)


def test_a_correction_made_from_an_older_report_is_refused(session: Session, store: DocumentStore, writ: Writ) -> None:
    first = report(session, store, writ)
    correct(session, store, writ, first, served_on=SATURDAY)
    with pytest.raises(EditConflict, match="intussen al gecorrigeerd"):
        correct(session, store, writ, first, served_on=GIVEN, served_at=time(12))
    assert standing_days(session, writ) == [SATURDAY]


@pytest.mark.parametrize(("changes", "reason", "says"), [
    ({"served_on": date(2026, 11, 22)}, "Datum verkeerd", "Op zondag"),
    ({"served_at": time(20)}, "Uur verkeerd", "art. 64 Rv"),
    ({"served_on": date(2026, 11, 25)}, "Datum verkeerd", "ligt niet tussen"),
    ({"manner": M.OFFICE, "left_with": "R. Bos, receptionist"}, "Wijze verkeerd", "natuurlijke persoon"),
    ({"served_on": SATURDAY}, "x", "wat er niet klopte"),
    ({"served_on": SATURDAY}, " ", "wat er niet klopte"),
    ({"served_on": SATURDAY}, "Verwisseld met bsn 111222333", "burgerservicenummer"),
    ({}, "Klopte niet", "niets gewijzigd"),
])
def test_a_correction_is_checked_as_a_report_and_needs_a_reason(
    session: Session, store: DocumentStore, writ: Writ, changes: dict[str, object], reason: str, says: str
) -> None:
    first = report(session, store, writ)
    with pytest.raises(Refused, match=says):
        correct(session, store, writ, first, reason=reason, **changes)
    assert service_reports.standing(session, writ.id) == first
    assert standing_days(session, writ) == [SERVED]


def test_only_the_own_office_corrects_and_only_what_was_reported(
    session: Session, store: DocumentStore, writ: Writ
) -> None:
    for office_id in (writ.bailiff_office_id, writ.bailiff_office_id + 999):
        refusal = Refused if office_id == writ.bailiff_office_id else NotFound
        with pytest.raises(refusal):
            bailiffs.correct_service(
                session, by(bailiff_of(session, writ), here(TODAY, 12), TODAY), store,
                Correction(told=told(), seen=None, reason="Klopte niet"), office_id=office_id, writ_id=writ.id,
                figures=FIGURES,
            )


def pay_all(session: Session, case: Case) -> None:
    payments.register(
        session, by(None, here(TODAY, 13), TODAY), case.id,
        PaymentInput(amount=Decimal("5000.00"), received_on=TODAY, paid_to=PaidTo.AGENCY), figures=FIGURES,
    )


def test_a_closed_case_stays_closed_and_its_prescription_is_right(
    session: Session, store: DocumentStore, writ: Writ
) -> None:
    first = report(session, store, writ)
    pay_all(session, writ.case)
    assert writ.case.stage is Stage.CLOSED
    correct(session, store, writ, first, **NOT_SERVED)
    assert (writ.case.stage, writ.state) == (Stage.CLOSED, WritState.NOT_SERVED)
    assert standing_days(session, writ) == []
    assert barred(writ) == NEVER_SERVED
    assert newest(session, writ.case_id, EventKind.SERVICE_CORRECTED).data["decide"] == (
        "het dossier is gesloten en blijft dat"
    )


def test_a_case_that_went_on_is_left_where_it_is_and_a_person_decides(
    session: Session, store: DocumentStore, writ: Writ
) -> None:
    first = report(session, store, writ)
    schedule = arrangements.propose(
        session, writ.case_id, agreed_on=TODAY, first_due_on=date(2026, 12, 1), figures=FIGURES, number=4
    )
    arrangements.make(
        session, by(None, here(TODAY, 13)), writ.case_id, schedule, note="", client_agreed=True, figures=FIGURES
    )
    correct(session, store, writ, first, **NOT_SERVED)
    assert (writ.case.stage, writ.case.next_step) == (Stage.ARRANGEMENT, NextStep.FOLLOW_ARRANGEMENT)
    assert standing_days(session, writ) == []
    decide = entries(session, writ.case_id)[0].parts
    assert any("staat intussen in de fase “Betalingsregeling”" in part for part in decide)


def test_a_case_that_came_back_to_the_same_stage_went_on_too(
    session: Session, store: DocumentStore, writ: Writ
) -> None:
    first = report(session, store, writ, **NOT_SERVED)
    for stage, step in ((Stage.AMICABLE, NextStep.CONTACT_DEBTOR), (Stage.PRE_LEGAL, NextStep.COMPLETE_FILE)):
        stages.move(session, by(None, here(TODAY, 14)), writ.case, stage, stages.Then(step, TODAY), reason="", on=TODAY)
    session.flush()
    correct(session, store, writ, first)
    assert (writ.case.stage, writ.state) == (Stage.PRE_LEGAL, WritState.SERVED)
    assert standing_days(session, writ) == [SERVED]
    assert "beoordeel" in newest(session, writ.case_id, EventKind.SERVICE_CORRECTED).data["decide"]


def test_a_hold_keeps_the_case_waiting_to_be_looked_at(session: Session, store: DocumentStore, writ: Writ) -> None:
    first = report(session, store, writ)
    holds.place(session, by(None, here(TODAY, 13)), writ.case_id, kind=HoldKind.DISPUTE, reason="Klopt niet", on=TODAY)
    correct(session, store, writ, first, **NOT_SERVED)
    assert (writ.case.stage, writ.case.next_step) == (Stage.PRE_LEGAL, NextStep.REVIEW_HOLD)


def test_a_service_before_the_recall_counts_and_its_correction_takes_it_back(
    session: Session, store: DocumentStore, writ: Writ
) -> None:
    writs.withdraw(session, by(None, here(SERVED, 18), SERVED), writ.case_id, reason="Vergissing")
    first = report(session, store, writ)
    assert (writ.state, writ.case.stage) == (WritState.SERVED, Stage.SUMMONS_SERVED)
    assert standing_days(session, writ) == [SERVED]
    correct(session, store, writ, first, **NOT_SERVED)
    assert (writ.state, writ.case.stage, standing_days(session, writ)) == (WritState.NOT_SERVED, Stage.PRE_LEGAL, [])


def test_not_served_after_the_recall_becomes_served_by_a_correction(
    session: Session, store: DocumentStore, writ: Writ
) -> None:
    writs.withdraw(session, by(None, here(SERVED, 9), SERVED), writ.case_id, reason="Vergissing")
    first = report(session, store, writ, **NOT_SERVED)
    assert (writ.state, standing_days(session, writ)) == (WritState.WITHDRAWN, [])
    corrected = correct(session, store, writ, first)
    assert corrected.despite_stop, "it was served after the recall"
    assert (writ.state, writ.case.stage) == (WritState.SERVED, Stage.SUMMONS_SERVED)
    assert standing_days(session, writ) == [SERVED]


def test_two_writs_of_one_case_served_on_one_day_are_kept_apart(
    session: Session, store: DocumentStore, writ: Writ
) -> None:
    first = report(session, store, writ)
    second = give_to(session, store, writ.case, make_bailiff_office(session, name="Nog een"), here(GIVEN, 12))
    make_user(session, RoleName.BAILIFF, email="tweede@kantoor.test", bailiff_office_id=second.bailiff_office_id)
    report(session, store, second, now=here(TODAY, 13))
    correct(session, store, writ, first, **NOT_SERVED)
    assert standing_days(session, writ) == [SERVED], "the other one was served all the same"


def test_the_client_sees_a_plain_line_and_nothing_private(session: Session, store: DocumentStore, writ: Writ) -> None:
    first = report(session, store, writ)
    correct(session, store, writ, first, reason="Buurvrouw vertelde dat", manner=M.HOUSEMATE,
            left_with="P. Jansen, partner")
    seen = client_timeline.timeline(session, writ.case)
    line = next(each for each in seen if each.kind is EventKind.SERVICE_CORRECTED)
    assert line.effective_on == SERVED
    assert line.what.startswith("Terugmelding van de deurwaarder gecorrigeerd: het exploot is betekend op ")
    assert "huisgenoot" in line.what
    assert line.parts == ()


def test_reports_are_never_changed_or_deleted(session: Session, store: DocumentStore, writ: Writ) -> None:
    report(session, store, writ)
    session.commit()
    for statement in ("UPDATE service_report SET remarks = 'x'", "DELETE FROM service_report"):
        with pytest.raises(DatabaseError, match="append-only"):
            as_owner(session.connection(), statement)
        session.rollback()


@pytest.mark.superuser
def test_the_migration_keeps_the_report_that_counts_when_it_goes_down(
    engine: Engine, session: Session, store: DocumentStore, writ: Writ
) -> None:
    first = report(session, store, writ)
    correct(session, store, writ, first, served_on=SATURDAY)
    session.commit()
    session.close()
    migrate.downgrade(engine, "0007")
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT served_on FROM service_report")).scalars().all()
    assert [str(day) for day in kept] == [str(SATURDAY)]
    migrate.upgrade(engine)
    with Session(engine) as again:
        row = again.scalars(select(ServiceReport)).one()
        assert (row.corrects_id, row.leave_court, row.correction_reason) == (None, "", "")
