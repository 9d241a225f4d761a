"""Prescription on record: the first day barred of each claim, alarms once for each border, the list of the desk."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from cases import daily_run
from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.counting import prescriptions
from cases.counting.prescriptions import InterruptionInput
from cases.documents import File
from cases.errors import CaseClosed, Incomplete, Refused
from cases.legal_track import gate
from cases.models import (
    Case,
    CaseEvent,
    Claim,
    Client,
    ClosingReason,
    DailyRun,
    Document,
    EventKind,
    Interruption,
    PaidTo,
)
from cases.program import program
from cases.progress import stages
from cases.queries import bailiff
from cases.queries.desk import timeline
from cases.queries.desk.case_page import case_page
from cases.schema import migrate
from cases.store import DocumentStore
from legal.calendar import add_months
from legal.debtor.prescription import ALARM_MONTHS, InterruptionKind, PrescriptionRegime, prescription
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    TODAY,
    by,
    claim_row,
    make_case,
    make_client,
    make_store,
    make_terms,
    make_upload,
)
from tests.owner import as_owner

# Due on 10 January 2022: five years run from the 11th (art. 3:307 lid 1 BW).
DUE, BARRED = "10-01-2022", date(2027, 1, 11)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A case of one claim that is barred from 11 January 2027, opened long before anything is near."""
    return old_case(session, store)


def old_case(session: Session, store: DocumentStore, *, due: str = DUE, **row: str) -> Case:
    client = session.scalar(select(Client)) or make_client(
        session, terms=make_terms(prescription_regime=PrescriptionRegime.CONTRACT)
    )
    return make_case(
        session, store, client=client, today=date(2025, 6, 2), due=due, invoice_date="02-01-2020",
        contract="01-02-2019", reminder="", **row,
    )


def run_day(session: Session, day: date, *, done_on: date | None = None) -> dict[str, int]:
    """The daily run of `day`, done on that day itself unless it was caught up."""
    now = datetime.combine(done_on or day, time(9), tzinfo=UTC)
    return daily_run.run(session, day=day, figures=FIGURES, now=now)


def alarms(session: Session) -> list[tuple[int, str, date]]:
    """Months, first day barred and day of every alarm on record."""
    query = select(CaseEvent).where(CaseEvent.kind == EventKind.PRESCRIPTION_ALARM).order_by(CaseEvent.id)
    return [
        (claim["months"], claim["barred_from"], row.effective_on)
        for row in session.scalars(query) for claim in row.data["claims"]
    ]


def interrupt(
    session: Session, store: DocumentStore, case: Case, *, today: date = TODAY, **changes: object
) -> list[prescriptions.Interrupted]:
    told = InterruptionInput(
        kind=InterruptionKind.RESERVATION, on=date(2026, 11, 2), claim_ids=[claim.id for claim in case.claims]
    )
    changed = replace(told, **changes)  # type: ignore[arg-type]  # the fields are checked by the class
    return prescriptions.interrupt(session, by(today=today), store, case.id, changed)


# The record.


def test_a_new_claim_has_its_first_day_barred(case: Case) -> None:
    assert case.claims[0].barred_from == BARRED


def test_an_interruption_moves_the_day_on_the_record_and_everywhere(
    session: Session, store: DocumentStore, case: Case
) -> None:
    done = interrupt(session, store, case)
    moved = date(2031, 11, 3)
    assert done == [prescriptions.Interrupted(invoice_number="F-1", was=BARRED, became=moved)]
    assert case.claims[0].barred_from == moved
    assert case_page(session, case.id, today=TODAY, figures=FIGURES).head.expiries[0].barred_from == moved
    assert gate.gate_facts(session, case, on=TODAY, figures=FIGURES).claims[0].barred_from == moved
    assert bailiff.first_barred(session, case) == bailiff.FirstBarred(
        day=moved, term="overeenkomst, 5 jaar", is_assumed=False
    )


def test_an_interruption_never_shortens(session: Session, store: DocumentStore, case: Case) -> None:
    case.claims[0].prescription_regime = PrescriptionRegime.OTHER
    prescriptions.keep(session, case.claims)
    done = interrupt(session, store, case)
    assert (done[0].was, done[0].became) == (date(2042, 1, 11), date(2042, 1, 11))


