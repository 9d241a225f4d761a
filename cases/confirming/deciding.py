"""The outsider of an office of one person confirms or refuses; what was asked of the set-up goes to `second_looks`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final  # Any: what JSON holds

from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.amicable import write_off_decisions
from cases.assessment import assessments
from cases.confirming import asking
from cases.confirming.asking import ON_A_CASE
from cases.counting import figures as added
from cases.errors import NotFound, PreviewOutdated, Refused
from cases.events.confirming import OutsiderDecided
from cases.legal_track import writs
from cases.models import Case, LookKind, LookState, SecondLook, User, Writ
from cases.progress import locking
from cases.schema.db import without_citizen_number
from cases.setup import four_eyes, outsiders, second_looks, year_end
from cases.setup.second_looks import Asked, Carry, MayNotConfirm
from cases.setup.second_person import ONLY_OUTSIDER
from cases.store import DocumentStore
from legal.parameters import Figures

# What a draft of another day says otherwise by the passing of days alone.
_BY_THE_DAY: Final = frozenset({"as_of", "valuation", "daily_interest"})


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What carrying out needs: where documents are kept, the figures of today, and those of the program."""

    store: DocumentStore
    figures: Figures
    packaged: Figures


def why_not(session: Session, look: SecondLook, person_id: int, *, now: datetime) -> str:
    """Why this person may not confirm what waits on a case; empty for who may."""
    if not outsiders.is_office_of_one(session):
        return asking.NO_LONGER_ONE
    if not outsiders.is_outsider(session, person_id):
        return ONLY_OUTSIDER
    if not look.asker.active:
        return "Wie dit vroeg, werkt niet meer bij het bureau. Weiger het."
    if asking.is_over(session, look):
        return asking.OVER
    return outsiders.why_not(session, person_id, now=now)


def confirm(
    session: Session, act: Act, look_id: int, *, tools: Tools, reason: str = "", seen: int | None = None
) -> Asked:
    """Carry out what was asked. `seen`: the last thing on the case that was shown to who confirms.

    Raises MayNotConfirm, NotFound, PreviewOutdated where something happened since the page was opened, or what the
    matter itself raises.
    """
    look = _standing(session, look_id)
    if look.kind is LookKind.FIGURES:
        return second_looks.confirm(session, act, look_id, reason=reason, carry=_carry_figures(tools))
    if look.kind not in ON_A_CASE:
        return four_eyes.confirm(session, act, look_id, reason=reason, store=tools.store)
    case = _locked(session, look)
    refusal = why_not(session, second_looks.open_look(session, look_id), act.person_id, now=act.now)
    if refusal:
        raise MayNotConfirm(refusal)
    if seen != asking.newest_event(session, case.id):
        raise PreviewOutdated("Er is iets gebeurd op dit dossier sinds u deze pagina opende. Kijk het opnieuw na.")
    _carry_out(session, act, case, look, tools)
    _tell(session, act, case, look, confirmed=True)
    second_looks.decide(session, act, look, LookState.CONFIRMED, "")
    asking.keep_of_case(session, act, case.id, figures=tools.figures)
    return Asked(look=look)


def refuse(session: Session, act: Act, look_id: int, why: str) -> SecondLook:
    """Nothing is carried out; what was proposed on a case goes back to who proposed it. Raises Refused or NotFound."""
    look = _standing(session, look_id)
    if look.kind is LookKind.FIGURES:
        return _refuse_figures(session, act, look_id, why)
    if look.kind not in ON_A_CASE:
        return second_looks.refuse(session, act, look_id, why)
    case = _locked(session, look)
    second_looks.open_look(session, look_id)
    if not outsiders.is_outsider(session, act.person_id):
        raise MayNotConfirm(ONLY_OUTSIDER)
    if not outsiders.is_office_of_one(session):
        raise MayNotConfirm(asking.NO_LONGER_ONE)
    if outsiders.named(session, act.person_id) is None:
        raise MayNotConfirm(outsiders.UNNAMED)
    if not why.strip():
        raise Refused("Schrijf op waarom niet.")
    without_citizen_number(why)
    is_over = asking.is_over(session, look)
    second_looks.decide(session, act, look, LookState.WITHDRAWN if is_over else LookState.REFUSED, why.strip())
    if is_over:
        return look
    _tell(session, act, case, look, confirmed=False, why=why.strip())
    if look.kind is LookKind.ASSESSMENT:
        assessments.reject(session, act, case.id, note=why)
    elif look.kind is LookKind.WRITE_OFF:
        write_off_decisions.reject(session, act, case.id, note=why)
    return look


