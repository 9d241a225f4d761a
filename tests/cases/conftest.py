"""What the tests of the record share."""

from pathlib import Path

import pytest

from cases.store import DocumentStore
from tests.factories import make_store


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    """Where the test keeps its documents."""
    return make_store(tmp_path)
