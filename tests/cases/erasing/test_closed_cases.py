"""After the term of a closed case nothing of the person is left anywhere, and the books add up to the same cent."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.amicable import contacts, holds, legal_holds, notes, payments, privacy_requests, reopening
from cases.amicable.contacts import ContactInput
from cases.amicable.payment_doubts import PaymentInput
from cases.amicable.privacy_requests import NewRequest
from cases.documents import File, NewDocument, keep
from cases.erasing.closed_cases import TERMS, erase
from cases.models import (
    Case,
    CaseEvent,
    ClosingReason,
    ContactChannel,
    ContactOutcome,
    Debtor,
    Document,
    DocumentKind,
    Erasure,
    EventKind,
    HoldKind,
    LedgerEntry,
    Letter,
    LetterBatch,
    LetterContent,
    LinkState,
    PaidTo,
    PartyLink,
    RequestKind,
    RoleName,
    Scope,
    Stage,
    Upload,
)
from cases.privacy.register import TABLES
from cases.queries import retention
from cases.queries.desk import timeline
from cases.queries.retention import Stays
from cases.schema.db import Base
from cases.store import DocumentStore
from cases.trace import redacted_files
from cases.trace.erased_rows import Ground, NotSealed
from letters.catalogue import Rendered
from tests.cases.amicable.endings import close, on, whats_wrong
from tests.cases.legal_track.track import make_track
from tests.cases.trace.test_sealing import seal_all, wrong
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    TODAY,
    by,
    claim_row,
    make,
    make_agency,
    make_case,
    make_client,
    make_upload,
    make_user,
    order_first_notice,
)

CLOSED = TODAY
WORDS_GO, PERSON_GOES = date(2028, 11, 22), date(2033, 11, 22)
BIRD = "roerdomp"  # stands in every word that people wrote of the person
PERSON = ("Zwaluwenburg", "zwaluwenburg", "Kwetterlaan", "kwetter@persoon.test", "06 98765432", "1977-03-08", "K-4711")
ROW = {
    "customer": "K-4711", "first_name": "Merel", "prefix": "", "surname": "Zwaluwenburg", "street": "Kwetterlaan",
    "house_number": "77", "email": "kwetter@persoon.test", "phone": "06 98765432", "born": "08-03-1977",
    "subject": "Levering aan roerdomp",
}


def texts(session: Session) -> Iterator[tuple[str, str]]:
    """Every row of every table as one text, with the name of its table."""
    session.expire_all()
    for name, table in Base.metadata.tables.items():
        for row in session.execute(select(table)):
            yield name, str(tuple(row))


def found(session: Session, store: DocumentStore, *words: str) -> set[str]:
    """The tables in which one of these words stands, and `the store`."""
    hits = {name for name, row in texts(session) if any(word in row for word in words)}
    if any(word.encode() in store.get(digest) for digest in store.names() for word in words):
        hits.add("the store")
    return hits


def go(
    session: Session, store: DocumentStore, case: Case, scope: Scope = Scope.PERSON, day: date = PERSON_GOES,
    *, ground: Ground | None = None,
) -> Stays | None:
    """Erase a case on a day, as the clock does."""
    session.commit()
    seal_all(session)
    done = erase(session, on(day), store, case.id, ground or Ground(scope=scope, second_look_id=None))
    session.commit()
    redacted_files.remove_files(session, store)
    session.commit()
    return done


def end(session: Session, case: Case, reason: ClosingReason = ClosingReason.WITHDRAWN_BY_CLIENT) -> Case:
    close(session, case, reason, CLOSED, note=f"Mail over {BIRD}")
    return case


def add_words(session: Session, store: DocumentStore, case: Case) -> None:
    """What people write of somebody: a note, a contact, money, papers."""
    notes.add(session, by(), case.id, f"Notitie over {BIRD}")
    contacts.log(session, by(), case.id, ContactInput(
        channel=ContactChannel.PHONE_IN, outcome=ContactOutcome.ASKS_INFORMATION, right_party=True,
        note=f"Belde over {BIRD}",
    ))
    payments.register(session, by(), case.id, PaymentInput(
        amount=Decimal("10.00"), received_on=TODAY, paid_to=PaidTo.AGENCY, note=f"Van {BIRD}"
    ), figures=FIGURES)
    for kind in (DocumentKind.CORRESPONDENCE, DocumentKind.INVOICE):
        keep(session, by(), store, File(f"{BIRD}-{kind}.pdf", f"{BIRD} {kind} {case.id}".encode()), NewDocument(
            kind=kind, title=f"Brief van {BIRD}", case_id=case.id
        ), media_type="application/pdf")


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A closed case with a letter and words of all kinds."""
    case = make_case(session, store, **ROW)
    batch = order_first_notice(session, case)
    make(session, store, batch, drawn=lambda _data: Rendered(
        docx=f"PK Zwaluwenburg {BIRD}".encode(), pdf=SMALL_PDF + b"% Zwaluwenburg", text=f"Geachte {BIRD} Zwaluwenburg",
        version="v1", title="Eerste brief Zwaluwenburg",
    ))
    add_words(session, store, case)
    return end(session, case)


