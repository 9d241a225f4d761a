"""What there is before the first day: the agency, clients with their papers, a bailiff's office, and users."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from agency import database
from agency.demo import people
from agency.simulation.papers import paper
from agency.simulation.world import World
from cases import documents
from cases.acts import Act
from cases.documents import File, NewDocument
from cases.models import Client, DocumentKind, RoleName
from cases.setup import accounts, organisations, text_approvals
from cases.setup.accounts import RoleInput
from cases.setup.client_terms import TermsInput
from cases.setup.organisations import ClientValues

REGISTERED_DAYS = 3_650
HANDLER, LEAD, BAILIFF = "behandelaar", "jurist", "deurwaarder"
NO_PASSWORD = "!"  # noqa: S105 - the hash of no password: nobody logs in
PAPERS = ((DocumentKind.TERMS, "Algemene voorwaarden"), (DocumentKind.MANDATE, "Lastgeving"))


def furnish(world: World) -> int:
    """Everything, on the first day; the id of the bailiff's office."""
    with database.transaction() as session:
        act = Act(None, world.now, world.day)
        add_agency(session, act, world)
        office = organisations.add_bailiff_office(session, act, people.OFFICE)
        add_user(session, act, world, BAILIFF, RoleInput(role=RoleName.BAILIFF, bailiff_office_id=office.id))
        for login, (values, terms) in people.clients(world.day).items():
            client_id = add_client(session, act, world, login, values, terms).id
            for kind, title in PAPERS:
                documents.add(
                    session, act, world.store, File(f"{title.lower()}.pdf", paper(title)),
                    NewDocument(kind=kind, title=title, client_id=client_id),
                )
        return office.id


def add_agency(session: Session, act: Act, world: World) -> None:
    """The agency itself with its people."""
    profile = replace(people.AGENCY, wki_valid_until=world.day + timedelta(days=REGISTERED_DAYS))
    organisations.save_agency_profile(session, act, profile)
    text_approvals.take_over(session, act)
    add_user(session, act, world, HANDLER, RoleInput(role=RoleName.HANDLER))
    add_user(session, act, world, LEAD, RoleInput(role=RoleName.LEGAL_LEAD))


def add_client(
    session: Session, act: Act, world: World, login: str, values: ClientValues, terms: TermsInput
) -> Client:
    """A client with agreed terms, and who speaks for it."""
    client = organisations.add_client(session, act, values)
    organisations.agree_terms(session, act, client.id, terms)
    add_user(session, act, world, login, RoleInput(role=RoleName.CLIENT, client_id=client.id))
    return client


def add_user(session: Session, act: Act, world: World, login: str, given: RoleInput) -> None:
    """A user who acts and does not log in."""
    world.users[login] = accounts.add_user(
        session, act, email=f"{login}@simulatie.example", name=f"{login.capitalize()} Simulatie",
        password_hash=NO_PASSWORD, given=given,
    ).id
