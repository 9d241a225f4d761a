"""A report of service that cannot be true is refused before anything is kept; the one beside it passes."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.amicable import holds
from cases.legal_track import gate, service_reports
from cases.legal_track.service_reports import ReportRefused
from cases.models import (
    Case,
    CaseEvent,
    CostApproval,
    Document,
    EventKind,
    HoldKind,
    Interruption,
    NextStep,
    RoleName,
    ServiceManner,
    ServiceReport,
    Stage,
    Writ,
)
from cases.queries.desk.timeline import entries
from cases.store import DocumentStore
from tests.cases.legal_track.served import GIVEN, SERVED, TODAY, at_bailiff, give_to, here, report, told
from tests.factories import SMALL_PDF, by, make_bailiff_office, make_user
from tests.legal.figures import FIGURES_2026

M = ServiceManner


def problems(session: Session, writ: Writ, now: datetime, **changes: object) -> dict[str, str]:
    """What keeps this report from being recorded, by field; empty when it passes."""
    try:
        service_reports.check(session, writ, told(**changes), figures=FIGURES_2026, today=now.date(), now=now)
    except ReportRefused as refusal:
        return {problem.field: problem.text for problem in refusal.problems}
    return {}


# Day, hour, and the field that is refused: "" for a day and hour on which a writ may be served.
DAYS_AND_HOURS: list[tuple[date, time, str]] = [
    (date(2026, 11, 21), time(11), ""),            # a Saturday
    (date(2026, 11, 22), time(11), "served_on"),   # a Sunday
    (date(2026, 12, 25), time(11), "served_on"),   # Christmas, a Friday
    (date(2026, 12, 26), time(11), "served_on"),   # the second day, a Saturday
    (date(2026, 12, 24), time(11), ""),
    (date(2026, 12, 31), time(19, 59), ""),
    (date(2027, 1, 1), time(11), "served_on"),
    (date(2027, 1, 2), time(11), ""),
    (date(2027, 3, 26), time(11), "served_on"),    # Good Friday
    (date(2027, 3, 29), time(11), "served_on"),    # Easter Monday
    (date(2027, 4, 27), time(11), "served_on"),    # King's Day
    (date(2027, 5, 5), time(11), "served_on"),     # Liberation Day
    (date(2027, 5, 6), time(11), "served_on"),     # Ascension Day
    (date(2027, 5, 17), time(11), "served_on"),    # Whit Monday
    (date(2026, 11, 23), time(6, 59), "served_at"),
    (date(2026, 11, 23), time(7), ""),
    (date(2026, 11, 23), time(19, 59), ""),
    (date(2026, 11, 23), time(20), "served_at"),
    (date(2026, 11, 23), time(0), "served_at"),
    (date(2026, 11, 22), time(22), "served_on"),
]


def test_no_writ_is_served_on_a_sunday_a_holiday_or_outside_the_hours(session: Session, store: DocumentStore) -> None:
    writ = at_bailiff(session, store)
    for day, hour, field in DAYS_AND_HOURS:
        found = problems(session, writ, here(date(2027, 6, 1), 12), served_on=day, served_at=hour)
        assert set(found) == ({field} if field else set()), (day, hour, found)
        if field:
            assert "art. 64 Rv" in found[field]
            assert "verlof" in found[field]
        not_served = problems(
            session, writ, here(date(2027, 6, 1), 12), manner=M.NOT_SERVED, remarks="Woning staat leeg",
            served_on=day, served_at=hour,
        )
        assert not_served == {}, "an attempt is a fact, whatever the day"


@pytest.mark.parametrize(("court", "day", "field"), [
    ("Rechtbank Midden-Nederland", date(2026, 11, 20), ""),
    ("Rechtbank Midden-Nederland", date(2026, 11, 22), ""),
    ("Rechtbank Midden-Nederland", date(2026, 11, 23), "leave_on"),
    ("Rechtbank Midden-Nederland", None, "leave_on"),
    ("", date(2026, 11, 20), "leave_court"),
    ("x", date(2026, 11, 20), "leave_court"),
    ("", None, "served_on"),
])
def test_with_the_leave_of_the_court_a_sunday_is_recorded(
    session: Session, store: DocumentStore, court: str, day: date | None, field: str
) -> None:
    writ = at_bailiff(session, store)
    sunday = {"served_on": date(2026, 11, 22), "served_at": time(11), "leave_court": court, "leave_on": day}
    found = problems(session, writ, here(TODAY, 12), **sunday)
    assert (field in found) if field else found == {}
    if not field:
        kept = report(session, store, writ, **sunday)
        assert (kept.leave_court, kept.leave_on) == (court, day)
        assert session.scalars(select(Interruption)).one().interrupted_on == date(2026, 11, 22)
        line = next(each for each in entries(session, writ.case_id) if each.what.startswith("Betekend"))
        assert any(part.startswith("met verlof van Rechtbank Midden-Nederland") for part in line.parts)


@pytest.mark.parametrize(("day", "hour", "now", "field"), [
    (TODAY, time(12), here(TODAY, 12), ""),
    (TODAY, time(12, 1), here(TODAY, 12), "served_at"),
    (date(2026, 11, 25), time(10), here(TODAY, 12), "served_on"),
    (GIVEN, time(11), here(TODAY, 12), ""),
    (GIVEN, time(10, 59), here(TODAY, 12), "served_at"),
    (date(2026, 11, 19), time(12), here(TODAY, 12), "served_on"),
    (date(2025, 11, 23), time(12), here(TODAY, 12), "served_on"),
    (SERVED, None, here(TODAY, 12), "served_at"),
])
def test_service_lies_between_the_hand_over_and_now_to_the_minute(
    session: Session, store: DocumentStore, day: date, hour: time | None, now: datetime, field: str
) -> None:
    writ = at_bailiff(session, store)
    found = problems(session, writ, now, served_on=day, served_at=hour)
    assert set(found) == ({field} if field else set()), found


def test_a_day_beyond_the_holidays_that_are_known_is_not_guessed(session: Session, store: DocumentStore) -> None:
    writ = at_bailiff(session, store)
    now = here(date(2029, 6, 1), 12)
    assert "niet na te gaan" in problems(session, writ, now, served_on=date(2029, 5, 8))["served_on"]


PERSON: list[tuple[dict[str, object], str]] = [
    ({}, ""),
    ({"left_with": "mevrouw De Vries"}, ""),
    ({"left_with": "aan geadresseerde zelf"}, ""),
    ({"left_with": "P. Jansen, partner"}, "left_with"),
    ({"manner": M.OFFICE, "left_with": "R. Bos, receptionist"}, "manner"),
    ({"manner": M.HOUSEMATE, "left_with": "P. Jansen, partner"}, ""),
    ({"manner": M.HOUSEMATE}, "left_with"),
    ({"manner": M.OTHER_PERSON, "left_with": "  "}, "left_with"),
    ({"manner": M.SEALED_ENVELOPE}, "remarks"),
    ({"manner": M.SEALED_ENVELOPE, "remarks": "-"}, "remarks"),
    ({"manner": M.SEALED_ENVELOPE, "remarks": "Niemand thuis"}, ""),
    ({"manner": M.POST, "remarks": "n.t"}, "remarks"),
    ({"manner": M.POST, "remarks": "Geen brievenbus"}, ""),
    ({"manner": M.PUBLIC, "remarks": "Vertrokken, onbekend waarheen"}, "manner"),
    ({"manner": M.NOT_SERVED}, "remarks"),
    ({"manner": M.NOT_SERVED, "served_at": None, "remarks": "Woning staat leeg"}, ""),
]
COMPANY: list[tuple[dict[str, object], str]] = [
    ({}, "left_with"),
    ({"left_with": "A. Bos, bestuurder"}, ""),
    ({"manner": M.OFFICE, "left_with": "R. Bos, receptionist"}, ""),
    ({"manner": M.OFFICE}, "left_with"),
    ({"manner": M.HOUSEMATE, "left_with": "P. Jansen, partner"}, "manner"),
    ({"manner": M.OTHER_PERSON, "left_with": "P. Jansen, bezoeker"}, "manner"),
    ({"manner": M.SEALED_ENVELOPE, "remarks": "Kantoor gesloten"}, ""),
]
ABROAD: list[tuple[dict[str, object], str]] = [
    ({}, ""), ({"manner": M.SEALED_ENVELOPE, "remarks": "Niemand thuis"}, "manner"),
    ({"manner": M.HOUSEMATE, "left_with": "P. Jansen, partner"}, "manner"),
]
COMPANY_ROW = {"company": "Bouw Smit B.V.", "legal_form": "besloten vennootschap", "kvk": "12345679"}
TRADER_ROW = {"company": "Klusbedrijf Smit", "legal_form": "eenmanszaak", "kvk": "12345678"}


@pytest.mark.parametrize(("row", "country", "table"), [
    ({}, "NL", PERSON), (COMPANY_ROW, "NL", COMPANY), ({}, "DE", ABROAD),
    (TRADER_ROW, "NL", [each for each in PERSON if "zelf" in str(each) or each[0].get("manner") in (M.OFFICE, M.POST)]),
])
def test_the_manner_fits_who_the_debtor_is_and_says_what_the_deed_must_say(
    session: Session, store: DocumentStore, row: dict[str, str], country: str,
    table: list[tuple[dict[str, object], str]],
) -> None:
    writ = at_bailiff(session, store, **row)
    writ.case.debtor.country = country
    for changes, field in table:
        found = problems(session, writ, here(TODAY, 12), **changes)
        assert set(found) == ({field} if field else set()), (changes, found)


def test_public_service_needs_an_address_that_is_on_record_as_unknown(session: Session, store: DocumentStore) -> None:
    writ = at_bailiff(session, store)
    public = {"manner": M.PUBLIC, "remarks": "Staatscourant 2026, 12345, uittreksel"}
    refused = problems(session, writ, here(TODAY, 12), **public)["manner"]
    assert "Dorpsstraat 12" in refused
    assert "art. 54 Rv" in refused
    holds.place(
        session, by(None, here(SERVED, 9)), writ.case_id, kind=HoldKind.ADDRESS_UNKNOWN,
        reason="Vertrokken onbekend waarheen", on=SERVED,
    )
    assert set(problems(session, writ, here(TODAY, 12), manner=M.PUBLIC)) == {"remarks"}
    assert problems(session, writ, here(TODAY, 12), **public) == {}


def approved(session: Session, case: Case, ceiling: str) -> None:
    client = make_user(session, RoleName.CLIENT, email="akkoord@klant.test", client_id=case.client_id)
    session.add(CostApproval(
        case_id=case.id, ceiling=Decimal(ceiling), approved_at=here(GIVEN, 9), approved_by=client.id
    ))
    session.flush()


def test_costs_above_the_ceiling_are_asked_and_booked_nowhere(session: Session, store: DocumentStore) -> None:
    writ = at_bailiff(session, store)
    approved(session, writ.case, "450.00")
    assert gate.approval(session, writ.case_id) is not None
    for costs, field in (("450.00", ""), ("450.01", "costs"), ("9999.99", "costs"), ("0.00", "")):
        assert set(problems(session, writ, here(TODAY, 12), costs=Decimal(costs))) == ({field} if field else set())
    assert problems(session, writ, here(TODAY, 12), costs=None) == {}
    refused = problems(session, writ, here(TODAY, 12), costs=Decimal("9999.99"))["costs"].replace("\u00a0", " ")
    for words in ("€ 9.999,99", "€ 450,00", "nog niets vastgelegd of geboekt"):
        assert words in refused
    report(session, store, writ, costs=Decimal("9999.99"), costs_confirmed=True)
    line = next(each for each in entries(session, writ.case_id) if each.what.startswith("Betekend"))
    parts = [part.replace("\u00a0", " ") for part in line.parts]
    assert "kosten € 9.999,99, boven het maximum van € 450,00; nog nergens geboekt" in parts


def test_the_ceiling_is_for_all_writs_of_a_case_together(session: Session, store: DocumentStore) -> None:
    first = at_bailiff(session, store)
    approved(session, first.case, "450.00")
    report(session, store, first, manner=M.NOT_SERVED, remarks="Woning staat leeg", costs=Decimal("300.00"))
    second = give_to(session, store, first.case, make_bailiff_office(session, name="Nog een"), here(GIVEN, 12))
    assert set(problems(session, second, here(TODAY, 12), costs=Decimal("150.01"))) == {"costs"}
    assert problems(session, second, here(TODAY, 12), costs=Decimal("150.00")) == {}


def counts(session: Session, store: DocumentStore) -> tuple[int, ...]:
    """How much there is: rows, events and stored files."""
    rows = [
        session.scalar(select(func.count()).select_from(table)) or 0
        for table in (ServiceReport, Interruption, CaseEvent, Document)
    ]
    return (*rows, sum(1 for each in store.root.rglob("*") if each.is_file()))


def test_a_refused_report_leaves_nothing_behind(session: Session, store: DocumentStore) -> None:
    writ = at_bailiff(session, store)
    before = counts(session, store), writ.case.claims[0].barred_from
    wrong: list[dict[str, object]] = [
        {"served_on": date(2026, 11, 22)}, {"served_at": time(20)}, {"served_on": date(2026, 11, 25)},
        {"served_on": date(2026, 11, 19)}, {"manner": M.OFFICE, "left_with": "R. Bos, receptionist"},
        {"costs": Decimal("9999.99")},
    ]
    for changes in wrong:
        with pytest.raises(ReportRefused):
            report(session, store, writ, content=SMALL_PDF + b"% only here\n", **changes)
    session.flush()
    assert (counts(session, store), writ.case.claims[0].barred_from) == before
    assert writ.case.stage is Stage.WITH_BAILIFF
    report(session, store, writ, content=SMALL_PDF + b"% only here\n")
    assert writ.case.stage is Stage.SUMMONS_SERVED


def test_a_hold_that_waits_to_be_looked_at_is_not_pushed_away_by_a_report(
    session: Session, store: DocumentStore
) -> None:
    writ = at_bailiff(session, store)
    holds.place(
        session, by(None, here(SERVED, 18)), writ.case_id, kind=HoldKind.DISPUTE, reason="Meterstand klopt niet",
        on=SERVED,
    )
    report(session, store, writ)
    case = session.get_one(Case, writ.case_id)
    assert (case.next_step, case.next_step_on) == (NextStep.REVIEW_HOLD, SERVED)
    assert session.scalar(select(CaseEvent.id).where(CaseEvent.kind == EventKind.SERVICE_REPORTED)) is not None


