"""Two descriptions of debtors: the same, different or doubtful, whichever of the two comes first."""

from datetime import date
from typing import Any  # a table of mixed facts

import pytest

from cases.parties.contact_details import Address
from cases.parties.likeness import Description, Kind, Verdict, compare

HOME = {"street": "Dorpsstraat", "house_number": "12", "postal_code": "3511 AB", "city": "Utrecht"}
AWAY = {"street": "Kade", "house_number": "3", "postal_code": "9711 AB", "city": "Groningen"}
SAME, DIFFERENT, DOUBTFUL = Verdict.SAME, Verdict.DIFFERENT, Verdict.DOUBTFUL
COMPANY = Kind.ORGANISATION


def who(name: str = "", *, at: dict[str, str] | None = None, country: str = "NL", **told: Any) -> Description:
    """A person, unless told otherwise. `told`: kind, first, prefix, born (ISO), email, phone, kvk."""
    blank = {"street": "", "house_number": "", "postal_code": "", "city": ""}
    return Description(
        kind=told.get("kind", Kind.PERSON), first_names=told.get("first", ""), prefix=told.get("prefix", ""),
        last_name=name, birth_date=date.fromisoformat(told["born"]) if "born" in told else None,
        address=Address(**blank | (at or {}), country=country), email=told.get("email", ""),
        phone=told.get("phone", ""), kvk_number=told.get("kvk", ""),
    )


def door(number: str, street: str = "Dorpsstraat", postal_code: str = "3511 AB") -> dict[str, str]:
    return HOME | {"house_number": number, "street": street, "postal_code": postal_code}


