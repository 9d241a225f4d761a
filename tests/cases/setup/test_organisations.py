"""Set-up: what is entered is checked, kept as agreed, and never overwritten by a form that is out of date."""

import struct
import zlib
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.errors import AlreadyDone, EditConflict, NotFound
from cases.input_checks import InvalidInput
from cases.models import AgencyProfile, Client, CollectionBasis
from cases.setup import client_terms, organisations
from cases.setup.client_terms import TermsInput
from cases.setup.organisations import AgencyProfileValues, BailiffOfficeValues, ClientValues
from legal.counting.valuation import DebtorKind, InterestKind
from tests.factories import by

TODAY = date(2026, 11, 21)

PROFILE = AgencyProfileValues(
    registered_name="Voorbeeld Incasso B.V.", wki_registration_number="W-0001", kvk_number="12345678", street="Kade",
    house_number="10", postal_code="1011 AB", city="Amsterdam", phone="020 000 00 00",
    phone_hours="werkdagen van 9.00 tot 17.00 uur", email="info@example.nl", website="www.example.nl",
    iban="NL91ABNA0417164300", account_name="Stichting Derdengelden Voorbeeld", complaints_text="Bel of schrijf ons.",
    dispute_body="Geschillencommissie Voorbeeld",
)
CLIENT = ClientValues(
    name="Noordlicht Energie B.V.", legal_form="besloten vennootschap", kvk_number="12345678", street="Kade",
    house_number="1", postal_code="1011 AB", city="Amsterdam",
)
OFFICE = BailiffOfficeValues(
    name="Kantoor De Wit", street="Singel", house_number="2", postal_code="3511 AB", city="Utrecht"
)
TERMS = TermsInput(
    debtor_kind=DebtorKind.CONSUMER, payment_term_agreed=True, payment_term_basis="artikel 7 van de voorwaarden",
    interest=InterestKind.STATUTORY, reclaims_vat=True, basis=CollectionBasis.MANDATE,
    basis_signed_on=date(2026, 1, 5), cost_ceiling=Decimal("250.00"),
)
AGREED = replace(
    TERMS, interest=InterestKind.CONTRACTUAL, contract_percent=Decimal("1.50"), contract_per="month",
)
NO_VAT = replace(TERMS, reclaims_vat=False)
DECLARED = {
    "vat_not_deductible_declared_on": date(2026, 1, 5), "vat_raised_therefore_declared_on": date(2026, 1, 6),
}



def png(width: int = 40, height: int = 20) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\x00" + b"\x80" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def flipped(content: bytes, *, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def fields_of(refused: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [finding.field for finding in refused.value.findings]


# The agency


def test_the_agency_is_one_row_that_is_changed_in_place(session: Session) -> None:
    values = replace(PROFILE, iban=" nl91 abna 0417 1643 00", postal_code="1011ab")
    organisations.save_agency_profile(session, by(), values)
    session.commit()
    organisations.save_agency_profile(session, by(), replace(PROFILE, other_registered_names=("Voorbeeld", " ")))
    session.commit()
    kept = session.scalars(select(AgencyProfile)).one()
    assert (kept.iban, kept.postal_code, kept.other_registered_names) == (
        "NL91ABNA0417164300", "1011 AB", ["Voorbeeld"],
    )


def test_every_missing_field_of_the_agency_is_named_at_once(session: Session) -> None:
    empty = replace(PROFILE, registered_name=" ", wki_registration_number="", kvk_number="1234567", iban="NL00ABNA1",
                    complaints_text="", dispute_body="", postal_code="0000 SS")
    with pytest.raises(InvalidInput) as refused:
        organisations.save_agency_profile(session, by(), empty)
    assert sorted(fields_of(refused)) == [
        "complaints_text", "dispute_body", "iban", "kvk_number", "postal_code", "registered_name",
        "wki_registration_number",
    ]
    assert "KvK-nummer: gevonden “1234567”, verwacht 8 cijfers" in str(refused.value)
    assert organisations.agency_profile(session) is None


