"""A text that two people did not approve: nothing with it is ordered, made or posted; a changed word asks anew."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from cases.correspondence import making, ordering, posting, previewing
from cases.errors import AlreadyDone, Refused
from cases.models import (
    Case,
    Letter,
    LetterKind,
    LetterState,
    LookedAs,
    RoleName,
    SecondLook,
    SetUpChange,
    TextApproval,
    User,
)
from cases.names import name
from cases.setup import four_eyes, organisations, second_looks, text_approvals, text_stops
from cases.setup.second_looks import MayNotConfirm, NoSecondPerson
from cases.setup.text_approvals import TextNotApproved, Words
from cases.store import DocumentStore
from legal.counting.valuation import Channel
from letters.catalogue import catalogue
from letters.reviewing import reviewed
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make_agency, make_case, make_letters, make_user, order_first_notice

FIRST = LetterKind.FIRST_NOTICE
NEWEST = catalogue()[FIRST.value].version
LATER = NOW + timedelta(hours=1)
WAITS = f"de tekst Eerste brief (veertiendagenbrief) {NEWEST} is nog niet goedgekeurd door twee mensen"
BOTH = [LetterKind.FIRST_NOTICE, LetterKind.MISSED_TERM]


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    return make_case(session, store)


@pytest.fixture
def admins(session: Session) -> tuple[User, User]:
    return tuple(  # type: ignore[return-value]  # two of them
        make_user(session, RoleName.ADMIN, email=f"{name}@voorbeeld.test", name=name) for name in ("Een", "Twee")
    )


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A program of which a part that the first letter takes in has other words than those that were approved."""
    right = text_approvals.fingerprint

    def change() -> None:
        monkeypatch.setattr(
            text_approvals, "fingerprint",
            lambda kind, version: "f" * 64 if kind == FIRST.value else right(kind, version),
        )

    return change


def ask(session: Session, person: User, kinds: list[LetterKind]) -> SecondLook:
    look = four_eyes.ask_texts(session, by(person.id), kinds).look
    assert look is not None
    return look


def test_no_letter_is_ordered_and_the_preview_says_why_and_what_to_do(
    session: Session, case: Case, changed: Any
) -> None:
    changed()
    shown = previewing.preview(session, [case.id], kind=FIRST, letter_date=TODAY, figures=FIGURES)
    assert shown.skipping[0].skipped == f"{WAITS}; een beheerder vraagt dat bij Beheer, Teksten"
    with pytest.raises(Refused, match="Geen van de gekozen dossiers"):
        ordering.order(session, by(), shown.marks, kind=FIRST, letter_date=TODAY, figures=FIGURES)


def test_a_changed_part_is_asked_anew_and_what_was_ordered_is_made_once_it_is_approved(
    session: Session, store: DocumentStore, case: Case, admins: tuple[User, User], changed: Any
) -> None:
    batch = order_first_notice(session, case)
    ids = [letter.id for letter in batch.letters]
    changed()
    assert making.claim(session, ids, now=NOW, lease=timedelta(minutes=5)).attempts == {}
    assert making.left_behind(session, now=NOW) == []
    assert text_approvals.of_batch(session, batch.id) == [f"{WAITS}; een beheerder vraagt dat bij Beheer, Teksten"]
    look = ask(session, admins[0], [FIRST])
    four_eyes.confirm(session, by(admins[1].id, LATER), look.id)
    assert text_approvals.of_batch(session, batch.id) == []
    make_letters(session, store, batch)
    posting.confirm_posted(session, by(), batch.id, posted_on=TODAY, figures=FIGURES)
    assert batch.letters[0].state in (LetterState.LEAVING, LetterState.POSTED)


def test_a_letter_that_was_made_with_approved_words_leaves_also_when_they_changed_since(
    session: Session, store: DocumentStore, case: Case, changed: Any
) -> None:
    batch = order_first_notice(session, case)
    make_letters(session, store, batch)
    changed()
    posting.require_printable(session, batch.id, today=TODAY, figures=FIGURES)
    posting.confirm_posted(session, by(), batch.id, posted_on=TODAY, figures=FIGURES)


def test_a_letter_of_before_approvals_with_a_text_that_nobody_approved_is_not_printed_and_not_posted(
    session: Session, store: DocumentStore, case: Case
) -> None:
    batch = order_first_notice(session, case)
    make_letters(session, store, batch)
    (letter,) = session.scalars(select(Letter))
    letter.text_version = "v0"
    session.flush()
    assert "v0 is niet goedgekeurd door twee mensen" in text_approvals.of_batch(session, batch.id)[0]
    with pytest.raises(TextNotApproved, match="Er loopt dus ook geen termijn"):
        posting.confirm_posted(session, by(), batch.id, posted_on=TODAY, figures=FIGURES)
    with pytest.raises(TextNotApproved):
        posting.require_printable(session, batch.id, today=TODAY, figures=FIGURES)
    assert letter.sent_on is None


