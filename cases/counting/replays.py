"""What a payment or a correction changes in what was booked before: found when it comes or goes, kept with its event.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.counting import ledger_entries, statement
from cases.counting.case_facts import Entered
from cases.counting.statement import CaseRecord
from cases.events.replayed import Corrected, Recount, Replayed
from cases.models import Case
from legal.counting.reach import reach
from legal.counting.replay import after_addition, after_booking, after_correction, after_reversal
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
    def is_too_much(self) -> bool | None:
        """Whether somebody paid too much, also while another owes; None where nothing is counted."""
        if self.valuation is None or self.left is None:
            return None
        return self.left < ZERO or self.valuation.too_much > ZERO

    @property
    def why_not(self) -> str:
        """Why a payment on this record is not counted."""
        return self.refusal or f"de wettelijke cijfers zijn gecontroleerd tot en met {short_date(self.on)}"


@dataclass(frozen=True, kw_only=True)
class Side:
    """A case on one side of a change, as it can be counted on any day; `refusal` says why not."""

    record: CaseRecord | None
    refusal: str = ""


def side(
    session: Session, case: Case, *, figures: Figures, without: int | None = None, entered: Entered | None = None
) -> Side:
    """The case as it is on record. `without`: the entry that is left out. `entered`: what to count instead."""
    try:
        record = statement.record_of(session, case, figures=figures, without=without, entered=entered)
    except LawError as refusal:
        return Side(record=None, refusal=str(refusal))
    return Side(record=record)


def counted(
    session: Session, case: Case, *, today: date, figures: Figures, without: int | None = None
) -> Counted:
    """The case counted through today, or through the last day that can be counted while something is owed.

    So the day is the same before and after a payment, and both can be laid side by side. `without`: the entry of a
    payment that is left out.
    """
    return count(side(session, case, figures=figures, without=without), today=today, figures=figures)


def count(of: Side, *, today: date, figures: Figures, at_most: date | None = None) -> Counted:
    """The same of a side that was read already, through no later day than `at_most`."""
    on = today
    if of.record is None:
        return Counted(on=on, valuation=None, refusal=of.refusal)
    record = of.record
    try:
        on = reach(replace(record.facts, payments=()), wanted=today, figures=figures).day
        on = on if at_most is None else min(on, at_most)
        valuation = statement.valuation_of(record, on=on, figures=figures)
    except LawError as refusal:
        return Counted(on=on, valuation=None, refusal=str(refusal))
    later = ledger_entries.together(record.uncounted(counted_through=on, through=today))
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


def change(before: Side, after: Side, *, today: date, figures: Figures) -> Corrected | None:
    """What a credit, a cost, an added invoice or another agreement changed; None where the case is not counted.

    Both are counted through one day: a claim that asks no rate any more can be counted further than before, or less.
    """
    one, other = (count(each, today=today, figures=figures) for each in (before, after))
    if one.on != other.on:
        day = min(one.on, other.on)
        one, other = (count(each, today=today, figures=figures, at_most=day) for each in (before, after))
    if one.valuation is None or other.valuation is None:
        return None
    is_added = len(other.valuation.claims) > len(one.valuation.claims)
    found = (after_addition if is_added else after_correction)(one.valuation, other.valuation)
    return Corrected(
        on=found.on, before=found.before, after=found.after, credited=found.credited, other_costs=found.other_costs,
        recounted=tuple(
            Recount(entry_id=one.entry_ids[each.place], before=each.before, after=each.after)
            for each in found.recounted
        ),
    )
