"""What waits for a second person: asked, shown with what changed since, confirmed or refused, and traced.

Who confirms is not the one it is about, and nobody whom the asker gave a new password or second step (`confirmers`). An
office of one person is a setting: then an outsider is the second pair of eyes, or two days and the reason written twice
stand in for it (not where a password or a second step is given again: that takes another person, or the command line of
whoever runs the machine). What of the set-up waits is in `four_eyes`; what waits on a case, and new figures, are
decided on in `cases.confirming`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases.acts import Act
from cases.errors import NotFound, Refused
from cases.models import (
    PROFILE_ID,
    AgencyProfile,
    Case,
    LookedAs,
    LookKind,
    LookState,
    RoleName,
    SecondLook,
    SetUpSubject,
    TextStop,
    User,
)
from cases.names import name as word
from cases.schema.db import without_citizen_number
from cases.setup import (
    accounts,
    letter_additions,
    outsiders,
    text_approvals,
    text_stops,
)
from cases.setup.confirmers import OF_AGENCY, OF_USERS, candidates, may_wait
from cases.setup.redaction_looks import LEAST_REASON
from cases.trace import set_up_changes

WAITING: Final = timedelta(hours=48)
SHOWN_DECIDED: Final = 30
_TOLD_APART_BY: Final = ("email", "source", "row_id", "column", "path", "scope", "texts", "letter")


class NoSecondPerson(Refused):
    """Nobody could confirm what is asked."""

    code = "no_second_person"


class MayNotConfirm(Refused):
    """Somebody else has to confirm this."""

    code = "may_not_confirm"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What became of a change: it waits as `look`, or was done. `link` is shown once: whose password, and the token.

    `is_later`: it was confirmed, and the clock does it.
    """

    look: SecondLook | None = None
    link: tuple[User, str] | None = None
    is_later: bool = False


Carry: TypeAlias = Callable[[Session, Act, Act, SecondLook], Asked]  # the acts of who asked and of who confirms


def waiting(session: Session) -> list[SecondLook]:
    """What is open, the oldest first."""
    query = select(SecondLook).where(SecondLook.state == LookState.OPEN).options(joinedload(SecondLook.asker))
    return list(session.scalars(query.order_by(SecondLook.id)))


