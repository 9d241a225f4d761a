"""What our own lines say is fixed in the code: words once, numbers and codes filled in, never a text put together."""

import ast
from collections.abc import Iterator

from tests.architecture.test_structure import PACKAGES, ROOT, sources

LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def logged(source: str) -> Iterator[ast.Call]:
    """Every call that writes a line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS \
                and isinstance(node.func.value, ast.Name) and node.func.value.id == "log":
            yield node


def is_fixed(call: ast.Call) -> bool:
    """Whether its words are a literal, and nothing that is filled in is a text put together or what an error says."""
    at = 1 if ast.unparse(call.func).endswith(".log") else 0
    words, *filled = call.args[at:]
    told = any(_is_text(each) or ast.unparse(each).startswith(("str(", "repr(")) for each in filled)
    return isinstance(words, ast.Constant) and isinstance(words.value, str) and not told


def _is_text(filled: ast.expr) -> bool:
    """Whether it is put together of texts."""
    return isinstance(filled, ast.JoinedStr) or (isinstance(filled, ast.BinOp) and any(
        isinstance(each, ast.Constant) and isinstance(each.value, str) for each in ast.walk(filled)
    ))


def test_every_line_has_fixed_words() -> None:
    found = [(path.relative_to(ROOT).as_posix(), call) for path in sources(*PACKAGES)
             for call in logged(path.read_text(encoding="utf-8"))]
    assert len(found) > 20
    assert [f"{path}:{call.lineno}" for path, call in found if not is_fixed(call)] == []


def test_what_counts_as_fixed() -> None:
    for source, fixed in (
        ('log.info("letter %d", number)', True), ("log.log(level, 'request', extra={})", True),
        ('log.info(f"letter of {name}")', False), ('log.info("letter " + name)', False), ("log.error(error)", False),
        ('log.info("%d more", many - few)', True), ('log.error("it failed: %s", str(error))', False),
        ('log.info("of %s", f"{name}")', False),
    ):
        (call,) = logged(source)
        assert is_fixed(call) is fixed, source
