"""Where several owe the handler says with whom the contact was, and reads the rules of each."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cases.amicable import holds
from cases.models import Case, Contact, Debtor, HoldKind, PartyRole, Stage
from cases.names import name
from cases.progress import stages
from tests.agency.desk.test_actions import send, words
from tests.cases.parties.people import change, join, person
from tests.factories import TODAY, by

OF_CONTACT = {
    "channel": "phone_out", "outcome": "no_answer", "right_party": "", "note": "", "call_back_on": "", "token": "a",
}
PETRA = {"first_names": "Petra", "surname": "Jansen"}


@pytest.fixture
def petra(writing: Session, case: Case) -> Debtor:
    """She owes the whole too."""
    found = join(writing, case, PartyRole.DEBTOR, person(phone="06 87654321", **PETRA)).person
    writing.commit()
    return found


def panel(page: str) -> str:
    return page.partition('id="contact-kop"')[2].partition("</section>")[0]


def logged(session: Session) -> list[int | None]:
    session.rollback()
    return [contact.debtor_id for contact in session.query(Contact).order_by(Contact.id)]


def test_one_debtor_is_not_asked_about(handler: FlaskClient, writing: Session, case: Case) -> None:
    assert "with_whom" not in handler.get(f"/dossiers/{case.id}").text
    assert send(handler, f"/dossiers/{case.id}/contact", **OF_CONTACT).status_code == 302
    assert logged(writing) == [None]


def test_with_two_the_field_is_there_and_the_line_names_her(
    handler: FlaskClient, writing: Session, case: Case, petra: Debtor
) -> None:
    shown = panel(handler.get(f"/dossiers/{case.id}").text)
    assert f'<option selected value="{case.debtor_id}">Jansje de Vries</option>' in shown
    assert f'<option value="{petra.id}">Petra Jansen</option>' in shown
    sent = OF_CONTACT | {"with_whom": str(petra.id)}
    assert send(handler, f"/dossiers/{case.id}/contact", **sent).status_code == 302
    assert send(handler, f"/dossiers/{case.id}/contact", **sent).status_code == 302, "pressed twice"
    assert logged(writing) == [petra.id]
    page = handler.get(f"/dossiers/{case.id}").text
    assert "Bel uit (Petra Jansen): geen gehoor" in words(page)
    hers = words(panel(page)).partition("Petra Jansen ")[2]
    assert "1 keer benaderd" in hers
    assert "1 keer benaderd" not in words(panel(page)).partition("Petra Jansen ")[0]


@pytest.mark.parametrize("whom", ["", "999999", "x", None])
def test_with_two_somebody_of_the_case_is_chosen(
    handler: FlaskClient, writing: Session, case: Case, petra: Debtor, whom: str | None
) -> None:
    """Also from a page that was opened before she was there, without the field."""
    sent = OF_CONTACT | ({} if whom is None else {"with_whom": whom}) | {"note": "Sprak in"}
    refused = send(handler, f"/dossiers/{case.id}/contact", **sent)
    assert refused.status_code == 422
    assert "Sprak in" in refused.text
    assert f'value="{petra.id}"' in panel(refused.text), "she can be chosen now"
    assert "Not a valid" not in refused.text
    assert logged(writing) == []


def test_who_speaks_for_somebody_goes_in_his_place(handler: FlaskClient, writing: Session, case: Case) -> None:
    join(writing, case, PartyRole.ADMINISTRATOR, person(company_name="Zeker B.V.", legal_form="bv"))
    guarantor = join(writing, case, PartyRole.GUARANTOR, person(**PETRA)).person
    writing.commit()
    shown = panel(handler.get(f"/dossiers/{case.id}").text)
    assert f'selected value="{case.debtor_id}">Zeker B.V., bewindvoerder van Jansje de Vries<' in shown
    assert f'value="{guarantor.id}">Petra Jansen<' in shown
    assert "Borg." in words(shown)


def test_where_the_debtor_died_an_heir_is_proposed_and_he_is_only_told_of(
    handler: FlaskClient, writing: Session, case: Case
) -> None:
    change(writing, case.debtor, died_on=date(2026, 8, 1))
    heir = join(writing, case, PartyRole.HEIR, person(phone="06 87654321", **PETRA), share=(1, 1)).person
    writing.commit()
    page = handler.get(f"/dossiers/{case.id}").text
    assert f'<option selected value="{heir.id}">Petra Jansen</option>' in panel(page)
    of_him, _, of_heir = words(panel(page)).partition(" Petra Jansen ")
    assert "benader niemand" in of_him
    assert "benader niemand" not in of_heir
    assert "met rust laten" not in of_heir, "the estate rested; at which hours she may be called is another matter"
    assert 'href="tel:0612345678"' not in page
    dead = OF_CONTACT | {"with_whom": str(case.debtor_id)}
    refused = send(handler, f"/dossiers/{case.id}/contact", **dead)
    assert refused.status_code == 422
    assert "Is dit contact toch geweest?" in refused.text
    assert send(handler, f"/dossiers/{case.id}/contact", **OF_CONTACT | {"with_whom": str(heir.id), "token": "b"}
                ).status_code == 302
    assert logged(writing) == [heir.id]


def test_a_call_back_is_judged_by_who_is_called(
    handler: FlaskClient, writing: Session, case: Case, petra: Debtor
) -> None:
    change(writing, petra, died_on=date(2026, 11, 1))
    writing.commit()
    sent = OF_CONTACT | {"channel": "phone_in", "outcome": "other", "right_party": "nee", "call_back_on": "27-11-2026"}
    refused = send(handler, f"/dossiers/{case.id}/contact", **sent | {"with_whom": str(petra.id)})
    assert "Terugbellen mag dan niet. Overleden op 01-11-2026" in words(refused.text)
    assert send(handler, f"/dossiers/{case.id}/contact", **sent | {"with_whom": str(case.debtor_id)}
                ).status_code == 302


def test_what_stood_in_the_way_of_her_is_said_of_her(
    handler: FlaskClient, writing: Session, case: Case, petra: Debtor
) -> None:
    holds.place(writing, by(), case.id, kind=HoldKind.INSOLVENCY, reason="Gemeld", on=TODAY)
    join(writing, case, PartyRole.TRUSTEE, person(surname="Curator"))
    writing.commit()
    answer = send(handler, f"/dossiers/{case.id}/contact", **OF_CONTACT | {"with_whom": str(petra.id)})
    assert "Let op." not in handler.get(answer.location).text
    answer = send(
        handler, f"/dossiers/{case.id}/contact", **OF_CONTACT | {"with_whom": str(case.debtor_id), "token": "b"}
    )
    assert f"Let op. {name(HoldKind.INSOLVENCY)}" in words(handler.get(answer.location).text)
    assert logged(writing) == [petra.id, None]


def test_a_closed_case_takes_a_contact_with_her(
    handler: FlaskClient, writing: Session, case: Case, petra: Debtor
) -> None:
    closed = writing.get_one(Case, case.id)
    closed.stage, closed.closed_on = Stage.CLOSED, TODAY
    writing.commit()
    sent = OF_CONTACT | {"channel": "phone_in", "outcome": "disputes", "right_party": "ja", "note": "Klopt niet"}
    assert send(handler, f"/dossiers/{case.id}/contact", **sent | {"with_whom": str(petra.id)}).status_code == 302
    assert logged(writing) == [petra.id]
    assert stages.open_holds(writing, case.id) == []
