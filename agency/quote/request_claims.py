"""The claims of a quote request: principal and interest, what was credited, other costs, and prescription."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypedDict, TypeVar

from agency.quote.fields import INVALID, MISSING, Bad, Fields, within
from legal.bounds import check_changes, check_rate, check_surcharge
from legal.debtor.prescription import (
    Extension,
    ExtensionGround,
    Interruption,
    InterruptionKind,
    Prescription,
    PrescriptionRegime,
    prescription,
    prescription_per_debtor,
)
from legal.errors import LawError
from legal.facts import (
    Acceleration,
    Claim,
    ClaimNature,
    ClauseStatus,
    ContractRate,
    CostKind,
    Credit,
    CreditEffect,
    DebtorKind,
    InterestKind,
    OtherCost,
    Penalty,
    RateChange,
    Surcharge,
)
from legal.interest import PER_DAY, PER_MONTH, PER_YEAR

CLAIM = (
    "ref", "principal", "interest_from", "interest", "contract_rate", "term_of", "prescription", "subject",
    "credit_sum", "surcharge", "credits", "other_costs", "debtor_kind", "nature", "concluded_on", "interest_clause",
    "costs_clause", "acceleration", "penalty",
)  # fmt: skip
CONTRACT_RATE = ("percent", "per", "compound", "changes")
CREDIT = ("on", "amount", "effect")
OTHER_COST = ("kind", "on", "amount", "bears_interest_from")
INTERRUPTION = ("kind", "on", "ended_on", "debtor")
PRESCRIPTION = ("regime", "due_date", "interruptions", "extensions", "long_stop_from", "is_performance")
NOT_SUPPORTED = "not_supported"
PENALTY = ("on", "amount", "clause")
NO_PENALTY = "een boete zonder dag wordt niet meegerekend: geef met on de dag op waarop zij verschuldigd werd"
Counted = TypeVar("Counted")


class RunningTerm(TypedDict):
    """What decides over a term besides its regime and interruptions."""

    due_date: date
    extensions: Sequence[Extension]
    long_stop_from: date | None
    is_performance: bool


def claim_of(fields: Fields) -> Claim:
    """One claim. Raises Bad."""
    claim = Claim(
        ref=fields.text("ref"),
        principal=fields.amount("principal"),
        interest_from=fields.day("interest_from"),
        interest=fields.choice("interest", InterestKind),
        contract_rate=_contract_rate(fields),
        term_of=fields.text_or_empty("term_of") or None,
        surcharge=_surcharge(fields),
        credits=tuple(_credit(row) for row in fields.rows("credits", CREDIT)),
        other_costs=tuple(_other_cost(row) for row in fields.rows("other_costs", OTHER_COST)),
        debtor_kind=fields.choice_or_none("debtor_kind", DebtorKind),
        nature=fields.choice_or_none("nature", ClaimNature) or ClaimNature.CONTRACTUAL,
        concluded_on=fields.day_or_none("concluded_on"),
        interest_clause=fields.choice_or_none("interest_clause", ClauseStatus),
        costs_clause=fields.choice_or_none("costs_clause", ClauseStatus),
        acceleration=_acceleration(fields),
        penalty=_penalty(fields),
    )
    if claim.interest is InterestKind.CONTRACTUAL and claim.contract_rate is None:
        raise Bad(fields.at("contract_rate"), MISSING, "contractual vraagt om contract_rate")
    return claim


def _contract_rate(fields: Fields) -> ContractRate | None:
    if fields.get("contract_rate") is None:
        return None
    rate = Fields(fields.get("contract_rate"), fields.at("contract_rate"), CONTRACT_RATE)
    changes = rate.rows("changes", ("first_day", "percent"))
    found = ContractRate(
        percent=rate.percent("percent"),
        per=_period(rate),
        compound=rate.flag("compound", default=False),
        changes=tuple(RateChange(first_day=row.day("first_day"), percent=row.percent("percent")) for row in changes),
    )
    within(check_rate, found, rate.at("percent"))
    within(check_changes, found, rate.path)
    return found


def _surcharge(fields: Fields) -> Surcharge | None:
    if fields.get("surcharge") is None:
        return None
    rate = Fields(fields.get("surcharge"), fields.at("surcharge"), ("percent", "per"))
    found = Surcharge(percent=rate.percent("percent"), per=_period(rate))
    within(check_surcharge, found, rate.at("percent"))
    return found


def _period(rate: Fields) -> str:
    per = rate.text("per")
    if per not in (PER_DAY, PER_MONTH, PER_YEAR):
        raise rate.refuse("per", f"{PER_DAY}, {PER_MONTH} of {PER_YEAR} werd verwacht")
    return per


def _credit(row: Fields) -> Credit:
    effect = row.choice_or_none("effect", CreditEffect) or CreditEffect.FROM_ORIGIN
    return Credit(on=row.day("on"), amount=row.amount("amount"), effect=effect)


def _other_cost(row: Fields) -> OtherCost:
    return OtherCost(
        kind=row.choice("kind", CostKind), on=row.day("on"), amount=row.amount("amount"),
        bears_interest_from=row.day_or_none("bears_interest_from"),
    )


def _acceleration(fields: Fields) -> Acceleration | None:
    if fields.get("acceleration") is None:
        return None
    acceleration = Fields(fields.get("acceleration"), fields.at("acceleration"), ("on", "clause"))
    return Acceleration(on=acceleration.day("on"), clause=acceleration.choice("clause", ClauseStatus))


def _penalty(fields: Fields) -> Penalty | None:
    if fields.get("penalty") is None:
        return None
    penalty = Fields(fields.get("penalty"), fields.at("penalty"), PENALTY)
    if penalty.get("on") is None:
        raise Bad(penalty.path, NOT_SUPPORTED, NO_PENALTY)
    return Penalty(
        on=penalty.day("on"), amount=penalty.amount("amount"), clause=penalty.choice_or_none("clause", ClauseStatus)
    )


def prescription_of(fields: Fields) -> Prescription:
    """The prescription that a claim asks for, with every interruption, whomever it was towards. Raises Bad."""
    asked = _asked(fields)
    events = [event for _, event in _interruptions(asked)]
    return _counted(asked, lambda: prescription(_regime(asked), interruptions=events, **_term(asked)))


def prescriptions_of(fields: Fields, debtors: Sequence[str]) -> dict[str, Prescription]:
    """The same towards each debtor: an interruption that names none was towards all. Raises Bad."""
    asked = _asked(fields)
    events = _interruptions(asked)
    for index, (debtor, _) in enumerate(events):
        if debtor is not None and debtor not in debtors:
            raise Bad(asked.at(f"interruptions.{index}.debtor"), INVALID, f"schuldenaar {debtor} bestaat niet")
    by_debtor = {ref: [event for debtor, event in events if debtor in (None, ref)] for ref in debtors}
    return _counted(
        asked, lambda: prescription_per_debtor(_regime(asked), interruptions=by_debtor, **_term(asked))
    )


def _asked(fields: Fields) -> Fields:
    return Fields(fields.get("prescription"), fields.at("prescription"), PRESCRIPTION)


def _regime(asked: Fields) -> PrescriptionRegime:
    return asked.choice("regime", PrescriptionRegime)


def _term(asked: Fields) -> RunningTerm:
    return RunningTerm(
        due_date=asked.day("due_date"),
        extensions=[_extension(each) for each in asked.rows("extensions", ("ground", "first_day", "last_day"))],
        long_stop_from=asked.day_or_none("long_stop_from"),
        is_performance=asked.flag_or("is_performance", default=True),
    )


def _counted(asked: Fields, count: Callable[[], Counted]) -> Counted:
    try:
        return count()
    except LawError as error:
        raise Bad(asked.at(error.field), error.code, str(error)) from error


def _interruptions(asked: Fields) -> list[tuple[str | None, Interruption]]:
    """Every interruption with the debtor that it was towards, None where the request does not say."""
    return [
        (
            None if row.get("debtor") is None else row.text("debtor"),
            Interruption(
                kind=row.choice("kind", InterruptionKind), on=row.day("on"), ended_on=row.day_or_none("ended_on")
            ),
        )
        for row in asked.rows("interruptions", INTERRUPTION)
    ]


def _extension(fields: Fields) -> Extension:
    first_day, last_day = fields.day("first_day"), fields.day("last_day")
    if last_day < first_day:
        raise fields.refuse("last_day", "een dag op of na first_day werd verwacht")
    return Extension(ground=fields.choice("ground", ExtensionGround), first_day=first_day, last_day=last_day)
