"""The odd sample files, when they stand beside this repository: never more than is open, and no good row is lost."""

import csv
from datetime import date
from decimal import Decimal

import pytest

from cases.intake import ClaimFile, IntakeRefused, read_claim_file
from tests.samples import SAMPLES

ODD = SAMPLES / "claims-odd"
TODAY = date(2026, 11, 28)

pytestmark = pytest.mark.samples
# Rows and total of what can be read of each file: what was right before its odd columns were understood, and more.
GOOD: dict[str, tuple[int, str]] = {
    "01-exact-titel-subtotaal-per-debiteur.csv": (5, "14119.56"),
    "02-debiteur-alleen-eerste-regel.csv": (4, "14029.66"),
    "03-samengevoegde-cellen.xlsx": (4, "14029.66"), "05-creditnota-negatief.csv": (4, "14029.66"),
    "06-sap-fbl5n.txt": (5, "14069.56"),
    "07-debet-credit-kolom.csv": (5, "14019.56"), "08-debet-credit-lopend-saldo.csv": (5, "14119.56"),
    "10-factuurbedrag-min-betaald.csv": (5, "14119.56"), "11-ouderdomsanalyse.csv": (5, "14119.56"),
    "16-euro-teksten.csv": (5, "14119.56"), "17-duizendpunt-zonder-decimalen.csv": (3, "384.00"),
    "21-verborgen-regels-filter.xlsx": (3, "1529.66"), "24-klantnr-wetenschappelijk.csv": (5, "14119.56"),
    "26-formule-injectie.csv": (5, "14119.56"), "27b-cp850-zonder-u-umlaut.csv": (5, "14119.56"),
    "30-dubbel-utf8.csv": (5, "14119.56"), "38-status-betaald.csv": (4, "1619.56"),
    "32-losse-aanhaling.csv": (5, "14119.56"), "40-adres-in-een-kolom.csv": (5, "14119.56"),
    "41-postcode-plaats-een-kolom.csv": (5, "14119.56"), "62-xero-invoices.csv": (5, "14119.56"),
    "45-amerikaanse-datum.csv": (5, "14119.56"), "47-datum-half-omgewisseld.xlsx": (4, "12885.00"),
    "48-bedrag-in-centen.csv": (5, "14119.56"), "51-factuurregels.csv": (5, "14119.56"),
    "52-deelbetaling-zelfde-factuur.csv": (5, "13885.00"), "66-voettekst.csv": (5, "14119.56"),
    "67-totaal-klopt-niet.csv": (5, "14119.56"), "74-xlsx-alles-tekst.xlsx": (5, "14119.56"),
    "76-xlsx-een-tekst-12.500.xlsx": (4, "1619.56"), "80-betwist-kolom.csv": (5, "14119.56"),
    "82-verjaard.csv": (5, "14119.56"), "84-soort-creditnota-positief.csv": (4, "14029.66"),
    "86-totaal-per-klant-volledig-adres.csv": (5, "14119.56"), "88-klantnaam-achter-komma.csv": (5, "14119.56"),
    "90-erven-van.csv": (5, "14119.56"), "92-postbus.csv": (5, "14119.56"),
    "98-xlsx-afgeronde-weergave.xlsx": (5, "14119.16"), "99-verborgen-blad.xlsx": (5, "14119.56"),
    "a1-duizendpunt-tussen-kommas.csv": (5, "2940.06"), "a2-datumvolgorde-twee-kolommen.csv": (5, "14119.56"),
    "a3-zelfde-facturen-andere-spelling.csv": (5, "14119.56"),
}


def expected() -> dict[str, tuple[str, str]]:
    """Rows and total of every file as a person reads it."""
    if not ODD.is_dir():
        return {}
    with (ODD / "expected.tsv").open(encoding="utf-8") as lines:
        return {row["file"]: (row["rows"], row["total"]) for row in csv.DictReader(lines, delimiter="\t")}


def sample(name: str) -> ClaimFile:
    return read_claim_file((ODD / name).read_bytes(), name, today=TODAY)


@pytest.mark.parametrize("name", sorted(expected()))
def test_no_more_is_taken_in_than_is_open(name: str) -> None:
    total = expected()[name][1]
    try:
        found = sample(name)
    except IntakeRefused:
        return
    if total != "-":
        assert found.total <= Decimal(total)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_no_good_row_is_lost_and_the_copy_that_is_kept_says_the_same(name: str) -> None:
    found = sample(name)
    rows, total = GOOD[name]
    assert (len(found.rows), found.total) == (rows, Decimal(total))
    again = read_claim_file(found.masked, name, today=TODAY)
    assert (again.rows, again.waiting, again.refused) == (found.rows, found.waiting, found.refused)


@pytest.mark.parametrize("name", sorted(expected()))
def test_a_file_is_refused_as_a_whole_only_where_it_was_or_must_be(name: str) -> None:
    unread = ("04", "20", "35", "36", "56", "70")
    if not name.startswith(unread):
        sample(name)
