"""What is owed on a day, in the rows that a screen shows: every amount with the sum that made it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.counting import ledger_entries, overpaid, per_person, reaching, statement
from cases.counting.notices import JudgedNotice
from cases.counting.overpaid import Surplus
from cases.counting.per_person import PersonOwes
from cases.counting.statement import CaseRecord
from cases.models import Case, CaseParty, Claim, LedgerEntry, LedgerKind
from cases.wording import people
from cases.wording.people import PersonRow
from legal.counting.reach import LaterCosts
from legal.counting.valuation import BookedPayment, ClaimTotals, DebtorKind, Line, LineKind, Valuation
from legal.errors import LawError
from legal.facts import Remark
from legal.money import ZERO
from legal.parameters import Figures

# Doubts about the collection costs; they are said where those stand.
ON_COSTS = frozenset({
    "costs_before_decree", "default_before_decree", "agreed_costs_moderation", "handed_over_before_default",
    "periodic_limit_one_source", "figure_not_rechecked", "notice_named_too_much", "fee_after_credit",
    "damages_outside_scale", "costs_clause_unfair", "costs_need_award",
})
# What was found of clauses; it is said where interest and costs stand.
ON_CLAUSES = frozenset({
    "interest_clause_unfair", "clause_suspect", "interest_clause_untested", "clause_of_business", "penalty_counted",
    "penalty_not_counted",
})


@dataclass(frozen=True, kw_only=True)
class InvoiceRows:
    """One invoice: what it was for, what came on top, what was paid of it, and what lowered it since."""

    claim: Claim
    totals: ClaimTotals
    interest: tuple[Line, ...]
    open_principal: Decimal
    credits: tuple[LedgerEntry, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PaymentRow:
    """One payment as booked, or what was booked off, and where it went."""

    entry: LedgerEntry
    split: BookedPayment
    invoice: str

    @property
    def is_payment(self) -> bool:
        """Whether it is money."""
        return self.entry.kind is LedgerKind.PAYMENT


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What is owed on `asked`, or through `on` where the figures reach no further; `refusal` where they say nothing.

    `uncounted` are payments received after `on`: booked, and not in the balance yet; `later_costs` fell due after it.
    `why_cut`: which figure is missing and who adds it. `refunds` went back to the debtor through `on`. `judged` are the
    first letters that were posted, `counting` the one that the costs follow, `added` the notices of claims that came
    later. `charged_before`: no costs come of the notice, since earlier terms of the same agreement bore all there may
    be. `persons`: what each owes, where more than one does or one is insolvent; `parties`: everybody in the case, None
    where nothing was counted. `surpluses`: what was paid too much, by who paid it. `record`: what
    all of it was read from.
    """

    asked: date
    on: date
    valuation: Valuation | None
    invoices: tuple[InvoiceRows, ...] = ()
    costs: tuple[Line, ...] = ()
    other_costs: tuple[Line, ...] = ()
    penalties: tuple[Line, ...] = ()
    vat: tuple[Line, ...] = ()
    payments: tuple[PaymentRow, ...] = ()
    uncounted: tuple[LedgerEntry, ...] = ()
    later_costs: LaterCosts | None = None
    why_cut: str = ""
    refunds: tuple[LedgerEntry, ...] = ()
    refusal: str = ""
    charged_before: bool = False
    persons: tuple[PersonOwes, ...] = ()
    is_consumer: bool = True
    surpluses: tuple[Surplus, ...] = ()
    record: CaseRecord | None = None

    @property
    def counting(self) -> JudgedNotice | None:
        """The posted first letter that counts."""
        return None if self.record is None else self.record.counting

    @property
    def judged(self) -> tuple[JudgedNotice, ...]:
        """The first letters with their verdicts."""
        return () if self.record is None else self.record.notices

    @property
    def added(self) -> tuple[JudgedNotice, ...]:
        """Those of claims that came later."""
        return () if self.record is None else self.record.added

    @property
    def parties(self) -> tuple[CaseParty, ...] | None:
        """Who plays a part in the case; None where that was not read."""
        return None if self.record is None else self.record.parties

    @property
    def per_person(self) -> tuple[PersonRow, ...]:
        """What each owes, as a screen shows it; nothing where one owes all."""
        return people.rows(self.persons, on=self.on, is_consumer=self.is_consumer)

    @property
    def kept_apart(self) -> tuple[Surplus, ...]:
        """What one of several paid too much while another owes: it is in no sum of what is owed."""
        return self.surpluses if self.total is not None and self.total > ZERO else ()

    @property
    def of_nobody(self) -> Decimal:
        """What nobody is known to owe."""
        return people.of_nobody(self.persons, self.total or ZERO)

    def payee(self, entry: LedgerEntry) -> str:
        """Who of several got a repayment; empty where one owes, or nobody knows."""
        return next((each.person.name for each in self.persons if each.person.id == entry.debtor_id), "")

    @property
    def is_cut(self) -> bool:
        """Whether the day asked lies beyond what the figures were checked for."""
        return self.on != self.asked

    @property
    def cost_remarks(self) -> tuple[Remark, ...]:
        """What to know before relying on the collection costs."""
        found = () if self.valuation is None else self.valuation.remarks
        return tuple(remark for remark in found if remark.code in ON_COSTS)

    @property
    def clause_remarks(self) -> tuple[Remark, ...]:
        """What was found of the clauses, and what that does."""
        found = () if self.valuation is None else self.valuation.remarks
        return tuple(remark for remark in found if remark.code in ON_CLAUSES)

    @property
    def received(self) -> Decimal:
        """What came in as money through `on`; what was booked off is none."""
        return ledger_entries.together(row.entry for row in self.payments if row.is_payment)

    @property
    def was_never_owed(self) -> bool:
        """Whether the whole case was withdrawn from its origin."""
        return self.valuation is not None and not self.valuation.claims

    @property
    def total(self) -> Decimal | None:
        """What is owed; None when the figures refuse."""
        return None if self.valuation is None else self.valuation.balance

    @property
    def to_ask(self) -> Decimal | None:
        """What can be asked of the debtor today; None while nobody can say."""
        if self.valuation is None:
            return None
        received = ledger_entries.together(self.uncounted)
        return reaching.to_ask(self.valuation, later_costs=self.later_costs, received=received)


