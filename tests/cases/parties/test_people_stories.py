"""Stories of people: a couple of which one moves, a firm with partners, an administrator, a death, an address."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import barriers, contacts, debtor_editing, holds, party_changes
from cases.amicable.contacts import ContactInput, NotToBeApproached
from cases.correspondence import corrections, ordering, posting
from cases.counting import per_person, statement
from cases.errors import PreviewOutdated, Refused
from cases.invariants import verify
from cases.models import (
    Case,
    CaseEvent,
    ContactChannel,
    ContactOutcome,
    EventKind,
    HoldKind,
    Letter,
    LetterKind,
    LetterState,
    NextStep,
    PartyRole,
    PointKind,
    PointSource,
    PointState,
    Stage,
)
from cases.parties import contact_points, people_in_case
from cases.parties.contact_points import Detail, Origin
from cases.progress import stages
from cases.store import DocumentStore
from legal.debtor.contact_rules import Way
from tests.cases.invariants.good_record import looked_at
from tests.cases.parties.people import HERE, change, join, person, shown
from tests.factories import (
    FIGURES,
    TODAY,
    by,
    confirm_address,
    make_case,
    make_letters,
    move_debtor,
    order_first_notice,
    post_first_notice,
)

OPENED, POSTED = date(2026, 9, 28), date(2026, 10, 5)
PETRA = {"first_names": "Petra", "surname": "Jansen"}


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """500 euro, opened on 28 September."""
    return make_case(session, store, today=OPENED)


def letters_of(session: Session, case: Case) -> list[Letter]:
    return list(session.scalars(select(Letter).where(Letter.case_id == case.id).order_by(Letter.id)))


def kinds(session: Session, case: Case) -> list[HoldKind]:
    return [hold.kind for hold in stages.open_holds(session, case.id)]


def told(session: Session, case: Case, kind: EventKind) -> list[dict[str, object]]:
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == kind).order_by(CaseEvent.id)
    return [event.data for event in session.scalars(query)]


def is_good(session: Session, store: DocumentStore) -> bool:
    session.commit()
    return verify(looked_at(session, store), numbers={7, 10, 101, 121}).is_good


def test_a_couple_of_which_one_moves(session: Session, store: DocumentStore, case: Case) -> None:
    """Each gets a letter of his own with one fee; what comes back from the one says nothing of the other."""
    join(session, case, PartyRole.DEBTOR, person(**PETRA), on=OPENED)
    item = shown(session, case, POSTED)
    assert item.debtor == "Jansje de Vries en Petra Jansen"
    post_first_notice(session, store, case, posted_on=POSTED)
    first, second = letters_of(session, case)
    assert [letter.debtor.name for letter in (first, second)] == ["Jansje de Vries", "Petra Jansen"]
    assert first.fee == second.fee
    assert case.stage is Stage.NOTICE_RUNNING
    owed = statement.valuation(session, case, on=TODAY, figures=FIGURES).costs
    assert owed == 75

    posting.mark_returned(session, by(), second.id, returned_on=date(2026, 10, 12))
    assert case.stage is Stage.NOTICE_RUNNING, "the letter to the other stands"
    assert statement.valuation(session, case, on=TODAY, figures=FIGURES).costs == owed
    record = statement.record_of(session, case, figures=FIGURES)
    judged = record.counting_for(second.debtor_id)
    assert judged is not None
    assert not judged.is_valid, "she owes no costs"
    assert "niet bruikbaar" in shown(session, case).skipped or "al" in shown(session, case).skipped

    petra = second.debtor
    debtor_editing.use_point(
        session, by(), petra.id, Detail(kind=PointKind.ADDRESS, address=HERE),
        Origin(source=PointSource.DEBTOR, since=TODAY), seen=None,
    )
    assert shown(session, case).debtor == "Petra Jansen", "only she gets a new one"
    post_first_notice(session, store, case, posted_on=TODAY)
    newest = letters_of(session, case)[-1]
    assert (newest.debtor_id, newest.contact_point_id) != (first.debtor_id, second.contact_point_id)
    assert statement.valuation(session, case, on=TODAY, figures=FIGURES).costs == owed, "one fee"
    assert is_good(session, store)


def test_a_letter_to_one_makes_no_costs_due_from_the_other(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Two joint consumers, a valid letter to one: the fee is due from that one only."""
    join(session, case, PartyRole.DEBTOR, person(**PETRA), on=OPENED)
    change(session, case.debtor, died_on=date(2026, 10, 1))
    holds.end(session, by(), stages.open_holds(session, case.id)[0].id, case_id=case.id, outcome="Bekeken", on=TODAY)
    item = shown(session, case)
    assert (item.debtor, [why.partition(":")[0] for why in item.without]) == ("Petra Jansen", ["Jansje de Vries"])
    post_first_notice(session, store, case, posted_on=TODAY)
    later = TODAY + timedelta(days=30)
    record = statement.record_of(session, case, figures=FIGURES)
    each = per_person.owed_by_each(case, record, on=later, figures=FIGURES)
    assert [(one.person.name, one.costs) for one in each] == [("Jansje de Vries", 0), ("Petra Jansen", 75)]
    assert each[1].owes - each[0].owes == 75, "not from who got none"
    assert statement.valuation(session, case, on=later, figures=FIGURES).balance == each[1].owes, "and once"
    assert (case.stage, case.next_step) == (Stage.AMICABLE, NextStep.CONTACT_DEBTOR)
    assert case.next_step_on is not None
    assert case.next_step_on > TODAY + timedelta(days=14), "nobody calls her inside her term"
    assert is_good(session, store)


