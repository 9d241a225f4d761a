"""Made-up debtors: their rows in a claim file, and what kind of payer each is. Nobody in it exists."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from agency.demo.people import FIRST_NAMES, HEADER, PLACES, SURNAMES, Trade
from agency.simulation.chance import Chance


class Temper(StrEnum):
    """How a debtor answers to a letter or a call."""

    PAYS = "pays"
    PAYS_LATE = "pays_late"
    PAYS_PART = "pays_part"
    PAYS_TWICE = "pays_twice"
    PAYS_TOO_MUCH = "pays_too_much"
    PAYS_CLIENT = "pays_client"
    STORNO = "storno"
    KEEPS_PLAN = "keeps_plan"
    BREAKS_PLAN = "breaks_plan"
    SILENT = "silent"
    REFUSES = "refuses"
    UNABLE = "unable"
    DISPUTES = "disputes"
    DEBT_HELP = "debt_help"
    DIES = "dies"
    MOVED = "moved"


TEMPERS: Mapping[Temper, int] = {
    Temper.PAYS: 18, Temper.PAYS_LATE: 10, Temper.PAYS_PART: 8, Temper.PAYS_TWICE: 3, Temper.PAYS_TOO_MUCH: 3,
    Temper.PAYS_CLIENT: 6, Temper.STORNO: 4, Temper.KEEPS_PLAN: 8, Temper.BREAKS_PLAN: 6, Temper.SILENT: 8,
    Temper.REFUSES: 14, Temper.UNABLE: 5, Temper.DISPUTES: 8, Temper.DEBT_HELP: 3, Temper.DIES: 2, Temper.MOVED: 4,
}


@dataclass(frozen=True, kw_only=True)
class Customer:
    """One customer of a client as its administration knows him."""

    number: int
    trade: Trade
    person: tuple[str, str, str]
    company: str
    place: tuple[str, str, str]
    house_number: int
    born: date

    def moved(self, chance: Chance) -> "Customer":
        """The same at another address."""
        return replace(self, place=chance.one_of(PLACES), house_number=self.house_number + 1)

    def rows(self, chance: Chance, read_on: date, first_invoice: int, invoices: int) -> list[str]:
        """Rows of overdue invoices, as a file of that day holds them."""
        return [self._row(chance, read_on, first_invoice + at) for at in range(invoices)]

    def _row(self, chance: Chance, read_on: date, invoice: int) -> str:
        due = read_on - timedelta(days=chance.number(20, 250))
        cents = chance.number(1_500, 250_000)
        street, postal_code, city = self.place
        prefix = self.trade.prefix
        business = (self.company, "bv", f"{90_000_000 + self.number}") if self.company else ("", "", "")
        return ";".join((
            f"{prefix}{self.number:05d}", *business, *(("", "", "") if self.company else self.person), street,
            str(self.house_number), postal_code, city, f"klant{self.number}@post.example",
            f"06{10_000_000 + self.number}", "" if self.company else f"{self.born:%d-%m-%Y}",
            f"{due - timedelta(days=400):%d-%m-%Y}",
            f"{prefix}{self.number:05d}-{invoice}", f"{due - timedelta(days=14):%d-%m-%Y}", f"{due:%d-%m-%Y}",
            f"{cents // 100},{cents % 100:02d}", self.trade.subject, f"{due + timedelta(days=5):%d-%m-%Y}",
        ))


def customer(chance: Chance, number: int, trade: Trade, today: date) -> Customer:
    """A new customer; one in fifty is a child in the eyes of the law."""
    prefix, surname = chance.one_of(SURNAMES)
    age = 16 if chance.happens(0.02) else chance.number(19, 90)
    return Customer(
        number=number, trade=trade, person=(chance.one_of(FIRST_NAMES), prefix, surname),
        company=f"{surname} {trade.company} {number}" if trade.company else "", place=chance.one_of(PLACES),
        house_number=chance.number(1, 900), born=today - timedelta(days=365 * age + chance.number(0, 364)),
    )


def claim_file(rows: list[str]) -> bytes:
    """A claim file with these rows."""
    return "\r\n".join((HEADER, *rows, "")).encode("cp1252")
