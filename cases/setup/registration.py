"""The registration of the agency, asked before a natural person gets a letter, is approached or goes to the bailiff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.errors import Refused
from cases.models import PROFILE_ID, AgencyProfile, Case, Debtor
from cases.setup import agency_tasks
from cases.setup.agency_tasks import Duty
from legal.debtor.debtor_tests import wki_rules_apply
from legal.debtor.registration import RegistrationVerdict, registration_covers
from letters.words import short_date

WARNED_DAYS = 60
TASK, ASKED_AHEAD = "registration", (30, 60, 90)  # days before its end on which an administrator is asked to renew it
RENEWAL = "Een beheerder vraagt op tijd verlenging aan en vult bij Beheer, Bureau de nieuwe dag in."
REMEDY = "Een beheerder vult bij Beheer, Bureau in tot wanneer de registratie geldt."


class NotRegistered(Refused):
    """The agency is not registered on the day: no letter to and no approach of a natural person."""

    code = "not_registered"


def verdict(session: Session, debtor: Debtor, *, on: date) -> RegistrationVerdict | None:
    """What the law says of this debtor on `on`; None for whom it does not ask a registration."""
    return _on(session, on) if _is_asked(debtor) else None


def refusal_for_people(session: Session, *, on: date) -> str:
    """Why no natural person may be approached on `on`, and who can mend it; empty when registered."""
    return _in_words(_on(session, on))


def refusal(session: Session, debtor: Debtor, *, on: date) -> str:
    """Why this debtor may get no letter and no call on `on`, and who can mend it, in Dutch; empty when he may."""
    return _in_words(verdict(session, debtor, on=on))


def refusals(session: Session, debtors: Iterable[Debtor], *, on: date) -> dict[int, str]:
    """The same of each of these debtors, by id; one for whom a registration is not asked is left out."""
    asked = [debtor.id for debtor in debtors if _is_asked(debtor)]
    return dict.fromkeys(asked, refusal_for_people(session, on=on)) if asked else {}


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What to know of the registration before it stops the work; `is_stopped`: it does already."""

    text: str
    is_stopped: bool


def announcement(session: Session, *, on: date) -> Announcement | None:
    """What the work list says of the registration: that it stops letters and calls, or will in WARNED_DAYS at most."""
    through = _valid_through(session)
    stopped = _in_words(registration_covers(on, valid_through=through))
    if stopped or through is None:
        return Announcement(text=stopped, is_stopped=True)
    days = (through - on).days
    if days > WARNED_DAYS:
        return None
    left = "vandaag voor het laatst" if days == 0 else f"nog {days} {'dag' if days == 1 else 'dagen'}"
    return Announcement(is_stopped=False, text=(
        f"De registratie in het incassoregister geldt tot en met {short_date(through)}: {left}. Daarna gaan er geen "
        f"brieven naar natuurlijke personen en mag niemand hen benaderen (art. 4 Wki). {RENEWAL}"
    ))


def keep_task(session: Session, act: Act) -> int:
    """Ask an administrator to renew it, 90, 60 and 30 days before its end; done once it holds longer.

    The number of tasks that were set or ended.
    """
    through = _valid_through(session)
    left = None if through is None else (through - act.today).days
    border = None if left is None else next((days for days in ASKED_AHEAD if left <= days), None)
    asked: list[Duty] = []
    outcome = "Er is een andere einddatum ingevuld."
    if through is not None and border is not None:
        outcome = "Er staat een nieuwe taak voor: de registratie is nog niet verlengd."
        asked.append(Duty(key=f"{TASK}:{through}:{border}", due_on=act.today, what=(
            f"Verleng de registratie in het incassoregister. Die geldt tot en met {short_date(through)}; daarna gaat "
            "er niets naar natuurlijke personen. Vul de nieuwe dag in bij Beheer, Bureau."
        )))
    elif through is not None:
        outcome = f"De registratie geldt nu tot en met {short_date(through)}."
    return agency_tasks.put(
        session, act, TASK, asked, person=agency_tasks.administrator(session), outcome=outcome
    )


def require(session: Session, cases: Iterable[Case], *, on: date) -> None:
    """Raise NotRegistered that names the cases whose debtor is not covered on `on`."""
    people = [case.number for case in cases if _is_asked(case.debtor)]
    why = refusal_for_people(session, on=on) if people else ""
    if why:
        raise NotRegistered(
            f"Aan natuurlijke personen mag nu geen brief uit: {', '.join(sorted(people))}. {why} "
            "Trek deze brieven in, of wacht tot de registratie weer geldt."
        )


def _is_asked(debtor: Debtor) -> bool:
    return wki_rules_apply(is_natural_person=debtor.is_natural_person, domicile_country=debtor.country)


def _on(session: Session, on: date) -> RegistrationVerdict:
    return registration_covers(on, valid_through=_valid_through(session))


def _valid_through(session: Session) -> date | None:
    profile = session.get(AgencyProfile, PROFILE_ID)
    return None if profile is None else profile.wki_valid_until


def _in_words(verdict: RegistrationVerdict | None) -> str:
    if verdict is None or verdict.covers:
        return ""
    return f"{verdict.reason} Zonder registratie mag dit niet ({verdict.law}). {REMEDY}"
