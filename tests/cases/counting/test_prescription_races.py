"""An alarm and an interruption of the same claim at the same moment, in two transactions. PostgreSQL locks rows."""

import threading
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cases.counting import prescriptions
from cases.counting.prescriptions import InterruptionInput
from cases.models import CaseEvent, Claim, EventKind
from legal.debtor.prescription import InterruptionKind
from tests.conftest import NOW
from tests.factories import TODAY, by, make_agency, make_case, make_client, make_store

ALMOST_BARRED = {
    "contract": "01-01-2024", "invoice_date": "01-11-2024", "due": "10-12-2024", "reminder": "",
}


def test_an_alarm_waits_for_an_interruption_under_way(server: Engine, tmp_path: Path) -> None:
    """Without that the alarm of the old day would stand, and mark the new day as alarmed: none would come for it."""
    store = make_store(tmp_path)
    with Session(server) as session:
        make_agency(session)
        case = make_case(session, store, client=make_client(session), **ALMOST_BARRED)
        case_id, claim_ids = case.id, [claim.id for claim in case.claims]
        session.commit()
    alarmed: list[int] = []

    def alarm() -> None:
        with Session(server) as session:
            alarmed.append(prescriptions.alarm(session, day=TODAY, now=NOW)[0])
            session.commit()

    with Session(server) as session:
        prescriptions.interrupt(
            session, by(), store, case_id,
            InterruptionInput(kind=InterruptionKind.RESERVATION, on=date(2026, 11, 20), claim_ids=claim_ids),
        )
        meanwhile = threading.Thread(target=alarm)
        meanwhile.start()
        meanwhile.join(0.5)
        assert meanwhile.is_alive()
        session.commit()
    meanwhile.join(10)
    assert alarmed == [0]
    with Session(server) as session:
        claim = session.scalars(select(Claim)).one()
        assert (claim.barred_from, claim.alarmed_months) == (date(2028, 11, 21), None)
        assert session.scalar(select(CaseEvent.id).where(CaseEvent.kind == EventKind.PRESCRIPTION_ALARM)) is None
