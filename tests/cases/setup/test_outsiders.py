"""The outsider of an office of one person: who can be one, who he says to be, and from where he confirms."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.errors import Refused
from cases.input_checks import InvalidInput
from cases.models import (
    PROFILE_ID,
    AgencyProfile,
    Case,
    CaseToErase,
    LookedAs,
    LookKind,
    LookState,
    RoleName,
    Scope,
    SecondLook,
    SetUpSubject,
    StepBy,
    User,
)
from cases.schema.db import CitizenNumberFound
from cases.setup import account_links, accounts, four_eyes, logins, organisations, outsiders, second_looks
from cases.setup.accounts import RoleInput
from cases.setup.outsiders import Named
from cases.setup.second_looks import Asked, MayNotConfirm, NoSecondPerson
from cases.store import DocumentStore
from cases.trace import set_up_changes
from tests.cases.confirming.alone import LAWYER, Office, outsider, work_alone
from tests.cases.setup.test_second_looks import OTHER_IBAN, ask_account, iban, look_of
from tests.conftest import NOW
from tests.factories import by, make_agency, make_case, make_user

OUTSIDER = RoleInput(role=RoleName.OUTSIDER)
WHY = "Ik werk alleen en wil dat mr. Verweg meekijkt."
HOME, THERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def boss(session: Session, tmp_path) -> User:  # type: ignore[no-untyped-def]
    """The one person of an agency that has a case, as administrator."""
    make_agency(session)
    make_case(session, DocumentStore(tmp_path))
    session.get_one(AgencyProfile, PROFILE_ID).one_person = True
    return make_user(session, RoleName.ADMIN)


@pytest.fixture
def office(session: Session, boss: User) -> Office:
    """The same with an outsider who said who he is."""
    return work_alone(session, make_user(session, RoleName.LEGAL_LEAD), admin=boss)


def later(user: User, days: int) -> Act:
    return replace(by(user.id), now=NOW + timedelta(days=days))


def confirmed_alone(session: Session, boss: User, look: SecondLook) -> Asked:
    """The one person writes the reason twice, two days apart."""
    second_looks.give_reason(session, by(boss.id), look.id, WHY)
    return four_eyes.confirm(session, later(boss, 2), look.id, reason=WHY)


def log_in(session: Session, user: User, address: str) -> None:
    logins.begin(session, replace(by(user.id), address=address), device="Firefox op Linux", step_by=StepBy.APP)


def test_an_outsider_is_invited_after_two_days_and_chooses_a_password_by_the_link(
    session: Session, boss: User
) -> None:
    asked = four_eyes.add_user(session, by(boss.id), email="mr@verweg.test", name="Mr. V. Verweg", given=OUTSIDER)
    assert asked.link is None
    done = confirmed_alone(session, boss, look_of(asked))
    assert done.link is not None
    account_links.choose_password(session, later(boss, 2), done.link[1], password_hash="x")
    lawyer = done.link[0]
    account = look_of(ask_account(session, boss))
    with pytest.raises(MayNotConfirm, match="wie u bent"):
        four_eyes.confirm(session, by(lawyer.id), account.id)
    outsiders.say(session, by(lawyer.id), LAWYER)
    four_eyes.confirm(session, by(lawyer.id), account.id)
    assert (iban(session), account.decided_as) == (OTHER_IBAN, LookedAs.OUTSIDER)


def test_an_invitation_that_ran_out_is_given_again_after_two_days_and_makes_nobody_useless(
    session: Session, boss: User
) -> None:
    lawyer = outsider(session)
    lawyer.password = ""
    done = confirmed_alone(session, boss, look_of(four_eyes.replace_password(session, by(boss.id), lawyer.id)))
    assert done.link is not None
    account_links.choose_password(session, later(boss, 2), done.link[1], password_hash="x")
    outsiders.say(session, by(lawyer.id), LAWYER)
    four_eyes.confirm(session, by(lawyer.id), look_of(ask_account(session, boss)).id)
    with pytest.raises(NoSecondPerson):  # one who has a password gets another only by another person
        four_eyes.replace_password(session, by(boss.id), lawyer.id)


@pytest.mark.parametrize("email", ["jan@voorbeeld.test", "JAN@Voorbeeld.TEST"])
def test_an_address_of_the_agency_itself_is_of_no_outsider(session: Session, boss: User, email: str) -> None:
    with pytest.raises(InvalidInput):
        four_eyes.add_user(session, by(boss.id), email=email, name="Jan", given=OUTSIDER)


def test_nobody_of_the_agency_becomes_an_outsider_and_the_reverse(session: Session, office: Office) -> None:
    with pytest.raises(Refused):
        four_eyes.change_role(session, by(office.admin.id), office.boss.id, OUTSIDER)
    with pytest.raises(Refused):
        four_eyes.change_role(session, by(office.admin.id), office.lawyer.id, RoleInput(role=RoleName.ADMIN))


def test_who_he_is_is_said_by_himself_and_kept_with_what_stood_before(session: Session, office: Office) -> None:
    other = Named(profession="advocaat", office="Elders te Assen", register_entry="A-1234")
    with pytest.raises(Refused):
        outsiders.say(session, by(office.admin.id), other)
    with pytest.raises(InvalidInput):
        outsiders.say(session, by(office.lawyer.id), replace(other, register_entry=" "))
    with pytest.raises(CitizenNumberFound):
        outsiders.say(session, by(office.lawyer.id), replace(other, office="Kantoor 111222333"))
    outsiders.say(session, by(office.lawyer.id), other)
    assert outsiders.named(session, office.lawyer.id) == other
    changes = set_up_changes.latest(session, SetUpSubject.USER, office.lawyer.id)
    assert (changes[0].old_value, changes[0].new_value) == (LAWYER.in_words(), other.in_words())


@pytest.mark.parametrize(("boss_at", "lawyer_at", "may"), [
    (HOME, THERE, True), (HOME, HOME, False), ("127.0.0.1", "127.0.0.1", True),
], ids=["elsewhere", "at the agency", "behind a proxy that tells nothing"])
def test_from_where_the_agency_logs_in_nothing_is_confirmed(
    session: Session, office: Office, boss_at: str, lawyer_at: str, may: bool
) -> None:
    log_in(session, office.boss, boss_at)
    log_in(session, office.lawyer, lawyer_at)
    look = look_of(ask_account(session, office.admin))
    standing = second_looks.standing(session, look, person_id=office.lawyer.id, now=NOW)
    assert (standing.why_not == "") == may
    a_month_on = second_looks.standing(session, look, person_id=office.lawyer.id, now=NOW + timedelta(days=31))
    assert a_month_on.why_not == ""


def test_the_waiting_time_stays_where_the_outsider_lost_access(session: Session, office: Office) -> None:
    look = look_of(ask_account(session, office.admin))
    accounts.set_active(session, by(office.admin.id), office.lawyer.id, False)
    with pytest.raises(MayNotConfirm):
        four_eyes.confirm(session, by(office.lawyer.id), look.id)
    back = look_of(four_eyes.set_active(session, by(office.admin.id), office.lawyer.id, True))
    with pytest.raises(MayNotConfirm):  # nobody lets himself in
        four_eyes.confirm(session, by(office.lawyer.id), back.id)
    confirmed_alone(session, office.admin, look)
    assert (iban(session), look.decided_as) == (OTHER_IBAN, LookedAs.WAITING_TIME)


def test_a_second_administrator_whom_the_outsider_let_in_ends_the_waiting_time(
    session: Session, office: Office
) -> None:
    waits = look_of(ask_account(session, office.admin))
    second_looks.give_reason(session, by(office.admin.id), waits.id, WHY)
    new = look_of(four_eyes.add_user(
        session, by(office.admin.id), email="nel@voorbeeld.test", name="Nel", given=RoleInput(role=RoleName.ADMIN)
    ))
    done = four_eyes.confirm(session, by(office.lawyer.id), new.id)
    assert done.link is not None  # he holds it: the one person never had it
    with pytest.raises(MayNotConfirm):
        four_eyes.confirm(session, later(office.admin, 2), waits.id, reason=WHY)
    four_eyes.confirm(session, by(done.link[0].id), waits.id)
    assert waits.decided_as is LookedAs.COLLEAGUE


def test_working_alone_no_longer_takes_another_person(session: Session, office: Office) -> None:
    """Else one person with two log-ins would be his own colleague."""
    values = replace(organisations.profile_values(session.get_one(AgencyProfile, PROFILE_ID)), one_person=False)
    look = look_of(four_eyes.save_agency(session, by(office.admin.id), values))
    assert session.get_one(AgencyProfile, PROFILE_ID).one_person
    with pytest.raises(Refused):
        second_looks.give_reason(session, by(office.admin.id), look.id, WHY)
    open_account = look_of(ask_account(session, office.admin, one_person=False))
    assert open_account.kind is LookKind.ONE_PERSON  # asked again with the account, which waits beside it
    assert look.state is LookState.WITHDRAWN
    four_eyes.confirm(session, by(office.lawyer.id), open_account.id)
    assert not session.get_one(AgencyProfile, PROFILE_ID).one_person
    (account,) = second_looks.waiting(session)
    with pytest.raises(MayNotConfirm):  # an outsider decides for an office of one person alone
        four_eyes.confirm(session, by(office.lawyer.id), account.id)
    with pytest.raises(MayNotConfirm):
        second_looks.refuse(session, by(office.lawyer.id), account.id, "Onbekende rekening.")


def test_what_goes_after_its_term_the_outsider_alone_confirms(session: Session, office: Office) -> None:
    case_id = session.scalars(select(Case.id)).one()
    look = look_of(four_eyes.ask_erasure(session, by(office.admin.id), Scope.WORDS, [case_id]))
    with pytest.raises(Refused):  # two days do not stand in for him
        second_looks.give_reason(session, by(office.admin.id), look.id, WHY)
    colleague = make_user(session, RoleName.ADMIN, email="twee@voorbeeld.test")
    with pytest.raises(MayNotConfirm):
        four_eyes.confirm(session, by(colleague.id), look.id)
    assert four_eyes.confirm(session, by(office.lawyer.id), look.id).is_later
    waits = session.scalars(select(CaseToErase)).one()
    assert (waits.case_id, waits.scope, waits.second_look_id) == (case_id, Scope.WORDS, look.id)
