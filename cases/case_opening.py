"""From the good rows of one debtor to a case: debtor, claims with their default, ledger, first event."""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events, holds, prescriptions, statement
from cases.claim_kinds import BETWEEN_BUSINESSES
from cases.intake import ClaimRow, FlagCode
from cases.models import (
    Case,
    Claim,
    ClientTerms,
    Debtor,
    EventKind,
    HoldKind,
    LedgerEntry,
    LedgerKind,
    NextStep,
    Stage,
)
from legal.default import DefaultFinding, PaymentTerm, Reminder, default_of
from legal.parameters import Figures
from legal.policies import CostsPolicy, CountingPolicy
from legal.prescription import PrescriptionRegime
from legal.valuation import Channel, DebtorKind, InterestKind

# Weights of the payment reference (betalingskenmerk), from the right; the first digit checks the other fifteen.
_REFERENCE_WEIGHTS = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1)
SOLE_TRADER_FORMS = {"eenmanszaak", "zzp", "sole proprietorship", "sole trader"}
# A flag that stops the case it comes in with, until a person has looked.
HOLD_FOR_FLAG = {
    FlagCode.MINOR_AT_CONTRACT: HoldKind.MINOR,
    FlagCode.MINOR_AT_INVOICE: HoldKind.MINOR,
    FlagCode.DISPUTED: HoldKind.DISPUTE,
}


def open_or_extend(
    session: Session, *, terms: ClientTerms, rows: Sequence[ClaimRow], upload_id: int | None, figures: Figures,
    today: date, actor_id: int | None, now: datetime,
) -> Case:
    """One case for the rows of one debtor.

    New invoices join a case of the same debtor whose first letter has not been ordered yet, so that one letter names
    them all (art. 6:96 lid 7 BW); otherwise a new case is opened.
    """
    debtor = _debtor(session, terms.client_id, rows[0])
    case = _waiting_case(session, debtor.id)
    if case is None:
        case = _open(session, terms=terms, debtor=debtor, row=rows[0], upload_id=upload_id, today=today)
    for row in rows:
        _add_claim(session, case, terms, row, figures=figures, actor_id=actor_id, now=now)
    events.record(
        session, case.id, EventKind.CASE_OPENED, actor_id=actor_id, now=now, effective_on=today, upload_id=upload_id,
        rows=", ".join(str(row.row) for row in rows), claims=len(rows),
    )
    for kind, reasons in _reasons_to_hold(rows).items():
        holds.place_once(
            session, case, kind=kind, reason=" ".join(reasons), on=today, actor_id=actor_id, now=now
        )
    return case


def _reasons_to_hold(rows: Sequence[ClaimRow]) -> dict[HoldKind, list[str]]:
    """Why the rows stop their case, by kind of hold: every disputed invoice is named."""
    reasons: dict[HoldKind, list[str]] = {}
    for flag in (flag for row in rows for flag in row.flags if flag.code in HOLD_FOR_FLAG):
        told = reasons.setdefault(HOLD_FOR_FLAG[flag.code], [])
        if flag.explanation not in told:
            told.append(flag.explanation)
    return reasons


def identity(row: ClaimRow) -> str:
    """What makes two rows of one client the same debtor."""
    return "|".join(row.debtor_key)[:300]


def payment_reference(number: int) -> str:
    """Sixteen-digit payment reference (betalingskenmerk): a check digit and fifteen digits."""
    digits = f"{number:015d}"
    total = sum(int(digit) * _REFERENCE_WEIGHTS[at % 10] for at, digit in enumerate(reversed(digits)))
    check = 11 - total % 11
    return f"{ {10: 1, 11: 0}.get(check, check) }{digits}"


def search_name(*parts: str) -> str:
    """Name as it is searched: without accents, lower case, single spaces."""
    plain = unicodedata.normalize("NFKD", " ".join(part for part in parts if part))
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).casefold().split())[:300]


def _debtor(session: Session, client_id: int, row: ClaimRow) -> Debtor:
    key = identity(row)
    known = session.scalar(select(Debtor).where(Debtor.client_id == client_id, Debtor.identity == key))
    if known is not None:
        return known
    debtor = Debtor(
        client_id=client_id, identity=key, customer_number=row.customer_number[:60],
        is_natural_person=_is_natural(row), legal_form=row.legal_form,
        company_name=row.company_name[:200], kvk_number=row.kvk_number, first_names=row.first_names[:120],
        initials=row.initials[:20], name_prefix=row.prefix[:40], surname=row.surname[:120], birth_date=row.birth_date,
        email=row.email, phone=row.phone, street=row.street[:120], house_number=row.full_house_number[:20],
        postal_code=row.postal_code, city=row.city[:80], country=row.country or "NL",
        search_name=search_name(row.company_name, row.first_names or row.initials, row.prefix, row.surname),
    )
    session.add(debtor)
    session.flush()
    return debtor


def _is_natural(row: ClaimRow) -> bool:
    """A person, or an enterprise without legal personality of its own: a sole trader. Law: art. 2 onder c Wki."""
    return not row.is_company or row.legal_form.casefold() in SOLE_TRADER_FORMS


