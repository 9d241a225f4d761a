"""Whether somebody may be approached now: a table of what happened to a case by each way to reach who owes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases.amicable import arrangements, contact_gate, contacts, debtor_editing, holds, payments
from cases.amicable.contact_gate import Block, GateAnswer
from cases.amicable.contacts import ContactInput
from cases.amicable.payments import PaymentInput
from cases.models import (
    Case,
    ContactChannel,
    ContactOutcome,
    ContactPoint,
    Debtor,
    HoldKind,
    LetterKind,
    NextStep,
    PaidTo,
    PartyRole,
    PointKind,
    PointState,
    Stage,
)
from cases.parties import people_in_case
from cases.setup import organisations
from cases.store import DocumentStore
from legal.debtor.contact_rules import Way
from tests.cases.parties.people import change, join, person
from tests.cases.selects import selects
from tests.cases.setup.test_registration import COMPANY, registered_through
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make_agency, make_case, post_first_notice

EVERY = frozenset(Way) - {Way.LIVE_REPLY}
QUIET_HOURS = EVERY - {Way.POST}
OPENED, POSTED = date(2026, 9, 28), date(2026, 10, 2)
SUNDAY, NIGHT = datetime(2026, 11, 22, 11, tzinfo=UTC), datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 25, 11, tzinfo=UTC)
PLAN_TERMS = 2


def seven(day: date) -> datetime:
    """07.00 in the Dutch winter."""
    return datetime(day.year, day.month, day.day, 6, tzinfo=UTC)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """Somebody who got a first letter and did not pay."""
    make_agency(session).other_registered_names = ["Voorbeeld Diensten B.V."]
    made = make_case(session, store, today=OPENED)
    post_first_notice(session, store, made, posted_on=POSTED)
    made.stage, made.next_step, made.next_step_on = Stage.AMICABLE, NextStep.CONTACT_DEBTOR, TODAY
    session.flush()
    return made


def ask(
    session: Session, case: Case, channel: Way, *, who: Debtor | None = None, now: datetime = NOW,
    letter: LetterKind | None = None,
) -> GateAnswer:
    return contact_gate.ask(session, case, who or case.debtor, channel, now=now, figures=FIGURES, letter=letter)


def held(kind: HoldKind) -> Callable[[Session, Case], None]:
    def hold(session: Session, case: Case) -> None:
        holds.place(session, by(), case.id, kind=kind, reason="Zo gemeld", on=TODAY)
    return hold


def plan(session: Session, case: Case) -> None:
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=TODAY + timedelta(days=5), figures=FIGURES, number=PLAN_TERMS
    )
    arrangements.make(session, by(), case.id, schedule, note="", client_agreed=True, figures=FIGURES)


def spoilt(kind: PointKind, state: PointState) -> Callable[[Session, Case], None]:
    def spoil(session: Session, case: Case) -> None:
        point: ContactPoint = people_in_case.of_case(session, case).points_of(case.debtor_id)[kind]
        debtor_editing.mark_point(session, by(), case.debtor_id, point.id, state=state, reason="Zo gezien")
    return spoil


def without(field: str) -> Callable[[Session, Case], None]:
    def take_away(session: Session, case: Case) -> None:
        setattr(case.debtor, field, "")
        session.flush()
    return take_away


def nothing(_session: Session, _case: Case) -> None:
    """The case is as it was."""


def paid(session: Session, case: Case, euro: str) -> None:
    told = PaymentInput(amount=Decimal(euro), received_on=TODAY, paid_to=PaidTo.AGENCY)
    payments.register(session, by(), case.id, told, figures=FIGURES)


def pay(session: Session, case: Case) -> None:
    """All that is owed and more, by which the case closes."""
    paid(session, case, "700.00")
    assert case.stage is Stage.CLOSED


def pay_a_part(session: Session, case: Case) -> None:
    paid(session, case, "50.00")


def nameless(session: Session, _case: Case) -> None:
    """Every name that is left tells what we do."""
    profile = organisations.agency_profile(session)
    assert profile is not None
    profile.other_registered_names = ["Incasso Noord"]
    session.flush()


def call(*before: float, channel: ContactChannel = ContactChannel.PHONE_OUT) -> Callable[[Session, Case], None]:
    """He was called so many hours ago, and did not answer."""
    def tell(session: Session, case: Case) -> None:
        for hours in before:
            contacts.log(session, by(now=NOW - timedelta(hours=hours)), case.id, ContactInput(
                channel=channel, outcome=ContactOutcome.NO_ANSWER
            ))
    return tell


def unregistered(session: Session, _case: Case) -> None:
    registered_through(session, TODAY - timedelta(days=1))


@dataclass(frozen=True, kw_only=True)
class Story:
    """What happened, the ways that it closes, and what is said of it; `first_at`: when those open again."""

    happened: Callable[[Session, Case], None]
    closed: frozenset[Way]
    says: str
    now: datetime = NOW
    first_at: datetime | None = None


STORIES = {
    "nothing": Story(happened=nothing, closed=frozenset(), says=""),
    "dispute": Story(happened=held(HoldKind.DISPUTE), closed=frozenset({Way.POST}), says="alleen contact op over de"),
    "death": Story(happened=held(HoldKind.DECEASED), closed=EVERY, says="art. 4:185 BW"),
    "hold": Story(happened=held(HoldKind.CLIENT_REQUEST), closed=EVERY, says="opdrachtgever vroeg om te wachten"),
    "debt help": Story(happened=held(HoldKind.DEBT_HELP), closed=EVERY, says="schuldhulpverlener"),
    "represented, by whom is not known": Story(
        happened=held(HoldKind.REPRESENTED), closed=EVERY, says="Neem alleen contact op met de vertegenwoordiger"
    ),
    "unknown address": Story(happened=held(HoldKind.ADDRESS_UNKNOWN), closed=EVERY, says="waar de debiteur woont"),
    "payment": Story(happened=pay, closed=EVERY, says="Dossier gesloten"),
    "payment of a part": Story(happened=pay_a_part, closed=frozenset(), says=""),
    "plan": Story(happened=plan, closed=frozenset(), says=""),
    "unregistered agency": Story(happened=unregistered, closed=EVERY, says="art. 4 Wki"),
    "bounced e-mail": Story(
        happened=spoilt(PointKind.EMAIL, PointState.RETURNED), closed=frozenset({Way.EMAIL}), says="Zoek eerst"
    ),
    "wrong number": Story(
        happened=spoilt(PointKind.PHONE, PointState.WRONG), closed=frozenset({Way.PHONE, Way.MESSAGE}), says="Telefoon"
    ),
    "returned post": Story(
        happened=spoilt(PointKind.ADDRESS, PointState.RETURNED), closed=frozenset({Way.POST, Way.VISIT}), says="Adres"
    ),
    "no phone": Story(
        happened=without("phone"), closed=frozenset({Way.PHONE, Way.MESSAGE}), says="Geen telefoonnummer bekend"
    ),
    "no e-mail": Story(happened=without("email"), closed=frozenset({Way.EMAIL}), says="Geen e-mailadres bekend"),
    "half an address": Story(
        happened=without("street"), closed=frozenset({Way.POST, Way.VISIT}), says="Geen compleet adres bekend"
    ),
    "no name that others may read": Story(
        happened=nameless, closed=frozenset({Way.MESSAGE}), says="art. 11 lid 1 Wki"
    ),
    "called once today": Story(happened=call(1), closed=frozenset(), says=""),
    "called twice today": Story(
        happened=call(1, 2), closed=QUIET_HOURS, says="In de laatste 24 uur 2 keer benaderd",
        first_at=seven(date(2026, 11, 23)),  # 22 hours later is a Sunday
    ),
    "called three times this week": Story(
        happened=call(30, 60, 90), closed=QUIET_HOURS, says="In de laatste 7 dagen 3 keer benaderd",
        first_at=NOW + timedelta(hours=7 * 24 - 90),
    ),
    "called eight times this month": Story(
        happened=call(*(24 * days for days in (9, 11, 13, 15, 18, 20, 24, 29))), closed=QUIET_HOURS,
        says="In de laatste 30 dagen 8 keer benaderd", first_at=seven(date(2026, 11, 23)),
    ),
    "he called twice himself": Story(
        happened=call(1, 2, 3, channel=ContactChannel.PHONE_IN), closed=frozenset(), says=""
    ),
    "Sunday": Story(
        happened=nothing, closed=QUIET_HOURS, says="Op zondag", now=SUNDAY, first_at=seven(date(2026, 11, 23))
    ),
    "night": Story(
        happened=nothing, closed=QUIET_HOURS, says="Tussen 20.00 en 07.00 uur", now=NIGHT,
        first_at=seven(date(2026, 11, 24)),
    ),
    "holiday": Story(
        happened=nothing, closed=QUIET_HOURS, says="feestdag", now=CHRISTMAS, first_at=seven(date(2026, 12, 28))
    ),
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_what_happened_by_each_way(session: Session, case: Case, story: Story) -> None:
    story.happened(session, case)
    found = {channel: ask(session, case, channel, now=story.now) for channel in Way}
    assert {channel for channel, answer in found.items() if not answer.allowed} == story.closed
    for channel, answer in found.items():
        if channel in story.closed:
            assert story.says in answer.in_words
            assert answer.first_at == story.first_at
            assert all(each.law and each.law in each.in_words for each in answer.reasons)
        else:
            assert (answer.reasons, answer.first_at, answer.in_words) == ((), story.now, "")


def test_every_reason_is_told_and_a_sunday_alone_opens_nothing_that_a_person_must_clear(
    session: Session, case: Case
) -> None:
    held(HoldKind.CLIENT_REQUEST)(session, case)
    spoilt(PointKind.PHONE, PointState.WRONG)(session, case)
    found = ask(session, case, Way.PHONE, now=SUNDAY)
    assert len(found.reasons) == 3
    assert found.first_at is None
    assert "Het mag weer vanaf" not in found.in_words


def test_who_speaks_for_him_is_the_one_to_call_and_needs_a_number(session: Session, case: Case) -> None:
    join(session, case, PartyRole.ADMINISTRATOR, person(surname="Kok"), stands_for_id=case.debtor_id)
    found = ask(session, case, Way.PHONE)
    assert found.to.receiver.name == "Kok"
    assert not found.allowed
    assert "Van Kok is geen telefoonnummer vastgelegd" in found.in_words
    assert [each.title for each in found.remarks] == ["Alles via Kok"]
    assert ask(session, case, Way.POST).allowed


def test_a_company_is_called_on_sunday_without_a_registration(session: Session, store: DocumentStore) -> None:
    company = make_case(session, store, **COMPANY)
    unregistered(session, company)
    assert ask(session, company, Way.PHONE, now=SUNDAY).allowed


def test_another_language_is_told_and_closes_nothing(session: Session, case: Case) -> None:
    change(session, case.debtor, language="pl")
    found = ask(session, case, Way.PHONE)
    assert found.allowed
    assert [each.title for each in found.remarks] == ["Taal: Pools"]


def test_a_dispute_is_talked_about_and_stops_a_letter_that_asks_for_money_by_mail_too(
    session: Session, case: Case
) -> None:
    held(HoldKind.DISPUTE)(session, case)
    assert [each.title for each in ask(session, case, Way.PHONE).remarks] == ["Betwisting"]
    assert not ask(session, case, Way.EMAIL, letter=LetterKind.FIRST_NOTICE).allowed
    assert ask(session, case, Way.POST, letter=LetterKind.DISPUTE_RECEIVED).allowed
    assert not ask(session, case, Way.EMAIL, letter=LetterKind.DISPUTE_RECEIVED, now=SUNDAY).allowed


def test_whoever_pays_off_as_agreed_is_not_asked_for_all(session: Session, case: Case) -> None:
    plan(session, case)
    assert not ask(session, case, Way.POST, letter=LetterKind.FIRST_NOTICE).allowed
    assert ask(session, case, Way.POST, letter=LetterKind.MISSED_TERM).allowed
    assert [each.title for each in ask(session, case, Way.PHONE).remarks] == ["Er loopt een betalingsregeling"]


def test_a_closed_case_still_sends_what_tells_of_its_end(session: Session, case: Case) -> None:
    pay(session, case)
    assert ask(session, case, Way.POST, letter=LetterKind.CASE_CLOSED).allowed
    assert not ask(session, case, Way.POST, letter=LetterKind.FIRST_NOTICE).allowed
    assert ask(session, case, Way.LIVE_REPLY).allowed


def test_heirs_are_left_alone_until_the_estate_rested(session: Session, case: Case) -> None:
    change(session, case.debtor, died_on=date(2026, 11, 1))
    heir = join(session, case, PartyRole.HEIR, person(surname="Bos", phone="06 11112222"), share=(1, 2)).person
    found = ask(session, case, Way.PHONE, who=heir)
    assert found.first_at == seven(date(2027, 2, 1))
    assert "art. 4:185 BW" in found.in_words
    for hold in holds.open_holds(session, case.id):
        holds.end(session, by(), hold.id, case_id=case.id, outcome="Erfgenamen bekend", on=TODAY)
    assert not ask(session, case, Way.POST).allowed, "who died is written to no more"


def test_beyond_the_calendar_nothing_is_guessed(session: Session, case: Case) -> None:
    found = ask(session, case, Way.EMAIL, now=datetime(2090, 3, 1, 11, tzinfo=UTC))
    assert not found.allowed
    assert found.first_at is None
    assert ask(session, case, Way.POST, now=datetime(2027, 3, 1, 11, tzinfo=UTC)).allowed


def test_an_answer_that_he_asked_for_is_given_once_whatever_the_budget(session: Session, case: Case) -> None:
    call(2, 3)(session, case)
    contacts.log(session, by(now=NOW - timedelta(hours=1)), case.id, ContactInput(
        channel=ContactChannel.PHONE_IN, outcome=ContactOutcome.ASKS_INFORMATION, right_party=True, call_back_on=TODAY,
    ))
    assert ask(session, case, Way.PHONE).allowed
    assert not ask(session, case, Way.EMAIL).allowed
    call(0)(session, case)
    assert not ask(session, case, Way.PHONE).allowed


def test_what_the_law_wants_leaves_whatever_the_budget_but_not_whatever_the_hour(session: Session, case: Case) -> None:
    call(1, 2)(session, case)
    assert ask(session, case, Way.POST, letter=LetterKind.FIRST_NOTICE).allowed
    assert ask(session, case, Way.EMAIL, letter=LetterKind.ADDED_NOTICE).allowed
    assert not ask(session, case, Way.EMAIL, letter=LetterKind.ADDED_NOTICE, now=SUNDAY).allowed


def test_budget_and_hours_are_both_told_with_the_later_moment(session: Session, case: Case) -> None:
    call(30, 60, 90)(session, case)
    found = ask(session, case, Way.PHONE, now=SUNDAY)
    assert {each.block for each in found.reasons} == {Block.BUDGET, Block.HOURS}
    assert found.first_at == NOW + timedelta(hours=7 * 24 - 90)
    assert found.in_words.endswith("Het mag weer vanaf 24-11-2026 16:00.")
    assert ask(session, case, Way.PHONE, now=found.first_at).allowed


def test_the_moment_that_is_told_is_a_whole_minute_and_never_too_early(session: Session, case: Case) -> None:
    half_a_minute = 1 / 120
    call(1 + half_a_minute, 0.5)(session, case)
    assert ask(session, case, Way.PHONE).reasons[0].until == NOW + timedelta(hours=23)


def test_a_company_has_no_budget(session: Session, store: DocumentStore) -> None:
    company = make_case(session, store, **COMPANY)
    call(1, 2, 3, 4)(session, company)
    assert ask(session, company, Way.PHONE).allowed


def test_the_text_that_may_be_left_is_the_same_for_everybody(session: Session, case: Case) -> None:
    standing = contact_gate.standings_of(session, case, [case.debtor], now=NOW, figures=FIGURES)[case.debtor_id]
    assert standing.call_us == "Wilt u ons bellen? Voorbeeld Diensten B.V., 030 123 45 67, registratienummer WKI-000001"


def test_a_list_asks_as_many_questions_of_three_cases_as_of_one(session: Session, store: DocumentStore) -> None:
    cases = [
        make_case(session, store, customer=f"K-{each}", invoice=f"F-{each}", surname=f"Bos{each}") for each in range(3)
    ]
    call(1, 2)(session, cases[0])
    held(HoldKind.CLIENT_REQUEST)(session, cases[1])
    ids = [each.id for each in cases]
    asked = []
    for wanted in (ids[:1], ids):
        session.expire_all()
        with selects(session.get_bind().engine) as statements:
            found = contact_gate.of_debtors(session, wanted, now=NOW, figures=FIGURES)
        asked.append(len(statements))
    assert asked[0] == asked[1]
    assert [found[each].answer(Way.PHONE).allowed for each in ids] == [False, False, True]
    join(session, cases[2], PartyRole.DEBTOR, person(surname="Kok"))
    assert cases[2].id not in contact_gate.of_debtors(session, ids, now=NOW, figures=FIGURES)
