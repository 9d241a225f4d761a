"""Nobody gets what is of another at any address, and hears the same as for what does not exist (A1)."""

import shutil
from collections.abc import Iterator
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from agency import database
from agency.web.access import ROLES, Permission, permission_of, requires
from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.counting import prescriptions
from cases.counting.prescriptions import NewInterruption
from cases.documents import File
from cases.legal_track import bailiffs
from cases.legal_track.service_reports import Reported
from cases.models import (
    Case,
    Claim,
    FactorKind,
    PaidTo,
    PartyRole,
    RoleName,
    SecondFactor,
    ServiceManner,
    User,
)
from legal.debtor.prescription import InterruptionKind
from tests.agency.portals import browser_of, given_writ, store_of
from tests.architecture.foreign import NOT_ASKED, OF_SOMEBODY, OUTSIDE, Life, Walk, had, users
from tests.architecture.hostile import note_what_is_asked
from tests.architecture.test_routes import everything
from tests.cases.invariants.good_record import make_record
from tests.cases.parties.people import join, person
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    TODAY,
    by,
    make_bailiff_office,
    make_case,
    make_client,
    make_user,
)
from tests.web import csrf_of, let_go, make_app

# Who owes in the record of which the other may see nothing.
NAMES = ("Vries", "Jansen", "Bakker", "Visser", "Mulder", "Smit")
# What is written whoever asks what: when a log-in was last seen, that a button was pressed.
OF_ITSELF = {"login", "submission"}


BROKEN = {"case_of_anybody", "claim_of_anybody", "found_by_anybody", "unheard_of"}


@pytest.fixture(scope="module")
def walk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """A client with something of everything, of which a case lies with an office; and another with hardly anything.

    On SQLite, where no wall of the database stands behind the conditions of the program.
    """
    folder = tmp_path_factory.mktemp("foreign")
    shutil.copy(sqlite_template, folder / "agency.db")
    app = make_app(f"sqlite:///{folder / 'agency.db'}", folder, today=TODAY)
    add_broken(app)
    note_what_is_asked(app)
    with app.app_context():
        engine = database.engine().execution_options(read_only=False)
    with Session(engine, expire_on_commit=False) as session:
        client_id, office_id = make_rich(session, app)
        rich = had(session)
        other = make_client(session, name="Zwaluw B.V.")
        make_case(session, store_of(app), client=other, customer="Z-1", invoice="Z-1", surname="Zwaluw",
                  email="z@zwaluw.test", phone="0612121212", born="02-02-1982")
        idle = make_bailiff_office(session, name="Ander kantoor")
        session.commit()
        poor = had(session, but=rich)
    come_in(app, rich, "rijk", client_id, office_id)
    users(app, rich)
    come_in(app, poor, "arm", other.id, idle.id)
    yield Walk(app, rich, poor)
    let_go(app)


def right(walk: Walk) -> list[Rule]:
    """The addresses of the program."""
    return [rule for rule in walk.app.url_map.iter_rules() if rule.endpoint not in BROKEN]


def make_rich(session: Session, app: Flask) -> tuple[int, int]:
    """Something of everything, by the services; the client and the office that it is of."""
    store = store_of(app)
    make_record(session, store)
    people = tuple(session.scalars(select(User).order_by(User.id).limit(2)))
    case = session.scalars(select(Case).order_by(Case.id)).first()
    office = make_bailiff_office(session)
    approver = make_user(session, RoleName.CLIENT, email="klant@voorbeeld.test", client_id=case.client_id)
    writ = given_writ(session, store, case, people, office_id=office.id, approver_id=approver.id)
    bailiffs.report_service(session, by(people[1].id, NOW + timedelta(hours=4)), store, Reported(
        manner=ServiceManner.IN_PERSON, served_on=TODAY, served_at=time(11, 30), document=File("akte.pdf", SMALL_PDF),
    ), office_id=office.id, writ_id=writ.id, figures=FIGURES)
    other = make_case(session, store, customer="K-6", surname="Smit", born="06-02-1970", invoice="F-6")
    join(session, other, PartyRole.DEBTOR, person(initials="A", surname="Smit", phone="0613131313"))
    prescriptions.add(session, by(), other.claims, NewInterruption(
        kind=InterruptionKind.RESERVATION, on=TODAY, source="brief van de opdrachtgever"
    ))
    payments.register(
        session, by(approver.id), other.id,
        PaymentInput(amount=Decimal("12.00"), received_on=TODAY, paid_to=PaidTo.CLIENT), figures=FIGURES,
        by_client=True,
    )
    session.add(SecondFactor(user_id=approver.id, kind=FactorKind.APP, name="Telefoon", secret="x", added_at=NOW))
    session.commit()
    return case.client_id, office.id


