"""What an agency adds to a kind of letter (aanvulling): two people approve each version, the newest is used.

Until another is approved, letters go with the one that was approved before it, or without one where there is none. A
letter that was made keeps the paragraph that it was made with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from cases.acts import Act
from cases.errors import AlreadyDone, Refused
from cases.models import Letter, LetterAddition, LetterKind, LookedAs, LookKind, LookState, SecondLook
from letters.additions import entered
from letters.kind import DebtorLetter
from letters.reviewing import addition_faults


class AdditionRefused(Refused):
    """The paragraph may not stand in this letter: `reasons` has each of what is against it."""

    code = "addition_refused"

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(f"Deze aanvulling mag zo niet in de brief. {'; '.join(reasons)}.")
        self.reasons = tuple(reasons)


def in_use(session: Session) -> Mapping[LetterKind, str]:
    """The paragraphs that new letters get, by kind; a kind without one is not in it."""
    newest = select(func.max(LetterAddition.id)).group_by(LetterAddition.kind)
    rows = session.execute(select(LetterAddition.kind, LetterAddition.text).where(LetterAddition.id.in_(newest)))
    return {kind: text for kind, text in rows if text}


def added(data: DebtorLetter, additions: Mapping[LetterKind, str]) -> DebtorLetter:
    """A letter with the paragraph of its kind among those that are in use."""
    found = next((text for kind, text in additions.items() if kind.value == data.kind), "")
    return replace(data, addition=found)


def of_kind(session: Session, kind: LetterKind) -> str:
    """The paragraph that new letters of a kind get; empty for none."""
    return in_use(session).get(kind, "")


def made_with(session: Session, letter: Letter) -> str:
    """The paragraph with which a letter was made, as its kept words show; empty for none."""
    kept = "" if letter.content is None else letter.content.text
    texts = session.scalars(select(LetterAddition.text).where(LetterAddition.kind == letter.kind)).all()
    return max((text for text in texts if text and f"\n{text}\n" in kept), key=len, default="")


def versions(session: Session, kind: LetterKind) -> list[LetterAddition]:
    """All that was approved of a kind, the newest first."""
    query = select(LetterAddition).where(LetterAddition.kind == kind).order_by(LetterAddition.id.desc())
    return list(session.scalars(query.options(joinedload(LetterAddition.asker), joinedload(LetterAddition.approver))))


def asked_now(session: Session, kind: LetterKind) -> SecondLook | None:
    """What of a kind waits for the second person."""
    looks = session.scalars(select(SecondLook).where(
        SecondLook.kind == LookKind.LETTER_ADDITION, SecondLook.state == LookState.OPEN
    ).options(joinedload(SecondLook.asker)))
    return next((each for each in looks if kind_of(each) is kind), None)


def kind_of(look: SecondLook) -> LetterKind:
    """Of which letter a look would change the paragraph."""
    return next(each for each in LetterKind if each.value == look.wanted["letter"])


def to_ask(session: Session, kind: LetterKind, text: str) -> str:
    """A paragraph as it would be kept, empty to take it away. Raises AdditionRefused with every reason, AlreadyDone."""
    wanted = entered(text)
    if wanted == of_kind(session, kind):
        raise AlreadyDone("Zo staat het al in de brief." if wanted else "Deze brief heeft geen aanvulling.")
    require_fit(kind, wanted)
    return wanted


def require_fit(kind: LetterKind, text: str) -> None:
    """Raises AdditionRefused with every reason why it may not stand in this kind of letter."""
    found = addition_faults(kind.value, text) if text else ()
    if found:
        raise AdditionRefused(found)


def approve(
    session: Session, asker: Act, confirmer: Act, kind: LetterKind, text: str, *, looked_as: LookedAs
) -> LetterAddition:
    """Keep what two people approved, from now on. Raises AdditionRefused where it may not stand in it any more."""
    require_fit(kind, text)
    kept = LetterAddition(
        kind=kind, text=text, approved_at=confirmer.now, asked_by=asker.person_id, approved_by=confirmer.person_id,
        approved_as=looked_as,
    )
    session.add(kept)
    session.flush()
    return kept
