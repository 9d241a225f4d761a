"""Whatever the deed needs stands in the gate by name: behind a green gate the draft and the package are made."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from cases.errors import Incomplete
from cases.legal_track import writ_confirmations, writs
from cases.models import BailiffOffice, Case, CollectionBasis
from cases.setup import organisations
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from tests.cases.legal_track.writ_cases import data_of, draft, give, missing, package_of, ready_case, text_of
from tests.engines import create_engine_for
from tests.factories import FIGURES, by, make_client, make_store, make_terms
from tests.letters.test_bundle import SCHEMA, faults
from tests.sizes import examples


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """Ready for the writ."""
    return ready_case(session, store)


def as_company(case: Case, name: str, *, form: str = "", kvk: str = "") -> None:
    debtor = case.debtor
    debtor.company_name, debtor.legal_form, debtor.kvk_number = name, form, kvk
    debtor.first_names = debtor.initials = debtor.name_prefix = debtor.surname = ""
    debtor.birth_date = None


def test_initials_are_enough(session: Session, store: DocumentStore, case: Case) -> None:
    case.debtor.first_names, case.debtor.initials = "", "J."
    assert missing(session, case) == {}
    assert "J. de Vries, van wie alleen de voorletters bekend zijn" in text_of(
        session, store, draft(session, store, case)
    )
    give(session, store, case)


def test_a_surname_alone_is_not(session: Session, case: Case) -> None:
    case.debtor.first_names = case.debtor.initials = ""
    assert "De voornamen of voorletters van de geadresseerde ontbreekt" in missing(session, case)["document"]


@pytest.mark.parametrize(("name", "form", "printed"), [
    ("Bakkerij Voorbeeld B.V.", "", "Bakkerij Voorbeeld B.V., gevestigd en kantoorhoudende te"),
    ("Bakkerij Voorbeeld", "bv",
     "Bakkerij Voorbeeld, besloten vennootschap met beperkte aansprakelijkheid, gevestigd en kantoorhoudende te"),
    ("Jansen en Zonen B.V.", "B.V.",
     "Jansen en Zonen B.V., besloten vennootschap met beperkte aansprakelijkheid, gevestigd"),
    ("Max. Werken Jan. Bouw", "Verein", "Max. Werken Jan. Bouw, Verein, gevestigd"),
])
def test_a_company_is_named_to_the_letter_without_a_register_number(
    session: Session, store: DocumentStore, case: Case, name: str, form: str, printed: str
) -> None:
    as_company(case, name, form=form)
    assert missing(session, case) == {}
    assert printed in text_of(session, store, draft(session, store, case))
    give(session, store, case)


def test_a_company_without_a_form_is_asked_for_it(session: Session, case: Case) -> None:
    as_company(case, "Bakkerij Voorbeeld")
    assert missing(session, case) == {
        "document": "De rechtsvorm van de geadresseerde ontbreekt (de opdrachtgever kan dit aanvullen)."
    }


def test_a_sole_trader_is_the_person_and_asked_for_by_name(
    session: Session, store: DocumentStore, case: Case
) -> None:
    case.debtor.company_name, case.debtor.legal_form = "Klussen Div. BV. Nee", "eenmanszaak"
    assert missing(session, case) == {}
    assert "Jansje de Vries, geboren op 1 mei 1980, handelend onder de naam Klussen Div. BV. Nee, gevestigd te" in (
        text_of(session, store, draft(session, store, case))
    )
    case.debtor.first_names = case.debtor.surname = case.debtor.name_prefix = ""
    assert "De achternaam van de geadresseerde ontbreekt" in missing(session, case)["document"]


@pytest.mark.parametrize(("change", "code", "words"), [
    ({"first_names": "Jan en Petra"}, "debtor_person", "meer personen"),
    ({"surname": "Jansen e/o De Vries"}, "debtor_person", "“e/o”"),
    ({"surname": "Jansen en/of A. de Wit"}, "debtor_person", "“en/of”"),
    ({"first_names": "Erven van de heer P."}, "debtor_person", "overleden"),
    ({"surname": "Testpersoon p/a Bewindvoering Zeker"}, "debtor_person", "vertegenwoordiger"),
    ({"surname": "Jansen q.q."}, "debtor_person", "“q.q.”"),
    ({"country": "DE", "postal_code": "10115", "city": "Berlin"}, "address", "in het buitenland (DE)"),
    ({"street": "Postbus"}, "address", "postbus"),
    ({"street": "p/a Dorpsstraat"}, "debtor_person", "per adres"),
    ({"surname": "日本"}, "document", "日 (U+65E5)"),
    ({"city": "Stad 😀"}, "document", "De woonplaats van de geadresseerde (“Stad 😀”)"),
])
def test_who_cannot_be_served_stops_at_the_gate_with_the_reason(
    session: Session, store: DocumentStore, case: Case, change: dict[str, str], code: str, words: str
) -> None:
    for field, value in change.items():
        setattr(case.debtor, field, value)
    assert words in missing(session, case)[code]
    with pytest.raises(Incomplete, match="Er ontbreekt"):
        draft(session, store, case)


def test_a_person_can_say_that_a_name_is_one_and_a_changed_name_is_asked_again(
    session: Session, store: DocumentStore, case: Case
) -> None:
    case.debtor.surname = "Asch en Van Wijck"
    assert "debtor_person" in missing(session, case)
    writ_confirmations.check_person(session, by(), case.id, note="Achternaam volgens het contract")
    assert missing(session, case) == {}
    assert "Asch en Van Wijck" in text_of(session, store, draft(session, store, case))
    case.debtor.surname = "Asch en Petra van Wijck"
    assert "debtor_person" in missing(session, case)


def test_no_person_can_talk_an_address_abroad_or_a_postbox_away(session: Session, case: Case) -> None:
    case.debtor.street = "Postbus"
    writ_confirmations.check_person(session, by(), case.id, note="Gezien")
    assert "postbus" in missing(session, case)["address"]


def test_an_office_without_an_address_is_asked_for(session: Session, store: DocumentStore, case: Case) -> None:
    office = session.query(BailiffOffice).one()
    office.street = office.house_number = ""
    assert "deurwaarderskantoor" in missing(session, case)["document"]
    organisations.add_bailiff_office(session, by(), organisations.BailiffOfficeValues(
        name="Ander kantoor", street="Plein", house_number="1", postal_code="3511 BB", city="Utrecht",
    ))
    assert missing(session, case) == {}
    office.postal_code = office.city = ""
    with pytest.raises(Incomplete, match="Het adres van het deurwaarderskantoor"):
        writs.draft(session, by(), store, case.id, bailiff_office_id=office.id, figures=FIGURES)


def test_after_assignment_the_agency_is_named_with_its_own_legal_form(
    session: Session, store: DocumentStore
) -> None:
    organisations_form = "besloten vennootschap"
    make_agency_and_client(session)
    case = ready_case(session, store)
    assert missing(session, case) == {
        "document": "De rechtsvorm van de verzoekende partij ontbreekt (een beheerder, bij de bureaugegevens kan dit "
        "aanvullen)."
    }
    profile = organisations.agency_profile(session)
    assert profile is not None
    profile.legal_form = organisations_form
    text = text_of(session, store, draft(session, store, case))
    assert "op verzoek van Voorbeeld Incasso B.V., besloten vennootschap, gevestigd te Utrecht" in text
    assert "incassobureau, gevestigd" not in text


def make_agency_and_client(session: Session) -> None:
    """A client that assigned its claims to the agency."""
    make_client(session, terms=make_terms(basis=CollectionBasis.ASSIGNMENT))


def test_the_first_letter_to_a_business_is_no_fourteen_day_notice(session: Session, store: DocumentStore) -> None:
    case = ready_case(session, store)
    case.debtor_kind = DebtorKind.BUSINESS
    as_company(case, "Bakkerij Voorbeeld B.V.", form="bv", kvk="12345678")
    titles = [exhibit["title"] for exhibit in draft(session, store, case).dossier["exhibits"]]
    assert titles[-1] == "Aanmaning van 05-10-2026"
    assert "veertien" not in " ".join(titles)


def test_the_data_tell_the_country(session: Session, store: DocumentStore, case: Case) -> None:
    draft(session, store, case)
    data = data_of(package_of(session, store, give(session, store, case)))
    assert data["debtor"]["country"] == "NL"
    assert faults(data, SCHEMA) == []


NAMES = st.text(
    st.characters(exclude_categories=("Cs", "Co", "Cn")) | st.sampled_from("aeë .'-/&†日😀"), max_size=24
) | st.sampled_from(["", "Jansen", "J.", "Jan en Petra", "Erven Bos", "q.q.", "Bouw B.V.", "V.O.F. De Wit"])


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.fixed_dictionaries({}, optional={
    "first_names": NAMES, "initials": NAMES.map(lambda text: text[:20]), "surname": NAMES, "company_name": NAMES,
    "legal_form": st.sampled_from(["", "bv", "vof", "eenmanszaak", "GmbH"]),
    "kvk_number": st.sampled_from(["", "12345678"]),
    "street": NAMES, "city": NAMES, "country": st.sampled_from(["NL", "NL", "BE"]),
}))
def test_behind_a_green_gate_stands_a_draft_and_a_package(
    ready: tuple[Session, DocumentStore, int], changes: dict[str, str]
) -> None:
    session, store, case_id = ready
    with session.begin_nested() as undo:
        case = session.get_one(Case, case_id, populate_existing=True)
        for field, value in changes.items():
            setattr(case.debtor, field, value)
        session.flush()
        if missing(session, case):
            with pytest.raises(Incomplete):
                draft(session, store, case)
        else:
            draft(session, store, case)
            give(session, store, case)
        undo.rollback()
    session.expire_all()


@pytest.fixture
def ready(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[Session, DocumentStore, int]]:
    """One case, used again for each made-up debtor."""
    engine = create_engine_for(sqlite_url)
    store = make_store(tmp_path)
    with Session(engine, expire_on_commit=False) as session:
        case = ready_case(session, store)
        session.flush()
        yield session, store, case.id
    engine.dispose()
