"""What a page says when database, disk or connection fails: not the user's fault, not a bug, and mostly over soon."""

from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from agency.database import CommitUncertain, NotKept
from agency.web.explanation import NOT_SAVED, SUPPORT, Explanation
from cases.schema.trouble import Trouble, trouble_of

UNAVAILABLE: Final = 503

_LOOK_FIRST = Explanation(
    500, "Niet zeker of dit is opgeslagen", "De verbinding met de database viel weg op het moment van opslaan.",
    "Het is niet zeker of dit is opgeslagen.", f"Kijk eerst of het er staat voordat u het opnieuw doet. {SUPPORT}",
)
_ASK_AGAIN = Explanation(
    500, _LOOK_FIRST.title, _LOOK_FIRST.happened, _LOOK_FIRST.saved,
    f"Verstuur het over een minuut nog eens: is het al opgeslagen, dan gebeurt er niets dubbel. {SUPPORT}",
    retry_after=60, may_repeat=True,
)
_NOT_KEPT = Explanation(
    UNAVAILABLE, "Niet opgeslagen", "De verbinding met de database viel weg bij het opslaan. Wij hebben het nagekeken.",
    NOT_SAVED, f"Verstuur het nog eens. {SUPPORT}", retry_after=5, may_repeat=True,
)
_FILES = Explanation(
    UNAVAILABLE, "Een bestand is nu niet te lezen of te bewaren",
    "De plaats waar bestanden staan is niet bereikbaar, of vol.",
    NOT_SAVED, f"Probeer het over een minuut opnieuw. {SUPPORT}", retry_after=60, may_repeat=True,
)
_OF_DATABASE: Final = {
    Trouble.BUSY: Explanation(
        UNAVAILABLE, "Een ander is hiermee bezig",
        "Op dit moment wordt hetzelfde door een ander gewijzigd. Wij hebben daarop gewacht, maar niet langer.",
        NOT_SAVED, "Wacht even en verstuur het dan nog eens.", retry_after=5, may_repeat=True,
    ),
    Trouble.TOO_LONG: Explanation(
        UNAVAILABLE, "Dit duurt te lang", "Het opzoeken kostte zoveel tijd dat wij ermee zijn gestopt.",
        NOT_SAVED, f"Vraag minder tegelijk, zoals een kortere periode, of probeer het straks opnieuw. {SUPPORT}",
        retry_after=60, may_repeat=True,
    ),
    Trouble.GONE: Explanation(
        UNAVAILABLE, "De database is even niet bereikbaar",
        "Er is geen verbinding met de database. Dat ligt niet aan u.",
        NOT_SAVED, f"Probeer het over een minuut opnieuw. {SUPPORT}", retry_after=30, may_repeat=True,
    ),
    Trouble.DISK: Explanation(
        UNAVAILABLE, "Er kan niets meer worden bewaard",
        "De schijf waarop de administratie staat is vol, of geeft een fout.",
        NOT_SAVED, "Meld dit meteen aan de beheerder, met de code hieronder. Probeer het daarna opnieuw.",
        retry_after=60, may_repeat=True,
    ),
}


def explain_outage(error: Exception) -> Explanation | None:
    """What to say about it; None where nothing outside failed, which is a bug."""
    match error:
        case CommitUncertain():
            return _ASK_AGAIN if error.counts_once else _LOOK_FIRST
        case NotKept():
            return _NOT_KEPT
        case SQLAlchemyError():
            trouble = trouble_of(error)
            return None if trouble is None else _OF_DATABASE[trouble]
        case OSError():
            return _FILES
    return None
