"""A case opened by hand. What was typed becomes a claim file of its own and goes the way of every claim file.

So the same is read, compared, asked and flagged as in a file of the client, and no case comes about in another way.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import documents
from cases.acts import Act
from cases.claims import arriving, opening, uploads
from cases.claims.comparing import Compared, compare
from cases.claims.known_invoices import Answer, Match
from cases.claims.uploads import Looked, SameFile
from cases.documents import File, NewDocument
from cases.errors import AlreadyDone, Questioned, Refused, mark_of
from cases.input_checks import Finding, InvalidInput
from cases.intake import read_claim_file
from cases.intake.model import Fault, FaultCode, RefusedRow
from cases.models import Case, Claim, Debtor, DocumentKind, Stage
from cases.privacy.citizen_numbers import holds_one
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from legal.parameters import Figures

FILENAME = "Met de hand ingevoerd door het bureau.csv"
MOST_INVOICES = 8
FIRST_ROW = 2
KINDS = {None: "", True: "zakelijk", False: "particulier"}
# The columns of the file, each with the field that is typed; of an invoice the rest of its name.
DEBTOR_COLUMNS = {
    "Klantnummer": "customer_number", "Bedrijfsnaam": "company_name", "Rechtsvorm": "legal_form",
    "KvK-nummer": "kvk_number", "Voornaam": "first_names", "Tussenvoegsel": "name_prefix", "Achternaam": "surname",
    "Straat": "street", "Huisnummer": "house_number", "Postcode": "postal_code", "Woonplaats": "city",
    "Land": "country", "E-mail": "email", "Telefoon": "phone", "Geboortedatum": "birth_date",
}
INVOICE_COLUMNS = {
    "Factuurnummer": "number", "Factuurdatum": "invoice_date", "Vervaldatum": "due_date", "Bedrag": "amount",
    "Omschrijving": "description", "Contractdatum": "contract_date", "Herinnering verstuurd": "reminder_sent_on",
}

KIND_COLUMN = "Zakelijk of particulier"  # only in the file where somebody said so


@dataclass(frozen=True, kw_only=True)
class TypedDebtor:
    """Who owes, as it was typed: a person, or an enterprise with its legal form."""

    customer_number: str = ""
    company_name: str = ""
    legal_form: str = ""
    kvk_number: str = ""
    first_names: str = ""
    name_prefix: str = ""
    surname: str = ""
    street: str = ""
    house_number: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = "NL"
    email: str = ""
    phone: str = ""
    birth_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class TypedInvoice:
    """One invoice as it was typed, with its paper. `other_reason`: why it is another one than what is on record.

    `in_business`: whether the debtor owes it in his business; None as the terms of the client and his legal form say.
    """

    number: str
    invoice_date: date
    due_date: date
    amount: Decimal
    description: str = ""
    contract_date: date | None = None
    reminder_sent_on: date | None = None
    in_business: bool | None = None
    paper: File | None = None
    other_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """All that was typed. `answered`: the mark of the questions that got a yes; `agreement`: the paper of all."""

    client_id: int
    debtor: TypedDebtor
    invoices: Sequence[TypedInvoice]
    agreement: File | None = None
    answered: str = ""
    chosen_debtor_id: int | None = None


class ByHandDoubtful(Questioned):
    """Nothing was opened: something about it stands out."""

    code = "by_hand_doubtful"


class InvoiceKnown(Refused):
    """An invoice seems to be on record; `matches` says which one by its place from nought, and what it is like."""

    code = "invoice_known"

    def __init__(self, matches: Mapping[int, Match]) -> None:
        super().__init__(" ".join(f"Factuur {match.number}: {match.told}." for match in matches.values()))
        self.matches = matches


def open_case(session: Session, act: Act, store: DocumentStore, typed: Typed, *, figures: Figures) -> Case:
    """Open a case with these invoices, or let them join one of this debtor that waits for its first letter.

    Raises InvalidInput for what no claim file may say, InvoiceKnown for what is on record and not said to be another
    one, ByHandDoubtful for what a person must answer, and what `uploads` raises.
    """
    looked = _look(session, act, typed)
    reasons = _reasons(typed, looked.compared)
    compared = looked.compared if not reasons else _compared(session, act, typed, looked.compared.matches)
    _check_rows(typed, compared)
    _ask(session, typed, compared)  # nothing is kept before this
    upload = uploads.keep(session, act, store, looked)
    if reasons:
        uploads.keep_answers(session, uploads.weigh(
            session, act, store, upload_id=upload.id, client_id=typed.client_id, reasons=reasons
        ))
    arriving.confirm(session, act, store, upload_id=upload.id, client_id=typed.client_id, figures=figures)
    case = _opened(session, typed)
    _keep_papers(session, act, store, typed, case)
    return case


def _look(session: Session, act: Act, typed: Typed) -> Looked:
    try:
        return uploads.look(session, act, client_id=typed.client_id, content=as_file(typed), filename=FILENAME)
    except SameFile as same:
        raise AlreadyDone("Precies deze facturen van deze debiteur zijn al eerder met de hand ingevoerd.") from same


def _compared(session: Session, act: Act, typed: Typed, matches: Mapping[int, Match]) -> Compared:
    """The same with what was said of these rows: that they are other invoices than those on record."""
    answers = {
        row: Answer(
            row=row, against=match.against, told=match.told, reason=typed.invoices[row - FIRST_ROW].other_reason,
            by=act.actor_id, at=act.now.isoformat(),
        ) for row, match in matches.items()
    }
    return compare(
        session, lambda known: read_claim_file(as_file(typed), FILENAME, today=act.today, known=known),
        terms=uploads.terms_of(session, typed.client_id), today=act.today, answers=answers,
    )


def as_file(typed: Typed) -> bytes:
    """What was typed as a claim file: days in the order of ISO, amounts with a comma, so that none can be misread."""
    written = io.StringIO()
    rows = csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
    is_kind_said = any(invoice.in_business is not None for invoice in typed.invoices)
    kind = [KIND_COLUMN] if is_kind_said else []
    rows.writerow([*DEBTOR_COLUMNS, *INVOICE_COLUMNS, *kind])
    for invoice in typed.invoices:
        rows.writerow([
            *(_written(getattr(typed.debtor, name)) for name in DEBTOR_COLUMNS.values()),
            *(_written(getattr(invoice, name)) for name in INVOICE_COLUMNS.values()),
            *(KINDS[invoice.in_business] for _ in kind),
        ])
    return written.getvalue().encode()


def field_of(row: int, column: str) -> str:
    """The field of the form in which the cell of a row was typed; "" for what is of no field."""
    if column in DEBTOR_COLUMNS:
        return DEBTOR_COLUMNS[column]
    if column == KIND_COLUMN:
        return f"in_business_{row - FIRST_ROW}"
    return f"{INVOICE_COLUMNS[column]}_{row - FIRST_ROW}" if column in INVOICE_COLUMNS else ""


def _written(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value).strip()


def _reasons(typed: Typed, compared: Compared) -> dict[int, str]:
    """Why rows that seem to be on record are other invoices. Raises InvoiceKnown where nobody said so."""
    unsaid = {
        row - FIRST_ROW: match for row, match in compared.matches.items()
        if not match.may_be_other or not typed.invoices[row - FIRST_ROW].other_reason.strip()
    }
    if unsaid:
        raise InvoiceKnown(unsaid)
    return {row: typed.invoices[row - FIRST_ROW].other_reason for row in compared.matches}


def _check_rows(typed: Typed, compared: Compared) -> None:
    """Raise InvalidInput for every row that a claim file would refuse or let wait."""
    found: list[Finding] = []
    for row in compared.file.refused:
        faults: list[RefusedRow | Fault] = [row, *row.also]
        found += [
            Finding(field=field_of(row.row, each.column), label=each.column, found=_shown(each.found),
                    expected=each.expected) for each in faults if each.code is not FaultCode.KNOWN
        ]
    found += [
        Finding(field=field_of(waits.row, waits.column), label=waits.column, found="", expected=waits.reason)
        for waits in compared.file.waiting
    ]
    if found:
        raise InvalidInput(list({(each.field, each.message): each for each in found}.values()))
    if len(compared.file.rows) != len(typed.invoices):
        raise Refused("Niet alle facturen kunnen worden opgenomen. Controleer of er een dubbel staat of nul is.")


def _shown(found: str) -> str:
    return "" if found == "(leeg)" else found


def _ask(session: Session, typed: Typed, compared: Compared) -> None:
    """Raise ByHandDoubtful unless exactly these questions were answered with yes."""
    questions = list(dict.fromkeys(_questions(session, typed, compared)))
    if questions and typed.answered != mark_of(questions):
        raise ByHandDoubtful(questions)


def _questions(session: Session, typed: Typed, compared: Compared) -> Iterator[str]:
    joined = {known.debtor_id for known in compared.known.values() if known.debtor_id is not None}
    for debtor in session.scalars(select(Debtor).where(Debtor.id.in_(joined - {typed.chosen_debtor_id}))):
        where = ", ".join(debtor.address_lines)
        yield f"{debtor.name} staat al bij ons ({where}). De facturen komen bij deze debiteur. Is dit dezelfde?"
    if typed.chosen_debtor_id is not None and typed.chosen_debtor_id not in joined:
        yield "U koos een bekende debiteur, maar met deze gegevens is het een ander. Wordt dit een nieuwe debiteur?"
    terms = uploads.terms_of(session, typed.client_id)
    by_kind: dict[DebtorKind, list[str]] = {}
    for row in compared.file.rows:
        yield from (flag.explanation for flag in row.flags)
        by_kind.setdefault(opening.debtor_kind(terms, row), []).append(row.invoice_number)
    if len(by_kind) > 1:
        yield (
            f"Zakelijk: {', '.join(by_kind[DebtorKind.BUSINESS])}. Privé: {', '.join(by_kind[DebtorKind.CONSUMER])}. "
            "Dit worden twee dossiers, want voor brieven, rente en kosten gelden andere regels. Klopt dat?"
        )


def _opened(session: Session, typed: Typed) -> Case:
    """The case in which these invoices stand now: the newest claim with the first of their numbers."""
    query = (
        select(Case).join(Claim, Claim.case_id == Case.id)
        .where(Claim.client_id == typed.client_id, Claim.invoice_number == typed.invoices[0].number.strip()[:60])
        .where(Case.stage != Stage.CLOSED).order_by(Claim.id.desc()).limit(1)
    )
    case = session.scalars(query).one()
    session.refresh(case)
    return case


def _keep_papers(session: Session, act: Act, store: DocumentStore, typed: Typed, case: Case) -> None:
    """Each paper with its invoice, in whichever case that stands; the agreement in all of them."""
    numbers = [invoice.number.strip()[:60] for invoice in typed.invoices]
    of_debtor = select(Claim).where(
        Claim.client_id == typed.client_id, Claim.debtor_id == case.debtor_id, Claim.invoice_number.in_(numbers)
    )
    claims = {claim.invoice_number: claim for claim in session.scalars(of_debtor.order_by(Claim.id))}
    for invoice in typed.invoices:
        if invoice.paper is not None:
            title = "Factuur" if holds_one(invoice.number) else f"Factuur {invoice.number.strip()}"
            claim = claims.get(invoice.number.strip()[:60])
            documents.add(session, act, store, invoice.paper, NewDocument(
                kind=DocumentKind.INVOICE, title=title, case_id=claim.case_id if claim else case.id,
                claim_id=claim.id if claim else None,
            ))
    for case_id in sorted({case.id, *(claim.case_id for claim in claims.values())}):
        if typed.agreement is not None:
            documents.add(session, act, store, typed.agreement, NewDocument(
                kind=DocumentKind.AGREEMENT, title="Overeenkomst", case_id=case_id
            ))
