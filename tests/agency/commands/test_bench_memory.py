"""`agency bench memory`: a real demo is started, read and looked at; how much it is, the machine decides."""

import pytest

from agency.commands import bench_memory

pytestmark = pytest.mark.program


def test_one_start_gives_its_memory_its_first_page_and_its_cost_beside_the_bare_one() -> None:
    at_start, after_pages, first_page, start = bench_memory.measure(starts=1)
    assert 0 < at_start.ours < after_pages.ours, "pages leave something in each web process"
    assert first_page.ours > 0
    assert start.ratio is not None
    assert start.ratio > 1, "a demo does more than make tables"
    assert (after_pages.goal, first_page.goal) == (200.0, 150.0)
