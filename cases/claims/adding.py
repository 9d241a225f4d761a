"""An invoice joins a case that goes on: with its own days, and without costs until a letter names it.

Law: art. 6:96 lid 6 and 7 BW.
"""

from dataclasses import replace
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.claims import following, opening
from cases.claims.corrections import require_once
from cases.claims.following import Basis, Foreseen
from cases.claims.stated import StatedClaim, checked
from cases.claims.untrue import untrue_of
from cases.correspondence import added_claims, shared_letters
from cases.correspondence.one_letter import BEFORE_THE_COURT
from cases.counting import claim_facts, prescriptions, replays
from cases.documents import NewDocument
from cases.errors import Refused
from cases.events.debts import InvoiceAdded
from cases.intake import invoice_numbers
from cases.models import Case, CaseParty, Claim, DocumentKind, LedgerEntry, LedgerKind, PartyRole
from cases.names import name
from cases.progress.stages import open_case, running_arrangement
from cases.schema.db import without_citizen_number
from cases.store import DocumentStore
from legal.debtor.default import default_of
from legal.parameters import Figures


def why_not(session: Session, case: Case) -> str:
    """Why no invoice can join this case now, with what can be done; empty when it can."""
    if case.stage not in BEFORE_THE_COURT:
        return f"Het dossier staat in de fase “{name(case.stage)}”. Open voor deze factuur een nieuw dossier."
    if running_arrangement(session, case.id) is not None:
        return "Er loopt een betalingsregeling. Stop die eerst, of open voor deze factuur een nieuw dossier."
    if _has_guarantor(session, case):
        return (
            "In dit dossier staat iemand borg. Of dat ook voor deze factuur geldt, is niet vastgelegd, en een borg "
            "hoort het tegelijk met de debiteur (art. 7:855 BW). Open voor deze factuur een nieuw dossier."
        )
    return ""


def _has_guarantor(session: Session, case: Case) -> bool:
    return bool(session.scalar(select(exists().where(
        CaseParty.case_id == case.id, CaseParty.role == PartyRole.GUARANTOR, CaseParty.through_day.is_(None)
    ))))


def foresee(
    session: Session, case_id: int, told: StatedClaim, *, today: date, figures: Figures
) -> Foreseen:
    """What adding this invoice would change; nothing is written. Raises as `add` does."""
    case = open_case(session, case_id, lock=False)
    return _foreseen(session, case, _new(session, case, told, today=today, figures=figures), today, figures)


def add(
    session: Session, act: Act, store: DocumentStore, case_id: int, told: StatedClaim, *, basis: Basis,
    figures: Figures,
) -> Claim:
    """Add an invoice to an open case, with why and its copy.

    It bears interest from its own default, and whoever owes in the case owes it: that is said beforehand. A letter that
    left before does not name it, so that over it no costs are owed by that one. Letters that did not leave are
    withdrawn, for they name too little; an order is halted. Raises NotFound, CaseClosed, InvalidInput, Refused,
    FileRefused, and what `Basis` does.
    """
    case = shared_letters.lock_open(session, case_id)
    claim = _new(session, case, told, today=act.today, figures=figures)
    basis.check(_foreseen(session, case, claim, act.today, figures))
    before = replays.side(session, case, figures=figures)
    _put(session, act, case, claim)
    paper = basis.keep(session, act, store, NewDocument(
        kind=DocumentKind.INVOICE, title=f"Factuur {claim.invoice_number}", case_id=case_id, claim_id=claim.id
    ))
    happened = following.tell(session, act, case, before, InvoiceAdded(
        invoice=claim.invoice_number, amount=claim.principal, default_from=claim.default_from, reason=basis.note,
        document_id=paper.id,
    ), on=act.today, figures=figures)
    following.follow(session, act, case, happened.after, figures=figures)
    added_claims.ask(session, act, case, figures=figures)
    return claim


def _new(session: Session, case: Case, told: StatedClaim, *, today: date, figures: Figures) -> Claim:
    """The claim as it would be; of no session."""
    refusal = why_not(session, case)
    if refusal:
        raise Refused(refusal)
    stated = checked(told, case, today=today)
    without_citizen_number(stated.subject)
    default = default_of(opening.payment_term(
        case.terms, case.debtor_kind, due_date=stated.due_date, agreed=stated.payment_term_agreed,
        reminder_sent_on=stated.reminder_sent_on, country=case.debtor.country,
    ), holidays=figures.holidays)
    first, regime = case.claims[0], opening.agreed_kind(case.terms, case.debtor_kind)
    claim = Claim(
        case_id=case.id, client_id=case.client_id, debtor_id=case.debtor_id, invoice_number=stated.invoice_number,
        invoice_core=invoice_numbers.core(stated.invoice_number),
        invoice_key=invoice_numbers.key(stated.invoice_number), twin=0, invoice_date=stated.invoice_date,
        due_date=stated.due_date, principal=stated.principal, subject=stated.subject,
        contract_date=stated.contract_date, reminder_sent_on=stated.reminder_sent_on, interest=stated.interest,
        contract_percent=stated.contract_percent, contract_per=stated.contract_per,
        contract_compound=stated.contract_compound, surcharge_percent=first.surcharge_percent,
        surcharge_per=first.surcharge_per, term_of="", prescription_regime=regime,
        barred_from=prescriptions.barred_from(regime, case.debtor_kind, False, stated.due_date),
        **opening.default_values(default),
    )
    require_once(session, claim, stated)
    return claim


def _put(session: Session, act: Act, case: Case, claim: Claim) -> None:
    session.add(claim)
    session.flush()
    session.add(LedgerEntry(
        case_id=case.id, claim_id=claim.id, kind=LedgerKind.PRINCIPAL, amount=claim.principal,
        effective_on=claim.invoice_date, recorded_at=act.now, recorded_by=act.actor_id,
    ))
    session.flush()
    session.expire(case, ["claims"])


def _foreseen(session: Session, case: Case, claim: Claim, today: date, figures: Figures) -> Foreseen:
    before = replays.side(session, case, figures=figures)
    after = before
    if before.record is not None:
        facts, new = before.record.facts, claim_facts.as_fact(claim, case.terms)
        after = replace(before, record=replace(before.record, facts=replace(facts, claims=(*facts.claims, new))))
    balance = replays.count(after, today=today, figures=figures).balance
    return following.foreseen(
        before, after, today=today, figures=figures,
        untrue=untrue_of(session, case, today=today, balance=balance),
    )
