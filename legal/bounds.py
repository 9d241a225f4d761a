"""How far this program counts: the highest agreed rate and the largest amount. Policies of ours, no rules of law.

No source that was read names a highest rate between businesses. A rate above these bounds is far more likely a slip of
the keyboard (15 for 1.5, a yearly rate per month) than an agreement, and a court would moderate it. What passes a bound
is refused with the bound named, and never cut off: a cut amount would look agreed.
"""

from collections.abc import Mapping
from decimal import Decimal

from legal.errors import InvalidFacts
from legal.facts import AgreedCosts, Claim, ContractRate, InterestKind
from legal.interest import PER_MONTH, PER_YEAR
from legal.money import HUNDRED
from legal.wording import dutch_euro

MOST_PERCENT: Mapping[str, Decimal] = {PER_MONTH: Decimal(10), PER_YEAR: HUNDRED}
MOST_COSTS_PERCENT = HUNDRED  # agreed collection costs never pass the principal itself
# Principal with interest, of one claim and of a case: it fits in a table of whole cents many times over.
MOST_OWED = Decimal("99999999999999.99")
_PERIODS = {PER_MONTH: "maand", PER_YEAR: "jaar"}
_BEARS_AGREED = (InterestKind.CONTRACTUAL, InterestKind.GOVERNMENT)


def check_is_counted(claim: Claim, field: str) -> None:
    """Raises InvalidFacts for an agreed rate beside a kind of interest that does not count it; `field` is its path."""
    if claim.contract_rate is not None and claim.interest not in _BEARS_AGREED:
        text = "een bedongen percentage telt alleen bij contractuele rente, en zou hier niet worden meegerekend: "
        raise InvalidFacts(f"{text}kies contractuele rente met het hele percentage, of laat het weg", field=field)


def check_rate(rate: ContractRate, field: str) -> None:
    """Raises InvalidFacts for an agreed rate above its bound; `field` is the path of the percentage.

    Asked where a rate comes in. What is on record is counted for as long as its result stays within bounds.
    """
    most = MOST_PERCENT[rate.per]
    if not 0 <= rate.percent <= most:
        text = f"het bedongen percentage moet nul tot en met {most} % per {_PERIODS[rate.per]} zijn"
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


def field_of(claim: Claim, index: int) -> str:
    """The path of the fact that makes the interest of a claim run up: its agreed rate, else its principal."""
    return f"claims.{index}.{'principal' if claim.contract_rate is None else 'contract_rate.percent'}"
