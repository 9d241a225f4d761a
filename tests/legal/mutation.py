"""Mutation testing of the law: changes one thing at a time and counts the changes that no test notices.

    python -m tests.legal.mutation                 every module, as a table with the survivors
    python -m tests.legal.mutation counting.imputation      one of them

A mutant is killed when a test fails, an import fails or the tests never end. Needs a system with fork.
"""

import ast
import copy
import importlib.util
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[2]
CPU_LIMIT = 60  # seconds of work, whatever else the machine does: several times what all tests of a module take
TIME_LIMIT = 10 * CPU_LIMIT  # for what waits instead of working
MEMORY_LIMIT = 2 * 2**30  # a loop that never ends fills memory before its time is up
WORKERS = max(1, min(4, os.cpu_count() or 1))
EVERY = [
    "tests/legal/test_law_cases.py::test_the_program_agrees",
    "tests/legal/test_interest.py",
    "tests/legal/counting/test_compounding.py",
    "tests/legal/test_cited_law.py",
    "tests/legal/costs/test_scale.py",
    "tests/legal/counting/test_imputation.py",
    "tests/legal/notice/test_term.py",
    "tests/legal/notice/test_notice_validity.py",
    "tests/legal/costs/test_business_costs.py",
    "tests/legal/notice/test_periodic_notice_fee.py",
    "tests/legal/costs/test_costs_policy.py",
    "tests/legal/test_refused_facts.py",
    "tests/legal/test_naive_oracle.py",
    "tests/legal/counting/test_credits.py",
    "tests/legal/counting/test_other_costs.py",
    "tests/legal/counting/test_penalty.py",
    "tests/legal/counting/test_several_debtors.py",
    "tests/legal/counting/test_unlike_debtors.py",
    "tests/legal/counting/test_too_much.py",
    "tests/legal/counting/test_added_claims.py",
    "tests/legal/counting/test_valuation_properties.py",
]
# The tests of each module, the quickest to find something first; a file that is named twice runs once.
MODULES = {
    "interest": ["tests/legal/test_interest.py", "tests/legal/counting/test_reach.py", *EVERY],
    "counting.claim_account": [
        "tests/legal/test_interest.py", "tests/legal/counting/test_compounding.py",
        "tests/legal/counting/test_credits.py", "tests/legal/counting/test_penalty.py",
        "tests/legal/counting/test_paying_never_raises.py", "tests/legal/counting/test_remembered_plans.py", *EVERY,
    ],
    "counting.daily_interest": ["tests/legal/counting/test_compounding.py", *EVERY],
    "counting.ledger_walk": ["tests/legal/counting/test_imputation.py", "tests/legal/costs/test_scale.py", *EVERY],
    "counting.imputation": ["tests/legal/counting/test_imputation.py", *EVERY],
    "counting.replay": [
        "tests/legal/counting/test_replay.py", "tests/legal/counting/test_added_claims.py", EVERY[0],
    ],
    "costs.scale": ["tests/legal/costs/test_scale.py", *EVERY],
    "costs.business_costs": ["tests/legal/costs/test_business_costs.py", *EVERY],
    "costs.periodic_costs": ["tests/legal/costs/test_periodic_costs.py", *EVERY],
    "notice.term": ["tests/legal/notice/test_term.py", *EVERY],
    "notice.notice_text": [
        "tests/legal/notice/test_notice_text.py", "tests/legal/notice/test_notice_validity.py", EVERY[0],
    ],
    "notice.notice_validity": [
        "tests/legal/notice/test_notice_defects.py",
        "tests/legal/notice/test_notice_validity.py",
        "tests/legal/notice/test_notice_amounts.py",
        "tests/legal/notice/test_periodic_notice_fee.py",
    ],
    "debtor.prescription": ["tests/legal/debtor/test_prescription.py", EVERY[0]],
}
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Add,
}  # fmt: skip
EXTREMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
# Stop at the first failure; no plugins, no rewriting of assertions: a failure needs no explanation here.
PLAIN = [
    "-x", "-q", "--noconftest", "--assert=plain", "-p", "no:cacheprovider", "-o", "filterwarnings=", "-o", "addopts=",
]  # fmt: skip
Change = Callable[[ast.AST], None]


@dataclass(frozen=True)
class Mutant:
    """One changed module: where, and what was changed."""

    module: str
    line: int
    what: str
    source: str


def mutants(module: str) -> Iterator[Mutant]:
    """Every single change of a module that the operators below can make. Annotations and docstrings stay."""
    tree = _tree(module)
    left_alone = set(_left_alone(tree))
    for position, node in enumerate(ast.walk(tree)):
        if id(node) in left_alone:
            continue
        for change in changes(node):
            changed = copy.deepcopy(tree)
            target = next(each for number, each in enumerate(ast.walk(changed)) if number == position)
            before = ast.unparse(target)
            change(target)
            after = ast.unparse(ast.fix_missing_locations(target))
            what = f"{_short(before)} → {_short(after)}"
            yield Mutant(module, getattr(node, "lineno", 0), what, ast.unparse(changed))


def changes(node: ast.AST) -> Iterator[Change]:
    """What can be changed in a node."""
    yield from _changed_operators(node)
    yield from _changed_values(node)


