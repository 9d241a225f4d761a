"""What the stories of letters that answer share: such a letter shown, ordered, made and posted, and what it says."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from cases.amicable import holds
from cases.correspondence import dossiers, ordering, posting, previewing
from cases.correspondence.details import Details
from cases.correspondence.previewing import PreviewItem
from cases.correspondence.rules import rule_of
from cases.invariants import verify
from cases.models import Case, HoldKind, Letter, LetterKind
from cases.store import DocumentStore
from letters.catalogue import content
from letters.document import plain_text
from tests.cases.invariants.good_record import looked_at
from tests.factories import FIGURES, TODAY, by, make_letters


def shown(session: Session, case: Case, kind: LetterKind, details: Details | None = None) -> PreviewItem:
    """What the case would get of it today."""
    preview = previewing.preview(
        session, [case.id], kind=kind, letter_date=TODAY, figures=FIGURES, today=TODAY, filled_in=details
    )
    return preview.items[0]


def ordered(session: Session, case: Case, kind: LetterKind, details: Details | None = None) -> Letter:
    """The same, ordered as it was shown."""
    item = shown(session, case, kind, details)
    assert not item.skipped, item.skipped
    batch = ordering.order(
        session, by(), {case.id: item.mark}, kind=kind, letter_date=TODAY, figures=FIGURES, filled_in=details
    )
    return batch.letters[0]


def sent(
    session: Session, store: DocumentStore, case: Case, kind: LetterKind, details: Details | None = None
) -> Letter:
    """The same, made and posted today."""
    letter = ordered(session, case, kind, details)
    make_letters(session, store, letter.batch)
    posting.confirm_posted(session, by(), letter.batch_id, posted_on=TODAY, figures=FIGURES)
    session.refresh(letter)
    return letter


def said(session: Session, letter: Letter, on: date = TODAY) -> str:
    """What it says, made again from the record and what was filled in."""
    rule = rule_of(letter.kind)
    found = dossiers.dossier_of(session, letter.case, figures=FIGURES)
    found = replace(found, details=rule.filled_in(letter.batch)).about(letter.debtor_id, on)
    return plain_text(content(rule.data(found, letter_date=on))).replace("\xa0", " ")


def hold(session: Session, case: Case, kind: HoldKind, reason: str = "Ik heb dit al betaald.") -> None:
    """Something stops the case from today on."""
    holds.place(session, by(), case.id, kind=kind, reason=reason, on=TODAY)


def is_good(session: Session, store: DocumentStore) -> bool:
    """Whether nothing is wrong with letters, people and amounts."""
    session.commit()
    return verify(looked_at(session, store), numbers={7, 10, 101, 121}).is_good