def test_a_firm_with_two_partners(session: Session, store: DocumentStore) -> None:
    """The firm and each partner by name, with the day of the register; one who left before is not written to."""
    firm = make_case(session, store, today=OPENED, company="Jansen en De Wit V.O.F.", legal_form="vof", kvk="12345678",
                     first_name="", prefix="", surname="", born="")
    for name, since in (("Jansen", OPENED), ("De Wit", OPENED)):
        join(session, firm, PartyRole.PARTNER, person(initials="J.", surname=name), on=since)
    assert shown(session, firm, POSTED).debtor == "Jansen en De Wit V.O.F. en J. Jansen en J. De Wit"
    left = people_in_case.of_case(session, firm).beside(POSTED)[1]
    party_changes.end(
        session, by(), firm.id, left.id, through_day=POSTED - timedelta(days=1), reason="Uitgetreden, uittreksel"
    )
    assert shown(session, firm, POSTED).debtor == "Jansen en De Wit V.O.F. en J. Jansen"
    post_first_notice(session, store, firm, posted_on=POSTED)
    assert len(letters_of(session, firm)) == 2
    assert is_good(session, store)


def test_a_person_has_no_partners(session: Session, case: Case) -> None:
    with pytest.raises(Refused, match="natuurlijk persoon"):
        join(session, case, PartyRole.PARTNER, person(**PETRA))


def test_administration_begins_half_way(session: Session, store: DocumentStore, case: Case) -> None:
    """The letter of before stands as it was sent; from then on everything goes to the administrator."""
    post_first_notice(session, store, case, posted_on=POSTED)
    owed = statement.valuation(session, case, on=TODAY, figures=FIGURES).costs
    waiting = make_case(session, store, today=TODAY, invoice="F-2", due="01-11-2026", reminder="")
    batch = order_first_notice(session, waiting)
    join(session, case, PartyRole.ADMINISTRATOR, person(
        company_name="Bewindvoering Zeker B.V.", legal_form="bv", phone="030 765 43 21"
    ), on=date(2026, 11, 3))
    assert statement.valuation(session, case, on=TODAY, figures=FIGURES).costs == owed
    assert [letter.state for letter in batch.letters] == [LetterState.WITHDRAWN], "it was for himself"
    item = shown(session, waiting)
    assert "bewindvoerder van Jansje de Vries" in item.address
    assert "Bewindvoering Zeker B.V." in item.address
    assert "Dorpsstraat" not in item.address

    post_first_notice(session, store, waiting, posted_on=TODAY)
    letter = letters_of(session, waiting)[-1]
    assert letter.party is not None
    assert letter.debtor_id == waiting.debtor_id
    record = statement.record_of(session, waiting, figures=FIGURES)
    assert record.counting is not None
    assert record.counting.is_valid, "a notice to who represents him is one to him"
    said = [barrier for barrier in barriers.of_case(session, waiting, on=TODAY) if "Alles via" in barrier.title]
    assert "030 765 43 21" in said[0].why
    assert is_good(session, store)


