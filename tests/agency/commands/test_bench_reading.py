"""`agency bench reading`: files of the layouts that come in, all rows of which are read, or all refused."""

import json

import pytest

from agency.commands import bench_reading, cli
from agency.commands.bench_reading import LAYOUTS, REFUSED, TODAY, Layout
from agency.commands.dutch_click import run
from cases.intake import read_claim_file


@pytest.mark.parametrize("layout", LAYOUTS, ids=[layout.name for layout in LAYOUTS])
def test_every_row_of_a_layout_is_taken_in_without_a_remark(layout: Layout) -> None:
    found = read_claim_file(layout.file(60), "bench.csv", today=TODAY)
    assert (len(found.rows), found.refused, found.waiting, found.skipped) == (60, (), (), ())
    assert not [row for row in found.rows if row.flags]
    assert found.keep_original


def test_every_row_of_the_file_for_refusals_is_refused() -> None:
    found = read_claim_file(REFUSED.file(60), "bench.csv", today=TODAY)
    assert ({one.column for one in found.refused}, len(found.refused), found.rows) == ({"Postcode"}, 60, ())


def test_the_measures_stand_beside_bare_reading(capsys: pytest.CaptureFixture[str]) -> None:
    """Not whether they keep to the goal: a small file says nothing of that."""
    assert run(cli.agency, ["bench", "reading", "--rows", "50", "--json"]) in (0, 1)
    found = json.loads(capsys.readouterr().out)
    assert [each["work"] for each in found] == [layout.name for layout in (*LAYOUTS, REFUSED)]
    assert [each["goal"] for each in found] == [bench_reading.GOAL] * len(LAYOUTS) + [None]
    assert all(each["ours"] > each["floor"] > 0 for each in found)
