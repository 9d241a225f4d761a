"""No letter leaves with a text that two people did not approve: in the words that it has now.

Approved is a version of a text with the fingerprint of its words and of every part that it takes in, so that one whose
words changed under the same version is asked again. Asking and confirming go by `second_looks`; an approval is not
taken back: a text that proves wrong is stopped (`text_stops`).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, joinedload

from cases.acts import Act
from cases.errors import AlreadyDone, Refused
from cases.models import Letter, LetterKind, LookedAs, LookKind, LookState, SecondLook, TextApproval
from cases.names import name
from letters.catalogue import catalogue
from letters.text import fingerprint, versions


class TextNotApproved(Refused):
    """The text of this letter was not approved by two people."""

    code = "text_not_approved"


@dataclass(frozen=True, kw_only=True)
class Words:
    """A version of a text as its words are."""

    kind: LetterKind
    version: str
    fingerprint: str

    @property
    def about(self) -> str:
        """Which text, in Dutch."""
        return f"{name(self.kind)} {self.version}"


def words_of(kind: LetterKind, version: str = "") -> Words:
    """The words that a version of a text has in this program; without one those that new letters have."""
    version = version or catalogue()[kind.value].version
    return Words(kind=kind, version=version, fingerprint=fingerprint(kind.value, version))


def unapproved(session: Session) -> list[Words]:
    """The texts in use that two people did not approve, as they are now."""
    rows = session.execute(select(TextApproval.kind, TextApproval.text_version, TextApproval.fingerprint))
    approved = {tuple(row) for row in rows}
    used = map(words_of, LetterKind)
    return [each for each in used if (each.kind, each.version, each.fingerprint) not in approved]


def in_words(text: Words) -> str:
    """That it waits, and what to do; no full stop after it."""
    return (
        f"de tekst {text.about} is nog niet goedgekeurd door twee mensen; een beheerder vraagt dat bij Beheer, Teksten"
    )


def require_approved(session: Session, texts: Iterable[tuple[LetterKind, str]]) -> None:
    """Raises TextNotApproved where a letter was made with a text (kind, version) that nobody approved.

    A letter is made with approved words alone: here any approval of its version counts, also of words that changed
    since.
    """
    for kind, version in sorted(set(texts) - _versions(session)):
        why = _made_in_words(kind, version)
        raise TextNotApproved(f"Er gaat niets op de post: {why}. Er loopt dus ook geen termijn.")


def of_batch(session: Session, batch_id: int) -> list[str]:
    """Why letters of a batch wait: the text that they have, or will have, was not approved."""
    rows = session.execute(select(Letter.kind, Letter.text_version).where(Letter.batch_id == batch_id).distinct()).all()
    waiting = {each.kind: each for each in unapproved(session)}
    to_make = [in_words(waiting[kind]) for kind, version in rows if not version and kind in waiting]
    made = {(kind, version) for kind, version in rows if version}
    return to_make + [_made_in_words(*each) for each in sorted(made - _versions(session))]


def _versions(session: Session) -> set[tuple[LetterKind, str]]:
    """Of which kinds a version was approved, whatever its words are now."""
    rows = session.execute(select(TextApproval.kind, TextApproval.text_version).distinct())
    return {(row.kind, row.text_version) for row in rows}


def _made_in_words(kind: LetterKind, version: str) -> str:
    if version == catalogue()[kind.value].version:
        return in_words(words_of(kind))
    return f"de tekst {name(kind)} {version} is niet goedgekeurd door twee mensen en is niet meer in gebruik"


def to_ask(session: Session, kinds: Collection[LetterKind]) -> list[Words]:
    """The texts of these kinds that can be asked to be approved. Raises Refused for none, AlreadyDone."""
    if not kinds:
        raise Refused("Kies een tekst.")
    waiting = {each.kind: each for each in unapproved(session)}
    asked = {each for look in asked_now(session) for each in texts_of(look)}
    for kind in kinds:
        if kind not in waiting:
            raise AlreadyDone(f"De tekst {words_of(kind).about} is al goedgekeurd.")
        if waiting[kind] in asked:
            raise AlreadyDone(f"De goedkeuring van de tekst {words_of(kind).about} is al gevraagd.")
    return [waiting[kind] for kind in LetterKind if kind in kinds]


def asked_now(session: Session) -> list[SecondLook]:
    """What waits for the second person."""
    query = select(SecondLook).where(
        SecondLook.kind == LookKind.TEXT_APPROVAL, SecondLook.state == LookState.OPEN
    )
    return list(session.scalars(query.options(joinedload(SecondLook.asker)).order_by(SecondLook.id)))


def texts_of(look: SecondLook) -> list[Words]:
    """The texts that a look is about, as they were asked."""
    kinds = {each.value: each for each in LetterKind}
    return [
        Words(kind=kinds[kind], version=version, fingerprint=words) for kind, version, words in look.wanted["texts"]
    ]


def as_json(texts: Iterable[Words]) -> list[list[str]]:
    """Texts, to be kept with a look."""
    return [[each.kind.value, each.version, each.fingerprint] for each in texts]


def approve(session: Session, asker: Act, confirmer: Act, texts: Iterable[Words], *, looked_as: LookedAs) -> None:
    """Keep that two people approved these texts; one that was approved by another look meanwhile stays as it is."""
    waiting = set(unapproved(session))
    session.add_all(
        TextApproval(
            kind=each.kind, text_version=each.version, fingerprint=each.fingerprint, approved_at=confirmer.now,
            asked_by=asker.person_id, approved_by=confirmer.person_id, approved_as=looked_as,
        )
        for each in texts if each in waiting
    )
    session.flush()


def take_over(session: Session, act: Act) -> None:
    """Approve every version of every text without a person: for an agency that is made up."""
    there = approvals(session)
    texts = (words_of(kind, version) for kind in LetterKind for version in versions(kind.value))
    lacking = [
        {"kind": each.kind, "text_version": each.version, "fingerprint": each.fingerprint, "approved_at": act.now}
        for each in texts if each not in there
    ]
    if lacking:
        session.execute(insert(TextApproval), lacking)


def approvals(session: Session) -> dict[Words, TextApproval]:
    """All that was approved."""
    query = select(TextApproval).options(joinedload(TextApproval.asker), joinedload(TextApproval.approver))
    return {
        Words(kind=each.kind, version=each.text_version, fingerprint=each.fingerprint): each
        for each in session.scalars(query)
    }
