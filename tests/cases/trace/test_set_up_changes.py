"""Who changed what of the set-up stays on record, with the old and the new value."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from cases.models import RoleName, SetUpChange, SetUpSubject, TraceKind, TraceLine
from cases.setup import account_links, accounts, organisations
from cases.setup.accounts import RoleInput
from cases.trace import set_up_changes
from legal.counting.valuation import InterestKind
from tests.conftest import NOW
from tests.factories import by, make_agency, make_bailiff_office, make_client, make_terms, make_user
from tests.owner import as_owner


def told(session: Session, subject: SetUpSubject, subject_id: int) -> list[tuple[str, str, str]]:
    """Field, old and new value of each change, the newest first."""
    changes = set_up_changes.latest(session, subject, subject_id)
    return [(change.field, change.old_value, change.new_value) for change in changes]


def test_another_iban_of_the_agency_tells_the_old_one_who_and_when(session: Session) -> None:
    profile = make_agency(session)
    admin = make_user(session, RoleName.ADMIN)
    values = replace(organisations.profile_values(profile), iban="NL20INGB0001234567")
    organisations.save_agency_profile(session, by(admin.id), values)
    newest = set_up_changes.latest(session, SetUpSubject.AGENCY, organisations.PROFILE_ID)[0]
    assert (newest.field, newest.old_value, newest.new_value) == ("iban", "NL91ABNA0417164300", "NL20INGB0001234567")
    assert (newest.changed_by, newest.changed_at) == (admin.id, NOW)


def test_saving_the_agency_unchanged_leaves_no_trace(session: Session) -> None:
    profile = make_agency(session)
    before = told(session, SetUpSubject.AGENCY, organisations.PROFILE_ID)
    organisations.save_agency_profile(session, by(), organisations.profile_values(profile))
    assert told(session, SetUpSubject.AGENCY, organisations.PROFILE_ID) == before


def test_a_logo_is_told_by_its_fingerprint(session: Session) -> None:
    from tests.cases.setup.test_organisations import png

    profile = make_agency(session)
    values = replace(organisations.profile_values(profile), logo=png())
    organisations.save_agency_profile(session, by(), values)
    field, old, new = told(session, SetUpSubject.AGENCY, organisations.PROFILE_ID)[0]
    assert (field, old) == ("logo", "")
    assert new.startswith("afbeelding ")


def test_a_change_of_role_tells_both_roles_and_the_company(session: Session) -> None:
    client = make_client(session)
    admin = make_user(session, RoleName.ADMIN)
    user = make_user(session, RoleName.CLIENT, client_id=client.id)
    accounts.change_role(session, by(admin.id), user.id, RoleInput(role=RoleName.LEGAL_LEAD))
    changes = told(session, SetUpSubject.USER, user.id)[:2]
    assert sorted(changes) == [
        ("client_id", "Voorbeeld Energie B.V.", ""), ("role", "Opdrachtgever", "Juridisch verantwoordelijke"),
    ]


def test_access_taken_and_given_is_told(session: Session) -> None:
    admin, user = make_user(session, RoleName.ADMIN), make_user(session, RoleName.HANDLER)
    accounts.set_active(session, by(admin.id), user.id, False)
    accounts.set_active(session, by(admin.id), user.id, False)
    accounts.set_active(session, by(admin.id), user.id, True)
    assert told(session, SetUpSubject.USER, user.id)[:2] == [("active", "nee", "ja"), ("active", "ja", "nee")]


def test_a_password_by_a_link_is_told_without_the_password(session: Session) -> None:
    admin, user = make_user(session, RoleName.ADMIN), make_user(session, RoleName.HANDLER)
    _, token = account_links.replace_password(session, by(admin.id), user.id)
    account_links.choose_password(session, by(), token, password_hash="secret hash")
    assert user.password == "secret hash"
    assert told(session, SetUpSubject.USER, user.id)[:2] == [
        ("password", "", "zelf gekozen met de link"),
        ("password", "", "ingetrokken, link gegeven om een nieuw te kiezen"),
    ]


def test_a_password_of_the_own_ends_the_duty_and_a_renewed_hash_does_not(session: Session) -> None:
    user = make_user(session, RoleName.HANDLER)
    user.must_change_password = True
    key = user.fs_uniquifier
    accounts.keep_own_password(session, by(user.id), password_hash="better hash", session_key=key)
    assert user.must_change_password
    accounts.keep_own_password(session, by(user.id), password_hash="own", session_key="another")
    assert not user.must_change_password
    assert told(session, SetUpSubject.USER, user.id)[0] == ("password", "", "zelf gewijzigd")


def test_clients_and_offices_leave_their_trace_too(session: Session) -> None:
    client, office = make_client(session), make_bailiff_office(session)
    values = organisations.ClientValues(
        name=client.name, legal_form="stichting", kvk_number=client.kvk_number, street=client.street,
        house_number=client.house_number, postal_code=client.postal_code, city=client.city, email=client.email,
        phone=client.phone,
    )
    organisations.edit_client(session, by(), client.id, values)
    assert told(session, SetUpSubject.CLIENT, client.id)[0] == ("legal_form", "besloten vennootschap", "stichting")
    assert ("name", "", office.name) in told(session, SetUpSubject.BAILIFF_OFFICE, office.id)


def test_a_refused_change_leaves_no_trace(session: Session) -> None:
    profile = make_agency(session)
    before = told(session, SetUpSubject.AGENCY, organisations.PROFILE_ID)
    values = replace(organisations.profile_values(profile), iban="NL00FOUT0000000000")
    with pytest.raises(organisations.InvalidInput):
        organisations.save_agency_profile(session, by(), values)
    assert told(session, SetUpSubject.AGENCY, organisations.PROFILE_ID) == before


def test_the_trace_cannot_be_changed(session: Session) -> None:
    make_agency(session)
    with pytest.raises(DatabaseError, match="append-only"):
        as_owner(session.connection(), "UPDATE set_up_change SET old_value = 'NL00'")
    session.rollback()


def test_other_terms_tell_each_field_in_words(session: Session) -> None:
    client = make_client(session)
    terms = replace(
        make_terms(), interest=InterestKind.CONTRACTUAL, contract_percent=Decimal("1.5"), contract_per="month"
    )
    organisations.agree_terms(session, by(), client.id, terms)
    assert told(session, SetUpSubject.TERMS, client.id)[:3] == [
        ("contract_per", "", "maand"), ("contract_percent", "", "1,5"),
        ("interest", "Wettelijke rente (art. 6:119 BW)", "Contractuele rente"),
    ]


def test_each_change_has_its_line_with_the_network_address(session: Session) -> None:
    act = replace(by(), address="192.0.2.1")
    accounts.add_user(
        session, act, email="nieuw@voorbeeld.test", name="Nieuw", given=RoleInput(role=RoleName.HANDLER)
    )
    changes = session.scalars(select(SetUpChange.id)).all()
    rows = session.execute(select(TraceLine.change_id, TraceLine.address, TraceLine.kind)).all()
    assert sorted(tuple(row) for row in rows) == [(each, "192.0.2.1", TraceKind.CHANGED) for each in sorted(changes)]
