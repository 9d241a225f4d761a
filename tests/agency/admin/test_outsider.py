"""Who looks along from outside an office of one person sees what waits, and nothing else."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency import database
from cases.amicable import holds
from cases.models import (
    PROFILE_ID,
    AgencyProfile,
    Case,
    Document,
    DocumentKind,
    HoldKind,
    RoleName,
    TraceKind,
    TraceLine,
    User,
    Writ,
    WritState,
)
from tests.agency.admin.test_setup import send
from tests.agency.portals import browser_of, drafted_writ, field_of, portal_app, pre_legal_case, staff, store_of
from tests.factories import TODAY, by, make_bailiff_office, make_user
from tests.web import add_user, sign_in

WHO = {
    "profession": "advocaat", "office": "Kantoor Ver Weg te Zwolle", "register_entry": "A-1234", "is_another": "y",
}
WHY = "De debiteur weigert en kan betalen."
LOOKS = "/beheer/bevestigen"


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """An office of one person with a case of which the draft of the writ is there: case 1."""
    made = portal_app(sqlite_url, tmp_path)
    with made.app_context(), database.transaction() as session:
        people = staff(session)
        case = pre_legal_case(session, store_of(made), people)
        approver = make_user(session, RoleName.CLIENT, client_id=case.client_id)
        drafted_writ(
            session, store_of(made), case, people, office_id=make_bailiff_office(session).id, approver_id=approver.id
        )
        session.get_one(AgencyProfile, PROFILE_ID).one_person = True
    return made


@pytest.fixture
def boss(app: Flask) -> FlaskClient:
    """The one person, at the desk."""
    return browser_of(app, RoleName.LEGAL_LEAD, email="ik@voorbeeld.test", name="I. Kalleen")


@pytest.fixture
def lawyer(app: Flask) -> FlaskClient:
    """Who looks along."""
    browser = app.test_client()
    sign_in(browser, add_user(app, RoleName.OUTSIDER, email="mr@verweg.test", name="Mr. V. Verweg"))
    return browser


def the_writ(app: Flask) -> Writ:
    with app.app_context():
        return database.session().get_one(Writ, 1)


def seen_of_the_case(app: Flask) -> set[tuple[TraceKind, str]]:
    """What the trace says that who looks along saw of case 1, and on which page."""
    with app.app_context():
        return {(line.kind, line.page) for line in database.session().scalars(
            select(TraceLine).join(User, User.id == TraceLine.user_id)
            .where(TraceLine.case_id == 1, User.email == "mr@verweg.test")
        )}


def test_the_bailiff_gets_a_case_when_the_outsider_read_it_and_said_yes(
    app: Flask, boss: FlaskClient, lawyer: FlaskClient
) -> None:
    page = boss.get("/dossiers/1/gerechtelijk").text
    assert "Vraag het de externe meekijker" in page
    send(boss, "/dossiers/1/exploot/deurwaarder", {"why": WHY, "token": field_of(page, "token")})
    assert the_writ(app).state is WritState.DRAFT
    assert "Gevraagd aan de externe meekijker" in boss.get("/dossiers/1/gerechtelijk").text

    assert lawyer.get("/").location == LOOKS
    assert lawyer.get(LOOKS).location == f"{LOOKS}/wie-ik-ben"
    assert lawyer.get(f"{LOOKS}/1").location == f"{LOOKS}/wie-ik-ben"
    assert send(lawyer, f"{LOOKS}/wie-ik-ben", WHO | {"is_another": ""}).status_code == 422
    assert send(lawyer, f"{LOOKS}/wie-ik-ben", WHO).location == LOOKS
    assert "Dossier naar de deurwaarder" in lawyer.get(LOOKS).text
    shown = lawyer.get(f"{LOOKS}/1").text
    for words in (WHY, "Jansje de Vries", "Deurwaarders Voorbeeld", "van de opdrachtgever: M. Client", "I. Kalleen"):
        assert words in shown, words
    assert lawyer.get(f"{LOOKS}/1/stuk/{the_writ(app).pdf_id}").mimetype == "application/pdf"

    done = send(lawyer, f"{LOOKS}/1/ja", {"seen": field_of(shown, "seen")})
    assert done.location == LOOKS
    assert the_writ(app).state is WritState.GIVEN
    assert "externe meekijker" in lawyer.get(f"{LOOKS}/1").text
    again = send(lawyer, f"{LOOKS}/1/ja", {"seen": field_of(shown, "seen")})
    assert (again.status_code, "al afgehandeld" in again.text) == (422, True)
    assert lawyer.get(f"{LOOKS}/1/stuk/{the_writ(app).pdf_id}").status_code == 404  # it waits no longer
    assert "bevestigd door Mr. V. Verweg" in boss.get("/dossiers/1").text
    assert seen_of_the_case(app) == {
        (TraceKind.CASE_SEEN, "admin.show_look"), (TraceKind.DOCUMENT_OPENED, "admin.show_look_paper"),
        (TraceKind.REFUSED, "admin.show_look_paper"),
    }


@pytest.mark.parametrize("kind", [HoldKind.DISPUTE, HoldKind.DECEASED])
def test_what_holds_the_case_between_asking_and_saying_yes_keeps_it_from_the_bailiff(
    app: Flask, boss: FlaskClient, lawyer: FlaskClient, kind: HoldKind
) -> None:
    page = boss.get("/dossiers/1/gerechtelijk").text
    send(boss, "/dossiers/1/exploot/deurwaarder", {"why": WHY, "token": field_of(page, "token")})
    send(lawyer, f"{LOOKS}/wie-ik-ben", WHO)
    shown = lawyer.get(f"{LOOKS}/1").text
    with app.app_context(), database.transaction() as session:
        holds.place_once(session, by(), session.get_one(Case, 1), kind=kind, on=TODAY, reason="Net gehoord")
    assert send(lawyer, f"{LOOKS}/1/ja", {"seen": field_of(shown, "seen")}).status_code == 422
    assert the_writ(app).state is WritState.WITHDRAWN
    assert 'name="seen"' not in lawyer.get(f"{LOOKS}/1").text  # nothing to say yes to any more


def test_he_opens_no_paper_but_what_he_decides_on_and_no_other_page(
    app: Flask, boss: FlaskClient, lawyer: FlaskClient
) -> None:
    page = boss.get("/dossiers/1/gerechtelijk").text
    send(boss, "/dossiers/1/exploot/deurwaarder", {"why": WHY, "token": field_of(page, "token")})
    send(lawyer, f"{LOOKS}/wie-ik-ben", WHO)
    with app.app_context():
        of_kind = select(Document.id).where(Document.kind == DocumentKind.INVOICE)
        number = database.session().scalars(of_kind).first()
    assert lawyer.get(f"{LOOKS}/1/stuk/{number}").status_code == 404
    for address in ("/beheer", "/beheer/gebruikers", "/dossiers/1", "/stukken/1", "/werkbak", "/beheer/cijfers"):
        assert lawyer.get(address).status_code == 403, address


def test_what_he_refuses_says_why_and_the_case_stays(app: Flask, boss: FlaskClient, lawyer: FlaskClient) -> None:
    page = boss.get("/dossiers/1/gerechtelijk").text
    send(boss, "/dossiers/1/exploot/deurwaarder", {"why": WHY, "token": field_of(page, "token")})
    send(lawyer, f"{LOOKS}/wie-ik-ben", WHO)
    assert send(lawyer, f"{LOOKS}/1/nee", {"why": ""}).status_code == 422
    send(lawyer, f"{LOOKS}/1/nee", {"why": "Ik zie geen bewijs van inkomen."})
    assert the_writ(app).state is WritState.DRAFT
    assert "Ik zie geen bewijs van inkomen." in boss.get("/dossiers/1").text
    assert "Vraag het de externe meekijker" in boss.get("/dossiers/1/gerechtelijk").text


def test_the_administrator_reads_who_looks_along_and_cannot_confirm_for_him(
    app: Flask, boss: FlaskClient, lawyer: FlaskClient
) -> None:
    page = boss.get("/dossiers/1/gerechtelijk").text
    send(boss, "/dossiers/1/exploot/deurwaarder", {"why": WHY, "token": field_of(page, "token")})
    admin = browser_of(app, RoleName.ADMIN, email="ik-beheer@voorbeeld.test")
    assert "Heeft nog niet ingevuld wie dat is" in admin.get(LOOKS).text
    send(lawyer, f"{LOOKS}/wie-ik-ben", WHO)
    assert "registernummer A-1234" in admin.get(LOOKS).text
    shown = admin.get(f"{LOOKS}/1").text
    assert ">Bevestigen</button>" not in shown
    assert ">Weigeren</button>" not in shown
    assert send(admin, f"{LOOKS}/1/ja", {"seen": field_of(lawyer.get(f"{LOOKS}/1").text, "seen")}).status_code == 422
    assert admin.get(f"{LOOKS}/wie-ik-ben").status_code == 404
    assert the_writ(app).state is WritState.DRAFT


def test_where_a_colleague_works_again_he_sees_nothing_that_waits(
    app: Flask, boss: FlaskClient, lawyer: FlaskClient
) -> None:
    page = boss.get("/dossiers/1/gerechtelijk").text
    send(boss, "/dossiers/1/exploot/deurwaarder", {"why": WHY, "token": field_of(page, "token")})
    send(lawyer, f"{LOOKS}/wie-ik-ben", WHO)
    with app.app_context(), database.transaction() as session:
        session.get_one(AgencyProfile, PROFILE_ID).one_person = False
    assert "niet meer van één persoon" in lawyer.get(LOOKS).text
    for address in (f"{LOOKS}/1", f"{LOOKS}/1/stuk/{the_writ(app).pdf_id}"):
        assert lawyer.get(address).status_code == 404, address
