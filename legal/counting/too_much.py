"""What was paid too much where several owe: whose it is, and what stands once some of it went back.

What one paid beyond what he owes himself is his, and pays nothing that another owes. Law: art. 6:6 lid 1 and 6:7 BW.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import attrgetter

from legal.counting.guarantees import guaranteed, paid_by
from legal.counting.ledger_walk import Walk
from legal.facts import BookedPayment, CaseFacts, DebtorTotals, Liability, Payment, Valuation
from legal.money import ZERO

ByPayer = dict[str | None, Decimal]  # None: of whom nobody knows who it is
received_on = attrgetter("received_on")


def payers_of(payments: Sequence[Payment], booked: Sequence[BookedPayment]) -> list[str | None]:
    """Who made each of the payments as they were booked: by day, through the day counted."""
    return [payment.debtor for payment in sorted(payments, key=received_on)[:len(booked)]]


def whose(surplus: Decimal, booked: Sequence[BookedPayment], payers: Sequence[str | None]) -> ByPayer:
    """A surplus (euro) by who paid it: what nothing was left for, then of what was given away later the last payments.
    """
    found: ByPayer = defaultdict(lambda: ZERO)
    latest_first = list(zip(booked, payers, strict=True))[::-1]
    over = [(each.unallocated, payer) for each, payer in latest_first]
    taken = [(each.amount - each.unallocated, payer) for each, payer in latest_first]
    for amount, payer in (*over, *taken):
        part = min(surplus, amount)
        if part > ZERO:
            found[payer] += part
            surplus -= part
    return found


def of_joint(state: Walk, balance: Decimal) -> ByPayer:
    """What each paid beyond what he owes himself, where all owe the whole (euro).

    Of who owes no costs that is what he paid of no interest and no principal: those costs stay with who owes them.
    """
    owed = sum((account.open_amount for account in state.accounts), ZERO)
    found = whose(owed - balance, state.booked, payers_of(state.facts.payments, state.booked))
    unpaid = sum((account.costs_open for account in state.accounts), ZERO)
    for payer in found:
        not_his = ZERO if payer is None else unpaid - state.costs_open_of(payer)
        own = min(found[payer], max(ZERO, owed - not_his))
        found[payer] -= own
        owed -= own
    return found


def open_of(found: Valuation) -> Decimal:
    """What is still owed by whoever owes it, which another's surplus does not lower; below nothing where none is.

    In euro. For one debtor it is the balance.
    """
    owed = found.balance + found.too_much
    return owed if owed > ZERO else found.balance


def with_refunds(facts: CaseFacts, found: Valuation, back: Mapping[str | None, Decimal]) -> Valuation:
    """The valuation after money went back, by the ref of who got it (euro), with what is owed as its balance.

    `balance`: what is owed; where nothing is, less what was paid too much. `paid`: without what goes back. More that
    went back than was too much is owed again by who got it, and by who owe the whole with him; it bears no interest. A
    guarantor owes it as far as what he guaranteed reaches beyond what he paid and did not get back.
    """
    gone = sum(back.values(), ZERO)
    if not found.debtors:
        balance = found.balance + gone
        return found._replace(paid=found.paid - gone, balance=balance, too_much=max(ZERO, -balance))
    left: ByPayer = {each.ref: each.too_much for each in found.debtors}
    left[None] = found.too_much - sum(left.values(), ZERO)
    again = _take_back(left, back)
    more = sum(again.values(), ZERO)
    ways = {each.ref: each.liability for each in facts.debtors}
    too_much, owed = sum(left.values(), ZERO), found.balance + found.too_much + more
    most = {ref: min(owed, amount) for ref, amount in _guaranteed_still(facts, found, back).items()}
    return found._replace(
        paid=found.paid - gone - (too_much if owed > ZERO else ZERO), balance=owed if owed > ZERO else -too_much,
        too_much=too_much, debtors=tuple(
            _stands(
                each, ways.get(each.ref), found.too_much, more, left[each.ref], again.get(each.ref, ZERO),
                most.get(each.ref, ZERO),
            ) for each in found.debtors
        ),
    )


def _take_back(left: ByPayer, back: Mapping[str | None, Decimal]) -> ByPayer:
    """Lowers what is too much by what went back, each by his own; what is over, by who got it.

    What went back to nobody who is known comes off what nobody is known to have paid, then off anybody's.
    """
    again: ByPayer = defaultdict(lambda: ZERO)
    for to, amount in sorted(back.items(), key=lambda each: each[0] is None):
        for payer in [to] if to in left and to is not None else [None, *(each for each in left if each is not None)]:
            part = min(amount, left[payer])
            left[payer] -= part
            amount -= part
        again[to] += amount
    return again


def _guaranteed_still(facts: CaseFacts, found: Valuation, back: Mapping[str | None, Decimal]) -> dict[str, Decimal]:
    """What each guarantor answers for beyond what he paid and did not get back (euro)."""
    return {
        each.ref: guaranteed(each, facts, found)
        - max(ZERO, paid_by(each, facts, on=found.on) - back.get(each.ref, ZERO))
        for each in facts.debtors if each.liability is Liability.GUARANTOR
    }


def _stands(
    debtor: DebtorTotals, way: Liability | None, surplus: Decimal, more: Decimal, left: Decimal, again: Decimal,
    most: Decimal,
) -> DebtorTotals:
    """What one owes without the `surplus` of all, a guarantor at `most`; below nothing what is `left` of his own."""
    owes = max(ZERO, debtor.owes)
    if way is Liability.JOINT:
        owes = max(ZERO, debtor.owes + surplus) + more
    elif way is Liability.SHARE:
        owes += again
    elif way is Liability.GUARANTOR:
        owes = min(owes + again, most)
    return debtor._replace(owes=owes if owes > ZERO else -left, too_much=left)
