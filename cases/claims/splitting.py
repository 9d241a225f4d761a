"""The new case to which invoices are split off: as the one they come from, of the same debtor by the same terms."""

from typing import Any  # Any: rows of three tables

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.claims.opening import payment_reference
from cases.events.claims import CaseOpened
from cases.events.stages import StageChanged
from cases.models import (
    Case,
    CaseParty,
    ConsumerContractStated,
    Document,
    DocumentKind,
    NextStep,
    Stage,
)
from cases.schema.ids import reserve

# What is of the whole case, and so of both afterwards.
OF_BOTH = (DocumentKind.AGREEMENT, DocumentKind.TERMS, DocumentKind.MANDATE)


def new_case(session: Session, act: Act, case: Case, *, is_named: bool) -> Case:
    """A case where the other one stands, with its people, its papers and what was found of its contract.

    Where no letter named what goes there (`is_named`), it waits for its first letter.
    """
    stage, step, step_on = case.stage, case.next_step, case.next_step_on
    if not is_named:
        stage, step, step_on = Stage.INTAKE, NextStep.SEND_FIRST_NOTICE, act.today
    elif step in (NextStep.REVIEW_HOLD, NextStep.CONFIRM_POSTING):
        step = NextStep.SEND_FIRST_NOTICE if stage is Stage.INTAKE else NextStep.CONTACT_DEBTOR
    (case_id,) = reserve(session, Case, 1)
    new = Case(
        id=case_id, number=f"{act.today.year}-{case_id:06d}", payment_reference=payment_reference(case_id),
        client_id=case.client_id, debtor_id=case.debtor_id, terms_id=case.terms_id, upload_id=case.upload_id,
        debtor_kind=case.debtor_kind, stage=stage, next_step=step, next_step_on=step_on,
        handler_id=case.handler_id, opened_on=case.opened_on, policy=case.policy,
    )
    session.add(new)
    session.flush()
    handler = "" if case.handler is None else case.handler.name
    events.record(session, act, new.id, CaseOpened(upload_id=None, rows="", claims=0, handler=handler),
                  effective_on=act.today)
    if new.stage is not Stage.INTAKE:
        told = StageChanged(was=Stage.INTAKE, became=new.stage, reason=f"afgesplitst van dossier {case.number}")
        events.record(session, act, new.id, told, effective_on=act.today)
    _copy(session, select(CaseParty).where(CaseParty.case_id == case.id), new)
    _copy(session, select(Document).where(
        Document.case_id == case.id, Document.claim_id.is_(None), Document.kind.in_(OF_BOTH)
    ), new)
    _copy(session, select(ConsumerContractStated).where(ConsumerContractStated.case_id == case.id), new)
    session.flush()
    return new


def _copy(session: Session, rows: "Select[Any]", new: Case) -> None:
    """The same rows for the new case, in their order."""
    for row in session.scalars(rows.order_by("id")).all():
        columns = inspect(type(row)).column_attrs
        values = {each.key: getattr(row, each.key) for each in columns if each.key not in ("id", "case_id")}
        session.add(type(row)(**values, case_id=new.id))
    session.flush()
