"""From the good rows of one debtor to a case: debtor, claims with their default, ledger, first event."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.amicable import debtor_details, holds
from cases.claims.known_invoices import Answer
from cases.counting import prescriptions, statement
from cases.counting.claim_kinds import BETWEEN_BUSINESSES
from cases.events.claims import CaseOpened, OtherInvoiceStated
from cases.intake import ClaimRow, FlagCode
from cases.models import (
    Case,
    Claim,
    ClientTerms,
    Debtor,
    HoldKind,
    LedgerEntry,
    LedgerKind,
    NextStep,
    Stage,
)
from cases.parties.debtor_likeness import search_name
from cases.parties.known_debtors import Known, identity
from cases.progress import locking
from legal.counting.valuation import Channel, DebtorKind, InterestKind
from legal.court.writ_readiness import HOME
from legal.debtor.default import DefaultFinding, PaymentTerm, Reminder, default_of
from legal.debtor.prescription import PrescriptionRegime
from legal.parameters import Figures
from legal.policies import CostsPolicy, CountingPolicy

# Weights of the payment reference (betalingskenmerk), from the right; the first digit checks the other fifteen.
_REFERENCE_WEIGHTS = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1)
SOLE_TRADER_FORMS = {"eenmanszaak", "zzp", "sole proprietorship", "sole trader"}
PARTNERSHIP_FORMS = {"vof", "cv", "maatschap"}
_PARTNERSHIP_NAME = re.compile(r"(?<!\w)(?:v\.?o\.?f\.?|c\.v\.|maatschap)(?!\w)", re.IGNORECASE)
# A flag that stops the case it comes in with, until a person has looked.
HOLD_FOR_FLAG = {
    FlagCode.MINOR_AT_CONTRACT: HoldKind.MINOR,
    FlagCode.MINOR_AT_INVOICE: HoldKind.MINOR,
    FlagCode.SEVERAL_PEOPLE: HoldKind.PERSON_UNCLEAR,
    FlagCode.ESTATE: HoldKind.DECEASED,
    FlagCode.REPRESENTED: HoldKind.REPRESENTED,
    FlagCode.INSOLVENT: HoldKind.INSOLVENCY,
    FlagCode.NEW_DETAILS: HoldKind.NEW_DETAILS,
    FlagCode.CUSTOMER_KNOWN_OTHERWISE: HoldKind.NEW_DETAILS,
    FlagCode.DISPUTED: HoldKind.DISPUTE,
}


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """What the record says of the rows of a file, by row.

    `known`: which debtor on record that is, and what the row says otherwise. `answers`: that an invoice is another one
    than it seemed.
    """

    known: Mapping[int, Known] = field(default_factory=dict)
    answers: Mapping[int, Answer] = field(default_factory=dict)


def open_or_extend(
    session: Session, act: Act, *, terms: ClientTerms, rows: Sequence[ClaimRow], upload_id: int | None,
    figures: Figures, recognised: Recognised,
) -> Case:
    """One case for the rows of one debtor.

    New invoices join a case of the same debtor whose first letter has not been ordered yet, so that one letter names
    them all (art. 6:96 lid 7 BW); otherwise a new case is opened.
    """
    debtor = _debtor(session, terms.client_id, rows, recognised.known)
    case = _waiting_case(session, debtor.id)
    if case is None:
        case = _open(session, terms=terms, debtor=debtor, row=rows[0], upload_id=upload_id, today=act.today)
    for row in rows:
        _add_claim(session, act, case, terms, row, figures=figures)
    opened = CaseOpened(upload_id=upload_id, rows=", ".join(str(row.row) for row in rows), claims=len(rows))
    events.record(session, act, case.id, opened, effective_on=act.today)
    _tell_answers(session, act, case, rows, recognised.answers, on=act.today)
    for kind, reason in _reasons_to_hold(rows).items():
        holds.place_once(session, act, case, kind=kind, reason=reason, on=act.today)
    _wait_for_details(session, act, debtor, rows, recognised.known, upload_id=upload_id, on=act.today)
    return case


def _reasons_to_hold(rows: Iterable[ClaimRow]) -> dict[HoldKind, str]:
    """Which holds the flags of these rows place, with every reason once."""
    reasons: dict[HoldKind, dict[str, None]] = {}
    for flag in (flag for row in rows for flag in row.flags if flag.code in HOLD_FOR_FLAG):
        reasons.setdefault(HOLD_FOR_FLAG[flag.code], {})[flag.explanation] = None
    return {kind: " ".join(told) for kind, told in reasons.items()}


def _wait_for_details(
    session: Session, act: Act, debtor: Debtor, rows: Sequence[ClaimRow], known: Mapping[int, Known], *,
    upload_id: int | None, on: date,
) -> None:
    """Keep what rows say otherwise of a debtor on record; no letter leaves on his other cases either."""
    changed = [row for row in rows if any(flag.code is FlagCode.NEW_DETAILS for flag in row.flags)]
    for row in changed:
        found = known.get(row.row, Known(debtor_id=None))
        reason = " ".join(flag.explanation for flag in row.flags if flag.code is FlagCode.NEW_DETAILS)
        others = [session.get_one(Debtor, number) for number in found.differing if number != debtor.id]
        for each in (debtor, *others):
            debtor_details.propose(session, each, row, upload_id=upload_id, now=act.now)
        debtor_details.hold_cases(session, act, [debtor.id, *(each.id for each in others)], reason=reason, on=on)


def _tell_answers(
    session: Session, act: Act, case: Case, rows: Sequence[ClaimRow], answers: Mapping[int, Answer], *, on: date
) -> None:
    """Who said that an invoice is another one than that on record, and why, in the history of the case it went to."""
    for row in (row for row in rows if row.row in answers):
        answer = answers[row.row]
        told = OtherInvoiceStated(
            invoice=row.invoice_number, row=row.row, compared=answer.told, reason=answer.reason, stated_at=answer.at
        )
        events.record(
            session, replace(act, actor_id=answer.by or act.actor_id), case.id, told, effective_on=on
        )


def payment_reference(number: int) -> str:
    """Sixteen-digit payment reference (betalingskenmerk): a check digit and fifteen digits."""
    digits = f"{number:015d}"
    total = sum(int(digit) * _REFERENCE_WEIGHTS[at % 10] for at, digit in enumerate(reversed(digits)))
    check = 11 - total % 11
    return f"{ {10: 1, 11: 0}.get(check, check) }{digits}"


def _debtor(session: Session, client_id: int, rows: Sequence[ClaimRow], known: Mapping[int, Known]) -> Debtor:
    joined = (known[row.row].debtor_id for row in rows if row.row in known)
    debtor_id = next((number for number in joined if number is not None), None)
    if debtor_id is not None:
        return session.get_one(Debtor, debtor_id)
    row = rows[0]
    key = identity(row)
    on_record = session.scalar(select(Debtor).where(Debtor.client_id == client_id, Debtor.identity == key))
    if on_record is not None:
        return on_record
    debtor = Debtor(
        client_id=client_id, identity=key, customer_number=row.customer_number[:60],
        is_natural_person=_is_natural(row), legal_form=row.legal_form,
        company_name=row.company_name[:200], kvk_number=row.kvk_number, first_names=row.first_names[:120],
        initials=row.initials[:20], name_prefix=row.prefix[:40], surname=row.surname[:120], birth_date=row.birth_date,
        email=_first(one.email for one in rows), phone=_first(one.phone for one in rows),
        street=row.street[:120], house_number=row.full_house_number[:20],
        postal_code=row.postal_code, city=row.city[:80], country=row.country or "NL",
        search_name=search_name(row.company_name, row.first_names or row.initials, row.prefix, row.surname),
    )
    session.add(debtor)
    session.flush()
    return debtor


def _first(values: Iterable[str]) -> str:
    """The first that is not empty."""
    return next((value for value in values if value), "")


def _is_natural(row: ClaimRow) -> bool:
    """A person, or an enterprise without legal personality of its own: a sole trader. Law: art. 2 onder c Wki."""
    return not row.is_company or row.legal_form.casefold() in SOLE_TRADER_FORMS


def is_of_people(row: ClaimRow) -> bool:
    """An enterprise whose owner or partners owe themselves: sole trader, partnership, "Jansen en De Wit V.O.F."."""
    return row.is_company and (
        row.legal_form.casefold() in SOLE_TRADER_FORMS | PARTNERSHIP_FORMS
        or _PARTNERSHIP_NAME.search(row.company_name) is not None
    )


def _waiting_case(session: Session, debtor_id: int) -> Case | None:
    query = select(Case).where(
        Case.debtor_id == debtor_id, Case.stage == Stage.INTAKE, Case.next_step == NextStep.SEND_FIRST_NOTICE
    )
    while (case := session.scalar(query.order_by(Case.id).limit(1))) is not None:
        locking.lock(session, [case.id])
        if case.stage is Stage.INTAKE and case.next_step is NextStep.SEND_FIRST_NOTICE:
            return case
    return None


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


def _add_claim(session: Session, act: Act, case: Case, terms: ClientTerms, row: ClaimRow, *, figures: Figures) -> None:
    default = default_of(_payment_term(terms, row, case.debtor_kind), holidays=figures.holidays)
    finding = default if isinstance(default, DefaultFinding) else None
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
        default_explanation=default.explanation if isinstance(default, DefaultFinding) else default.missing,
        prescription_regime=stated_kind(terms, row, case.debtor_kind), term_of=row.term_of[:60], upload_row=row.row,
    )
    prescriptions.keep(session, [claim])
    session.add(claim)
    session.flush()
    session.add(LedgerEntry(
        case_id=case.id, claim_id=claim.id, kind=LedgerKind.PRINCIPAL, amount=claim.principal,
        effective_on=claim.invoice_date, recorded_at=act.now, recorded_by=act.actor_id,
    ))


def stated_kind(terms: ClientTerms, row: ClaimRow, kind: DebtorKind) -> PrescriptionRegime | None:
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
            sent_on=row.reminder_sent_on, channel=Channel.ORDINARY_POST, term_days=terms.reminder_term_days,
            is_abroad=row.country not in (HOME, ""),
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
