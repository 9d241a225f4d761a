"""Evidence: what was handed in, the numbered exhibits (producties) that are served, and what only the bailiff sees."""

from collections.abc import Iterable, Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cases.counting import statement
from cases.models import Case, Document, DocumentKind, LetterKind, RegisterCheck
from cases.names import name
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from legal.parameters import Figures
from letters.bundle import Exhibit
from letters.kinds.summons_writ import ExhibitRef

# The order in which a reader meets them: agreement, terms, invoices, demand, proof.
_ORDER = (DocumentKind.AGREEMENT, DocumentKind.TERMS, DocumentKind.INVOICE, DocumentKind.DELIVERY_PROOF)
# Letters from and to the debtor may tell what was said in confidence: not for a copy that is left with a housemate.
_FOR_THE_BAILIFF = (
    DocumentKind.MANDATE, DocumentKind.CORRESPONDENCE, DocumentKind.CREDIT_NOTE, DocumentKind.COST_PROOF,
)


def of_case(session: Session, case: Case) -> list[Document]:
    """What a person handed in for this case or for its client, oldest first."""
    query = select(Document).where(
        or_(Document.case_id == case.id, Document.client_id == case.client_id),
        Document.kind.in_((*_ORDER, *_FOR_THE_BAILIFF)),
    )
    return list(session.scalars(query.order_by(Document.id)))


def exhibit_list(session: Session, case: Case, *, figures: Figures) -> tuple[ExhibitRef, ...]:
    """The exhibits by number and title, as the writ names them."""
    return tuple(ExhibitRef(number=number, title=title) for number, title, _ in _numbered(session, case, figures))


def exhibits(session: Session, store: DocumentStore, case: Case, *, figures: Figures) -> list[Exhibit]:
    """The same with their content, for the package."""
    return _with_content(store, _numbered(session, case, figures))


def attachments(session: Session, store: DocumentStore, case: Case) -> list[Exhibit]:
    """What the bailiff alone needs: the mandate, the correspondence, and the proof of the register checks."""
    handed_in = [document for document in of_case(session, case) if document.kind in _FOR_THE_BAILIFF]
    proofs = session.scalars(
        select(Document).join(RegisterCheck, RegisterCheck.proof_id == Document.id)
        .where(RegisterCheck.case_id == case.id).order_by(Document.id)
    )
    return _with_content(store, (
        (number, _title(case, document), document) for number, document in enumerate([*handed_in, *proofs], start=1)
    ))


def _with_content(store: DocumentStore, papers: Iterable[tuple[int, str, Document]]) -> list[Exhibit]:
    return [
        Exhibit(
            number=number, title=title, filename=document.filename, content=store.get(document.sha256),
            media_type=document.media_type,
        )
        for number, title, document in papers
    ]


def _numbered(session: Session, case: Case, figures: Figures) -> Iterator[tuple[int, str, Document]]:
    for number, document in enumerate(_in_order(session, case, figures), start=1):
        yield number, _title(case, document), document


def _in_order(session: Session, case: Case, figures: Figures) -> list[Document]:
    served = [document for document in of_case(session, case) if document.kind in _ORDER]
    judged = statement.counting_notice(session, case, figures=figures)
    paper = None if judged is None or not judged.is_valid else judged.letter.pdf_id
    notice = [] if paper is None else [session.get_one(Document, paper)]
    return [*sorted(served, key=lambda document: (_ORDER.index(document.kind), document.id)), *notice]


def _title(case: Case, document: Document) -> str:
    """The kind of document with the invoice it belongs to; a title of its own where it has one."""
    if document.kind is DocumentKind.INVOICE:
        number = next((claim.invoice_number for claim in case.claims if claim.id == document.claim_id), "")
        return f"{name(document.kind)} {number}".strip()
    if document.kind is DocumentKind.LETTER and case.debtor_kind is DebtorKind.BUSINESS:
        return document.title.replace(name(LetterKind.FIRST_NOTICE), "Aanmaning")
    return document.title or name(document.kind)
