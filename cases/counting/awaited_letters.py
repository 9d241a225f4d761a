"""Letters on record that interrupt prescription once their receipt is on record. Law: art. 3:317 lid 1 and 3:37 BW.

A letter works when it reaches the debtor, and the creditor has to show that. Until somebody recorded the receipt,
presumed or proved, nobody says that a claim is barred: it is, unless that letter was received.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session, joinedload

from cases.models import Claim, ClaimMove, Interruption, Letter, LetterKind, LetterState
from legal.debtor.prescription import InterruptionKind
from letters.words import short_date

# What each of these letters is to the law; a confirmation of an arrangement asks for nothing.
INTERRUPTS = {
    LetterKind.FIRST_NOTICE: InterruptionKind.DEMAND, LetterKind.ADDED_NOTICE: InterruptionKind.DEMAND,
    LetterKind.INTERRUPTION_LETTER: InterruptionKind.RESERVATION, LetterKind.DEFAULT_NOTICE: InterruptionKind.DEMAND,
    LetterKind.REMINDER: InterruptionKind.DEMAND, LetterKind.LAST_SUMMONS: InterruptionKind.DEMAND,
}


def source_of(letter: Letter) -> str:
    """How the source begins of the interruptions by this letter."""
    return f"{letter.kind.dutch} van {short_date(letter.batch.letter_date)}, verzending {letter.batch_id}"


def is_by(row: Interruption, letter: Letter) -> bool:
    """Whether an interruption comes from this letter."""
    source = source_of(letter)
    return row.source == source or row.source.startswith(f"{source};")


def awaited(
    session: Session, claims: Collection[Claim], standing: Mapping[int, Sequence[Interruption]],
    barred_from: Mapping[int, date], *, person_id: int | None = None,
) -> dict[int, list[Letter]]:
    """By claim the letters, oldest first, that may have interrupted and of which no receipt is on record.

    `person_id`: towards whom of those who owe beside the debtor, with what counts towards him; None for the debtor.
    """
    letters = _on_record(session, [claim.id for claim in claims if claim.id is not None])
    by_case: dict[int, list[Letter]] = defaultdict(list)
    for letter in letters:
        by_case[letter.case_id].append(letter)
    for claim in claims:  # what named it in the case where it stood before named it all the same
        own = by_case[claim.case_id]
        own += [letter for letter in letters if _named_elsewhere(letter, claim) and letter not in own]
    return of_claims(claims, standing, barred_from, by_case, person_id=person_id)


def _named_elsewhere(letter: Letter, claim: Claim) -> bool:
    return letter.case_id != claim.case_id and letter.content is not None and claim.id in letter.content.claim_ids


def of_claims(
    claims: Collection[Claim], standing: Mapping[int, Sequence[Interruption]], barred_from: Mapping[int, date],
    letters: Mapping[int, Sequence[Letter]], *, person_id: int | None = None,
) -> dict[int, list[Letter]]:
    """The same, of letters that were read already, by case and as `that_left` gives them.

    `standing`: the interruptions that count. One that left on or after the day on which the claim is barred came too
    late, whenever it was received.
    """
    found: dict[int, list[Letter]] = defaultdict(list)
    for claim in claims:
        for letter in letters.get(claim.case_id, ()):
            if names(letter, claim, person_id) and _may_work(letter, claim, barred_from[claim.id]) and not any(
                is_by(row, letter) for row in standing[claim.id]
            ):
                found[claim.id].append(letter)
    return found


def unless(letters: Iterable[Letter], *, to: str = "") -> str:
    """What a sentence on prescription goes on with: "tenzij de brief van 22-12-2026 is ontvangen"; empty for none.

    `to`: for whom they were, where that is not the debtor of the case.
    """
    days = list(dict.fromkeys(short_date(letter.sent_on) for letter in letters if letter.sent_on is not None))
    whom = f" aan {to}" if to else ""
    return f"tenzij de brief{whom} van {' of die van '.join(days)} is ontvangen" if days else ""


def names(letter: Letter, claim: Claim, person_id: int | None = None) -> bool:
    """Whether it was about this claim and to this debtor, or to this other who owes it.

    One of which nothing was kept is held to name every claim, to the debtor: it is of before others got one.
    """
    content = letter.content
    if content is None:
        return person_id is None
    return is_about(letter, claim) and content.debtor_id == (person_id or claim.debtor_id)


def is_about(letter: Letter, claim: Claim) -> bool:
    """Whether it names this claim, to whomever it went; one of which nothing was kept is held to name every claim."""
    return letter.content is None or claim.id in letter.content.claim_ids


def _may_work(letter: Letter, claim: Claim, barred_from: date) -> bool:
    on = letter.delivered_on or letter.sent_on
    return on is not None and claim.due_date < on < barred_from


def that_left(letters: Iterable[Letter]) -> list[Letter]:
    """Those of these kinds that left and did not come back, the oldest first."""
    found = [
        letter for letter in letters
        if letter.kind in INTERRUPTS and letter.sent_on is not None and letter.returned_on is None
        and (letter.state is LetterState.POSTED or (letter.state is LetterState.LEAVING and not letter.error))
    ]
    return sorted(found, key=lambda letter: (letter.sent_on or date.min, letter.id))


def _on_record(session: Session, claim_ids: Collection[int]) -> list[Letter]:
    """Letters of these kinds that left and did not come back, of the cases in which these claims stand or stood."""
    cases = union_all(
        select(Claim.case_id).where(Claim.id.in_(claim_ids)),
        select(ClaimMove.from_case_id).where(ClaimMove.claim_id.in_(claim_ids)),
    )
    query = (
        select(Letter).where(
            Letter.case_id.in_(cases), Letter.kind.in_(list(INTERRUPTS)), Letter.returned_on.is_(None),
            Letter.sent_on.is_not(None), Letter.state.in_((LetterState.POSTED, LetterState.LEAVING)),
        ).options(joinedload(Letter.content), joinedload(Letter.batch))
    )
    return that_left(session.scalars(query)) if claim_ids else []
