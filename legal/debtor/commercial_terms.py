"""How long a term of payment may be under a commercial agreement, and the term of the law when none was agreed."""

from dataclasses import dataclass
from datetime import date, timedelta

from legal.calendar import ONE_DAY

# Terms and first days are rules of the code itself, not figures that a decree changes: they stand here.
TERM_DAYS = 30
LONG_TERM_DAYS = 60
TERM = timedelta(days=TERM_DAYS)
FIRST_DAY_OF_LIMITS = date(2013, 3, 16)        # art. 183a Overgangswet nieuw BW
FIRST_DAY_OF_LARGE_60 = date(2017, 7, 1)       # Wet tegengaan onredelijk lange betaaltermijnen
FIRST_DAY_OF_LARGE_30 = date(2022, 7, 1)       # Stb. 2022, 146 and 175
EXISTING_AGREEMENTS_FROM = date(2023, 7, 1)    # art. 183b lid 2 Overgangswet nieuw BW: one year later

LAW_60 = "art. 6:119a lid 5 BW"
LAW_LARGE_60 = "art. 6:119a lid 6 BW (tekst 1 juli 2017 - 30 juni 2022)"
LAW_LARGE_30 = "art. 6:119a lid 6 BW (tekst per 1 juli 2022, Stb. 2022, 146)"
LAW_LARGE_30_EXISTING = f"{LAW_LARGE_30} en art. 183b lid 2 Overgangswet nieuw BW"
LAW_GOVERNMENT = "art. 6:119b lid 5 BW"


@dataclass(frozen=True, kw_only=True)
class CommercialParties:
    """What decides the longest term. A large debtor is one that art. 6:119a BW calls large; sizes by the client.

    `concluded_on` is the day of the agreement, None when not known. `longer_is_express`: a longer term stands expressly
    in the agreement and can be defended; None when nobody has looked.
    """

    concluded_on: date | None = None
    is_large_debtor: bool = False
    is_small_creditor: bool = False
    is_government_debtor: bool = False
    longer_is_express: bool | None = None


@dataclass(frozen=True, kw_only=True)
class TermLimit:
    """The longest term in days from receipt, and the article with the date of its text."""

    days: int
    law: str


@dataclass(frozen=True, kw_only=True)
class Receipts:
    """When the debtor received invoice and performance, and when he accepted it where he stipulated such a term."""

    invoice: date | None = None
    performance: date | None = None
    acceptance: date | None = None


@dataclass(frozen=True, kw_only=True)
class StatutoryTerm:
    """The term of the law, last day included, and what it is counted from (Dutch)."""

    last_day: date
    counted_from: date
    what: str
    letter: str


def term_limit(parties: CommercialParties, *, received_on: date) -> TermLimit | None:
    """The longest term that may be agreed, None where the law sets none or a longer one was expressly agreed.

    `received_on` is the day from which the term is counted: it decides whether the limit of 2022 reaches an agreement
    that was older. With an unknown day of the agreement only that last rule is certain. Law: art. 6:119a lid 5 and 6,
    6:119b lid 5 BW; art. 183a and 183b Overgangswet nieuw BW.
    """
    if parties.is_large_debtor and parties.is_small_creditor:
        limit = _large_to_small(parties.concluded_on, received_on)
        if limit is not None:
            return limit
    concluded = parties.concluded_on
    if concluded is None or concluded < FIRST_DAY_OF_LIMITS:
        return None
    if parties.is_government_debtor:
        return TermLimit(days=LONG_TERM_DAYS if parties.longer_is_express else TERM_DAYS, law=LAW_GOVERNMENT)
    if parties.longer_is_express is False:
        return TermLimit(days=LONG_TERM_DAYS, law=LAW_60)
    return None


def statutory_term(receipts: Receipts) -> StatutoryTerm | None:
    """The term when no last day was agreed: thirty days, None when no receipt is known.

    Counted from the day after receipt of the invoice; from the performance when the invoice came earlier or its day is
    not certain; from acceptance when the debtor stipulated one and the invoice came before it.
    Law: art. 6:119a lid 2 and 6:119b lid 2 BW.
    """
    invoice, performance, acceptance = receipts.invoice, receipts.performance, receipts.acceptance
    if acceptance is not None and (invoice is None or invoice < acceptance):
        return _thirty_days(acceptance, "de aanvaarding van de prestatie", "c")
    if performance is not None and (invoice is None or invoice < performance):
        return _thirty_days(performance, "de ontvangst van de prestatie", "b")
    if invoice is not None:
        return _thirty_days(invoice, "de ontvangst van de factuur", "a")
    return None


def _thirty_days(received: date, what: str, letter: str) -> StatutoryTerm:
    return StatutoryTerm(last_day=received + TERM, counted_from=received, what=what, letter=letter)


def _large_to_small(concluded: date | None, received_on: date) -> TermLimit | None:
    if concluded is not None and concluded >= FIRST_DAY_OF_LARGE_30:
        return TermLimit(days=TERM_DAYS, law=LAW_LARGE_30)
    if received_on >= EXISTING_AGREEMENTS_FROM:
        return TermLimit(days=TERM_DAYS, law=LAW_LARGE_30_EXISTING)
    if concluded is not None and concluded >= FIRST_DAY_OF_LARGE_60:
        return TermLimit(days=LONG_TERM_DAYS, law=LAW_LARGE_60)
    return None


def first_day_after(limit: TermLimit, received_on: date) -> date:
    """First day after the longest term, counted from the day after receipt: the first day that bears interest."""
    return received_on + timedelta(days=limit.days) + ONE_DAY
