"""What keeps any letter from a debtor: a closed case, a hold, doubts about who he is, half an address."""

from collections.abc import Collection
from datetime import date

from cases.correspondence.dossiers import Dossier
from cases.models import HoldKind, LetterKind, LetterState, Stage
from cases.names import name
from cases.parties import debtor_doubts
from letters.words import euro, short_date


def closed(dossier: Dossier) -> str:
    """Whether the case is closed; each of these is a reason in Dutch, empty for none."""
    return "dossier is gesloten" if dossier.case.stage is Stage.CLOSED else ""


def standing_still(dossier: Dossier, on: date, kinds: Collection[HoldKind] = frozenset(HoldKind)) -> str:
    """Whether one of these holds stops the letter on `on`."""
    holds = dossier.held_by(kinds, on)
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


def undeliverable(dossier: Dossier, on: date) -> str:
    """Whether nobody can be written to for him on `on`: a death, an insolvency, half an address or a wrong one."""
    return dossier.addressee(on).why_not


def not_introduced(dossier: Dossier) -> str:
    """Whether nobody told him yet that we collect, for whom and for what: the first letter does.

    Law: art. 11 lid 3 Wki; art. 3.1 Bki.
    """
    letter = dossier.letters.get(LetterKind.FIRST_NOTICE)
    if dossier.counting is not None or (letter is not None and letter.state is LetterState.POSTED):
        return ""
    return "de eerste brief is nog niet gepost: die vertelt wie wij zijn en waarvoor wij schrijven"


def paid_later(dossier: Dossier, letter_date: date) -> str:
    """Whether something was paid that the amounts of a letter of that date are without."""
    if any(entry.effective_on > letter_date for entry in dossier.record.payments):
        return "na deze briefdatum is er betaald: de brief zou te veel noemen; kies een latere briefdatum"
    counted = dossier.counted(letter_date)
    if counted.uncounted:
        last = short_date(counted.reach.day)
        return f"na {last} is {euro(counted.received_since)} betaald: de brief zou te veel noemen. {counted.why}"
    return ""


def after_the_first(dossier: Dossier, on: date) -> str:
    """What keeps any letter after the first one from him: not told who we are, doubts, no address, later money."""
    return not_introduced(dossier) or doubtful(dossier) or undeliverable(dossier, on) or paid_later(dossier, on)
