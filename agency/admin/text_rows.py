"""The texts in use for their pages: which two people approved, which wait or are stopped, how hard they are to read."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from agency.web.formatting import day
from cases.input_checks import day_of
from cases.models import LetterAddition, LetterKind, LookedAs, SecondLook, TextApproval
from cases.setup import letter_additions, text_approvals, text_stops
from cases.setup.text_approvals import Words
from letters.readability import bar_of, with_added


class State(StrEnum):
    """How a text in use stands."""

    APPROVED = "goedgekeurd"
    ASKED = "wacht op een tweede persoon"
    UNREAD = "niet goedgekeurd"
    STOPPED = "stilgezet"

    @property
    def look(self) -> str:
        """The colour of its mark."""
        return {State.APPROVED: "success", State.STOPPED: "danger"}.get(self, "warning")


@dataclass(frozen=True, kw_only=True)
class TextRow:
    """One text in use: its state and what there is to say of that, and how hard it is to read.

    `look` is what waits for the second person, None where nothing does; `score` and `bar` as they are printed.
    """

    text: Words
    state: State
    said: str
    look: SecondLook | None
    score: str
    bar: str
    grade: str
    is_reached: bool

    @property
    def can_be_asked(self) -> bool:
        """Whether somebody may ask to approve it, also while it is stopped."""
        return self.look is None and self.state is not State.APPROVED


def text_rows(session: Session) -> list[TextRow]:
    """The texts of letters to debtors in the version that is used now: those with something to do first."""
    order = list(State)
    return sorted(_rows(session), key=lambda row: (-order.index(row.state), row.text.about))


def text_row(session: Session, kind: LetterKind) -> TextRow:
    """That of one kind."""
    return next(row for row in _rows(session) if row.text.kind is kind)


def _rows(session: Session) -> Iterator[TextRow]:
    approvals = text_approvals.approvals(session)
    asked = {text: look for look in text_approvals.asked_now(session) for text in text_approvals.texts_of(look)}
    stopped = {each.kind: text_stops.in_words(each) for each in text_stops.standing(session)
               if text_stops.is_newest(each)}
    added = letter_additions.in_use(session)
    for text in map(text_approvals.words_of, LetterKind):
        state, said = _stands(approvals.get(text), asked.get(text))
        if text.kind in stopped:
            state, said = State.STOPPED, stopped[text.kind]
        found = with_added(text.kind.value, text.version, added.get(text.kind, ""))
        bar = bar_of(text.kind.value)
        yield TextRow(
            text=text, state=state, said=said, look=asked.get(text), score=_printed(found.score), bar=_printed(bar),
            grade=found.grade, is_reached=found.score >= bar,
        )


def _stands(approval: TextApproval | None, look: SecondLook | None) -> tuple[State, str]:
    if approval is not None:
        return State.APPROVED, by_whom(approval)
    if look is not None:
        return State.ASKED, f"gevraagd door {look.asker.name} op {day(day_of(look.asked_at))}"
    return State.UNREAD, "hiermee gaat geen brief weg"


def by_whom(approval: TextApproval | LetterAddition) -> str:
    """Which two people approved it, and when."""
    on = day(day_of(approval.approved_at))
    if approval.asker is None or approval.approver is None:
        return f"was op {on} al in gebruik, zonder tweede persoon"
    if approval.approved_as is LookedAs.WAITING_TIME:
        return f"door {approval.asker.name}, na twee dagen, op {on}"
    outside = " (externe meekijker)" if approval.approved_as is LookedAs.OUTSIDER else ""
    return f"door {approval.asker.name} en {approval.approver.name}{outside} op {on}"


def _printed(score: float) -> str:
    return f"{score:.1f}".replace(".", ",")
