"""A person's own copy: all that is about him, and nothing about anybody else."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import contacts, notes, privacy_requests
from cases.amicable.contacts import ContactInput
from cases.amicable.privacy_requests import NewRequest
from cases.models import Case, ContactChannel, ContactOutcome, Debtor, PartyRole, RequestKind, RoleName
from cases.parties import links
from cases.privacy.register import TABLES
from cases.queries.person_file import PersonFile, case_files, cases_of_client, person_file
from cases.queries.person_rows import whose
from cases.store import DocumentStore
from legal.calendar import ONE_DAY
from tests.cases.parties.people import join, person
from tests.factories import TODAY, by, make_case, make_client, make_user, post_first_notice

THEIRS = ("Borgstra", "Gerda", "Kerkplein", "Kantoor")


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A case with a letter, a note about a guarantor, and contact with each of the two."""
    case = make_case(session, store)
    post_first_notice(session, store, case, posted_on=TODAY)
    handler = make_user(session, RoleName.HANDLER, name="Hanna Kantoor")
    guarantor = join(session, case, PartyRole.GUARANTOR, person(first_names="Gerda", surname="Borgstra")).person_id
    notes.add(session, by(handler.id), case.id, "Gerda Borgstra belde met Hanna Kantoor over Jansje de Vries.")
    for debtor_id, note in ((None, "Jansje zegt dat zij vrijdag betaalt"), (guarantor, "Gerda is ziek geweest")):
        contacts.log(session, by(handler.id), case.id, ContactInput(
            channel=ContactChannel.PHONE_IN, outcome=ContactOutcome.ASKS_INFORMATION, right_party=True, note=note,
            debtor_id=debtor_id,
        ))
    asked = NewRequest(kind=RequestKind.ACCESS, received_on=TODAY, asked="Alles graag")
    privacy_requests.receive(session, by(handler.id), case.id, case.debtor_id, asked)
    session.flush()
    return case


def everything(file: PersonFile) -> str:
    """All that he reads, and all data."""
    read = "\n".join(f"{section.title}\n{line.label}: {line.value}" for section in file.sections
                     for line in section.lines)
    return read + json.dumps(file.rows, ensure_ascii=False)


def test_who_owes_gets_all_about_himself_without_the_others(session: Session, case: Case) -> None:
    file = person_file(session, case.debtor_id)
    whole = everything(file)
    for own in ("Jansje", "Dorpsstraat", "06 12345678", "01-05-1980", "F-1", "Levering elektriciteit", case.number,
                "Jansje zegt dat zij vrijdag betaalt", "Alles graag", "[iemand anders] belde met [iemand anders]"):
        assert own in whole
    for other in (*THEIRS, "ziek"):
        assert other not in whole
    assert len(file.papers) == 1


def test_every_table_with_rows_of_him_is_in_it(session: Session, case: Case) -> None:
    file = person_file(session, case.debtor_id)
    assert file.rows.keys() >= {
        "debtor", "contact_point", "case", "claim", "letter", "letter_content", "document", "case_event", "contact",
        "privacy_request", "ledger_entry",
    }
    assert file.rows.keys() <= {name for name, kept in TABLES.items() if kept.of}
    assert [row["id"] for row in file.rows["debtor"]] == [case.debtor_id]
    assert {row["debtor_id"] for row in file.rows["contact"]} == {None}


@pytest.mark.usefixtures("case")
def test_who_owes_beside_another_gets_the_debt_and_not_the_life_of_the_other(session: Session) -> None:
    guarantor = session.scalars(select(Debtor).where(Debtor.surname == "Borgstra")).one()
    file = person_file(session, guarantor.id)
    whole = everything(file)
    for own in ("Gerda is ziek geweest", "F-1", "mede aansprakelijk"):
        assert own in whole
    for other in ("Jansje zegt", "Dorpsstraat", "06 12345678", "Alles graag", "1980"):
        assert other not in whole
    assert file.papers == ()


def test_who_is_one_person_by_somebodys_word_gets_it_of_all_clients(
    session: Session, store: DocumentStore, case: Case
) -> None:
    there = make_case(session, store, client=make_client(session, name="Z B.V."), invoice="Z-9")
    assert "Z-9" not in everything(person_file(session, case.debtor_id))
    links.decide(session, by(), case.debtor_id, there.debtor_id, is_same=True, reason="Zelf gezegd")
    assert "Z-9" in everything(person_file(session, case.debtor_id))


def test_the_file_of_a_case_names_everybody_and_who_did_what(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """For an inspector: one case, whole, and nothing of another case of the same debtor."""
    make_case(session, store, invoice="F-9", subject="Iets anders", contract="03-03-2023")
    whole = everything(file := case_files(session, [case.id]))
    for told in ("Gerda Borgstra belde met Hanna Kantoor", "Gerda is ziek geweest", "Jansje", "F-1", case.number):
        assert told in whole
    assert {row["case_id"] for row in file.rows["claim"]} == {case.id}
    assert "letter" in {each.kind.value for each in file.papers}
    both = whose(session, case.debtor_id).own
    assert "F-9" in everything(case_files(session, both))


def test_the_file_of_a_creditor_holds_his_cases_of_a_period_and_what_was_agreed(
    session: Session, store: DocumentStore, case: Case
) -> None:
    there = make_case(session, store, client=make_client(session, name="Z B.V."), invoice="Z-9")
    for last_day, found in ((None, [case.id]), (case.opened_on, [case.id]), (case.opened_on - ONE_DAY, [])):
        assert cases_of_client(session, case.client_id, last_day=last_day) == found
    assert cases_of_client(session, case.client_id, first_day=case.opened_on + ONE_DAY) == []
    both = everything(case_files(session, [case.id, there.id]))
    for told in ("Opdrachtgever: Voorbeeld Energie B.V.", "Opdrachtgever: Z B.V.", "Afspraken, versie 1", "Z-9"):
        assert told in both
