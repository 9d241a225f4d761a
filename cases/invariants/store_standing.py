"""How the check of a store stands: what was found last, when all was last known to be good, and how far the next is.

It lies in the store itself, as JSON, so that all machines that share the store see the same.
"""

import json
import logging
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any  # Any: what JSON says

from cases.store import DocumentStore

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Round:
    """A check, under way or done: how far (which part, after what), how much was looked at and is wrong.

    `first`: the first things that are wrong, in Dutch. `swept`: what was half written and left, and is removed.
    `key`: of what was found, so that the same is asked of a person once.
    """

    began_at: datetime
    part: int = 0
    after: str = ""
    looked: int = 0
    wrong: int = 0
    swept: int = 0
    first: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of the store: when it was last found all good, the last check that came to its end, the next.

    `good_at` and `done_at` are when that check ended; None where there was none.
    """

    good_at: datetime | None = None
    done_at: datetime | None = None
    last: Round | None = None
    running: Round | None = None


def standing(store: DocumentStore) -> Standing:
    """How the check of this store stands. Raises StoreUnavailable."""
    noted = store.note()
    if noted is None:
        return Standing()
    try:
        told = json.loads(noted)
        return Standing(
            good_at=_moment(told["good_at"]), done_at=_moment(told["done_at"]), last=_round(told["last"]),
            running=_round(told["running"]),
        )
    except (ValueError, KeyError, TypeError):  # somebody wrote in it, or the disk did
        log.warning("what was noted of the last check of the store cannot be read; a new one begins")
        return Standing()


def note(store: DocumentStore, stands: Standing) -> None:
    """Keep how it stands. Raises StoreUnavailable or StoreFull."""
    store.write_note(json.dumps(asdict(stands), default=datetime.isoformat, ensure_ascii=False).encode())


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _round(told: dict[str, Any] | None) -> Round | None:
    if told is None:
        return None
    return Round(**(told | {"began_at": datetime.fromisoformat(told["began_at"]), "first": tuple(told["first"])}))
