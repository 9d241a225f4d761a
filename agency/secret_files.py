"""Secrets that a vault or systemd hands over in files, so that none stands in the environment of a process."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

SECRETS: Final = (
    "SECRET_KEY", "FACTOR_KEY", "FACTOR_KEYS_OLD", "METRICS_TOKEN", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL",
    "SMTP_URL", "IMAP_URL",
)
_FILE: Final = "_FILE"
FOLDER: Final = "CREDENTIALS_DIRECTORY"  # as systemd names it to a service


class SecretFileUnreadable(Exception):
    """A file that should hold a secret cannot be read; the message is Dutch and says which."""


def with_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with each secret that it names by a file.

    What stands in the environment itself counts, then the file that `SECRET_KEY_FILE` names, then `secret_key` in the
    folder of systemd. Raises SecretFileUnreadable.
    """
    found = dict(environ)
    for name in SECRETS:
        path = None if found.get(name) else _where(environ, name)
        if path is not None:
            found[name] = _read(path, name)
    return found


def names_of(*names: str) -> list[str]:
    """The variables by which an environment gives these secrets, or names a file of theirs."""
    return [*names, *(f"{each}{_FILE}" for each in names)]


def _where(environ: Mapping[str, str], name: str) -> Path | None:
    if environ.get(f"{name}{_FILE}"):
        return Path(environ[f"{name}{_FILE}"])
    handed = Path(environ[FOLDER]) / name.lower() if environ.get(FOLDER) else None
    return handed if handed is not None and handed.exists() else None


def _read(path: Path, name: str) -> str:
    try:
        content = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretFileUnreadable(f"{name}: het bestand {path} is niet te lezen.") from error
    if not content:
        raise SecretFileUnreadable(f"{name}: het bestand {path} is leeg.")
    return content
