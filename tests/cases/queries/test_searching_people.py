"""Who plays a part in a case finds it: by name, with a slip, by address, number and e-mail; on both databases."""

import pytest
from sqlalchemy.orm import Session

from cases.amicable import party_changes
from cases.models import Case, PartyRole
from cases.parties.debtor_likeness import Address
from cases.queries import searching
from cases.queries.searching import Within
from cases.store import DocumentStore
from tests.cases.parties import people
from tests.cases.queries.test_searching import found
from tests.factories import TODAY, by, claim_row, make_case, make_client, make_upload

ELSEWHERE = Address(street="Havenkade", house_number="88", postal_code="4331 BB", city="Middelburg", country="NL")


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A case of Jansje de Vries, beside one of somebody else of the same client."""
    case = make_case(session, store)
    make_upload(session, store, case.client, claim_row(
        customer="K-2", surname="Mulder", prefix="", first_name="Kees", invoice="F-2", email="", phone="", born="",
    ))
    return case


@pytest.mark.parametrize("role", [PartyRole.DEBTOR, PartyRole.GUARANTOR, PartyRole.ADMINISTRATOR, PartyRole.LAWYER])
@pytest.mark.parametrize("words", [
    "hoogendijk", "Eva Hoogendijk", "oogendij", "hogendijk", "4331 BB", "4331bb 88", "havenkade 88", "06 87654321",
])
def test_a_case_is_found_by_whoever_plays_a_part_in_it(
    session: Session, case: Case, role: PartyRole, words: str
) -> None:
    people.join(session, case, role, people.person(
        first_names="Eva", surname="Hoogendijk", address=ELSEWHERE, phone="06-87654321"
    ))
    assert found(session, words) == [case.id]


def test_an_heir_finds_the_case_of_who_died(session: Session, case: Case) -> None:
    people.change(session, case.debtor, died_on=TODAY)
    people.join(session, case, PartyRole.HEIR, people.person(first_names="Sem", surname="Zonneveld"))
    assert found(session, "zonneveld") == [case.id]


def test_whose_part_is_over_still_finds_it_and_debtor_and_part_give_one_case(session: Session, case: Case) -> None:
    party = people.join(session, case, PartyRole.ATTORNEY, people.person(surname="Vriesema"))
    party_changes.end(session, by(), case.id, party.id, through_day=TODAY, reason="Opgezegd")
    assert found(session, "vriesema") == [case.id]
    assert found(session, "vries") == [case.id], "the debtor is called so too: one case, once"


def test_a_phone_of_a_representative_goes_straight_to_his_one_case(session: Session, case: Case) -> None:
    people.join(session, case, PartyRole.ADMINISTRATOR, people.person(company_name="Bewind B.V.", phone="0201234567"))
    shown = searching.search(session, "020-1234567")
    assert (shown.case_ids, shown.exact) == ((case.id,), True)


def test_a_client_finds_no_case_of_another_by_the_same_representative(session: Session, case: Case) -> None:
    people.join(session, case, PartyRole.ADMINISTRATOR, people.person(company_name="Bewind B.V."))
    other = make_client(session, name="Z B.V.")
    assert found(session, "bewind", Within(client_id=other.id)) == []
    assert found(session, "bewind", Within(client_id=case.client_id)) == [case.id]
