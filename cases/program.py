"""Which program counted: its version, and a fingerprint of the code of the law."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable

DISTRIBUTION = "incasso"


@cache
def program() -> dict[str, str]:
    """The version, and the fingerprint of every module of the law."""
    try:
        version = metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:  # started from a checkout that was not installed
        version = "niet geïnstalleerd"
    digest = hashlib.sha256()
    for name, code in sorted(_modules(resources.files("legal"))):
        digest.update(name.encode() + b"\0" + code)
    return {"version": version, "law_sha256": digest.hexdigest()}


def _modules(folder: Traversable, place: str = "") -> Iterator[tuple[str, bytes]]:
    """Every module below `folder`: where it stands, and its code."""
    for each in folder.iterdir():
        if each.is_dir():
            yield from _modules(each, f"{place}{each.name}/")
        elif each.name.endswith(".py"):
            yield place + each.name, each.read_bytes()
