"""What may not be kept is made unreadable by two people, in one way only, and the chain still says what is true."""

from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from cases import events
from cases.amicable import holds
from cases.errors import NotFound, Refused
from cases.models import (
    CaseEvent,
    Document,
    DocumentKind,
    EventKind,
    Hold,
    HoldKind,
    LookedAs,
    LookState,
    Redaction,
    Seal,
    SecondLook,
    SetUpChange,
    SetUpSubject,
    User,
)
from cases.privacy.citizen_numbers import holds_one
from cases.queries.citizen_numbers import on_record
from cases.schema import triggers
from cases.schema.db import CitizenNumberFound
from cases.setup import four_eyes, second_looks
from cases.setup.second_looks import MayNotConfirm
from cases.store import DocumentStore
from cases.trace import set_up_changes
from cases.trace.digests import digest_of, rows_written, write_plainly
from cases.trace.redacting import Place, words_at
from tests.cases.confirming.alone import work_alone
from tests.cases.setup.test_second_looks import user
from tests.cases.trace.test_sealing import seal_all, wrong
from tests.conftest import NOW
from tests.factories import TODAY, by, make_agency, make_case
from tests.owner import as_owner

NUMBER = "111222333"
REASON = "Gevonden bij de controle van het dossier"
MARK = f"[onleesbaar gemaakt op {TODAY:%d-%m-%Y}: burgerservicenummer]"


class Office:
    """Two administrators, a case, and a number in four places: an event, an entry, a change of the set-up, a hold."""

    def __init__(self, session: Session, store: DocumentStore) -> None:
        make_agency(session)
        self.session = session
        self.case = make_case(session, store)
        self.anna, self.bram = user(session, "anna"), user(session, "bram")
        hold = holds.place(session, by(), self.case.id, kind=HoldKind.DISPUTE, reason="betwist", on=TODAY)
        event = CaseEvent(case_id=self.case.id, kind=EventKind.HOLD_PLACED, recorded_at=NOW, effective_on=TODAY, data={
            "hold": "dispute", "reason": f"“{NUMBER}” zei hij, en bel € 12,50",
            "parts": [{"words": "éérst"}, {"words": f"bsn {NUMBER}"}],
        })
        session.add(event)
        set_up_changes.record(session, by(), SetUpSubject.AGENCY, 1, before={}, after={
            "trade_name": f"bsn {NUMBER} en 123456782, Bureau", "website": "voorbeeld.test"
        })
        session.execute(text("UPDATE hold SET reason = :words"), {"words": f"mijn bsn is {NUMBER}"})
        session.flush()
        self.event = Place(source="case_event", row_id=event.id, column="data", path="reason")
        self.nested = Place(source="case_event", row_id=event.id, column="data", path="parts.1.words")
        change = session.scalars(select(SetUpChange).where(SetUpChange.field == "trade_name")).one()
        self.change = Place(source="set_up_change", row_id=change.id, column="new_value")
        self.hold = Place(source="hold", row_id=hold.id, column="reason")
        session.commit()

    def ask(self, place: Place, who: User | None = None) -> SecondLook:
        asked = four_eyes.ask_redaction(self.session, by((who or self.anna).id), place, REASON)
        assert asked.look is not None
        return asked.look

    def redact(self, place: Place) -> None:
        four_eyes.confirm(self.session, by(self.bram.id), self.ask(place).id)
        self.session.commit()


@pytest.fixture
def office(session: Session, store: DocumentStore) -> Office:
    return Office(session, store)


@pytest.fixture
def sealed(office: Office) -> Office:
    seal_all(office.session)
    return office


def test_a_mark_takes_the_place_of_the_number_alone_and_the_chain_holds(sealed: Office, tmp_path: Path) -> None:
    session = sealed.session
    assert len(list(on_record(session))) == 5
    for place in (sealed.event, sealed.nested, sealed.change, sealed.hold):
        sealed.redact(place)
    event = session.get_one(CaseEvent, sealed.event.row_id)
    assert event.data["reason"] == f"“{MARK}” zei hij, en bel € 12,50"
    assert event.data["parts"] == [{"words": "éérst"}, {"words": f"bsn {MARK}"}]
    assert session.get_one(SetUpChange, sealed.change.row_id).new_value == f"bsn {MARK} en {MARK}, Bureau"
    assert session.get_one(Hold, sealed.hold.row_id).reason == f"mijn bsn is {MARK}"
    assert list(on_record(session)) == []
    seal_all(session)
    assert wrong(session, tmp_path) == []


def test_the_record_says_who_asked_who_confirmed_and_why_and_the_case_tells_it(sealed: Office) -> None:
    sealed.redact(sealed.event)
    told = sealed.session.scalars(select(Redaction)).one()
    assert (told.source, told.row_id, told.column_name, told.path) == (
        "case_event", sealed.event.row_id, "data", "$.reason"
    )
    assert (told.asked_by, told.confirmed_by, told.reason) == (sealed.anna.id, sealed.bram.id, REASON)
    last = sealed.session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    assert last is not None
    assert (last.case_id, last.actor_id) == (sealed.case.id, sealed.bram.id)
    assert events.read(last).parts() == (REASON, "gevraagd door Anna")