def decided(session: Session, *, by: int | None = None) -> list[SecondLook]:
    """What was decided last, the newest first; of one user, or of everybody."""
    query = (
        select(SecondLook).where(SecondLook.state != LookState.OPEN)
        .options(joinedload(SecondLook.asker), joinedload(SecondLook.decider))
    )
    if by is not None:
        query = query.where(SecondLook.decided_by == by)
    return list(session.scalars(query.order_by(SecondLook.id.desc()).limit(SHOWN_DECIDED)))


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a look stands for one person: what changed since it was asked, and why that person may not confirm it.

    `why_not` is empty for who may. `until` is when an office of one person may carry it out itself.
    """

    overtaken: Mapping[str, Any]
    why_not: str
    until: datetime | None


def standing(session: Session, look: SecondLook, *, person_id: int, now: datetime) -> Standing:
    """How it stands now."""
    current = _current(session, look)
    overtaken = {key: value for key, value in current.items() if look.before.get(key) != value}
    until = None if look.waits_from is None else look.waits_from + WAITING
    return Standing(overtaken=overtaken, why_not=_why_not(session, look, person_id, now=now), until=until)


def give_reason(session: Session, act: Act, look_id: int, reason: str) -> SecondLook:
    """In an office of one person: why, which starts the two days. Raises Refused or NotFound."""
    look = open_look(session, look_id)
    if look.asked_by != act.person_id:
        raise MayNotConfirm("De reden schrijft wie het vroeg.")
    if not may_wait(session, look):
        raise Refused("Dit kan niet na twee dagen wachten: een ander moet het bevestigen.")
    if len(reason.strip()) < LEAST_REASON:
        raise Refused("Schrijf op waarom dit nodig is, in een zin.")
    look.reason, look.waits_from = reason.strip(), act.now
    trace(session, act, look, "reden geschreven, wacht twee dagen")
    return look


def confirm(session: Session, act: Act, look_id: int, *, carry: Carry, reason: str = "") -> Asked:
    """Carry out what was asked, by `carry`. Raises MayNotConfirm, NotFound, or what the change itself raises.

    `reason` is the second writing of it, in an office of one person.
    """
    look = open_look(session, look_id)
    current = standing(session, look, person_id=act.person_id, now=act.now)
    if current.why_not:
        raise MayNotConfirm(current.why_not)
    if look.asked_by == act.person_id and _plain(reason) != _plain(look.reason):
        raise MayNotConfirm("Schrijf de reden nog eens, in dezelfde woorden als twee dagen geleden.")
    if current.overtaken:
        raise MayNotConfirm("Wat hier zou veranderen, is intussen al anders. Weiger dit en laat het opnieuw vragen.")
    asked = carry(session, Act(look.asked_by, act.now, act.today), act, look)
    decide(session, act, look, LookState.CONFIRMED, "", user_id=asked.link[0].id if asked.link else None)
    return asked


def refuse(session: Session, act: Act, look_id: int, why: str) -> SecondLook:
    """Nothing changes; who asked may take it back himself. Raises Refused or NotFound."""
    look = open_look(session, look_id)
    if outsiders.is_outsider(session, act.person_id) and not outsiders.is_office_of_one(session):
        raise MayNotConfirm("Dit bureau is niet meer van één persoon: een collega beslist.")
    if not why.strip():
        raise Refused("Schrijf op waarom niet.")
    state = LookState.WITHDRAWN if look.asked_by == act.person_id else LookState.REFUSED
    return decide(session, act, look, state, why.strip())


def ask(session: Session, act: Act, kind: LookKind, subject_id: int, wanted: dict[str, Any]) -> Asked:
    """Note what is asked; what was asked before of the same is taken back. Raises CitizenNumberFound."""
    for words in ("name", "account_name", "release_reason", "addition"):
        without_citizen_number(str(wanted.get(words, "")))
    look = SecondLook(
        kind=kind, subject_id=subject_id, wanted=wanted, before={}, asked_at=act.now, asked_by=act.person_id
    )
    look.before = _current(session, look)
    if kind is not LookKind.REDACTION and not candidates(session, look) and not may_wait(session, look):
        raise NoSecondPerson(
            "Hier moet een ander naar kijken, en die is er niet. Laat met de opdracht ‘agency user add’ een tweede "
            "beheerder toevoegen, of stel bij Bureau in dat u alleen werkt en nodig een externe meekijker uit."
        )
    for other in waiting(session):
        if (other.kind, other.subject_id) == (kind, subject_id) and all(
            other.wanted.get(key) == wanted.get(key) for key in _TOLD_APART_BY
        ):
            decide(session, act, other, LookState.WITHDRAWN, "opnieuw gevraagd")
    session.add(look)
    session.flush()
    trace(session, act, look, "gevraagd")
    return Asked(look=look)


def _current(session: Session, look: SecondLook) -> dict[str, Any]:
    """What stands now of what would change."""
    if look.kind is LookKind.FIGURES:
        return {}
    if look.kind in OF_AGENCY:
        profile = session.get_one(AgencyProfile, PROFILE_ID)
        return {key: getattr(profile, key) for key in look.wanted}
    if look.kind in (LookKind.REDACTION, LookKind.ERASURE):
        return {}
    if look.kind is LookKind.TEXT_APPROVAL:
        used = [text_approvals.words_of(each.kind) for each in text_approvals.texts_of(look)]
        return {"texts": text_approvals.as_json(used)}
    if look.kind is LookKind.LETTER_ADDITION:
        return {"addition": letter_additions.of_kind(session, letter_additions.kind_of(look))}
    if look.kind is LookKind.TEXT_RELEASE:
        return {"released": session.get_one(TextStop, look.subject_id).released_at is not None}
    user = session.get(User, look.subject_id)
    if user is None:
        return {}
    role = accounts.role_of(user)
    return {"role": None if role is None else role.value, "active": user.active}


def _why_not(session: Session, look: SecondLook, person_id: int, *, now: datetime) -> str:
    if not look.asker.active or accounts.role_of(look.asker) is not RoleName.ADMIN:
        return "Wie dit vroeg, is geen beheerder meer. Weiger het; een beheerder kan het opnieuw vragen."
    if look.asked_by == person_id:
        if not may_wait(session, look):
            return "U vroeg dit zelf. Een ander moet het bevestigen."
        if look.waits_from is None:
            return "Schrijf eerst op waarom dit nodig is. Twee dagen daarna kunt u het zelf doorvoeren."
        if now < look.waits_from + WAITING:
            return "De twee dagen wachttijd zijn nog niet om."
        return ""
    if outsiders.is_outsider(session, person_id) and (cannot := outsiders.why_not(session, person_id, now=now)):
        return cannot
    if person_id not in candidates(session, look):
        return (
            "U kunt dit niet bevestigen: het gaat over uzelf, of wie het vroeg liet u eerder een nieuw wachtwoord of "
            "een nieuwe tweede stap geven."
        )
    return ""


def trace(session: Session, act: Act, look: SecondLook, what: str, *, user_id: int | None = None) -> None:
    """Tell what became of it at the agency, at a text, or at the user that it is about: 0 for one not there yet."""
    is_of_row = look.kind in OF_USERS | OF_AGENCY | {LookKind.TEXT_RELEASE}
    set_up_changes.record(
        session, act, _subject(look.kind), user_id or (look.subject_id if is_of_row else 0), before={},
        after={"second_look": f"{word(look.kind)}: {what}{_wanted_in_words(session, look)}"},
    )


def _wanted_in_words(session: Session, look: SecondLook) -> str:
    """What it would become, or of which case it is; empty where the kind says it all."""
    if look.case_id is not None:
        return f" (dossier {session.get_one(Case, look.case_id).number})"
    shown = [str(look.wanted[key]) for key in ("iban", "account_name", "email", "name") if look.wanted.get(key)]
    if look.wanted.get("role"):
        shown.append(word(RoleName(look.wanted["role"])))
    if look.kind is LookKind.TEXT_RELEASE:
        shown.append(text_stops.about(session.get_one(TextStop, look.subject_id)))
    if look.kind is LookKind.TEXT_APPROVAL:
        shown += [each.about for each in text_approvals.texts_of(look)]
    if look.kind is LookKind.LETTER_ADDITION:
        shown.append(word(letter_additions.kind_of(look)))
    return f" ({', '.join(shown)})" if shown else ""


def _subject(kind: LookKind) -> SetUpSubject:
    """At what a look is told."""
    if kind in (LookKind.TEXT_RELEASE, LookKind.TEXT_APPROVAL, LookKind.LETTER_ADDITION):
        return SetUpSubject.TEXT
    return SetUpSubject.USER if kind in OF_USERS else SetUpSubject.AGENCY


def open_look(session: Session, look_id: int) -> SecondLook:
    """What waits, whose row nobody else decides on until the end of the transaction. Raises NotFound, Refused."""
    look = session.get(SecondLook, look_id, with_for_update=True, populate_existing=True)
    if look is None:
        raise NotFound("Dit is niet gevraagd.")
    if look.state is not LookState.OPEN:
        raise Refused(f"Dit is al afgehandeld: {word(look.state)}.")
    return look


def decide(
    session: Session, act: Act, look: SecondLook, state: LookState, words: str, *, user_id: int | None = None
) -> SecondLook:
    """Note how it ended, and of what was confirmed the kind of second pair of eyes. `user_id`: the user it made."""
    look.state, look.decided_at, look.decided_by, look.decision = state, act.now, act.actor_id, words
    if state is LookState.CONFIRMED:
        look.decided_as = looked_as(session, act, look)
    session.flush()
    trace(session, act, look, word(state) if look.decided_as is None else _how(look.decided_as), user_id=user_id)
    return look


def looked_as(session: Session, act: Act, look: SecondLook) -> LookedAs:
    """As what kind of second pair of eyes somebody confirms."""
    if look.asked_by == act.person_id:
        return LookedAs.WAITING_TIME
    return LookedAs.OUTSIDER if outsiders.is_outsider(session, act.person_id) else LookedAs.COLLEAGUE


def _how(by: LookedAs) -> str:
    """That it was confirmed, and by which second pair of eyes."""
    return f"bevestigd {'na' if by is LookedAs.WAITING_TIME else 'door'} {word(by)}"


def _plain(words: str) -> str:
    return " ".join(words.lower().split())
