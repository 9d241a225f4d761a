"""What a client sees: its own uploads and cases and nothing else. Every question takes the client's id first.

What the debtor told in confidence and what the agency thinks stay inside: the time line is a list of what may be
shown, so that a new kind of event is hidden until somebody decides otherwise.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, defer, joinedload, selectinload

from cases.amicable import barriers
from cases.counting import case_facts, claim_facts, ledger_entries, notices, reaching, statement
from cases.counting.statement import CaseRecord
from cases.events import kinds_always_for_client, label_of
from cases.models import (
    Case,
    CaseEvent,
    Claim,
    ClientTerms,
    ContactPoint,
    CostApproval,
    Document,
    DocumentKind,
    Hold,
    LedgerEntry,
    LedgerKind,
    Letter,
    PointState,
    Stage,
    Upload,
    UploadState,
)
from cases.names import next_step_name
from cases.progress import stages
from cases.queries import credited
from cases.queries.counts import MOST_COUNTED, Rows, count, counts, is_open, of_open_case, passed_over, written_out
from cases.queries.debtor_names import NAME, name_in
from cases.queries.keyset import FIRST_PAGE, Order, Page, Turned, page, read_number
from cases.queries.searching import Within, matches
from legal.calendar import add_months
from legal.errors import LawError
from legal.parameters import Figures

PAGE_SIZE = 25
SHOWN_ON_START = 5
CASES_OF_UPLOAD = 100
NOTHING = Decimal("0.00")
MONTHS_OF_DIFFERENCES = 12

# Evidence that belongs to one case, and papers that belong to the client as a whole.
EVIDENCE_KINDS = (DocumentKind.INVOICE, DocumentKind.AGREEMENT, DocumentKind.TERMS)
_CASE_KINDS = (*EVIDENCE_KINDS, DocumentKind.SERVICE_REPORT, DocumentKind.CREDIT_NOTE)
_CLIENT_KINDS = (DocumentKind.MANDATE, DocumentKind.AGREEMENT, DocumentKind.TERMS)
_LEGAL_STAGES = (Stage.PRE_LEGAL, Stage.SUMMONS_DRAFT)
# What was read of a whole file: for the page of that file alone.
_WITHOUT_REPORT = (defer(Upload.report, raiseload=True), defer(Upload.answers, raiseload=True))


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
    """One case in a list. `received` and `balance` are of `counted_through`, the same day in all rows, None where the
    figures refuse; `next_step` is in words."""

    case: Case
    held: bool
    principal: Decimal
    received: Decimal
    balance: Decimal | None
    counted_through: date
    last: CaseEvent | None
    next_step: str

    @property
    def last_step(self) -> str:
        """What happened last that the client may see, empty when nothing did."""
        return "" if self.last is None else label_of(self.last.kind)


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What waits for the client, and how many cases stand where."""

    waiting: tuple[Upload, ...]
    approvals: tuple[Case, ...]
    approval_count: int
    evidence: tuple[Case, ...]
    evidence_count: int
    open_count: int
    closed_count: int
    stages: tuple[tuple[Stage, int], ...]

    @property
    def is_large(self) -> bool:
        """Whether there are more cases than are counted: adding up what they are about takes a while."""
        return self.open_count + self.closed_count > MOST_COUNTED


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What the cases of a client are about. `principal` is of open cases, `received` of all; as old as the question."""

    principal: Decimal
    received: Decimal


@dataclass(frozen=True, kw_only=True)
class MissingEvidence:
    """What the file lacks before a writ: `invoices` of which no copy is there, `agreement` when that is not there."""

    invoices: tuple[Claim, ...] = ()
    agreement: bool = False

    def __bool__(self) -> bool:
        return bool(self.invoices) or self.agreement


def overview(session: Session, client_id: int) -> Overview:
    """The start page of a client. Counts are those of `counts`."""
    asked: dict[Stage | Selection, Rows] = {
        stage: select(Case.id).where(Case.client_id == client_id, Case.stage == stage) for stage in Stage
    }
    for selection in (Selection.APPROVAL, Selection.EVIDENCE):
        asked[selection] = select(Case.id).where(_those(client_id, selection))
    counted = counts(session, asked)
    stages = tuple((stage, counted[stage]) for stage in Stage if counted[stage])
    return Overview(
        waiting=tuple(session.scalars(
            select(Upload).where(
                Upload.client_id == client_id, Upload.state == UploadState.PREVIEWED, Upload.accepted_count > 0
            )
            .options(*_WITHOUT_REPORT).order_by(Upload.id.desc()).limit(SHOWN_ON_START)
        )),
        approvals=_first(session, client_id, Selection.APPROVAL) if counted[Selection.APPROVAL] else (),
        approval_count=counted[Selection.APPROVAL],
        evidence=_first(session, client_id, Selection.EVIDENCE) if counted[Selection.EVIDENCE] else (),
        evidence_count=counted[Selection.EVIDENCE],
        open_count=sum(count for stage, count in stages if stage is not Stage.CLOSED),
        closed_count=counted[Stage.CLOSED],
        stages=stages,
    )


def sums(session: Session, client_id: int) -> Sums:
    """The sums of the start page, over every case: the more cases, the longer."""
    principal = select(func.sum(Claim.principal)).where(Claim.client_id == client_id, of_open_case())
    booked = select(func.sum(LedgerEntry.amount)).join(Case).where(
        Case.client_id == client_id,
        written_out(LedgerEntry.kind, LedgerKind.PAYMENT, LedgerKind.PAYMENT_REVERSED),
    )
    back = select(func.sum(LedgerEntry.amount)).join(Case).where(  # few went back: their cases are not looked up
        Case.client_id + 0 == client_id, written_out(LedgerEntry.kind, LedgerKind.REFUND)
    )
    money = [session.scalar(each) or NOTHING for each in (booked, back)]
    claimed = (session.scalar(principal) or NOTHING) - credited.of_client(session, client_id)
    return Sums(principal=claimed, received=-sum(money, NOTHING))


def small_differences(session: Session, client_id: int, *, today: date) -> tuple[tuple[date, Decimal, int], ...]:
    """What was booked off as small in each of the last twelve months: first day, sum in euro, on how many cases.

    The newest first; a month without any is left out.
    """
    counter = aliased(LedgerEntry)
    first = add_months(today.replace(day=1), -(MONTHS_OF_DIFFERENCES - 1))
    query = select(LedgerEntry.effective_on, LedgerEntry.amount).join(Case).where(
        Case.client_id + 0 == client_id, LedgerEntry.effective_on >= first, LedgerEntry.reverses_id.is_(None),
        written_out(LedgerEntry.kind, LedgerKind.SMALL_DIFFERENCE),
        ~select(counter.id).where(counter.reverses_id == LedgerEntry.id).exists(),
    )
    of_month: dict[date, list[Decimal]] = defaultdict(list)
    for day, amount in session.execute(query):
        of_month[day.replace(day=1)].append(-amount)
    return tuple((month, sum(found, NOTHING), len(found)) for month, found in sorted(of_month.items(), reverse=True))


def uploads(session: Session, client_id: int, *, turned: Turned = FIRST_PAGE) -> Page[Any]:
    """Claim files of the client, newest first; rows are (id, id, upload)."""
    query: Any = select(Upload.id, Upload.id, Upload).where(Upload.client_id == client_id).options(*_WITHOUT_REPORT)
    return page(session, query, _newest_first(Upload), turned, size=PAGE_SIZE)


def upload_of(session: Session, client_id: int, upload_id: int) -> Upload | None:
    """An upload of this client; None for any other, as for none."""
    return session.scalar(select(Upload).where(Upload.id == upload_id, Upload.client_id == client_id))


@dataclass(frozen=True, kw_only=True)
class MadeCase:
    """A case that was opened from an upload."""

    id: int
    number: str
    debtor: str


def cases_of_upload(
    session: Session, client_id: int, upload_id: int, *, turned: Turned = FIRST_PAGE
) -> Page[MadeCase]:
    """Cases that were opened from an upload, by number."""
    query = (
        select(Case.id, Case.id, Case.number, *NAME).join(Case.debtor)
        .where(Case.upload_id == upload_id, Case.client_id == client_id)
    )
    order = Order(column=Case.id, id_column=Case.id, read=read_number, write=str)
    found = page(session, query, order, turned, size=CASES_OF_UPLOAD)
    return replace(found, rows=tuple(MadeCase(id=row[0], number=row.number, debtor=name_in(row)) for row in found.rows))


def upload_count(session: Session, client_id: int, upload_id: int) -> int:
    """How many cases were opened from an upload, as `counts` counts."""
    return count(session, select(Case.id).where(Case.upload_id == upload_id, Case.client_id == client_id))


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
    """Cases of the client, newest first, with the balance through `on`, or the last day that can be counted for all."""
    query: Any = select(Case.id, Case.id, Case)
    order = _newest_first(Case)
    if words.strip():  # few fit: they are looked up and sorted, the order is not walked
        found_by = matches(session, words, Within(client_id=client_id))
        query = query.where(found_by, passed_over(_those(client_id, selection)))
        order = replace(order, column=Case.id + 0)
    else:
        query = query.where(_those(client_id, selection))
    query = query.options(joinedload(Case.debtor), joinedload(Case.terms), selectinload(Case.claims))
    found = page(session, query, order, turned, size=PAGE_SIZE)
    cases = [row[2] for row in found.rows]
    last, held = _last_steps(session, cases), _held(session, cases)
    entered = case_facts.entered_of(session, cases)
    records = {
        case.id: statement.record_of(session, case, figures=figures, entered=entered) for case in cases
    }
    counted_through = _last_day_of_all(records.values(), wanted=on, figures=figures)
    rows = tuple(
        CaseRow(
            case=case, held=case.id in held, principal=_claimed(case, entered.booked.get(case.id, ())),
            received=_received(entered.booked.get(case.id, ()), through=counted_through), last=last.get(case.id),
            next_step=next_step_name(case.next_step, had_notice=case.id in entered.notices),
            counted_through=counted_through,
            balance=_balance(records[case.id], on=counted_through, figures=figures),
        ) for case in cases
    )
    return Page(rows=rows, after=found.after, before=found.before)


def next_step(session: Session, case: Case) -> str:
    """The next step of a case in words."""
    held = [hold.kind for hold in stages.open_holds(session, case.id)]
    step = barriers.shown_step(case.next_step, held)
    had_notice = session.scalar(select(notices.had_notice()).where(Case.id == case.id))
    return next_step_name(step, had_notice=bool(had_notice))


def selection_counts(session: Session, client_id: int) -> dict[Selection, int]:
    """How many cases each selection holds, as `counts` counts."""
    return counts(session, {each: select(Case.id).where(_those(client_id, each)) for each in Selection})


def documents_of(session: Session, case: Case) -> list[Document]:
    """Documents on a case that its client may see, newest first."""
    of_case, of_client = Document.case_id == case.id, Document.client_id == case.client_id
    query = select(Document).where(or_(of_case, of_client), _visible_document(case.client_id))
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
    in_law = written_out(Case.stage, *_LEGAL_STAGES)
    lacking = exists().where(Claim.case_id == Case.id, or_(_without_invoice(), _without_agreement())).correlate(Case)
    held = select(Hold.case_id).where(Hold.client_id == client_id, Hold.ended_on.is_(None))
    conditions: dict[Selection, ColumnElement[bool]] = {
        Selection.ALL: own,
        Selection.CLOSED: and_(own, Case.stage == Stage.CLOSED),
        Selection.OPEN: and_(own, is_open()),
        Selection.APPROVAL: and_(
            own, in_law, ~exists().where(CostApproval.case_id == Case.id),
            Case.terms.has(ClientTerms.cost_ceiling > 0),  # with nothing agreed there is nothing to say yes to
        ),
        Selection.EVIDENCE: and_(own, in_law, lacking),
        Selection.HELD: and_(own, is_open(), Case.id.in_(held)),
    }
    return conditions[selection]


def _without_invoice() -> ColumnElement[bool]:
    copy = exists().where(Document.claim_id == Claim.id, Document.kind == DocumentKind.INVOICE)
    return ~copy.correlate(Claim)


def _without_agreement() -> ColumnElement[bool]:
    """The gate before the writ counts a paper of the whole case, of the client, or of this very claim.

    Each is a question of its own, with its own index: of the three in one every document would be read.
    """
    is_paper = Document.kind.in_((DocumentKind.AGREEMENT, DocumentKind.TERMS))
    whole = Document.claim_id.is_(None)
    papers = (
        exists().where(is_paper, whole, Document.case_id == Case.id),
        exists().where(is_paper, whole, Document.client_id == Case.client_id),
        exists().where(is_paper, Document.claim_id == Claim.id),
    )
    return and_(*(~paper.correlate(Case, Claim) for paper in papers))


def _went_to_secret_address() -> ColumnElement[bool]:
    return exists().where(
        ContactPoint.id == Letter.contact_point_id, ContactPoint.state == PointState.SECRET
    ).correlate(Letter)


def _visible_document(client_id: int) -> ColumnElement[bool]:
    """Asked of each document, not by a list of all cases and letters of the client."""
    of_own_case = exists().where(Case.id == Document.case_id, Case.client_id == client_id).correlate(Document)
    posted = exists().where(
        Letter.pdf_id == Document.id, Letter.state.in_(notices.GONE), Letter.case_id == Case.id,
        Case.client_id == client_id, ~_went_to_secret_address(),
    ).correlate(Document)
    return or_(
        Document.kind.in_(_CASE_KINDS) & of_own_case,
        (Document.client_id == client_id) & Document.kind.in_(_CLIENT_KINDS),
        posted,
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


def _balance(record: CaseRecord, *, on: date, figures: Figures) -> Decimal | None:
    """None where the law package refuses: a list shows a dash, the case page says why."""
    try:
        return statement.valuation_of(record, on=on, figures=figures).balance
    except LawError:
        return None


def _claimed(case: Case, entries: Iterable[LedgerEntry]) -> Decimal:
    """The principal without what was credited (euro)."""
    return sum((claim.principal for claim in case.claims), NOTHING) - claim_facts.credited(entries)


def _received(entries: Iterable[LedgerEntry], *, through: date) -> Decimal:
    """What came in as money through that day (euro): of the same day as the balance."""
    return ledger_entries.received(entry for entry in entries if entry.effective_on <= through)


def _last_day_of_all(records: Iterable[CaseRecord], *, wanted: date, figures: Figures) -> date:
    """The last day that can be counted for each of them: all amounts of a list are of one day."""
    return min((_last_day(record, wanted=wanted, figures=figures) for record in records), default=wanted)


def _last_day(record: CaseRecord, *, wanted: date, figures: Figures) -> date:
    try:
        return reaching.last_day(record, wanted=wanted, figures=figures)
    except LawError:
        return wanted


def _first(session: Session, client_id: int, selection: Selection) -> tuple[Case, ...]:
    query = select(Case).where(_those(client_id, selection)).options(joinedload(Case.debtor))
    return tuple(session.scalars(query.order_by(Case.next_step_on, Case.id).limit(SHOWN_ON_START)))
