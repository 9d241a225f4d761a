"""The time line of a case as its client may see it: which events, and of each only the details named here."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cases.counting.replays import KEY, UNCOUNTED, in_words, read
from cases.input_checks import day_of
from cases.models import Case, CaseEvent, DocumentKind, EventKind, HoldKind
from legal.debtor.assessment import Outcome

# Kind of event -> details that may leave the agency. What is not named is not shown: contact, notes, who was spoken,
# register checks, proposals for an assessment, and letters that never left.
VISIBLE: dict[EventKind, tuple[str, ...]] = {
    EventKind.CASE_OPENED: ("claims",),
    EventKind.LETTER_POSTED: ("letter", "document_id", "costs_claimable_from"),
    EventKind.LETTER_RETURNED: ("letter",),
    EventKind.LETTER_RETURN_WITHDRAWN: (),
    EventKind.DELIVERY_PROVED: ("costs_claimable_from",),
    EventKind.DELIVERY_PROOF_WITHDRAWN: (),
    EventKind.NOTICE_TERM_ENDED: (),
    EventKind.NOTICE_DEFECTIVE: (),
    EventKind.PAYMENT_REGISTERED: (
        "amount", "paid_to", "costs", "interest", "principal", "unallocated", "balance", UNCOUNTED, KEY
    ),
    EventKind.PAYMENT_REVERSED: ("amount", "balance", UNCOUNTED, KEY),
    EventKind.ARRANGEMENT_MADE: ("terms", "amount", "total", "ends_on"),
    EventKind.ARRANGEMENT_ENDED: ("broken",),
    EventKind.INSTALMENT_MISSED: ("ordinal", "amount"),
    EventKind.HOLD_PLACED: ("hold", "reason"),
    EventKind.HOLD_ENDED: ("hold", "outcome"),
    EventKind.ASSESSMENT_MADE: ("outcome",),
    EventKind.ASSESSMENT_CONFIRMED: ("outcome",),
    EventKind.DOCUMENT_ADDED: ("document_kind", "document_id", "title"),
    EventKind.COSTS_APPROVED: ("ceiling",),
    EventKind.WRIT_DRAFTED: (),
    EventKind.GIVEN_TO_BAILIFF: ("office",),
    EventKind.WRIT_WITHDRAWN: (),
    EventKind.SERVICE_REPORTED: ("manner", "document_id"),
    EventKind.SERVICE_CORRECTED: ("manner", "document_id"),
    EventKind.PRESCRIPTION_INTERRUPTED: ("law",),
    EventKind.OTHER_INVOICE_STATED: ("invoice",),
    EventKind.DEBTOR_CHANGED: (),
    EventKind.INTERRUPTION_WITHDRAWN: (),
    EventKind.CASE_CLOSED: ("reason",),
}
# Kinds of which every event is shown: one of them can stand as the last step in a list.
ALWAYS_VISIBLE = frozenset(VISIBLE) - {EventKind.DOCUMENT_ADDED, EventKind.ASSESSMENT_MADE}
# The words of the debtor are shown where the client must answer them or gave them itself; other reasons are private.
_REASON_SHOWN = {
    HoldKind.DISPUTE, HoldKind.MINOR, HoldKind.CLIENT_REQUEST, HoldKind.PERSON_UNCLEAR, HoldKind.NEW_DETAILS,
    HoldKind.PAYMENT_CHECK,
}
# Of these not even the kind is the client's business.
_KIND_HIDDEN = {HoldKind.VULNERABLE}
_DOCUMENTS_SHOWN = {DocumentKind.INVOICE, DocumentKind.AGREEMENT, DocumentKind.TERMS}
_NOTHING: dict[str, Any] = dict.fromkeys(key for details in VISIBLE.values() for key in details)
_AMOUNTS = {"amount", "costs", "interest", "principal", "unallocated", "balance", "total", "ceiling"}
_DAYS = {"costs_claimable_from", "ends_on"}


@dataclass(frozen=True, kw_only=True)
class VisibleEvent:
    """One entry. `data` has every detail, None where this event has it not or it is private; amounts are Decimal.

    Of what a payment changed in others it has the amounts in one line (`replay`).

    `by_client` is the name of the user of the client who did it, empty for anyone else.
    """

    kind: EventKind
    recorded_at: datetime
    effective_on: date
    by_client: str
    data: dict[str, Any]  # texts, numbers, amounts and days; which ones follows from the kind

    @property
    def recorded_on(self) -> date:
        """The day in the Netherlands on which it was put on record."""
        return day_of(self.recorded_at)


def timeline(session: Session, case: Case) -> list[VisibleEvent]:
    """What happened on `case` that its client may see, newest first."""
    query = (
        select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(VISIBLE))
        .options(selectinload(CaseEvent.actor)).order_by(CaseEvent.id.desc())
    )
    shown = (_visible(case, event) for event in session.scalars(query))
    return [entry for entry in shown if entry is not None]


def hold_kind_shown(kind: HoldKind) -> bool:
    """Whether the client may know why a case stands still."""
    return kind not in _KIND_HIDDEN


def hold_reason_shown(kind: HoldKind) -> bool:
    """Whether the client may read the reason in the words that were noted."""
    return kind in _REASON_SHOWN


def _visible(case: Case, event: CaseEvent) -> VisibleEvent | None:
    if event.kind is EventKind.DOCUMENT_ADDED and event.data.get("document_kind") not in _DOCUMENTS_SHOWN:
        return None
    if event.kind is EventKind.ASSESSMENT_MADE and event.data.get("outcome") == Outcome.ABLE_UNWILLING:
        return None  # a proposal until a second person agrees
    data = {key: _value(key, event.data[key]) for key in VISIBLE[event.kind] if event.data.get(key) is not None}
    replayed = read(event.data) if KEY in data else None
    if replayed is not None:
        data[KEY] = in_words(replayed)
    if "hold" in data:
        data = _discreet(data)
    own = event.actor is not None and event.actor.client_id == case.client_id
    return VisibleEvent(
        kind=event.kind, recorded_at=event.recorded_at, effective_on=event.effective_on,
        by_client=event.actor.name if own and event.actor is not None else "", data=_NOTHING | data,
    )


def _discreet(data: dict[str, Any]) -> dict[str, Any]:
    kind = HoldKind(data["hold"])
    if not hold_kind_shown(kind):
        return {}
    return data if hold_reason_shown(kind) else {"hold": data["hold"]}


def _value(key: str, value: Any) -> Any:
    if key in _AMOUNTS:
        return Decimal(value)
    return date.fromisoformat(value) if key in _DAYS else value
