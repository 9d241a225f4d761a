"""A field that is missing is an error: on the form class, and in what a browser sends. Never silently the default."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agency.admin.figures import FigureForm
from agency.admin.form_values import entered
from agency.admin.forms import AgencyForm, BailiffOfficeForm, ClientForm, TermsForm
from agency.web.fields import text_field
from agency.web.forms import BaseForm
from cases.models import AgencyProfile, Client, ClientTerms, RoleName
from cases.setup.client_terms import TermsInput
from cases.setup.organisations import AgencyProfileValues, BailiffOfficeValues, ClientValues
from tests.agency.admin.test_setup import AGENCY, CLIENT, OFFICE, TERMS, add_client, seen_on, send, stored

MISSING = "Dit veld ontbreekt in het formulier"


@pytest.fixture
def admin(login: Callable[[RoleName], FlaskClient]) -> FlaskClient:
    """A browser of an administrator."""
    return login(RoleName.ADMIN)


@pytest.mark.parametrize(("form", "values"), [
    (TermsForm, TermsInput), (ClientForm, ClientValues), (BailiffOfficeForm, BailiffOfficeValues),
    (AgencyForm, AgencyProfileValues),
])
def test_each_value_that_is_agreed_has_a_field_on_its_form(
    app: Flask, form: type[BaseForm], values: type[Any]
) -> None:
    with app.test_request_context():
        assert set(entered(form(), values)) == {field.name for field in fields(values)}


@pytest.mark.parametrize(("form", "address"), [
    (TermsForm, "{client}/afspraken"), (ClientForm, "{client}/wijzigen"), (ClientForm, "/beheer/opdrachtgevers/nieuw"),
    (BailiffOfficeForm, "/beheer/deurwaarders/nieuw"), (AgencyForm, "/beheer/bureau"),
    (FigureForm, "/beheer/cijfers/nieuw"),
])
def test_every_field_of_a_form_stands_on_its_page(
    app: Flask, admin: FlaskClient, form: type[BaseForm], address: str
) -> None:
    """A whole form refuses what lacks a field: one that its page forgot would refuse every save of a browser."""
    page = admin.get(address.format(client=add_client(admin))).text
    with app.test_request_context():
        forgotten = {field.name for field in form() if f'name="{field.name}"' not in page}
    assert forgotten <= {"remove_logo"}, "that one stands there once there is a logo"


def test_a_value_without_a_field_on_the_form_is_an_error(app: Flask) -> None:
    """As when somebody adds a column and forgets the form: each new version would lose what was agreed."""

    @dataclass(frozen=True)
    class Grown:
        name: str
        most_letters: int = 3

    class Form(BaseForm):
        name = text_field("Naam")

    with app.test_request_context(), pytest.raises(LookupError, match="most_letters"):
        entered(Form(), Grown)


@pytest.mark.parametrize("left_out", sorted(TERMS))
def test_terms_that_lack_a_field_are_refused_and_the_agreed_ones_stay(
    app: Flask, admin: FlaskClient, left_out: str
) -> None:
    client = add_client(admin)
    agreed = TERMS | {
        "seen": "0", "interest": "contractual", "contract_percent": "1,5", "contract_per": "month",
        "contract_compound": "y", "arrangement_max_terms": "6", "arrangement_min_amount": "40,00",
        "small_difference": "0,00",
    }
    assert send(admin, f"{client}/afspraken", agreed).status_code == 302
    stale = {key: value for key, value in agreed.items() if key != left_out} | {"seen": "1", "cost_ceiling": "300,00"}
    stale.pop(left_out, None)
    assert send(admin, f"{client}/afspraken", stale).status_code == 422
    kept = stored(app, ClientTerms)
    assert [(terms.arrangement_max_terms, terms.contract_compound, terms.arrangement_min_amount) for terms in kept] == [
        (6, True, Decimal("40.00"))
    ]


def test_a_box_that_is_emptied_is_agreed_as_no(app: Flask, admin: FlaskClient) -> None:
    """What a browser sends of an empty box: the hidden field alone; of a ticked one both."""
    client = add_client(admin)
    rate = {"interest": "contractual", "contract_percent": "1,5", "contract_per": "month"}
    for version, sent in enumerate((["", "y"], [""])):
        send(admin, f"{client}/afspraken", TERMS | rate | {"seen": str(version), "contract_compound": sent})
    assert [terms.contract_compound for terms in stored(app, ClientTerms)] == [True, False]
    page = admin.get(f"{client}/afspraken").text
    assert '<input type="hidden" name="contract_compound" value="">' in page


@pytest.mark.parametrize("left_out", ["active", "contact_name", "email", "phone"])
def test_a_client_that_lacks_a_field_is_refused(app: Flask, admin: FlaskClient, left_out: str) -> None:
    address = f"{add_client(admin)}/wijzigen"
    stale = {key: value for key, value in CLIENT.items() if key != left_out} | {"seen": seen_on(admin, address)}
    answer = send(admin, address, stale | {"city": "Delft"})
    assert (answer.status_code, MISSING in answer.text) == (422, True)
    assert [(client.city, client.active) for client in stored(app, Client)] == [("Amsterdam", True)]
    assert send(admin, address, CLIENT | {"seen": seen_on(admin, address), "city": "Delft"}).status_code == 302


@pytest.mark.parametrize("left_out", ["wki_valid_until", "postal_address", "other_registered_names"])
def test_an_agency_that_lacks_a_field_is_refused(app: Flask, admin: FlaskClient, left_out: str) -> None:
    answer = send(admin, "/beheer/bureau", {key: value for key, value in AGENCY.items() if key != left_out})
    assert (answer.status_code, MISSING in answer.text) == (422, True)
    assert stored(app, AgencyProfile) == []


def test_an_office_that_lacks_a_field_is_refused(admin: FlaskClient) -> None:
    answer = send(admin, "/beheer/deurwaarders/nieuw", {key: OFFICE[key] for key in OFFICE if key != "active"})
    assert (answer.status_code, MISSING in answer.text) == (422, True)
