"""What an agency adds to its letters: two people approve it, and letters of before keep what they said."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from cases.amicable import mailing
from cases.correspondence import by_hand, making
from cases.correspondence.kinds.reminder import RULE as REMINDER
from cases.errors import AlreadyDone
from cases.models import (
    Case,
    DeliveryState,
    Document,
    Letter,
    LetterAddition,
    LetterKind,
    LookedAs,
    LookState,
    RoleName,
    SecondLook,
    SetUpChange,
    User,
)
from cases.schema.db import CitizenNumberFound
from cases.setup import four_eyes, letter_additions, organisations, second_looks, text_approvals
from cases.setup.letter_additions import AdditionRefused
from cases.setup.second_looks import MayNotConfirm
from cases.store import DocumentStore
from letters import additions
from letters.catalogue import render
from tests.cases.amicable.mails import KIND, LEAVING, case_by_mail, claimed, planned
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make, make_agency, make_case, make_user, order_first_notice

FIRST = LetterKind.FIRST_NOTICE
ADDED = "Wij helpen u graag. Kom gerust langs op ons kantoor."
OTHER = "Wij spreken ook Engels en Pools. Vraag er gerust naar."
ANOTHER = {
    "customer": "K-2", "invoice": "Z-77", "first_name": "Karel", "surname": "Bos", "born": "02-03-1970",
    "email": "karel@voorbeeld.test", "amount": "80,00",
}
LATER = NOW + timedelta(hours=1)

Adding = Callable[[LetterKind, str], LetterAddition]


@pytest.fixture
def admins(session: Session) -> tuple[User, User]:
    first, second = (
        make_user(session, RoleName.ADMIN, email=f"{name}@voorbeeld.test", name=name) for name in ("Een", "Twee")
    )
    return first, second


@pytest.fixture
def add(session: Session, admins: tuple[User, User]) -> Adding:
    """Two people approve a paragraph."""

    def approved(kind: LetterKind, text: str) -> LetterAddition:
        look = ask(session, admins[0], text, kind)
        four_eyes.confirm(session, by(admins[1].id, LATER), look.id)
        return letter_additions.versions(session, kind)[0]

    return approved


def ask(session: Session, person: User, text: str, kind: LetterKind = FIRST) -> SecondLook:
    look = four_eyes.ask_addition(session, by(person.id), kind, text).look
    assert look is not None
    return look


def made(session: Session, store: DocumentStore, case: Case) -> Letter:
    """A first letter as a worker makes it now."""
    batch = order_first_notice(session, case)
    make(session, store, batch, drawn=render)
    return batch.letters[0]


def said(letter: Letter) -> str:
    assert letter.content is not None
    return letter.content.text


def test_until_another_confirms_it_letters_go_as_they_went(
    session: Session, store: DocumentStore, admins: tuple[User, User]
) -> None:
    make_agency(session)
    look = ask(session, admins[0], ADDED)
    assert letter_additions.in_use(session) == {}
    assert ADDED not in said(made(session, store, make_case(session, store)))
    with pytest.raises(MayNotConfirm, match="U vroeg dit zelf"):
        four_eyes.confirm(session, by(admins[0].id, LATER), look.id)
    four_eyes.confirm(session, by(admins[1].id, LATER), look.id)
    assert letter_additions.in_use(session) == {FIRST: ADDED}
    assert ADDED in said(made(session, store, make_case(session, store, **ANOTHER)))
    (kept,) = letter_additions.versions(session, FIRST)
    assert (kept.asked_by, kept.approved_by, kept.approved_as, kept.approved_at) == (
        admins[0].id, admins[1].id, LookedAs.COLLEAGUE, LATER,
    )
    told = session.scalars(select(SetUpChange.new_value).where(SetUpChange.subject == "text")).all()
    assert "aanvulling op een brief: bevestigd door een collega (Eerste brief (veertiendagenbrief))" in str(told)


def test_a_change_is_asked_again_and_the_one_of_before_goes_along_until_then(
    session: Session, store: DocumentStore, admins: tuple[User, User], add: Adding
) -> None:
    make_agency(session)
    add(FIRST, ADDED)
    look = ask(session, admins[1], OTHER)
    assert ADDED in said(made(session, store, make_case(session, store)))
    four_eyes.confirm(session, by(admins[0].id, LATER), look.id)
    text = said(made(session, store, make_case(session, store, **ANOTHER)))
    assert OTHER in text
    assert ADDED not in text
    assert [each.text for each in letter_additions.versions(session, FIRST)] == [OTHER, ADDED]
    # the text itself keeps its approval: what was added is approved by itself
    assert FIRST not in {each.kind for each in text_approvals.unapproved(session)}


def test_taking_it_away_is_asked_too(session: Session, admins: tuple[User, User], add: Adding) -> None:
    make_agency(session)
    add(FIRST, ADDED)
    look = ask(session, admins[0], "  ")
    assert letter_additions.of_kind(session, FIRST) == ADDED
    four_eyes.confirm(session, by(admins[1].id, LATER), look.id)
    assert letter_additions.in_use(session) == {}
    with pytest.raises(AlreadyDone, match="heeft geen aanvulling"):
        ask(session, admins[0], "")


def test_a_letter_that_was_made_keeps_its_words_and_goes_by_email_with_them(
    session: Session, store: DocumentStore, add: Adding
) -> None:
    case = case_by_mail(session, store)
    add(KIND, ADDED)
    delivery = planned(session, store, case)
    text, pdf = said(delivery.letter), session.get_one(Document, delivery.letter.pdf_id).sha256
    add(KIND, OTHER)
    taken = claimed(session, store, delivery)
    assert taken is not None, delivery.reason
    assert delivery.state is DeliveryState.SENDING
    sent = " ".join(taken.content.decode().replace("=\r\n", "").split())
    assert ADDED in sent
    assert OTHER not in sent
    assert said(delivery.letter) == text
    assert session.get_one(Document, delivery.letter.pdf_id).sha256 == pdf


def test_a_letter_of_before_any_addition_goes_by_email_without_one(
    session: Session, store: DocumentStore, add: Adding
) -> None:
    delivery = planned(session, store, case_by_mail(session, store))
    add(KIND, ADDED)
    taken = claimed(session, store, delivery)
    assert taken is not None, delivery.reason
    assert ADDED not in taken.content.decode().replace("=\r\n", "")
    assert mailing.due(session, LEAVING) == []


def test_an_ordered_letter_that_is_not_made_yet_gets_the_newest(
    session: Session, store: DocumentStore, add: Adding
) -> None:
    batch = order_first_notice(session, make_case(session, store))
    add(FIRST, ADDED)
    make(session, store, batch, drawn=render)
    assert ADDED in said(batch.letters[0])
    claimed_again = making.claim(session, [batch.letters[0].id], now=LATER, lease=timedelta(minutes=5))
    assert claimed_again.attempts == {}


def test_who_looks_at_a_letter_before_it_is_ordered_sees_it(
    session: Session, store: DocumentStore, add: Adding
) -> None:
    case = make_case(session, store)
    add(FIRST, ADDED)
    rule = next(rule for rule in by_hand.rules().values() if rule.kind is FIRST)
    wanted = by_hand.Wanted(rule=rule, letter_date=TODAY, debtor_id=case.debtor_id, filled_in=None)
    assert ADDED in by_hand.look(session, case, wanted, figures=FIGURES).text
    assert REMINDER.kind not in letter_additions.in_use(session)


@pytest.mark.parametrize(("text", "told"), [
    ("Wij sturen dan een deurwaarder.", "De deurwaarder noemt u niet"),
    ("Betaal binnen tien dagen aan ons.", "noem geen termijn"),
    ("Betaal nog wat euro aan ons.", "bedragen en percentages"),
    ("De verantwoordelijkheidsverdeling is privaatrechtelijk overeengekomen.", "moeilijker dan mag"),
    ("Beste {{ naam }}, wij helpen u.", "nog moet worden ingevuld"),
])
def test_what_may_not_stand_in_a_letter_cannot_be_asked(
    session: Session, admins: tuple[User, User], text: str, told: str
) -> None:
    with pytest.raises(AdditionRefused, match="Deze aanvulling mag zo niet in de brief") as refused:
        ask(session, admins[0], text)
    assert told in str(refused.value)
    assert session.scalars(select(SecondLook)).all() == []


def test_a_citizen_service_number_in_it_is_refused_whoever_checked_the_words(
    session: Session, admins: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letter_additions, "addition_faults", lambda *_text: ())
    with pytest.raises(CitizenNumberFound):
        ask(session, admins[0], "Wij helpen u graag, met BSN 111222333.")


def test_what_may_not_any_more_is_not_confirmed(
    session: Session, admins: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_agency(session)
    look = ask(session, admins[0], ADDED)
    monkeypatch.setattr(letter_additions, "addition_faults", lambda *_text: ("dit mag niet meer",))
    with pytest.raises(AdditionRefused, match="dit mag niet meer"):
        four_eyes.confirm(session, by(admins[1].id, LATER), look.id)
    assert look.state is LookState.OPEN


def test_of_one_letter_one_change_waits_and_of_another_its_own(
    session: Session, admins: tuple[User, User]
) -> None:
    make_agency(session)
    first, other, again = (
        ask(session, admins[0], text, kind) for text, kind in ((ADDED, FIRST), (ADDED, KIND), (OTHER, FIRST))
    )
    assert [each.state for each in (first, other, again)] == [LookState.WITHDRAWN, LookState.OPEN, LookState.OPEN]
    assert letter_additions.asked_now(session, FIRST) == again
    assert letter_additions.asked_now(session, LetterKind.RECEIPT) is None


def test_what_changed_since_it_was_asked_cannot_be_confirmed(session: Session, admins: tuple[User, User]) -> None:
    make_agency(session)
    look = ask(session, admins[0], ADDED)
    letter_additions.approve(
        session, by(admins[0].id), by(admins[1].id, LATER), FIRST, OTHER, looked_as=LookedAs.COLLEAGUE
    )
    with pytest.raises(MayNotConfirm, match="intussen al anders"):
        four_eyes.confirm(session, by(admins[1].id, LATER), look.id)
    with pytest.raises(AlreadyDone, match="staat het al"):
        ask(session, admins[0], f" {OTHER}\n")


def test_an_office_of_one_person_waits_two_days(session: Session) -> None:
    profile, alone = make_agency(session), make_user(session, RoleName.ADMIN)
    organisations.save_agency_profile(session, by(alone.id), replace(
        organisations.profile_values(profile), one_person=True
    ))
    look, why = ask(session, alone, ADDED), "Mensen vragen vaak of zij langs mogen komen."
    second_looks.give_reason(session, by(alone.id), look.id, why)
    with pytest.raises(MayNotConfirm, match="twee dagen wachttijd"):
        four_eyes.confirm(session, by(alone.id, LATER), look.id, reason=why)
    four_eyes.confirm(session, by(alone.id, NOW + timedelta(days=2)), look.id, reason=why)
    assert letter_additions.versions(session, FIRST)[0].approved_as is LookedAs.WAITING_TIME


def test_what_was_approved_never_changes(session: Session, add: Adding) -> None:
    make_agency(session)
    add(FIRST, ADDED)
    for statement in (delete(LetterAddition), update(LetterAddition).values(text=OTHER)):
        with pytest.raises(DatabaseError, match=r"append-only|permission denied"), session.begin_nested():
            session.execute(statement)
    assert additions.faults(letter_additions.of_kind(session, FIRST)) == ()
