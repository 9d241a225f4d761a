"""Rows of every kind, as older versions wrote them, read on and tell the same.

`old_rows.json` is frozen: what stands there was told by the code of its time. A new kind adds its row; none changes.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cases import events
from cases.events.codec import as_fields, as_json
from cases.events.prescription import NearClaim, PrescriptionAlarm
from cases.models import CaseEvent, EventKind
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


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["kind"])
def test_an_old_row_tells_what_it_told(row: dict[str, Any]) -> None:
    entry = timeline.entry(row_of(row["kind"], row["data"]))
    assert (entry.what, list(entry.parts)) == (row["what"], row["parts"])
    assert ([entry.direction, entry.symbol], entry.minor) == (row["look"], row["minor"])
    assert (entry.document_id, entry.booking_id) == (row["document_id"], row["booking_id"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["kind"])
def test_the_client_sees_of_an_old_row_what_it_saw(row: dict[str, Any]) -> None:
    told = events.read(row_of(row["kind"], row["data"]))
    seen = {name: as_json(value) for name, value in told.seen_by_client().items() if value is not None}
    assert (seen if told.is_for_client() else None) == row["client"]


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
