"""What is logged while a test runs, as a process of the program writes it."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from agency.logs import Lines


class Written:
    """A stream that a handler writes on, and its lines."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.handler = Lines(self.stream)

    @property
    def text(self) -> str:
        """All of it."""
        return self.stream.getvalue()

    def lines(self) -> list[dict[str, Any]]:
        """Each line, read back."""
        return [json.loads(line) for line in self.text.splitlines()]


@contextmanager
def written_log() -> Iterator[Written]:
    """All that is logged from here on."""
    root, found = logging.getLogger(), Written()
    root.addHandler(found.handler)
    try:
        yield found
    finally:
        root.removeHandler(found.handler)