def _changed_operators(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare():
            yield from (partial(_set_comparison, index=index) for index in range(len(node.ops)))
        case ast.BinOp(op=operator) | ast.AugAssign(op=operator) if type(operator) in OPERATORS:
            yield lambda target: setattr(target, "op", OPERATORS[type(target.op)]())
        case ast.BoolOp():
            yield lambda target: setattr(target, "op", ast.Or() if isinstance(target.op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not()):
            yield lambda target: setattr(target, "operand", ast.UnaryOp(ast.Not(), target.operand))
        case ast.UnaryOp(op=ast.USub()):
            yield lambda target: setattr(target, "op", ast.UAdd())
        case ast.If() | ast.IfExp() | ast.While():
            yield lambda target: setattr(target, "test", ast.UnaryOp(ast.Not(), target.test))


def _changed_values(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Constant(value=bool()):
            yield lambda target: setattr(target, "value", not target.value)
        case ast.Constant(value=int()):
            yield lambda target: setattr(target, "value", target.value + 1)
        case ast.Constant(value=str()):
            yield lambda target: setattr(target, "value", f"XX{target.value}")
        case ast.Call(func=ast.Name(id=name)) if name in EXTREMES:
            yield lambda target: setattr(target.func, "id", EXTREMES[target.func.id])
        case ast.Assign(value=value) | ast.Return(value=value) if value and not _is_none(value):
            yield lambda target: setattr(target, "value", ast.Constant(None))


def is_killed(mutant: Mutant) -> bool:
    """Runs the tests on the mutant in a process of its own."""
    child = os.fork()
    if child == 0:
        signal.alarm(TIME_LIMIT)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
        code = 1
        try:
            _silence()
            _install(mutant)
            code = _first_failure(MODULES[mutant.module])
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return status != 0


def _first_failure(files: list[str]) -> int:
    """The status of the first file of tests that fails, 0 when all pass. A file is read when its turn comes."""
    statuses = (int(pytest.main([*PLAIN, file])) for file in dict.fromkeys(files))
    return next((status for status in statuses if status), 0)


def survivors(modules: list[str]) -> Iterator[tuple[str, int, list[Mutant]]]:
    """By module how many mutants there were and which survived."""
    for module in modules:
        found = list(mutants(module))
        if is_killed(Mutant(module, 0, "nothing", ast.unparse(_tree(module)))):
            raise SystemExit(f"the tests of {module} fail without any mutant")
        alive = _in_parallel(found)
        yield module, len(found), alive


def _in_parallel(found: list[Mutant]) -> list[Mutant]:
    """Spreads the mutants over worker processes; each writes the numbers of its survivors to a pipe."""
    readers = []
    for worker in range(WORKERS):
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.close(reader)
            alive = [number for number in range(worker, len(found), WORKERS) if not is_killed(found[number])]
            os.write(writer, " ".join(map(str, alive)).encode())
            os._exit(0)
        os.close(writer)
        readers.append(reader)
    alive = []
    for reader in readers:
        with os.fdopen(reader) as answers:
            alive += [int(number) for number in answers.read().split()]
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return [found[number] for number in sorted(alive)]


def _install(mutant: Mutant) -> None:
    """Puts the mutant in the place of its module, before anything else imports it."""
    os.chdir(ROOT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    # A slow machine kills no mutant: no time limits, and no complaints about the time that examples take.
    hypothesis.settings.register_profile(
        "mutation", database=None, derandomize=True, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
    )
    hypothesis.settings.load_profile("mutation")
    spec = importlib.util.find_spec(f"legal.{mutant.module}")
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    exec(compile(mutant.source, f"mutant of {mutant.module}", "exec"), module.__dict__)


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def _left_alone(tree: ast.Module) -> Iterator[int]:
    """Nodes whose change means nothing to the law: annotations, docstrings, the texts of refusals and such."""
    for node in ast.walk(tree):
        for part in _meaningless(node):
            if part is not None:
                yield from (id(each) for each in ast.walk(part))


def _meaningless(node: ast.AST) -> Sequence[ast.AST | None]:
    match node:
        case ast.arg() | ast.AnnAssign():
            return [node.annotation]
        case ast.FunctionDef():
            return [node.returns, *node.decorator_list]
        case ast.ClassDef():
            return node.decorator_list
        case ast.Expr(value=ast.Constant()):
            return [node.value]
        case ast.Assign(targets=[ast.Name(id="__slots__" | "__all__" | "message")]):
            return [node]
        case ast.Raise(exc=ast.Call(args=words)):
            return words
        case ast.FormattedValue():
            return [node.format_spec]
        case ast.keyword(arg="strict" | "label" | "message"):
            return [node.value]
    return []


def _tree(module: str) -> ast.Module:
    return ast.parse((ROOT / "legal" / module.replace(".", "/")).with_suffix(".py").read_text(encoding="utf-8"))


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _set_comparison(target: ast.AST, *, index: int) -> None:
    assert isinstance(target, ast.Compare)
    target.ops[index] = COMPARISONS[type(target.ops[index])]()


def _short(text: str) -> str:
    line = text.splitlines()[0]
    return line if len(line) <= 90 else f"{line[:87]}..."


def main(modules: list[str]) -> int:
    """Prints the table and the survivors; status 1 when less than nine in ten were killed in some module."""
    start = time.perf_counter()
    all_made = all_alive = 0
    is_enough = True
    for module, made, alive in survivors(modules or list(MODULES)):
        all_made, all_alive = all_made + made, all_alive + len(alive)
        is_enough = is_enough and len(alive) <= made / 10
        print(f"{module}: {made - len(alive)} of {made} killed ({(made - len(alive)) / made:.1%})", flush=True)
        for mutant in alive:
            print(f"  {module}.py:{mutant.line}: {mutant.what}", flush=True)
    print(f"together: {all_made - all_alive} of {all_made} killed ({(all_made - all_alive) / all_made:.1%})"
          f" in {time.perf_counter() - start:.0f} s")  # fmt: skip
    return int(not is_enough)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
