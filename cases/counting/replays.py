"""What a payment or a correction changes in what was booked before: found when it comes or goes, kept with its event.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.counting import statement
from cases.counting.statement import Entered
from cases.events.replayed import Corrected, Recount, Replayed
from cases.models import Case
from legal.counting.reach import reach
from legal.counting.replay import Correction, after_addition, after_booking, after_correction, after_reversal
from legal.errors import LawError
from legal.facts import Valuation
from legal.money import ZERO
from legal.parameters import Figures
from letters.words import short_date


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A case counted through `on`, with the ledger entries of its payments in their order; `refusal` says why not.

    `later`: what came in or was booked off after `on`, and is not counted yet (euro).
    """

    on: date
    valuation: Valuation | None
    entry_ids: tuple[int, ...] = ()
    refusal: str = ""
    later: Decimal = ZERO

    @property
    def left(self) -> Decimal | None:
        """What is owed as far as it can be counted, less what came in after that; None where nothing is counted."""
        return None if self.valuation is None else self.valuation.balance - self.later

    @property
    def balance(self) -> Decimal | None:
        """What is owed; None where it is not counted."""
        return None if self.valuation is None else self.valuation.balance

    @property
    def why_not(self) -> str:
        """Why a payment on this record is not counted."""
        return self.refusal or f"de wettelijke cijfers zijn gecontroleerd tot en met {short_date(self.on)}"


def counted(
    session: Session, case: Case, *, today: date, figures: Figures, without: int | None = None,
    entered: Entered | None = None,
) -> Counted:
    """The case counted through today, or through the last day that can be counted while something is owed.

    So the day is the same before and after a payment, and both can be laid side by side. `without`: the entry of a
    payment that is left out. `entered`: what to count instead of what is on record.
    """
    on = today
    try:
        record = statement.record_of(session, case, figures=figures, without=without, entered=entered)
        on = reach(replace(record.facts, payments=()), wanted=today, figures=figures).day
        valuation = statement.valuation_of(record, on=on, figures=figures)
    except LawError as refusal:
        return Counted(on=on, valuation=None, refusal=str(refusal))
    later = statement.together(record.uncounted(counted_through=on, through=today))
    return Counted(
        on=on, valuation=valuation, later=later,
        entry_ids=tuple(entry.id for entry in record.payments if entry.effective_on <= on),
    )


def between(before: Counted, after: Counted) -> Replayed | None:
    """What the one payment that came or went in between changed; None where that payment is not counted.

    Raises InvalidFacts where the two differ in more than one payment.
    """
    if before.valuation is None or after.valuation is None or before.entry_ids == after.entry_ids:
        return None
    moved = set(before.entry_ids) ^ set(after.entry_ids)
    came = len(after.entry_ids) > len(before.entry_ids)
    longer = after.entry_ids if came else before.entry_ids
    place = next(place for place, entry_id in enumerate(longer) if entry_id in moved)
    found = (after_booking if came else after_reversal)(before.valuation, after.valuation, place=place)
    stood = [entry_id for entry_id in longer if entry_id not in moved]
    return Replayed(
        on=found.on, payment=found.payment, before=found.before, after=found.after,
        recounted=tuple(
            Recount(entry_id=stood[each.place], before=each.before, after=each.after) for each in found.recounted
        ),
    )


def corrected(before: Counted, after: Counted) -> Corrected | None:
    """What a credit or other costs changed that came or went in between; None where the case is not counted."""
    if before.valuation is None or after.valuation is None:
        return None
    return _corrected(before, after_correction(before.valuation, after.valuation))


def added(before: Counted, after: Counted) -> Corrected | None:
    """What an invoice that joined the case in between changed; None where the case is not counted."""
    if before.valuation is None or after.valuation is None:
        return None
    return _corrected(before, after_addition(before.valuation, after.valuation))


def _corrected(before: Counted, found: Correction) -> Corrected:
    return Corrected(
        on=found.on, before=found.before, after=found.after, credited=found.credited, other_costs=found.other_costs,
        recounted=tuple(
            Recount(entry_id=before.entry_ids[each.place], before=each.before, after=each.after)
            for each in found.recounted
        ),
    )
