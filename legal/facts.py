"""The facts that decide what is owed, and the shape of the answer: frozen values without behaviour."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from legal.money import ZERO
from legal.parameters.series import Confidence
from legal.policies import CostsPolicy, CountingPolicy


class DebtorKind(StrEnum):
    """Consumer test of art. 6:96 lid 5 BW (axis A), per claim set of one case."""

    CONSUMER = "consumer"
    BUSINESS = "business"


class InterestKind(StrEnum):
    """Which interest a claim bears."""

    STATUTORY = "statutory"      # art. 6:119 BW
    COMMERCIAL = "commercial"    # art. 6:119a BW
    GOVERNMENT = "government"    # art. 6:119b BW
    CONTRACTUAL = "contractual"
    NONE = "none"


class Channel(StrEnum):
    """How a notice was sent."""

    ORDINARY_POST = "ordinary_post"
    REGISTERED_POST = "registered_post"
    EMAIL = "email"
    BAILIFF = "bailiff"


class DeliveryBasis(StrEnum):
    """Why a notice counts as received on its day."""

    PROVED = "proved"
    PRESUMED = "presumed"
    NONE = "none"


class LineKind(StrEnum):
    """What a line of the specification is."""

    INTEREST = "interest"
    COSTS = "costs"
    VAT = "vat"


@dataclass(frozen=True, kw_only=True)
class ContractRate:
    """Agreed interest: `percent` per `per` ("month" or "year")."""

    percent: Decimal
    per: str
    compound: bool = False


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One claim (an invoice). `interest_from` is the first day that bears interest: the first day of default.

    `term_of`: the number of the agreement of which it is a periodic term (rent, subscription), None when it is none.
    """

    ref: str
    principal: Decimal
    interest_from: date
    interest: InterestKind
    contract_rate: ContractRate | None = None
    term_of: str | None = None


@dataclass(frozen=True, kw_only=True)
class MissedTerm:
    """A term of one contract that was not paid in time, also when it was paid later; amounts in euro without VAT.

    `missed_on`: the first day of default. `has_own_notice`: a valid notice ran its term unpaid. `fee_charged`: what was
    charged over it. `term_of`: the number of its agreement.
    """

    ref: str
    principal: Decimal
    missed_on: date
    has_own_notice: bool = True
    fee_charged: Decimal = ZERO
    term_of: str | None = None


@dataclass(frozen=True, kw_only=True)
class Notice:
    """The fourteen-day notice (veertiendagenbrief). `delivered_on` is the proved day of receipt, None when unproved.

    `has_bounced`: it came back, so it was not received. `defects` are the codes of what breaks it: with one of them it
    makes no costs due, now or later. `claims` are the refs that it names, None for all that were in default.
    `most_costs`: a fee below the scale that it names, with VAT, in euro; no more can be claimed. `is_abroad`: sent to
    an address outside the Netherlands, where nothing is presumed of the post.
    """

    sent_on: date
    channel: Channel
    delivered_on: date | None = None
    has_bounced: bool = False
    defects: tuple[str, ...] = ()
    claims: tuple[str, ...] | None = None
    most_costs: Decimal | None = None
    is_abroad: bool = False


@dataclass(frozen=True, kw_only=True)
class Payment:
    """A payment received; `claim` is the ref that the debtor designated (art. 6:43 lid 1 BW)."""

    received_on: date
    amount: Decimal
    claim: str | None = None


@dataclass(frozen=True, kw_only=True)
class AgreedCosts:
    """Collection costs agreed between businesses: a percentage of the principal with a minimum in euro, without VAT.

    `concluded_on`: the day of the agreement; from 16 March 2013 the costs are never less than forty euro.
    """

    percent: Decimal
    minimum: Decimal = ZERO
    concluded_on: date | None = None
    clause: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """Everything that decides what is owed. `agreed_costs` takes the place of the scale between businesses.

    `earlier_terms`: terms of the same agreements that were missed before and stand in other cases of the creditor.
    """

    debtor: DebtorKind
    creditor_reclaims_vat: bool
    claims: tuple[Claim, ...]
    notice: Notice | None = None
    handed_over_on: date | None = None
    payments: tuple[Payment, ...] = ()
    agreed_costs: AgreedCosts | None = None
    earlier_terms: tuple[MissedTerm, ...] = ()
    costs_policy: CostsPolicy = field(default_factory=CostsPolicy)
    policy: CountingPolicy = field(default_factory=CountingPolicy)


class Line(NamedTuple):
    """One line of the specification, a tuple since many are made. Both days counted; `base` and `amount` in euro.

    `days` is 0 and `first_day` the day on which it fell due for costs and VAT. `rate_percent` is None where no rate
    applies; it is a percentage a month where `law` says so. `confidence` is that of the weakest figure used.
    """

    claim: str | None
    kind: LineKind
    first_day: date
    last_day: date
    days: int
    base: Decimal
    rate_percent: Decimal | None
    amount: Decimal
    law: str
    source: str
    confidence: Confidence = Confidence.TWO_SOURCES


@dataclass(frozen=True, kw_only=True)
class NoticeTerm:
    """What the notice did. All None (basis `none`) when receipt cannot be shown."""

    delivered_on: date | None
    delivery_basis: DeliveryBasis
    last_free_day: date | None
    costs_claimable_from: date | None


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one claim took of a payment (euro)."""

    ref: str
    costs: Decimal
    interest: Decimal
    principal: Decimal


@dataclass(frozen=True, kw_only=True)
class BookedPayment:
    """A payment and where it went (art. 6:43 and 6:44 BW)."""

    received_on: date
    amount: Decimal
    costs: Decimal
    interest: Decimal
    principal: Decimal
    unallocated: Decimal
    per_claim: tuple[Share, ...]


class ClaimTotals(NamedTuple):
    """One claim through the day asked, without costs: gross, what was `paid` of it, and the `balance` left."""

    ref: str
    principal: Decimal
    interest: Decimal
    paid: Decimal
    balance: Decimal


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Something about the answer that a person must know before relying on it; `text` in Dutch."""

    code: str
    text: str


class Valuation(NamedTuple):
    """The answer through `on` (included): gross totals, payments, balance, and the lines that add up to them."""

    on: date
    principal: Decimal
    interest: Decimal
    costs: Decimal
    vat_on_costs: Decimal
    paid: Decimal
    balance: Decimal
    costs_claimable_from: date | None
    notice: NoticeTerm | None
    lines: tuple[Line, ...]
    claims: tuple[ClaimTotals, ...]
    payments: tuple[BookedPayment, ...]
    policy: CountingPolicy
    costs_policy: CostsPolicy = CostsPolicy()
    remarks: tuple[Remark, ...] = ()

