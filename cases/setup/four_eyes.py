"""Four eyes on what could turn the agency against its clients: the account on every letter, and who may decide.

Each of these is done at once, or waits as a look (`second_looks`) and is carried out when a second person confirms it.
Until the first case is on record there is nothing to protect, and one person sets everything up. Taking access away
never waits. What is to be made unreadable, or erased after its term, always waits for another person; so do the texts
of letters and what an agency adds to them.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.errors import Refused
from cases.models import PROFILE_ID, AgencyProfile, Case, LetterKind, LookKind, RoleName, Scope, SecondLook
from cases.setup import (
    account_links,
    accounts,
    erasure_looks,
    letter_additions,
    organisations,
    redaction_looks,
    second_factors,
    second_looks,
    text_approvals,
    text_stops,
)
from cases.setup.accounts import RoleInput
from cases.setup.organisations import AgencyProfileValues
from cases.setup.second_looks import Asked, Carry
from cases.store import DocumentStore
from cases.trace.redacting import Place
from letters.reviewing import reviewed

CONFIRMERS: Final = frozenset({RoleName.ADMIN, RoleName.LEGAL_LEAD, RoleName.OUTSIDER})
_ACCOUNT: Final = ("iban", "account_name")


def is_on(session: Session) -> bool:
    """Whether four eyes are wanted: from the first case."""
    return session.scalar(select(Case.id).limit(1)) is not None


def save_agency(session: Session, act: Act, values: AgencyProfileValues, *, seen: str | None = None) -> Asked:
    """`organisations.save_agency_profile`; another account, and becoming an office of one person or not, wait."""
    there = organisations.agency_profile(session)
    if there is None or not is_on(session):
        organisations.save_agency_profile(session, act, values, seen=seen)
        return Asked()
    now = organisations.profile_values(there)
    kept = organisations.checked_profile(values)
    held = replace(kept, iban=now.iban, account_name=now.account_name, one_person=now.one_person)
    organisations.save_agency_profile(session, act, held, seen=seen)
    asked = Asked()
    if any(getattr(kept, field) != getattr(now, field) for field in _ACCOUNT):
        wanted = {field: getattr(kept, field) for field in _ACCOUNT}
        asked = second_looks.ask(session, act, LookKind.ACCOUNT, PROFILE_ID, wanted)
    if kept.one_person is not now.one_person:  # who stops working alone by himself would be his own colleague
        asked = second_looks.ask(session, act, LookKind.ONE_PERSON, PROFILE_ID, {"one_person": kept.one_person})
    return asked


def add_user(session: Session, act: Act, *, email: str, name: str, given: RoleInput) -> Asked:
    """A new user with a link; one who may confirm what others do waits. Raises InvalidInput."""
    if given.role not in CONFIRMERS or not is_on(session):
        user = accounts.add_user(session, act, email=email, name=name, given=given)
        return Asked(link=(user, account_links.invite(session, act, user)))
    kept_email, kept_name = accounts.checked_user(session, email=email, name=name, given=given)
    wanted = {"email": kept_email, "name": kept_name, "role": given.role.value}
    return second_looks.ask(session, act, LookKind.NEW_USER, 0, wanted)


def change_role(session: Session, act: Act, user_id: int, given: RoleInput) -> Asked:
    """`accounts.change_role`; from or to a role that confirms waits."""
    user = accounts.locked(session, user_id)
    before = accounts.role_of(user)
    if not is_on(session) or not CONFIRMERS.intersection({before, given.role}) or before is given.role:
        accounts.change_role(session, act, user_id, given)
        return Asked()
    accounts.check_role_change(session, act, user, given)
    wanted = {
        "role": given.role.value, "client_id": given.client_id, "bailiff_office_id": given.bailiff_office_id,
    }
    return second_looks.ask(session, act, LookKind.ROLE, user_id, wanted)


def set_active(session: Session, act: Act, user_id: int, active: bool) -> Asked:
    """`accounts.set_active`; letting one in again who may confirm waits."""
    user = accounts.locked(session, user_id)
    if active and not user.active and accounts.role_of(user) in CONFIRMERS and is_on(session):
        accounts.require_somebody(session, user_id)
        return second_looks.ask(session, act, LookKind.ACCESS, user_id, {"active": True})
    accounts.set_active(session, act, user_id, active)
    return Asked()


def replace_password(session: Session, act: Act, user_id: int) -> Asked:
    """`account_links.replace_password`; of one who may confirm it waits, also before a password was chosen."""
    user = accounts.locked(session, user_id)
    if accounts.role_of(user) in CONFIRMERS and is_on(session):
        again = accounts.role_of(user) is RoleName.OUTSIDER and not user.password  # his invitation ran out
        return second_looks.ask(session, act, LookKind.PASSWORD, user_id, {"invitation": True} if again else {})
    return Asked(link=account_links.replace_password(session, act, user_id))


def reset_second_step(session: Session, act: Act, user_id: int) -> Asked:
    """`second_factors.reset`; always waits: it lets somebody in who has nothing but a password."""
    accounts.locked(session, user_id)
    if is_on(session):
        return second_looks.ask(session, act, LookKind.SECOND_STEP, user_id, {})
    second_factors.reset(session, act, user_id)
    return Asked()


def ask_redaction(session: Session, act: Act, place: Place, reason: str) -> Asked:
    """Make a text or a file unreadable: what cannot be undone always waits, also where there is nobody yet to confirm.

    Raises Refused without a reason, CitizenNumberFound, NotFound.
    """
    return second_looks.ask(session, act, LookKind.REDACTION, 0, redaction_looks.wanted(session, place, reason))


def release_text(session: Session, act: Act, stop_id: int, *, reason: str) -> Asked:
    """`text_stops.release`; always waits: one person stopped it, another looks whether it may go on."""
    stopped = text_stops.require_standing(session, stop_id)
    if not is_on(session):
        text_stops.release(session, act, stop_id, reason=reason)
        return Asked()
    if not reason.strip():
        raise Refused("Schrijf op waarom deze tekst weer mag.")
    wanted = {"released": True, "release_reason": reason.strip()}
    return second_looks.ask(session, act, LookKind.TEXT_RELEASE, stopped.id, wanted)


def ask_texts(session: Session, act: Act, kinds: Collection[LetterKind]) -> Asked:
    """Approve the texts in use of these kinds; always waits. Raises Refused, also for a text that may not be used."""
    texts = text_approvals.to_ask(session, kinds)
    added = letter_additions.in_use(session)
    found = [
        f"{each.about}: {fault}" for each in texts
        for fault in reviewed(each.kind.value, added.get(each.kind, "")).faults
    ]
    if found:
        raise Refused(f"Deze tekst kan zo niet worden goedgekeurd. {'; '.join(found)}.")
    return second_looks.ask(session, act, LookKind.TEXT_APPROVAL, 0, {"texts": text_approvals.as_json(texts)})


def ask_addition(session: Session, act: Act, kind: LetterKind, text: str) -> Asked:
    """Another paragraph of the agency's own in this kind of letter, or none; always waits.

    Raises AdditionRefused, AlreadyDone, CitizenNumberFound.
    """
    wanted = {"letter": kind.value, "addition": letter_additions.to_ask(session, kind, text)}
    return second_looks.ask(session, act, LookKind.LETTER_ADDITION, 0, wanted)


def ask_erasure(session: Session, act: Act, scope: Scope, case_ids: Collection[int]) -> Asked:
    """Let what is over of these closed cases go; what was asked before of that scope is taken back. Raises Refused."""
    return second_looks.ask(session, act, LookKind.ERASURE, 0, erasure_looks.wanted(scope, case_ids))


def confirm(
    session: Session, act: Act, look_id: int, *, reason: str = "", store: DocumentStore | None = None
) -> Asked:
    """`second_looks.confirm` of what waits here. `store`: where a file is made unreadable."""

    def carry(session: Session, asker: Act, confirmer: Act, look: SecondLook) -> Asked:
        if look.kind is LookKind.REDACTION:
            redaction_looks.carry_out(session, confirmer, look, store)
            return Asked()
        return _CARRY_OUT[look.kind](session, asker, confirmer, look)

    return second_looks.confirm(session, act, look_id, reason=reason, carry=carry)


def _carry_account(session: Session, act: Act, _confirmer: Act, look: SecondLook) -> Asked:
    profile = organisations.profile_values(session.get_one(AgencyProfile, PROFILE_ID))
    organisations.save_agency_profile(session, act, replace(profile, **look.wanted))
    return Asked()


def _carry_new_user(session: Session, act: Act, confirmer: Act, look: SecondLook) -> Asked:
    user = accounts.add_user(
        session, act, email=look.wanted["email"], name=look.wanted["name"],
        given=RoleInput(role=RoleName(look.wanted["role"])),
    )
    return Asked(link=(user, account_links.invite(session, confirmer, user)))  # the confirmer holds the link


def _carry_role(session: Session, act: Act, _confirmer: Act, look: SecondLook) -> Asked:
    accounts.change_role(session, act, look.subject_id, RoleInput(
        role=RoleName(look.wanted["role"]), client_id=look.wanted["client_id"],
        bailiff_office_id=look.wanted["bailiff_office_id"],
    ))
    return Asked()


def _carry_access(session: Session, act: Act, _confirmer: Act, look: SecondLook) -> Asked:
    accounts.set_active(session, act, look.subject_id, True)
    return Asked()


def _carry_password(session: Session, _act: Act, confirmer: Act, look: SecondLook) -> Asked:
    return Asked(link=account_links.replace_password(session, confirmer, look.subject_id))


def _carry_text_release(session: Session, _act: Act, confirmer: Act, look: SecondLook) -> Asked:
    text_stops.release(session, confirmer, look.subject_id, reason=look.wanted["release_reason"])
    return Asked()


def _carry_text_approval(session: Session, asker: Act, confirmer: Act, look: SecondLook) -> Asked:
    by = second_looks.looked_as(session, confirmer, look)
    text_approvals.approve(session, asker, confirmer, text_approvals.texts_of(look), looked_as=by)
    return Asked()


def _carry_addition(session: Session, asker: Act, confirmer: Act, look: SecondLook) -> Asked:
    by, kind = second_looks.looked_as(session, confirmer, look), letter_additions.kind_of(look)
    letter_additions.approve(session, asker, confirmer, kind, look.wanted["addition"], looked_as=by)
    return Asked()


def _carry_second_step(session: Session, act: Act, _confirmer: Act, look: SecondLook) -> Asked:
    second_factors.reset(session, act, look.subject_id)
    return Asked()


def _carry_erasure(session: Session, _act: Act, _confirmer: Act, look: SecondLook) -> Asked:
    erasure_looks.carry_out(session, look)
    return Asked(is_later=True)


_CARRY_OUT: Final[dict[LookKind, Carry]] = {
    LookKind.ACCOUNT: _carry_account, LookKind.ONE_PERSON: _carry_account, LookKind.NEW_USER: _carry_new_user,
    LookKind.ROLE: _carry_role, LookKind.ACCESS: _carry_access, LookKind.PASSWORD: _carry_password,
    LookKind.SECOND_STEP: _carry_second_step, LookKind.TEXT_RELEASE: _carry_text_release,
    LookKind.ERASURE: _carry_erasure, LookKind.TEXT_APPROVAL: _carry_text_approval,
    LookKind.LETTER_ADDITION: _carry_addition,
}