def test_a_stale_form_does_not_overwrite_the_agency(session: Session) -> None:
    assert organisations.profile_version(session) == ""
    organisations.save_agency_profile(session, by(), PROFILE, seen="")
    with pytest.raises(EditConflict):
        organisations.save_agency_profile(session, by(), PROFILE, seen="")
    seen = organisations.profile_version(session)
    organisations.save_agency_profile(session, by(), replace(PROFILE, phone="020 111 11 11"), seen=seen)
    with pytest.raises(EditConflict):
        organisations.save_agency_profile(session, by(), replace(PROFILE, phone="020 222 22 22"), seen=seen)
    assert organisations.agency_profile(session).phone == "020 111 11 11"  # type: ignore[union-attr]


def test_a_logo_is_judged_by_its_content(session: Session) -> None:
    organisations.save_agency_profile(session, by(), replace(PROFILE, logo=png()))
    frame = b"\xff\xc0\x00\x0b\x08\x00\x14\x00\x28\x01\x01\x11\x00"  # 40 by 20
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab" + frame + b"\x00" * 20 + b"\xff\xd9"
    organisations.save_agency_profile(session, by(), replace(PROFILE, logo=jpeg))
    assert organisations.agency_profile(session).logo == jpeg  # type: ignore[union-attr]


