"""What somebody confirmed about the summons writ: it says nothing of the court or a defence that no person told it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.errors import Incomplete, PreviewOutdated, Refused
from cases.events import Event, read
from cases.events.contacts import ContactLogged
from cases.events.gate import DocumentAdded, WritConfirmed
from cases.events.holds import HoldEvent
from cases.models import (
    Case,
    CaseEvent,
    ContactChannel,
    ContactOutcome,
    DocumentKind,
    EventKind,
    HoldKind,
    Stage,
    WritConfirmation,
    WritConfirmationKind,
)
from cases.parties.debtor_doubts import about
from cases.progress import stages
from cases.progress.outcomes import OUTCOMES
from cases.schema.db import without_citizen_number
from legal.court.writ import Abbreviation

LONGEST_NOTE = 2000
COURT = (WritConfirmationKind.COURT_INTENDED, WritConfirmationKind.COURT_NOT_INTENDED)
DEFENCE = (WritConfirmationKind.NO_DEFENCE_KNOWN, WritConfirmationKind.DEFENCE_STATED)
INCOMING = (ContactChannel.PHONE_IN, ContactChannel.EMAIL_IN, ContactChannel.POST_IN)
_HEARD = (EventKind.CONTACT_LOGGED, EventKind.HOLD_PLACED, EventKind.HOLD_ENDED, EventKind.DOCUMENT_ADDED)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The confirmations of a case that count now; None where there is none.

    `defence` is the newest of the two kinds about a defence; `is_stale` when something was heard after it that it does
    not cover. `was_disputed`: a dispute is on record, ended or not.
    """

    court: WritConfirmation | None
    defence: WritConfirmation | None
    is_stale: bool
    was_disputed: bool
    person: WritConfirmation | None
    seen: frozenset[str]

    @property
    def court_intended(self) -> bool:
        """Whether the client consented to going to court."""
        return self.court is not None and self.court.kind is WritConfirmationKind.COURT_INTENDED

    @property
    def no_defence_known(self) -> bool:
        """Whether a person confirmed so, and nothing was heard since."""
        return self._is(WritConfirmationKind.NO_DEFENCE_KNOWN)

    @property
    def stated_defence(self) -> str:
        """The defence in the words that a person gave for the writ; empty without."""
        stated = self.defence if self._is(WritConfirmationKind.DEFENCE_STATED) else None
        return "" if stated is None else stated.note

    def _is(self, kind: WritConfirmationKind) -> bool:
        return self.defence is not None and self.defence.kind is kind and not self.is_stale


def standing(session: Session, case: Case) -> Standing:
    """What was confirmed on `case` and still counts."""
    query = select(WritConfirmation).where(WritConfirmation.case_id == case.id).order_by(WritConfirmation.id)
    kept = list(session.scalars(query))
    heard = [(event.id, read(event)) for event in session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(_HEARD)).order_by(CaseEvent.id)
    )]
    defence = _newest(kept, DEFENCE)
    person = _newest(kept, (WritConfirmationKind.PERSON_CHECKED,))
    return Standing(
        court=_newest(kept, COURT), defence=defence, is_stale=defence is not None and _is_overtaken(defence, heard),
        was_disputed=any(_is_dispute(told) for _, told in heard),
        person=person if person is not None and person.about == about(case.debtor) else None,
        seen=frozenset(
            word for each in kept if each.kind is WritConfirmationKind.WORDING_SEEN for word in each.about.split("\n")
        ),
    )


def confirm_court(session: Session, act: Act, case_id: int, *, intended: bool, on: date, how: str) -> WritConfirmation:
    """Record whether the client wants to go to court with this case, said on `on`, and how that was said.

    Raises Refused for a day that cannot be, Incomplete without how the client said it.
    """
    case = _case(session, case_id)
    if not case.opened_on <= on <= act.today:
        raise Refused(
            f"De dag {on:%d-%m-%Y} ligt niet tussen de opening van dit dossier ({case.opened_on:%d-%m-%Y}) en vandaag. "
            "De toestemming moet voor dit dossier zijn gegeven."
        )
    kind = WritConfirmationKind.COURT_INTENDED if intended else WritConfirmationKind.COURT_NOT_INTENDED
    note = _note(how, "Vul in hoe de opdrachtgever dit heeft gezegd: wie, en per brief, e-mail of telefoon.")
    return _keep(session, act, case, kind, on=on, note=note)


