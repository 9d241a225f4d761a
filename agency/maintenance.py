"""Maintenance: while it is on everything can be read, and nothing is kept by any process of this installation.

It is a file, looked for at each action: that works while the database itself is away or put back, needs no start of
anything, and is in no backup. Where an installation runs on several machines the file lies where all of them see it
(AGENCY_MAINTENANCE_FILE), or it is turned on at each.
"""

from datetime import UTC, datetime
from pathlib import Path

from flask import current_app

from cases.errors import DomainError


class UnderMaintenance(DomainError):
    """Nothing can be kept now; nothing was."""

    code = "under_maintenance"

    def __init__(self, told: str = "alles is te lezen, opslaan kan straks weer.") -> None:
        super().__init__(f"Er wordt onderhoud gedaan: {told}")


def is_on() -> bool:
    """Whether it is on, for the current application."""
    return Path(current_app.config["MAINTENANCE_FILE"]).exists()


def refuse_if_on() -> None:
    """Raises UnderMaintenance while it is on."""
    if is_on():
        raise UnderMaintenance


def begin(mark: Path) -> None:
    """Turn it on; when it is on already that moment stays."""
    mark.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not mark.exists():
        mark.touch()


def end(mark: Path) -> None:
    """Turn it off."""
    mark.unlink(missing_ok=True)


def on_since(mark: Path) -> datetime | None:
    """Since when it is on; None where it is not."""
    try:
        return datetime.fromtimestamp(mark.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None
