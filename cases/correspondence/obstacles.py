"""What keeps any letter from a debtor: a closed case, a hold, doubts about who he is, half an address."""

from collections.abc import Collection

from cases.correspondence.dossiers import Dossier
from cases.correspondence.letter_data import deliverable
from cases.models import HoldKind, LetterKind, LetterState, Stage
from cases.names import name
from cases.parties import debtor_doubts


def closed(dossier: Dossier) -> str:
    """Whether the case is closed; each of these is a reason in Dutch, empty for none."""
    return "dossier is gesloten" if dossier.case.stage is Stage.CLOSED else ""


def standing_still(dossier: Dossier, kinds: Collection[HoldKind] = frozenset(HoldKind)) -> str:
    """Whether one of these holds stops the case."""
    holds = dossier.held_by(kinds)
    return "staat stil: " + ", ".join(name(hold.kind).lower() for hold in holds) if holds else ""


def ordered_already(dossier: Dossier, kind: LetterKind) -> str:
    """Whether such a letter was ordered and did not leave yet."""
    standing = dossier.letters.get(kind)
    if standing is None or standing.state is LetterState.POSTED:
        return ""
    return f"heeft deze brief al ({name(standing.state).lower()})"


def doubtful(dossier: Dossier) -> str:
    """Whether the name says that there may not be one living person who speaks for himself."""
    if not dossier.doubts:
        return ""
    why = ", ".join(
        f"{name(debtor_doubts.HOLD_FOR_SIGN[sign.kind]).lower()} (“{sign.found}”)" for sign in dossier.doubts
    )
    return f"de naam wijst op: {why}; leg een pauze vast en beëindig die met wat een medewerker vond"


def undeliverable(dossier: Dossier) -> str:
    """Whether the address is not complete enough for the post."""
    if deliverable(dossier.case.debtor):
        return ""
    return "adres is niet compleet; vul straat, huisnummer, postcode en plaats aan"
