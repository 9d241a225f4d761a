"""The law cases of `cases/*.yaml`: their form is right, their written steps are true, and the program agrees."""

import ast
import json
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from agency.quote import answer
from tests.legal.factories import FIGURES

FOLDER = Path(__file__).parent / "cases"
KEYS = ["id", "title", "law", "source", "calculation", "request", "expect"]
TOTALS = {"principal", "interest", "costs", "vat_on_costs", "paid", "balance"}
EXPECT = {*TOTALS, "costs_claimable_from", "notice", "lines", "payments", "prescription", "remarks", "error"}
LINE = ["first_day", "last_day", "days", "base", "percent", "amount"]
NOTICE = ["delivered_on", "delivery_basis", "last_free_day", "costs_claimable_from"]
PARTS = {"costs", "interest", "principal"}
PAYMENT = {"received_on", "unallocated", "per_claim", *PARTS}
AMOUNT = re.compile(r"-?\d+\.\d\d")
DUTCH = re.compile(r"-?\d{1,3}(\.\d{3})*(,\d+)?%?|\d+(,\d+)?%?")
SUM = r"[-+×/().,%\d ]*[-+×/][-+×/().,%\d ]*"
STEP = re.compile(rf"(?:^|: )(?P<left>{SUM}) = (?P<right>-?\d[\d.]*(?:,\d+)?)(?P<cut>…| → (?P<cents>[\d.]+,\d\d))?")


class UniqueKeyLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Refuses a key that occurs twice: plain YAML keeps the last one in silence."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"a key occurs twice at line {node.start_mark.line + 1}"
        return super().construct_mapping(node, deep)


def load() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(FOLDER.glob("*.yaml")):
        for case in yaml.load(path.read_text(encoding="utf-8"), Loader=UniqueKeyLoader):
            yield path.stem, case


CASES = list(load())
EACH = pytest.mark.parametrize("case", [pytest.param(case, id=f"{stem}:{case['id']}") for stem, case in CASES])


def test_there_are_many_and_each_has_its_own_name() -> None:
    names = [case["id"] for _, case in CASES]
    assert len(names) >= 150
    assert len(names) == len(set(names))


@EACH
def test_the_form(case: dict[str, Any]) -> None:
    assert list(case) == KEYS
    assert all(isinstance(case[key], str) and case[key].strip() for key in ("id", "title", "law", "source"))
    assert re.fullmatch(r"[a-z0-9-]+", case["id"].replace("_", "-"))
    assert case["calculation"]
    assert all(isinstance(step, str) for step in case["calculation"])
    expect = case["expect"]
    assert expect
    assert set(expect) <= EXPECT
    assert all(AMOUNT.fullmatch(expect[key]) for key in TOTALS & set(expect))
    assert all(list(line) == LINE and AMOUNT.fullmatch(line["amount"]) for line in expect.get("lines", []))
    assert "notice" not in expect or list(expect["notice"]) == NOTICE
    for payment in expect.get("payments", []):
        assert set(payment) <= PAYMENT
        assert all(set(shares) == PARTS for shares in payment.get("per_claim", {}).values())
    assert "error" not in expect or (set(expect) == {"error"} and set(expect["error"]) == {"code", "field"})


@EACH
def test_the_written_steps_are_true(case: dict[str, Any]) -> None:
    for step in case["calculation"]:
        for found in STEP.finditer(step):
            value, shown = calculated(found["left"]), dutch(found["right"])
            digits = len(found["right"].partition(",")[2])
            cut = Fraction((value * 10**digits).__floor__(), 10**digits)
            assert shown == (value if found["cut"] is None else cut), step
            if found["cents"] is not None:
                assert dutch(found["cents"]) == Fraction((value * 200 + 1) // 2, 100), step


@EACH
def test_the_program_agrees(case: dict[str, Any]) -> None:
    text, status = answer(json.dumps(case["request"], default=date.isoformat), FIGURES)
    found, expect = json.loads(text), plain(case["expect"])
    if "error" in expect:
        assert status == 2
        assert {key: found["error"][key] for key in ("code", "field")} == expect["error"]
        return
    assert status == 0, found
    for key in expect.keys() - {"lines", "payments", "prescription", "remarks"}:
        assert found[key] == expect[key], key
    if "lines" in expect:
        lines = [line for line in found["lines"] if line["kind"] == "interest"]
        names = [name if name != "percent" else "rate_percent" for name in LINE]
        assert [[comparable(line[name]) for name in names] for line in lines] == [
            [comparable(line[name]) for name in LINE] for line in expect["lines"]
        ]
    if "prescription" in expect:
        assert {each["ref"]: each["prescription"]["barred_from"] for each in found["claims"]} == expect["prescription"]
    if "remarks" in expect:
        assert [remark["code"] for remark in found["remarks"]] == expect["remarks"]
    if "payments" in expect:
        assert len(found["payments"]) == len(expect["payments"])
        for booked, wanted in zip(found["payments"], expect["payments"], strict=True):
            booked["per_claim"] = {share.pop("ref"): share for share in booked["per_claim"]}
            assert {key: booked[key] for key in wanted} == wanted


def plain(content: Any) -> Any:
    """As JSON would give it."""
    return json.loads(json.dumps(content, default=date.isoformat))


def comparable(value: object) -> object:
    """Percentages and amounts by their value: 5 is 5.00."""
    return Fraction(value) if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value) else value


def dutch(text: str) -> Fraction:
    """A number as a jurist writes it: 1.234,50."""
    assert DUTCH.fullmatch(text), text
    return Fraction(text.replace(".", "").replace(",", "."))


def calculated(expression: str) -> Fraction:
    """The exact value of sums, products and quotients of Dutch numbers; `4,00%` is a hundredth of four."""
    marked = re.sub(
        r"[\d.,]+%?",
        lambda number: f"{dutch(number[0].rstrip('%'))}".join("()") + ("/100" if number[0].endswith("%") else ""),
        expression,
    )
    return _value(ast.parse(marked.replace("×", "*").strip(), mode="eval").body)


def _value(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int(whole)):
            return Fraction(whole)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=operator, right=right):
            one, other = _value(left), _value(right)
            match operator:
                case ast.Add():
                    return one + other
                case ast.Sub():
                    return one - other
                case ast.Mult():
                    return one * other
                case ast.Div():
                    return one / other
    raise AssertionError(f"not a sum: {ast.unparse(node)}")
