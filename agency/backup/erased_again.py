"""What went after its term went after the backup too: once that is put back, it goes again."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from agency import maintenance
from agency.background import erasing
from agency.background.schedule import seal_waiting
from agency.background.setting import application, at_work, is_current
from agency.database import session
from agency.settings import Settings
from cases.queries import retention
from cases.trace import erased_list, sealing
from cases.trace.erased_list import Gone


@dataclass(frozen=True, kw_only=True)
class Again:
    """The cases, by number, that went `again`, and those that came back and stay, because this record keeps them.

    `is_later`: the tables are older than this program, or maintenance is done: the program does it once it works.
    """

    again: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    is_later: bool = False


def repeat(settings: Settings, folder_list: Path) -> Again:
    """Let go again what is listed there, or beside the anchors of this installation, and came back.

    Raises ListUnreadable.
    """
    listed = (*erased_list.read(settings.erased), *erased_list.read(folder_list))
    erased_list.add(settings.erased, listed)
    if not listed:
        return Again()
    if not is_current(settings):
        return Again(is_later=True)
    with at_work(application(settings)):
        if maintenance.is_on():
            return Again(is_later=True)
        seal_waiting(sealing.AT_ONCE)
        back = erased_list.back_again(listed, erased_list.on_record(session()))
        session().rollback()
        store = settings.store()
        done = erasing.again(store, back)
        if done:
            erasing.finish(store)
            seal_waiting(sealing.AT_ONCE)
        return Again(again=_numbers(done), stays=_numbers([each for each in back if each not in done]))


def _numbers(some: Collection[Gone]) -> tuple[str, ...]:
    return tuple(case.number for case in retention.named(session(), [each.case_id for each in some]))
