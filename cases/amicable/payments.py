"""Payments: entries that are never changed, counted by art. 6:43 and 6:44 BW, undone only by a counter-entry."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.amicable import closings, holds, payment_doubts, reopening, settling, untrue_letters
from cases.amicable.arrangements import plan_next_term
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import new_notice, shared_letters
from cases.counting import debtors, overpaid, replays, valuation_records
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused, mark_of
from cases.events.payments import PaymentRegistered, PaymentReversed
from cases.events.replayed import Replayed
from cases.models import (
    Case,
    HoldKind,
    LedgerEntry,
    LedgerKind,
    Stage,
    StopCause,
)
from cases.progress import locking, order_stops
from legal.money import round_cents
from legal.parameters import Figures
from letters.words import euro


def register(
    session: Session, act: Act, case_id: int, told: PaymentInput, *, figures: Figures, by_client: bool = False,
    answered: str | None = None,
) -> LedgerEntry:
    """Book a payment on its day of receipt.

    A late booking replays everything after its day; what that changed is kept with the event. Money is always booked:
    where the figures do not reach, the event says that it is not counted yet. A letter that did not leave yet is
    withdrawn, because its amounts are no longer true. What settles the case closes it (`settling`); where a client
    reports more than is owed (`by_client`), the case waits for a person instead. `answered` is the mark of the
    questions that a person said yes to, "" for none yet; None where nobody can be asked. A case that closes recalls an
    order to the bailiff, any other payment halts it. Raises Refused for an impossible amount, day
    or claim, PaymentDoubtful where something must be asked first.
    """
    case = shared_letters.lock_one(session, case_id)
    _check(case, told, today=act.today)
    payer = _payer(session, case, told.debtor_id)
    if answered is not None:
        asked = payment_doubts.questions(
            session, case, told, today=act.today, figures=figures, by_client=by_client
        )
        if asked and mark_of(asked) != answered:
            raise payment_doubts.PaymentDoubtful(asked)
    before = replays.counted(session, case, today=act.today, figures=figures)
    entry = LedgerEntry(
        case_id=case_id, claim_id=told.claim_id, kind=LedgerKind.PAYMENT, amount=-round_cents(told.amount),
        effective_on=told.received_on, recorded_at=act.now, recorded_by=act.actor_id, paid_to=told.paid_to,
        note=told.note.strip()[:300], debtor_id=told.debtor_id,
    )
    session.add(entry)
    session.flush()
    after = replays.counted(session, case, today=act.today, figures=figures)
    replayed = replays.between(before, after)
    registered = PaymentRegistered(
        entry_id=entry.id, amount=told.amount, paid_to=told.paid_to, note=entry.note, payer=payer
    )
    booked = events.record(
        session, act, case_id, registered.with_count(replayed, why_not=after.why_not), effective_on=told.received_on
    )
    if replayed is not None:
        valuation_records.keep_with(session, case, booked, on=act.today, figures=figures, now=act.now)
    untrue_letters.withdraw(session, act, case, why="betaling ontvangen")
    plan_next_term(session, case, today=act.today, figures=figures)
    new_notice.follow(session, act, case, reason="betaling ontvangen", figures=figures)
    if by_client and after.balance is not None and after.balance < 0:
        overpaid.mark(session, case_id, on=act.today)
        _wait_for_look(session, act, case, told.amount, -after.balance)
    else:
        settling.settle(session, act, case, after, paid_on=told.received_on, figures=figures)
        if case.stage is not Stage.CLOSED:
            order_stops.halt(session, act, case, cause=StopCause.PAID_PART, on=act.today)
    session.flush()
    return entry


def close_when_paid(session: Session, act: Act, case_id: int, *, figures: Figures) -> None:
    """Close a case that what came in settled, after a person looked at that payment."""
    case = locking.lock_one(session, case_id)
    counted = replays.counted(session, case, today=act.today, figures=figures)
    settling.settle(session, act, case, counted, paid_on=act.today, figures=figures)
    session.flush()


def _wait_for_look(session: Session, act: Act, case: Case, amount: Decimal, surplus: Decimal) -> None:
    """A client's report of more than is owed may be a slip: it closes nothing by itself, and no letter leaves."""
    if case.stage is Stage.CLOSED:
        return
    reason = (
        f"De opdrachtgever meldde een betaling van {euro(amount)}; daarmee is {euro(surplus)} te veel betaald. Een "
        "medewerker vraagt na of het bedrag klopt."
    )
    holds.place_once(session, act, case, kind=HoldKind.PAYMENT_CHECK, reason=reason, on=act.today)


