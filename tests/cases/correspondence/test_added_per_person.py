"""A new invoice where several owe: each gets an added notice of his own, and owes the fee over it by that one alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import arrangements
from cases.amicable.arrangements import Wanted
from cases.claims import adding
from cases.correspondence import added_claims, corrections, dossiers, ordering, posting, previewing, receipt_disputes
from cases.correspondence.rules import rule_of
from cases.counting import per_person, statement
from cases.counting.per_person import PersonOwes
from cases.errors import Refused
from cases.invariants import verify
from cases.models import (
    Case,
    CaseParty,
    Letter,
    LetterBatch,
    LetterKind,
    LetterState,
    PartyRole,
    Task,
    TaskState,
)
from cases.store import DocumentStore
from letters.catalogue import content
from letters.document import plain_text
from tests.cases.claims.test_adding import add, invoice
from tests.cases.invariants.good_record import looked_at
from tests.cases.parties.people import change, join, person
from tests.factories import FIGURES, NOW, TODAY, by, finish_batch, make_case, make_letters, post_first_notice

KIND = LetterKind.ADDED_NOTICE
OPENED, FIRST_SENT, DUE = date(2026, 9, 28), date(2026, 10, 2), date(2026, 12, 10)
LATER = by(now=NOW + timedelta(days=12))
MAIN, PETRA = "Jansje de Vries", "Petra Jansen"


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """500 euro, by itself a fee of 75 euro; an invoice of 200 euro added later makes that 105 euro."""
    return make_case(session, store, today=OPENED)


@pytest.fixture
def petra(session: Session, store: DocumentStore, case: Case) -> CaseParty:
    """She owes it together with Jansje; both got their first letter."""
    joined = join(session, case, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=OPENED)
    post_first_notice(session, store, case, posted_on=FIRST_SENT)
    return joined


def order_added(session: Session, store: DocumentStore, case: Case, *, on: date = TODAY) -> LetterBatch:
    """Ordered and made."""
    shown = previewing.preview(session, [case.id], kind=KIND, letter_date=on, figures=FIGURES)
    batch = ordering.order(session, by(today=on), shown.marks, kind=KIND, letter_date=on, figures=FIGURES)
    finish_batch(session, batch)
    make_letters(session, store, batch)
    return batch


def post_added(session: Session, store: DocumentStore, case: Case, *, on: date = TODAY) -> dict[int, Letter]:
    """Posted, by whom each is for."""
    batch = order_added(session, store, case, on=on)
    posting.confirm_posted(session, by(), batch.id, posted_on=on, figures=FIGURES)
    finish_batch(session, batch)
    session.expire_all()
    return {letter.debtor_id: letter for letter in batch.letters}


def shown(session: Session, case: Case, on: date = TODAY) -> previewing.PreviewItem:
    return previewing.preview(session, [case.id], kind=KIND, letter_date=on, figures=FIGURES).items[0]


def owes(session: Session, case: Case, on: date = DUE) -> dict[str, PersonOwes]:
    record = statement.record_of(session, case, figures=FIGURES)
    return {one.person.name: one for one in per_person.owed_by_each(case, record, on=on, figures=FIGURES)}


def costs(session: Session, case: Case, on: date = DUE) -> dict[str, Decimal]:
    return {name: one.costs for name, one in owes(session, case, on).items()}


def whole(session: Session, case: Case, on: date = DUE) -> Decimal:
    return statement.valuation(session, case, on=on, figures=FIGURES).costs


def open_tasks(session: Session) -> list[str]:
    return list(session.scalars(select(Task.what).where(Task.state == TaskState.OPEN)))


def is_good(session: Session, store: DocumentStore) -> bool:
    session.commit()
    return verify(looked_at(session, store)).is_good


def test_each_gets_his_own_letter_and_the_fee_grows_once(
    session: Session, store: DocumentStore, case: Case, petra: CaseParty
) -> None:
    add(session, store, case)
    assert open_tasks(session) == ["Aanvullende veertiendagenbrief voor factuur F-2."]
    letters = post_added(session, store, case)
    assert {debtor_id: letter.fee for debtor_id, letter in letters.items()} == {
        case.debtor_id: Decimal("30.00"), petra.person_id: Decimal("30.00")
    }
    assert open_tasks(session) == []
    assert costs(session, case, DUE - timedelta(days=1)) == {MAIN: Decimal(75), PETRA: Decimal(75)}
    assert costs(session, case) == {MAIN: Decimal(105), PETRA: Decimal(105)}
    assert whole(session, case) == 105
    assert is_good(session, store)


def test_the_letter_says_with_whom_it_is_owed_and_names_what_was_added_alone(
    session: Session, store: DocumentStore, case: Case, petra: CaseParty
) -> None:
    add(session, store, case)
    dossier = dossiers.dossier_of(session, case, figures=FIGURES).about(petra.person_id, TODAY)
    said = plain_text(content(rule_of(KIND).data(dossier, letter_date=TODAY))).replace("\u00a0", " ")
    assert f"U en {MAIN} moeten dit bedrag samen betalen." in said
    assert "F-2" in said
    assert "F-1" not in said
    assert "Die kosten zijn € 30,00" in said


def test_who_got_no_valid_one_owes_no_fee_over_what_was_added(
    session: Session, store: DocumentStore, case: Case, petra: CaseParty
) -> None:
    add(session, store, case)
    letters = post_added(session, store, case)
    posting.mark_returned(session, LATER, letters[petra.person_id].id, returned_on=date(2026, 12, 1))
    assert costs(session, case) == {MAIN: Decimal(105), PETRA: Decimal(75)}
    assert whole(session, case) == 105, "it is asked once, of him"
    found = owes(session, case)
    assert found[MAIN].owes - found[PETRA].owes == 30
    assert is_good(session, store)


@pytest.mark.parametrize("whose", ["his", "hers"])
def test_a_receipt_that_is_denied_counts_for_who_denies_it_alone(
    session: Session, store: DocumentStore, case: Case, petra: CaseParty, whose: str
) -> None:
    add(session, store, case)
    letters = post_added(session, store, case)
    letter = letters[case.debtor_id if whose == "his" else petra.person_id]
    receipt_disputes.dispute(session, by(), case.id, letter.id, reason="Nooit gekregen", figures=FIGURES)
    lower, other = (MAIN, PETRA) if whose == "his" else (PETRA, MAIN)
    assert costs(session, case) == {lower: Decimal(75), other: Decimal(105)}
    assert is_good(session, store)


def test_whose_first_letter_came_back_gets_a_new_one_that_names_all(
    session: Session, store: DocumentStore, case: Case, petra: CaseParty
) -> None:
    first = session.scalars(select(Letter).where(Letter.debtor_id == petra.person_id)).one()
    posting.mark_returned(session, by(), first.id, returned_on=date(2026, 10, 9))
    add(session, store, case)
    item = shown(session, case)
    assert [to.debtor_id for to in item.recipients] == [case.debtor_id]
    assert "geen geldige eerste brief" in item.without[0]
    corrections.withdraw_return(session, by(), case.id, first.id, reason="Verkeerde brief", figures=FIGURES)
    assert len(shown(session, case).recipients) == 2
    assert is_good(session, store)


def test_a_return_is_taken_back_although_another_got_his_own_letter_later_in_the_batch(
    session: Session, case: Case, petra: CaseParty
) -> None:
    his = session.scalars(select(Letter).where(Letter.debtor_id == case.debtor_id)).one()
    assert his.id < session.scalars(select(Letter.id).where(Letter.debtor_id == petra.person_id)).one()
    posting.mark_returned(session, by(), his.id, returned_on=date(2026, 10, 9))
    corrections.withdraw_return(session, by(), case.id, his.id, reason="Verkeerde brief", figures=FIGURES)
    assert his.returned_on is None


def test_the_task_stands_until_the_letter_to_each_has_left(
    session: Session, store: DocumentStore, case: Case, petra: CaseParty
) -> None:
    add(session, store, case)
    batch = order_added(session, store, case)
    his = next(letter for letter in batch.letters if letter.debtor_id == case.debtor_id)
    her = next(letter for letter in batch.letters if letter.debtor_id == petra.person_id)
    ordering.withdraw(session, by(), her.id, reason="Eerst haar adres", on=TODAY)
    posting.confirm_posted(session, by(), batch.id, posted_on=TODAY, figures=FIGURES)
    finish_batch(session, batch)
    session.expire_all()
    assert (his.state, her.state) == (LetterState.POSTED, LetterState.WITHDRAWN)
    assert open_tasks(session) == ["Aanvullende veertiendagenbrief voor factuur F-2."]
    assert [to.debtor_id for to in shown(session, case).recipients] == [petra.person_id]
    post_added(session, store, case)
    assert open_tasks(session) == []
    assert costs(session, case) == {MAIN: Decimal(105), PETRA: Decimal(105)}
    assert is_good(session, store)


def test_heirs_are_each_asked_their_share_of_it_and_of_the_fee(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """Half of 500 euro is 250: a fee of 40 euro, with half of 200 euro over 350: 52.50, so 12.50 more."""
    died = date(2026, 6, 1)
    change(session, case.debtor, died_on=died)
    first, second = (
        join(session, case, PartyRole.HEIR, person(surname=name), share=(1, 2), on=died) for name in ("Oost", "West")
    )
    post_first_notice(session, store, case, posted_on=FIRST_SENT)
    add(session, store, case)
    letters = post_added(session, store, case)
    assert {debtor_id: letter.fee for debtor_id, letter in letters.items()} == {
        first.person_id: Decimal("12.50"), second.person_id: Decimal("12.50")
    }
    assert set(costs(session, case).values()) == {Decimal("52.50")}
    posting.mark_returned(session, LATER, letters[second.person_id].id, returned_on=date(2026, 12, 1))
    assert costs(session, case) == {"Oost": Decimal("52.50"), "West": Decimal("40.00")}
    assert is_good(session, store)


@pytest.mark.parametrize(("died", "each"), [(date(2026, 12, 9), "37.50"), (date(2026, 12, 10), "52.50")])
def test_heirs_inherit_what_was_due_by_both_letters_and_nothing_of_a_term_that_ran(
    session: Session, store: DocumentStore, case: Case, died: date, each: str
) -> None:
    """The last day of his added term, and the day after it: 75 and 105 euro in two halves."""
    post_first_notice(session, store, case, posted_on=FIRST_SENT)
    add(session, store, case)
    post_added(session, store, case)
    case.debtor.died_on = died
    for name in ("Oost", "West"):
        join(session, case, PartyRole.HEIR, person(surname=name), share=(1, 2), on=TODAY)
    assert costs(session, case, date(2026, 12, 31)) == {"Oost": Decimal(each), "West": Decimal(each)}


def test_who_joins_after_it_owes_no_fee_until_his_own_first_letter(
    session: Session, store: DocumentStore, case: Case
) -> None:
    post_first_notice(session, store, case, posted_on=FIRST_SENT)
    add(session, store, case)
    post_added(session, store, case)
    join(session, case, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=TODAY)
    assert costs(session, case) == {MAIN: Decimal(105), PETRA: Decimal(0)}
    record = statement.record_of(session, case, figures=FIGURES)
    assert added_claims.of_each(case, record) == [], "she gets a first letter, which names all"
    assert is_good(session, store)


def test_a_plan_with_her_inside_that_term_leaves_both_what_they_owe(
    session: Session, store: DocumentStore, case: Case, petra: CaseParty
) -> None:
    """Costs were due of her already, so that none rest."""
    add(session, store, case)
    post_added(session, store, case)
    wanted = Wanted(agreed_on=TODAY, first_due_on=TODAY, number=3, debtor_id=petra.person_id)
    schedule = arrangements.propose_with(session, case.id, wanted, figures=FIGURES)
    made = arrangements.make(session, by(), case.id, schedule, note="", client_agreed=True, figures=FIGURES)
    assert not made.costs_rest
    assert costs(session, case) == {MAIN: Decimal(105), PETRA: Decimal(105)}
    assert is_good(session, store)


def test_a_guarantor_keeps_a_new_invoice_out(session: Session, case: Case) -> None:
    join(session, case, PartyRole.GUARANTOR, person(surname="Borg"), liable_most=Decimal(400), on=OPENED)
    assert "staat iemand borg" in adding.why_not(session, case)
    with pytest.raises(Refused):
        adding.foresee(session, case.id, invoice(), today=TODAY, figures=FIGURES)
