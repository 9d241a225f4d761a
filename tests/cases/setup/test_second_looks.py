"""Four eyes: what waits, who may confirm it, what happened meanwhile, and an office of one person."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from cases.errors import NotFound, Refused
from cases.input_checks import InvalidInput
from cases.models import PROFILE_ID, AgencyProfile, LookKind, LookState, RoleName, SecondLook, User
from cases.queries import second_people
from cases.schema.db import CitizenNumberFound
from cases.setup import account_links, accounts, confirmers, four_eyes, organisations, second_factors, second_looks
from cases.setup.accounts import RoleInput
from cases.setup.second_looks import Asked, MayNotConfirm, NoSecondPerson
from cases.store import DocumentStore
from tests.conftest import NOW
from tests.factories import by, make_agency, make_case

OTHER_IBAN = "NL20INGB0001234567"
ADMIN, LEAD, HANDLER = RoleName.ADMIN, RoleName.LEGAL_LEAD, RoleName.HANDLER


@pytest.fixture
def store(tmp_path) -> DocumentStore:  # type: ignore[no-untyped-def]
    return DocumentStore(tmp_path)


def user(session: Session, email: str, role: RoleName = ADMIN) -> User:
    made = accounts.add_user(
        session, by(), email=f"{email}@voorbeeld.test", name=email.capitalize(), given=RoleInput(role=role)
    )
    made.password = "een hash"
    return made


@pytest.fixture
def office(session: Session, store: DocumentStore) -> tuple[User, User, User]:
    """An agency with a case, and three administrators."""
    make_agency(session)
    make_case(session, store)
    return user(session, "anna"), user(session, "bram"), user(session, "carla")


def iban(session: Session) -> str:
    session.expire_all()
    return session.get_one(AgencyProfile, PROFILE_ID).iban


def ask_account(session: Session, who: User, new: str = OTHER_IBAN, **more: object) -> Asked:
    values = organisations.profile_values(session.get_one(AgencyProfile, PROFILE_ID))
    return four_eyes.save_agency(session, by(who.id), replace(values, iban=new, **more))  # type: ignore[arg-type]


def look_of(asked: Asked) -> SecondLook:
    assert asked.look is not None
    return asked.look


def test_another_account_waits_and_the_rest_of_the_form_does_not(session: Session, office: tuple[User, ...]) -> None:
    anna, bram, _ = office
    before = iban(session)
    look = look_of(ask_account(session, anna, phone="030 111 11 11"))
    assert iban(session) == before
    assert session.get_one(AgencyProfile, PROFILE_ID).phone == "030 111 11 11"
    assert (look.before["iban"], look.wanted["iban"]) == (before, OTHER_IBAN)
    with pytest.raises(MayNotConfirm):
        four_eyes.confirm(session, by(anna.id), look.id)
    four_eyes.confirm(session, by(bram.id), look.id)
    assert iban(session) == OTHER_IBAN
    with pytest.raises(Refused):
        four_eyes.confirm(session, by(bram.id), look.id)


def test_before_the_first_case_one_person_sets_everything_up(session: Session) -> None:
    make_agency(session)
    anna = user(session, "anna")
    assert ask_account(session, anna).look is None
    assert iban(session) == OTHER_IBAN
    assert four_eyes.add_user(
        session, by(anna.id), email="x@voorbeeld.test", name="X", given=RoleInput(role=LEAD)
    ).link is not None


@pytest.mark.parametrize(("now", "wanted", "waits"), [
    (HANDLER, LEAD, True), (HANDLER, ADMIN, True), (LEAD, HANDLER, True), (HANDLER, HANDLER, False),
])  # fmt: skip
def test_a_role_that_confirms_waits(
    session: Session, office: tuple[User, ...], now: RoleName, wanted: RoleName, waits: bool
) -> None:
    anna, bram, _ = office
    other = user(session, "dirk", now)
    asked = four_eyes.change_role(session, by(anna.id), other.id, RoleInput(role=wanted))
    assert (asked.look is not None) == waits
    assert accounts.role_of(other) is now
    if asked.look is not None:
        four_eyes.confirm(session, by(bram.id), asked.look.id)
        assert accounts.role_of(other) is wanted


def test_a_new_administrator_waits_and_the_link_is_for_who_confirms(
    session: Session, office: tuple[User, ...]
) -> None:
    anna, bram, _ = office
    look = look_of(four_eyes.add_user(
        session, by(anna.id), email="Nieuw@voorbeeld.test", name="Nieuw", given=RoleInput(role=ADMIN)
    ))
    with pytest.raises(NotFound):
        accounts.by_email(session, "nieuw@voorbeeld.test")
    done = four_eyes.confirm(session, by(bram.id), look.id)
    assert done.link is not None
    assert account_links.standing(session, done.link[1], now=NOW).user.email == "nieuw@voorbeeld.test"
    handler = four_eyes.add_user(
        session, by(anna.id), email="h@voorbeeld.test", name="H", given=RoleInput(role=HANDLER)
    )
    assert handler.link is not None


def test_who_was_given_a_new_password_by_the_asker_does_not_confirm(
    session: Session, office: tuple[User, ...]
) -> None:
    """Anna could be Bram: she had the link in her hands."""
    anna, bram, carla = office
    reset = look_of(four_eyes.replace_password(session, by(anna.id), bram.id))
    with pytest.raises(MayNotConfirm):
        four_eyes.confirm(session, by(bram.id), reset.id)
    done = four_eyes.confirm(session, by(carla.id), reset.id)
    assert done.link is not None
    account_links.choose_password(session, by(), done.link[1], password_hash="anders")
    account = look_of(ask_account(session, anna))
    for who in (anna, bram):
        with pytest.raises(MayNotConfirm):
            four_eyes.confirm(session, by(who.id), account.id)
    four_eyes.confirm(session, by(carla.id), account.id)
    of_carla = look_of(ask_account(session, carla, "NL69INGB0123456789"))
    with pytest.raises(MayNotConfirm):  # Carla had it in her hands too
        four_eyes.confirm(session, by(bram.id), of_carla.id)
    four_eyes.confirm(session, by(anna.id), of_carla.id)


def test_who_held_the_link_of_a_new_administrator_is_not_confirmed_by_him(
    session: Session, office: tuple[User, ...]
) -> None:
    """Bram confirmed Nel and saw her link: he could be Nel. Anna asked for her and saw nothing."""
    anna, bram, _ = office
    later = replace(by(bram.id), now=NOW + timedelta(days=2))
    look = look_of(four_eyes.add_user(
        session, by(anna.id), email="nel@voorbeeld.test", name="Nel", given=RoleInput(role=ADMIN)
    ))
    done = four_eyes.confirm(session, later, look.id)
    assert done.link is not None
    nel = done.link[0]
    of_bram = look_of(ask_account(session, bram))
    with pytest.raises(MayNotConfirm):
        four_eyes.confirm(session, by(nel.id), of_bram.id)
    of_anna = look_of(ask_account(session, anna))
    four_eyes.confirm(session, by(nel.id), of_anna.id)


def test_a_new_link_for_an_administrator_who_chose_no_password_yet_waits_too(
    session: Session, office: tuple[User, ...]
) -> None:
    """Else whoever asked for a second administrator could fetch the link, and be both."""
    anna, bram, _ = office
    bram.password = ""
    asked = four_eyes.replace_password(session, by(anna.id), bram.id)
    assert (asked.link, look_of(asked).kind) == (None, LookKind.PASSWORD)


def test_a_handler_whom_the_asker_invited_does_not_become_his_second_pair_of_eyes(
    session: Session, office: tuple[User, ...]
) -> None:
    anna, bram, carla = office
    accounts.set_active(session, by(bram.id), carla.id, False)
    later = replace(by(anna.id), now=NOW + timedelta(days=2))
    invited = four_eyes.add_user(
        session, later, email="dirk@voorbeeld.test", name="Dirk", given=RoleInput(role=HANDLER)
    )
    assert invited.link is not None
    dirk = invited.link[0]
    made = look_of(four_eyes.change_role(session, later, dirk.id, RoleInput(role=ADMIN)))
    four_eyes.confirm(session, by(bram.id), made.id)
    account = look_of(ask_account(session, anna))
    with pytest.raises(MayNotConfirm):
        four_eyes.confirm(session, by(dirk.id), account.id)
    four_eyes.confirm(session, by(bram.id), account.id)


def test_an_address_that_was_taken_meanwhile_is_told_and_nothing_is_half_done(
    session: Session, office: tuple[User, ...]
) -> None:
    anna, bram, _ = office
    look = look_of(four_eyes.add_user(
        session, by(anna.id), email="nel@voorbeeld.test", name="Nel", given=RoleInput(role=ADMIN)
    ))
    user(session, "nel", HANDLER)
    with pytest.raises(InvalidInput):
        four_eyes.confirm(session, by(bram.id), look.id)
    assert look.state is LookState.OPEN


def test_a_second_step_is_reset_by_two(session: Session, office: tuple[User, ...]) -> None:
    anna, bram, _ = office
    handler = user(session, "dirk", HANDLER)
    second_factors.add_app(session, by(handler.id), name="Telefoon", secret="geheim", counter=1)
    look = look_of(four_eyes.reset_second_step(session, by(anna.id), handler.id))
    assert second_factors.of_user(session, handler.id)
    four_eyes.confirm(session, by(bram.id), look.id)
    assert not second_factors.of_user(session, handler.id)


def test_taking_access_away_never_waits_and_giving_it_back_does(session: Session, office: tuple[User, ...]) -> None:
    anna, bram, carla = office
    assert four_eyes.set_active(session, by(anna.id), bram.id, False).look is None
    assert not bram.active
    look = look_of(four_eyes.set_active(session, by(anna.id), bram.id, True))
    four_eyes.confirm(session, by(carla.id), look.id)
    assert bram.active


def test_what_changed_meanwhile_is_told_and_stops_it(session: Session, office: tuple[User, ...]) -> None:
    anna, bram, carla = office
    first = look_of(ask_account(session, anna))
    second = look_of(ask_account(session, bram, "NL69INGB0123456789"))
    assert first.state is LookState.WITHDRAWN  # one at a time of the same
    second.state = LookState.OPEN
    organisations.save_agency_profile(session, by(), replace(
        organisations.profile_values(session.get_one(AgencyProfile, PROFILE_ID)), iban="NL02ABNA0123456789"
    ))
    standing = second_looks.standing(session, second, person_id=carla.id, now=NOW)
    assert dict(standing.overtaken) == {"iban": "NL02ABNA0123456789"}
    with pytest.raises(MayNotConfirm):
        four_eyes.confirm(session, by(carla.id), second.id)
    assert iban(session) == "NL02ABNA0123456789"


def test_a_refusal_changes_nothing_and_is_counted(session: Session, office: tuple[User, ...]) -> None:
    anna, bram, _ = office
    before = iban(session)
    look = look_of(ask_account(session, anna))
    with pytest.raises(Refused):
        second_looks.refuse(session, by(bram.id), look.id, " ")
    assert second_looks.refuse(session, by(bram.id), look.id, "Onbekende rekening.").state is LookState.REFUSED
    again = look_of(ask_account(session, anna))
    assert second_looks.refuse(session, by(anna.id), again.id, "Vergissing.").state is LookState.WITHDRAWN
    assert iban(session) == before
    (found,) = second_people.deciding(session)  # what was taken back is no decision of a second person
    assert (found.kind, found.decided, found.share_refused, found.whole_hours) == (LookKind.ACCOUNT, 1, 100, None)


def test_without_a_second_person_nothing_is_asked(session: Session, office: tuple[User, ...]) -> None:
    anna, bram, carla = office
    for gone in (bram, carla):
        accounts.set_active(session, by(anna.id), gone.id, False)
    with pytest.raises(NoSecondPerson):
        ask_account(session, anna)
    with pytest.raises(NoSecondPerson):
        four_eyes.reset_second_step(session, by(anna.id), anna.id)


def alone(session: Session, office: tuple[User, ...]) -> User:
    """Anna, whose colleagues are gone, and who works alone from now on."""
    anna, bram, carla = office
    for gone in (bram, carla):
        accounts.set_active(session, by(anna.id), gone.id, False)
    session.get_one(AgencyProfile, PROFILE_ID).one_person = True
    session.flush()
    return anna


def test_an_office_of_one_person_waits_two_days_and_writes_the_reason_twice(
    session: Session, office: tuple[User, ...]
) -> None:
    anna = alone(session, office)
    why = "De bank is overgenomen en gaf een nieuw nummer."
    look = look_of(ask_account(session, anna))
    with pytest.raises(MayNotConfirm):
        four_eyes.confirm(session, by(anna.id), look.id, reason=why)
    with pytest.raises(Refused):
        second_looks.give_reason(session, by(anna.id), look.id, "nodig")
    second_looks.give_reason(session, by(anna.id), look.id, why)
    act = by(anna.id)
    too_early = replace(act, now=NOW + timedelta(hours=47, minutes=59))
    in_time = replace(act, now=NOW + timedelta(hours=48))
    with pytest.raises(MayNotConfirm):
        four_eyes.confirm(session, too_early, look.id, reason=why)
    with pytest.raises(MayNotConfirm):
        four_eyes.confirm(session, in_time, look.id, reason="iets anders")
    four_eyes.confirm(session, in_time, look.id, reason=f"  {why.upper()} ")
    assert iban(session) == OTHER_IBAN


def test_waiting_stands_in_for_nobody_where_a_second_step_is_given_again(
    session: Session, office: tuple[User, ...]
) -> None:
    anna = alone(session, office)
    handler = user(session, "dirk", HANDLER)
    with pytest.raises(NoSecondPerson):
        four_eyes.reset_second_step(session, by(anna.id), handler.id)


def test_becoming_an_office_of_one_person_is_looked_at_too(session: Session, office: tuple[User, ...]) -> None:
    anna, bram, _ = office
    values = organisations.profile_values(session.get_one(AgencyProfile, PROFILE_ID))
    look = look_of(four_eyes.save_agency(session, by(anna.id), replace(values, one_person=True)))
    assert look.kind is LookKind.ONE_PERSON
    assert not session.get_one(AgencyProfile, PROFILE_ID).one_person
    with pytest.raises(Refused):
        second_looks.give_reason(session, by(anna.id), look.id, "Ik wil sneller kunnen werken.")
    four_eyes.confirm(session, by(bram.id), look.id)
    assert session.get_one(AgencyProfile, PROFILE_ID).one_person


def test_who_sent_the_others_away_does_not_work_alone_the_same_month(
    session: Session, office: tuple[User, ...]
) -> None:
    anna, bram, carla = office
    for gone in (bram, carla):
        accounts.set_active(session, by(anna.id), gone.id, False)
    values = replace(organisations.profile_values(session.get_one(AgencyProfile, PROFILE_ID)), one_person=True)
    with pytest.raises(NoSecondPerson):
        four_eyes.save_agency(session, by(anna.id), values)
    later = replace(by(anna.id), now=NOW + timedelta(days=31))
    look = look_of(four_eyes.save_agency(session, later, values))
    assert confirmers.may_wait(session, look)


def test_what_was_asked_by_who_is_no_administrator_any_more_is_not_confirmed(
    session: Session, office: tuple[User, ...]
) -> None:
    anna, bram, _ = office
    look = look_of(ask_account(session, anna))
    accounts.set_active(session, by(bram.id), anna.id, False)
    with pytest.raises(MayNotConfirm):
        four_eyes.confirm(session, by(bram.id), look.id)


def test_a_citizen_service_number_is_not_kept_in_what_waits(session: Session, office: tuple[User, ...]) -> None:
    anna, _, _ = office
    with pytest.raises(CitizenNumberFound):
        ask_account(session, anna, account_name="Rekening van 111222333")
    with pytest.raises(CitizenNumberFound):
        four_eyes.add_user(
            session, by(anna.id), email="n@voorbeeld.test", name="Nel 111222333", given=RoleInput(role=ADMIN)
        )