def come_in(app: Flask, life: Life, called: str, client_id: int, office_id: int) -> None:
    """A browser of every role; of this client and this office where the role has one."""
    for role in RoleName:
        life.browsers[role] = browser_of(
            app, role, email=f"{role}@{called}.test", client_id=client_id if role is RoleName.CLIENT else None,
            office_id=office_id if role is RoleName.BAILIFF else None,
        )
        life.tokens[role] = csrf_of(life.browsers[role])


def test_what_is_of_another_is_as_nothing_at_every_address_for_every_role(walk: Walk) -> None:
    walk.learn_forms()
    before = everything(walk.app)
    assert list(walk.findings(right(walk))) == []
    after = everything(walk.app)
    assert {table for table, rows in after.items() if rows != before[table]} <= OF_ITSELF
    assert walk.reached == {rule.endpoint for rule in right(walk) if rule.arguments} - NOT_ASKED.keys()


def test_what_is_ones_own_opens_at_the_same_addresses(walk: Walk) -> None:
    """So that what was asked above is there."""
    assert [name for name in OF_SOMEBODY if not walk.rich.has[name]] == []
    for rule in right(walk):
        needed = permission_of(walk.app.view_functions[rule.endpoint])
        for role in (each for each in OUTSIDE if rule.arguments and needed in ROLES[each] and "GET" in rule.methods):
            assert walk.opens(rule, role), rule.endpoint


def test_who_asks_for_another_by_a_value_gets_nothing_of_it(walk: Walk) -> None:
    """In a query or a form, where an address names none: a search, a filter, what is ticked."""
    assert list(walk.values_of_others(right(walk), NAMES)) == []


def add_broken(app: Flask) -> None:
    """Two pages that forget whose case it is, one that forgets of which case the invoice is, one about a new thing."""
    def case_of_anybody(case_id: int) -> str:
        case = database.session().get(Case, case_id)
        return "niets" if case is None else case.number

    def claim_of_anybody(case_id: int, claim_id: int) -> str:  # noqa: ARG001 - that is what is wrong with it
        claim = database.session().get(Claim, claim_id)
        return "niets" if claim is None else claim.invoice_number

    def found_by_anybody() -> str:
        ids = request.args.getlist("dossier", type=int)
        rows = database.session().scalars(select(Case).where(Case.id.in_(ids)))
        return " ".join(case.debtor.surname for case in rows)

    def unheard_of(ding_id: int) -> str:
        return str(ding_id)

    for path, needed, view in (
        ("/stuk/<int:case_id>", Permission.OWN_CASES_READ, case_of_anybody),
        ("/stuk/<int:case_id>/<int:claim_id>", Permission.CASE_READ, claim_of_anybody),
        ("/gezocht", Permission.OWN_CASES_READ, found_by_anybody),
        ("/nieuw/<int:ding_id>", Permission.CASE_READ, unheard_of),
    ):
        app.add_url_rule(path, view.__name__, requires(needed)(view))


def test_a_page_that_forgets_whose_it_is_and_a_new_kind_of_object_are_found(walk: Walk) -> None:
    made = [rule for rule in walk.app.url_map.iter_rules() if rule.endpoint in BROKEN]
    assert {each.endpoint for each in walk.findings(made)} == BROKEN - {"found_by_anybody"}
    assert {each.endpoint for each in walk.values_of_others(made, NAMES)} == {"found_by_anybody"}
