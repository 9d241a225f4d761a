"""Users: a role and a company that belong together, one address per user, and always an administrator left."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.errors import NotFound, Refused
from cases.input_checks import InvalidInput
from cases.models import BailiffOffice, Client, Role, RoleName, User
from cases.setup import accounts, organisations
from cases.setup.accounts import RoleInput
from cases.setup.organisations import BailiffOfficeValues, ClientValues
from tests.factories import by


def make_client(session: Session, name: str = "Noordlicht Energie B.V.") -> Client:
    values = ClientValues(
        name=name, legal_form="besloten vennootschap", kvk_number="12345678", street="Kade", house_number="1",
        postal_code="1011 AB", city="Amsterdam",
    )
    return organisations.add_client(session, by(), values)


def make_office(session: Session) -> BailiffOffice:
    values = BailiffOfficeValues(
        name="Kantoor De Wit", street="Singel", house_number="2", postal_code="3511 AB", city="Utrecht"
    )
    return organisations.add_bailiff_office(session, by(), values)


def make_user(session: Session, email: str = "a.jansen@example.nl", role: RoleName = RoleName.HANDLER,
              client_id: int | None = None, bailiff_office_id: int | None = None) -> User:
    return accounts.add_user(
        session, by(), email=email, name="A. Jansen", password_hash="hash",
        given=RoleInput(role=role, client_id=client_id, bailiff_office_id=bailiff_office_id),
    )


def test_every_role_is_made_once(session: Session) -> None:
    first = accounts.ensure_roles(session)
    second = accounts.ensure_roles(session)
    assert set(first) == set(RoleName)
    assert {role.id for role in first.values()} == {role.id for role in second.values()}
    assert session.scalar(select(func.count()).select_from(Role)) == len(RoleName)


def test_a_new_user_is_active_with_one_role_and_the_hash_as_given(session: Session) -> None:
    user = make_user(session, "A.Jansen@Example.NL ")
    session.commit()
    kept = session.scalars(select(User)).one()
    assert (kept.email, kept.password, kept.active, accounts.role_of(kept)) == (
        "a.jansen@example.nl", "hash", True, RoleName.HANDLER,
    )
    assert kept.id == user.id
    assert len(kept.fs_uniquifier) == 64


def test_the_same_address_in_other_capitals_is_refused(session: Session) -> None:
    make_user(session, "jansen@example.nl")
    with pytest.raises(InvalidInput, match="verwacht een adres dat nog niet in gebruik is"):
        make_user(session, "JANSEN@example.nl")


@pytest.mark.parametrize("email", ["", "jansen", "jansen@example", "jan sen@example.nl", "a@b@example.nl"])
def test_something_that_is_no_address_is_refused(session: Session, email: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        make_user(session, email)
    assert [finding.field for finding in refused.value.findings] == ["email"]


def test_a_client_user_needs_a_client_and_a_bailiff_an_office(session: Session) -> None:
    client, office = make_client(session), make_office(session)
    assert make_user(session, "c@example.nl", RoleName.CLIENT, client_id=client.id).client_id == client.id
    bailiff = make_user(session, "d@example.nl", RoleName.BAILIFF, bailiff_office_id=office.id)
    assert bailiff.bailiff_office_id == office.id
    with pytest.raises(InvalidInput, match="Opdrachtgever: niets ingevuld"):
        make_user(session, "e@example.nl", RoleName.CLIENT)
    with pytest.raises(InvalidInput, match="Deurwaarderskantoor: niets ingevuld"):
        make_user(session, "e@example.nl", RoleName.BAILIFF)
    with pytest.raises(InvalidInput, match="Opdrachtgever"):
        make_user(session, "e@example.nl", RoleName.CLIENT, client_id=client.id + 1000)


@pytest.mark.parametrize("role", [RoleName.HANDLER, RoleName.LEGAL_LEAD, RoleName.ADMIN])
def test_staff_belongs_to_no_client_and_no_office(session: Session, role: RoleName) -> None:
    client, office = make_client(session), make_office(session)
    with pytest.raises(InvalidInput) as refused:
        make_user(session, role=role, client_id=client.id, bailiff_office_id=office.id)
    assert [finding.field for finding in refused.value.findings] == ["client_id", "bailiff_office_id"]


def test_who_is_made_inactive_loses_the_open_sessions(session: Session) -> None:
    admin = make_user(session, "admin@example.nl", RoleName.ADMIN)
    user = make_user(session)
    key = user.fs_uniquifier
    accounts.set_active(session, by(admin.id), user.id, False)
    assert not user.active
    assert user.fs_uniquifier != key
    accounts.set_active(session, by(admin.id), user.id, True)
    assert user.active


def test_an_administrator_cannot_switch_off_or_demote_himself(session: Session) -> None:
    admin = make_user(session, "admin@example.nl", RoleName.ADMIN)
    make_user(session, "second@example.nl", RoleName.ADMIN)
    with pytest.raises(Refused, match="Uzelf op inactief"):
        accounts.set_active(session, by(admin.id), admin.id, False)
    with pytest.raises(Refused, match="eigen rol"):
        accounts.change_role(session, by(admin.id), admin.id, RoleInput(role=RoleName.HANDLER))


def test_the_last_active_administrator_stays(session: Session) -> None:
    admin = make_user(session, "admin@example.nl", RoleName.ADMIN)
    second = make_user(session, "second@example.nl", RoleName.ADMIN)
    accounts.set_active(session, by(admin.id), second.id, False)
    with pytest.raises(accounts.LastAdministrator):
        accounts.set_active(session, by(second.id), admin.id, False)
    with pytest.raises(accounts.LastAdministrator):
        accounts.change_role(session, by(), admin.id, RoleInput(role=RoleName.HANDLER))
    assert admin.active
    assert accounts.role_of(admin) is RoleName.ADMIN


def test_a_change_of_role_replaces_the_role_and_the_company(session: Session) -> None:
    client = make_client(session)
    user = make_user(session, "c@example.nl", RoleName.CLIENT, client_id=client.id)
    key = user.fs_uniquifier
    with pytest.raises(InvalidInput):
        accounts.change_role(session, by(), user.id, RoleInput(role=RoleName.HANDLER, client_id=client.id))
    accounts.change_role(session, by(), user.id, RoleInput(role=RoleName.LEGAL_LEAD))
    session.commit()
    assert [role.name for role in user.roles] == ["legal_lead"]
    assert user.client_id is None
    assert user.fs_uniquifier != key


def test_a_withdrawn_password_ends_the_open_sessions(session: Session) -> None:
    user = make_user(session)
    key = user.fs_uniquifier
    accounts.withdraw_password(session, by(), user.id)
    assert user.password == ""
    assert user.fs_uniquifier != key


def test_a_user_who_does_not_exist_is_named_so(session: Session) -> None:
    with pytest.raises(NotFound, match="Deze gebruiker bestaat niet"):
        accounts.set_active(session, by(), 999, False)


def test_active_users_come_first_and_by_name(session: Session) -> None:
    for name, active in (("Zus", True), ("anna", True), ("Bob", False)):
        user = make_user(session, f"{name}@example.nl")
        user.name, user.active = name, active
    session.flush()
    assert [user.name for user in accounts.users(session)] == ["anna", "Zus", "Bob"]