def _carry_out(session: Session, act: Act, case: Case, look: SecondLook, tools: Tools) -> None:
    """A repayment is carried out by who asked it, once the money went."""
    if look.kind is LookKind.ASSESSMENT:
        assessments.confirm(session, act, case.id, note="")
    elif look.kind is LookKind.WRITE_OFF:
        write_off_decisions.confirm(session, act, case.id, note="", figures=tools.figures)
    elif look.kind is LookKind.BAILIFF_ORDER:
        _give(session, act, case, look, tools)


def _give(session: Session, act: Act, case: Case, look: SecondLook, tools: Tools) -> None:
    """Give the draft that was asked; where days passed a new one of today that says the same but for the amounts."""
    asker = Act(look.asked_by, act.now, act.today)
    writ = session.get_one(Writ, look.subject_id)
    if not writs.is_up_to_date(session, writ, today=act.today, figures=tools.figures):
        newer = writs.draft(
            session, asker, tools.store, case.id, bailiff_office_id=writ.bailiff_office_id, figures=tools.figures
        )
        if _but_for_days(newer.dossier) != _but_for_days(writ.dossier):
            raise MayNotConfirm(
                "Het concept van toen zegt iets anders dan nu, en niet alleen in de bedragen. Weiger dit, en laat het "
                "opnieuw vragen met een nieuw concept."
            )
        look.subject_id = newer.id
    writs.give(session, asker, tools.store, case.id, figures=tools.figures, outsider_id=act.person_id)


def _but_for_days(dossier: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in dossier.items() if key not in _BY_THE_DAY}


def _carry_figures(tools: Tools) -> Carry:
    def carry(session: Session, asker: Act, confirmer: Act, look: SecondLook) -> Asked:
        waited = asker.actor_id == confirmer.actor_id
        year_end.confirm_all(session, confirmer, look.wanted["additions"], packaged=tools.packaged, waited=waited)
        return Asked()

    return carry


def _refuse_figures(session: Session, act: Act, look_id: int, why: str) -> SecondLook:
    look = second_looks.refuse(session, act, look_id, why)
    for each in look.wanted["additions"]:
        if look.state is LookState.WITHDRAWN:
            added.withdraw(session, act, each, reason=why)
        else:
            added.reject(session, act, each, reason=why)
    return look


def _tell(session: Session, act: Act, case: Case, look: SecondLook, *, confirmed: bool, why: str = "") -> None:
    """What was decided, and by whom, in the history of the case."""
    named = outsiders.named(session, act.person_id)
    assert named is not None  # `why_not` asked for it
    told = OutsiderDecided(
        matter=look.kind, confirmed=confirmed, by=session.get_one(User, act.person_id).name, capacity=named.in_words(),
        why=why,
    )
    events.record(session, act, case.id, told, effective_on=act.today)
    session.flush()


def _standing(session: Session, look_id: int) -> SecondLook:
    look = session.get(SecondLook, look_id)
    if look is None:
        raise NotFound("Dit is niet gevraagd.")
    return look


def _locked(session: Session, look: SecondLook) -> Case:
    """The case first, then what waits on it: as services take them."""
    if look.case_id is None:
        raise NotFound("Dit is niet gevraagd.")
    return locking.lock_one(session, look.case_id)