def test_only_the_chosen_claims_are_interrupted(session: Session, store: DocumentStore) -> None:
    case = case_of_two(session, store)
    first, second = case.claims
    interrupt(session, store, case, kind=InterruptionKind.ACKNOWLEDGEMENT, claim_ids=[second.id])
    assert (first.barred_from, second.barred_from) == (BARRED, date(2031, 11, 3))
    rows = session.scalars(select(Interruption)).all()
    assert [(row.claim_id, row.debtor_id, row.kind) for row in rows] == [(second.id, case.debtor_id, "acknowledgement")]


def case_of_two(session: Session, store: DocumentStore) -> Case:
    """A case with invoices F-1 and F-2, the second due two months later."""
    case = old_case(session, store)
    old = {"invoice_date": "02-01-2020", "contract": "01-02-2019", "reminder": ""}
    make_upload(
        session, store, case.client, claim_row(invoice="F-2", due="10-03-2022", **old), today=date(2025, 6, 2)
    )
    session.expire_all()
    assert [claim.invoice_number for claim in case.claims] == ["F-1", "F-2"]
    return case


@pytest.mark.parametrize(("on", "why"), [
    (TODAY + timedelta(days=1), "ligt in de toekomst"),
    (date(2022, 1, 10), "viel er niets te stuiten"),
])
def test_a_day_on_which_nothing_is_interrupted_is_refused(
    session: Session, store: DocumentStore, case: Case, on: date, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        interrupt(session, store, case, on=on)
    assert session.scalars(select(Interruption)).all() == []


@pytest.mark.parametrize("on", [TODAY, date(2022, 1, 11)])
def test_the_first_day_of_the_term_and_today_itself_are_taken(
    session: Session, store: DocumentStore, case: Case, on: date
) -> None:
    interrupt(session, store, case, on=on)
    assert len(session.scalars(select(Interruption)).all()) == 1


def test_on_the_last_day_it_can_be_interrupted_and_on_the_first_day_barred_it_cannot(
    session: Session, store: DocumentStore, case: Case
) -> None:
    with pytest.raises(Refused, match="al verjaard sinds 11-01-2027"):
        interrupt(session, store, case, on=BARRED, today=BARRED)
    interrupt(session, store, case, on=BARRED - timedelta(days=1), today=BARRED)
    assert case.claims[0].barred_from == date(2032, 1, 11)


@pytest.mark.parametrize(("changes", "refusal", "why"), [
    ({"claim_ids": []}, Incomplete, "Kies voor welke factuur"),
    ({"claim_ids": [987654]}, Incomplete, "Kies voor welke factuur"),
    ({"note": "bsn 111222333"}, Refused, "burgerservicenummer"),
    ({"kind": InterruptionKind.WITHDRAWN_ACTION}, Refused, "kan hier niet worden vastgelegd"),
])
def test_what_is_missing_or_not_allowed_is_refused(
    session: Session, store: DocumentStore, case: Case, changes: dict[str, object], refusal: type[Exception], why: str
) -> None:
    with pytest.raises(refusal, match=why):
        interrupt(session, store, case, **changes)


def test_a_closed_case_is_refused(session: Session, store: DocumentStore, case: Case) -> None:
    close(session, case)
    with pytest.raises(CaseClosed):
        interrupt(session, store, case)


def close(session: Session, case: Case) -> None:
    stages.close(session, by(), case, reason=ClosingReason.UNCOLLECTABLE, on=TODAY)
    session.flush()


def test_the_proof_is_kept_and_the_time_line_tells(session: Session, store: DocumentStore, case: Case) -> None:
    interrupt(session, store, case, proof=File("brief.pdf", SMALL_PDF), note="Aangetekend verzonden")
    entry = next(each for each in timeline.entries(session, case.id) if each.what.startswith("Verjaring"))
    assert entry.what == "Verjaring gestuit: stuitingsbrief"
    assert entry.parts == (
        "factuur F-1", "verjaart nu niet eerder dan op 03-11-2031", "art. 3:317 lid 1 BW", "Aangetekend verzonden",
    )
    assert entry.effective_on == date(2026, 11, 2)
    assert session.get_one(Document, entry.document_id).title == "Stuitingsbrief, 02-11-2026"


def test_the_daily_run_counts_again_what_the_record_has_otherwise(session: Session, case: Case) -> None:
    """As after a change of the law: what is kept is replaced by what is counted."""
    case.claims[0].barred_from, case.claims[0].alarmed_months = date(2026, 12, 1), 12
    session.flush()
    report = run_day(session, date(2025, 7, 1))
    assert (report["prescriptions_moved"], report["prescription_alarms"]) == (1, 0)
    assert (case.claims[0].barred_from, case.claims[0].alarmed_months) == (BARRED, None)


def test_when_the_law_is_other_code_every_claim_is_counted_again_also_of_a_case_that_may_open(
    session: Session, store: DocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prescriptions, "CLAIMS_AT_ONCE", 1)
    cases = [old_case(session, store, customer=f"K-{n}", surname=f"Nr{n}", invoice=f"F-{n}") for n in range(3)]
    for case in cases:
        case.claims[0].barred_from = date(2026, 12, 1)
    stages.close(session, by(), cases[1], reason=ClosingReason.WITHDRAWN_BY_CLIENT, on=TODAY)
    session.flush()
    session.add(DailyRun(day=TODAY - timedelta(days=1), done_at=NOW, law_sha256=program()["law_sha256"], report={}))
    assert run_day(session, TODAY)["prescriptions_moved"] == 0, "nothing else moves that day"
    session.get_one(DailyRun, TODAY).law_sha256 = "of other code"
    assert run_day(session, TODAY + timedelta(days=1))["prescriptions_moved"] == 3
    assert [case.claims[0].barred_from for case in cases] == [BARRED] * 3


@pytest.mark.superuser
def test_claims_from_before_get_their_day_by_the_law(engine: Engine, tmp_path: Path) -> None:
    """Down loses the column, up counts it again, interruptions included; the table keeps its check and its children."""
    with Session(engine, expire_on_commit=False) as session:
        store = make_store(tmp_path)
        case = case_of_two(session, store)
        interrupt(session, store, case, claim_ids=[case.claims[1].id])
        session.commit()
    migrate.downgrade(engine, "0004")
    migrate.upgrade(engine, "0006")
    with Session(engine) as session:
        kept = session.execute(select(Claim.invoice_number, Claim.barred_from).order_by(Claim.id)).all()
        assert [tuple(row) for row in kept] == [("F-1", BARRED), ("F-2", date(2031, 11, 3))]
        assert session.scalar(text("SELECT COUNT(*) FROM interruption")) == 1
        with pytest.raises(DatabaseError, match=r"principal_positive|CHECK"):
            session.execute(text("UPDATE claim SET principal = 0"))
        session.rollback()
        with pytest.raises(DatabaseError, match=r"(?i)not.null"):
            session.execute(text("UPDATE claim SET barred_from = NULL"))
        session.rollback()


# Alarms.


@pytest.mark.parametrize(("first", "months"), [
    (date(2026, 1, 11), 12), (date(2026, 7, 11), 6), (date(2026, 10, 11), 3), (date(2026, 12, 11), 1), (BARRED, 0),
])
@pytest.mark.usefixtures("case")
def test_an_alarm_comes_on_its_day_and_not_the_day_before(session: Session, first: date, months: int) -> None:
    run_day(session, first - timedelta(days=1))
    before = alarms(session)
    report = run_day(session, first)
    assert report["prescription_alarms"] == 1
    assert alarms(session) == [*before, (months, "2027-01-11", first)]
    assert run_day(session, first + timedelta(days=1))["prescription_alarms"] == 0


@pytest.mark.usefixtures("case")
def test_day_by_day_every_border_alarms_once(session: Session) -> None:
    """Eighteen months of alarms, without the rest of the daily run."""
    day = date(2025, 10, 1)
    while day < date(2027, 4, 1):
        prescriptions.alarm(session, day=day, now=datetime.combine(day, time(9), tzinfo=UTC))
        day += timedelta(days=1)
    assert [(months, on) for months, _, on in alarms(session)] == [
        (12, date(2026, 1, 11)), (6, date(2026, 7, 11)), (3, date(2026, 10, 11)), (1, date(2026, 12, 11)), (0, BARRED),
    ]


@pytest.mark.usefixtures("case")
def test_days_that_the_machine_slept_through_give_one_alarm_for_the_closest_border(session: Session) -> None:
    run_day(session, date(2025, 12, 30))
    session.flush()
    woken = date(2026, 11, 1)
    missed = daily_run.days_to_run(session, today=woken)
    assert len(missed) > 300
    for day in (missed[0], date(2026, 1, 11), date(2026, 7, 11), date(2026, 10, 11), woken):
        run_day(session, day, done_on=woken)
    assert alarms(session) == [(3, "2027-01-11", woken)]


def test_after_an_interruption_the_borders_of_the_new_day_alarm_anew(
    session: Session, store: DocumentStore, case: Case
) -> None:
    run_day(session, date(2026, 11, 1))
    interrupt(session, store, case)  # from 2 November 2026: barred from 3 November 2031
    assert run_day(session, date(2026, 11, 3))["prescription_alarms"] == 0
    assert run_day(session, date(2030, 11, 2))["prescription_alarms"] == 0
    assert run_day(session, date(2030, 11, 3))["prescription_alarms"] == 1
    assert alarms(session) == [(3, "2027-01-11", date(2026, 11, 1)), (12, "2031-11-03", date(2030, 11, 3))]


def test_a_closed_case_has_no_alarm_and_a_paid_one_is_closed(
    session: Session, store: DocumentStore, case: Case
) -> None:
    other = old_case(session, store, customer="K-2", surname="Bakker", invoice="F-9")
    close(session, case)
    payments.register(
        session, by(), other.id,
        PaymentInput(amount=other.claims[0].principal * 3, received_on=TODAY, paid_to=PaidTo.AGENCY), figures=FIGURES,
    )
    assert other.closed_on is not None
    assert run_day(session, date(2026, 12, 15))["prescription_alarms"] == 0
    assert alarms(session) == []


@pytest.mark.usefixtures("case")
def test_a_run_of_a_day_that_was_done_alarms_no_second_time(session: Session) -> None:
    run_day(session, date(2026, 11, 1))
    assert run_day(session, date(2026, 11, 1)) == {"already_done": True}
    as_owner(session.connection(), "DELETE FROM daily_run WHERE day = '2026-11-01'")
    session.expire_all()
    assert run_day(session, date(2026, 11, 1))["prescription_alarms"] == 0


def test_one_alarm_names_all_claims_that_come_near_on_a_day(session: Session, store: DocumentStore) -> None:
    case = case_of_two(session, store)
    run_day(session, date(2026, 12, 15))
    entry = next(each for each in timeline.entries(session, case.id) if each.symbol == "exclamation-triangle")
    assert entry.what == "Factuur F-1 verjaart op 11-01-2027, binnen 1 maand"
    assert entry.parts[0] == "factuur F-2 op 11-03-2027"
    assert "art. 3:317 BW" in entry.parts[1]
    assert "art. 3:318 BW" in entry.parts[1]


def test_an_alarm_puts_what_can_be_saved_before_what_is_barred(session: Session, store: DocumentStore) -> None:
    case = case_of_two(session, store)
    run_day(session, date(2027, 2, 11))
    run_day(session, date(2027, 3, 11))
    told = [each for each in timeline.entries(session, case.id) if each.symbol == "exclamation-triangle"]
    assert (told[1].what, told[1].parts[0]) == (
        "Factuur F-2 verjaart op 11-03-2027, binnen 1 maand", "factuur F-1 is verjaard sinds 11-01-2027"
    )
    assert (told[0].what, told[0].parts) == (
        "Factuur F-2 is verjaard sinds 11-03-2027", ("vraag de juridisch verantwoordelijke",)
    )


@given(today=st.dates(date(2020, 1, 1), date(2040, 12, 31)), ahead=st.integers(0, 400))
def test_the_borders_are_those_of_the_law(today: date, ahead: int) -> None:
    """What is within so many months by the list and the alarm is so by the law itself, at every end of a month."""
    barred_from = today + timedelta(days=ahead)
    term = replace(
        prescription(PrescriptionRegime.CONTRACT, due_date=date(2015, 1, 1)), barred_from=barred_from
    )
    within = [
        months for months in ALARM_MONTHS if barred_from <= prescriptions.last_day_within(months, today=today)
    ]
    if ahead:
        assert min(within, default=None) == term.alarm_on(today)
    assert within == [months for months in ALARM_MONTHS if add_months(barred_from, -months) <= today]
