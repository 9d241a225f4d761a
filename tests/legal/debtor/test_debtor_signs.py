"""Signs in a name or an address: what hints at more people, heirs, a representative, or no home, and what does not."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legal.debtor import debtor_signs
from legal.debtor.debtor_signs import SignKind, carries_legal_form, signs_in
from tests.sizes import examples

S, E, R, I, C = (  # noqa: E741 - read as a column of a table
    SignKind.SEVERAL_PEOPLE, SignKind.ESTATE, SignKind.REPRESENTED, SignKind.INSOLVENT, SignKind.CARE_OF
)


@pytest.mark.parametrize(("name", "kind"), [
    ("Jan en Petra Jansen", S), ("Jan en Petra Jansen e/o De Vries", S), ("P. Jansen en/of mevr. A. de Wit", S),
    ("Fam. Jansen", S), ("Familie De Boer", S), ("dhr. en mevr. Jansen", S), ("DHR EN MEVR DE VRIES", S),
    ("Echtpaar Jansen", S), ("Jansen c.s.", S), ("Gebr. De Wit", S), ("J. Jansen & P. de Wit", S),
    ("Jan + Petra Jansen", S), ("J. Jansen / P. de Wit", S), ("Jansen/De Wit", S), ("Jansen e.a.", S),
    ("Erven van de heer P. Overleden", E), ("De erven Jansen", E), ("Erven J. de Vries", E),
    ("Nalatenschap van K. Bos", E), ("Boedel van P. Smit", E), ("Wijlen dhr. P. de Groot", E), ("P. Jansen †", E),
    ("P. Jansen (overleden)", E), ("Erfgenamen P. Jansen", E), ("P. Bos, executeur", E),
    ("Testpersoon p/a Bewindvoering Zeker", R), ("P. Jansen q.q.", R), ("mr. A. Smit qq.", R),
    ("Bewindvoerder van P. Jansen", R), ("Jansen onder bewind", R), ("P. Jansen i.z. Bos", R), ("inz. Jansen", R),
    ("gemachtigde van Jansen", R), ("mentor P. Jansen", R), ("Ouders van Tim Jansen", R), ("ouder(s) van Tim", R),
    ("wettelijk vertegenwoordiger van Tim", R), ("curator P. Jansen", R), ("Jansen, onder curatele", R),
    ("P. Jansen in staat van faillissement", I), ("P. Jansen (WSNP)", I),
    ("P. Jansen p/a Smit", C), ("P. Jansen c/o Smit", C),
])
def test_a_name_hints(name: str, kind: SignKind) -> None:
    assert kind in [sign.kind for sign in signs_in(name, is_company=False)]


@pytest.mark.parametrize("name", [
    "Jan van Erven", "Piet ter Erven", "Van Erven", "Anna van Wijlen", "P. de Voogd", "Zoë Hendriksz",
    "P. Jansen e.v. De Wit", "Jan Jansen-de Wit", "Jan 't Hooft", "A. Curatorius", "Marie Famke", "J.P. de Voorbeeld",
    "Sen Chen", "Van der Enden", "L. von und zu Voorbeeld",
    "Jan den Ouden", "H. Familiaar", "Jan Etienne", "Bewindt", "El Voorbeeld",
])
def test_the_name_of_one_person_hints_at_nothing(name: str) -> None:
    assert signs_in(name, is_company=False, street="Postbusweg 12", city="Ervenstad") == ()


@pytest.mark.parametrize("name", [
    "Jansen en Zonen B.V.", "Bakkerij De Erven", "De Erven Apeldoorn B.V.", "V.O.F. Jansen en De Wit",
    "Stichting Bewindvoering Zeker", "Erven Voorbeeld B.V.", "Gebr. De Wit", "Familiehotel De Zon", "Boedel B.V.",
])
def test_a_trade_name_hints_at_nothing(name: str) -> None:
    assert signs_in(name, is_company=True) == ()


@pytest.mark.parametrize(("name", "kind"), [
    ("De erven Jansen", E), ("mr. Smit q.q. Bouw B.V.", R), ("Curator in het faillissement van Bouw B.V.", I),
])
def test_another_than_the_enterprise_itself_is_seen(name: str, kind: SignKind) -> None:
    assert kind in [sign.kind for sign in signs_in(name, is_company=True)]


@pytest.mark.parametrize(("street", "is_box"), [
    ("Postbus 12", True), ("Antwoordnummer 3", True), ("P.O. Box 12", True), ("PO Box", True), ("postbus", True),
    ("Postbusweg 3", False), ("Oude Postbus 3", False), ("Postboxlaan", False),
])
def test_a_box_is_no_home(street: str, *, is_box: bool) -> None:
    assert (SignKind.PO_BOX in [s.kind for s in signs_in("J. Bos", is_company=False, street=street)]) is is_box


@pytest.mark.parametrize(("name", "holds"), [
    ("Bouw B.V.", True), ("Stichting De Hoop", True), ("Bouw NV", True), ("V.O.F. Bos", True), ("Bouwbv", False),
    ("Bakkerij Bos", False), ("Bvlgari", False),
])
def test_a_legal_form_is_read_from_a_name(name: str, *, holds: bool) -> None:
    assert carries_legal_form(name) is holds


@pytest.mark.parametrize("pattern", [
    debtor_signs._INSOLVENT, debtor_signs._SEVERAL, debtor_signs._ESTATE, debtor_signs._REPRESENTED,
    debtor_signs._COMPANY_REPRESENTED, debtor_signs._CARE_OF, debtor_signs._PO_BOX,
], ids=["insolvent", "several", "estate", "represented", "company represented", "care of", "po box"])
@settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_sign_has_a_hint(pattern: re.Pattern[str], data: st.DataObject) -> None:
    """Names without one are not looked at any further."""
    plain = debtor_signs._plain(data.draw(st.from_regex(pattern)))
    if pattern.search(plain):
        assert debtor_signs._hints(plain), plain
