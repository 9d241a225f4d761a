"""What follows when something changes what is claimed: shown beforehand, kept with its event, and carried through."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from cases import documents, events
from cases.acts import Act
from cases.amicable import reopening, settling, untrue_letters
from cases.correspondence import new_notice
from cases.counting import overpaid, replays, valuation_records
from cases.counting.replays import Counted, Side
from cases.documents import File, NewDocument
from cases.errors import Incomplete, PreviewOutdated
from cases.events.debts import Change
from cases.events.replayed import Corrected
from cases.input_checks import version_of
from cases.models import Case, ClosingReason, Document, Stage, StopCause
from cases.progress import order_stops
from cases.schema.db import without_citizen_number
from cases.store import DocumentStore
from legal.money import ZERO
from legal.parameters import Figures

BY_SUM = (ClosingReason.SMALL_DIFFERENCE, ClosingReason.PAID_AS_ASKED)
BY_ITSELF = (*settling.BY_PAYMENT, ClosingReason.CREDITED)


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """What a change of what is claimed would do. `changed` None where the case is not counted, `why_not` says why then.

    `untrue`: what was said before and would no longer hold. `mark`: fingerprint of all that was shown.
    """

    changed: Corrected | None
    why_not: str
    untrue: tuple[str, ...]

    @property
    def mark(self) -> str:
        """Sent back with the yes: a yes to other figures is no yes to these."""
        return version_of(self)


def foreseen(before: Side, after: Side, *, today: date, figures: Figures, untrue: tuple[str, ...]) -> Foreseen:
    """What lies between two sides of a case, of which one is on no record."""
    changed = replays.change(before, after, today=today, figures=figures)
    why_not = "" if changed else replays.count(after, today=today, figures=figures).why_not
    return Foreseen(changed=changed, why_not=why_not, untrue=untrue)


@dataclass(frozen=True, kw_only=True)
class Basis:
    """Why, on which paper, and the mark of what was shown (`seen`) of a change of what is claimed."""

    reason: str
    seen: str
    paper: File | None = None

    def check(self, foreseen: Foreseen) -> None:
        """Raises Incomplete without a reason, CitizenNumberFound, PreviewOutdated where other figures were shown."""
        if not self.reason.strip():
            raise Incomplete("Vul in waarom dit wijzigt, en van wie u dat weet.")
        without_citizen_number(self.reason)
        if foreseen.mark != self.seen:
            raise PreviewOutdated("Het dossier is intussen veranderd. Bekijk opnieuw wat dit verandert.")

    @property
    def note(self) -> str:
        """The reason as an entry keeps it."""
        return self.reason.strip()[:300]

    def keep(self, session: Session, act: Act, store: DocumentStore, new: NewDocument) -> Document:
        """Keep the paper. Raises Incomplete without one, FileRefused for one that cannot be kept."""
        if self.paper is None:
            raise Incomplete("Voeg het stuk toe waaruit dit blijkt.")
        media_type = documents.look_at(session, self.paper.content, self.paper.name)
        return documents.keep(session, act, store, self.paper, new, media_type=media_type)


@dataclass(frozen=True, kw_only=True)
class Happened:
    """What was put on record, and the case as it is counted with it."""

    told: Change
    after: Counted


def follow(session: Session, act: Act, case: Case, after: Counted, *, figures: Figures) -> None:
    """Let everything follow a change of what is claimed on a case that is locked, counted as it is `after` it.

    A case that closed by what was owed then is closed anew, where it still is: what was small or asked is another sum.
    """
    untrue_letters.withdraw(session, act, case, why="wat wordt gevorderd, is gewijzigd")
    is_owed = after.left is None or after.left > ZERO
    if case.stage is Stage.CLOSED and case.closing_reason in (BY_ITSELF if is_owed else BY_SUM):
        reopening.stand_again(session, act, case, reason="wat wordt gevorderd, is gewijzigd", figures=figures)
    new_notice.follow(session, act, case, reason="wat wordt gevorderd, is gewijzigd", figures=figures)
    settling.settle(session, act, case, after, paid_on=act.today, figures=figures)
    overpaid.look(session, case, today=act.today, figures=figures)
    if case.stage is not Stage.CLOSED:
        order_stops.halt(session, act, case, cause=StopCause.CLAIM_CHANGED, on=act.today)
    session.flush()


def tell(
    session: Session, act: Act, case: Case, before: Side, told: Change, *, on: date, figures: Figures
) -> Happened:
    """Put the event on record with what it changed since `before`, and keep what that was counted from."""
    now = replays.side(session, case, figures=figures)
    after = replays.count(now, today=act.today, figures=figures)
    changed = replays.change(before, now, today=act.today, figures=figures)
    told = told.with_count(changed, why_not=after.why_not)
    kept = events.record(session, act, case.id, told, effective_on=on)
    if told.changed is not None:
        valuation_records.keep_with(session, case, kept, on=act.today, figures=figures, now=act.now)
    return Happened(told=told, after=after)