@pytest.mark.parametrize(("one", "other"), [
    (("", "", "Jan de Vries"), ("Jan", "de", "Vries")), (("", "", "Vries, J. de"), ("Jan", "de", "Vries")),
    (("", "", "Vries de J."), ("Jan", "de", "Vries")), (("", "", "de Vries Jan"), ("Jan", "de", "Vries")),
    (("Jan de", "", "Vries"), ("J.", "", "de Vries")), (("Jan", "", "Vries, de"), ("JAN", "DE", "VRIES")),
    (("Jan", "van", "van Dijk"), ("Jan", "van", "Dijk")),
    (("Jan", "", "Vries"), ("Jan", "de", "Vries")), (("", "", "JANSEN JAN"), ("Jan", "", "Jansen")),
    (("Jansen", "", "Jan"), ("Jan", "", "Jansen")), (("", "", "JP Jansen"), ("", "", "Jansen, J.P.")),
    (("J P", "", "Jansen"), ("Jan Peter", "", "Jansen")), (("Jan", "v.d.", "Berg"), ("Jan", "van der", "Berg")),
    (("", "", "Petra Jansen-de Vries"), ("Petra", "", "Jansen")),
    (("", "", "P. Jansen - de Vries"), ("Petra", "de", "Vries-Jansen")),
    (("", "", "Petra Jansen e/v de Vries"), ("Petra", "de", "Vries")),
    (("José", "", "Müller"), ("Jose", "", "Mueller")), (("Øyvind", "", "Sørensen"), ("Oyvind", "", "Sorensen")),
    (("Jan", "", "Meijer"), ("Jan", "", "MEYER")), (("M.", "van 't", "Hof"), ("Maria", "van het", "Hof")),
    (("", "", "Anne-Marie Bos"), ("Annemarie", "", "Bos")), (("Th.", "", "Bakker"), ("Theo", "", "Bakker")),
    (("", "", "Dr. ir. J. van Dijk"), ("Jan", "van", "Dijk MSc")),
    (("", "", "De heer J. Jansen"), ("Jan", "", "Jansen")),
], ids=str)
def test_a_name_in_another_split_order_or_spelling_is_one_name(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    a, b = (who(last, first=first, prefix=prefix, at=HOME) for first, prefix, last in (one, other))
    assert compare(a, b).verdict is SAME
    assert compare(b, a).verdict is SAME


@pytest.mark.parametrize(("one", "other", "verdict"), [
    ({"at": HOME}, {"at": HOME}, SAME), ({"born": "1980-05-05"}, {"born": "1980-05-05"}, SAME),
    ({"email": "j@voorbeeld.test"}, {"email": "J@Voorbeeld.TEST"}, SAME),
    ({"email": "Jan Jansen <j@voorbeeld.test>"}, {"email": "mailto:j@voorbeeld.test"}, SAME),
    ({"at": HOME | {"postal_code": "", "street": "Dorpsstraat 12"}}, {"at": HOME | {"postal_code": ""}}, SAME),
    ({"phone": "06-12345678"}, {"phone": "+31 (0)6 12 34 56 78"}, SAME),
    ({"phone": "0031612345678"}, {"phone": "612345678"}, SAME),
    ({"phone": "06-12345678 / 030-1234567"}, {"phone": "(030) 1234567"}, SAME),
    ({"at": door("12", postal_code="3511ab")}, {"at": door("", street="Dorpsstr. 12")}, SAME),
    ({"at": door("12a")}, {"at": door("12-A")}, SAME), ({"at": door("12 II")}, {"at": door("12-2")}, SAME),
    ({"at": door("12")}, {"at": door("12a")}, DOUBTFUL), ({"at": door("12a")}, {"at": door("12b")}, DOUBTFUL),
    ({"at": HOME}, {"at": AWAY}, DOUBTFUL), ({}, {}, DOUBTFUL), ({"at": HOME}, {}, DOUBTFUL),
    ({"at": HOME, "born": "1980-05-05"}, {"at": AWAY, "born": "1980-05-05"}, SAME),
    ({"at": HOME, "born": "1950-03-04"}, {"at": HOME, "born": "1981-09-07"}, DIFFERENT),
    ({"at": HOME, "born": "1950-03-04"}, {"at": HOME, "born": "1950-04-03"}, DOUBTFUL),
    ({"at": HOME, "born": "1968-03-04"}, {"at": HOME, "born": "1986-03-04"}, DOUBTFUL),
    ({"at": HOME, "born": "1980-05-12", "email": "j@b.test"}, {"at": HOME, "born": "1980-05-13", "email": "j@b.test"},
     DOUBTFUL),
    ({"born": "1900-01-01"}, {"born": "1900-01-01"}, DOUBTFUL),
    ({"kvk": "12345678"}, {"kvk": "1234 5678"}, SAME), ({"kvk": "12345678"}, {"kvk": "87654321"}, DIFFERENT),
    ({"phone": "0000000000"}, {"phone": "0000000000"}, DOUBTFUL),
], ids=str)
def test_one_name_needs_a_second_fact_and_none_against_it(
    one: dict[str, Any], other: dict[str, Any], verdict: Verdict
) -> None:
    a, b = who("Jan Jansen", **one), who("J. Jansen", **other)
    assert compare(a, b).verdict is verdict
    assert compare(b, a).verdict is verdict


@pytest.mark.parametrize(("one", "other", "verdict"), [
    ("Jan Jansen", "Piet Jansen", DIFFERENT), ("J. Jansen", "P. Jansen", DIFFERENT),
    ("J.P. Jansen", "J.A. Jansen", DIFFERENT), ("J. Bakker", "P. de Wit", DIFFERENT),
    ("Dhr. J. Jansen", "Mevr. J. Jansen", DIFFERENT), ("Jan Jansen sr.", "Jan Jansen jr.", DIFFERENT),
    ("Tim Jansen", "Tom Jansen", DIFFERENT), ("Daniel Bos", "Danielle Bos", DIFFERENT),
    ("Rianne Bos", "Dianne Bos", DIFFERENT), ("René Bos", "Renée Bos", DIFFERENT),
    ("Jan Jansen", "Johannes Jansen", DOUBTFUL), ("Jan Jansen", "Jan Jansen jr.", DOUBTFUL),
    ("P. Jansen", "J.P. Jansen", DOUBTFUL), ("P. Jansen", "P. Jansen-de Vries", DOUBTFUL),
    ("Petra Jansen", "Petra de Vries", DOUBTFUL), ("Jan Jansen", "Jan Janssen", DOUBTFUL),
    ("Jan van den Berg", "Jan van der Berg", DOUBTFUL), ("Jansen", "Jan Jansen", DOUBTFUL),
    ("Jan en Petra Jansen", "Jan Jansen", DOUBTFUL), ("J. en P. Bos", "J. Bos", DOUBTFUL),
    ("Fam. Jansen", "Jan Jansen", DOUBTFUL), ("Erven J. Jansen", "J. Jansen", DOUBTFUL),
    ("Jan Jansen e/o P. de Vries", "P. de Vries", DOUBTFUL), ("Jansen p/a Bewindvoering Zeker", "Jansen", DOUBTFUL),
], ids=str)
def test_people_of_one_address_are_told_apart_by_their_given_names(one: str, other: str, verdict: Verdict) -> None:
    assert compare(who(one, at=HOME), who(other, at=HOME)).verdict is verdict
    assert compare(who(other, at=HOME), who(one, at=HOME)).verdict is verdict


@pytest.mark.parametrize(("one", "other", "facts", "verdict"), [
    ("Jan Jansen", "Johannes Jansen", {"born": "1980-01-01"}, SAME),
    ("Rob Jansen", "Bert Jansen", {"born": "1980-01-01", "at": HOME}, DIFFERENT),  # twins
    ("Jan Jansen", "Piet Jansen", {"born": "1980-01-01", "at": HOME}, DIFFERENT),
    ("Lieke Bos", "Lieve Bos", {"born": "1980-01-01", "at": HOME}, DOUBTFUL),
    ("Jeroen Bos", "Jeoren Bos", {"born": "1980-01-01", "email": "j@b.test"}, SAME),
    ("Jan Janssen", "Jan Jansen", {"email": "j@b.test", "at": HOME}, SAME),
    ("Jan Janssen", "Jan Jansen", {"born": "1980-01-01"}, DOUBTFUL),
    ("Jansen", "Jan Jansen", {"born": "1980-01-01"}, SAME), ("Jansen", "Jan Jansen", {"email": "j@b.test"}, DOUBTFUL),
    ("Jan Jansen", "Petra de Vries", {"email": "j@b.test"}, DOUBTFUL),
    ("Jan Jansen", "Petra Jansen", {"email": "j@b.test"}, DOUBTFUL),
    ("Jan Jansen", "Petra Jansen", {"email": "j@b.test", "at": HOME}, DIFFERENT),
    ("Petra Jansen", "Petra de Vries", {"born": "1980-01-01"}, DOUBTFUL),
    ("Jan Jansen", "Klaas Bakker", {"kvk": "12345678"}, DOUBTFUL), ("Jan Jansen", "Klaas Bakker", {}, DIFFERENT),
    ("Jan en Petra Jansen", "Klaas Bakker", {}, DIFFERENT), ("", "", {"email": "j@b.test"}, DOUBTFUL),
], ids=str)
def test_more_than_one_fact_makes_up_for_a_slip_but_not_for_another_name(
    one: str, other: str, facts: dict[str, Any], verdict: Verdict
) -> None:
    a, b = who(one, **facts), who(other, **facts)
    assert compare(a, b).verdict is verdict
    assert compare(b, a).verdict is verdict


@pytest.mark.parametrize(("one", "other", "facts", "verdict"), [
    ("Bakkerij Jansen B.V.", "BAKKERIJ JANSEN BV", {"at": HOME}, SAME),
    ("Bakkerij Jansen B.V.", "Jansen Bakkerij", {"email": "info@b.test"}, SAME),
    ("De Vries & Zn. B.V.", "De Vries en Zonen BV", {"phone": "030-1234567"}, SAME),
    ("Alpha Tech B.V.", "AlphaTech", {"at": HOME}, SAME),
    ("Jan Jansen h.o.d.n. Klus & Co", "Klus & Co", {"at": HOME}, SAME),
    ("Bakkerij Jansen B.V.", "Bakkerij Jansen B.V.", {}, DOUBTFUL),
    ("Jansen B.V.", "Jansen V.O.F.", {"at": HOME}, DOUBTFUL),
    ("Jansen B.V.", "Jansen Holding B.V.", {"at": HOME}, DOUBTFUL),
    ("Jansen Bouw 1 B.V.", "Jansen Bouw 2 B.V.", {"at": HOME, "email": "i@b.test"}, DOUBTFUL),
    ("Jansen Beheer I B.V.", "Jansen Beheer II B.V.", {"at": HOME, "email": "i@b.test"}, DOUBTFUL),
    ("Bakerij Jansen B.V.", "Bakkerij Jansen B.V.", {"at": HOME}, DOUBTFUL),
    ("Bakerij Jansen B.V.", "Bakkerij Jansen B.V.", {"at": HOME, "email": "i@b.test"}, SAME),
    ("Zon B.V.", "Maan B.V.", {"at": HOME}, DOUBTFUL), ("Zon B.V.", "Maan B.V.", {}, DIFFERENT),
], ids=str)
def test_organisations_are_compared_without_their_legal_form(
    one: str, other: str, facts: dict[str, Any], verdict: Verdict
) -> None:
    a, b = who(one, kind=COMPANY, **facts), who(other, kind=COMPANY, **facts)
    assert compare(a, b).verdict is verdict
    assert compare(b, a).verdict is verdict


def test_the_register_number_alone_decides_between_organisations() -> None:
    one = who("Jansen B.V.", kind=COMPANY, at=HOME, kvk="01234567")
    assert compare(one, who("Bouwgroep Noord", kind=COMPANY, at=AWAY, kvk="1234567")).verdict is SAME
    assert compare(one, who("Jansen B.V.", kind=COMPANY, at=HOME, kvk="7654321")).verdict is DIFFERENT


def test_a_company_is_never_its_owner() -> None:
    company = who("Jansen B.V.", kind=COMPANY, at=HOME, email="j@b.test", kvk="12345678")
    assert compare(company, who("Jan Jansen", at=HOME, email="j@b.test", kvk="12345678")).verdict is DOUBTFUL
    assert compare(company, who("Klaas Bakker", at=AWAY)).verdict is DIFFERENT


def test_without_a_kind_the_name_and_the_other_tell_what_somebody_is() -> None:
    company = who("Jansen Bouw B.V.", kind=None, at=HOME)
    assert compare(company, who("Jansen Bouw", kind=None, at=HOME)).verdict is SAME
    assert compare(who("Jan Jansen", kind=None, at=HOME), who("J. Jansen", kind=None, at=HOME)).verdict is SAME


def test_an_address_abroad_is_compared_by_street_number_and_town() -> None:
    berlin = {"street": "Hauptstrasse", "house_number": "5", "postal_code": "10115", "city": "Berlin"}
    other = berlin | {"street": "Hauptstraße", "postal_code": "D-10115", "city": "BERLIN"}
    assert compare(who("Jan Jansen", at=berlin, country="DE"), who("J. Jansen", at=other, country="DE")).verdict is SAME
    assert compare(who("Jan Jansen", at=berlin, country="DE"), who("J. Jansen", at=other, country="")).verdict is SAME
    assert compare(who("Jan Jansen", at=berlin, country="DE"), who("J. Jansen", at=other)).verdict is DOUBTFUL


def test_every_verdict_says_why() -> None:
    found = compare(who("Jan Jansen", born="1950-03-04", at=HOME), who("J. Jansen", born="1981-09-07", at=HOME))
    assert found.reasons == ("de geboortedata verschillen",)
    found = compare(who("Jan Jansen", at=HOME), who("J. Jansen", at=HOME))
    assert found.reasons == ("de naam is gelijk", "adres gelijk")
