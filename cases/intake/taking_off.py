"""Rows that lower what a debtor owes: taken off the invoice that they name, else the rows they may lower wait.

Which invoice a credit note or payment belongs to is not guessed. Choices, not law: one of exactly the amount of an
invoice of that debtor belongs to it, and one of more than a year before an invoice does not.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from cases.intake import amounts
from cases.intake.model import ClaimRow, Doubt, FlagCode, RowFlag, WaitCode
from cases.intake.owners import Owner
from legal.money import ZERO

LONG_BEFORE = timedelta(days=365)
_SHORTEST_NUMBER = 4
_WHOLE_ROW = "(hele regel)"


@dataclass(frozen=True, kw_only=True)
class CreditRow:
    """A row that lowers others: how much (None when it cannot be read), whose, and which invoice it may name."""

    row: int
    amount: Decimal | None
    certain: bool
    owner: Owner
    invoice_number: str
    words: frozenset[str]
    day: date | None


@dataclass
class Settled:
    """What became of the rows: with deductions, those that wait, and the credit rows that were taken off."""

    rows: dict[int, ClaimRow]
    doubts: dict[int, Doubt] = field(default_factory=dict)
    deducted: dict[int, int] = field(default_factory=dict)


def settle(
    rows: Sequence[ClaimRow], owners: Mapping[int, Owner], credit_rows: Sequence[CreditRow], *, alone: frozenset[int]
) -> Settled:
    """Take every credit off the one invoice that it names; rows that another credit may lower wait.

    An invoice that stands `alone`, the only one of its debtor in the file, needs not be named.
    Of what is left, no debtor is asked more than the file says is open.
    """
    done = Settled({row.row: row for row in rows})
    exact: Counter[tuple[int, ...]] = Counter()
    for credit in credit_rows:
        own = _own(credit, rows, owners)
        named = [row for row in own if _names(credit, row)]
        if named:
            _take_off(done, credit, named)
            continue
        if _is_of_one(credit, own, owners, alone):
            _take_off(done, credit, own)
            continue
        same = tuple(row.row for row in own if row.amount == credit.amount)
        exact[same] += 1
        if same and exact[same] <= len(same):
            _hold(done, credit, same)
            continue
        _hold(done, credit, [row.row for row in own if not _is_long_before(credit, row)])
        for row in own:
            _warn(done, credit, row.row)
    return done


def _own(credit: CreditRow, rows: Sequence[ClaimRow], owners: Mapping[int, Owner]) -> list[ClaimRow]:
    """The rows of the debtor of `credit`: by number, of several people with one number by name too.

    The name alone decides where one of the two has no number. A credit of nobody may be of anybody.
    """
    number, name = credit.owner
    if not credit.owner.is_known:
        return list(rows)
    numbered = [row for row in rows if number and owners[row.row].number == number]
    others = numbered or [row for row in rows if not (number and owners[row.row].number)]
    named = [row for row in others if name and owners[row.row].name == name]
    return named or numbered


def _is_of_one(
    credit: CreditRow, own: Sequence[ClaimRow], owners: Mapping[int, Owner], alone: frozenset[int]
) -> bool:
    """True when there is one invoice only that a credit can be about."""
    return len(own) == 1 and own[0].row in alone and owners[own[0].row] == credit.owner and not _is_long_before(
        credit, own[0]
    )


def _names(credit: CreditRow, row: ClaimRow) -> bool:
    """True when the credit carries the number of this invoice, as its own or in another cell."""
    number = row.invoice_number.casefold()
    return number == credit.invoice_number.casefold() or (
        len(number) >= _SHORTEST_NUMBER and number in credit.words
    )


def _take_off(done: Settled, credit: CreditRow, named: Sequence[ClaimRow]) -> None:
    """Lower the one invoice that is named; where more are, or nothing would be left, all of them wait."""
    row = done.rows[named[0].row]
    left = row.amount - credit.amount if credit.amount is not None else ZERO
    if len(named) > 1 or left <= 0 or not credit.certain or row.row in done.doubts:
        _hold(done, credit, [one.row for one in named])
        return
    assert credit.amount is not None
    why = (
        f"Verrekend met regel {credit.row}: {amounts.in_euro(row.amount)} min {amounts.in_euro(credit.amount)} is "
        f"{amounts.in_euro(left)}."
    )
    flag = RowFlag(code=FlagCode.CREDIT_DEDUCTED, explanation=why)
    done.rows[row.row] = replace(row, amount=left, flags=(*row.flags, flag))
    done.deducted[credit.row] = row.row


def _hold(done: Settled, credit: CreditRow, rows: Sequence[int]) -> None:
    size = f" van {amounts.in_euro(credit.amount)}" if credit.amount is not None else ""
    what = "de creditboeking of betaling" if credit.certain else "een mogelijke creditboeking"
    for row in rows:
        done.doubts.setdefault(row, Doubt(
            column=_WHOLE_ROW, code=WaitCode.CREDIT_OF_DEBTOR,
            reason=f"Regel {credit.row} is {what}{size} van dezelfde debiteur. Hoort die bij deze factuur, verlaag dan "
            "dit bedrag; haal daarna die regel weg",
        ))


def _is_long_before(credit: CreditRow, row: ClaimRow) -> bool:
    return credit.day is not None and row.invoice_date - credit.day > LONG_BEFORE


def _warn(done: Settled, credit: CreditRow, row: int) -> None:
    """Say of a row that goes on that its debtor has a credit of long before it."""
    if row in done.doubts:
        return
    size = amounts.in_euro(credit.amount) if credit.amount is not None else "onbekende hoogte"
    why = f"Regel {credit.row} is een tegoed van {size} van dezelfde debiteur, van ruim vóór deze factuur."
    claim = done.rows[row]
    flag = RowFlag(code=FlagCode.CREDIT_STANDS_OPEN, explanation=why)
    done.rows[row] = replace(claim, flags=(*claim.flags, flag))
