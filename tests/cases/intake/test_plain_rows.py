"""Rows that are read column by column say what each says when it is read alone: values, faults, flags and order."""

import re
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.intake import columns, delimited, health, plain_rows, reader, readings, totals
from cases.intake.errors import IntakeRefused
from cases.intake.model import MediaKind
from cases.intake.readings import Reading
from cases.intake.row_reading import read_row
from cases.intake.table import NativeDate, NativeNumber, Record, Sheet, Table
from tests.cases.intake.claims import TODAY
from tests.sizes import examples

ODD_TEXTS = (
    "", "-", "1", "ja", "x" * 320, "[niet bewaard]", "[formule zonder waarde]", "111222333", "*********",
    "Caf\u00c3\u00a9", "Zo?n", "psycholoog", "q.q.", "1,2E+05", "totaal", "a\u200bb", "Jan / Piet", "CRED\u0130T",
    "it's",
)
# What may stand in a column, the usual first.
CELLS: Mapping[str, Sequence[str]] = {
    "Klantnummer": ("100034", "K-77", "1,00E+05"),
    "Naam": ("J. de Vries", "Jansen B.V.", "Erven P. Bakker", "A. en B. Smit", "Haack, F. ten"),
    "Bedrijfsnaam": ("Veen Bouw B.V.", "", "Curator in faillissement X"),
    "Voornaam": ("Fenna", ""), "Voorletters": ("F.", "J.W."), "Tussenvoegsel": ("", "van der"),
    "Achternaam": ("Proefstra", "Failliet"), "Contactpersoon": ("", "Piet de Wit", "de curator mr. X"),
    "Rechtsvorm": ("", "B.V.", "Onzin"), "KvK": ("", "01234567", "1234"),
    "Adres": ("Dorpsstraat 12, 3511 AB Utrecht", "Dorpsstraat 12", "Plein 1944 3", "Postbus 12"),
    "Straat": ("Teststraat", "Kerkweg 7a"), "Huisnummer": ("12a", "240 bis", "x"), "Toevoeging": ("", "bis"),
    "Postcode": ("1234 AB", "3511ab", "1234 SS", "2000"), "Woonplaats": ("Utrecht", "'s-Hertogenbosch"),
    "Postcode en plaats": ("3511 AB Utrecht", "Utrecht"), "Land": ("", "Nederland", "Belgi\u00eb", "Onzinland"),
    "E-mail": ("", "a@b.nl", "fout"), "Telefoon": ("", "0612345678", "bel"),
    "Geboortedatum": ("30-04-1990", "", "01-01-2015", "31-02-1990"), "Contractdatum": ("15-01-2024", "", "15-01-2027"),
    "Factuurnummer": ("F-1", "20260118", "C20260118", "creditnota 3", "E9"),
    "Factuurdatum": ("15-01-2026", "2026-03-05", "03-04-2026", "1 mei 2026", "01-01-1979"),
    "Vervaldatum": ("29-04-2026", "2026-05-05", "21-11-2026", "20-11-2026", "01-01-2026"), "Periode": ("", "03-2026"),
    "Contractnummer": ("", "HC-1"), "Betaaltermijn (dagen)": ("30", "dertig"),
    "Bedrag": ("1.250,50", "12,50", "1.234", "-12,00", "12,345", "12,50 CR"), "Openstaand": ("12,50", "1.250,50"),
    "Factuurbedrag": ("1.250,50", "12,50"), "Debet": ("12,50", ""), "Credit": ("", "0,00", "12,50"),
    "Betaald": ("", "0,00", "12,50", "deels", "01-02-2026"), "Korting": ("", "0", "10,00"),
    "Status": ("open", "betaald", "betwist", "deels betaald", "xyz"), "D/C": ("D", "C", ""),
    "Soort": ("Factuur", "Creditnota"), "Betwist": ("", "nee", "ja"), "Zomaar": ("", "MND-1", "creditnota"),
    "Opmerking": ("", "belt terug", "betaald op 3 mei"), "Valuta": ("EUR", "", "USD"),
    "Omschrijving": ("Levering gas", "", "creditnota 12", "betaling van factuur"), "Ordernummer": ("", "PO-1"),
    "Herinnering verstuurd": ("20-06-2026", "", "01-01-2026"), "Betaaltermijn overeengekomen": ("", "ja", "misschien"),
    "Soort vordering": ("", "koop", "consumentenkoop", "energie"), "Zakelijk": ("", "ja", "nee", "wat"),
    "Rente per maand": ("", "1,5", "99"), "Rente per jaar": ("", "8"), "BSN": ("", "111222333"),
}
WHEN = ("Factuurnummer", "Factuurdatum", "Vervaldatum")
HEADERS = (
    ("Klantnummer", "Voornaam", "Achternaam", "Straat", "Huisnummer", "Postcode", "Woonplaats", *WHEN, "Bedrag"),
    ("Klantnummer", "Bedrijfsnaam", "Adres", *WHEN, "Factuurbedrag", "Openstaand", "Omschrijving"),
    ("Naam", "Adres", "Postcode en plaats", *WHEN, "Bedrag"),
    ("Klantnummer", "Naam", "Straat", "Huisnummer", "Postcode", "Woonplaats", *WHEN, "Debet", "Credit"),
)