def digest_with(session: Session, place: Place, salt: str, words: str) -> str:
    """The digest of the row with other words in it, as whoever tries all numbers would make it."""
    write_plainly(session)
    (row,) = rows_written(session, place.source, [place.row_id])
    now = words_at(session, place)
    return digest_of(salt, tuple(each and each.replace(now, words) for each in row[1:]))


def test_nothing_that_is_kept_gives_the_number_away(sealed: Office) -> None:
    """Of two numbers in a row also not the second, by what was kept of the row without the first."""
    session, place = sealed.session, sealed.change
    was = words_at(session, place)
    seal = session.scalars(select(Seal).where(Seal.source == place.source, Seal.row_id == place.row_id)).one()
    before = (seal.salt, seal.digest)
    assert digest_with(session, place, seal.salt, was) == seal.digest  # so it could be found with the salt
    sealed.redact(place)
    salts = set(session.scalars(select(Seal.salt)))
    assert before[0] not in salts
    kept = {seal.digest, *session.scalars(select(Redaction.digest))}
    assert before[1] in kept
    half = was.replace("123456782", MARK)
    assert not kept & {digest_with(session, place, salt, words) for salt in salts for words in (was, half)}
    look = session.scalars(select(SecondLook)).first()
    assert look is not None
    assert not holds_one(str(look.wanted) + str(look.before))


def test_every_other_change_stays_refused(sealed: Office) -> None:
    sealed.redact(sealed.event)
    sealed.redact(sealed.change)
    for change in (
        "UPDATE case_event SET data = '{}'", "UPDATE case_event SET effective_on = '2020-01-01'",
        "DELETE FROM case_event", "UPDATE set_up_change SET new_value = 'anders'", "DELETE FROM redaction",
        "UPDATE redaction SET reason = 'anders'", "UPDATE set_up_change SET old_value = new_value",
        "UPDATE seal SET salt = 'x'", "UPDATE seal SET digest = 'x' WHERE source = 'case_event'",
        "UPDATE set_up_change SET new_value = replace(new_value, 'Bureau', 'Kantoor')",
    ):
        with pytest.raises(DatabaseError, match="append-only"):
            as_owner(sealed.session.connection(), change)
        sealed.session.rollback()


def test_a_redaction_lets_through_no_other_place_words_or_mark(sealed: Office) -> None:
    """A row of it that somebody wrote himself allows only what it says: the piece, for the mark."""
    session, (row_id, look) = sealed.session, (sealed.change.row_id, sealed.ask(sealed.change))
    values = {
        "source": "set_up_change", "row_id": row_id, "column_name": "new_value", "path": "", "starts_at": 4,
        "ends_at": 13, "mark": MARK, "digest": "", "reason": "", "second_look_id": look.id,
        "asked_by": sealed.anna.id, "asked_at": NOW, "confirmed_by": sealed.bram.id, "confirmed_at": NOW,
    }
    session.add(Redaction(**values))
    session.commit()
    for words in (f"xxx {MARK} en 123456782, Bureau", "bsn [iets] en 123456782, Bureau", f"bsn {MARK}"):
        with pytest.raises(DatabaseError, match="append-only"):
            session.execute(
                text("UPDATE set_up_change SET new_value = :words WHERE id = :id"), {"words": words, "id": row_id}
            )
        session.rollback()
    new = f"'bsn {MARK} en 123456782, Bureau'"
    with pytest.raises(DatabaseError, match="append-only"):
        as_owner(session.connection(), f"UPDATE set_up_change SET new_value = {new}, field = 'x' WHERE id = {row_id}")
    session.rollback()
    for wrong_one in ({"confirmed_by": sealed.anna.id}, {"mark": "anders"}, {"ends_at": 4}):
        session.add(Redaction(**{**values, **wrong_one}))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


@pytest.mark.superuser
def test_what_the_owner_of_the_database_changes_beside_it_is_told(sealed: Office, tmp_path: Path) -> None:
    session = sealed.session
    sealed.redact(sealed.event)
    seal_all(session)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    with session.get_bind().connect() as connection:  # type: ignore[union-attr]
        triggers.remove(connection)
        connection.commit()
    for change in (
        "UPDATE case_event SET data = replace(data, 'zei hij', 'zei zij') WHERE id = :id",
        "UPDATE case_event SET data = replace(data, 'dispute', 'debt_help') WHERE id = :id",
        "UPDATE case_event SET actor_id = 1 WHERE id = :id",
        "UPDATE seal SET salt = '' WHERE row_id = :id AND source = 'case_event'",
        "DELETE FROM redaction",
    ):
        written = change if is_sqlite else change.replace("(data,", "(data::text,").replace(") WHERE", ")::json WHERE")
        session.execute(text(written), {"id": sealed.event.row_id})
        found = wrong(session, tmp_path)
        assert ("case_event", str(sealed.event.row_id)) in {
            (each.table, each.row) for each in found if "veranderd" in each.what
        }, change
        session.rollback()


