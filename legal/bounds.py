"""How far this program counts: the highest agreed rate and the largest amount. Policies of ours, no rules of law.

No source that was read names a highest rate between businesses. A rate above these bounds is far more likely a slip of
the keyboard (15 for 1.5, a yearly rate per month) than an agreement, and a court would moderate it. What passes a bound
is refused with the bound named, and never cut off: a cut amount would look agreed.
"""

from collections.abc import Mapping
from decimal import Decimal

from legal.errors import InvalidFacts
from legal.facts import AgreedCosts, Claim, ContractRate, InterestKind, Surcharge
from legal.interest import PER_DAY, PER_MONTH, PER_YEAR
from legal.money import HUNDRED
from legal.wording import dutch_euro

MOST_PERCENT: Mapping[str, Decimal] = {PER_DAY: Decimal("0.25"), PER_MONTH: Decimal(10), PER_YEAR: HUNDRED}
MOST_COSTS_PERCENT = HUNDRED  # agreed collection costs never pass the principal itself
# Principal with interest, of one claim and of a case: it fits in a table of whole cents many times over.
MOST_OWED = Decimal("99999999999999.99")
# Payments without a payer, times the debtors who owe a share: each is shared by what everybody owes on its day.
MOST_SHARED_PAYMENTS = 400
_PERIODS = {PER_DAY: "dag", PER_MONTH: "maand", PER_YEAR: "jaar"}
_BEARS_AGREED = (InterestKind.CONTRACTUAL, InterestKind.GOVERNMENT)


def check_is_counted(claim: Claim, field: str) -> None:
    """Raises InvalidFacts for an agreed rate beside a kind of interest that does not count it, or that joins the base
    every day; `field` is its path.
    """
    if claim.contract_rate is not None and claim.interest not in _BEARS_AGREED:
        text = "een bedongen percentage telt alleen bij contractuele rente, en zou hier niet worden meegerekend: "
        raise InvalidFacts(f"{text}kies contractuele rente met het hele percentage, of laat het weg", field=field)
    if claim.contract_rate is not None and claim.contract_rate.compound and claim.contract_rate.per == PER_DAY:
        raise InvalidFacts("rente over rente per dag telt dit programma niet", field=field)


def check_rate(rate: ContractRate, field: str) -> None:
    """Raises InvalidFacts for an agreed rate above its bound; `field` is the path of the percentage.

    Asked where a rate comes in. What is on record is counted for as long as its result stays within bounds.
    """
    _check_percent(rate.percent, rate.per, "het bedongen percentage", field)


def check_changes(rate: ContractRate, field: str) -> None:
    """Raises InvalidFacts for a later percentage of an agreed rate above its bound; `field` is the path of the rate."""
    for number, change in enumerate(rate.changes):
        _check_percent(change.percent, rate.per, "het bedongen percentage", f"{field}.changes.{number}.percent")


def check_surcharge(surcharge: Surcharge, field: str) -> None:
    """Raises InvalidFacts for a surcharge above the bound of an agreed rate; `field` is the path of the percentage."""
    _check_percent(surcharge.percent, surcharge.per, "de opslag", field)


def _check_percent(percent: Decimal, per: str, what: str, field: str) -> None:
    most = MOST_PERCENT[per]
    if not 0 <= percent <= most:
        text = f"{what} moet nul tot en met {most} % per {_PERIODS[per]} zijn"
        raise InvalidFacts(f"{text}; meer telt dit programma niet", field=field)


def check_costs(agreed: AgreedCosts, field: str) -> None:
    """Raises InvalidFacts for agreed collection costs above their bound; `field` is the path of the percentage."""
    if not 0 <= agreed.percent <= MOST_COSTS_PERCENT:
        text = f"bedongen incassokosten zijn ten hoogste {MOST_COSTS_PERCENT} % van de hoofdsom"
        raise InvalidFacts(f"{text}; meer telt dit programma niet", field=field)


def check_owed(amount: Decimal, field: str) -> None:
    """Raises InvalidFacts when principal and interest together pass what is counted; `field` is that of the claim."""
    if amount > MOST_OWED:
        text = "deze rente loopt over deze tijd op tot meer dan"
        raise InvalidFacts(f"{text} {dutch_euro(MOST_OWED)}, verder telt dit programma niet", field=field)


def check_shared(payments: int, debtors: int) -> None:
    """Raises InvalidFacts for more payments without a payer than are shared among so many debtors."""
    if payments * debtors > MOST_SHARED_PAYMENTS:
        most = MOST_SHARED_PAYMENTS // debtors
        text = f"bij {debtors} schuldenaren voor een deel worden ten hoogste {most} betalingen zonder betaler verdeeld"
        raise InvalidFacts(f"{text}: geef bij elke betaling op van wie zij is", field="payments")


def field_of(claim: Claim, index: int) -> str:
    """The path of the fact that makes the interest of a claim run up: its agreed rate, else its principal."""
    if claim.contract_rate is not None:
        return f"claims.{index}.contract_rate.percent"
    return f"claims.{index}.{'principal' if claim.surcharge is None else 'surcharge.percent'}"
