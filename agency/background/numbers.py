"""A search for citizen service numbers through the whole record: read while others go on, kept in one go."""

import logging

from agency import clock
from agency.background.setting import Pace
from agency.database import session, transaction
from cases.queries import found_numbers
from cases.store import DocumentStore
from cases.trace import number_search, redacted_files

log = logging.getLogger(__name__)

KIND = "numbers"


def search(search_id: int, _store: DocumentStore, _pace: Pace) -> None:
    """Search and keep what was found; nothing where the search was done already or another is at it."""
    with transaction() as writing:
        is_mine = number_search.take(writing, search_id, now=clock.now())
    if not is_mine:
        return
    found = found_numbers.search(session())
    session().rollback()  # the reading is over before the writing begins
    with transaction() as writing:
        number_search.keep(writing, search_id, found, now=clock.now())


def remove_files_now(store: DocumentStore) -> None:
    """The same as `remove_files`, in a request; what goes wrong leaves it to the clock."""
    try:
        remove_files(store)
    except Exception:
        log.exception("files that were made unreadable could not be removed now")


def remove_files(store: DocumentStore) -> int:
    """Take the files out of the store in whose place a mark came; how many."""
    if not redacted_files.waits(session()):
        return 0
    with transaction() as writing:
        return redacted_files.remove_files(writing, store)
