"""Many letters in one go; where the program errs in one, each by itself, so that the others go on."""

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.orm import Session

from cases.correspondence.making import REFUSALS

log = logging.getLogger(__name__)
R = TypeVar("R")
# Says nothing of a letter: the whole piece is tried again.
_OF_THE_MACHINE = (OperationalError, InterfaceError, InternalError, OSError, MemoryError)


@dataclass(frozen=True, kw_only=True)
class Done(Generic[R]):
    """What came of it. `failed`: why it could not be done, in Dutch, by id."""

    results: list[R] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)


def together(session: Session, ids: Sequence[int], do: Callable[[Sequence[int]], R]) -> Done[R]:
    """Do it for all these ids, else for each alone; of what failed nothing is kept.

    An error of the program gets a code, under which the log tells more.
    """
    try:
        with session.begin_nested():
            return Done(results=[do(ids)])
    except _OF_THE_MACHINE:
        raise
    except Exception:
        log.exception("%s together failed: each by itself", list(ids))
    done: Done[R] = Done()
    for one in ids:
        try:
            with session.begin_nested():
                done.results.append(do([one]))
        except _OF_THE_MACHINE:
            raise
        except REFUSALS as refusal:
            done.failed[one] = str(refusal)
        except Exception:
            code = secrets.token_hex(4)
            log.exception("%d alone failed, reference %s", one, code)
            done.failed[one] = f"een fout in het programma; meld dit met code {code}"
    return done
