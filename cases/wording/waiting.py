"""Why a case waits in the queue, and since when."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from cases.models import HoldKind, NextStep, StopCause
from cases.names import name
from cases.wording.time_left import in_days

# What each step waits for once its day has come.
REASONS: Final = {
    NextStep.SEND_FIRST_NOTICE: "eerste brief nog niet besteld",
    NextStep.CONFIRM_POSTING: "posten van de brief nog niet bevestigd",
    NextStep.WAIT_NOTICE_TERM: "veertiendagentermijn verstreken",
    NextStep.CONTACT_DEBTOR: "contact opnemen",
    NextStep.CALL_BACK: "terugbellen toegezegd",
    NextStep.FOLLOW_ARRANGEMENT: "termijn van de regeling vervallen",
    NextStep.REVIEW_HOLD: "stilstand beoordelen",
    NextStep.ASSESS: "onwil of onmacht beoordelen",
    NextStep.CONFIRM_ASSESSMENT: "beoordeling wacht op een tweede persoon",
    NextStep.COMPLETE_FILE: "dossier nog niet compleet voor het exploot",
    NextStep.GIVE_TO_BAILIFF: "exploot klaar voor de deurwaarder",
    NextStep.AWAIT_SERVICE: "nog geen betekening gemeld",
    NextStep.REVIEW_STOP: "exploot stilgezet: beoordelen",
    NextStep.AWAIT_PAYMENT: "nog geen betaling na de betekening",
}
TERM_RUNS: Final = "veertiendagentermijn loopt"
NEW_LETTER: Final = "nieuwe veertiendagenbrief nodig: de eerste maakt geen kosten verschuldigd"
# Where a rate is missing a draft of before counts through the same day as one of today; the page of the case knows.
OLDER_DRAFT: Final = "concept-exploot van {day:%d-%m-%Y}: geven, of opnieuw maken als het bedrag veranderde"


def reason(
    step: NextStep, day: date | None, today: date, *, holds: Sequence[HoldKind], had_notice: bool, left: str = ""
) -> str:
    """Why a case whose next step comes on `day` is in the queue; empty where nothing is to be done.

    After a letter that was posted and failed (`had_notice`) the next one is a new one. `left`: how long a claim can
    still be enforced, in words.
    """
    if day is None or step is NextStep.NONE:
        return ""
    if step is NextStep.WAIT_NOTICE_TERM and day > today:
        return TERM_RUNS
    if step is NextStep.GIVE_TO_BAILIFF and day < today:
        return OLDER_DRAFT.format(day=day)
    if step is NextStep.SEND_FIRST_NOTICE and had_notice:
        return NEW_LETTER
    if step is NextStep.REVIEW_HOLD and holds:
        return f"{', '.join(name(kind).lower() for kind in holds)}: beoordelen"
    return f"{REASONS[step]}; {left}" if left else REASONS[step]


def since(day: date | None, today: date, *, is_promised: bool) -> str:
    """How long the reason stands, or when it comes: "sinds vandaag", "al 38 dagen"; empty without a day.

    Where the day itself was promised or agreed it is "vandaag" and "2 dagen te laat".
    """
    if day is None:
        return ""
    days = (today - day).days
    if days < 0:
        return "morgen" if days == -1 else f"over {in_days(-days)}"
    if is_promised:
        return f"{in_days(days)} te laat" if days else "vandaag"
    return {0: "sinds vandaag", 1: "sinds gisteren"}.get(days, f"al {in_days(days)}")


def halted_by(causes: Iterable[StopCause]) -> str:
    """What halts an order, each cause once, in one sentence without its full stop; empty where nothing does."""
    first, *others = dict.fromkeys(map(name, causes)) or [""]
    return "; ".join([first, *(f"{other[0].lower()}{other[1:]}" for other in others)])
