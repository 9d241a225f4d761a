"""Which program counted: its version, and a fingerprint of the code of the law."""

import hashlib
from functools import cache
from importlib import metadata, resources

DISTRIBUTION = "incasso"


@cache
def program() -> dict[str, str]:
    """The version, and the fingerprint of every module of the law."""
    try:
        version = metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:  # started from a checkout that was not installed
        version = "niet geïnstalleerd"
    digest = hashlib.sha256()
    modules = (each for each in resources.files("legal").iterdir() if each.name.endswith(".py"))
    for module in sorted(modules, key=lambda each: each.name):
        digest.update(module.name.encode() + b"\0" + module.read_bytes())
    return {"version": version, "law_sha256": digest.hexdigest()}
