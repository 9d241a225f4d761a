"""What each of those who owe in a case owes by himself, out of what is owed together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cases.counting import ledger_entries, statement
from cases.counting.notices import JudgedNotice
from cases.counting.statement import CaseRecord
from cases.models import Case, CaseParty, Debtor, LedgerEntry, PartyRole
from legal.calendar import ONE_DAY
from legal.errors import LawError
from legal.facts import Debtor as LegalDebtor
from legal.facts import DebtorTotals, Liability
from legal.money import ZERO
from legal.parameters import Figures
from letters.words import euro

INSOLVENT = frozenset({PartyRole.TRUSTEE, PartyRole.DEBT_ADMINISTRATOR})


@dataclass(frozen=True, kw_only=True)
class PersonOwes:
    """What one of those who owe in a case owes through the day counted, in euro.

    `liability` with `share` or `most`: as what; None for the only debtor. `costs`: gross, with VAT, by his own letter;
    `costs_from` their first day. `notice`: his letter that counts. `paid`: what he is known to have paid himself,
    `too_much`: what of that goes back to him; `owes` is below nothing by as much where he owes nothing.
    `insolvent_since`: interest is counted through the day before it, and it is lodged, not asked.
    """

    person: Debtor
    liability: Liability | None
    owes: Decimal
    costs: Decimal
    costs_from: date | None
    notice: JudgedNotice | None
    paid: Decimal
    share: str = ""
    most: Decimal | None = None
    insolvent_since: date | None = None
    too_much: Decimal = ZERO

    @property
    def as_what(self) -> str:
        """As what he owes, in words behind his name."""
        if self.insolvent_since is not None:
            return "insolvent: indienen"
        if self.person.died_on is not None:
            return "nalatenschap"
        if self.liability is Liability.SHARE:
            return f"{self.share} deel"
        if self.liability is Liability.GUARANTOR:
            return "borg" if self.most is None else f"borg, ten hoogste {euro(self.most)}"
        return "voor het geheel"


def owed_by_each(
    case: Case, record: CaseRecord, *, on: date, figures: Figures
) -> tuple[PersonOwes, ...]:
    """What each owes through `on` (counted); nothing where the case has one debtor who is not insolvent.

    No more than the case, each; who owe the whole owe it together once. Raises ParameterUnknown as `valuation_of`.
    """
    since = _insolvent(record.parties)
    if not record.facts.claims or not (record.facts.debtors or case.debtor_id in since):
        return ()
    valuation = statement.valuation_of(record, on=on, figures=figures)
    if not record.facts.debtors:
        alone = DebtorTotals(
            str(case.debtor_id), valuation.balance, valuation.costs, valuation.vat_on_costs,
            valuation.costs_claimable_from, valuation.notice, valuation.too_much,
        )
        return (_of_one(case, record, alone, None, since, on=on, figures=figures),)
    return tuple(
        _of_one(case, record, totals, debtor, since, on=on, figures=figures)
        for totals, debtor in zip(valuation.debtors, record.facts.debtors, strict=True)
    )


def _insolvent(parties: Sequence[CaseParty]) -> dict[int, date]:
    """The first day of the insolvency of each person of whom one is on record."""
    return {
        each.stands_for_id: each.from_day for each in parties if each.role in INSOLVENT and each.through_day is None
    }


def _of_one(
    case: Case, record: CaseRecord, totals: DebtorTotals, debtor: LegalDebtor | None, since: dict[int, date], *,
    on: date, figures: Figures,
) -> PersonOwes:
    person = record.person_of(case, int(totals.ref))
    own = [entry for entry in record.payments if entry.debtor_id == person.id and entry.effective_on <= on]
    stopped_on = since.get(person.id)
    owes, costs = totals.owes, totals.costs + totals.vat_on_costs
    if stopped_on is not None and stopped_on <= on:
        owes, costs = _lodged(record.about(person.id), totals, stopped_on, on=on, figures=figures)
    return PersonOwes(
        person=person, liability=None if debtor is None else debtor.liability, owes=owes, costs=costs,
        costs_from=totals.costs_claimable_from if costs else None, notice=record.counting_for(person.id),
        paid=ledger_entries.together(own), insolvent_since=stopped_on,
        share="" if debtor is None or debtor.share is None else f"{debtor.share.numerator}/{debtor.share.denominator}",
        most=None if debtor is None else debtor.most, too_much=totals.too_much,
    )


def _lodged(
    record: CaseRecord, totals: DebtorTotals, since: date, *, on: date, figures: Figures
) -> tuple[Decimal, Decimal]:
    """What is lodged against who is insolvent, and the costs in it: through the day before, less what came in since.

    The day itself counts as insolvent (the text of art. 23 Fw was not read); interest after it is not verified
    (art. 128 Fw) or does not run (art. 303 Fw).
    """
    try:
        then = statement.valuation_of(record, on=since - ONE_DAY, figures=figures)
    except LawError:  # a claim of before the figures begin: too little is lodged by nobody, it is looked at
        return totals.owes, totals.costs + totals.vat_on_costs
    left = then.balance - ledger_entries.together(_since(record, since, on))
    return max(ZERO, min(left, totals.owes)), then.costs + then.vat_on_costs


def _since(record: CaseRecord, since: date, on: date) -> list[LedgerEntry]:
    """What lowered his debt from that day on: of who owes a share only what he paid himself."""
    own = next((each for each in record.facts.debtors if each.ref == record.person), None)
    is_own = own is not None and own.liability is not Liability.JOINT
    return [
        entry for entry in record.payments
        if since <= entry.effective_on <= on and (not is_own or str(entry.debtor_id) == record.person)
    ]

