"""The sample files of four clients, when they stand beside this repository: to the row and to the cent."""

import json
from datetime import date

import pytest

from cases.intake import FlagCode, MediaKind, dry_run_answer, read_claim_file
from cases.intake.model import ClaimFile
from tests.samples import SAMPLES

CLAIMS = SAMPLES / "claims"
TODAY = date(2026, 11, 21)

pytestmark = pytest.mark.samples


def sample(name: str) -> ClaimFile:
    return read_claim_file((CLAIMS / name).read_bytes(), name, today=TODAY)


def expected(name: str) -> dict[str, object]:
    answer: dict[str, object] = json.loads((CLAIMS / "expected.json").read_text("utf-8"))[name]
    return answer


def test_energie_noord_to_the_row() -> None:
    name = "energie-noord.csv"
    result, wanted = sample(name), expected(name)
    faulty = wanted["faulty"]
    assert isinstance(faulty, list)
    assert [(one.row, one.column) for one in result.refused] == [(one["row"], one["column"]) for one in faulty]
    answer = dry_run_answer(result)
    assert (answer["accepted"], answer["total"]) == (wanted["good_rows"], wanted["good_total"])
    assert result.customers == wanted["customers"]
    assert (result.encoding, result.delimiter) == (wanted["encoding"], wanted["delimiter"])
    assert b"111222333" not in result.masked
    assert sum(flag.code is FlagCode.MINOR_AT_CONTRACT for one in result.rows for flag in one.flags) == 29


def test_bouwgroothandel_reads_all_rows() -> None:
    name = "bouwgroothandel-de-vries.csv"
    result, wanted = sample(name), expected(name)
    assert (len(result.rows), str(result.total), result.customers) == (
        wanted["rows"], wanted["total"], wanted["customers"])
    assert {one.country for one in result.rows} == {"NL", "BE", "DE"}
    assert {one.legal_form for one in result.rows} == {"bv", "vof", "eenmanszaak"}


def test_tandartspraktijk_reads_all_rows_and_keeps_no_treatment() -> None:
    name = "tandartspraktijk-linden.txt"
    result, wanted = sample(name), expected(name)
    assert (len(result.rows), str(result.total)) == (wanted["rows"], wanted["total"])
    assert result.customers == 400
    shared = {one.customer_number for one in result.rows
              if any(flag.code is FlagCode.CUSTOMER_NUMBER_SHARED for flag in one.flags)}
    assert shared == {"006448", "099040"}
    assert not any(treatment in result.masked + repr(result).encode() for treatment in (b"Vulling", b"Gebitsreiniging"))


def test_huisvesting_reads_all_terms_and_leaves_the_total_out() -> None:
    name = "huisvesting-maasstad.xlsx"
    result, wanted = sample(name), expected(name)
    assert (result.kind, result.sheet, result.header_row) == (MediaKind.XLSX, wanted["sheet"], wanted["header_row"])
    assert (len(result.rows), str(result.total), result.customers) == (
        wanted["rows"], wanted["total"], wanted["tenants"])
    assert str(result.stated_total) == wanted["total"]


@pytest.mark.parametrize(("name", "described"), [
    ("energie-noord.csv", "Levering elektriciteit en gas eindafrekening"),
    ("bouwgroothandel-de-vries.csv", "Bestelling PO-3403"),
    ("tandartspraktijk-linden.txt", "Rekening N1000"),
])
def test_every_row_says_what_must_be_paid_for(name: str, described: str) -> None:
    result = sample(name)
    assert result.rows[0].description == described
    assert all(one.description for one in result.rows)


def test_every_term_of_rent_names_its_period() -> None:
    rows = sample("huisvesting-maasstad.xlsx").rows
    assert all(one.description == f"Huurperiode {one.period}" for one in rows)


@pytest.mark.parametrize("name", ["energie-noord.csv", "bouwgroothandel-de-vries.csv", "tandartspraktijk-linden.txt",
                                  "huisvesting-maasstad.xlsx"])
def test_the_copy_that_is_kept_gives_the_same_verdict(name: str) -> None:
    first = sample(name)
    again = read_claim_file(first.masked, name, today=TODAY)
    assert (again.rows, again.refused, again.masked) == (first.rows, first.refused, first.masked)