def test_a_notice_to_himself_while_another_spoke_for_him_makes_no_costs_due(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Both sides of the border: the administration of the day of posting, and of the day after."""
    post_first_notice(session, store, case, posted_on=POSTED)
    after = join(session, case, PartyRole.ADMINISTRATOR, person(surname="Zeker"), on=POSTED + timedelta(days=1))
    assert statement.valuation(session, case, on=TODAY, figures=FIGURES).costs == 75
    party_changes.end(session, by(), case.id, after.id, through_day=POSTED + timedelta(days=1), reason="Vergissing")
    join(session, case, PartyRole.ADMINISTRATOR, person(surname="Zeker"), on=POSTED)
    assert statement.valuation(session, case, on=TODAY, figures=FIGURES).costs == 0
    assert not shown(session, case).skipped, "a new one can go to the administrator"


def test_who_is_said_to_be_represented_is_so_once_it_is_known_by_whom(
    session: Session, store: DocumentStore
) -> None:
    held = make_case(session, store, first_name="Testpersoon", prefix="", surname="p/a Bewindvoering Zeker")
    assert kinds(session, held) == [HoldKind.REPRESENTED]
    join(session, held, PartyRole.ADMINISTRATOR, person(company_name="Bewindvoering Zeker B.V.", legal_form="bv"))
    assert kinds(session, held) == []
    assert (held.stage, held.next_step) == (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE)


def test_several_people_in_one_name_are_named_before_the_case_goes_on(
    session: Session, store: DocumentStore
) -> None:
    both = make_case(session, store, first_name="Jan en Petra", prefix="", surname="Jansen")
    assert kinds(session, both) == [HoldKind.PERSON_UNCLEAR]
    with pytest.raises(Refused, match="één persoon"):
        party_changes.all_named(session, by(), both.id)
    change(session, both.debtor, first_names="Jan")
    join(session, both, PartyRole.DEBTOR, person(**PETRA))
    party_changes.all_named(session, by(), both.id)
    assert kinds(session, both) == []
    assert shown(session, both).debtor == "Jan Jansen en Petra Jansen"
    assert is_good(session, store)


def test_a_debtor_dies(session: Session, store: DocumentStore, case: Case) -> None:
    """Nobody writes or calls, in any of his cases; heirs are named, and get no letter over more than their share."""
    other = make_case(session, store, today=TODAY, invoice="F-2")
    batch = order_first_notice(session, case)
    with pytest.raises(Refused, match="dag van overlijden"):
        join(session, case, PartyRole.HEIR, person(**PETRA))
    change(session, case.debtor, died_on=date(2026, 11, 10))
    assert kinds(session, case) == [HoldKind.DECEASED]
    assert case.id == other.id or kinds(session, other) == [HoldKind.DECEASED]
    assert {letter.state for letter in batch.letters} == {LetterState.WITHDRAWN}
    (hold,) = stages.open_holds(session, case.id)
    assert hold.review_on is not None
    assert hold.review_on >= date(2027, 2, 10), "three months after the death at least"

    new = make_case(session, store, today=TODAY + timedelta(days=5), invoice="F-9")
    assert HoldKind.DECEASED in kinds(session, new), "a new invoice does not wake him"
    holds.end(session, by(), hold.id, case_id=case.id, outcome="Erfgenamen bekend", on=TODAY)
    with pytest.raises(NotToBeApproached):
        contacts.log(session, by(), case.id, ContactInput(
            channel=ContactChannel.PHONE_OUT, outcome=ContactOutcome.NO_ANSWER
        ))
    assert "overleden op 10-11-2026" in shown(session, case).skipped
    join(session, case, PartyRole.HEIR, person(**PETRA), share=(1, 3))
    item = shown(session, case)
    assert "overleden" in item.skipped, "an heir is not asked for the whole"
    join(session, case, PartyRole.EXECUTOR, person(surname="Notaris"))
    assert "executeur of vereffenaar van Jansje de Vries" in shown(session, case).address
    assert is_good(session, store)


def test_insolvency_of_one_stops_him_and_goes_on_for_the_other(
    session: Session, store: DocumentStore, case: Case
) -> None:
    join(session, case, PartyRole.DEBTOR, person(**PETRA), on=OPENED)
    join(session, case, PartyRole.DEBT_ADMINISTRATOR, person(surname="Bewind"))
    assert kinds(session, case) == [HoldKind.INSOLVENCY]
    item = shown(session, case)
    assert item.debtor == "Petra Jansen"
    assert "schuldsanering" in item.without[0]
    assert is_good(session, store)


def test_an_address_is_corrected_between_preview_and_posting(
    session: Session, store: DocumentStore, case: Case
) -> None:
    seen = shown(session, case)
    move_debtor(session, case)
    with pytest.raises(PreviewOutdated):
        ordering.order(
            session, by(), {case.id: seen.mark}, kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES
        )
    batch = order_first_notice(session, case)
    make_letters(session, store, batch)
    debtor_editing.use_point(
        session, by(), case.debtor_id, Detail(kind=PointKind.ADDRESS, address=HERE),
        Origin(source=PointSource.REGISTER, since=TODAY),
    )
    (letter,) = batch.letters
    session.refresh(letter)
    assert letter.state is LetterState.WITHDRAWN, "it has the old address on it"
    assert (case.stage, case.next_step) == (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE)
    with pytest.raises(Refused, match="geen brief om te posten"):
        posting.confirm_posted(session, by(), batch.id, posted_on=TODAY, figures=FIGURES)
    post_first_notice(session, store, case)
    assert is_good(session, store)


def test_a_letter_comes_back_then_another_address_then_a_new_letter(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Nothing goes to where one came back from, in any case of his; the old letter keeps what it said."""
    beside = make_case(session, store, today=OPENED, invoice="F-2")
    (letter,) = post_first_notice(session, store, case, posted_on=POSTED).letters
    old = letter.contact_point_id
    posting.mark_returned(session, by(), letter.id, returned_on=date(2026, 10, 12))
    point = contact_points.preferred(session, case.debtor_id, PointKind.ADDRESS)
    assert point is not None
    assert (point.state, point.state_on) == (PointState.RETURNED, date(2026, 10, 12))
    assert "niet bruikbaar (retour gekomen, 12-10-2026)" in shown(session, case).skipped
    assert barriers.closing(barriers.of_case(session, case, on=TODAY), ContactChannel.VISIT)
    assert beside.id == case.id or told(session, beside, EventKind.CONTACT_POINT_MARKED)

    move_debtor(session, case)
    assert "Nieuweweg 7" in shown(session, case).address
    post_first_notice(session, store, case)
    first, second = letters_of(session, case)
    assert (first.contact_point_id, second.contact_point_id == old) == (old, False)
    assert [data["became"] for event in told(session, case, EventKind.DEBTOR_CHANGED) for data in event["changes"]] == [
        "Nieuweweg 7, 3511 AA Utrecht"
    ]
    assert is_good(session, store)


def test_a_return_that_was_none_gives_the_address_back(session: Session, store: DocumentStore, case: Case) -> None:
    (letter,) = post_first_notice(session, store, case, posted_on=POSTED).letters
    posting.mark_returned(session, by(), letter.id, returned_on=date(2026, 10, 12))
    corrections.withdraw_return(session, by(), case.id, letter.id, reason="Brief van een ander", figures=FIGURES)
    point = contact_points.preferred(session, case.debtor_id, PointKind.ADDRESS)
    assert point is not None
    assert point.state is PointState.IN_USE


def test_a_letter_that_comes_back_from_a_former_address_says_nothing_of_the_new_one(
    session: Session, store: DocumentStore, case: Case
) -> None:
    (letter,) = post_first_notice(session, store, case, posted_on=POSTED).letters
    move_debtor(session, case)
    posting.mark_returned(session, by(), letter.id, returned_on=TODAY)
    assert not shown(session, case).skipped


def test_moving_abroad_afterwards_leaves_the_notice_as_it_was_sent(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Whether post is presumed to have arrived follows the address that it went to."""
    post_first_notice(session, store, case, posted_on=POSTED)
    move_debtor(session, case, country="DE", postal_code="10115", city="Berlin")
    assert statement.valuation(session, case, on=TODAY, figures=FIGURES).costs == 75


def test_a_wrong_number_is_taken_out_of_use_in_every_case(session: Session, store: DocumentStore, case: Case) -> None:
    post_first_notice(session, store, case, posted_on=POSTED)
    other = make_case(session, store, today=TODAY, invoice="F-2")
    contacts.log(session, by(), case.id, ContactInput(
        channel=ContactChannel.PHONE_OUT, outcome=ContactOutcome.WRONG_NUMBER
    ))
    for each in (case, other):
        closed = {way for barrier in barriers.of_case(session, each, on=TODAY) for way in barrier.closed}
        assert closed == {Way.PHONE, Way.MESSAGE}
        assert [event["became"] for event in told(session, each, EventKind.CONTACT_POINT_MARKED)] == ["wrong"]
    debtor_editing.use_point(
        session, by(), case.debtor_id, Detail(kind=PointKind.PHONE, value="06 11223344"),
        Origin(source=PointSource.DEBTOR, since=TODAY), beside=True,
    )
    assert not [barrier for barrier in barriers.of_case(session, other, on=TODAY) if barrier.closed]
    assert case.debtor.phone == "06 11223344"
    assert is_good(session, store)


def test_a_confirmed_address_is_used_again(session: Session, store: DocumentStore, case: Case) -> None:
    (letter,) = post_first_notice(session, store, case, posted_on=POSTED).letters
    posting.mark_returned(session, by(), letter.id, returned_on=TODAY)
    confirm_address(session, case)
    assert not shown(session, case).skipped
