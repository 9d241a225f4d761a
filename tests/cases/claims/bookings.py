"""A case of which the term of its letter is over; what a handler books on it, each in a line; what cases come to."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import payments, write_offs
from cases.amicable.payment_doubts import PaymentInput
from cases.amicable.write_offs import WriteOffInput
from cases.claims import credits as credits_
from cases.claims import other_costs, penalties
from cases.claims.credits import CreditInput
from cases.claims.following import Basis
from cases.claims.other_costs import CostInput
from cases.claims.penalties import PenaltyInput
from cases.counting import statement
from cases.documents import File
from cases.invariants.verifying import verify
from cases.models import (
    AgencyProfile,
    Case,
    CostBearer,
    CreditEffect,
    LedgerKind,
    NextStep,
    PaidTo,
    RoleName,
    Stage,
    User,
)
from cases.progress import stages
from cases.store import DocumentStore
from legal.facts import ClauseStatus, CostKind
from tests.cases.invariants.good_record import looked_at
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    TODAY,
    by,
    claim_row,
    make_agency,
    make_client,
    make_upload,
    make_user,
    post_first_notice,
)

PAPER = File("stuk.pdf", SMALL_PDF)
OPENED, SENT, DUE = date(2026, 9, 1), date(2026, 9, 7), date(2026, 9, 24)
INVOICES = (
    {"invoice": "F-1", "amount": "500,00"},
    {"invoice": "F-2", "amount": "100,00", "invoice_date": "02-06-2026", "due": "16-06-2026"},
    {"invoice": "F-3", "amount": "250,00", "invoice_date": "03-06-2026", "due": "17-06-2026"},
)
SUMS = ("principal", "interest", "costs", "other_costs", "penalty", "paid", "balance")


def open_case(session: Session, store: DocumentStore, invoices: Sequence[Mapping[str, str]] = INVOICES) -> Case:
    """These invoices in one case of 1 September, of which nobody wrote yet."""
    make_agency(session)
    make_upload(session, store, make_client(session), *(claim_row(**each) for each in invoices), today=OPENED)
    return session.scalars(select(Case)).one()


def young_case(session: Session, store: DocumentStore, case: Case) -> Case:
    """A new case of the same person: invoice F-9 of 20 August, 80 euro, which was in default after the first letter."""
    make_upload(session, store, case.client, claim_row(
        invoice="F-9", amount="80,00", invoice_date="20-08-2026", due="10-09-2026", reminder=""
    ))
    found = session.scalars(select(Case).where(Case.id > case.id).order_by(Case.id.desc())).first()
    assert found is not None
    return found


def write(session: Session, store: DocumentStore, case: Case) -> None:
    """The first letter to everybody who owes, of 7 September; its term has been over since the 24th."""
    post_first_notice(session, store, case, posted_on=SENT)
    end_term(session, case)


def end_term(session: Session, case: Case) -> None:
    """The term of its letter is over, as the daily run of the 24th has it."""
    case.stage, case.next_step, case.next_step_on = Stage.NOTICE_RUNNING, NextStep.WAIT_NOTICE_TERM, DUE
    then = stages.Then(NextStep.CONTACT_DEBTOR, TODAY)
    stages.move(session, by(), case, Stage.AMICABLE, then, reason="termijn voorbij", on=DUE)
    session.flush()


class Desk:
    """What a handler does on a case, each in a line."""

    def __init__(self, session: Session, store: DocumentStore, case: Case) -> None:
        self.session, self.store, self.case = session, store, case

    def pay(self, amount: str, on: date, claim: str = "", *, debtor_id: int | None = None) -> None:
        claim_id = next((each.id for each in self.case.claims if each.invoice_number == claim), None)
        payments.register(self.session, by(), self.case.id, PaymentInput(
            amount=Decimal(amount), received_on=on, paid_to=PaidTo.AGENCY, claim_id=claim_id, debtor_id=debtor_id
        ), figures=FIGURES)
        self.session.expire_all()

    def credit(self, claim: str, amount: str, on: date, effect: CreditEffect = CreditEffect.FROM_ORIGIN) -> None:
        claim_id = next(each.id for each in self.case.claims if claim in ("", each.invoice_number))
        what = CreditInput(
            claim_id=claim_id, kind=LedgerKind.CREDIT_NOTE, amount=Decimal(amount), on=on, effect=effect
        )
        seen = credits_.foresee(self.session, self.case.id, what, today=TODAY, figures=FIGURES).mark
        credits_.credit(
            self.session, by(), self.store, self.case.id, what, figures=FIGURES,
            basis=Basis(reason="Mail van de opdrachtgever", paper=PAPER, seen=seen),
        )
        self.session.expire_all()

    def charge(self, amount: str, on: date, *, bearer: CostBearer = CostBearer.DEBTOR) -> None:
        what = CostInput(
            kind=CostKind.COURT_FEE, amount=Decimal(amount), on=on, borne_by=bearer,
            is_awarded=bearer is CostBearer.DEBTOR,
        )
        seen = other_costs.foresee(self.session, self.case.id, what, today=TODAY, figures=FIGURES).mark
        other_costs.book(
            self.session, by(), self.store, self.case.id, what, figures=FIGURES,
            basis=Basis(reason="Vonnis", paper=PAPER, seen=seen),
        )
        self.session.expire_all()

    def penalise(self, claim: str, amount: str, on: date) -> None:
        claim_id = next(each.id for each in self.case.claims if each.invoice_number == claim)
        what = PenaltyInput(claim_id=claim_id, amount=Decimal(amount), on=on, clause=ClauseStatus.FAIR)
        seen = penalties.foresee(self.session, self.case.id, what, today=TODAY, figures=FIGURES).mark
        penalties.state(
            self.session, by(), self.store, self.case.id, what, figures=FIGURES,
            basis=Basis(reason="Artikel 12", paper=PAPER, seen=seen),
        )
        self.session.expire_all()

    def write_off(self, amount: str) -> None:
        profile = self.session.scalars(select(AgencyProfile)).one()
        profile.write_off_handler = Decimal("700.00")
        user = self.session.scalar(select(User)) or make_user(self.session, RoleName.HANDLER)
        write_offs.write_off(
            self.session, by(user.id), self.case.id, WriteOffInput(amount=Decimal(amount), reason="Afgesproken"),
            figures=FIGURES,
        )
        self.session.expire_all()


def sums(session: Session, *cases: Case) -> dict[str, Decimal]:
    found = [statement.valuation(session, case, on=TODAY, figures=FIGURES) for case in cases]
    return {name: sum((getattr(each, name) for each in found), Decimal(0)) for name in SUMS}


def per_claim(session: Session, case: Case) -> dict[str, Decimal]:
    return {each.ref: each.balance for each in statement.valuation(session, case, on=TODAY, figures=FIGURES).claims}


def is_good(session: Session, store: DocumentStore) -> bool:
    session.commit()
    return verify(looked_at(session, store), numbers={4, 5, 7, 9, 10, 101, 102, 103, 125, 130}).is_good
