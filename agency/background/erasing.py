"""What is over goes: closed cases one by one, each in a transaction and listed elsewhere; the rest in pieces."""

import logging
from pathlib import Path
from typing import Final

from agency import clock
from agency.background import numbers
from agency.database import engine, give_way, session, transaction
from cases.erasing import closed_cases, own_terms
from cases.erasing.own_terms import OwnTerm
from cases.schema import lookups
from cases.store import DocumentStore
from cases.trace import erased_list
from cases.trace.erased_list import Gone
from cases.trace.erased_rows import NotSealed

log = logging.getLogger(__name__)

AT_ONCE: Final = 50


def go_on(store: DocumentStore, outside: Path) -> int:
    """Do what waits, and what came back with an older backup; how many cases went. A second run does nothing."""
    listed = erased_list.read(outside)
    waiting = closed_cases.waiting(session(), limit=AT_ONCE)
    if not waiting and erased_list.is_whole(session(), listed):
        return 0
    there = erased_list.on_record(session())
    back = erased_list.back_again(listed, there)
    session().rollback()
    went = sum(_do(store, case_id) for case_id in waiting) + len(again(store, back))
    if went:
        finish(store)
    erased_list.add(outside, erased_list.on_record(session()) if went else there)
    return went


def by_own_terms(store: DocumentStore) -> int:
    """What goes by a term of its own, in pieces that let others write in between; how many rows."""
    went = sum(_all_of(store, own) for own in own_terms.ALL)
    if went:
        finish(store)
    return went


def again(store: DocumentStore, back: list[Gone]) -> list[Gone]:
    """Let go once more what went before; which of it did. What something keeps in this record stays."""
    done = []
    for gone in back:
        try:
            with transaction() as writing:
                went = closed_cases.repeat(writing, clock.act(), store, gone)
        except NotSealed:
            continue
        if went:
            done.append(gone)
        give_way()
    return done


def finish(store: DocumentStore) -> None:
    """What is left of it outside the rows: copies to search by, and files."""
    if engine().dialect.name == "sqlite":
        with transaction() as writing:
            lookups.forget_words(writing.connection())
    numbers.remove_files(store)


def _do(store: DocumentStore, case_id: int) -> bool:
    try:
        with transaction() as writing:
            went = closed_cases.do_waiting(writing, clock.act(), store, case_id)
    except NotSealed:
        log.info("a case waits with its erasure until all of it is sealed")
        return False
    except Exception:
        log.exception("a case could not be erased; the others are, and it is tried again")
        return False
    give_way()
    return went


def _all_of(store: DocumentStore, own: OwnTerm) -> int:
    went, piece = 0, own_terms.MOST
    while piece == own_terms.MOST:
        try:
            with transaction() as writing:
                piece = own_terms.go_on(writing, clock.act(), store, own)
        except NotSealed:
            log.info("what goes by a term of its own waits until all of it is sealed")
            break
        went += piece
        give_way()
    return went
