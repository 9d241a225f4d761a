"""`agency bench reading`: what reading a claim file costs, beside `csv.DictReader` over the same bytes."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random

from agency.commands.measures import ROUNDS, Measure, middle, timed
from agency.demo.people import FIRST_NAMES, PLACES, SURNAMES
from cases.intake import ClaimFile, read_claim_file

TODAY = date(2026, 11, 21)
GOAL = 14.0
_STEMS = ("Berg", "Dal", "Veen", "Hof", "Beek", "Meer", "Zand", "Wijk", "Horst", "Kamp", "Sloot", "Hage", "Molen")
_STREETS = ("straat", "laan", "weg", "plein", "kade", "pad", "singel", "dreef")
_ROWS = 1_000
_DEBTORS_PERCENT = 60  # so many debtors for a hundred invoices


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A way in which files come in; `row` makes the cells of invoice `number` of a debtor."""

    name: str
    header: str
    row: Callable[[int, "Debtor"], Sequence[str]]
    delimiter: str = ";"
    quoted: bool = False
    encoding: str = "utf-8"

    def file(self, rows: int) -> bytes:
        """A file of so many invoices, the same one every time."""
        out, random = io.StringIO(newline=""), Random(rows)  # noqa: S311 - made-up people, no secret
        writer = csv.writer(
            out, delimiter=self.delimiter, lineterminator="\r\n",
            quoting=csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL,
        )
        writer.writerow(self.header.split(";"))
        debtors = max(rows * _DEBTORS_PERCENT // 100, 1)
        writer.writerows(self.row(number, Debtor(random.randrange(debtors))) for number in range(rows))
        return out.getvalue().encode(self.encoding)


class Debtor:
    """Somebody who does not exist, the same one for the same number."""

    def __init__(self, number: int) -> None:
        random = Random(number)  # noqa: S311 - made-up people, no secret
        self.number = f"{100_000 + number}"
        self.first = random.choice(FIRST_NAMES)
        self.prefix, surname = random.choice(SURNAMES)
        self.surname = f"{surname}-{random.choice(_STEMS)}{random.choice(_STEMS).lower()}"
        self.company = f"{self.surname} {random.choice(('Bouw', 'Techniek', 'Transport'))} B.V."
        self.street = f"{random.choice(_STEMS)}{random.choice(_STEMS).lower()}{random.choice(_STREETS)}"
        self.house_number = f"{random.randrange(1, 400)}{random.choice(('', '', '', 'a', ' bis', '-2'))}"
        self.postal_code = f"{random.randrange(1000, 10_000)} {random.choice('ABCDEGH')}{random.choice('KLMNPRX')}"
        self.city = random.choice(PLACES)[2]
        self.born = date(1945, 1, 1) + timedelta(days=random.randrange(20_000))


def _days(number: int) -> tuple[date, date]:
    invoiced = TODAY - timedelta(days=60 + number * 7 % 600)
    return invoiced, invoiced + timedelta(days=14)


def _cents(number: int) -> tuple[int, int]:
    return divmod(2_500 + number * 7_919 % 400_000, 100)


def _person(number: int, debtor: Debtor) -> Sequence[str]:
    (invoiced, due), (euro, cents) = _days(number), _cents(number)
    return (
        debtor.number, debtor.first, debtor.prefix, debtor.surname, debtor.street, debtor.house_number,
        debtor.postal_code, debtor.city, f"klant{debtor.number}@post.example", f"06{debtor.number}12",
        f"{debtor.born:%d-%m-%Y}", f"{invoiced - timedelta(days=400):%d-%m-%Y}", f"E{invoiced.year}-{number:06d}",
        f"{invoiced:%d-%m-%Y}", f"{due:%d-%m-%Y}", f"{euro:,}".replace(",", ".") + f",{cents:02d}",
        ("Levering elektriciteit jaarnota", "Levering gas eindafrekening", "Voorschot")[number % 3],
        f"{due + timedelta(days=21):%d-%m-%Y}",
    )


def _refused(number: int, debtor: Debtor) -> Sequence[str]:
    return tuple(cell if cell != debtor.postal_code else cell[:4] for cell in _person(number, debtor))


def _company(number: int, debtor: Debtor) -> Sequence[str]:
    (invoiced, due), (euro, cents) = _days(number), _cents(number)
    amount = f"{euro},{cents:02d}"
    return (
        debtor.number, debtor.company, f"{debtor.street} {debtor.house_number}, {debtor.postal_code} {debtor.city}",
        f"{20_260_000 + number}", f"{invoiced:%d-%m-%Y}", f"{due:%d-%m-%Y}", amount, amount, f"Order {number:05d}",
    )


def _debit(number: int, debtor: Debtor) -> Sequence[str]:
    (invoiced, due), (euro, cents) = _days(number), _cents(number)
    return (
        debtor.number, " ".join(filter(None, (debtor.first, debtor.prefix, debtor.surname))), "NL91ABNA0417164300",
        f"MND-{debtor.number}", debtor.street, debtor.house_number, debtor.postal_code, debtor.city, "NL",
        f"F{number:07d}", f"{invoiced}", f"{due}", f"{euro}.{cents:02d}", "EUR", f"Abonnement {invoiced:%m-%Y}",
        "gestorneerd",
    )


_PERSON_HEADER = (
    "Klantnummer;Voornaam;Tussenvoegsel;Achternaam;Straat;Huisnummer;Postcode;Woonplaats;E-mail;Telefoon;Geboortedatum;"
    "Contractdatum;Factuurnummer;Factuurdatum;Vervaldatum;Bedrag;Omschrijving;Herinnering verstuurd"
)
LAYOUTS = (
    Layout(name="personen, elk gegeven een kolom", header=_PERSON_HEADER, row=_person, encoding="cp1252"),
    Layout(
        name="bedrijven, adres in één kolom", row=_company,
        header="Debiteurnummer;Bedrijfsnaam;Adres;Factuurnummer;Factuurdatum;Vervaldatum;Factuurbedrag;Openstaand;"
        "Omschrijving",
    ),
    Layout(
        name="uitvoer van incasso's (SEPA)", row=_debit, delimiter=",", quoted=True,
        header="Relatienummer;Naam;IBAN;Mandaat;Straat;Huisnummer;Postcode;Plaats;Landcode;Factuurnummer;Factuurdatum;"
        "Vervaldatum;Bedrag;Valuta;Omschrijving;Status",
    ),
)
REFUSED = Layout(name="elke regel geweigerd", header=_PERSON_HEADER, row=_refused)


def measure(rows: int) -> list[Measure]:
    """Files of so many rows, the copy and the report included, in milliseconds per thousand rows."""
    found = [_measured(layout, rows, goal=GOAL) for layout in LAYOUTS]
    return [*found, _measured(REFUSED, rows, goal=None)]


def _measured(layout: Layout, rows: int, *, goal: float | None) -> Measure:
    content = layout.file(rows)
    ours, floor = [], []
    for _ in range(ROUNDS):
        floor.append(timed(partial(_bare, content, layout), pieces=rows)[1] * _ROWS)
        ours.append(timed(partial(_read, content), pieces=rows)[1] * _ROWS)
    return Measure(work=layout.name, ours=middle(ours), floor=middle(floor), goal=goal)


def _bare(content: bytes, layout: Layout) -> None:
    text = io.StringIO(content.decode(layout.encoding), newline="")
    list(csv.DictReader(text, delimiter=layout.delimiter))


def _read(content: bytes) -> ClaimFile:
    return read_claim_file(content, "bench.csv", today=TODAY)
