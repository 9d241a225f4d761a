"""What was paid and booked off on invoices that go to another case goes with them, to the cent as it was counted.

What was shared is taken back and booked anew, for each invoice what it took: on its own day, and known since it was
known. So no other invoice takes what this one had, in neither case. What went to other costs stays with those.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.counting import statement
from cases.errors import Refused
from cases.events.payments import PaymentRegistered, PaymentReversed
from cases.events.settlement import BookedBack, BookedOff
from cases.models import Case, Claim, Debtor, LedgerEntry, LedgerKind, PaidTo, WriteOff
from legal.counting.valuation import BookedPayment
from legal.errors import ParameterUnknown
from legal.money import ZERO
from legal.parameters import Figures
from letters.words import short_date


@dataclass(frozen=True, kw_only=True)
class Money:
    """What went along (euro): money that came in, and what was booked off."""

    paid: Decimal = ZERO
    booked_off: Decimal = ZERO


@dataclass(frozen=True, kw_only=True)
class _Places:
    """Where each claim stands afterwards. `of_costs`: the claim on which the other costs are counted then, of those
    that stood on a claim which leaves them behind.
    """

    of_claims: Mapping[int, Case]
    of_costs: Mapping[int, int] = field(default_factory=dict)

    def pieces(self, entry: LedgerEntry, booked: BookedPayment, case: Case) -> "dict[tuple[Case, int | None], Decimal]":
        """What an entry of `case` becomes: an amount for each claim, and what is for none."""
        found: dict[tuple[Case, int | None], Decimal] = defaultdict(Decimal)
        for share in booked.per_claim:
            own = int(share.ref)
            at_costs = self.of_costs.get(own, own)
            for claim_id, amount in ((own, share.total - share.for_other_costs), (at_costs, share.for_other_costs)):
                if amount:
                    found[self.of_claims[claim_id], claim_id] += amount
        if booked.unallocated:
            found[case, None] += booked.unallocated
        is_same = found == {(case, entry.claim_id): -entry.amount}
        return {} if is_same else found


def take_along(
    session: Session, act: Act, case: Case, into: Case, claims: Sequence[Claim], *, figures: Figures
) -> Money:
    """Book in `into` what was paid and booked off on these claims of `case`, which stand there still.

    In both cases what was for several claims, or for none by name, is booked for each claim by itself. Raises Refused
    for a payment that cannot be counted yet.
    """
    going = {claim.id for claim in claims}
    stays = [claim for claim in case.claims if claim.id not in going]
    there = {claim.id: into for claim in (*into.claims, *claims)}
    if into.claims:
        came = "er komen facturen bij: vastgelegd per factuur"
        for entry, booked in _counted(session, into, figures=figures):
            _book_pieces(session, act, entry, _Places(of_claims=there).pieces(entry, booked, into), reason=came)
    places = _Places(
        of_claims=there | {claim.id: case for claim in stays},
        of_costs=dict.fromkeys(going, stays[0].id) if stays else {},
    )
    taken: dict[LedgerKind, Decimal] = defaultdict(Decimal)
    numbers = ", ".join(claim.invoice_number for claim in claims)
    for entry, booked in _counted(session, case, figures=figures):
        if not going & {int(share.ref) for share in booked.per_claim if share.total}:
            continue
        pieces = places.pieces(entry, booked, case)
        _book_pieces(session, act, entry, pieces, reason=f"gaat mee met factuur {numbers} naar dossier {into.number}")
        taken[entry.kind] += sum((amount for (where, _), amount in pieces.items() if where is into), ZERO)
    paid = taken.pop(LedgerKind.PAYMENT, ZERO)
    return Money(paid=paid, booked_off=sum(taken.values(), ZERO))


def _counted(
    session: Session, case: Case, *, figures: Figures
) -> Iterator[tuple[LedgerEntry, BookedPayment]]:
    """What came in and was booked off on a case, each with where it went."""
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
    yield from zip(record.payments, valuation.payments, strict=True)


def _book_pieces(
    session: Session, act: Act, entry: LedgerEntry, pieces: "Mapping[tuple[Case, int | None], Decimal]", *, reason: str
) -> None:
    """The same in the place of an entry, as it is known; nothing where it stays as it is."""
    if not pieces:
        return
    case = session.get_one(Case, entry.case_id)
    _take_back(session, act, entry, reason)
    for (where, claim_id), amount in pieces.items():
        note = entry.note if where is case else f"Meegekomen uit dossier {case.number}. {entry.note}".strip()
        _book(session, act, entry, LedgerEntry(
            case_id=where.id, claim_id=claim_id, kind=entry.kind, amount=-amount, effective_on=entry.effective_on,
            recorded_at=entry.recorded_at, recorded_by=entry.recorded_by, paid_to=entry.paid_to,
            debtor_id=entry.debtor_id, note=note[:300],
        ))


def _take_back(session: Session, act: Act, entry: LedgerEntry, reason: str) -> None:
    is_money = entry.kind is LedgerKind.PAYMENT
    back = LedgerEntry(
        case_id=entry.case_id, claim_id=entry.claim_id, kind=LedgerKind.PAYMENT_REVERSED if is_money else entry.kind,
        amount=-entry.amount, effective_on=entry.effective_on, recorded_at=act.now, recorded_by=act.actor_id,
        paid_to=entry.paid_to, debtor_id=entry.debtor_id, reverses_id=entry.id, note=reason[:300],
    )
    session.add(back)
    session.flush()
    told = PaymentReversed(entry_id=back.id, amount=-entry.amount, reason=back.note) if is_money else BookedBack(
        entry_id=back.id, booked=entry.kind, amount=-entry.amount, reason=back.note
    )
    events.record(session, act, entry.case_id, told, effective_on=act.today)


def _book(session: Session, act: Act, was: LedgerEntry, entry: LedgerEntry) -> None:
    """The same for one claim: of its own day, and known since then. Of an amount booked off also who decided on it."""
    session.add(entry)
    session.flush()
    amount = -entry.amount
    if entry.kind is LedgerKind.PAYMENT:
        payer = "" if entry.debtor_id is None else session.get_one(Debtor, entry.debtor_id).name
        events.record(session, act, entry.case_id, PaymentRegistered(
            entry_id=entry.id, amount=amount, paid_to=entry.paid_to or PaidTo.AGENCY, note=entry.note, payer=payer
        ), effective_on=entry.effective_on)
        return
    decided = session.scalar(select(WriteOff).where(WriteOff.entry_id == was.id))
    if decided is not None:
        same = {each.key: getattr(decided, each.key) for each in inspect(WriteOff).column_attrs if each.key != "id"}
        session.add(WriteOff(**same | {"case_id": entry.case_id, "entry_id": entry.id, "amount": amount}))
    told = BookedOff(entry_id=entry.id, booked=entry.kind, amount=amount, reason=entry.note)
    events.record(session, act, entry.case_id, told, effective_on=entry.effective_on)
