"""What keeps any letter from a debtor: a closed case, a hold, doubts about who he is, half an address."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.correspondence.letter_data import deliverable
from cases.models import Case, HoldKind, Letter, LetterKind, LetterState, Stage
from cases.names import name
from cases.parties import debtor_doubts
from cases.progress.stages import open_holds


def closed(case: Case) -> str:
    """Whether the case is closed; each of these is a reason in Dutch, empty for none."""
    return "dossier is gesloten" if case.stage is Stage.CLOSED else ""


def standing_still(session: Session, case: Case, kinds: Collection[HoldKind] = frozenset(HoldKind)) -> str:
    """Whether one of these holds stops the case."""
    holds = [hold for hold in open_holds(session, case.id) if hold.kind in kinds]
    return "staat stil: " + ", ".join(name(hold.kind).lower() for hold in holds) if holds else ""


def ordered_already(session: Session, case: Case, kind: LetterKind) -> str:
    """Whether such a letter was ordered and did not leave yet."""
    standing = standing_letter(session, case, kind)
    if standing is None or standing.state is LetterState.POSTED:
        return ""
    return f"heeft deze brief al ({name(standing.state).lower()})"


def standing_letter(session: Session, case: Case, kind: LetterKind) -> Letter | None:
    """The letter of this kind that stands: not withdrawn, returned or replaced."""
    return session.scalar(select(Letter).where(Letter.case_id == case.id, Letter.kind == kind, Letter.standing))


def doubtful(session: Session, case: Case) -> str:
    """Whether the name says that there may not be one living person who speaks for himself."""
    doubts = debtor_doubts.unseen(session, case)
    if not doubts:
        return ""
    why = ", ".join(f"{name(debtor_doubts.HOLD_FOR_SIGN[sign.kind]).lower()} (“{sign.found}”)" for sign in doubts)
    return f"de naam wijst op: {why}; leg een pauze vast en beëindig die met wat een medewerker vond"


def undeliverable(case: Case) -> str:
    """Whether the address is not complete enough for the post."""
    if deliverable(case.debtor):
        return ""
    return "adres is niet compleet; vul straat, huisnummer, postcode en plaats aan"
