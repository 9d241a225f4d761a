"""The end of cases: clients who withdraw, parts that are booked off, money that goes back, amounts that are told."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.simulation.ports.bank import Bank
from agency.simulation.world import World
from cases.acts import Act
from cases.amicable import asked, closings, refunds, reopening, write_off_decisions, write_offs
from cases.amicable.closings import BY_PERSON, ClosingInput
from cases.amicable.refunds import RefundInput
from cases.amicable.write_offs import WriteOffInput
from cases.counting.overpaid import Surplus
from cases.models import Case, Overpaid, PaidTo, Stage, WriteOff, WriteOffState
from legal.money import CENT

HANDLER, LEAD = "behandelaar", "jurist"
CLOSED, REOPENED, BOOKED_OFF, TOLD = 0.003, 0.003, 0.003, 0.008  # chance of one a day, for every open case
PAID_BACK, DECIDED, AGREED, PAYS_TOO_LATE = 0.4, 0.6, 0.7, 0.2
LONGEST_TERM = 14


class Endings:
    """Who ends cases, by hand: a few a day, whatever stage they are in."""

    def __init__(self, world: World, bank: Bank) -> None:
        self.world, self.bank, self.chance = world, bank, world.chance.of("endings")
        self.to_pay: list[tuple[date, int, Decimal]] = []

    def work(self) -> None:
        """What ends, or is paid back, today."""
        self._pay_what_was_told()
        self._decide()
        self._pay_back()
        of_today = select(func.count()).select_from(Case).where(Case.stage != Stage.CLOSED)
        open_cases = self.world.session.scalar(of_today) or 0
        if self.chance.happens(min(open_cases * CLOSED, 1.0)):
            self._close()
        if self.chance.happens(min(open_cases * REOPENED, 1.0)):
            self._reopen()
        if self.chance.happens(min(open_cases * BOOKED_OFF, 1.0)):
            self._book_off()
        if self.chance.happens(min(open_cases * TOLD, 1.0)):
            self._tell()

    def _close(self) -> None:
        case_id = self._one(is_open=True)
        reason = self.chance.one_of(list(BY_PERSON))
        if case_id is not None:
            self.world.attempt(f"closed_{reason.value}", HANDLER, lambda session, act: closings.close(
                session, act, case_id, ClosingInput(
                    reason=reason, note="Op verzoek van de opdrachtgever", seen=closings.open_now(
                        session, session.get_one(Case, case_id), act=act, figures=self.world.figures
                    ),
                ), figures=self.world.figures,
            ) is None)

    def _reopen(self) -> None:
        case_id = self._one(is_open=False)
        if case_id is not None:
            self.world.attempt("case_reopened", HANDLER, lambda session, act: reopening.reopen(
                session, act, case_id, reason="De opdrachtgever wil toch verder", figures=self.world.figures
            ).id)

    def _book_off(self) -> None:
        case_id = self._one(is_open=True)
        amount = self.chance.number(1, 5000) * CENT
        if case_id is not None:
            self.world.attempt("write_off_asked", HANDLER, lambda session, act: write_offs.write_off(
                session, act, case_id, WriteOffInput(amount=amount, reason="Coulance"), figures=self.world.figures
            ).id)

    def _decide(self) -> None:
        query = select(WriteOff.case_id).where(WriteOff.state == WriteOffState.PROPOSED).order_by(WriteOff.id)
        for case_id in self.world.session.scalars(query).all():
            if self.chance.happens(DECIDED):
                agrees = self.chance.happens(AGREED)
                self.world.attempt("write_off_decided", LEAD, partial(self._decided, case_id, agrees))

    def _decided(self, case_id: int, agrees: bool, session: Session, act: Act) -> int:
        if agrees:
            return write_off_decisions.confirm(session, act, case_id, note="", figures=self.world.figures).id
        return write_off_decisions.reject(session, act, case_id, note="Eerst nog bellen").id

    def _pay_back(self) -> None:
        """Cases that closed while they were owed wait for somebody who asks the client."""
        query = select(Overpaid.case_id).order_by(Overpaid.since, Overpaid.case_id)
        for case_id in self.world.session.scalars(query).all():
            case = self.world.session.get_one(Case, case_id)
            found = refunds.surpluses(
                self.world.session, case, today=self.world.day, figures=self.world.figures
            )
            if found and self.chance.happens(PAID_BACK):
                self.world.attempt("refund_recorded", HANDLER, partial(self._refund, case_id, found[0]))

    def _refund(self, case_id: int, surplus: Surplus, session: Session, act: Act) -> int:
        told = RefundInput(
            amount=surplus.amount, paid_on=act.today, paid_by=PaidTo.AGENCY, how="Overgemaakt",
            debtor_id=None if surplus.person is None else surplus.person.id,
        )
        return refunds.record(session, act, case_id, told, figures=self.world.figures).id

    def _tell(self) -> None:
        """An amount is told, and paid to the cent on its last day, or a day too late."""
        case_id, days = self._one(is_open=True), self.chance.number(0, LONGEST_TERM)
        late = self.chance.happens(PAYS_TOO_LATE)
        if case_id is None:
            return
        told = self.world.attempt("amount_told", HANDLER, partial(self._told, case_id, days))
        if told.result is not None:
            self.to_pay.append((self.world.day + timedelta(days=days + late), case_id, told.result))

    def _pay_what_was_told(self) -> None:
        due = [each for each in self.to_pay if each[0] <= self.world.day]
        self.to_pay = [each for each in self.to_pay if each[0] > self.world.day]
        for _day, case_id, amount in due:
            if self.world.session.get_one(Case, case_id).stage is not Stage.CLOSED:
                self.bank.send(case_id, amount)

    def _told(self, case_id: int, days: int, session: Session, act: Act) -> Decimal:
        case = session.get_one(Case, case_id)
        seen = closings.open_now(session, case, act=act, figures=self.world.figures)
        return asked.tell(
            session, act, case_id, asked.AmountInput(through_day=act.today + timedelta(days=days), note="", seen=seen),
            figures=self.world.figures,
        ).amount

    def _one(self, *, is_open: bool) -> int | None:
        """A case that is open, or one that somebody closed by hand; None while there is none."""
        wanted = Case.stage != Stage.CLOSED if is_open else Case.closing_reason.in_(BY_PERSON)
        ids = self.world.session.scalars(select(Case.id).where(wanted).order_by(Case.id)).all()
        return self.chance.one_of(ids) if ids else None
