"""What is claimed changes: credit notes, invoices that join, other costs, clauses, penalties, denied letters."""


from datetime import date, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.simulation.papers import paper
from agency.simulation.world import World
from cases.acts import Act
from cases.claims import adding, agreements, other_costs, penalties
from cases.claims import credits as credits_
from cases.claims.agreements import Statement
from cases.claims.credits import CreditInput
from cases.claims.following import Basis
from cases.claims.other_costs import CostInput
from cases.claims.penalties import PenaltyInput
from cases.claims.stated import StatedClaim
from cases.correspondence import receipt_disputes
from cases.documents import File
from cases.models import CREDITS, Case, Claim, CostBearer, CreditEffect, LedgerEntry, Letter, LetterState, Stage
from legal.facts import ClaimNature, ClauseStatus, CostKind
from legal.money import CENT

HANDLER = "behandelaar"
A_DAY = 0.01  # chance of any change a day, for every open case
OF_CLOSED = 0.15  # how often a credit note is of a closed case


class Changes:
    """Clients who credit and add, courts that award, debtors who never got a letter; and what of it was a mistake."""

    def __init__(self, world: World) -> None:
        self.world, self.chance = world, world.chance.of("changes")
        self.added = 0

    def work(self) -> None:
        """What changes today: as much as there are open cases."""
        for case_id in self._ids(is_open=True):
            if self.chance.happens(A_DAY):
                closed = self._ids(is_open=False)
                is_late = bool(closed) and self.chance.happens(OF_CLOSED)
                self._one(self.chance.one_of(closed) if is_late else case_id)

    def _one(self, case_id: int) -> None:
        what = self.chance.one_of([
            ("claim_credited", self._credit), ("claim_credited", self._credit), ("credit_withdrawn", self._take_back),
            ("invoice_added", self._add), ("cost_booked", self._cost), ("cost_withdrawn", self._cost_back),
            ("claim_terms_stated", self._state), ("receipt_disputed", self._dispute), ("penalty_stated", self._fine),
            ("penalty_withdrawn", self._fine_back),
        ])
        name, action = what
        self.world.attempt(name, HANDLER, partial(action, case_id))

    def _credit(self, case_id: int, session: Session, act: Act) -> object:
        claim = self._claim(session, case_id)
        told = CreditInput(
            claim_id=claim.id, kind=self.chance.one_of(CREDITS), effect=self.chance.one_of(list(CreditEffect)),
            amount=self.chance.one_of([claim.principal, self.chance.number(1, 20_000) * CENT]),
            on=self._day(claim.invoice_date),
        )
        seen = credits_.foresee(session, case_id, told, today=act.today, figures=self.world.figures)
        return credits_.credit(
            session, act, self.world.store, case_id, told, basis=_basis(seen.mark), figures=self.world.figures
        ).id

    def _take_back(self, case_id: int, session: Session, act: Act) -> object:
        """One of this case where it has any, else of another."""
        query = select(LedgerEntry).where(LedgerEntry.kind.in_(CREDITS)).order_by(LedgerEntry.id)
        found = session.scalars(query).all()
        own = [entry for entry in found if entry.case_id == case_id]
        if not found:
            return None
        entry = self.chance.one_of(own or found)
        return credits_.withdraw(
            session, act, entry.id, case_id=entry.case_id, reason="Andere factuur", figures=self.world.figures
        ).id

    def _add(self, case_id: int, session: Session, act: Act) -> object:
        claim = self._claim(session, case_id)
        self.added += 1
        told = StatedClaim(
            invoice_number=f"LATER-{self.added}", invoice_date=claim.invoice_date,
            due_date=claim.due_date + timedelta(days=self.chance.number(0, 30)),
            principal=self.chance.number(1_000, 40_000) * CENT, subject="Later aangeleverd",
            payment_term_agreed=bool(claim.case.terms.payment_term_basis), interest=claim.interest,
            contract_percent=claim.contract_percent, contract_per=claim.contract_per,
            contract_compound=claim.contract_compound,
        )
        seen = adding.foresee(session, case_id, told, today=act.today, figures=self.world.figures)
        return adding.add(
            session, act, self.world.store, case_id, told, basis=_basis(seen.mark), figures=self.world.figures
        ).id

    def _cost(self, case_id: int, session: Session, act: Act) -> object:
        day = self._day(self._claim(session, case_id).invoice_date)
        bearer = self.chance.one_of(list(CostBearer))
        bears_interest = bearer is CostBearer.DEBTOR and self.chance.happens(0.5)
        told = CostInput(
            kind=self.chance.one_of(list(CostKind)), amount=self.chance.number(100, 30_000) * CENT, on=day,
            borne_by=bearer, is_awarded=self.chance.happens(0.7), interest_from=day if bears_interest else None,
        )
        seen = other_costs.foresee(session, case_id, told, today=act.today, figures=self.world.figures)
        return other_costs.book(
            session, act, self.world.store, case_id, told, basis=_basis(seen.mark), figures=self.world.figures
        ).id

    def _cost_back(self, case_id: int, session: Session, act: Act) -> object:
        costs = other_costs.of_case(session, case_id)
        if not costs:
            return None
        return other_costs.withdraw(
            session, act, self.chance.one_of(costs).id, case_id=case_id, reason="Andere zaak",
            figures=self.world.figures,
        ).id

    def _state(self, case_id: int, session: Session, act: Act) -> object:
        claim = self._claim(session, case_id)
        told = agreements.ClaimTerms(
            nature=self.chance.one_of(list(ClaimNature)), interest_clause=self.chance.one_of([None, *ClauseStatus]),
            costs_clause=self.chance.one_of([None, *ClauseStatus]), surcharge_percent=claim.surcharge_percent,
            surcharge_per=claim.surcharge_per,
        )
        stated = Statement(told=told, reason="Beoordeeld door de jurist", seen=agreements.mark(claim))
        return agreements.state(session, act, case_id, claim.id, stated, figures=self.world.figures)

    def _fine(self, case_id: int, session: Session, act: Act) -> object:
        claim = self._claim(session, case_id)
        told = PenaltyInput(
            claim_id=claim.id, amount=self.chance.number(1, 20_000) * CENT,
            on=self._day(claim.default_from or claim.invoice_date),
            clause=self.chance.one_of([None, ClauseStatus.FAIR, ClauseStatus.FAIR, ClauseStatus.UNFAIR]),
        )
        seen = penalties.foresee(session, case_id, told, today=act.today, figures=self.world.figures)
        return penalties.state(
            session, act, self.world.store, case_id, told, basis=_basis(seen.mark), figures=self.world.figures
        )

    def _fine_back(self, case_id: int, session: Session, act: Act) -> object:
        fined = [claim for claim in session.get_one(Case, case_id).claims if claim.penalty is not None]
        if not fined:
            return None
        claim = self.chance.one_of(fined)
        return penalties.withdraw(
            session, act, case_id, claim.id, reason="Andere overeenkomst", figures=self.world.figures
        )

    def _dispute(self, case_id: int, session: Session, act: Act) -> object:
        query = select(Letter).where(Letter.case_id == case_id, Letter.state == LetterState.POSTED)
        letters = session.scalars(query.order_by(Letter.id)).all()
        if not letters:
            return None
        letter = self.chance.one_of(letters)
        change = receipt_disputes.dispute if letter.receipt_disputed_on is None else receipt_disputes.end
        return change(
            session, act, case_id, letter.id, reason="Gezegd aan de telefoon", figures=self.world.figures
        ).id

    def _claim(self, session: Session, case_id: int) -> Claim:
        return self.chance.one_of(session.get_one(Case, case_id).claims)

    def _day(self, first: date) -> date:
        """Any day from the invoice on."""
        return first + timedelta(days=self.chance.number(0, max(0, (self.world.day - first).days)))

    def _ids(self, *, is_open: bool) -> list[int]:
        wanted = Case.stage != Stage.CLOSED if is_open else Case.stage == Stage.CLOSED
        return list(self.world.session.scalars(select(Case.id).where(wanted).order_by(Case.id)))


def _basis(seen: str) -> Basis:
    return Basis(reason="Bericht van de opdrachtgever", paper=File("stuk.pdf", paper("Stuk")), seen=seen)
