"""The desk's questions on both databases: order and pages of the queue, filters, search, forms that count once."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from cases.amicable import contacts, holds
from cases.amicable.contacts import ContactInput
from cases.models import Case, ContactChannel, ContactOutcome, HoldKind, NextStep, RoleName, Stage
from cases.queries import searching
from cases.queries.desk import timeline, work
from cases.queries.desk.case_page import case_page
from cases.queries.desk.work import Filter
from cases.queries.keyset import Turned
from cases.submissions import Handled, SentOtherwise, handled_before, note_answer
from legal.debtor.prescription import PrescriptionRegime
from tests.factories import FIGURES, TODAY, by, claim_row, make_agency, make_client, make_store, make_upload, make_user

SURNAMES = ("Jansen", "Özdemir", "Vries", "Bakker", "Smit")


@pytest.fixture
def made(session: Session, tmp_path: Path) -> list[Case]:
    """Five cases of one client, in the intake stage."""
    make_agency(session)
    client = make_client(session)
    make_upload(session, make_store(tmp_path), client, *(
        claim_row(
            customer=f"K-{number}", surname=surname, prefix="de" if surname == "Vries" else "", invoice=f"F-{number}",
            postal_code=f"123{number} AB", phone=f"061234567{number}", email=f"{number}@voorbeeld.test",
        )
        for number, surname in enumerate(SURNAMES, start=1)
    ))
    session.flush()
    return sorted(session.query(Case).all(), key=lambda case: case.id)


def numbers(page: work.Page[work.CaseRow]) -> list[int]:
    return [row.id for row in page.rows]


def test_promises_come_before_work_that_waits_longer(session: Session, made: list[Case]) -> None:
    made[3].next_step, made[3].next_step_on = NextStep.CALL_BACK, TODAY - timedelta(days=1)
    made[1].next_step_on = TODAY - timedelta(days=9)
    made[4].next_step_on = TODAY + timedelta(days=1)
    session.flush()
    rows = work.queue(session, today=TODAY).rows
    assert [row.id for row in rows] == [made[3].id, made[1].id, made[0].id, made[2].id]
    assert (rows[0].reason, rows[0].since) == ("terugbellen toegezegd", "1 dag te laat")
    assert (rows[1].reason, rows[1].since) == ("eerste brief nog niet besteld", "al 9 dagen")
    assert [row.late for row in rows] == [True, False, False, False]


def test_the_queue_pages_by_key_there_and_back(session: Session, made: list[Case]) -> None:
    first = work.queue(session, today=TODAY, turned=Turned(size=2))
    second = work.queue(session, today=TODAY, turned=Turned(after=first.after or "", size=2))
    last = work.queue(session, today=TODAY, turned=Turned(after=second.after or "", size=2))
    ids = [case.id for case in made]
    assert [numbers(first), numbers(second), numbers(last)] == [ids[:2], ids[2:4], ids[4:]]
    assert (first.before, last.after) == (None, None)
    assert numbers(work.queue(session, today=TODAY, turned=Turned(before=last.before or "", size=2))) == ids[2:4]


def test_next_goes_round(session: Session, made: list[Case]) -> None:
    assert work.next_in_queue(session, today=TODAY, after_case=None) == made[0].id
    assert work.next_in_queue(session, today=TODAY, after_case=made[0].id) == made[1].id
    assert work.next_in_queue(session, today=TODAY, after_case=made[4].id) == made[0].id
    for case in made:
        case.stage = Stage.CLOSED
    session.flush()
    assert work.next_in_queue(session, today=TODAY, after_case=made[0].id) is None


def test_counts_per_step_leave_out_what_is_not_due(session: Session, made: list[Case]) -> None:
    made[0].next_step = NextStep.ASSESS
    made[1].next_step_on = TODAY + timedelta(days=3)
    session.flush()
    assert work.queue_counts(session, today=TODAY) == {NextStep.SEND_FIRST_NOTICE: 3, NextStep.ASSESS: 1}


def test_filters_sorts_and_sums(session: Session, made: list[Case]) -> None:
    holds.place(session, by(), made[2].id, kind=HoldKind.DISPUTE, reason="Nee", on=TODAY)
    session.flush()
    by_name = work.cases(session, Filter(), sort="naam", today=TODAY)
    surnames = [row.debtor.split()[-1] for row in by_name.rows]
    assert [each for each in surnames if each != "Özdemir"] == ["Bakker", "Jansen", "Smit", "Vries"]
    held = work.cases(session, Filter(held=True), sort="nummer", today=TODAY)
    assert numbers(held) == [made[2].id]
    assert held.rows[0].holds == (HoldKind.DISPUTE,)
    assert (str(held.rows[0].principal), held.rows[0].claims) == ("500.00", 1)
    assert work.count(session, Filter(held=False)) == 4
    assert work.ids(session, Filter(text="ozdemir"), after=0, at_most=1) == ([made[1].id], 0)
    assert work.count(session, Filter(step=NextStep.ASSESS)) == 0


@pytest.mark.parametrize(("text", "at"), [
    ("K-1", 0), ("F-2", 1), ("2@voorbeeld.test", 1), ("0612345673", 2), ("+31 6 1234 5673", 2), ("2026-1", 0),
])
def test_an_exact_key_names_one_case(session: Session, made: list[Case], text: str, at: int) -> None:
    if text == "2026-1":
        text = f"2026-{made[0].id}"
    assert searching.search(session, text) == searching.Found(case_ids=(made[at].id,), exact=True)


@pytest.mark.parametrize(("text", "at"), [
    ("Özdemir", 1), ("ozdemir", 1), ("Vries", 2), ("de Vries, Jansje", 2), ("1231AB 12", 0), ("1235 ab", 4),
])
def test_part_of_a_name_or_an_address_finds_the_case(session: Session, made: list[Case], text: str, at: int) -> None:
    assert searching.search(session, text).case_ids == (made[at].id,)


@pytest.mark.parametrize("text", ["", "  ", "%", "_", "'; drop table case", "1234 ZZ", "999", "x" * 200])
@pytest.mark.usefixtures("made")
def test_odd_searches_find_nothing(session: Session, text: str) -> None:
    assert searching.search(session, text).case_ids == ()


def test_the_time_line_says_what_happened_first_and_folds_the_rest(session: Session, made: list[Case]) -> None:
    contacts.log(
        session, by(), made[0].id,
        ContactInput(
            channel=ContactChannel.PHONE_IN, outcome=ContactOutcome.DISPUTES, right_party=True,
            note="Nooit iets besteld",
        ),
    )
    session.flush()
    told = timeline.entries(session, made[0].id)
    assert [entry.what for entry in told] == [
        "Betwisting: dossier stilgezet", "Bel in: betwist de vordering", "Dossier aangemaakt met 1 factuur",
    ]
    assert (told[1].direction, told[1].parts[0], told[1].who) == ("in", "Nooit iets besteld", "systeem")
    page = case_page(session, made[0].id, today=TODAY, figures=FIGURES)
    assert [warning.level for warning in page.head.warnings] == ["danger"]


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 1, 10), None),
        (date(2026, 1, 11), ("info", "Verjaart binnen 12 maanden")),
        (date(2026, 7, 10), ("info", "Verjaart binnen 12 maanden")),
        (date(2026, 7, 11), ("warning", "Verjaart binnen 6 maanden")),
        (date(2026, 10, 11), ("warning", "Verjaart binnen 3 maanden")),
        (date(2026, 12, 11), ("danger", "Verjaart binnen 1 maand")),
        (date(2027, 1, 10), ("danger", "Verjaart binnen 1 maand")),
        (date(2027, 1, 11), ("danger", "Verjaard")),
    ],
)
def test_prescription_warns_twelve_six_three_and_one_month_ahead(
    session: Session, made: list[Case], today: date, told: tuple[str, str] | None
) -> None:
    """Due on 10 January 2022: five years run from the 11th, and the claim is barred from 11 January 2027."""
    made[0].claims[0].due_date = date(2022, 1, 10)
    made[0].claims[0].prescription_regime = PrescriptionRegime.CONTRACT
    session.flush()
    warnings = case_page(session, made[0].id, today=today, figures=FIGURES).head.warnings
    found = [(warning.level, warning.label) for warning in warnings if warning.label.startswith("Verj")]
    assert found == ([told] if told else [])


def test_a_form_counts_once_and_is_free_again_after_a_refusal(session: Session) -> None:
    user = make_user(session, RoleName.HANDLER)
    session.commit()
    act = by(user.id)
    assert handled_before(session, act, "t", digest="a" * 64) is None
    session.rollback()
    assert handled_before(session, act, "t", digest="b" * 64) is None
    session.commit()
    assert handled_before(session, act, "t", digest="b" * 64) == Handled(None)
    note_answer(session, "t", 7)
    session.commit()
    assert handled_before(session, act, "t", digest="b" * 64) == Handled(7)
    assert handled_before(session, act, "") is None
    other = make_user(session, RoleName.LEGAL_LEAD)
    session.commit()
    for who, digest in ((user, "a" * 64), (other, "b" * 64)):
        with pytest.raises(SentOtherwise):
            handled_before(session, by(who.id), "t", digest=digest)
