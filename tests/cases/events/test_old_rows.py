"""Rows of every kind, as older versions wrote them, read on and tell the same.

`old_rows.json` is frozen: what stands there was told by the code of its time. A new kind adds its row; none changes.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import pytest

from cases import events
from cases.events.codec import as_fields
from cases.events.holds import HoldEnded, HoldPlaced, kind_shown, reason_shown
from cases.events.prescription import NearClaim, PrescriptionAlarm
from cases.models import Case, CaseEvent, EventKind, HoldKind
from cases.names import name
from cases.queries.client import client_timeline
from cases.queries.desk import timeline
from tests.conftest import NOW

ROWS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "old_rows.json").read_text(encoding="utf-8"))


def row_of(kind: str, data: Mapping[str, Any]) -> CaseEvent:
    """A row as it stands in the table, of something that counts on the day of recording."""
    return CaseEvent(
        id=1, case_id=1, kind=EventKind(kind), recorded_at=NOW, effective_on=NOW.date(), data=data, actor=None
    )


def test_every_kind_has_an_old_row() -> None:
    assert {row["kind"] for row in ROWS} == set(EventKind)


class Elsewhere:
    """The value of a field that nobody may look at."""

    def __getattribute__(self, _: str) -> NoReturn:
        raise AssertionError("the client reads a field that is not named")

    def __bool__(self) -> NoReturn:
        raise AssertionError("the client reads a field that is not named")

    __str__ = __repr__ = __format__ = __eq__ = __hash__ = __bool__  # type: ignore[assignment]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["kind"])
def test_an_old_row_tells_what_it_told(row: dict[str, Any]) -> None:
    entry = timeline.entry(row_of(row["kind"], row["data"]))
    assert (entry.what, list(entry.parts)) == (row["what"], row["parts"])
    assert ([entry.direction, entry.symbol], entry.minor) == (row["look"], row["minor"])
    assert (entry.document_id, entry.booking_id) == (row["document_id"], row["booking_id"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["kind"])
def test_the_client_reads_of_an_old_row_what_it_read(row: dict[str, Any]) -> None:
    entry = client_timeline.visible(Case(client_id=1), row_of(row["kind"], row["data"]))
    assert (None if entry is None else [entry.what, *entry.parts]) == row["client"]


@pytest.mark.parametrize("row", [row for row in ROWS if row["client"]], ids=lambda row: row["kind"])
def test_what_the_client_reads_rests_on_the_named_fields_alone(row: dict[str, Any]) -> None:
    """Every other field is another one, and the client reads the same."""
    told = events.read(row_of(row["kind"], row["data"]))
    hidden = {field.name: Elsewhere() for field in fields(told) if field.name not in (told.client_sees or ())}
    other = replace(told, **hidden)
    assert [other.client_reads(NOW.date()), *filter(None, other.client_parts())] == row["client"]


@pytest.mark.parametrize("kind", HoldKind)
def test_of_a_hold_the_client_reads_no_more_than_is_its_business(kind: HoldKind) -> None:
    began = HoldPlaced(hold_id=1, hold=kind, reason="wat er gezegd is")
    ended = HoldEnded(hold_id=1, hold=kind, outcome="wat er besloten is")
    read = " ".join(
        word for told in (began, ended) for word in (told.client_reads(NOW.date()), *told.client_parts())
    )
    assert (name(kind) in read) is kind_shown(kind)
    assert ("gezegd" in read) is ("besloten" in read) is reason_shown(kind)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["kind"])
def test_what_was_kept_is_kept_alike_today(row: dict[str, Any]) -> None:
    """The same names and forms; null is left out, and what was not kept yet may have come on top."""
    kept = {name: value for name, value in row["data"].items() if value is not None}
    today = as_fields(events.read(row_of(row["kind"], row["data"])))
    if row["kind"] == EventKind.PRESCRIPTION_ALARM:
        kept = {"claims": [{"assumed": False} | claim for claim in kept["claims"]]}
    assert {name: today[name] for name in kept} == kept


def test_the_first_alarms_held_one_claim_and_no_list() -> None:
    told = events.read(row_of("prescription_alarm", {
        "months": 3, "invoice": "F-1", "barred_from": "2027-01-05", "others": "F-2 op 06-01-2027",
    }))
    assert isinstance(told, PrescriptionAlarm)
    assert told.claims == (NearClaim(invoice="F-1", barred_from=date(2027, 1, 5), months=3),)
    assert told.what() == "Factuur F-1 verjaart op 05-01-2027, binnen 3 maanden"
