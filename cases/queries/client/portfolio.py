"""What a client sees: its own uploads and cases and nothing else. Every question takes the client's id first.

What the debtor told in confidence and what the agency thinks stay inside: the time line is a list of what may be
shown, so that a new kind of event is hidden until somebody decides otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload

from cases.amicable import barriers
from cases.counting import notices, statement
from cases.events import kinds_always_for_client, label_of
from cases.models import (
    Case,
    CaseEvent,
    Claim,
    ClientTerms,
    CostApproval,
    Document,
    DocumentKind,
    Hold,
    LedgerEntry,
    LedgerKind,
    Letter,
    LetterState,
    Stage,
    Upload,
    UploadState,
)
from cases.names import next_step_name
from cases.progress import stages
from cases.queries.keyset import FIRST_PAGE, Order, Page, Turned, page, read_number
from cases.queries.searching import matches
from legal.errors import LawError
from legal.parameters import Figures

PAGE_SIZE = 25
SHOWN_ON_START = 5
NOTHING = Decimal("0.00")

# Evidence that belongs to one case, and papers that belong to the client as a whole.
EVIDENCE_KINDS = (DocumentKind.INVOICE, DocumentKind.AGREEMENT, DocumentKind.TERMS)
_CASE_KINDS = (*EVIDENCE_KINDS, DocumentKind.SERVICE_REPORT)
_CLIENT_KINDS = (DocumentKind.MANDATE, DocumentKind.AGREEMENT, DocumentKind.TERMS)
_LEGAL_STAGES = (Stage.PRE_LEGAL, Stage.SUMMONS_DRAFT)


class Selection(StrEnum):
    """Which cases a list shows; the values stand in the address."""

    OPEN = "lopend"
    APPROVAL = "akkoord"
    EVIDENCE = "stukken"
    HELD = "stil"
    CLOSED = "gesloten"
    ALL = "alles"


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One case in a list. `balance` is None where it cannot be counted through `on`, `next_step` is in words."""

    case: Case
    held: bool
    principal: Decimal
    received: Decimal
    balance: Decimal | None
    last: CaseEvent | None
    next_step: str

    @property
    def last_step(self) -> str:
        """What happened last that the client may see, empty when nothing did."""
        return "" if self.last is None else label_of(self.last.kind)


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What waits for the client, and its figures. Principal is of open cases, `received` of all."""

    waiting: tuple[Upload, ...]
    approvals: tuple[Case, ...]
    approval_count: int
    evidence: tuple[Case, ...]
    evidence_count: int
    open_count: int
    closed_count: int
    principal: Decimal
    received: Decimal
    stages: tuple[tuple[Stage, int], ...]


@dataclass(frozen=True, kw_only=True)
class MissingEvidence:
    """What the file lacks before a writ: `invoices` of which no copy is there, `agreement` when that is not there."""

    invoices: tuple[Claim, ...] = ()
    agreement: bool = False

    def __bool__(self) -> bool:
        return bool(self.invoices) or self.agreement


def overview(session: Session, client_id: int) -> Overview:
    """The start page of a client."""
    own = Case.client_id == client_id
    by_stage = select(Case.stage, func.count().label("number")).where(own).group_by(Case.stage)
    counts: dict[Stage, int] = {row.stage: row.number for row in session.execute(by_stage)}
    principal = select(func.sum(Claim.principal)).join(Case).where(own, Case.stage != Stage.CLOSED)
    booked = select(func.sum(LedgerEntry.amount)).join(Case).where(
        own, LedgerEntry.kind.in_((LedgerKind.PAYMENT, LedgerKind.PAYMENT_REVERSED))
    )
    approvals, evidence = _those(client_id, Selection.APPROVAL), _those(client_id, Selection.EVIDENCE)
    return Overview(
        waiting=tuple(session.scalars(
            select(Upload).where(Upload.client_id == client_id, Upload.state == UploadState.PREVIEWED)
            .order_by(Upload.id.desc()).limit(SHOWN_ON_START)
        )),
        approvals=_first(session, approvals), approval_count=_count(session, approvals),
        evidence=_first(session, evidence), evidence_count=_count(session, evidence),
        open_count=sum(count for stage, count in counts.items() if stage is not Stage.CLOSED),
        closed_count=counts.get(Stage.CLOSED, 0),
        principal=session.scalar(principal) or NOTHING,
        received=-(session.scalar(booked) or NOTHING),
        stages=tuple((stage, counts[stage]) for stage in Stage if stage in counts),
    )


def uploads(session: Session, client_id: int, *, turned: Turned = FIRST_PAGE) -> Page[Any]:
    """Claim files of the client, newest first; rows are (id, id, upload)."""
    query: Any = select(Upload.id, Upload.id, Upload).where(Upload.client_id == client_id)
    return page(session, query, _newest_first(Upload), turned, size=PAGE_SIZE)


def upload_of(session: Session, client_id: int, upload_id: int) -> Upload | None:
    """An upload of this client; None for any other, as for none."""
    return session.scalar(select(Upload).where(Upload.id == upload_id, Upload.client_id == client_id))


def cases_of_upload(session: Session, client_id: int, upload_id: int) -> list[Case]:
    """Cases that were opened from an upload, by number."""
    query = select(Case).where(Case.client_id == client_id, Case.upload_id == upload_id)
    return list(session.scalars(query.options(selectinload(Case.debtor)).order_by(Case.id)))


def case_of(session: Session, client_id: int, case_id: int) -> Case | None:
    """A case of this client; None for any other, as for none."""
    return session.scalar(select(Case).where(Case.id == case_id, Case.client_id == client_id))


def case_by_key(session: Session, client_id: int, words: str) -> Case | None:
    """The one case whose number or payment reference was typed."""
    bare = "".join(words.split())
    query = select(Case).where(Case.client_id == client_id, or_(Case.number == bare, Case.payment_reference == bare))
    return session.scalar(query)


def case_list(
    session: Session, client_id: int, *, selection: Selection, words: str, on: date, figures: Figures,
    turned: Turned = FIRST_PAGE,
) -> Page[CaseRow]:
    """Cases of the client, newest first, with the balance through `on`."""
    query: Any = select(Case.id, Case.id, Case).join(Case.debtor).where(_those(client_id, selection))
    if words.strip():
        query = query.where(matches(words))
    query = query.options(selectinload(Case.claims), selectinload(Case.debtor), selectinload(Case.terms))
    found = page(session, query, _newest_first(Case), turned, size=PAGE_SIZE)
    cases = [row[2] for row in found.rows]
    last, held = _last_steps(session, cases), _held(session, cases)
    noticed = notices.had_notice(session, [case.id for case in cases])
    rows = tuple(
        CaseRow(
            case=case, held=case.id in held, principal=sum((c.principal for c in case.claims), NOTHING),
            received=statement.paid_on(session, case.id), last=last.get(case.id),
            next_step=next_step_name(case.next_step, had_notice=case.id in noticed),
            balance=_balance(session, case, on=on, figures=figures),
        ) for case in cases
    )
    return Page(rows=rows, after=found.after, before=found.before)


def next_step(session: Session, case: Case) -> str:
    """The next step of a case in words."""
    held = [hold.kind for hold in stages.open_holds(session, case.id)]
    step = barriers.shown_step(case.next_step, held)
    return next_step_name(step, had_notice=bool(notices.had_notice(session, [case.id])))


def selection_counts(session: Session, client_id: int) -> dict[Selection, int]:
    """How many cases each selection holds."""
    return {selection: _count(session, _those(client_id, selection)) for selection in Selection}


def documents_of(session: Session, case: Case) -> list[Document]:
    """Documents on a case that its client may see, newest first."""
    query = select(Document).where(_visible_document(case.client_id), or_(
        Document.case_id == case.id, Document.client_id == case.client_id
    ))
    return list(session.scalars(query.order_by(Document.id.desc())))


def document_of(session: Session, client_id: int, document_id: int) -> Document | None:
    """A document that this client may see; None for any other, as for none."""
    return session.scalar(select(Document).where(Document.id == document_id, _visible_document(client_id)))


def missing_evidence(session: Session, case: Case) -> MissingEvidence:
    """What a case in the legal track still lacks; nothing for a case that is not there."""
    if case.stage not in _LEGAL_STAGES:
        return MissingEvidence()
    own = select(Claim).join(Claim.case).where(Claim.case_id == case.id).order_by(Claim.id)
    return MissingEvidence(
        invoices=tuple(session.scalars(own.where(_without_invoice()))),
        agreement=session.scalar(own.where(_without_agreement()).limit(1)) is not None,
    )


def asks_approval(session: Session, case: Case) -> bool:
    """Whether the client is asked to approve the costs of the legal track now."""
    query = select(Case.id).where(_those(case.client_id, Selection.APPROVAL), Case.id == case.id)
    return session.scalar(query) is not None


def _those(client_id: int, selection: Selection) -> ColumnElement[bool]:
    own = Case.client_id == client_id
    is_open = Case.stage != Stage.CLOSED
    lacking = exists().where(Claim.case_id == Case.id, or_(_without_invoice(), _without_agreement())).correlate(Case)
    conditions: dict[Selection, ColumnElement[bool]] = {
        Selection.ALL: own,
        Selection.CLOSED: and_(own, ~is_open),
        Selection.OPEN: and_(own, is_open),
        Selection.APPROVAL: and_(
            own, Case.stage.in_(_LEGAL_STAGES), ~exists().where(CostApproval.case_id == Case.id),
            Case.terms.has(ClientTerms.cost_ceiling > 0),  # with nothing agreed there is nothing to say yes to
        ),
        Selection.EVIDENCE: and_(own, Case.stage.in_(_LEGAL_STAGES), lacking),
        Selection.HELD: and_(own, is_open, exists().where(Hold.case_id == Case.id, Hold.ended_on.is_(None))),
    }
    return conditions[selection]


def _without_invoice() -> ColumnElement[bool]:
    copy = exists().where(Document.claim_id == Claim.id, Document.kind == DocumentKind.INVOICE)
    return ~copy.correlate(Claim)


def _without_agreement() -> ColumnElement[bool]:
    """The gate before the writ counts a paper of the whole case, of the client, or of this very claim."""
    whole = Document.claim_id.is_(None) & or_(Document.case_id == Case.id, Document.client_id == Case.client_id)
    paper = exists().where(
        Document.kind.in_((DocumentKind.AGREEMENT, DocumentKind.TERMS)), or_(whole, Document.claim_id == Claim.id)
    )
    return ~paper.correlate(Case, Claim)


def _visible_document(client_id: int) -> ColumnElement[bool]:
    own = select(Case.id).where(Case.client_id == client_id)
    posted = select(Letter.pdf_id).where(Letter.state == LetterState.POSTED, Letter.case_id.in_(own))
    return or_(
        Document.case_id.in_(own) & Document.kind.in_(_CASE_KINDS),
        (Document.client_id == client_id) & Document.kind.in_(_CLIENT_KINDS),
        Document.id.in_(posted),
    )


def _newest_first(table: type[Case] | type[Upload]) -> Order:
    number: Any = table.id
    return Order(column=number, id_column=number, read=read_number, write=str, descending=True)


def _last_steps(session: Session, cases: Sequence[Case]) -> dict[int, CaseEvent]:
    newest = (
        select(func.max(CaseEvent.id)).where(
            CaseEvent.case_id.in_([case.id for case in cases]), CaseEvent.kind.in_(kinds_always_for_client())
        ).group_by(CaseEvent.case_id)
    )
    return {event.case_id: event for event in session.scalars(select(CaseEvent).where(CaseEvent.id.in_(newest)))}


def _held(session: Session, cases: Sequence[Case]) -> set[int]:
    query = select(Hold.case_id).where(Hold.case_id.in_([case.id for case in cases]), Hold.ended_on.is_(None))
    return set(session.scalars(query))


def _balance(session: Session, case: Case, *, on: date, figures: Figures) -> Decimal | None:
    """None where the law package refuses: a list shows a dash, the case page says why."""
    try:
        return statement.valuation(session, case, on=on, figures=figures).balance
    except LawError:
        return None


def _first(session: Session, those: ColumnElement[bool]) -> tuple[Case, ...]:
    query = select(Case).where(those).options(selectinload(Case.debtor)).order_by(Case.next_step_on, Case.id)
    return tuple(session.scalars(query.limit(SHOWN_ON_START)))


def _count(session: Session, those: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Case).where(those)) or 0