def cells(header: str) -> st.SearchStrategy[str]:
    """What may stand in a column, mostly the usual."""
    usual, *others = CELLS[header]
    return st.sampled_from([*[usual] * 40, *others * 2, *ODD_TEXTS])


@st.composite
def files(draw: st.DrawFn) -> list[list[str]]:
    """A header and some rows, of which a few are too short or too long."""
    base = draw(st.sampled_from(HEADERS))
    beside = draw(st.lists(st.sampled_from(sorted(set(CELLS) - set(base))), unique=True, max_size=4))
    header = draw(st.permutations([*base, *beside]))
    rows = draw(st.lists(st.tuples(*map(cells, header)), min_size=1, max_size=12))
    ends = draw(st.lists(st.sampled_from([0, 0, 0, 0, 1, 2, 3]), min_size=len(rows), max_size=len(rows)))
    return [header, *([*row, "", "x"][: len(row) + (0, 1, -1, 2)[end]] for row, end in zip(rows, ends, strict=True))]


def written(file: Sequence[Sequence[str]]) -> Table:
    """The file as delimited text."""
    return delimited.parse("".join(";".join(row) + "\r\n" for row in file).encode())


def typed(file: Sequence[Sequence[str]]) -> Table:
    """The file as a spreadsheet may hold it: days and amounts typed."""
    records = (Record(at, tuple(map(as_typed, row))) for at, row in enumerate(file, start=1))
    return Table(kind=MediaKind.XLSX, sheets=(Sheet("Posten", tuple(records)),))


def as_typed(cell: str) -> str:
    """The cell typed where it is a day or an amount."""
    day, amount = re.fullmatch(r"(\d\d)-(\d\d)-(\d{4})", cell), cell.replace(".", "").replace(",", ".")
    if day is not None:
        return NativeDate(f"{day[3]}-{day[2]}-{day[1]}") if int(day[2]) <= 12 and int(day[1]) <= 28 else cell
    return NativeNumber(amount) if re.fullmatch(r"-?\d+\.\d\d", amount) else cell


def understood(table: Table) -> tuple[Reading, Sequence[Record]]:
    """How the columns of a file are read, and its rows."""
    table, plan = health.taken_out(table, columns.plan(table, None))
    filled = readings.all_tidied(plan.data, table.delimiter)
    lines = totals.among(plan, filled, table.delimiter)
    records = [record for record in filled if record not in lines]
    return reader._understood(plan, records, lines, typed=table.kind is not MediaKind.CSV)[0], records


@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files(), st.sampled_from([written, typed]))
def test_a_row_says_the_same_among_others_as_alone(
    file: list[list[str]], as_table: Callable[[Sequence[Sequence[str]]], Table]
) -> None:
    try:
        reading, records = understood(as_table(file))
    except IntakeRefused:
        return
    alone = {record.row: read_row(reading, record, today=TODAY) for record in records}
    assert plain_rows.read_rows(reading, records, today=TODAY) == alone


@pytest.mark.parametrize("header", HEADERS[:2])
def test_usual_rows_are_read_by_column(header: Sequence[str]) -> None:
    usual = [CELLS[name][0] for name in header]
    numbered = [[str(number) if cell == "F-1" else cell for cell in usual] for number in range(8)]
    reading, records = understood(written([header, *numbered]))
    assert list(plain_rows._claims(reading, records, TODAY)) == [record.row for record in records]


@pytest.mark.parametrize(("header", "odd"), [
    ("Vervaldatum", "01-01-2026"), ("Vervaldatum", TODAY.strftime("%d-%m-%Y")), ("Bedrag", "-12,00"),
    ("Achternaam", "Failliet"), ("Postcode", "1234 SS"), ("Factuurnummer", "creditnota 3"), ("Woonplaats", ""),
])
def test_an_odd_row_is_read_by_itself_and_its_neighbours_are_not(header: str, odd: str) -> None:
    usual = [CELLS[name][0] for name in HEADERS[0]]
    changed = [odd if name == header else cell for name, cell in zip(HEADERS[0], usual, strict=True)]
    reading, records = understood(written([HEADERS[0], usual, changed, usual]))
    assert list(plain_rows._claims(reading, records, TODAY)) == [2, 4]