def _waiting_case(session: Session, debtor_id: int) -> Case | None:
    query = select(Case).where(
        Case.debtor_id == debtor_id, Case.stage == Stage.INTAKE, Case.next_step == NextStep.SEND_FIRST_NOTICE
    )
    return session.scalar(query.order_by(Case.id).limit(1).with_for_update())


def _open(
    session: Session, *, terms: ClientTerms, debtor: Debtor, row: ClaimRow, upload_id: int | None, today: date
) -> Case:
    case = Case(
        number=uuid4().hex[:20], payment_reference=uuid4().hex[:16], client_id=terms.client_id, debtor_id=debtor.id,
        terms_id=terms.id, upload_id=upload_id, debtor_kind=debtor_kind(terms, row), stage=Stage.INTAKE,
        next_step=NextStep.SEND_FIRST_NOTICE, next_step_on=today, opened_on=today,
        policy=statement.frozen_policy(CountingPolicy(), CostsPolicy()),
    )
    session.add(case)
    session.flush()
    case.number = f"{today.year}-{case.id:06d}"  # the row's own number: no counter to fight over
    case.payment_reference = payment_reference(case.id)
    return case


def debtor_kind(terms: ClientTerms, row: ClaimRow) -> DebtorKind:
    """Business only where the client agreed that its debtors are businesses and the row names one.

    Everyone else gets the protection of a consumer: the fourteen-day notice harms nobody, its absence costs the fee.
    Law: art. 6:96 lid 5 BW.
    """
    is_business = terms.debtor_kind is DebtorKind.BUSINESS and row.is_company
    return DebtorKind.BUSINESS if is_business else DebtorKind.CONSUMER


def _add_claim(
    session: Session, case: Case, terms: ClientTerms, row: ClaimRow, *, figures: Figures, actor_id: int | None,
    now: datetime,
) -> None:
    found = default_of(_payment_term(terms, row, case.debtor_kind), holidays=figures.holidays)
    finding = found if isinstance(found, DefaultFinding) else None
    own_rate = row.contract_rate_percent is not None
    claim = Claim(
        case=case, client_id=case.client_id, debtor_id=case.debtor_id, invoice_number=row.invoice_number[:60],
        invoice_date=row.invoice_date, due_date=row.due_date, principal=row.amount, subject=row.description[:300],
        contract_date=row.contract_date, reminder_sent_on=row.reminder_sent_on,
        interest=InterestKind.CONTRACTUAL if own_rate else interest_kind(terms, case.debtor_kind),
        contract_percent=row.contract_rate_percent if own_rate else terms.contract_percent,
        contract_per=row.contract_rate_per if own_rate else terms.contract_per,
        contract_compound=False if own_rate else terms.contract_compound, default_from=finding and finding.first_day,
        default_basis=finding.basis.value if finding else "",
        default_explanation=found.explanation if isinstance(found, DefaultFinding) else found.missing,
        prescription_regime=_stated_kind(terms, row, case.debtor_kind), term_of=row.term_of[:60], upload_row=row.row,
    )
    prescriptions.keep(session, [claim])
    session.add(claim)
    session.flush()
    session.add(LedgerEntry(
        case_id=case.id, claim_id=claim.id, kind=LedgerKind.PRINCIPAL, amount=claim.principal,
        effective_on=claim.invoice_date, recorded_at=now, recorded_by=actor_id,
    ))


def _stated_kind(terms: ClientTerms, row: ClaimRow, kind: DebtorKind) -> PrescriptionRegime | None:
    """What the row says goes before what was agreed for all claims of the client.

    A contract or a periodic payment that was agreed about businesses says nothing of a consumer among them, who may
    have bought goods.
    """
    agreed = terms.prescription_regime
    if terms.debtor_kind is DebtorKind.BUSINESS and kind is DebtorKind.CONSUMER:
        agreed = None if agreed in BETWEEN_BUSINESSES else agreed
    return row.prescription_regime or agreed


def _payment_term(terms: ClientTerms, row: ClaimRow, kind: DebtorKind) -> PaymentTerm:
    """What decides the default of a row; a reminder counts only when its term is agreed with the client."""
    reminder = None
    if row.reminder_sent_on is not None and terms.reminder_term_days is not None:
        reminder = Reminder(
            sent_on=row.reminder_sent_on, channel=Channel.ORDINARY_POST, term_days=terms.reminder_term_days
        )
    return PaymentTerm(
        due_date=row.due_date,
        term_agreed=terms.payment_term_agreed if row.payment_term_agreed is None else row.payment_term_agreed,
        clause=terms.payment_term_basis, reminder=reminder, is_commercial=kind is DebtorKind.BUSINESS,
    )


def interest_kind(terms: ClientTerms, kind: DebtorKind) -> InterestKind:
    """The agreed kind; a consumer never owes the commercial rate (art. 6:119a lid 1 BW: commercial agreements only)."""
    if terms.interest is InterestKind.COMMERCIAL and kind is DebtorKind.CONSUMER:
        return InterestKind.STATUTORY
    return terms.interest
