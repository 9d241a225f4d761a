"""Rows that lower what a debtor owes: taken off the invoice that they name, else the rows they may lower wait.

Which invoice a credit note or payment belongs to is not guessed. Choices, not law: one of exactly the amount of an
invoice of that debtor belongs to it, and one of more than a year before an invoice does not.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
    if not credit_rows:
        return done
    debtors = _Debtors(rows, owners)
    for credit in credit_rows:
        debtor = debtors.of(credit.owner)
        named = debtors.named(credit, debtor)
        if named or _is_of_one(credit, debtor, owners, alone):
            _take_off(done, credit, named or debtor.rows)
        elif not debtor.all_held:
            _hold_some(done, credit, debtor)
    return done


class _Debtor:
    """The rows of one debtor, and how many credits of an amount were found."""

    def __init__(self, rows: Sequence[ClaimRow]) -> None:
        self.rows = rows
        self.numbers = frozenset(row.row for row in rows)
        self.by_amount: dict[Decimal, list[int]] = defaultdict(list)
        for row in rows:
            self.by_amount[row.amount].append(row.row)
        self.exact: Counter[Decimal] = Counter()
        self.all_held = False


class _Debtors:
    """The rows by debtor and by invoice number."""

    def __init__(self, rows: Sequence[ClaimRow], owners: Mapping[int, Owner]) -> None:
        self._rows, self._owners = rows, owners
        self._found: dict[Owner, _Debtor] = {}
        self._numbered: dict[str, list[ClaimRow]] = defaultdict(list)
        self._named: dict[str, list[ClaimRow]] = defaultdict(list)
        self._invoices: dict[str, list[ClaimRow]] = defaultdict(list)
        for row in rows:
            self._numbered[owners[row.row].number].append(row)
            self._named[owners[row.row].name].append(row)
            self._invoices[row.invoice_number.casefold()].append(row)

    def of(self, owner: Owner) -> _Debtor:
        """The debtor whose rows a credit of `owner` may lower."""
        if owner not in self._found:
            self._found[owner] = _Debtor(self._rows_of(owner))
        return self._found[owner]

    def _rows_of(self, owner: Owner) -> Sequence[ClaimRow]:
        """By number, of several people with one number by name too; by name where one of the two has no number.

        A credit of nobody may be of anybody.
        """
        if not owner.is_known:
            return self._rows
        numbered = self._numbered.get(owner.number, []) if owner.number else []
        if numbered:
            return [row for row in numbered if self._owners[row.row].name == owner.name] or numbered
        same_name = self._named.get(owner.name, []) if owner.name else []
        return [row for row in same_name if not (owner.number and self._owners[row.row].number)]

    def named(self, credit: CreditRow, debtor: _Debtor) -> list[ClaimRow]:
        """Rows of the debtor whose invoice number the credit carries, as its own or in another cell."""
        words = {word for word in credit.words if len(word) >= _SHORTEST_NUMBER}
        found = {
            row.row: row for word in (credit.invoice_number.casefold(), *words)
            for row in self._invoices.get(word, []) if row.row in debtor.numbers
        }
        return [found[row] for row in sorted(found)]


def _is_of_one(credit: CreditRow, debtor: _Debtor, owners: Mapping[int, Owner], alone: frozenset[int]) -> bool:
    """True when there is one invoice only that a credit can be about."""
    if len(debtor.rows) != 1:
        return False
    row = debtor.rows[0]
    return row.row in alone and owners[row.row] == credit.owner and not _is_long_before(credit, row)


def _hold_some(done: Settled, credit: CreditRow, debtor: _Debtor) -> None:
    """Hold the invoice of exactly this amount; where there is none, all that the credit may be about."""
    same = debtor.by_amount.get(credit.amount, []) if credit.amount is not None else []
    if credit.amount is not None:
        debtor.exact[credit.amount] += 1
        if debtor.exact[credit.amount] <= len(same):
            _hold(done, credit, same)
            return
    _hold(done, credit, [row.row for row in debtor.rows if not _is_long_before(credit, row)])
    for row in debtor.rows:
        _warn(done, credit, row.row)
    debtor.all_held = all(row.row in done.doubts for row in debtor.rows)


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
    done.rows[row.row] = row._replace(amount=left, flags=(*row.flags, flag))
    done.deducted[credit.row] = row.row


def _hold(done: Settled, credit: CreditRow, rows: Sequence[int]) -> None:
    size = f" van {amounts.in_euro(credit.amount)}" if credit.amount is not None else ""
    what = "de creditboeking of betaling" if credit.certain else "een mogelijke creditboeking"
    for row in rows:
        if row in done.doubts:
            continue
        done.doubts[row] = Doubt(
            column=_WHOLE_ROW, code=WaitCode.CREDIT_OF_DEBTOR,
            reason=f"Regel {credit.row} is {what}{size} van dezelfde debiteur. Hoort die bij deze factuur, verlaag dan "
            "dit bedrag; haal daarna die regel weg",
        )


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
    done.rows[row] = claim._replace(flags=(*claim.flags, flag))
