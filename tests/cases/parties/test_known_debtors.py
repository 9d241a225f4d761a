"""A known debtor with another address, phone or e-mail: the old ones stay, no letter leaves before a person looked."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import debtor_details, hold_endings, holds
from cases.claims import arriving, uploads
from cases.errors import NotFound, Refused
from cases.intake import FlagCode
from cases.models import (
    Case,
    CaseEvent,
    Client,
    Debtor,
    DetailsProposal,
    EventKind,
    HoldKind,
    LetterState,
    NextStep,
    Stage,
    Upload,
)
from cases.progress import stages
from cases.queries.desk import timeline
from cases.store import DocumentStore
from tests.factories import FIGURES, TODAY, by, claim_file, claim_row, make_agency, make_client, order_first_notice

TakeIn = Callable[..., Upload]
COMPANY = {
    "company": "Bakkerij Jansen B.V.", "first_name": "", "prefix": "", "surname": "", "born": "", "contract": "",
    "customer": "10001",
}


@pytest.fixture
def client(session: Session) -> Client:
    make_agency(session)
    return make_client(session)


@pytest.fixture
def take_in(session: Session, store: DocumentStore, client: Client) -> TakeIn:
    """Show and confirm a file."""
    def done(*rows: str) -> Upload:
        shown = uploads.preview(
            session, by(), store, client_id=client.id, content=claim_file(*rows), filename="lijst.csv"
        )
        return arriving.confirm(session, by(), store, upload_id=shown.id, client_id=client.id, figures=FIGURES)
    return done


@pytest.fixture
def case(session: Session, take_in: TakeIn) -> Case:
    """The case of Jansje de Vries, born 1 May 1980, Dorpsstraat 12, with her first invoice."""
    take_in(claim_row())
    return session.scalars(select(Case)).one()


def flags(upload: Upload) -> list[str]:
    return [flag["flag"] for flag in upload.report["flagged"]]


def waits(session: Session, case: Case) -> bool:
    return HoldKind.NEW_DETAILS in {hold.kind for hold in stages.open_holds(session, case.id)}


def end(session: Session, case: Case, *taken: int) -> None:
    hold = next(h for h in stages.open_holds(session, case.id) if h.kind is HoldKind.NEW_DETAILS)
    hold_endings.end(
        session, by(), hold.id, case_id=case.id, outcome="Gebeld met de opdrachtgever", taken_ids=taken, figures=FIGURES
    )


@pytest.mark.parametrize(("changes", "told"), [
    ({"street": "Nieuwstraat"}, "Adres in ons dossier: Dorpsstraat 12, 1234 AB Voorbeeldstad, in dit bestand: Nieuws"),
    ({"house_number": "12a"}, "Dorpsstraat 12a"), ({"postal_code": "4321 BA"}, "4321 BA"),
    ({"phone": "06 87654321"}, "Telefoon in ons dossier: 06 12345678, in dit bestand: 06 87654321"),
    ({"email": "anders@voorbeeld.test"}, "E-mail in ons dossier: jansje@voorbeeld.test, in dit bestand: anders@"),
])
def test_new_details_are_said_and_hold_the_case_while_the_old_ones_stay(
    session: Session, take_in: TakeIn, case: Case, changes: dict[str, str], told: str
) -> None:
    upload = take_in(claim_row(invoice="F-2", **changes))
    why = upload.report["flagged"][0]["why"]
    assert flags(upload) == [FlagCode.NEW_DETAILS]
    assert why.startswith("Bekend als Jansje de Vries (klantnummer K-1001).")
    assert told in why
    assert waits(session, case)
    debtor = session.scalars(select(Debtor)).one()
    assert (debtor.street, debtor.phone, debtor.email) == ("Dorpsstraat", "06 12345678", "jansje@voorbeeld.test")


@pytest.mark.parametrize("changes", [
    {"street": "DORPSSTRAAT"}, {"street": "Dorps straat"}, {"street": "Dorpsstr."}, {"postal_code": "1234ab"},
    {"city": "VOORBEELDSTAD"}, {"phone": "+31 6 12345678"}, {"phone": "0031612345678"}, {"phone": "06-12 34 56 78"},
    {"phone": "+31 (0)6 12345678"}, {"phone": "612345678"}, {"email": "JANSJE@voorbeeld.TEST"}, {"email": ""},
    {"phone": ""}, {"first_name": "J."}, {"prefix": "", "surname": "de Vries"}, {"customer": "k-1001"},
    {"customer": ""}, {}, {"customer": "", "born": "", "first_name": "J."},
    {"customer": "", "born": "", "surname": "VRIES", "first_name": "JANSJE", "prefix": "DE"},
    {"customer": "", "born": "", "first_name": "Jansje de", "prefix": ""},
], ids=str)
def test_another_spelling_is_no_new_detail_and_joins_the_debtor_on_record(
    session: Session, take_in: TakeIn, case: Case, changes: dict[str, str]
) -> None:
    upload = take_in(claim_row(invoice="F-2", **changes))
    assert flags(upload) == []
    assert not waits(session, case)
    assert session.scalars(select(Case)).one().claims[-1].invoice_number == "F-2"


def test_a_detail_that_the_record_lacks_is_looked_at_too(session: Session, take_in: TakeIn) -> None:
    take_in(claim_row(phone=""))
    assert flags(take_in(claim_row(invoice="F-2"))) == [FlagCode.NEW_DETAILS]
    assert waits(session, session.scalars(select(Case)).one())


@pytest.mark.parametrize("again", [
    {"company": "BAKKERIJ JANSEN BV"}, {"company": "Bakkerij Jansen"}, {"customer": "D10001"}, {"customer": ""},
], ids=str)
def test_a_company_in_another_spelling_stays_one_debtor(
    session: Session, take_in: TakeIn, again: dict[str, str]
) -> None:
    take_in(claim_row(**COMPANY))
    upload = take_in(claim_row(**(COMPANY | again), invoice="F-2"))
    assert flags(upload) == []
    assert len(session.scalars(select(Debtor)).all()) == 1


def test_a_company_that_was_read_as_a_person_is_known_by_its_whole_name(session: Session, take_in: TakeIn) -> None:
    take_in(claim_row(**COMPANY))
    person = COMPANY | {"company": "", "first_name": "Bakkerij", "surname": "Jansen"}
    assert flags(take_in(claim_row(**person, invoice="F-2"))) == []
    assert len(session.scalars(select(Debtor)).all()) == 1


@pytest.mark.parametrize("again", [
    {"customer": "K-77", "street": "Nieuwstraat"},
    {"customer": "K-77", "first_name": "J.", "street": "Nieuwstraat"},
])
@pytest.mark.usefixtures("case")
def test_a_person_known_by_name_and_birth_date_waits_on_all_cases(
    session: Session, take_in: TakeIn, again: dict[str, str]
) -> None:
    assert flags(take_in(claim_row(invoice="F-2", **again))) == [FlagCode.NEW_DETAILS]
    first, second = session.scalars(select(Case).order_by(Case.id)).all()
    assert first.debtor_id != second.debtor_id, "two customer numbers are not merged"
    assert waits(session, first)
    assert waits(session, second)


def test_a_company_known_by_its_register_number_waits(take_in: TakeIn) -> None:
    take_in(claim_row(**COMPANY, kvk="12345678"))
    upload = take_in(claim_row(
        **(COMPANY | {"customer": "20002"}), kvk="12345678", invoice="F-2", street="Nieuwstraat"
    ))
    assert flags(upload) == [FlagCode.NEW_DETAILS]


@pytest.mark.parametrize("again", [
    {"customer": "K-77"}, {"customer": "", "born": "05-01-1980"}, {"customer": "", "first_name": "", "born": ""},
], ids=str)
def test_who_is_probably_the_same_is_told_with_the_grounds_and_stays_a_debtor_of_his_own(
    session: Session, take_in: TakeIn, case: Case, again: dict[str, str]
) -> None:
    upload = take_in(claim_row(invoice="F-2", **again))
    assert flags(upload) == [FlagCode.LIKE_KNOWN]
    assert "Lijkt op Jansje de Vries, klantnummer K-1001 in ons dossier: " in upload.report["flagged"][0]["why"]
    assert len(session.scalars(select(Debtor)).all()) == 2
    assert not waits(session, case)


def test_somebody_else_of_that_name_is_no_known_debtor(session: Session, take_in: TakeIn, case: Case) -> None:
    upload = take_in(claim_row(invoice="F-2", customer="K-77", street="Nieuwstraat", born="03-03-1960"))
    assert flags(upload) == []
    assert not waits(session, case)
    assert len(session.scalars(select(Debtor)).all()) == 2


def test_a_customer_number_on_record_for_another_name_holds_the_new_case(
    session: Session, take_in: TakeIn, case: Case
) -> None:
    upload = take_in(claim_row(invoice="F-2", surname="Bakker", prefix="", born="03-03-1960"))
    assert flags(upload) == [FlagCode.CUSTOMER_KNOWN_OTHERWISE]
    assert "staat bij ons op naam van Jansje de Vries" in upload.report["flagged"][0]["why"]
    other = session.scalars(select(Case).where(Case.id != case.id)).one()
    assert waits(session, other)
    assert not waits(session, case), "the case of the other person goes on"


def test_two_addresses_of_one_new_debtor_in_one_file_hold_the_case(session: Session, take_in: TakeIn) -> None:
    upload = take_in(claim_row(), claim_row(invoice="F-2", street="Nieuwstraat"))
    assert flags(upload) == [FlagCode.NEW_DETAILS]
    assert "Adres op regel 2: Dorpsstraat 12" in upload.report["flagged"][0]["why"]
    case = session.scalars(select(Case)).one()
    assert waits(session, case)
    assert session.scalars(select(DetailsProposal)).one().street == "Nieuwstraat"


def test_two_addresses_of_one_person_without_customer_number_hold_both_cases(
    session: Session, take_in: TakeIn
) -> None:
    upload = take_in(claim_row(customer=""), claim_row(customer="", invoice="F-2", street="Nieuwstraat",
                                                       postal_code="4321 BA"))
    assert flags(upload) == [FlagCode.NEW_DETAILS, FlagCode.NEW_DETAILS]
    assert all(waits(session, case) for case in session.scalars(select(Case)))


def test_a_detail_that_only_one_row_gives_is_no_contradiction(session: Session, take_in: TakeIn) -> None:
    upload = take_in(claim_row(email="", phone=""), claim_row(invoice="F-2"))
    assert flags(upload) == []
    debtor = session.scalars(select(Debtor)).one()
    assert (debtor.email, debtor.phone) == ("jansje@voorbeeld.test", "06 12345678")


def test_an_unsent_letter_on_another_case_is_withdrawn(session: Session, take_in: TakeIn, case: Case) -> None:
    letter = order_first_notice(session, case).letters[0]
    take_in(claim_row(invoice="F-2", street="Nieuwstraat"))
    session.refresh(letter)
    assert letter.state is LetterState.WITHDRAWN
    cases = session.scalars(select(Case).order_by(Case.id)).all()
    assert len(cases) == 2
    assert [each.next_step for each in cases] == [NextStep.REVIEW_HOLD] * 2


def test_a_closed_case_is_not_held(session: Session, take_in: TakeIn, case: Case) -> None:
    case.stage, case.closed_on = Stage.CLOSED, TODAY
    session.flush()
    take_in(claim_row(invoice="F-2", street="Nieuwstraat"))
    assert not waits(session, case)


def test_taking_over_changes_the_debtor_and_frees_all_his_cases(
    session: Session, take_in: TakeIn, case: Case
) -> None:
    order_first_notice(session, case)
    take_in(claim_row(invoice="F-2", street="Nieuwstraat", house_number="3", phone="06 87654321"))
    (proposed,) = debtor_details.proposed(session, case.debtor)
    assert [each.what for each in proposed.differences] == ["adres", "telefoon"]
    end(session, case, proposed.id)
    debtor = session.scalars(select(Debtor)).one()
    assert debtor.address_lines == ("Nieuwstraat 3", "1234 AB  Voorbeeldstad")
    assert (debtor.phone, debtor.email) == ("06 87654321", "jansje@voorbeeld.test")
    for each in session.scalars(select(Case)):
        assert not waits(session, each)
        told = session.scalars(select(CaseEvent).where(
            CaseEvent.case_id == each.id, CaseEvent.kind == EventKind.DEBTOR_CHANGED
        )).one()
        assert timeline.entry(told).parts == (
            "adres was Dorpsstraat 12, 1234 AB Voorbeeldstad, is nu Nieuwstraat 3, 1234 AB Voorbeeldstad",
            "telefoon was 06 12345678, is nu 06 87654321",
        )
    assert flags(take_in(claim_row(invoice="F-3", street="Nieuwstraat", house_number="3", phone="0687654321"))) == []


def test_leaving_the_old_details_is_asked_once(session: Session, take_in: TakeIn, case: Case) -> None:
    take_in(claim_row(invoice="F-2", street="Nieuwstraat"))
    end(session, case)
    assert session.scalars(select(Debtor)).one().street == "Dorpsstraat"
    assert session.scalar(select(CaseEvent).where(CaseEvent.kind == EventKind.DEBTOR_CHANGED)) is None
    assert flags(take_in(claim_row(invoice="F-3", street="NIEUWSTRAAT"))) == [], "a person decided about this address"
    assert flags(take_in(claim_row(invoice="F-4", street="Kade"))) == [FlagCode.NEW_DETAILS]


def test_while_nobody_decided_a_new_case_waits_too_whatever_address_it_has(
    session: Session, take_in: TakeIn, case: Case
) -> None:
    order_first_notice(session, case)
    take_in(claim_row(invoice="F-2", street="Nieuwstraat"))
    take_in(claim_row(invoice="F-3"))
    assert all(waits(session, each) for each in session.scalars(select(Case)))
    assert len(session.scalars(select(DetailsProposal)).all()) == 1


def test_two_other_addresses_cannot_both_be_taken_over(session: Session, take_in: TakeIn, case: Case) -> None:
    take_in(claim_row(invoice="F-2", street="Nieuwstraat"))
    take_in(claim_row(invoice="F-3", street="Kade"))
    ids = [each.id for each in debtor_details.proposed(session, case.debtor)]
    with pytest.raises(Refused, match="Kies er één"):
        end(session, case, *ids)
    with pytest.raises(NotFound):
        end(session, case, 99)
    assert waits(session, case)
    end(session, case, ids[1])
    assert session.scalars(select(Debtor)).one().street == "Kade"
    assert debtor_details.undecided(session, case.debtor_id) == []


def test_another_hold_stays_when_the_details_were_looked_at(session: Session, take_in: TakeIn, case: Case) -> None:
    take_in(claim_row(invoice="F-2", street="Nieuwstraat"))
    holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="Meterstand", on=date(2026, 11, 20))
    end(session, case)
    assert [hold.kind for hold in stages.open_holds(session, case.id)] == [HoldKind.DISPUTE]
    assert case.next_step is NextStep.REVIEW_HOLD
