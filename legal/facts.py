"""The facts that decide what is owed, and the shape of the answer: frozen values without behaviour."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from legal.money import ZERO
from legal.parameters.series import Confidence
from legal.policies import NO_CLAUSE_CHOICES, ClausePolicy, CostsPolicy, CountingPolicy


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
    OTHER_COST = "other_cost"
    PENALTY = "penalty"


class ClaimNature(StrEnum):
    """What a claim is in law: the scale of collection costs does not reach damages as such (art. 1 of the decree)."""

    CONTRACTUAL = "contractual"
    DAMAGES = "damages"
    CONVERTED_DAMAGES = "converted_damages"  # in the place of performance, art. 6:87 BW
    SETTLED_DAMAGES = "settled_damages"      # fixed in a settlement agreement


class ClauseStatus(StrEnum):
    """What was found of a clause in the terms of the creditor, tested as a consumer's court does it unasked."""

    FAIR = "fair"
    SUSPECT = "suspect"
    UNFAIR = "unfair"


class CreditEffect(StrEnum):
    """Since when what was credited is not owed."""

    FROM_ORIGIN = "from_origin"  # never: no interest runs over it
    FROM_DAY = "from_day"        # given away on that day: what it bore until then stays


class CostKind(StrEnum):
    """Costs beside those of collection, each owed by its own article."""

    BAILIFF_ACT = "bailiff_act"
    COURT_FEE = "court_fee"
    SALARY = "salary"
    AFTER_COSTS = "after_costs"
    TRADE_REGISTER = "trade_register"
    REGISTER = "register"


class Liability(StrEnum):
    """What one of several debtors owes."""

    JOINT = "joint"  # the whole, art. 6:7 BW
    SHARE = "share"  # his own part alone, art. 6:6 lid 1 and 4:182 lid 2 BW
    GUARANTOR = "guarantor"  # what he guaranteed, once the debtor is in default, art. 7:855 BW


@dataclass(frozen=True, kw_only=True)
class RateChange:
    """The agreed percentage from `first_day` on, that day included."""

    first_day: date
    percent: Decimal


