"""Strict reading of a quote request: every field known, typed and named by its path when it is wrong."""

import re
from collections.abc import Callable
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from legal.bounds import check_costs, check_rate
from legal.debtor.prescription import (
    Extension,
    ExtensionGround,
    Interruption,
    InterruptionKind,
    Prescription,
    PrescriptionRegime,
    prescription,
)
from legal.errors import LawError
from legal.facts import (
    AgreedCosts,
    CaseFacts,
    Channel,
    Claim,
    ContractRate,
    DebtorKind,
    InterestKind,
    MissedTerm,
    Notice,
    Payment,
)
from legal.interest import PER_MONTH, PER_YEAR
from legal.money import ZERO
from legal.policies import (
    CostsPolicy,
    CountingPolicy,
    DayCount,
    Feb29Anniversary,
    FeeBase,
    PeriodicStacking,
    Rounding,
    SegmentCuts,
)

AMOUNT = re.compile(r"\d{1,12}\.\d{2}", re.ASCII)
PERCENT = re.compile(r"\d{1,3}(\.\d{1,6})?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1900, 2199

INVALID, MISSING, UNKNOWN_FIELD = "invalid", "missing", "unknown_field"
Choice = TypeVar("Choice", bound=StrEnum)
Checked = TypeVar("Checked", ContractRate, AgreedCosts)
NO_POLICY = CountingPolicy()


class Bad(Exception):
    """A request that cannot be answered: the path of the field, a code of the contract, a Dutch message."""

    def __init__(self, field: str, code: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.code = code


class Fields:
    """One object of the request at a path. `known` are all the fields it may have."""

    def __init__(self, content: object, path: str, known: tuple[str, ...]) -> None:
        if not isinstance(content, dict):
            raise Bad(path, INVALID, "een object werd verwacht")
        self.content: dict[str, object] = content
        self.path = path
        for key in content:
            if key not in known:
                raise Bad(self.at(key), UNKNOWN_FIELD, f"onbekend veld {key}")

    def at(self, key: str) -> str:
        """The path of a field."""
        return f"{self.path}.{key}" if self.path else key

    def get(self, key: str) -> object:
        """The value of a field that may be absent or null."""
        return self.content.get(key)

    def need(self, key: str) -> object:
        """The value of a field that must be there."""
        value = self.content.get(key)
        if value is None:
            raise Bad(self.at(key), MISSING, f"{key} ontbreekt")
        return value

    def refuse(self, key: str, expected: str) -> Bad:
        """The error of a field that is there but wrong."""
        return Bad(self.at(key), INVALID, f"{key}: {expected}")

    def text(self, key: str) -> str:
        """A text of at least one character that shows."""
        value = self.need(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, "een niet-lege tekst werd verwacht")
        return value

    def text_or_empty(self, key: str) -> str:
        """A text, "" when the field is absent or null."""
        return "" if self.get(key) is None else self.text(key)

    def amount(self, key: str) -> Decimal:
        """An amount over zero, written as text with two decimals."""
        self.need(key)
        amount = self.amount_or_zero(key)
        if not amount:
            raise self.refuse(key, "het bedrag moet meer dan nul zijn")
        return amount

    def amount_or_zero(self, key: str) -> Decimal:
        """An amount that may be zero, and is when the field is absent or null."""
        value = "0.00" if self.get(key) is None else self.get(key)
        if not isinstance(value, str) or not AMOUNT.fullmatch(value):
            raise self.refuse(key, 'een bedrag als tekst met twee decimalen werd verwacht, zoals "1000.00"')
        return Decimal(value)

    def percent(self, key: str) -> Decimal:
        """A percentage, written as text."""
        value = self.need(key)
        if not isinstance(value, str) or not PERCENT.fullmatch(value):
            raise self.refuse(key, 'een percentage als tekst werd verwacht, zoals "1.5"')
        return Decimal(value)

    def day(self, key: str) -> date:
        """A day as YYYY-MM-DD."""
        value = self.need(key)
        expected = "een bestaande datum als JJJJ-MM-DD werd verwacht"
        if not isinstance(value, str) or not DAY.fullmatch(value):
            raise self.refuse(key, expected)
        try:
            found = date.fromisoformat(value)
        except ValueError as error:
            raise self.refuse(key, expected) from error
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise self.refuse(key, f"een jaar van {FIRST_YEAR} tot en met {LAST_YEAR} werd verwacht")
        return found

    def day_or_none(self, key: str) -> date | None:
        """A day, or None when the field is absent or null."""
        return None if self.get(key) is None else self.day(key)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false; `default` when absent, an error when there is none."""
        if default is not None and key not in self.content:
            return default
        value = self.need(key)
        if not isinstance(value, bool):
            raise self.refuse(key, "true of false werd verwacht")
        return value

    def choice(self, key: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        """One of a fixed set; `default` when absent, an error when there is none."""
        if default is not None and key not in self.content:
            return default
        value = self.need(key)
        if not isinstance(value, str) or value not in [each.value for each in choices]:
            raise self.refuse(key, "een van " + ", ".join(each.value for each in choices) + " werd verwacht")
        return choices(value)

    def flag_or(self, key: str, *, default: bool) -> bool:
        """True or false; `default` when absent or null."""
        return default if self.get(key) is None else self.flag(key)

    def amount_or_none(self, key: str) -> Decimal | None:
        """An amount over zero, or None when the field is absent or null."""
        return None if self.get(key) is None else self.amount(key)

    def rows(self, key: str, known: tuple[str, ...]) -> list["Fields"]:
        """The objects of a list with the fields they may have; none when the field is absent or null."""
        listed = [] if self.get(key) is None else self.listed(key)
        return [Fields(row, f"{self.at(key)}.{index}", known) for index, row in enumerate(listed)]

    def texts_or_none(self, key: str) -> tuple[str, ...] | None:
        """A list of texts, or None when the field is absent or null."""
        if self.get(key) is None:
            return None
        listed = self.listed(key)
        for index, each in enumerate(listed):
            if not isinstance(each, str) or not each.strip():
                raise Bad(f"{self.at(key)}.{index}", INVALID, "een niet-lege tekst werd verwacht")
        return tuple(str(each) for each in listed)

    def listed(self, key: str) -> list[object]:
        """A list."""
        value = self.need(key)
        if not isinstance(value, list):
            raise self.refuse(key, "een lijst werd verwacht")
        return value


REQUEST = (
    "on", "debtor", "creditor_reclaims_vat", "claims", "notice", "handed_over_on", "payments", "policy", "debtors",
    "court", "agreed_costs", "earlier_terms", "costs_policy",
)  # fmt: skip
CLAIM = (
    "ref", "principal", "interest_from", "interest", "contract_rate", "term_of", "prescription", "subject",
    "credit_sum",
)  # fmt: skip
EARLIER_TERM = ("ref", "principal", "missed_on", "has_own_notice", "fee_charged", "term_of")
NOTICE = (
    "sent_on", "channel", "delivered_on", "has_bounced", "claims_named", "addressed_to", "fee_named", "text", "verdict",
)  # fmt: skip
PRESCRIPTION = ("regime", "due_date", "interruptions", "extensions", "long_stop_from", "is_performance")
POLICY = tuple(each.name for each in fields_of(CountingPolicy))


def read_request(content: object) -> tuple[date, CaseFacts, dict[str, Prescription]]:
    """The day asked, the facts, and the prescription of the claims that ask for it. Raises Bad."""
    fields = Fields(content, "", REQUEST)
    on = fields.day("on")
    debtor = fields.choice("debtor", DebtorKind)
    reclaims_vat = fields.flag("creditor_reclaims_vat")
    rows = [Fields(row, f"claims.{index}", CLAIM) for index, row in enumerate(fields.listed("claims"))]
    payments = fields.listed("payments") if fields.get("payments") is not None else []
    facts = CaseFacts(
        debtor=debtor,
        creditor_reclaims_vat=reclaims_vat,
        claims=tuple(_claim(row) for row in rows),
        notice=_notice(fields),
        handed_over_on=fields.day_or_none("handed_over_on"),
        payments=tuple(_payment(row, f"payments.{index}") for index, row in enumerate(payments)),
        agreed_costs=_agreed_costs(fields, debtor),
        earlier_terms=tuple(_earlier_term(row) for row in fields.rows("earlier_terms", EARLIER_TERM)),
        costs_policy=_costs_policy(fields),
        policy=_policy(fields),
    )
    _check_named(facts)
    asked = [(row, claim) for row, claim in zip(rows, facts.claims, strict=True) if row.get("prescription") is not None]
    return on, facts, {claim.ref: _prescription(row) for row, claim in asked}


def _check_named(facts: CaseFacts) -> None:
    """Raises Bad where a verdict on the notice covers a claim that is not there: its costs would be left out unseen."""
    refs = {claim.ref for claim in facts.claims}
    for index, ref in enumerate((facts.notice and facts.notice.claims) or ()):
        if ref not in refs:
            raise Bad(f"notice.verdict.claims.{index}", INVALID, f"vordering {ref} bestaat niet")


def _claim(fields: Fields) -> Claim:
    claim = Claim(
        ref=fields.text("ref"),
        principal=fields.amount("principal"),
        interest_from=fields.day("interest_from"),
        interest=fields.choice("interest", InterestKind),
        contract_rate=_contract_rate(fields),
        term_of=fields.text_or_empty("term_of") or None,
    )
    if claim.interest is InterestKind.CONTRACTUAL and claim.contract_rate is None:
        raise Bad(fields.at("contract_rate"), MISSING, "contractual vraagt om contract_rate")
    return claim


def _contract_rate(fields: Fields) -> ContractRate | None:
    if fields.get("contract_rate") is None:
        return None
    rate = Fields(fields.get("contract_rate"), fields.at("contract_rate"), ("percent", "per", "compound"))
    percent, per = rate.percent("percent"), rate.text("per")
    if per not in (PER_MONTH, PER_YEAR):
        raise rate.refuse("per", f"{PER_MONTH} of {PER_YEAR} werd verwacht")
    found = ContractRate(percent=percent, per=per, compound=rate.flag("compound", default=False))
    _within(check_rate, found, rate.at("percent"))
    return found


def _within(check: Callable[[Checked, str], None], value: Checked, path: str) -> None:
    """Raises Bad for a value beyond what this program counts."""
    try:
        check(value, path)
    except LawError as error:
        raise Bad(error.field, error.code, str(error)) from error


def _notice(fields: Fields) -> Notice | None:
    if fields.get("notice") is None:
        return None
    notice = Fields(fields.get("notice"), "notice", NOTICE)
    sent = Notice(
        sent_on=notice.day("sent_on"),
        channel=notice.choice("channel", Channel),
        delivered_on=notice.day_or_none("delivered_on"),
        has_bounced=notice.flag_or("has_bounced", default=False),
    )
    if notice.get("verdict") is None:
        return sent
    verdict = Fields(notice.get("verdict"), "notice.verdict", ("defects", "claims", "most_costs"))
    return replace(
        sent,
        defects=verdict.texts_or_none("defects") or (),
        claims=verdict.texts_or_none("claims"),
        most_costs=verdict.amount_or_none("most_costs"),
    )


def _payment(content: object, path: str) -> Payment:
    fields = Fields(content, path, ("received_on", "amount", "claim"))
    return Payment(
        received_on=fields.day("received_on"),
        amount=fields.amount("amount"),
        claim=None if fields.get("claim") is None else fields.text("claim"),
    )


def _agreed_costs(fields: Fields, debtor: DebtorKind) -> AgreedCosts | None:
    if fields.get("agreed_costs") is None:
        return None
    if debtor is DebtorKind.CONSUMER:
        raise fields.refuse("agreed_costs", "van een consument kan alleen de staffel worden gevorderd")
    agreed = Fields(fields.get("agreed_costs"), "agreed_costs", ("percent", "minimum", "concluded_on"))
    found = AgreedCosts(
        percent=agreed.percent("percent"),
        minimum=agreed.amount_or_none("minimum") or ZERO,
        concluded_on=agreed.day_or_none("concluded_on"),
    )
    _within(check_costs, found, agreed.at("percent"))
    return found


def _earlier_term(fields: Fields) -> MissedTerm:
    return MissedTerm(
        ref=fields.text_or_empty("ref"),
        principal=fields.amount("principal"),
        missed_on=fields.day("missed_on"),
        has_own_notice=fields.flag_or("has_own_notice", default=True),
        fee_charged=fields.amount_or_zero("fee_charged"),
        term_of=fields.text("term_of"),
    )


def _costs_policy(fields: Fields) -> CostsPolicy:
    if fields.get("costs_policy") is None:
        return CostsPolicy()
    policy = Fields(fields.get("costs_policy"), "costs_policy", ("periodic_stacking", "fee_base"))
    return CostsPolicy(
        periodic_stacking=policy.choice("periodic_stacking", PeriodicStacking, PeriodicStacking.LIMITED),
        fee_base=policy.choice("fee_base", FeeBase, FeeBase.PRINCIPAL),
    )


def _policy(fields: Fields) -> CountingPolicy:
    if fields.get("policy") is None:
        return NO_POLICY
    policy = Fields(fields.get("policy"), "policy", POLICY)
    return CountingPolicy(
        day_count=policy.choice("day_count", DayCount, NO_POLICY.day_count),
        full_year_exact=policy.flag("full_year_exact", NO_POLICY.full_year_exact),
        payment_day_counts=policy.flag("payment_day_counts", NO_POLICY.payment_day_counts),
        feb29_anniversary=policy.choice("feb29_anniversary", Feb29Anniversary, NO_POLICY.feb29_anniversary),
        rounding=policy.choice("rounding", Rounding, NO_POLICY.rounding),
        segment_cuts=policy.choice("segment_cuts", SegmentCuts, NO_POLICY.segment_cuts),
        extend_term=policy.flag("extend_term", NO_POLICY.extend_term),
    )


def _prescription(fields: Fields) -> Prescription:
    asked = Fields(fields.get("prescription"), fields.at("prescription"), PRESCRIPTION)
    try:
        return prescription(
            asked.choice("regime", PrescriptionRegime),
            due_date=asked.day("due_date"),
            interruptions=[_interruption(each) for each in asked.rows("interruptions", ("kind", "on", "ended_on"))],
            extensions=[_extension(each) for each in asked.rows("extensions", ("ground", "first_day", "last_day"))],
            long_stop_from=asked.day_or_none("long_stop_from"),
            is_performance=asked.flag_or("is_performance", default=True),
        )
    except LawError as error:
        raise Bad(asked.at(error.field), error.code, str(error)) from error


def _interruption(fields: Fields) -> Interruption:
    return Interruption(
        kind=fields.choice("kind", InterruptionKind), on=fields.day("on"), ended_on=fields.day_or_none("ended_on")
    )


def _extension(fields: Fields) -> Extension:
    first_day, last_day = fields.day("first_day"), fields.day("last_day")
    if last_day < first_day:
        raise fields.refuse("last_day", "een dag op of na first_day werd verwacht")
    return Extension(ground=fields.choice("ground", ExtensionGround), first_day=first_day, last_day=last_day)
