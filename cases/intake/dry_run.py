"""What the client gets back: the refused rows in the layout of the file, and the answer to a dry run."""

import re
from pathlib import PurePosixPath
from typing import Any

from cases.intake import delimited, workbook
from cases.intake.headers import REASON_HEADER, is_reason_header
from cases.intake.masking import encoded
from cases.intake.model import ClaimFile, Fault, MediaKind, RefusedRow, WaitingRow

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_PLAIN_NUMBER = re.compile(r"-?[0-9][0-9.,]*")
_SENTENCE_END = re.compile(r"(?<=[.?]) (?=[A-Z“])")
# A spreadsheet of another country splits at other signs: what then starts a cell must not be a formula either.
_AFTER_A_SPLIT = re.compile(r'([;,\t|\r\n][\s"]*)(?=[=+\-@])(?!-?[0-9][0-9.,]*(?:[;,\t|\r\n"]|$))')
_NOT_IN_NAME = re.compile(r"[^\w .()-]")
_NAME_LENGTH = 80


def refused_rows_file(claim_file: ClaimFile) -> tuple[str, bytes]:
    """Name and bytes of a file with the refused and waiting rows in the client's layout and a last column `reden`.

    Cells that a spreadsheet would run as a formula get a leading apostrophe, which reading takes off again.
    """
    headings = [column.header for column in claim_file.columns]
    kept = [index for index, heading in enumerate(headings) if not is_reason_header(heading)]
    rows = [(*(headings[index] for index in kept), REASON_HEADER)]
    left_behind: list[RefusedRow | WaitingRow] = [*claim_file.refused, *claim_file.waiting]
    for left in sorted(left_behind, key=lambda one: one.row):
        cells = [left.cells[index] if index < len(left.cells) else "" for index in kept]
        why = reason(left) if isinstance(left, RefusedRow) else f"Regel {left.row}: eerst uitzoeken. {question(left)}."
        rows.append((*cells, *left.cells[len(headings) :], why))
    stem = _NOT_IN_NAME.sub("_", PurePosixPath(claim_file.filename.replace("\\", "/")).stem)[:_NAME_LENGTH].strip(". ")
    name = f"{stem or 'vorderingen'}-geweigerd"
    if claim_file.kind is not MediaKind.CSV:
        return f"{name}.xlsx", workbook.write([(claim_file.sheet or "Geweigerd", rows)])
    assert claim_file.delimiter is not None
    assert claim_file.encoding is not None
    safe = [tuple(harmless(cell) for cell in row) for row in rows]
    text = delimited.write(safe, delimiter=claim_file.delimiter, newline=claim_file.newline)
    return f"{name}.csv", encoded(text, claim_file.encoding)


def harmless(cell: str) -> str:
    """`cell` with an apostrophe before what a spreadsheet would run, also where it splits the cell at `;`, `,`, `|`.

    A plain number stays a number.
    """
    guarded = _AFTER_A_SPLIT.sub(r"\1'", cell)
    return f"'{guarded}" if cell.startswith(_RUNS) and not _PLAIN_NUMBER.fullmatch(cell) else guarded


def reason(refused: RefusedRow) -> str:
    """Everything wrong with a row in one Dutch sentence per fault."""
    first = Fault(column=refused.column, found=refused.found, expected=refused.expected)
    return " | ".join(
        f"Regel {refused.row}, {one.column}: gevonden ‘{one.found}’; verwacht: {one.expected}."
        for one in (first, *refused.also)
    )


def question(waiting: WaitingRow) -> str:
    """Everything that must be answered about a waiting row, without the last full stop."""
    whole = ". ".join((waiting.reason, *(one.reason for one in waiting.also)))
    return " ".join(dict.fromkeys(f"{sentence.rstrip('.')}." if not sentence.endswith("?") else sentence
                                  for sentence in _SENTENCE_END.split(whole))).rstrip(".")


def dry_run_answer(claim_file: ClaimFile) -> dict[str, Any]:  # JSON-ready: texts, numbers, lists and dicts of them
    """What would happen with the file, for `agency import --dry-run --json`."""
    columns: dict[str, dict[str, Any]] = {}
    for column in claim_file.columns:
        header = column.header if column.header not in columns else f"{column.header} (kolom {column.index + 1})"
        columns[header] = {
            "field": column.field.value if column.field else None, "how": column.how,
            "ignored": column.ignored, "guessed": column.guessed,
        }
    return {
        "accepted": len(claim_file.rows),
        "total": str(claim_file.total),
        "refused": [
            {
                "row": one.row, "column": one.column, "found": one.found, "expected": one.expected,
                "code": one.code.value,
                "also": [
                    {"column": f.column, "found": f.found, "expected": f.expected, "code": f.code.value}
                    for f in one.also
                ],
            }
            for one in claim_file.refused
        ],
        "waiting": [
            {
                "row": one.row, "reason": question(one), "code": one.code.value, "column": one.column,
                "amount": None if one.amount is None else str(one.amount),
            }
            for one in claim_file.waiting
        ],
        "waiting_total": str(claim_file.waiting_total),
        "skipped": [{"row": one.row, "reason": one.reason, "code": one.code.value} for one in claim_file.skipped],
        "columns": columns,
        "flagged": [
            {"row": row.row, "flag": flag.code.value, "why": flag.explanation}
            for row in claim_file.rows for flag in row.flags
        ],
        "customers": claim_file.customers,
        "notes": list(claim_file.notes),
        "documents": [],
    }
