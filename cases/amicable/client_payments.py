"""Payments that a client reported itself: until somebody worked on with one, the client can take it back."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.amicable import holds, payments
from cases.correspondence import shared_letters
from cases.counting import ledger_entries
from cases.errors import Incomplete, NotFound, Refused
from cases.events import read
from cases.events.payments import PaymentRegistered
from cases.models import Case, CaseEvent, EventKind, Hold, HoldKind, LedgerEntry, PaidTo, Stage, User
from cases.progress import stages
from cases.schema.db import without_citizen_number
from legal.parameters import Figures

# What somebody else did afterwards without using the payment; everything else rests on it.
RESTS_NOT_ON_IT = frozenset({
    EventKind.CASE_OPENED, EventKind.DOCUMENT_ADDED, EventKind.CLAIM_KIND_STATED, EventKind.REGISTER_CHECKED,
    EventKind.HOLD_PLACED, EventKind.INTERRUPTION_WITHDRAWN, EventKind.OTHER_INVOICE_STATED, EventKind.DEBTOR_CHANGED,
})
USED = "Wij hebben met deze melding al verder gewerkt. Klopt zij niet, bel ons dan: wij herstellen het."
CHECK_ENDED = "De opdrachtgever nam de gemelde betaling terug."


@dataclass(frozen=True, kw_only=True)
class Report:
    """A payment that the client reported and that stands. `used`: somebody worked on with it."""

    entry: LedgerEntry
    used: bool


def reports(session: Session, case: Case) -> list[Report]:
    """The payments on a case that its client reported and that stand, the newest first."""
    own = {
        entry.id: entry for entry in ledger_entries.payments_of(session, case.id)
        if entry.paid_to is PaidTo.CLIENT and entry.recorded_by is not None
    }
    if not own:
        return []
    query = (
        select(CaseEvent, User.client_id).join(User, CaseEvent.actor_id == User.id)
        .where(CaseEvent.case_id == case.id).order_by(CaseEvent.id.desc())
    )
    found, used = [], False
    for event, client_id in session.execute(query):
        by_client = client_id == case.client_id
        told = read(event) if by_client else None
        if isinstance(told, PaymentRegistered) and told.entry_id in own:
            found.append(Report(entry=own[told.entry_id], used=used))
        used = used or (not by_client and event.kind not in RESTS_NOT_ON_IT)
    return found


def take_back(
    session: Session, act: Act, entry_id: int, *, case_id: int, client_id: int, reason: str, figures: Figures
) -> LedgerEntry:
    """Reverse a payment that the client reported; a case that it closed opens again.

    Raises NotFound for another's payment, AlreadyDone, Incomplete without a reason, Refused once it was used.
    """
    case = session.get(Case, case_id)
    if case is None or case.client_id != client_id:
        raise NotFound("Dit dossier bestaat niet.")
    case = shared_letters.lock_one(session, case_id)
    payments.standing_payment(session, case_id, entry_id)
    report = next((each for each in reports(session, case) if each.entry.id == entry_id), None)
    if report is None:
        raise NotFound("Deze betaling heeft u niet gemeld.")
    if report.used:
        raise Refused(USED)
    if not reason.strip():
        raise Incomplete("Vul in waarom de melding niet klopt.")
    without_citizen_number(reason)
    counter = payments.reverse(
        session, act, entry_id, case_id=case_id, reason=f"Teruggenomen door de opdrachtgever: {reason.strip()}",
        figures=figures,
    )
    _end_check(session, act, case)
    return counter


def _end_check(session: Session, act: Act, case: Case) -> None:
    """The look that waited for this payment is needed no more, unless another of the client still waits for it."""
    check = next((hold for hold in stages.open_holds(session, case.id) if _waits(hold)), None)
    if check is None or case.stage is Stage.CLOSED or reports(session, case):
        return
    holds.end(session, act, check.id, case_id=case.id, outcome=CHECK_ENDED, on=act.today)


def _waits(hold: Hold) -> bool:
    return hold.kind is HoldKind.PAYMENT_CHECK
