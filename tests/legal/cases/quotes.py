"""A law case that asks what is owed: put through `agency quote`, and every part that the case names compared."""

import json
import re
from datetime import date
from fractions import Fraction
from typing import Any

from agency.quote.answering import answer
from legal.parameters import Figures

LINE = ["first_day", "last_day", "days", "base", "percent", "amount"]
APART = {"lines", "printed", "payments", "prescription", "remarks", "debtors"}


def quote_differences(case: dict[str, Any], figures: Figures) -> list[str]:
    """What `agency quote` answers otherwise than the case expects; empty when they agree."""
    text, status = answer(json.dumps(case["request"], default=date.isoformat), figures)
    found, expect = json.loads(text), plain(case["expect"])
    if status or "error" in expect:
        error = {key: found["error"][key] for key in ("code", "field")} if status else None
        return [] if error == expect.get("error") else [f"error: {error}, expected {expect.get('error')}"]
    parts = {key: (found[key], expect[key]) for key in expect.keys() - APART}
    if "lines" in expect:
        parts["lines"] = (_lines(found), [[comparable(line[name]) for name in LINE] for line in expect["lines"]])
    if "printed" in expect:
        interest = [line for line in found["lines"] if line["kind"] == "interest"]
        parts["printed"] = ([[line["days"], line["amount"]] for line in interest], expect["printed"])
    if "prescription" in expect:
        barred = {each["ref"]: each["prescription"]["barred_from"] for each in found["claims"]}
        parts["prescription"] = (barred, expect["prescription"])
    if "remarks" in expect:
        parts["remarks"] = ([remark["code"] for remark in found["remarks"]], expect["remarks"])
    if "debtors" in expect:
        parts["debtors"] = (_debtors(found, expect["debtors"]), expect["debtors"])
    if "payments" in expect:
        parts["payments"] = (_payments(found, expect["payments"]), expect["payments"])
    return [f"{key}: {one}, expected {other}" for key, (one, other) in parts.items() if one != other]


def plain(content: Any) -> Any:
    """As JSON would give it."""
    return json.loads(json.dumps(content, default=date.isoformat))


def comparable(value: object) -> object:
    """Percentages and amounts by their value: 5 is 5.00."""
    return Fraction(value) if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value) else value


def _lines(found: dict[str, Any]) -> list[list[object]]:
    names = [name if name != "percent" else "rate_percent" for name in LINE]
    lines = [line for line in found["lines"] if line["kind"] == "interest"]
    return [[comparable(line[name]) for name in names] for line in lines]


def _debtors(found: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """Every debtor by name with only the parts that the case names."""
    return {
        debtor["ref"]: {key: debtor[key] for key in wanted.get(debtor["ref"], debtor)} for debtor in found["debtors"]
    }


def _payments(found: dict[str, Any], wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The booked payments with only the parts that the case names."""
    for booked in found["payments"]:
        booked["per_claim"] = {share.pop("ref"): share for share in booked["per_claim"]}
    if len(found["payments"]) != len(wanted):
        return list(found["payments"])
    return [{key: booked[key] for key in names} for booked, names in zip(found["payments"], wanted, strict=True)]