def reverse(session: Session, act: Act, entry_id: int, *, case_id: int, reason: str, figures: Figures) -> LedgerEntry:
    """Undo a booked payment with a counter-entry; a case that it had closed opens again where it stood in law.

    What that changed in other payments is kept with the event. A letter that did not leave yet is withdrawn, because
    it names too little. Raises NotFound, AlreadyDone, or Incomplete without a reason.
    """
    case = shared_letters.lock_one(session, case_id)
    payment = standing_payment(session, case_id, entry_id)
    if not reason.strip():
        raise Incomplete("Vul in waarom de betaling wordt teruggeboekt.")
    settling.unsettle(session, act, case, reason="een betaling is teruggeboekt", figures=figures)
    before = replays.counted(session, case, today=act.today, figures=figures)
    entry = LedgerEntry(
        case_id=case_id, claim_id=payment.claim_id, kind=LedgerKind.PAYMENT_REVERSED, amount=-payment.amount,
        effective_on=payment.effective_on, recorded_at=act.now, recorded_by=act.actor_id, paid_to=payment.paid_to,
        reverses_id=payment.id, note=reason.strip()[:300], debtor_id=payment.debtor_id,
    )
    session.add(entry)
    session.flush()
    after = replays.counted(session, case, today=act.today, figures=figures)
    replayed = replays.between(before, after)
    undone = PaymentReversed(entry_id=entry.id, amount=-payment.amount, reason=entry.note)
    told = events.record(
        session, act, case_id, undone.with_count(replayed, why_not=after.why_not), effective_on=act.today
    )
    if replayed is not None:
        valuation_records.keep_with(session, case, told, on=act.today, figures=figures, now=act.now)
    untrue_letters.withdraw(session, act, case, why="betaling teruggeboekt")
    plan_next_term(session, case, today=act.today, figures=figures)
    is_owed = after.balance is None or after.balance > 0
    if case.stage is Stage.CLOSED and case.closing_reason in settling.BY_PAYMENT and is_owed:
        reopening.stand_again(session, act, case, reason="betaling teruggeboekt", figures=figures)
    closings.hand_back_more(session, act, case, figures=figures)
    new_notice.follow(session, act, case, reason="betaling teruggeboekt", figures=figures)
    overpaid.look(session, case, today=act.today, figures=figures)
    session.flush()
    return entry


def foresee_reversal(
    session: Session, entry_id: int, *, case_id: int, today: date, figures: Figures
) -> Replayed | None:
    """What reversing a payment would change, None where it is not counted. Raises NotFound or AlreadyDone."""
    standing_payment(session, case_id, entry_id)
    case = session.get_one(Case, case_id)
    before = replays.counted(session, case, today=today, figures=figures)
    after = replays.counted(session, case, today=today, figures=figures, without=entry_id)
    return replays.between(before, after)


def standing_payment(session: Session, case_id: int, entry_id: int) -> LedgerEntry:
    """A payment of this case that was not reversed; raises NotFound or AlreadyDone."""
    payment = session.scalar(select(LedgerEntry).where(
        LedgerEntry.id == entry_id, LedgerEntry.case_id == case_id, LedgerEntry.kind == LedgerKind.PAYMENT
    ))
    if payment is None:
        raise NotFound("Deze betaling bestaat niet.")
    if session.scalar(select(LedgerEntry.id).where(LedgerEntry.reverses_id == entry_id)) is not None:
        raise AlreadyDone("Deze betaling is al teruggeboekt.")
    return payment


def _check(case: Case, told: PaymentInput, *, today: date) -> None:
    amount, received_on, claim_id = told.amount, told.received_on, told.claim_id
    if amount != round_cents(amount):
        raise Refused(f"Een betaling heeft ten hoogste twee decimalen: {amount} kan niet.")
    if amount <= 0:
        raise Refused("Een betaling is meer dan nul euro. Gebruik “Terugboeken” om een betaling ongedaan te maken.")
    if received_on > today:
        raise Refused(f"De ontvangstdatum {received_on:%d-%m-%Y} ligt in de toekomst.")
    first = min((claim.invoice_date for claim in case.claims), default=received_on)  # its invoices can have moved
    if received_on < first:
        raise Refused(f"De ontvangstdatum ligt vóór de eerste factuur van dit dossier ({first:%d-%m-%Y}).")
    if claim_id is not None and claim_id not in {claim.id for claim in case.claims}:
        raise NotFound("De aangewezen factuur hoort niet bij dit dossier.")


def _payer(session: Session, case: Case, debtor_id: int | None) -> str:
    """The name of whose debt it lowers; empty where nobody is named. Raises NotFound for who owes nothing here."""
    if debtor_id is None:
        return ""
    owing = debtors.who_owe(case, debtors.parties_of(session, [case.id]).get(case.id, ()))
    if debtor_id not in owing:
        raise NotFound("Kies van wie deze betaling is: iemand die in dit dossier moet betalen.")
    return owing[debtor_id].name
