"""A claim is lowered after a letter named it: a credit note, or a part that the client withdraws, with its paper.

From its origin it was never owed: no interest runs over it, and a letter that named it before named too much. From its
day what it bore until then stays. It is counted, shown beforehand, and taken back, as a payment is.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.amicable import settling
from cases.claims import following
from cases.claims.following import Basis, Foreseen
from cases.claims.untrue import untrue_now
from cases.correspondence import shared_letters
from cases.counting import case_facts, ledger_entries, replays
from cases.counting.replays import Side
from cases.documents import NewDocument
from cases.errors import Incomplete, NotFound, Refused
from cases.events.debts import Change, ClaimCredited, CreditWithdrawn
from cases.events.replayed import Corrected
from cases.models import (
    CREDITS,
    Case,
    Claim,
    ClosingReason,
    CreditEffect,
    DocumentKind,
    EntryPaper,
    LedgerEntry,
    LedgerKind,
    Stage,
)
from cases.names import name
from cases.schema.db import without_citizen_number
from cases.store import DocumentStore
from legal.money import ZERO, round_cents
from legal.parameters import Figures
from letters.words import euro, short_date

# What gave up a part of the case otherwise: it would count as received beside a claim that was never owed.
GIVEN_UP = (LedgerKind.WRITE_OFF, LedgerKind.WITHDRAWN_PART)


@dataclass(frozen=True, kw_only=True)
class CreditInput:
    """What lowers one claim: `amount` in euro, dated `on` (the day of the paper)."""

    claim_id: int
    kind: LedgerKind
    amount: Decimal
    on: date
    effect: CreditEffect


def left_of(session: Session, claim: Claim) -> Decimal:
    """What of the principal of a claim is not credited yet, paid or not (euro)."""
    entries = ledger_entries.entries_by_case(session, [claim.case_id], CREDITS).get(claim.case_id, [])
    return claim.principal + sum((entry.amount for entry in entries if entry.claim_id == claim.id), ZERO)


def why_not(session: Session, case: Case) -> str:
    """Why nothing can be credited on this case now, with what to do first; empty when it can."""
    if ledger_entries.entries_by_case(session, [case.id], GIVEN_UP):
        first = "Heropen het dossier eerst" if case.stage is Stage.CLOSED else "Neem dat eerst terug"
        return f"Op dit dossier is afgeboekt of ingetrokken. {first}: het is geteld over het oude bedrag."
    if case.stage is Stage.CLOSED and case.closing_reason is ClosingReason.JOINED:
        return "Dit dossier is samengevoegd met een ander. Leg de creditnota daar vast."
    return ""


def foresee(session: Session, case_id: int, told: CreditInput, *, today: date, figures: Figures) -> Foreseen:
    """What booking this would change; nothing is written. Raises as `credit` does."""
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound("Dit dossier bestaat niet.")
    _check(session, case, told, today=today)
    return _foreseen(session, case, told, today=today, figures=figures)


def credit(
    session: Session, act: Act, store: DocumentStore, case_id: int, told: CreditInput, *, basis: Basis,
    figures: Figures,
) -> LedgerEntry:
    """Lower a claim by an entry on its day, with why and the paper that shows it.

    Everything after its day is counted anew, and what that changed is kept with the event. A notice that named too much
    by it asks for a new one; letters that did not leave are withdrawn; an order to the bailiff is halted; nothing open
    closes the case, and what is too much paid is listed. Raises NotFound, Refused, FileRefused, and what `Basis` does.
    """
    case = shared_letters.lock_one(session, case_id)
    _check(session, case, told, today=act.today)
    foreseen = _foreseen(session, case, told, today=act.today, figures=figures)
    basis.check(foreseen)
    settling.unsettle(session, act, case, reason="een factuur is verlaagd", figures=figures)
    before = replays.side(session, case, figures=figures)
    entry = _entry(case, told)
    entry.recorded_at, entry.recorded_by, entry.note = act.now, act.actor_id, basis.note
    session.add(entry)
    session.flush()
    paper = basis.keep(session, act, store, NewDocument(
        kind=DocumentKind.CREDIT_NOTE, title=f"{name(told.kind)} van {short_date(told.on)}", case_id=case.id,
        claim_id=told.claim_id,
    ))
    session.add(EntryPaper(entry_id=entry.id, document_id=paper.id))
    claim = _claim_of(case, told.claim_id)
    _book(session, act, case, before, ClaimCredited(
        entry_id=entry.id, booked=told.kind, invoice=claim.invoice_number, amount=-entry.amount, effect=told.effect,
        reason=entry.note, untrue=foreseen.untrue, document_id=paper.id,
    ), on=told.on, figures=figures)
    return entry


def withdraw(
    session: Session, act: Act, entry_id: int, *, case_id: int, reason: str, figures: Figures
) -> LedgerEntry:
    """Ask again what was credited by this entry: a counter-entry of its kind, on its day.

    The case stands where it stands in law with the claim as it was. Raises NotFound, Refused, Incomplete.
    """
    case = shared_letters.lock_one(session, case_id)
    credited = standing_credit(session, case_id, entry_id)
    refusal = why_not(session, case)
    if refusal:
        raise Refused(refusal)
    if not reason.strip():
        raise Incomplete("Vul in waarom dit niet klopt.")
    without_citizen_number(reason)
    settling.unsettle(session, act, case, reason="een verlaging is teruggenomen", figures=figures)
    before = replays.side(session, case, figures=figures)
    counter = LedgerEntry(
        case_id=case_id, claim_id=credited.claim_id, kind=credited.kind, amount=-credited.amount,
        effective_on=credited.effective_on, effect=credited.effect, recorded_at=act.now, recorded_by=act.actor_id,
        reverses_id=credited.id, note=reason.strip()[:300],
    )
    session.add(counter)
    session.flush()
    claim = _claim_of(case, credited.claim_id)
    _book(session, act, case, before, CreditWithdrawn(
        entry_id=counter.id, invoice=claim.invoice_number, amount=counter.amount, reason=counter.note,
    ), on=act.today, figures=figures)
    return counter


def foresee_withdrawal(
    session: Session, entry_id: int, *, case_id: int, today: date, figures: Figures
) -> Corrected | None:
    """What taking a credit back would change, None where it is not counted. Raises NotFound."""
    standing_credit(session, case_id, entry_id)
    case = session.get_one(Case, case_id)
    before, after = (replays.side(session, case, figures=figures, without=each) for each in (None, entry_id))
    return replays.change(before, after, today=today, figures=figures)


def standing_credit(session: Session, case_id: int, entry_id: int) -> LedgerEntry:
    """A credit of this case that was not taken back; raises NotFound."""
    entries = ledger_entries.entries_by_case(session, [case_id], CREDITS).get(case_id, [])
    found = next((entry for entry in entries if entry.id == entry_id), None)
    if found is None:
        raise NotFound("Deze verlaging bestaat niet, of is al teruggenomen.")
    return found


def _book(
    session: Session, act: Act, case: Case, before: Side, told: Change, *, on: date, figures: Figures
) -> None:
    happened = following.tell(session, act, case, before, told, on=on, figures=figures)
    following.follow(session, act, case, happened.after, figures=figures)


def _foreseen(session: Session, case: Case, told: CreditInput, *, today: date, figures: Figures) -> Foreseen:
    entered = case_facts.entered_of(session, [case])
    then = entered.with_(_entry(case, told))
    before, after = (replays.side(session, case, figures=figures, entered=each) for each in (entered, then))
    return following.foreseen(
        before, after, today=today, figures=figures,
        untrue=untrue_now(session, case, entered, then, claim_id=told.claim_id, today=today, figures=figures),
    )


def _entry(case: Case, told: CreditInput) -> LedgerEntry:
    return LedgerEntry(
        case_id=case.id, claim_id=told.claim_id, kind=told.kind, amount=-round_cents(told.amount),
        effective_on=told.on, effect=told.effect,
    )


def _claim_of(case: Case, claim_id: int | None) -> Claim:
    found = next((claim for claim in case.claims if claim.id == claim_id), None)
    if found is None:
        raise NotFound("Deze factuur hoort niet bij dit dossier.")
    return found


def _check(session: Session, case: Case, told: CreditInput, *, today: date) -> None:
    claim = _claim_of(case, told.claim_id)
    refusal = why_not(session, case)
    if refusal:
        raise Refused(refusal)
    if told.kind not in CREDITS:
        raise Refused(f"“{name(told.kind)}” verlaagt geen factuur.")
    if told.amount <= ZERO or told.amount != round_cents(told.amount):
        raise Refused("Vul een bedrag in van meer dan nul, met ten hoogste twee decimalen.")
    left = left_of(session, claim)
    if told.amount > left:
        already = "" if left == claim.principal else f", waarvan {euro(claim.principal - left)} al is gecrediteerd"
        raise Refused(f"Factuur {claim.invoice_number} is {euro(claim.principal)}{already}: meer dan dat kan niet.")
    if told.on > today:
        raise Refused(f"De dag van het stuk ({short_date(told.on)}) ligt in de toekomst.")
    if told.on < claim.invoice_date:
        raise Refused(f"Het stuk kan niet van vóór de factuur zijn ({short_date(claim.invoice_date)}).")