@dataclass(frozen=True, kw_only=True)
class ContractRate:
    """Agreed interest: `percent` per `per` ("day", "month" or "year"); `changes` in order of their days.

    One per day is simple: it is counted as 365 times that a year.
    """

    percent: Decimal
    per: str
    compound: bool = False
    changes: tuple[RateChange, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Surcharge:
    """Agreed on top of a statutory rate ("wettelijke rente plus 2 procent"): `percent` per `per`."""

    percent: Decimal
    per: str


@dataclass(frozen=True, kw_only=True)
class Credit:
    """A credit note or a part of the claim that was withdrawn, dated `on`, in euro."""

    on: date
    amount: Decimal
    effect: CreditEffect = CreditEffect.FROM_ORIGIN


@dataclass(frozen=True, kw_only=True)
class OtherCost:
    """Costs that the debtor owes from `on`, that day included, in euro.

    `bears_interest_from`: the first day of statutory interest over them, None where that is not claimed.
    """

    kind: CostKind
    on: date
    amount: Decimal
    bears_interest_from: date | None = None


@dataclass(frozen=True, kw_only=True)
class Acceleration:
    """The whole was called in on `on` by a clause that makes all terms due at once."""

    on: date
    clause: ClauseStatus


@dataclass(frozen=True, kw_only=True)
class Penalty:
    """One sum agreed for paying late (boete), in euro, owed where principal is still open at the start of `on`.

    `clause`: what was found of its clause, None where nobody looked: a consumer owes it by a fair one alone.
    """

    on: date
    amount: Decimal
    clause: ClauseStatus | None = None


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One claim (an invoice). `interest_from` is the first day that bears interest: the first day of default.

    `term_of`: the number of the agreement of which it is a periodic term (rent, subscription), None when it is none.
    `debtor_kind`: None where it is that of the debtor. `concluded_on`: the day of its agreement, where known.
    `interest_clause` and `costs_clause`: what was found of those clauses, None where nobody looked.
    """

    ref: str
    principal: Decimal
    interest_from: date
    interest: InterestKind
    contract_rate: ContractRate | None = None
    term_of: str | None = None
    surcharge: Surcharge | None = None
    credits: tuple[Credit, ...] = ()
    other_costs: tuple[OtherCost, ...] = ()
    debtor_kind: DebtorKind | None = None
    nature: ClaimNature = ClaimNature.CONTRACTUAL
    concluded_on: date | None = None
    interest_clause: ClauseStatus | None = None
    costs_clause: ClauseStatus | None = None
    acceleration: Acceleration | None = None
    penalty: Penalty | None = None


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
    an address outside the Netherlands, where nothing is presumed of the post. `is_receipt_disputed`: the debtor denies
    that it came, so that only a proved day counts. `elsewhere`: the principal in euro over which the same letter made
    costs due in another case of this creditor; here is owed what one fee over all leaves.
    """

    sent_on: date
    channel: Channel
    delivered_on: date | None = None
    has_bounced: bool = False
    defects: tuple[str, ...] = ()
    claims: tuple[str, ...] | None = None
    most_costs: Decimal | None = None
    is_abroad: bool = False
    is_receipt_disputed: bool = False
    elsewhere: Decimal = ZERO


@dataclass(frozen=True, kw_only=True)
class Debtor:
    """One of several debtors. `share`: the part of the debt that he owes, None where he owes it whole.

    `notice` is his own: a letter to another makes him owe no costs. `later_notices` as those of a case. `most`: what a
    guarantor answers for at most, in euro, None without a bound.
    """

    ref: str
    kind: DebtorKind
    liability: Liability = Liability.JOINT
    share: Fraction | None = None
    notice: Notice | None = None
    most: Decimal | None = None
    later_notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Unnamed:
    """The notices by which costs are due of what shares leave, of whoever owes that: of an heir nobody knows yet."""

    notice: Notice | None = None
    later_notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Payment:
    """A payment received; `claim` is the ref that the debtor designated (art. 6:43 lid 1 BW).

    `debtor`: the ref of who paid, None where nobody knows and it goes to what is owed by whoever owes it.
    """

    received_on: date
    amount: Decimal
    claim: str | None = None
    debtor: str | None = None


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
    `debtors`: more than one, or one with a share; each then has his own notice, and `notice` is of nobody.
    `unnamed`: the notices for what their shares leave. `later_notices`: of claims that came after `notice`, each with
    the `claims` that it names; their costs are the rest of one fee over all.
    """

    debtor: DebtorKind
    creditor_reclaims_vat: bool
    claims: tuple[Claim, ...]
    notice: Notice | None = None
    handed_over_on: date | None = None
    payments: tuple[Payment, ...] = ()
    agreed_costs: AgreedCosts | None = None
    earlier_terms: tuple[MissedTerm, ...] = ()
    debtors: tuple[Debtor, ...] = ()
    unnamed: Unnamed = Unnamed()
    later_notices: tuple[Notice, ...] = ()
    costs_policy: CostsPolicy = field(default_factory=CostsPolicy)
    clause_policy: ClausePolicy = NO_CLAUSE_CHOICES
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
    """What one claim took of a payment (euro). `for_other_costs`: what of that went to other costs and their interest.

    What stands on record of a payment does not tell that last part, so that two shares are the same without it.
    """

    ref: str
    costs: Decimal
    interest: Decimal
    principal: Decimal
    for_other_costs: Decimal = field(default=ZERO, compare=False)
    penalty: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """All that the claim took of it (euro)."""
        return self.costs + self.interest + self.principal + self.penalty


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
    penalty: Decimal = ZERO


class ClaimTotals(NamedTuple):
    """One claim through the day asked, without costs and penalty: gross, what was `paid`, and the `balance` left."""

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


class DebtorTotals(NamedTuple):
    """What one of several debtors owes through the day asked, after all payments, and the gross costs in it.

    `too_much`: what he paid himself beyond what he owes, in euro.
    """

    ref: str
    owes: Decimal
    costs: Decimal
    vat_on_costs: Decimal
    costs_claimable_from: date | None
    notice: NoticeTerm | None
    too_much: Decimal = ZERO


class Valuation(NamedTuple):
    """The answer through `on` (included): gross totals, payments, balance, and the lines that add up to them.

    `principal` is without what was credited; `other_costs` and `penalty` are those due. `debtors` only where there are
    several. `too_much`: what some of several paid beyond what they owe themselves: it is taken off `balance`, and pays
    nothing that another owes.
    """

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
    other_costs: Decimal = ZERO
    debtors: tuple[DebtorTotals, ...] = ()
    too_much: Decimal = ZERO
    penalty: Decimal = ZERO

