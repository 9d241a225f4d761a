"""Eight processes write while two seal: no false alarm, and whatever is done to the chain afterwards is told (M5)."""

from multiprocessing import get_context
from pathlib import Path
from time import sleep

from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.orm import Session

from cases.invariants import Wrong
from cases.models import Seal, SetUpChange, SetUpSubject
from cases.schema import triggers
from cases.trace import sealing
from tests.cases.trace.test_sealing import anchor, seal_all, wrong
from tests.conftest import NOW
from tests.engines import create_engine_for
from tests.factories import by
from tests.sizes import size

WRITERS, SEALERS = 8, 2
EACH = size("CHAIN_ENTRIES")
ALL = WRITERS * EACH
IN_ONE = 10  # rows of a transaction
ROW = {"subject": SetUpSubject.AGENCY, "subject_id": 1, "field": "phone", "old_value": "", "changed_at": NOW,
       "changed_by": None}
FORKING = get_context("fork")


def write(url: str, writer: int) -> None:
    """What one process adds: rows commit in another order than their numbers, and no two hold the same."""
    engine = create_engine_for(url)
    with Session(engine) as session:
        for number in range(0, EACH, IN_ONE):
            rows = [ROW | {"new_value": f"{writer} {number + each}"} for each in range(IN_ONE)]
            session.execute(insert(SetUpChange), rows)
            session.commit()
    engine.dispose()


def keep_sealing(url: str) -> None:
    """Until every row is in the chain."""
    engine = create_engine_for(url)
    with Session(engine) as session:
        while sealing.head(session)[0] < ALL:
            session.rollback()
            sealing.seal(session, most=ALL // 20)
            session.commit()
            sleep(0.05)
    engine.dispose()


def looked_at_while_written(engine: Engine, url: str, folder: Path) -> list[Wrong]:
    """What the rule of the chain finds wrong while all of them are at work; nothing, where it cries no wolf."""
    writers = [FORKING.Process(target=write, args=[url, number]) for number in range(WRITERS)]
    sealers = [FORKING.Process(target=keep_sealing, args=[url]) for _ in range(SEALERS)]
    alarms: list[Wrong] = []
    try:
        for process in writers + sealers:
            process.start()
        with Session(engine) as session:
            while any(process.is_alive() for process in sealers):
                alarms += wrong(session, folder)
                session.rollback()
                sealers[0].join(1)
                assert not any(process.exitcode for process in writers + sealers)
    finally:
        for process in writers + sealers:
            process.kill()
            process.join()
    return alarms


TAMPERED = {
    "changed": ("UPDATE set_up_change SET new_value = 'anders' WHERE id = 77",),
    "taken out": ("DELETE FROM set_up_change WHERE id = 78",),
    "swapped": tuple(f"UPDATE set_up_change SET id = {step}" for step in ("-1 WHERE id = 79", "79 WHERE id = 80",
                                                                       "80 WHERE id = -1")),
    "cut off": (
        f"DELETE FROM set_up_change WHERE id IN (SELECT row_id FROM seal WHERE position > {ALL - 50})",
        f"DELETE FROM seal WHERE position > {ALL - 50}",
    ),
}
TOLD = {
    "changed": {("77", "deze regel is veranderd nadat hij verzegeld was")},
    "taken out": {("78", "deze regel is verzegeld en is er niet meer")},
    "swapped": {(row, "deze regel is veranderd nadat hij verzegeld was") for row in ("79", "80")},
    "cut off": {(str(ALL), f"de laatste schakel van {by().now:%d-%m-%Y} is er niet meer")},
}


def test_many_writers_make_one_chain_and_what_is_done_to_it_is_told(
    engine: Engine, superuser: Engine, database_url: str, tmp_path: Path
) -> None:
    assert looked_at_while_written(engine, database_url, tmp_path) == []
    with Session(engine) as session:
        assert seal_all(session) == 0
        assert session.scalar(select(func.count()).select_from(Seal)) == ALL
        assert session.scalar(select(func.count()).select_from(SetUpChange)) == ALL
        assert wrong(session, tmp_path) == []
        assert anchor(session, tmp_path)
    with superuser.begin() as connection:
        triggers.remove(connection)
    with Session(superuser) as session:
        for how, statements in TAMPERED.items():
            for statement in statements:
                session.execute(text(statement))
            assert {(each.row, each.what) for each in wrong(session, tmp_path)} == TOLD[how]
            session.rollback()
        assert wrong(session, tmp_path) == []
