"""Text that is out to hurt: limits hold while it is read, and the delimiter is chosen without reading it all."""

import subprocess
import sys

import pytest

from cases.intake import FileFault, IntakeRefused, table
from cases.intake.delimited import parse
from tests.cases.intake.claims import csv_of, good_rows

# Runs in a process of its own, which ends where the reading takes more memory than a claim file may need.
IN_LITTLE_MEMORY = """
import resource, sys
from cases.intake.delimited import parse
from cases.intake.errors import IntakeRefused
resource.setrlimit(resource.RLIMIT_AS, (300_000_000, 300_000_000))
try:
    parse(eval(sys.argv[1]))
except IntakeRefused as refusal:
    print(refusal.code, refusal)
"""


@pytest.mark.parametrize(("content", "code"), [
    ("b'a;b\\n' * 4_900_000", FileFault.TOO_MANY_ROWS),
    ("b'a;b' + b'\\n' * 20_000_000", FileFault.TOO_MANY_ROWS),
    ("b'a' * 20_000_000", FileFault.TOO_BIG),
    ("b'\"' * 19_999_999", FileFault.TOO_BIG),
    ("b';' * 20_000_000", FileFault.TOO_BIG),
    ("b'a' * 4096 + b'\\0' * 19_000_000", FileFault.TOO_BIG),
    ("b'a;b\\n\"' + b'\\n' * 20_000_000", FileFault.BROKEN_QUOTES),
    ("(b';'.join([b'ab'] * 133) + b'\\n') * 50_000", FileFault.TOO_BIG),
    ("('a;b\\n' * 2_500_000).encode('utf-16')", FileFault.TOO_MANY_ROWS),
], ids=["rows", "blank rows", "one line", "quotes", "delimiters", "nul", "open quote", "cells", "utf-16"])
def test_a_file_that_is_out_to_hurt_is_refused_in_little_memory(content: str, code: FileFault) -> None:
    answer = subprocess.run([sys.executable, "-c", IN_LITTLE_MEMORY, content], capture_output=True, text=True,
                            check=True).stdout
    assert answer.startswith(code.value), answer
    assert "Verwacht: " in answer


def refusal_of(content: bytes) -> str:
    with pytest.raises(IntakeRefused) as refusal:
        parse(content)
    return str(refusal.value)


def test_the_refusal_says_how_many_rows_there_may_be() -> None:
    assert "meer dan 100.000 regels. Verwacht: ten hoogste 100.000 regels." in refusal_of(b"a;b\n" * 100_002)


def test_as_many_rows_as_the_limit_are_read_with_blank_ones_between() -> None:
    assert len(parse(b"a;b\n\n" * 100_001).sheets[0].records) == 200_002


def test_a_hundred_thousand_rows_of_twenty_columns_and_their_header_are_read() -> None:
    assert len(parse((b"cell;" * 19 + b"x\n") * 100_001).sheets[0].records) == 100_001


def test_a_wide_row_far_down_is_refused_and_two_hundred_columns_are_read() -> None:
    assert "201 kolommen" in refusal_of(b"a;b\n" * 2_000 + b";" * 200 + b"\n")
    assert len(parse(b"a;b\n" * 2_000 + b";" * 199 + b"\n").sheets[0].records) == 2_001


def test_a_cell_is_no_longer_than_a_spreadsheet_can_hold() -> None:
    longest = table.MAX_CELL_LENGTH
    assert "Op regel 2 is een cel langer dan 32.767 tekens." in refusal_of(b"a;b\n1;" + b"x" * (longest + 1))
    assert parse(b"a;b\n1;" + b"x" * longest).sheets[0].records[1].cells[1] == "x" * longest


def test_the_delimiter_is_still_another_one_when_the_first_choice_breaks_off_further_on() -> None:
    content = b'a;b,c\n' * 1_500 + b'"x",y\n'
    assert parse(content).delimiter == ","
    assert parse(content.replace(b'"x",y', b'"x";y')).delimiter == ";"


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_the_text_of_every_record_is_kept_to_the_letter(newline: str) -> None:
    content = csv_of(good_rows(3)).replace(b"\r\n", newline.encode()).replace(b"gas", b'"g' + newline.encode() + b'as"')
    assert "".join(record.raw for record in parse(content).sheets[0].records).encode() == content