def sums(session: Session) -> list[tuple[Any, ...]]:
    query = select(LedgerEntry.case_id, LedgerEntry.kind, func.sum(LedgerEntry.amount), func.count())
    return [tuple(row) for row in session.execute(
        query.group_by(LedgerEntry.case_id, LedgerEntry.kind).order_by(LedgerEntry.case_id, LedgerEntry.kind)
    )]


def total(session: Session) -> Decimal:
    return sum((row[2] for row in sums(session)), Decimal(0))


def test_with_the_person_all_that_tells_of_him_is_gone_and_the_sum_is_the_same(
    session: Session, store: DocumentStore, case: Case, tmp_path: Path
) -> None:
    other = make_case(session, store, customer="K-2", invoice="F-2", email="ander@voorbeeld.test", phone="06 11111111")
    add_words(session, store, other)
    before = sums(session)
    kept = session.scalars(select(CaseEvent).where(CaseEvent.case_id == other.id).order_by(CaseEvent.id)).all()
    others = [dict(event.data) for event in kept]
    assert found(session, store, *PERSON) >= {"debtor", "contact_point", "letter_content", "upload", "the store"}
    assert go(session, store, case) is Stays.NOT
    assert found(session, store, *PERSON) == set()
    assert sums(session) == before
    session.expire_all()
    assert [event.data for event in kept] == others
    assert session.get_one(Debtor, other.debtor_id).email == "ander@voorbeeld.test"
    person = session.get_one(Debtor, case.debtor_id)
    assert (person.name, person.search_name) == (f"persoon {person.id}", f"persoon {person.id}")
    seal_all(session)
    assert wrong(session, tmp_path) == []
    assert whats_wrong(session, store, PERSON_GOES) == []


def test_of_a_case_with_a_writ_no_word_is_left_in_a_column_that_goes(session: Session, store: DocumentStore) -> None:
    track = make_track(session, store)
    writ = track.give()
    track.take(writ)
    track.serve(writ)
    add_words(session, store, track.case)
    case = end(session, track.case)
    before = sums(session)
    names = ("Vries", "vries", "Jansje", "jansje", "Dorpsstraat", "Voorbeeldstad", BIRD, "niemand thuis", "06 12345678")
    assert found(session, store, *names) >= {"case_event", "contact", "debtor", "service_report", "writ", "the store"}
    assert go(session, store, case, day=date(2046, 11, 22)) is Stays.NOT
    assert found(session, store, *names) == set()
    assert sums(session) == before
    assert whats_wrong(session, store, PERSON_GOES) == []


