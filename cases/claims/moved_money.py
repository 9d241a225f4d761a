"""What was paid on invoices that go to another case goes with them, to the cent as it was counted.

A payment that was shared is taken back and booked anew, for each invoice what it took: on its own day, and known since
it was known. So no other invoice takes what this one had, in neither case.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.counting import statement
from cases.errors import Refused
from cases.events.payments import PaymentRegistered, PaymentReversed
from cases.models import Case, Claim, Debtor, LedgerEntry, LedgerKind, PaidTo
from legal.counting.valuation import BookedPayment, Share
from legal.errors import ParameterUnknown
from legal.money import ZERO
from legal.parameters import Figures
from letters.words import short_date


def take_along(
    session: Session, act: Act, case: Case, into: Case, claims: Sequence[Claim], *, figures: Figures
) -> Decimal:
    """Book in `into` what was paid on these claims of `case`, which stand there still; how much that is (euro).

    In both cases a payment that was for several claims, or for none by name, is booked for each claim by itself.
    Raises Refused for a payment that cannot be counted yet.
    """
    if into.claims:
        _hold_fast(session, act, into, figures=figures)
    going = {str(claim.id) for claim in claims}
    taken = ZERO
    for entry, booked in _counted(session, case, figures=figures):
        shares = [share for share in booked.per_claim if _of(share)]
        if not any(share.ref in going for share in shares):
            continue
        _take_back(session, act, entry, f"gaat mee met factuur {_numbers(claims)} naar dossier {into.number}")
        for share in shares:
            goes = share.ref in going
            _book(session, act, entry, into if goes else case, int(share.ref), _of(share), came_from=case)
            taken += _of(share) if goes else ZERO
        if booked.unallocated:
            _book(session, act, entry, case, None, booked.unallocated, came_from=case)
    session.flush()
    return taken


def _hold_fast(session: Session, act: Act, into: Case, *, figures: Figures) -> None:
    """What was paid there before stays with the claims that it went to."""
    for entry, booked in _counted(session, into, figures=figures):
        if entry.claim_id is not None or not booked.per_claim:
            continue
        _take_back(session, act, entry, "er komen facturen bij: vastgelegd per factuur")
        for share in booked.per_claim:
            if _of(share):
                _book(session, act, entry, into, int(share.ref), _of(share), came_from=into)
        if booked.unallocated:
            _book(session, act, entry, into, None, booked.unallocated, came_from=into)


def _counted(
    session: Session, case: Case, *, figures: Figures
) -> Iterator[tuple[LedgerEntry, BookedPayment]]:
    """The payments of a case, each with where it went."""
    record = statement.record_of(session, case, figures=figures)
    if not record.payments:
        return
    last = max(entry.effective_on for entry in record.payments)
    try:
        valuation = statement.valuation_of(record, on=max(last, case.opened_on), figures=figures)
    except ParameterUnknown as unknown:
        raise Refused(
            f"De betaling van {short_date(last)} kan nog niet worden geteld: {unknown}. Daarna kunnen facturen "
            "verhuizen."
        ) from unknown
    pairs = zip(record.payments, valuation.payments, strict=True)
    yield from [(entry, booked) for entry, booked in pairs if entry.kind is LedgerKind.PAYMENT]


def _of(share: Share) -> Decimal:
    return share.costs + share.interest + share.principal + share.penalty


def _numbers(claims: Sequence[Claim]) -> str:
    return ", ".join(claim.invoice_number for claim in claims)


def _take_back(session: Session, act: Act, payment: LedgerEntry, reason: str) -> None:
    back = LedgerEntry(
        case_id=payment.case_id, claim_id=payment.claim_id, kind=LedgerKind.PAYMENT_REVERSED, amount=-payment.amount,
        effective_on=payment.effective_on, recorded_at=act.now, recorded_by=act.actor_id, paid_to=payment.paid_to,
        debtor_id=payment.debtor_id, reverses_id=payment.id, note=reason[:300],
    )
    session.add(back)
    session.flush()
    told = PaymentReversed(entry_id=back.id, amount=-payment.amount, reason=back.note)
    events.record(session, act, payment.case_id, told, effective_on=act.today)


def _book(
    session: Session, act: Act, payment: LedgerEntry, case: Case, claim_id: int | None, amount: Decimal, *,
    came_from: Case,
) -> None:
    """The same money for one claim: of its own day, and known since then."""
    note = payment.note if case is came_from else f"Meegekomen uit dossier {came_from.number}. {payment.note}".strip()
    entry = LedgerEntry(
        case_id=case.id, claim_id=claim_id, kind=LedgerKind.PAYMENT, amount=-amount,
        effective_on=payment.effective_on, recorded_at=payment.recorded_at, recorded_by=payment.recorded_by,
        paid_to=payment.paid_to, debtor_id=payment.debtor_id, note=note[:300],
    )
    session.add(entry)
    session.flush()
    payer = "" if payment.debtor_id is None else session.get_one(Debtor, payment.debtor_id).name
    told = PaymentRegistered(
        entry_id=entry.id, amount=amount, paid_to=payment.paid_to or PaidTo.AGENCY, note=entry.note, payer=payer
    )
    events.record(session, act, case.id, told, effective_on=payment.effective_on)
