"""Evidence: what was handed in, the numbered exhibits (producties) that are served, and what only the bailiff sees."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cases import documents
from cases.counting.notices import JudgedNotice
from cases.models import Case, Document, DocumentKind, Letter, LetterKind, LetterState, RegisterCheck
from cases.names import name
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from legal.debtor.default import DefaultBasis
from letters.bundle import Exhibit
from letters.kinds.summons_writ import ExhibitRef
from letters.words import long_date

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


def exhibit_list(session: Session, case: Case, behind: Sequence[JudgedNotice]) -> tuple[ExhibitRef, ...]:
    """The exhibits by number and title, as the writ names them; last the letters `behind` the claim."""
    return tuple(ExhibitRef(number=number, title=title) for number, title, _ in _numbered(session, case, behind))


def exhibits(
    session: Session, store: DocumentStore, case: Case, behind: Sequence[JudgedNotice]
) -> list[Exhibit]:
    """The same with their content, for the package."""
    return _with_content(store, _numbered(session, case, behind))


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
            number=number, title=title, filename=document.filename, content=documents.content(store, document),
            media_type=document.media_type,
        )
        for number, title, document in papers
    ]


def _numbered(
    session: Session, case: Case, behind: Sequence[JudgedNotice]
) -> Iterator[tuple[int, str, Document]]:
    served = [document for document in of_case(session, case) if document.kind in _ORDER]
    papers = [
        (_title(case, document), document)
        for document in sorted(served, key=lambda document: (_ORDER.index(document.kind), document.id))
    ]
    papers += [(_of_letter(case, judged, behind, paper), paper) for judged, paper in _papers(session, behind)]
    papers += _notices_of_default(session, case)
    for number, (title, document) in enumerate(papers, start=1):
        yield number, title, document


def _notices_of_default(session: Session, case: Case) -> list[tuple[str, Document]]:
    """What was sent to put the debtor in default, where that did not come back."""
    if not any(claim.default_basis == DefaultBasis.NOTICE for claim in case.claims):
        return []
    letters = session.scalars(select(Letter).where(
        Letter.case_id == case.id, Letter.kind == LetterKind.DEFAULT_NOTICE, Letter.state == LetterState.POSTED,
        Letter.standing, Letter.pdf_id.is_not(None),
    ).order_by(Letter.id))
    return [
        (f"Ingebrekestelling van {long_date(letter.batch.letter_date)}", session.get_one(Document, letter.pdf_id))
        for letter in letters
    ]


def _papers(session: Session, behind: Sequence[JudgedNotice]) -> Iterator[tuple[JudgedNotice, Document]]:
    """The letters that were kept as a document."""
    for judged in behind:
        if judged.letter.pdf_id is not None:
            yield judged, session.get_one(Document, judged.letter.pdf_id)


def _of_letter(case: Case, judged: JudgedNotice, behind: Sequence[JudgedNotice], paper: Document) -> str:
    """The title of a letter, with to whom it went where they went to more than one."""
    are_several = len({each.letter.debtor_id for each in behind}) > 1
    return f"{_title(case, paper)}{f' aan {judged.letter.debtor.name}' if are_several else ''}"


def _title(case: Case, document: Document) -> str:
    """The kind of document with the invoice it belongs to; a title of its own where it has one."""
    if document.kind is DocumentKind.INVOICE:
        number = next((claim.invoice_number for claim in case.claims if claim.id == document.claim_id), "")
        return f"{name(document.kind)} {number}".strip()
    if document.kind is DocumentKind.LETTER and case.debtor_kind is DebtorKind.BUSINESS:
        return document.title.replace(name(LetterKind.FIRST_NOTICE), "Aanmaning")
    return document.title or name(document.kind)
