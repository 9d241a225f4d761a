"""The request as the program takes it: what was opened to hold a file of it is closed, however its body ended.

A body that breaks off in a file is a form with nothing in it to the library, which then forgets the file it began.
"""

from typing import IO, Any  # Any: what the library says of a file

from flask import Flask, Request


class Received(Request):
    """One request, with all that was opened for its files."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is opened yet."""
        super().__init__(*args, **kwargs)
        self._opened: list[IO[bytes]] = []

    def _get_file_stream(self, *args: Any, **kwargs: Any) -> IO[bytes]:
        """Where the library puts the next file of the body."""
        opened = super()._get_file_stream(*args, **kwargs)
        self._opened.append(opened)
        return opened

    def close(self) -> None:
        """Close all of it, also files that no form ever saw."""
        super().close()
        for each in self._opened:
            each.close()


def init_app(app: Flask) -> None:
    """Take requests so."""
    app.request_class = Received