def balance(session: Session, case: Case, *, on: date, figures: Figures) -> Balance:
    """The balance of `case` on any day."""
    try:
        record = statement.record_of(session, case, figures=figures)
        counted = reaching.counted(record, wanted=on, figures=figures)
    except LawError as refusal:
        return Balance(asked=on, on=on, valuation=None, refusal=str(refusal))
    valuation, known = counted.valuation, counted.reach.day
    lines = valuation.lines
    totals = {claim.ref: claim for claim in valuation.claims}
    left = _open_principals(valuation)
    return Balance(
        asked=on, on=known, valuation=valuation, record=record,
        charged_before=statement.are_costs_charged_before(record, valuation),
        invoices=tuple(
            InvoiceRows(
                claim=claim, totals=totals[str(claim.id)], open_principal=left[str(claim.id)],
                interest=tuple(x for x in lines if x.claim == str(claim.id) and x.kind is LineKind.INTEREST),
                credits=tuple(entry for entry in record.credits if entry.claim_id == claim.id),
            )
            for claim in case.claims if str(claim.id) in totals
        ),
        costs=tuple(line for line in lines if line.kind is LineKind.COSTS),
        other_costs=tuple(line for line in lines if line.kind is LineKind.OTHER_COST),
        penalties=tuple(line for line in lines if line.kind is LineKind.PENALTY),
        vat=tuple(line for line in lines if line.kind is LineKind.VAT),
        payments=_payments(case, record, valuation),
        uncounted=counted.uncounted, later_costs=counted.later_costs, why_cut=counted.why,
        refunds=tuple(entry for entry in record.refunds if entry.effective_on <= known),
        persons=per_person.owed_by_each(case, record, on=known, figures=figures),
        is_consumer=case.debtor_kind is DebtorKind.CONSUMER,
        surpluses=overpaid.surpluses(case, record, valuation),
    )


def _payments(case: Case, record: CaseRecord, valuation: Valuation) -> tuple[PaymentRow, ...]:
    """Payments through the day of the valuation, beside their split: both stand by day and then as recorded."""
    numbers = {claim.id: claim.invoice_number for claim in case.claims}
    booked = [entry for entry in record.payments if entry.effective_on <= valuation.on]
    return tuple(
        PaymentRow(entry=entry, split=split, invoice=numbers.get(entry.claim_id or 0, ""))
        for entry, split in zip(booked, valuation.payments, strict=True)
    )


def _open_principals(valuation: Valuation) -> dict[str, Decimal]:
    left = {claim.ref: claim.principal for claim in valuation.claims}
    for payment in valuation.payments:
        for share in payment.per_claim:
            left[share.ref] = left.get(share.ref, ZERO) - share.principal
    return left
