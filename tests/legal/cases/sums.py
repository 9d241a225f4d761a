"""The written steps of a law case: sums of Dutch numbers, calculated apart from the program in exact fractions."""

import ast
import re
from fractions import Fraction

DUTCH = re.compile(r"-?\d{1,3}(\.\d{3})*(,\d+)?%?|\d+(,\d+)?%?")
SUM = r"[-+×/().,%\d ]*[-+×/][-+×/().,%\d ]*"
STEP = re.compile(rf"(?:^|: )(?P<left>{SUM}) = (?P<right>-?\d[\d.]*(?:,\d+)?)(?P<cut>…| → (?P<cents>[\d.]+,\d\d))?")


def is_true(step: str) -> bool:
    """Whether every sum in the step is true; a step without a sum is."""
    for found in STEP.finditer(step):
        value, shown = calculated(found["left"]), dutch(found["right"])
        digits = len(found["right"].partition(",")[2])
        cut = Fraction((value * 10**digits).__floor__(), 10**digits)
        if shown != (value if found["cut"] is None else cut):
            return False
        if found["cents"] is not None and dutch(found["cents"]) != Fraction((value * 200 + 1) // 2, 100):
            return False
    return True


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