def test_it_always_takes_another_person_also_in_an_office_of_one(sealed: Office) -> None:
    session = sealed.session
    sealed.bram.active = False
    session.flush()
    look = sealed.ask(sealed.hold)  # nobody is there to confirm: it waits
    assert look.state is LookState.OPEN
    with pytest.raises(MayNotConfirm):
        four_eyes.confirm(session, by(sealed.anna.id), look.id)
    with pytest.raises(Refused):
        second_looks.give_reason(session, by(sealed.anna.id), look.id, "Ik werk alleen en kan niet wachten")
    sealed.bram.active = True
    four_eyes.confirm(session, by(sealed.bram.id), look.id)
    assert not holds_one(session.get_one(Hold, sealed.hold.row_id).reason)


def test_what_was_just_written_waits_for_its_seal(office: Office) -> None:
    with pytest.raises(Refused, match="nog niet in de keten"):
        office.redact(office.event)
    office.session.rollback()
    seal_all(office.session)
    office.redact(office.event)


def test_asked_twice_refused_or_gone_meanwhile_changes_nothing(sealed: Office) -> None:
    session = sealed.session
    first, second = sealed.ask(sealed.event), sealed.ask(sealed.event, sealed.bram)
    other = sealed.ask(sealed.nested)
    assert (first.state, second.state, other.state) == (LookState.WITHDRAWN, LookState.OPEN, LookState.OPEN)
    second_looks.refuse(session, by(sealed.anna.id), second.id, "Dit is een klantnummer")
    assert list(session.scalars(select(Redaction))) == []
    last = sealed.ask(sealed.event)
    sealed.redact(sealed.nested)
    four_eyes.confirm(session, by(sealed.bram.id), last.id)
    session.commit()
    with pytest.raises(Refused, match="geen burgerservicenummer meer"):
        sealed.ask(sealed.event)
    with pytest.raises(Refused):
        four_eyes.confirm(session, by(sealed.bram.id), last.id)
    for nowhere in (Place(source="case_event", row_id=10**6, column="data", path="reason"),
                    Place(source="case_event", row_id=sealed.event.row_id, column="data", path="parts.9.words")):
        with pytest.raises(NotFound):
            sealed.ask(nowhere)


def test_the_reason_repeats_no_number(sealed: Office) -> None:
    with pytest.raises(CitizenNumberFound):
        four_eyes.ask_redaction(sealed.session, by(sealed.anna.id), sealed.event, f"Hier staat bsn {NUMBER} in")
    with pytest.raises(Refused):
        four_eyes.ask_redaction(sealed.session, by(sealed.anna.id), sealed.event, "weg")


def test_a_name_goes_from_what_is_searched_too(sealed: Office) -> None:
    session, debtor_id = sealed.session, sealed.case.debtor_id
    session.execute(
        text("UPDATE debtor SET surname = :name, search_name = :copy WHERE id = :id"),
        {"name": f"Bakker {NUMBER}", "copy": f"bakker {NUMBER} s", "id": debtor_id},
    )
    sealed.redact(Place(source="debtor", row_id=debtor_id, column="surname"))
    names = session.execute(text("SELECT surname, search_name FROM debtor WHERE id = :id"), {"id": debtor_id}).one()
    assert tuple(names) == (f"Bakker {MARK}", "bakker  s")
    session.execute(text("UPDATE debtor SET initials = :words"), {"words": NUMBER})
    with pytest.raises(Refused, match="te kort"):
        sealed.redact(Place(source="debtor", row_id=debtor_id, column="initials"))


def test_a_full_text_gives_up_what_the_mark_needs(sealed: Office) -> None:
    session = sealed.session
    document = Document(
        kind=DocumentKind.CORRESPONDENCE, title="", filename="a.pdf", media_type="x", sha256="x", size=1, stored_at=NOW
    )
    session.add(document)
    session.flush()
    session.execute(text("UPDATE document SET title = :words"), {"words": "x" * 170 + f" {NUMBER} " + "y" * 15})
    sealed.redact(Place(source="document", row_id=document.id, column="title"))
    session.refresh(document)
    assert document.title == "x" * (200 - len(MARK)) + MARK


def test_in_an_office_of_one_person_the_outsider_alone_says_yes(office: Office) -> None:
    session, look = office.session, office.ask(office.hold)
    lawyer = work_alone(session, office.anna, office.anna).lawyer
    with pytest.raises(MayNotConfirm):  # a second log-in is no second person
        four_eyes.confirm(session, by(office.bram.id), look.id)
    with pytest.raises(Refused, match="een ander"):  # nor are two days
        second_looks.give_reason(session, by(office.anna.id), look.id, REASON)
    four_eyes.confirm(session, by(lawyer.id), look.id)
    assert session.get_one(Hold, office.hold.row_id).reason == f"mijn bsn is {MARK}"
    assert look.decided_as is LookedAs.OUTSIDER
