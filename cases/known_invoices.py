"""Invoices that a client handed in before, in any spelling: not claimed again unless a person says it is another one.

The number decides what is compared, in all its spellings; amount, days and debtor decide what is asked. Claims of
closed cases count too. One client's numbers are its own: an equal number is asked about whoever the debtor is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases import debtor_likeness as likeness
from cases import invoice_numbers
from cases.debtor_likeness import Described
from cases.intake import ClaimRow, Fault, FlagCode
from cases.intake.dates import in_dutch
from cases.invoice_numbers import Spelling
from cases.known_debtors import identity
from cases.models import Case, Claim
from letters.words import euro

NUMBERS_AT_ONCE = 500
LONG_NUMBER = 6  # digits from which a number is hardly used for two invoices by chance
EXPECTED = "een factuur die nog niet is ingediend"


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """An invoice to compare: of a row of the file, or on record. `key` names it: "case 12" or "row 3"."""

    key: str
    told: str
    number: str
    invoice_date: date
    due_date: date
    amount: Decimal
    debtor: Described
    identity: str


@dataclass(frozen=True, kw_only=True)
class Match:
    """What a row is probably the same invoice as.

    `against` names all of them. `may_be_other`: whether a person may say that it is another one; the record cannot
    hold the very same number twice for one debtor.
    """

    row: int
    against: tuple[str, ...]
    told: str
    number: str
    may_be_other: bool


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A client's word that a row is another invoice than those it was compared with."""

    row: int
    against: tuple[str, ...]
    told: str
    reason: str
    by: int | None
    at: str

    def as_data(self) -> dict[str, Any]:
        """JSON to keep with the upload."""
        return {
            "row": self.row, "against": list(self.against), "told": self.told, "reason": self.reason, "by": self.by,
            "at": self.at,
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Answer":
        """An answer as it was kept."""
        return cls(**(dict(kept) | {"against": tuple(kept["against"])}))

    def covers(self, match: Match) -> bool:
        """Whether everything that the row is compared with now was shown when the client answered."""
        return set(match.against) <= set(self.against)


def matches(session: Session, client_id: int, rows: Sequence[ClaimRow]) -> dict[int, Match]:
    """The rows that are probably on record already, or stand higher in the file, by row number."""
    on_record = _on_record(session, client_id, {invoice_numbers.core(row.invoice_number) for row in rows})
    in_file: dict[str, list[Invoice]] = defaultdict(list)
    found: dict[int, Match] = {}
    for row in rows:
        core, own = invoice_numbers.core(row.invoice_number), _of_row(row)
        same = [
            *(each for each in on_record[core] if is_asked(row, own, each)),
            *(each for each in in_file[core] if is_asked(row, own, each) and _shares_a_fact(own, each)),
        ]
        if same:
            found[row.row] = _match(row, own, same)
        in_file[core].append(own)
    return found


def faults(found: Iterable[Match], answers: Mapping[int, Answer]) -> dict[int, Fault]:
    """Why these rows are not taken in; those that the client answered for are."""
    return {
        match.row: Fault(column="factuurnummer", found=match.number, expected=f"{EXPECTED}; {match.told}")
        for match in found if match.row not in answers or not answers[match.row].covers(match)
    }


def is_asked(row: ClaimRow, own: Invoice, other: Invoice) -> bool:
    """Whether a row may be the same invoice as `other`, so that a person must say.

    The same number always. A number that is alike but for a letter or the century only where the rest says so too.
    """
    how = invoice_numbers.spelling(own.number, other.number)
    if how is Spelling.SAME or how is None:
        return how is not None
    if any(flag.code is FlagCode.TERM_WITHOUT_INVOICE for flag in row.flags):
        return False  # its number is the contract and the period
    amount, day, debtor = _facts(own, other)
    if invoice_numbers.tail(own.number) != invoice_numbers.tail(other.number):  # parts a and b of one invoice
        return amount and day
    is_long = invoice_numbers.digit_count(own.number) >= LONG_NUMBER
    return (amount and (day or debtor)) or (is_long and day and debtor)


def _facts(own: Invoice, other: Invoice) -> tuple[bool, bool, bool]:
    """Whether amount, day and debtor are the same."""
    day = own.invoice_date == other.invoice_date or own.due_date == other.due_date
    return own.amount == other.amount, day, _same_debtor(own.debtor, other.debtor)


def _shares_a_fact(own: Invoice, other: Invoice) -> bool:
    """Two rows of one file with one number and nothing else in common are flagged by the intake alone."""
    return any(_facts(own, other))


def _same_debtor(one: Described, other: Described) -> bool:
    """As a ground to ask, not to merge: anything that two descriptions of one person would share."""
    return (
        likeness.same_number(one, other) or likeness.same_name(one, other) or likeness.is_like(one, other)
        or likeness.same_address(one.address, other.address)
    )


def _match(row: ClaimRow, own: Invoice, same: Sequence[Invoice]) -> Match:
    best = max(same, key=lambda each: sum(_facts(own, each)))
    is_twin = any(
        each.number.strip() == own.number.strip()
        and (each.identity == own.identity or likeness.is_same_person(own.debtor, each.debtor))
        for each in same
    )
    return Match(
        row=row.row, against=tuple(dict.fromkeys(each.key for each in same)), told=best.told, number=own.number,
        may_be_other=not is_twin,
    )


def _of_row(row: ClaimRow) -> Invoice:
    debtor = likeness.of_row(row)
    return Invoice(
        key=f"row {row.row}", number=row.invoice_number, invoice_date=row.invoice_date, due_date=row.due_date,
        amount=row.amount, debtor=debtor, identity=identity(row), told=_in_words(
            f"deze staat ook op regel {row.row}", debtor.name, row.invoice_number, row.invoice_date, row.amount
        ),
    )


def _of_claim(claim: Claim) -> Invoice:
    debtor = likeness.of_debtor(claim.case.debtor)
    where = f"deze staat al in dossier {claim.case.number}"
    if claim.case.closed_on is not None:
        where = f"{where}, gesloten op {in_dutch(claim.case.closed_on)}"
    return Invoice(
        key=f"case {claim.case_id}", number=claim.invoice_number, invoice_date=claim.invoice_date,
        due_date=claim.due_date, amount=claim.principal, debtor=debtor, identity=claim.case.debtor.identity,
        told=_in_words(where, debtor.name, claim.invoice_number, claim.invoice_date, claim.principal),
    )


def _in_words(where: str, name: str, number: str, day: date, amount: Decimal) -> str:
    return f"{where} ({name}, factuur {number} van {in_dutch(day)}, {euro(amount)})"


def _on_record(session: Session, client_id: int, cores: set[str]) -> dict[str, list[Invoice]]:
    """The claims of a client whose number may be one of these, by the core of their number."""
    found: dict[str, list[Invoice]] = defaultdict(list)
    asked = sorted(cores)
    for start in range(0, len(asked), NUMBERS_AT_ONCE):
        query = (
            select(Claim).where(
                Claim.client_id == client_id, Claim.invoice_core.in_(asked[start:start + NUMBERS_AT_ONCE])
            ).options(joinedload(Claim.case).joinedload(Case.debtor)).order_by(Claim.id)
        )
        for claim in session.scalars(query):
            found[claim.invoice_core].append(_of_claim(claim))
    return found
