"""What goes back to the client: refused rows that can be mended and sent again, and the answer to a dry run."""

import json

import pytest

from cases.intake import dry_run_answer, read_claim_file, refused_rows_file
from cases.intake.dry_run import harmless
from cases.intake.values import clean
from tests.cases.intake.claims import TODAY, csv_of, good_rows, read, row


@pytest.mark.parametrize(("cell", "written"), [
    ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"), ("@SUM(1)", "'@SUM(1)"), ("+31612345678", "'+31612345678"),
    ("-1+1", "'-1+1"), ("\tx", "'\tx"), ("\rx", "'\rx"), ("-45,00", "-45,00"), ("-1.250,50", "-1.250,50"),
    ("'t Hart", "'t Hart"), ("12,50", "12,50"), ("", ""),
])
def test_formulas_are_disarmed_and_numbers_stay_numbers(cell: str, written: str) -> None:
    assert harmless(cell) == written


@pytest.mark.parametrize(("cell", "written"), [
    ('x;=HYPERLINK("http://x")', "x;'=HYPERLINK(\"http://x\")"), ("a,@SUM(1)", "a,'@SUM(1)"), ("a|-1+1", "a|'-1+1"),
    ('a;"=1+1"', "a;\"'=1+1\""), ("a; =1", "a; '=1"), ("a\n+1", "a\n'+1"), ("a;-1,=1", "a;-1,'=1"),
    ("=1;=2", "'=1;'=2"), ("a;'=1", "a;'=1"),
    ("a;-5", "a;-5"), ("a;-45,00;b", "a;-45,00;b"), ("Jansen, J.; de", "Jansen, J.; de"), ("a=b;c", "a=b;c"),
])
def test_a_formula_behind_any_delimiter_is_disarmed(cell: str, written: str) -> None:
    assert harmless(cell) == written


@pytest.mark.parametrize("cell", ['x;=HYPERLINK("http://x")', "a, +31 6 12345678", "=1;=2", "a|@b",
                                  "Jan 't Hart, -1+1"])
def test_reading_takes_every_guard_off_again(cell: str) -> None:
    assert clean(harmless(cell)) == clean(cell)


def test_refused_rows_come_back_in_the_layout_of_the_client() -> None:
    result = read(*good_rows(2), row(3, Klantnummer="9", Bedrag="-45,00", Achternaam="=1+1"), row(4, Postcode="fout"))
    name, content = refused_rows_file(result)
    assert name == "vorderingen-geweigerd.csv"
    lines = content.decode("utf-8").split("\r\n")
    assert lines[0] == ";".join([*row(), "reden"])
    assert ";'=1+1;" in lines[1]
    assert ";-45,00;" in lines[1]
    assert "Regel 4, Bedrag: gevonden ‘-45,00’; verwacht: een bedrag boven nul" in lines[1]
    assert len(lines) == 4


def test_mended_rows_can_be_sent_again_without_further_change() -> None:
    minus = row(3, Klantnummer="9", Bedrag="-45,00", Achternaam="=1+1")
    first = read(*good_rows(2), minus, row(4, Omschrijving="BSN 111222333"))
    name, content = refused_rows_file(first)
    mended = content.decode("utf-8").replace(";-45,00;", ";45,00;").replace(";BSN *********;", ";gas;")
    again = read_claim_file(mended.encode("utf-8"), name, today=TODAY)
    assert (len(again.rows), again.refused) == (2, ())
    assert again.rows[0].surname == "=1+1"
    assert refused_rows_file(again)[1].decode("utf-8").split("\r\n")[0].count("reden") == 1


def test_the_encoding_of_the_file_is_kept() -> None:
    content = csv_of([row(1, Achternaam="Žižka"), row(2, Achternaam="Łuk", Bedrag="x")], delimiter="\t",
                     encoding="utf-8-sig")
    back = refused_rows_file(read_claim_file(content, "a.txt", today=TODAY))[1]
    assert back.startswith(b"\xef\xbb\xbfKlantnummer\t")
    assert "Łuk" in back.decode("utf-8-sig")


@pytest.mark.parametrize(("name", "expected"), [
    ("../../x/kwartaal 3.csv", "kwartaal 3-geweigerd.csv"), ("C:\\map\\a.csv", "a-geweigerd.csv"),
    ("..", "vorderingen-geweigerd.csv"), ("", "vorderingen-geweigerd.csv"), ("a\"b\r\nc.csv", "a_b c-geweigerd.csv"),
    ("x" * 300 + ".csv", "x" * 80 + "-geweigerd.csv"),
])
def test_the_name_of_the_file_is_safe(name: str, expected: str) -> None:
    result = read_claim_file(csv_of([row(Bedrag="x")]), name, today=TODAY)
    assert refused_rows_file(result)[0] == expected


def test_the_dry_run_answers_in_json() -> None:
    answer = json.loads(json.dumps(dry_run_answer(read(*good_rows(2), row(3, Bedrag="abc", Straat="")))))
    assert (answer["accepted"], answer["total"]) == (2, "2501.00")
    assert [(one["row"], one["column"], one["found"]) for one in answer["refused"]] == [(4, "Straat", "(leeg)")]
    assert [one["column"] for one in answer["refused"][0]["also"]] == ["Bedrag"]
    assert list(answer["columns"]) == list(row())
    assert answer["columns"]["Bedrag"]["field"] == "amount"


def test_a_file_without_any_good_row_has_a_total_of_nothing() -> None:
    assert dry_run_answer(read(row(Bedrag="abc")))["total"] == "0.00"


def test_the_encoding_of_windows_is_kept_too() -> None:
    result = read(row(1, Achternaam="Özdemir", Bedrag="-1,00"))
    assert "Özdemir".encode("cp1252") in refused_rows_file(result)[1]
