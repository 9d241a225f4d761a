"""Small claim files for the tests, written in code: one good row and what is changed in it."""

from collections.abc import Mapping, Sequence
from datetime import date

from cases.intake import ClaimFile, read_claim_file

TODAY = date(2026, 11, 21)
GOOD: Mapping[str, str] = {
    "Klantnummer": "00012",
    "Voornaam": "Fenna",
    "Tussenvoegsel": "van der",
    "Achternaam": "Proefstra",
    "Straat": "Teststraat",
    "Huisnummer": "12a",
    "Postcode": "1234 AB",
    "Woonplaats": "Utrecht",
    "E-mail": "fenna@example.nl",
    "Telefoon": "0612345678",
    "Geboortedatum": "30-04-1990",
    "Contractdatum": "15-01-2024",
    "Factuurnummer": "F-1",
    "Factuurdatum": "15-01-2026",
    "Vervaldatum": "29-01-2026",
    "Bedrag": "1.250,50",
    "Omschrijving": "Levering elektriciteit",
    "Herinnering verstuurd": "20-02-2026",
}


def row(number: int = 1, **changes: str) -> dict[str, str]:
    """The good row as invoice `number`, with some cells changed; underscores in names stand for spaces."""
    return {**GOOD, "Factuurnummer": f"F-{number}", **{key.replace("_", " "): text for key, text in changes.items()}}


def csv_of(rows: Sequence[Mapping[str, str]], *, delimiter: str = ";", encoding: str = "cp1252") -> bytes:
    """Rows as plain delimited text without quotes."""
    lines = [delimiter.join(rows[0])] + [delimiter.join(one.values()) for one in rows]
    return "".join(f"{line}\r\n" for line in lines).encode(encoding)


def read(*rows: Mapping[str, str], today: date = TODAY, mapping: Mapping[str, str] | None = None) -> ClaimFile:
    """The rows read as a file."""
    return read_claim_file(csv_of(rows), "vorderingen.csv", today=today, mapping=mapping)


def good_rows(count: int) -> list[dict[str, str]]:
    """Several good rows."""
    return [row(number) for number in range(1, count + 1)]