def test_a_stop_of_the_text_is_told_before_that_it_waits(
    session: Session, admins: tuple[User, User], changed: Any
) -> None:
    make_agency(session)
    changed()
    text_stops.stop(
        session, by(admins[0].id), kind=FIRST, version=NEWEST, channels=[Channel.ORDINARY_POST], reason="zin klopt niet"
    )
    assert "stilgezet" in text_stops.refusal(session, FIRST, Channel.ORDINARY_POST)
    assert text_stops.refusal(session, FIRST, Channel.EMAIL).startswith(WAITS)
    assert text_stops.refusal(session, LetterKind.MISSED_TERM, Channel.ORDINARY_POST) == ""


def test_a_fresh_agency_sends_nothing_until_two_people_read_its_texts(
    session: Session, admins: tuple[User, User]
) -> None:
    """Also before its first case: no agency is so young that one person speaks for it."""
    assert {each.kind for each in text_approvals.unapproved(session)} == set(LetterKind)
    look = ask(session, admins[0], BOTH)
    with pytest.raises(MayNotConfirm, match="U vroeg dit zelf"):
        four_eyes.confirm(session, by(admins[0].id, LATER), look.id)
    with pytest.raises(AlreadyDone, match="al gevraagd"):
        ask(session, admins[1], [FIRST])
    four_eyes.confirm(session, by(admins[1].id, LATER), look.id)
    assert {each.kind for each in text_approvals.unapproved(session)} == set(LetterKind) - set(BOTH)
    kept = session.scalars(select(TextApproval).order_by(TextApproval.id)).all()
    assert [(each.kind, each.asked_by, each.approved_by, each.approved_as) for each in kept] == [
        (kind, admins[0].id, admins[1].id, LookedAs.COLLEAGUE) for kind in BOTH
    ]
    with pytest.raises(AlreadyDone, match="al goedgekeurd"):
        ask(session, admins[0], [FIRST])
    told = session.scalars(select(SetUpChange.new_value).where(SetUpChange.subject == "text")).all()
    both = ", ".join(text_approvals.words_of(kind).about for kind in BOTH)
    assert f"bevestigd door een collega ({both})" in str(told)


def test_without_a_second_person_nobody_asks_and_an_office_of_one_waits_two_days(
    session: Session, changed: Any
) -> None:
    profile, alone = make_agency(session), make_user(session, RoleName.ADMIN)
    changed()
    with pytest.raises(NoSecondPerson):
        ask(session, alone, [FIRST])
    organisations.save_agency_profile(session, by(alone.id), replace(
        organisations.profile_values(profile), one_person=True
    ))
    look, why = ask(session, alone, [FIRST]), "De nieuwe brief is door mijn advocaat gelezen."
    second_looks.give_reason(session, by(alone.id), look.id, why)
    with pytest.raises(MayNotConfirm, match="twee dagen wachttijd"):
        four_eyes.confirm(session, by(alone.id, LATER), look.id, reason=why)
    four_eyes.confirm(session, by(alone.id, NOW + timedelta(days=2)), look.id, reason=why)
    assert text_approvals.unapproved(session) == []
    assert text_approvals.approvals(session)[text_approvals.words_of(FIRST)].approved_as is LookedAs.WAITING_TIME


def test_what_changed_since_it_was_asked_cannot_be_confirmed(
    session: Session, admins: tuple[User, User], changed: Any
) -> None:
    look = ask(session, admins[0], [FIRST])
    changed()
    with pytest.raises(MayNotConfirm, match="intussen al anders"):
        four_eyes.confirm(session, by(admins[1].id, LATER), look.id)
    assert ask(session, admins[0], [FIRST]).id != look.id


def test_a_text_with_a_fault_cannot_be_asked(
    session: Session, admins: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = replace(reviewed(FIRST.value), faults=("geen zin zegt de termijn (art. 6:96 lid 6 BW)",))
    monkeypatch.setattr(four_eyes, "reviewed", lambda *_kind: found)
    with pytest.raises(Refused, match="geen zin zegt de termijn"):
        ask(session, admins[0], [FIRST])
    with pytest.raises(Refused, match="Kies een tekst"):
        ask(session, admins[0], [])


def test_an_approval_never_changes(session: Session) -> None:
    make_agency(session)
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"), session.begin_nested():
        session.execute(delete(TextApproval))


def test_what_waits_is_told_by_its_name_and_version() -> None:
    text = Words(kind=LetterKind.MISSED_TERM, version="v1", fingerprint="x")
    assert text.about == f"{name(LetterKind.MISSED_TERM)} v1"
