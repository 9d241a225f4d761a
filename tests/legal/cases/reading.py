"""The law cases from their YAML files: a key occurs once, and a number that was not quoted stays what it is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
MERGE = "tag:yaml.org,2002:merge"


class UniqueKeyLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # the fast one where it is
    """Refuses a key that occurs twice: plain YAML keeps the last one in silence."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value if key.tag != MERGE]
        assert len(keys) == len(set(keys)), f"a key occurs twice at line {node.start_mark.line + 1}"
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


def load() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every case with the stem of its file."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for case in yaml.load(path.read_text(encoding="utf-8"), Loader=UniqueKeyLoader):
            yield path.stem, case


CASES = list(load())