@pytest.mark.parametrize(("content", "expected"), [
    (b"GIF89a" + b"\x00" * 20, "PNG- of JPEG"),
    (b"", "PNG- of JPEG"),
    (png()[:-20], "PNG- of JPEG"),
    (flipped(png(), at=45), "PNG- of JPEG"),
    (b"\xff\xd8\xff\xe0" + b"\x00" * 30, "PNG- of JPEG"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG- of JPEG"),
    (png(4001, 1), "4000 bij 4000"),
    (png() + b"\x00" * 200_000, "200 kB"),
], ids=["gif", "empty", "cut off", "one bit fell over", "jpeg without picture", "svg", "too wide", "too large"])
def test_a_file_that_would_break_a_letter_is_no_logo(session: Session, content: bytes, expected: str) -> None:
    with pytest.raises(InvalidInput, match=expected) as refused:
        organisations.save_agency_profile(session, by(), replace(PROFILE, logo=content))
    assert fields_of(refused) == ["logo"]


@pytest.mark.parametrize(("entered", "kept"), [
    ("", ""), (" #8B1E3F ", "#8b1e3f"), ("#1f4e79", ""), ("#767676", "#767676"),
])
def test_the_colour_of_its_letters_is_kept_in_small_letters(session: Session, entered: str, kept: str) -> None:
    profile = organisations.save_agency_profile(session, by(), replace(PROFILE, accent=entered))
    assert profile.accent == kept


@pytest.mark.parametrize(("entered", "told"), [
    ("#777777", "te licht om op wit te lezen: contrast 4,4 op 1"), ("#ffff00", "te licht om op wit te lezen"),
    ("rood", "een # en zes tekens"), ("8b1e3f", "een # en zes tekens"), ("#8b1e3", "een # en zes tekens"),
    ("#8b1e3f;x", "een # en zes tekens"),
])
def test_a_colour_that_cannot_be_read_is_refused_in_words(session: Session, entered: str, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        organisations.save_agency_profile(session, by(), replace(PROFILE, accent=entered))
    assert fields_of(refused) == ["accent"]
    assert told in str(refused.value)


def test_an_agency_is_looked_at_with_other_values_and_nothing_is_saved(session: Session) -> None:
    organisations.save_agency_profile(session, by(), PROFILE)
    assert organisations.unsaved(replace(PROFILE, accent="#8B1E3F")).accent == "#8b1e3f"
    with pytest.raises(InvalidInput):
        organisations.unsaved(replace(PROFILE, accent="#ffff00"))
    session.flush()
    session.expire_all()
    assert session.scalars(select(AgencyProfile)).one().accent == ""


# Clients and bailiff offices


def test_two_clients_cannot_share_a_name(session: Session) -> None:
    organisations.add_client(session, by(), CLIENT)
    other = organisations.add_client(session, by(), replace(CLIENT, name="Zuiderlicht B.V."))
    with pytest.raises(InvalidInput, match="nog niet in gebruik") as refused:
        organisations.add_client(session, by(), replace(CLIENT, name="NOORDLICHT Energie B.V. "))
    assert fields_of(refused) == ["name"]
    with pytest.raises(InvalidInput, match="nog niet in gebruik"):
        organisations.edit_client(session, by(), other.id, CLIENT)
    session.commit()
    assert session.scalar(select(func.count()).select_from(Client)) == 2


def test_a_stale_form_does_not_overwrite_a_client(session: Session) -> None:
    client = organisations.add_client(session, by(), CLIENT)
    seen = organisations.client_version(client)
    organisations.edit_client(session, by(), client.id, replace(CLIENT, phone="010 000 00 00"), seen=seen)
    with pytest.raises(EditConflict, match=r"Noordlicht Energie B\.V\. intussen gewijzigd"):
        organisations.edit_client(session, by(), client.id, replace(CLIENT, city="Delft"), seen=seen)
    assert (client.phone, client.city) == ("010 000 00 00", "Amsterdam")


def test_an_unknown_client_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        organisations.edit_client(session, by(), 999, CLIENT)
    with pytest.raises(NotFound):
        organisations.agree_terms(session, by(), 999, TERMS)


def test_an_inactive_client_is_listed_last(session: Session) -> None:
    organisations.add_client(session, by(), replace(CLIENT, name="Aarde", active=False))
    organisations.add_client(session, by(), replace(CLIENT, name="wind"))
    organisations.add_client(session, by(), replace(CLIENT, name="Vuur"))
    assert [client.name for client in organisations.clients(session)] == ["Vuur", "wind", "Aarde"]


def test_a_bailiff_office_is_added_and_changed(session: Session) -> None:
    office = organisations.add_bailiff_office(session, by(), OFFICE)
    seen = organisations.office_version(office)
    values = replace(OFFICE, email="post@example.nl")
    organisations.edit_bailiff_office(session, by(), office.id, values, seen=seen)
    with pytest.raises(EditConflict):
        organisations.edit_bailiff_office(session, by(), office.id, OFFICE, seen=seen)
    with pytest.raises(InvalidInput) as refused:
        organisations.edit_bailiff_office(session, by(), office.id, replace(OFFICE, street="", email="post"))
    assert fields_of(refused) == ["street", "email"]
    assert [office.email for office in organisations.bailiff_offices(session)] == ["post@example.nl"]


# What is agreed with a client


def test_a_change_of_terms_is_a_new_version_and_the_old_one_stays(session: Session) -> None:
    client = organisations.add_client(session, by(), CLIENT)
    first = organisations.agree_terms(session, by(), client.id, TERMS)
    second = organisations.agree_terms(session, by(), client.id, AGREED, seen_version=1)
    session.commit()
    session.expire_all()
    assert [terms.version for terms in client.terms] == [1, 2]
    assert client.current_terms is second
    assert (first.interest, first.contract_percent) == (InterestKind.STATUTORY, None)
    assert (second.contract_percent, second.contract_per) == (Decimal("1.50"), "month")


def test_the_same_terms_again_make_no_version(session: Session) -> None:
    client = organisations.add_client(session, by(), CLIENT)
    organisations.agree_terms(session, by(), client.id, TERMS)
    with pytest.raises(AlreadyDone, match="sinds versie 1"):
        organisations.agree_terms(session, by(), client.id, TERMS)
    assert len(client.terms) == 1


def test_terms_made_from_an_old_version_are_refused(session: Session) -> None:
    client = organisations.add_client(session, by(), CLIENT)
    organisations.agree_terms(session, by(), client.id, TERMS, seen_version=0)
    with pytest.raises(EditConflict):
        organisations.agree_terms(session, by(), client.id, AGREED, seen_version=0)


@pytest.mark.parametrize(("terms", "fields"), [
    # art. 6:119a BW: commercial interest is for businesses
    (replace(TERMS, interest=InterestKind.COMMERCIAL), ["interest"]),
    # art. 6:83 BW: an agreed term has a place where it was agreed
    (replace(TERMS, payment_term_basis=" "), ["payment_term_basis"]),
    (replace(TERMS, payment_term_agreed=False), ["payment_term_basis"]),
    (replace(TERMS, reminder_term_days=0), ["reminder_term_days"]),
    (replace(TERMS, reminder_term_days=91), ["reminder_term_days"]),
    (replace(AGREED, contract_percent=None, contract_per=None), ["contract_percent", "contract_per"]),
    (replace(AGREED, contract_percent=Decimal(0)), ["contract_percent"]),
    (replace(AGREED, contract_percent=Decimal("10.01")), ["contract_percent"]),  # a month
    (replace(AGREED, contract_percent=Decimal("100.01"), contract_per="year"), ["contract_percent"]),
    (replace(AGREED, contract_per="week"), ["contract_per"]),
    (replace(AGREED, interest=InterestKind.STATUTORY), ["contract_percent", "contract_per"]),
    (replace(TERMS, contract_compound=True), ["contract_compound"]),
    # art. 2 lid 3 BIK: both declarations or none, and none from who deducts the VAT
    (replace(TERMS, **DECLARED), ["vat_not_deductible_declared_on", "vat_raised_therefore_declared_on"]),
    (replace(NO_VAT, vat_not_deductible_declared_on=date(2026, 1, 5)), ["vat_raised_therefore_declared_on"]),
    (replace(NO_VAT, vat_raised_therefore_declared_on=date(2026, 1, 5)), ["vat_not_deductible_declared_on"]),
    (replace(NO_VAT, **(DECLARED | {"vat_raised_therefore_declared_on": date(2026, 11, 22)})),
     ["vat_raised_therefore_declared_on"]),
    (replace(TERMS, basis_signed_on=date(2026, 11, 22)), ["basis_signed_on"]),
    (replace(TERMS, cost_ceiling=Decimal("-0.01")), ["cost_ceiling"]),
    (replace(TERMS, cost_ceiling=Decimal("0.001")), ["cost_ceiling"]),
    (replace(TERMS, arrangement_max_terms=0), ["arrangement_max_terms"]),
    (replace(TERMS, arrangement_min_amount=Decimal(0)), ["arrangement_min_amount"]),
])
def test_terms_that_contradict_themselves_or_the_law_are_refused(terms: TermsInput, fields: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        client_terms.checked(terms, today=TODAY)
    assert fields_of(refused) == fields


@pytest.mark.parametrize("terms", [
    TERMS, AGREED, NO_VAT, replace(NO_VAT, **DECLARED),
    replace(TERMS, debtor_kind=DebtorKind.BUSINESS, interest=InterestKind.COMMERCIAL),
    replace(TERMS, payment_term_agreed=False, payment_term_basis="", reminder_term_days=14),
    replace(TERMS, basis_signed_on=TODAY),           # signed today is not in the future
    replace(TERMS, cost_ceiling=Decimal("0.00")),    # no costs without asking
    replace(AGREED, contract_percent=Decimal(10)),
    replace(AGREED, contract_percent=Decimal(100), contract_per="year"),
])
def test_lawful_terms_are_taken_as_they_are(terms: TermsInput) -> None:
    assert client_terms.checked(terms, today=TODAY) == terms


def test_the_refusal_says_what_was_found_and_what_was_expected() -> None:
    with pytest.raises(InvalidInput) as refused:
        client_terms.checked(replace(TERMS, interest=InterestKind.COMMERCIAL), today=TODAY)
    assert str(refused.value) == (
        "Rente: gevonden “wettelijke handelsrente voor consumenten”, verwacht wettelijke rente, contractuele rente "
        "of geen rente: handelsrente geldt alleen tussen bedrijven."
    )


def test_vat_comes_on_the_costs_only_with_both_declarations(session: Session) -> None:
    client = organisations.add_client(session, by(), CLIENT)
    without = organisations.agree_terms(session, by(), client.id, NO_VAT)
    assert not without.vat_on_costs
    assert "twee verklaringen ontbreken" in client_terms.consequences(without)[2]
    declared = replace(NO_VAT, **DECLARED)
    with_both = organisations.agree_terms(session, by(), client.id, declared)
    assert with_both.vat_on_costs
    assert "met de btw verhoogd" in client_terms.consequences(with_both)[2]


@pytest.mark.parametrize(("terms", "sentence"), [
    (TERMS, "verzuim begint de dag na de vervaldatum"),
    (replace(TERMS, payment_term_agreed=False, payment_term_basis=""), "er loopt geen rente, en een dossier kan niet"),
    (replace(TERMS, payment_term_agreed=False, payment_term_basis="", reminder_term_days=14), "de 14 dagen daarin"),
    (AGREED, "1,50% per maand."),
    (replace(AGREED, contract_compound=True), "per maand, rente over rente."),
    (replace(TERMS, interest=InterestKind.NONE), "Er wordt geen rente gerekend."),
])
def test_the_administrator_reads_what_the_terms_do(terms: TermsInput, sentence: str) -> None:
    assert sentence in " ".join(client_terms.consequences(terms))