def test_first_the_words_go_and_who_it_was_letters_and_books_stay(
    session: Session, store: DocumentStore, case: Case, tmp_path: Path
) -> None:
    assert go(session, store, case, Scope.WORDS, WORDS_GO - timedelta(days=1)) is None
    assert go(session, store, case, Scope.WORDS, WORDS_GO) is Stays.NOT
    assert found(session, store, BIRD) == {"claim", "ledger_entry", "letter_content", "document", "the store"}
    assert session.get_one(Debtor, case.debtor_id).surname == "Zwaluwenburg"
    kinds = set(session.scalars(select(Document.kind).where(Document.case_id == case.id)))
    assert DocumentKind.CORRESPONDENCE not in kinds
    assert {DocumentKind.INVOICE, DocumentKind.LETTER, DocumentKind.UNREADABLE} <= kinds
    assert retention.all_going(session, Scope.WORDS, today=WORDS_GO, limit=9) == []
    assert go(session, store, case, Scope.WORDS, WORDS_GO) is None  # the same day again: nothing is left to do
    assert go(session, store, case, Scope.PERSON, PERSON_GOES) is Stays.NOT
    assert found(session, store, BIRD, *PERSON) == set()
    seal_all(session)
    assert wrong(session, tmp_path) == []


def test_the_record_says_what_went_when_and_by_whom(session: Session, store: DocumentStore, case: Case) -> None:
    go(session, store, case, Scope.WORDS, WORDS_GO)
    told = session.scalars(select(Erasure).where(Erasure.source == "case")).one()
    assert (told.row_id, told.scope, told.erased_on, told.mark) == (
        case.id, Scope.WORDS, WORDS_GO, "[gewist op 22-11-2028]"
    )
    last = session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    assert last is not None
    assert last.data == {"scope": "words", "papers": 1}


def test_that_somebody_was_vulnerable_goes_with_the_words(
    session: Session, store: DocumentStore, tmp_path: Path
) -> None:
    case = make_case(session, store)
    hold = holds.place(session, by(), case.id, kind=HoldKind.VULNERABLE, reason="Ziek", on=TODAY)
    end(session, case)
    assert found(session, store, "vulnerable") >= {"hold", "case_event"}
    assert go(session, store, case, Scope.WORDS, WORDS_GO) is Stays.NOT
    assert found(session, store, "vulnerable") == set()
    session.refresh(hold)
    assert hold.kind is HoldKind.FORGOTTEN
    placed = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.HOLD_PLACED)).one()
    assert timeline.entry(placed).what == "Niet meer bewaard: dossier stilgezet"
    seal_all(session)
    assert wrong(session, tmp_path) == []


def held(session: Session, case: Case) -> None:
    legal_holds.place(session, staff(session), case.id, reason="Klacht loopt")


def asked(session: Session, case: Case) -> None:
    new = NewRequest(kind=RequestKind.ERASURE, received_on=TODAY, asked="Wis alles")
    privacy_requests.receive(session, by(), case.id, case.debtor_id, new)


def opened(session: Session, case: Case) -> None:
    reopening.reopen(session, on(WORDS_GO), case.id, reason="Toch verder", figures=FIGURES)


def staff(session: Session) -> Act:
    return by(make_user(session, RoleName.HANDLER).id)


@pytest.mark.parametrize(("happens", "why"), [(held, Stays.LEGAL_HOLD), (asked, Stays.REQUEST), (opened, None)])
def test_what_comes_between_asking_and_doing_lets_it_stay(
    session: Session, store: DocumentStore, case: Case, happens: Any, why: Stays | None
) -> None:
    assert [each.id for each in retention.all_going(session, Scope.WORDS, today=WORDS_GO, limit=9)] == [case.id]
    happens(session, case)
    assert go(session, store, case, Scope.WORDS, WORDS_GO) is why
    assert session.scalar(select(func.count()).select_from(Erasure)) == 0
    assert found(session, store, BIRD) >= {"case_event", "contact"}


