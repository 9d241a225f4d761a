"""Who may not be approached: a table of every hold, a wrong number, a debtor who died, and what stays possible."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from cases import daily_run
from cases.amicable import arrangements, barriers, contacts, holds
from cases.amicable.contacts import ContactInput, NotToBeApproached
from cases.correspondence import posting
from cases.errors import Refused
from cases.models import Case, CaseEvent, Contact, ContactChannel, ContactOutcome, HoldKind, NextStep, Stage
from cases.progress.outcomes import OUTCOMES
from cases.queries.client import portfolio
from cases.queries.desk import work
from cases.queries.desk.case_page import case_page
from cases.store import DocumentStore
from legal.debtor.contact_rules import Way
from tests.cases.setup.test_registration import COMPANY, TRADER, registered_through
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make_case, post_first_notice

IN_THREE_MONTHS = date(2027, 2, 21)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    made = make_case(session, store)
    made.stage, made.next_step, made.next_step_on = Stage.AMICABLE, NextStep.CONTACT_DEBTOR, TODAY
    session.flush()
    return made


def place(session: Session, case: Case, kind: HoldKind, *, review_on: date | None = None) -> None:
    holds.place(session, by(), case.id, kind=kind, reason="Zo gemeld", on=TODAY, review_on=review_on)


def log(session: Session, case: Case, channel: ContactChannel, outcome: ContactOutcome = ContactOutcome.OTHER, *,
        right_party: bool | None = True, took_place: bool = False) -> Contact:
    return contacts.log(
        session, by(), case.id,
        ContactInput(
            channel=channel, outcome=outcome,
            right_party=right_party if OUTCOMES[outcome].is_spoken else None, took_place=took_place,
        ),
    )


def closed(session: Session, case: Case) -> frozenset[Way]:
    """The ways that are closed now."""
    found = barriers.of_case(session, case, on=TODAY)
    return frozenset[Way]().union(*(each.closed for each in found))


def test_every_hold_says_what_it_means_for_contact() -> None:
    assert set(barriers.HOLD_RULES) == set(HoldKind)
    assert all(rule.says.endswith(".") for rule in barriers.HOLD_RULES.values())
    assert [kind for kind, rule in barriers.HOLD_RULES.items() if not rule.closed] == [HoldKind.DISPUTE]


@pytest.mark.parametrize("kind", sorted(HoldKind))
def test_a_hold_closes_every_approach_but_a_dispute_can_be_talked_about(
    session: Session, case: Case, kind: HoldKind
) -> None:
    assert closed(session, case) == frozenset()
    place(session, case, kind)
    expected = {Way.POST} if kind is HoldKind.DISPUTE else set(Way) - {Way.LIVE_REPLY}
    assert closed(session, case) == expected
    case_ended = session.query(barriers.Hold).filter_by(case_id=case.id).one()
    holds.end(session, by(), case_ended.id, case_id=case.id, outcome="Opgelost", on=TODAY)
    assert closed(session, case) == frozenset()


@pytest.mark.parametrize("channel", [ContactChannel.PHONE_OUT, ContactChannel.EMAIL_OUT, ContactChannel.VISIT])
def test_an_approach_of_who_died_is_logged_only_as_a_fact(
    session: Session, case: Case, channel: ContactChannel
) -> None:
    place(session, case, HoldKind.DECEASED)
    with pytest.raises(NotToBeApproached, match="Overlijden: hier wordt niemand gebeld"):
        log(session, case, channel)
    assert session.query(Contact).count() == 0
    log(session, case, channel, took_place=True)
    told = session.query(CaseEvent).order_by(CaseEvent.id.desc()).first()
    assert told is not None
    assert told.data["against"] == ["Overlijden"]
    assert case.next_step is NextStep.REVIEW_HOLD


def test_a_relative_who_calls_is_answered_and_logged(session: Session, case: Case) -> None:
    place(session, case, HoldKind.DECEASED)
    log(session, case, ContactChannel.PHONE_IN, right_party=False)
    assert session.query(Contact).count() == 1


def test_contact_without_a_registration_is_logged_with_what_stood_in_its_way(session: Session, case: Case) -> None:
    registered_through(session, TODAY - timedelta(days=1))
    log(session, case, ContactChannel.PHONE_OUT)
    log(session, case, ContactChannel.PHONE_IN)
    told = [each.data["against"] for each in session.query(CaseEvent).order_by(CaseEvent.id) if "against" in each.data]
    assert told == [["Geen geldige registratie"], []]


def test_a_company_is_approached_without_a_registration(session: Session, store: DocumentStore) -> None:
    company, trader = make_case(session, store, **COMPANY), make_case(session, store, **TRADER)
    registered_through(session, TODAY - timedelta(days=1))
    assert closed(session, company) == frozenset()
    assert Way.PHONE in closed(session, trader)


def test_a_number_of_somebody_else_is_not_called_until_the_debtor_answers_on_it(session: Session, case: Case) -> None:
    log(session, case, ContactChannel.PHONE_OUT, ContactOutcome.WRONG_NUMBER)
    assert closed(session, case) == {Way.PHONE, Way.MESSAGE}
    log(session, case, ContactChannel.EMAIL_OUT)
    log(session, case, ContactChannel.PHONE_OUT, ContactOutcome.NO_ANSWER)
    assert Way.PHONE in closed(session, case), "nobody said that the number is right"
    log(session, case, ContactChannel.PHONE_IN)
    assert closed(session, case) == frozenset()
    log(session, case, ContactChannel.VISIT, ContactOutcome.WRONG_NUMBER)
    assert closed(session, case) == {Way.VISIT, Way.POST}, "a letter there tells another of the debt"


@pytest.mark.parametrize(("given", "expected"), [(None, IN_THREE_MONTHS), (date(2026, 12, 1), date(2026, 12, 1))])
def test_a_death_is_looked_at_again_in_three_months_unless_a_day_is_given(
    session: Session, case: Case, given: date | None, expected: date
) -> None:
    place(session, case, HoldKind.DECEASED, review_on=given)
    hold = session.query(barriers.Hold).one()
    assert (hold.review_on, case.next_step, case.next_step_on) == (expected, NextStep.REVIEW_HOLD, expected)


def test_other_holds_are_looked_at_at_once(session: Session, case: Case) -> None:
    place(session, case, HoldKind.CLIENT_REQUEST)
    assert case.next_step_on == TODAY


@pytest.mark.parametrize("kind", [HoldKind.DECEASED, HoldKind.MINOR])
def test_a_company_does_not_die_and_was_no_minor(session: Session, store: DocumentStore, kind: HoldKind) -> None:
    company, trader = make_case(session, store, **COMPANY), make_case(session, store, **TRADER)
    with pytest.raises(Refused, match="organisatie"):
        place(session, company, kind)
    assert session.query(barriers.Hold).count() == 0
    place(session, trader, kind)
    assert session.query(barriers.Hold).count() == 1


def test_nothing_that_happens_to_a_held_case_sends_anybody_to_the_debtor(
    session: Session, store: DocumentStore
) -> None:
    case = make_case(session, store, today=date(2026, 9, 28))
    batch = post_first_notice(session, store, case, posted_on=date(2026, 10, 2))
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=TODAY + timedelta(days=5), figures=FIGURES, number=2
    )
    arrangements.make(session, by(), case.id, schedule, note="", client_agreed=True, figures=FIGURES)
    place(session, case, HoldKind.DECEASED)
    expected = (NextStep.REVIEW_HOLD, IN_THREE_MONTHS)

    daily_run.run(session, day=TODAY + timedelta(days=12), figures=FIGURES, now=NOW)
    assert (case.next_step, case.next_step_on) == expected, "a term was missed"
    arrangements.end(session, by(), case.id, broken=True, reason="Overleden", on=TODAY, figures=FIGURES)
    assert (case.stage, case.next_step, case.next_step_on) == (Stage.AMICABLE, *expected)
    posting.mark_returned(session, by(), batch.letters[0].id, returned_on=TODAY)
    assert (case.stage, case.next_step, case.next_step_on) == (Stage.INTAKE, *expected)
    log(session, case, ContactChannel.PHONE_IN, ContactOutcome.ASKS_INFORMATION, right_party=False)
    assert (case.next_step, case.next_step_on) == expected


@pytest.mark.parametrize("step", [NextStep.CONTACT_DEBTOR, NextStep.CALL_BACK])
def test_queue_and_pages_never_say_to_contact_who_died(session: Session, case: Case, step: NextStep) -> None:
    """Also where an older step stayed on the case."""
    place(session, case, HoldKind.DECEASED)
    case.next_step, case.next_step_on = step, TODAY
    session.flush()
    row = work.queue(session, today=TODAY).rows[0]
    assert row.reason == "overlijden: beoordelen"
    assert row.next_step_name == "Betwisting of pauze beoordelen"
    assert case_page(session, case.id, today=TODAY, figures=FIGURES).head.next_step == "betwisting of pauze beoordelen"
    assert portfolio.next_step(session, case) == "Betwisting of pauze beoordelen"