def confirm_no_defence(session: Session, act: Act, case_id: int, *, note: str) -> WritConfirmation:
    """Record that a person read the file today and found no defence. Raises Refused where one is on record."""
    case = _case(session, case_id)
    if standing(session, case).was_disputed:
        raise Refused("In dit dossier is de vordering betwist. Beschrijf het verweer zoals het in het exploot komt.")
    return _keep(session, act, case, WritConfirmationKind.NO_DEFENCE_KNOWN, on=act.today, note=_checked(note))


def state_defence(session: Session, act: Act, case_id: int, *, text: str) -> WritConfirmation:
    """Record the defence, and the answer to it, in the very words that the writ will print."""
    case = _case(session, case_id)
    note = _note(text, "Beschrijf het verweer en de reactie zoals die in het exploot komen.")
    return _keep(session, act, case, WritConfirmationKind.DEFENCE_STATED, on=act.today, note=note)


def see_wording(
    session: Session, act: Act, case_id: int, *, words: Sequence[str], asked: Sequence[Abbreviation]
) -> WritConfirmation:
    """Record that a person saw these words and leaves them as they stand. `asked` are the words that wait now."""
    case = _case(session, case_id)
    waiting = [each.word for each in asked]
    if not waiting or list(words) != waiting:
        raise PreviewOutdated("De teksten zijn intussen veranderd. Bekijk de afkortingen opnieuw.")
    return _keep(
        session, act, case, WritConfirmationKind.WORDING_SEEN, on=act.today, note="", looked_at="\n".join(words)
    )


def check_person(session: Session, act: Act, case_id: int, *, note: str) -> WritConfirmation:
    """Record that this name and address are those of one person or organisation, and what that follows from."""
    case = _case(session, case_id)
    text = _note(note, "Vul in waaruit blijkt dat dit één levende persoon of organisatie zonder vertegenwoordiger is.")
    return _keep(
        session, act, case, WritConfirmationKind.PERSON_CHECKED, on=act.today, note=text, looked_at=about(case.debtor)
    )


def _case(session: Session, case_id: int) -> Case:
    case = stages.open_case(session, case_id)
    if case.stage in (Stage.WITH_BAILIFF, Stage.SUMMONS_SERVED):
        raise Refused("Het exploot is al bij de deurwaarder en verandert niet meer. Trek het eerst in.")
    return case


def _keep(
    session: Session, act: Act, case: Case, kind: WritConfirmationKind, *, on: date, note: str, looked_at: str = ""
) -> WritConfirmation:
    confirmed = WritConfirmed(confirmation=kind, note=note, about=looked_at)
    told = events.record(session, act, case.id, confirmed, effective_on=on)
    session.flush()
    kept = WritConfirmation(
        case_id=case.id, kind=kind, confirmed_on=on, note=note, about=looked_at, recorded_at=act.now,
        confirmed_by=act.actor_id, event_id=told.id,
    )
    session.add(kept)
    session.flush()
    return kept


def _newest(
    kept: Iterable[WritConfirmation], kinds: tuple[WritConfirmationKind, ...]
) -> WritConfirmation | None:
    """The last one recorded: what was said later takes the place of what was said before."""
    return next((each for each in reversed(list(kept)) if each.kind in kinds), None)


def _is_overtaken(defence: WritConfirmation, heard: Sequence[tuple[int, Event]]) -> bool:
    """Whether something was put on record after it. A stated defence is overtaken by another dispute alone."""
    later = [told for event_id, told in heard if event_id > defence.event_id]
    covers = _is_dispute if defence.kind is WritConfirmationKind.DEFENCE_STATED else _can_hold_defence
    return any(map(covers, later))


def _is_dispute(told: Event) -> bool:
    if isinstance(told, ContactLogged):
        return told.outcome is ContactOutcome.DISPUTES
    return isinstance(told, HoldEvent) and told.hold is HoldKind.DISPUTE


def _can_hold_defence(told: Event) -> bool:
    if isinstance(told, ContactLogged):
        return OUTCOMES[told.outcome].is_spoken or told.channel in INCOMING or bool(told.note)
    if isinstance(told, DocumentAdded):
        return told.document_kind is DocumentKind.CORRESPONDENCE
    return _is_dispute(told)


def _note(text: str, needed: str) -> str:
    if not text.strip():
        raise Incomplete(needed)
    return _checked(text)


def _checked(text: str) -> str:
    without_citizen_number(text)
    if len(text.strip()) > LONGEST_NOTE:
        raise Refused(f"De tekst is langer dan {LONGEST_NOTE} tekens. Maak hem korter.")
    return " ".join(text.split())
