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

from cases.intake import ClaimRow, Fault, FlagCode, invoice_numbers
from cases.intake.dates import in_dutch
from cases.intake.invoice_numbers import Spelling
from cases.models import Case, Claim
from cases.parties import debtor_likeness as likeness
from cases.parties.debtor_likeness import Described
from cases.parties.known_debtors import identity
from cases.schema.many_ids import in_parts
from letters.words import euro

NUMBERS_AT_ONCE = 500
MOST_COMPARED = 50  # invoices of one number; more than that have no number of their own
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
    on_record = _on_record(session, client_id, rows)
    in_file = _Invoices()
    matched: dict[int, Match] = {}
    for row in rows:
        own = _of_row(row)
        same = [*on_record.like(row, own, needs_a_fact=False), *in_file.like(row, own, needs_a_fact=True)]
        if same:
            is_twin = on_record.holds_twin(own) or in_file.holds_twin(own)
            matched[row.row] = _match(own, same, row=row.row, is_twin=is_twin)
        in_file.add(own)
    return matched


class _Invoices:
    """Invoices by their number, to compare a row with; of one number used very often only the first ones."""

    def __init__(self) -> None:
        self.by_core: dict[str, dict[str, list[Invoice]]] = defaultdict(lambda: defaultdict(list))
        self.identities: set[tuple[str, str]] = set()
        self.by_name: dict[tuple[str, str], list[Invoice]] = defaultdict(list)

    def add(self, invoice: Invoice) -> None:
        """Compare later rows with this one too."""
        self.by_core[invoice_numbers.core(invoice.number)][invoice.number].append(invoice)
        self.identities.add((invoice.number, invoice.identity))
        self.by_name[invoice.number, invoice.debtor.name_key].append(invoice)

    def like(self, row: ClaimRow, own: Invoice, *, needs_a_fact: bool) -> list[Invoice]:
        """Those that a row may be the same invoice as. `needs_a_fact`: amount, day or debtor is the same as well.

        A number that many invoices have says nothing of itself: then a person must say, whatever the rest is.
        """
        alike: list[Invoice] = []
        for number, invoices in self.by_core[invoice_numbers.core(own.number)].items():
            how = invoice_numbers.spelling(own.number, number)
            if how is None:
                continue
            compared = invoices[:MOST_COMPARED]
            if how is Spelling.ALIKE:
                alike += [each for each in compared if _is_asked_of_alike(row, own, each)]
            elif needs_a_fact and len(invoices) <= MOST_COMPARED:
                alike += [each for each in compared if any(_facts(own, each))]
            else:
                alike += compared
        return alike

    def holds_twin(self, own: Invoice) -> bool:
        """Whether the very same number stands for the same debtor: the record cannot hold that twice."""
        return (own.number, own.identity) in self.identities or any(
            likeness.is_same_person(own.debtor, each.debtor)
            for each in self.by_name[own.number, own.debtor.name_key][:MOST_COMPARED]
        )


def faults(matched: Iterable[Match], answers: Mapping[int, Answer]) -> dict[int, Fault]:
    """Why these rows are not taken in; those that the client answered for are."""
    return {
        match.row: Fault(column="factuurnummer", found=match.number, expected=f"{EXPECTED}; {match.told}")
        for match in matched if match.row not in answers or not answers[match.row].covers(match)
    }


def _is_asked_of_alike(row: ClaimRow, own: Invoice, other: Invoice) -> bool:
    """Whether a number that is alike but for a letter or the century may be the same: where the rest says so too."""
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


def _same_debtor(one: Described, other: Described) -> bool:
    """As a ground to ask, not to merge: anything that two descriptions of one person would share."""
    return (
        likeness.same_number(one, other) or likeness.same_name(one, other) or likeness.may_be_same(one, other)
        or likeness.same_address(one.address, other.address)
    )


def _match(own: Invoice, same: Sequence[Invoice], *, row: int, is_twin: bool) -> Match:
    best = max(same, key=lambda each: sum(_facts(own, each)))
    return Match(
        row=row, against=tuple(dict.fromkeys(each.key for each in same)), told=best.told, number=own.number,
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


def _on_record(session: Session, client_id: int, rows: Iterable[ClaimRow]) -> _Invoices:
    """The claims of a client whose number may be one of these rows."""
    numbers: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        numbers[invoice_numbers.core(row.invoice_number)].add(row.invoice_number)
    invoices, asked = _Invoices(), sorted(numbers)
    for start in range(0, len(asked), NUMBERS_AT_ONCE):
        query = select(Claim.id, Claim.invoice_core, Claim.invoice_number).where(
            Claim.client_id == client_id, Claim.invoice_core.in_(asked[start:start + NUMBERS_AT_ONCE])
        )
        alike = [  # many numbers share a core: 1002 and 1020
            claim_id for claim_id, core, number in session.execute(query)
            if any(invoice_numbers.spelling(own, number) for own in numbers[core])
        ]
        for part in in_parts(alike):
            whole = select(Claim).where(Claim.id.in_(part)).options(joinedload(Claim.case).joinedload(Case.debtor))
            for claim in session.scalars(whole.order_by(Claim.id)):
                invoices.add(_of_claim(claim))
    return invoices
