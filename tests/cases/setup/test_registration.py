"""From the day after the registration ends nothing goes to natural persons: letters, their posting, the bailiff."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cases.amicable import barriers
from cases.correspondence import making, ordering, posting, previewing
from cases.correspondence.previewing import BatchPreview
from cases.errors import Refused
from cases.legal_track import gate
from cases.models import Case, LetterKind, LetterState
from cases.setup import organisations, registration
from cases.setup.registration import NotRegistered
from cases.store import DocumentStore
from tests.cases.legal_track.track import make_track
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make_agency, make_case, make_letters, order_first_notice

DAY = timedelta(days=1)
COMPANY = {"customer": "K-3", "invoice": "F-3", "company": "Bouw Smit B.V.", "legal_form": "besloten vennootschap",
           "kvk": "12345679"}
TRADER = {"customer": "K-2", "invoice": "F-2", "company": "Klusbedrijf Smit", "legal_form": "eenmanszaak",
          "kvk": "12345678"}


def registered_through(session: Session, day: date | None) -> None:
    """The administrator enters until when the registration is valid."""
    profile = organisations.agency_profile(session) or make_agency(session)
    organisations.save_agency_profile(
        session, by(), replace(organisations.profile_values(profile), wki_valid_until=day)
    )


def preview(session: Session, *cases: Case, letter_date: date = TODAY, today: date | None = None) -> BatchPreview:
    return previewing.preview(
        session, [case.id for case in cases], kind=LetterKind.FIRST_NOTICE, letter_date=letter_date, figures=FIGURES,
        today=today,
    )


@pytest.mark.parametrize(("through", "letter_date", "today", "allowed"), [
    (TODAY, TODAY, TODAY, True),
    (TODAY - DAY, TODAY, TODAY, False),
    (None, TODAY, TODAY, False),
    (TODAY, TODAY + DAY, TODAY, False),                      # dated ahead, past the end
    (TODAY - DAY, TODAY - 10 * DAY, TODAY, False),           # dated back, ordered after the end
])
def test_a_letter_needs_a_registration_on_its_date_and_on_the_day_it_is_ordered(
    session: Session, store: DocumentStore, through: date | None, letter_date: date, today: date, allowed: bool
) -> None:
    case = make_case(session, store, today=TODAY - 10 * DAY)
    registered_through(session, through)
    shown = preview(session, case, letter_date=letter_date, today=today)
    assert bool(shown.sending) is allowed
    if not allowed:
        skipped = shown.skipping[0].skipped
        assert "art. 4 Wki" in skipped
        assert "beheerder" in skipped, "who can mend it"


def test_organisations_get_their_letters_and_a_sole_trader_is_a_person(session: Session, store: DocumentStore) -> None:
    person, trader, company = (make_case(session, store, **row) for row in ({}, TRADER, COMPANY))
    registered_through(session, date(2026, 10, 1))
    shown = preview(session, person, trader, company)
    assert [item.number for item in shown.sending] == [company.number]
    assert {item.number for item in shown.skipping} == {person.number, trader.number}
    batch = ordering.order(
        session, by(), shown.marks, kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES
    )
    assert [letter.case_id for letter in batch.letters] == [company.id]


def test_somebody_abroad_is_no_debtor_of_that_law(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    registered_through(session, date(2026, 10, 1))
    assert registration.refusal(session, case.debtor, on=TODAY)
    case.debtor.country = "BE"
    assert registration.refusal(session, case.debtor, on=TODAY) == ""


def test_a_letter_ordered_in_time_is_not_made_after_the_end(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    registered_through(session, TODAY)
    letter = order_first_notice(session, case).letters[0]
    claimed = making.claim(session, [letter.id], now=NOW, lease=timedelta(minutes=5))
    assert isinstance(making.work(session, claimed, figures=FIGURES, today=TODAY)[0], making.Work)
    (refused,) = making.work(session, claimed, figures=FIGURES, today=TODAY + DAY)
    assert isinstance(refused, making.NotMade)
    assert "geldt tot en met 21-11-2026" in refused.why


def confirm(session: Session, batch_id: int, posted_on: date, today: date) -> None:
    posting.confirm_posted(
        session, by(None, datetime.combine(today, NOW.time(), tzinfo=NOW.tzinfo), today), batch_id, posted_on=posted_on,
        figures=FIGURES,
    )


def test_a_letter_made_in_time_is_not_handed_to_the_post_after_the_end(session: Session, store: DocumentStore) -> None:
    person, company = make_case(session, store), make_case(session, store, **COMPANY)
    registered_through(session, TODAY)
    batch = order_first_notice(session, person, company)
    make_letters(session, store, batch)
    posting.require_printable(session, batch.id, today=TODAY, figures=FIGURES)
    with pytest.raises(NotRegistered, match=person.number):
        posting.require_printable(session, batch.id, today=TODAY + DAY, figures=FIGURES)
    with pytest.raises(NotRegistered, match="Trek deze brieven in") as refused:
        confirm(session, batch.id, TODAY + DAY, TODAY + DAY)
    assert company.number not in str(refused.value)
    assert batch.posted_on is None
    assert {letter.state for letter in batch.letters} == {LetterState.RENDERED}

    own = next(letter for letter in batch.letters if letter.case_id == person.id)
    ordering.withdraw(session, by(), own.id, reason="geen registratie", on=TODAY + DAY)
    confirm(session, batch.id, TODAY + DAY, TODAY + DAY)
    assert {letter.case_id: letter.state for letter in batch.letters} == {
        person.id: LetterState.WITHDRAWN, company.id: LetterState.POSTED
    }
    posting.require_printable(session, batch.id, today=TODAY + DAY, figures=FIGURES)


def test_what_went_to_the_post_on_the_last_day_is_recorded_a_day_later(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    registered_through(session, TODAY)
    batch = order_first_notice(session, case)
    make_letters(session, store, batch)
    confirm(session, batch.id, TODAY, TODAY + DAY)
    assert batch.letters[0].sent_on == TODAY


def test_a_new_registration_lets_the_letters_go(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    registered_through(session, TODAY)
    batch = order_first_notice(session, case)
    make_letters(session, store, batch)
    with pytest.raises(Refused):
        confirm(session, batch.id, TODAY + DAY, TODAY + DAY)
    registered_through(session, TODAY + 365 * DAY)
    confirm(session, batch.id, TODAY + DAY, TODAY + DAY)
    assert batch.letters[0].state is LetterState.POSTED


def test_the_gate_asks_it_for_a_person_and_not_for_a_company(session: Session, store: DocumentStore) -> None:
    person, company = make_case(session, store), make_case(session, store, **COMPANY)

    def item(case: Case) -> list[tuple[bool, str]]:
        return [
            (each.met, each.supplier) for each in gate.requirements(session, case, on=TODAY, figures=FIGURES)
            if each.code == "registration"
        ]

    assert item(person) == [(True, "beheerder")]
    registered_through(session, TODAY - DAY)
    assert item(person) == [(False, "beheerder")]
    assert item(company) == []


@pytest.mark.parametrize(("days", "told", "stopped"), [
    (61, "", False), (60, "nog 60 dagen", False), (1, "nog 1 dag", False), (0, "vandaag voor het laatst", False),
    (-1, "geldt tot en met 20-11-2026", True),
])
def test_the_work_list_warns_sixty_days_ahead(session: Session, days: int, told: str, stopped: bool) -> None:
    registered_through(session, TODAY + days * DAY)
    found = registration.announcement(session, on=TODAY)
    if not told:
        assert found is None
    else:
        assert found is not None
        assert told in found.text
        assert "beheerder" in found.text.lower()
        assert found.is_stopped is stopped


def test_without_an_end_the_work_list_says_that_everything_stops(session: Session) -> None:
    registered_through(session, None)
    found = registration.announcement(session, on=TODAY)
    assert found is not None
    assert found.is_stopped


@pytest.mark.parametrize("kind", [LetterKind.FIRST_NOTICE, LetterKind.INTERRUPTION_LETTER])
def test_every_kind_of_letter_stops(session: Session, store: DocumentStore, kind: LetterKind) -> None:
    case = make_case(session, store)
    registered_through(session, TODAY - DAY)
    shown = previewing.preview(session, [case.id], kind=kind, letter_date=TODAY, figures=FIGURES)
    assert not shown.sending
    assert "art. 4 Wki" in shown.skipping[0].skipped


def test_every_way_to_a_person_is_closed_from_the_day_after(session: Session, store: DocumentStore) -> None:
    """The panel where a handler is about to call, and a promise to call back after the end."""
    person, company = make_case(session, store), make_case(session, store, **COMPANY)
    registered_through(session, TODAY)
    assert barriers.of_case(session, person, on=TODAY) == ()
    (closed,) = barriers.of_case(session, person, on=TODAY + DAY)
    assert closed.closed == barriers.EVERY_WAY
    assert "art. 4 Wki" in closed.why
    assert barriers.of_case(session, company, on=TODAY + DAY) == ()


def test_a_draft_is_not_given_to_the_bailiff_after_the_end(session: Session, store: DocumentStore) -> None:
    track = make_track(session, store)
    registered_through(session, TODAY - DAY)
    with pytest.raises(gate.GateClosed, match="registratie"):
        track.give()
    registered_through(session, TODAY)
    track.give()
