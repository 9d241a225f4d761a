"""The bank: what debtors pay comes in days later, is booked once, and is now and then taken back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.simulation.world import World
from cases.acts import Act
from cases.amicable import client_payments, payments
from cases.amicable.payment_doubts import PaymentDoubtful, PaymentInput
from cases.models import Case, LedgerEntry, LedgerKind, PaidTo

SLOWEST = 3  # days between the day of receipt and that of booking
TAKEN_BACK = 0.1  # of what a client reports
ClientOf: TypeAlias = Callable[[int], str]  # the log-in of the client of a case


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """Money on its way: received on a day, booked on a later one. `payer_id`: who paid, where that is known."""

    case_id: int
    amount: Decimal
    received_on: date
    booked_on: date
    paid_to: PaidTo
    returns_after: int | None = None
    payer_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Return:
    """A booked payment that is taken back on a day."""

    case_id: int
    entry_id: int
    on: date
    by_client: bool = False


@dataclass(kw_only=True)
class Books:
    """What the bank knows that was booked, and what of that was taken back: by number of the entry."""

    booked: dict[int, Decimal] = field(default_factory=dict)
    returned: set[int] = field(default_factory=set)


class Bank:
    """All accounts together. What is lost on the way is booked another time; nothing is booked twice."""

    def __init__(self, world: World) -> None:
        self.world, self.chance = world, world.chance.of("bank")
        self.transfers: list[Transfer] = []
        self.returns: list[Return] = []
        self.books = Books()

    def send(
        self, case_id: int, amount: Decimal, *, to: PaidTo = PaidTo.AGENCY, returns_after: int | None = None,
        payer_id: int | None = None,
    ) -> None:
        """Money leaves the debtor today."""
        if amount <= 0:
            return
        day = self.world.day
        self.transfers.append(Transfer(
            case_id=case_id, amount=amount, received_on=day, returns_after=returns_after, paid_to=to, payer_id=payer_id,
            booked_on=day + timedelta(days=self.chance.number(0, SLOWEST)),
        ))

    def work(self, client_of: ClientOf) -> None:
        """Book what came in, then what is taken back."""
        due = [each for each in self.transfers if each.booked_on <= self.world.day]
        self.transfers = [each for each in self.transfers if each.booked_on > self.world.day]
        for transfer in due:
            self._book(transfer, client_of)
        taken = [each for each in self.returns if each.on <= self.world.day]
        self.returns = [each for each in self.returns if each.on > self.world.day]
        for back in taken:
            self._take_back(back, client_of)

    def wrong(self) -> Iterator[str]:
        """What stands on record otherwise than it was booked: money lost, or booked twice."""
        query = select(LedgerEntry.id, LedgerEntry.amount).where(LedgerEntry.kind == LedgerKind.PAYMENT)
        on_record = {row.id: row.amount for row in self.world.session.execute(query)}
        if on_record != {entry: -amount for entry, amount in self.books.booked.items()}:
            yield "de betalingen in de administratie zijn niet die van de bank"
        back = set(self.world.session.scalars(
            select(LedgerEntry.reverses_id).where(LedgerEntry.kind == LedgerKind.PAYMENT_REVERSED)
        ))
        if back != self.books.returned:
            yield "de terugboekingen in de administratie zijn niet die van de bank"

    def _book(self, transfer: Transfer, client_of: ClientOf) -> None:
        by_client = transfer.paid_to is PaidTo.CLIENT
        who = client_of(transfer.case_id) if by_client else "behandelaar"
        tried = self.world.attempt("payment_booked", who, lambda session, act: self._register(
            session, act, transfer, by_client=by_client
        ).id)
        if tried.is_lost:
            self.transfers.append(replace(transfer, booked_on=self.world.day + timedelta(days=1)))
        if tried.result is None:
            return
        self.books.booked[tried.result] = transfer.amount
        if transfer.returns_after is not None or (by_client and self.chance.happens(TAKEN_BACK)):
            days = 1 if transfer.returns_after is None else transfer.returns_after
            self.returns.append(Return(
                case_id=transfer.case_id, entry_id=tried.result, on=self.world.day + timedelta(days=days),
                by_client=by_client,
            ))

    def _register(self, session: Session, act: Act, transfer: Transfer, *, by_client: bool) -> LedgerEntry:
        """Book it; a doubt that is asked about is answered with yes."""
        told = PaymentInput(
            amount=transfer.amount, received_on=transfer.received_on, paid_to=transfer.paid_to,
            debtor_id=transfer.payer_id,
        )

        def book(answered: str) -> LedgerEntry:
            return payments.register(
                session, act, transfer.case_id, told, figures=self.world.figures, by_client=by_client, answered=answered
            )

        try:
            return book("")
        except PaymentDoubtful as asked:
            return book(asked.mark)

    def _take_back(self, back: Return, client_of: ClientOf) -> None:
        who = client_of(back.case_id) if back.by_client else "behandelaar"
        tried = self.world.attempt("payment_reversed", who, lambda session, act: self._reverse(session, act, back).id)
        if tried.is_lost:
            self.returns.append(replace(back, on=self.world.day + timedelta(days=1)))
        elif tried.is_done:
            self.books.returned.add(back.entry_id)

    def _reverse(self, session: Session, act: Act, back: Return) -> LedgerEntry:
        if back.by_client:
            return client_payments.take_back(
                session, act, back.entry_id, case_id=back.case_id, figures=self.world.figures,
                client_id=session.get_one(Case, back.case_id).client_id, reason="Deze betaling was van een ander",
            )
        return payments.reverse(
            session, act, back.entry_id, case_id=back.case_id, reason="Storno door de bank", figures=self.world.figures
        )
