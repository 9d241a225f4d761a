"""Two people correct one report at the same moment, in two transactions: one wins, the other is told."""

import threading
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cases.counting import prescriptions
from cases.errors import EditConflict
from cases.legal_track import service_reports
from cases.models import Writ
from tests.cases.legal_track.served import at_bailiff, correct, report
from tests.factories import make_store

SATURDAY = date(2026, 11, 21)


def test_the_second_of_two_corrections_at_once_is_told(server: Engine, tmp_path: Path) -> None:
    store = make_store(tmp_path)
    with Session(server) as session:
        writ = at_bailiff(session, store)
        report(session, store, writ)
        writ_id = writ.id
        session.commit()
    refused: list[str] = []

    def correct_too() -> None:
        with Session(server) as session:
            writ = session.get_one(Writ, writ_id)
            seen = service_reports.of_writ(session, writ_id)[-1]
            try:
                correct(session, store, writ, seen, costs=None)
            except EditConflict as refusal:
                refused.append(str(refusal))

    with Session(server) as session:
        writ = session.get_one(Writ, writ_id)
        correct(session, store, writ, service_reports.of_writ(session, writ_id)[0], served_on=SATURDAY)
        meanwhile = threading.Thread(target=correct_too)
        meanwhile.start()
        meanwhile.join(0.5)
        assert meanwhile.is_alive(), "it waits for the first"
        session.commit()
    meanwhile.join(10)
    assert len(refused) == 1
    with Session(server) as session:
        reports = service_reports.of_writ(session, writ_id)
        assert (reports[0].served_on, len(reports)) == (SATURDAY, 2)
        claims = session.scalars(select(Writ)).one().case.claims
        rows = [row.interrupted_on for each in prescriptions.standing(session, claims).values() for row in each]
        assert rows == [SATURDAY]