def test_what_was_just_written_waits_and_nothing_goes_by_halves(
    session: Session, store: DocumentStore, case: Case
) -> None:
    session.commit()
    seal_all(session)
    notes.add(session, by(), case.id, "net geschreven")
    session.commit()
    with pytest.raises(NotSealed):
        erase(session, on(PERSON_GOES), store, case.id, Ground(scope=Scope.PERSON, second_look_id=None))
    session.rollback()
    assert found(session, store, "Kwetterlaan") >= {"debtor", "contact_point"}
    assert session.scalar(select(func.count()).select_from(Erasure)) == 0
    assert go(session, store, case) is Stays.NOT


def test_who_is_in_another_case_stays_and_the_words_of_the_closed_one_go(
    session: Session, store: DocumentStore, case: Case
) -> None:
    other = make_case(session, store, **(ROW | {"invoice": "F-9", "subject": "Anders"}))
    assert other.debtor_id == case.debtor_id
    assert go(session, store, case, Scope.WORDS, PERSON_GOES) is Stays.NOT
    assert go(session, store, case) is Stays.OTHER_CASE
    end(session, other)
    assert go(session, store, case, day=PERSON_GOES) is Stays.NOT
    assert session.get_one(Debtor, case.debtor_id).surname == "Zwaluwenburg"  # until the last of his cases is done
    assert go(session, store, other, day=PERSON_GOES) is Stays.NOT
    assert found(session, store, *PERSON, BIRD) == set()


def test_who_is_one_person_with_him_at_another_client_keeps_him(
    session: Session, store: DocumentStore, case: Case
) -> None:
    other = make_case(session, store, client=make_client(session, name="Anders B.V."), **(ROW | {"invoice": "G-1"}))
    linked(session, case, other)
    assert go(session, store, case) is Stays.OTHER_CASE
    end(session, other)
    assert [go(session, store, each) for each in (case, other)] == [Stays.NOT, Stays.NOT]
    assert found(session, store, *PERSON, BIRD) == set()


def linked(session: Session, one: Case, other: Case) -> None:
    a, b = sorted((one.debtor_id, other.debtor_id))
    session.add(PartyLink(a_id=a, b_id=b, state=LinkState.CONFIRMED, grounds=["naam"], decided_at=by().now,
                          decided_by=None, reason=f"Zelfde {BIRD}"))
    session.flush()


def test_who_is_one_person_with_him_by_way_of_a_third_keeps_his_name(
    session: Session, store: DocumentStore, case: Case
) -> None:
    third, other = (
        make_case(session, store, client=make_client(session, name=name), **(ROW | {"invoice": invoice}))
        for name, invoice in (("Anders B.V.", "G-1"), ("Nog Anders B.V.", "H-1"))
    )
    linked(session, case, third)
    linked(session, third, other)
    end(session, third)
    assert go(session, store, case) is Stays.NOT
    assert session.get_one(Debtor, case.debtor_id).surname == "Zwaluwenburg"
    end(session, other)
    assert [go(session, store, each) for each in (third, other)] == [Stays.NOT, Stays.NOT]
    assert found(session, store, *PERSON, BIRD) == set()


def test_a_served_writ_that_was_not_settled_keeps_the_case(session: Session, store: DocumentStore) -> None:
    track = make_track(session, store)
    writ = track.give()
    track.serve(writ)
    case = end(session, track.case)
    assert go(session, store, case, Scope.WORDS, date(2046, 11, 21)) is Stays.WRIT
    assert go(session, store, case, Scope.WORDS, date(2046, 11, 22)) is Stays.NOT


def test_a_file_of_many_goes_with_the_last_of_its_cases(session: Session, store: DocumentStore) -> None:
    make_agency(session)
    client = make_client(session)
    rows = [claim_row(**(ROW | {"customer": f"K-{number}", "invoice": f"F-{number}", "surname": name}))
            for number, name in enumerate(("Zwaluwenburg", "Vinkenoog"))]
    upload = make_upload(session, store, client, *rows, filename=f"{BIRD}.csv")
    session.flush()
    first, last = session.scalars(select(Case).where(Case.upload_id == upload.id).order_by(Case.id)).all()
    end(session, first)
    end(session, last)
    go(session, store, first)
    assert upload.masked_sha256 in set(store.names())
    go(session, store, last)
    assert found(session, store, "Zwaluwenburg", "Vinkenoog", BIRD) == set()
    assert session.get_one(Upload, upload.id).accepted_count == 2


