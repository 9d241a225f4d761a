"""Many ids in one question."""

import pytest

from cases.schema import many_ids
from cases.schema.many_ids import in_parts


def test_no_ids_make_no_question() -> None:
    assert list(in_parts([])) == []


@pytest.mark.parametrize(("ids", "parts"), [
    ([3, 1, 2], [[1, 2, 3]]), ([4, 3, 2, 1], [[1, 2, 3], [4]]), (range(1, 8), [[1, 2, 3], [4, 5, 6], [7]]),
])
def test_every_id_is_asked_once_and_never_too_many_together(
    monkeypatch: pytest.MonkeyPatch, ids: list[int], parts: list[list[int]]
) -> None:
    monkeypatch.setattr(many_ids, "IDS_AT_ONCE", 3)
    assert list(in_parts(ids)) == parts
