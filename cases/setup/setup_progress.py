"""How far the set-up of the agency is: facts for the administrator's list of what is still to be done."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.models import AgencyProfile, BailiffOffice, Client, Document, DocumentKind, Role, RoleName, User, user_role
from cases.setup import organisations, text_approvals


@dataclass(frozen=True, kw_only=True)
class SetupProgress:
    """What is there, and which active companies still lack something."""

    profile: AgencyProfile | None
    clients: tuple[Client, ...]
    without_terms: tuple[Client, ...]
    without_mandate: tuple[Client, ...]
    clients_without_user: tuple[Client, ...]
    offices: tuple[BailiffOffice, ...]
    offices_without_user: tuple[BailiffOffice, ...]
    staffed_roles: frozenset[RoleName]
    unapproved_texts: int


def setup_progress(session: Session) -> SetupProgress:
    """The state of the set-up now."""
    clients = tuple(client for client in organisations.clients(session) if client.active)
    offices = tuple(office for office in organisations.bailiff_offices(session) if office.active)
    mandates = select(Document.client_id).where(Document.kind == DocumentKind.MANDATE, Document.case_id.is_(None))
    with_mandate = set(session.scalars(mandates))
    with_user = set(session.scalars(select(User.client_id).where(User.active)))
    office_with_user = set(session.scalars(select(User.bailiff_office_id).where(User.active)))
    roles = select(Role.name).join(user_role).join(User).where(User.active).distinct()
    return SetupProgress(
        profile=organisations.agency_profile(session),
        clients=clients,
        without_terms=tuple(client for client in clients if client.current_terms is None),
        without_mandate=tuple(client for client in clients if client.id not in with_mandate),
        clients_without_user=tuple(client for client in clients if client.id not in with_user),
        offices=offices,
        offices_without_user=tuple(office for office in offices if office.id not in office_with_user),
        staffed_roles=frozenset(RoleName(name) for name in session.scalars(roles)),
        unapproved_texts=len(text_approvals.unapproved(session)),
    )