def test_a_file_that_another_row_names_too_stays_for_that_one(
    session: Session, store: DocumentStore, case: Case
) -> None:
    other = make_case(session, store, customer="K-2", invoice="F-2", email="ander@voorbeeld.test", phone="06 11111111")
    content = b"voor beiden"
    papers = [
        keep(session, by(), store, File("a.pdf", content), NewDocument(kind=DocumentKind.INVOICE, case_id=each.id),
             media_type="application/pdf") for each in (case, other)
    ]
    shared = papers[0].sha256
    go(session, store, case)
    session.refresh(papers[1])
    assert (papers[1].sha256, store.get(shared)) == (shared, content)
    end(session, other)
    go(session, store, other)
    assert shared not in set(store.names())


def test_the_same_debtor_who_comes_again_is_somebody_new(session: Session, store: DocumentStore, case: Case) -> None:
    go(session, store, case)
    again = make_case(session, store, today=TODAY, **(ROW | {"invoice": "F-99"}))
    assert again.debtor_id != case.debtor_id


def test_every_table_whose_term_goes_is_reached_from_a_case_or_a_person() -> None:
    """A new one that is about a case and goes with it: its way stands in the register."""
    lost = [name for name, kept in TABLES.items() if kept.term in TERMS[Scope.PERSON] and kept.goes and not kept.of]
    assert lost == ["upload", "letter_batch"]  # of many cases: by those that came from it, or whose letters are in it


def test_what_was_filled_in_for_a_letter_goes_with_the_person(
    session: Session, store: DocumentStore, case: Case
) -> None:
    batch = session.scalars(select(LetterBatch).join(Letter).where(Letter.case_id == case.id)).first()
    assert batch is not None
    batch.details = {"subject": "Jansje vertelde iets"}
    session.flush()
    go(session, store, case)
    assert session.scalars(select(LetterBatch.details).where(LetterBatch.id == batch.id)).one() == {}


def test_the_letter_keeps_its_row(session: Session, store: DocumentStore, case: Case) -> None:
    go(session, store, case)
    content = session.scalars(select(LetterContent)).one()
    assert content.text == "[gewist op 22-11-2033]"
    assert content.claim_ids


@pytest.mark.parametrize(("scope", "went_on"), [(Scope.WORDS, WORDS_GO), (Scope.PERSON, PERSON_GOES)])
def test_money_that_comes_after_it_is_booked_goes_back_and_wakes_nobody(
    session: Session, store: DocumentStore, case: Case, scope: Scope, went_on: date
) -> None:
    """A forgotten standing order pays, and is taken back by the bank."""
    assert go(session, store, case, scope=scope, day=went_on) is Stays.NOT
    later, before = went_on + timedelta(days=3), total(session)
    entry = payments.register(
        session, on(later), case.id,
        PaymentInput(amount=Decimal("12.50"), received_on=later, paid_to=PaidTo.AGENCY), figures=FIGURES,
    )
    session.commit()
    assert total(session) == before - Decimal("12.50")
    assert (case.stage, case.closing_reason) == (Stage.CLOSED, ClosingReason.WITHDRAWN_BY_CLIENT)
    payments.reverse(session, on(later), entry.id, case_id=case.id, reason="Gestorneerd", figures=FIGURES)
    session.commit()
    assert (case.stage, case.closing_reason) == (Stage.CLOSED, ClosingReason.WITHDRAWN_BY_CLIENT)
    assert (total(session), whats_wrong(session, store, later)) == (before, [])
    if scope is Scope.PERSON:
        assert found(session, store, *PERSON) == set()
