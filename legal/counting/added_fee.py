"""The fee that a notice of claims that came later has to name: what one fee over all leaves for them."""

from collections.abc import Collection
from datetime import date

from legal.costs.scale import Fee, added_to
from legal.counting.fee_grounds import CONSUMER, THE_DEBTOR, Ground, accounts_of, fix_by_itself, together
from legal.counting.ledger_walk import walk
from legal.counting.owed_by_one import facts_of_one
from legal.counting.unlike_debtors import as_one_debt
from legal.facts import CaseFacts, Channel, Notice
from legal.parameters import Figures


def fee_to_add(
    facts: CaseFacts, refs: Collection[str], *, on: date, figures: Figures, debtor: str | None = None
) -> Fee:
    """The fee with VAT over what is open on `on` of these claims, on top of what fell due before that day.

    `on` is the day of sending. `debtor`: the ref of one of several, over what he owes and on top of what he owes
    already: his part, or the whole. Raises as `walk` does. Law: art. 6:96 lid 6 and 7 BW.
    """
    if debtor is not None:
        facts = as_one_debt(facts_of_one(facts, debtor, on=on, figures=figures))
    who = debtor if debtor is not None and facts.debtors else THE_DEBTOR
    state = walk(facts, on=on, figures=figures)
    notice = Notice(sent_on=on, channel=Channel.ORDINARY_POST, claims=tuple(refs))
    ground = Ground(who, facts.debtor, notice, CONSUMER, None, on)
    earlier = [each for each in state.grounds if each.is_fixed and each.debtor == who]
    taken = {account.claim.ref for each in earlier for account in each.accounts}
    ground.accounts = [
        account for account in accounts_of(ground, state.accounts, facts) if account.claim.ref not in taken
    ]
    bases = [account.principal_open for account in ground.accounts]
    fix_by_itself(ground, bases, facts, figures, on=on)
    if not earlier:
        return ground.fee
    before = state.fee if who == THE_DEBTOR else earlier[-1].owed
    return added_to(before, together(earlier, ground, facts, figures))
