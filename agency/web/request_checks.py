"""What no page can work with is refused before any page sees it."""

from collections.abc import Iterator

from flask import Flask, abort, request

NUL = "\0"


def init_app(app: Flask) -> None:
    """Refuse a NUL in an address, a filter, a field or a file name: PostgreSQL cannot hold it, and nobody types it.

    A field without a name is refused too: of a part whose name cannot be read the library makes one. So is a request
    that names no site, or one that cannot be.
    """
    app.before_request(_refuse)


def _refuse() -> None:
    if not request.host or any(text is None or NUL in text for text in _texts()):
        abort(400)


def _texts() -> Iterator[str | None]:
    yield request.path
    for values in (request.args, request.form):
        for name, value in values.items(multi=True):
            yield name
            yield value
    for name, file in request.files.items(multi=True):
        yield name
        yield file.filename or ""
