"""The rules of the tree that a machine can check: import direction, one clock, no float near money, the top level."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web import make_app

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("agency", "cases", "letters", "legal")
TOP_LEVEL = {"pyproject.toml", "README.md", "agency", "cases", "legal", "letters", "tests", "instance"}
ALSO_ALLOWED = re.compile(r"requirements.*\.txt|uv\.lock|LICENSE")


def sources(*packages: str) -> Iterator[Path]:
    for package in packages:
        yield from (ROOT / package).rglob("*.py")


def calls(path: Path) -> Iterator[str]:
    """Every call in a file as written: `date.today`, `float`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_imports_run_one_way() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_the_clock_is_read_in_one_place() -> None:
    readers = re.compile(r"(.*\.)?(date\.today|datetime\.(now|utcnow)|time\.(time|localtime))")
    found = [f"{path.relative_to(ROOT)}: {call}" for path in sources(*PACKAGES) for call in calls(path)
             if readers.fullmatch(call) and path != ROOT / "agency" / "clock.py"]
    assert found == []


def test_no_page_hides_what_every_page_has(sqlite_url: str, tmp_path: Path) -> None:
    app = make_app(sqlite_url, tmp_path)
    with app.test_request_context():
        of_all = {name for processor in app.template_context_processors[None] for name in processor()}
    assert "alarms" in of_all
    given = [
        f"{path.relative_to(ROOT)}: {keyword.arg}" for path in sources("agency")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("render_template")
        for keyword in node.keywords if keyword.arg in of_all
    ]
    assert given == []


def test_money_is_never_a_float() -> None:
    found = [str(path.relative_to(ROOT)) for path in sources("cases", "letters", "legal") for call in calls(path)
             if call == "float"]
    assert found == []


def test_only_the_edge_commits() -> None:
    found = [str(path.relative_to(ROOT)) for path in sources("cases", "letters", "legal") for call in calls(path)
             if call.endswith(("session.commit", "session.rollback"))]
    assert found == []


def test_cases_are_locked_in_one_place() -> None:
    """Whoever changes a case takes it by `locking`, which first books a letter of it that left."""
    found = [
        f"{path.relative_to(ROOT)}: {ast.unparse(node)[:80]}"
        for path in sources("cases", "agency") if path != ROOT / "cases" / "progress" / "locking.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
        if re.search(r"(select|get|get_one)\(Case\b.*with_for_update", ast.unparse(node), re.DOTALL)
    ]
    assert found == []


# What a view may catch: text that is no date or choice, and a law that has no answer. Never a refusal of a service.
CAUGHT_BY_VIEWS = {"ValueError", "LawError", "ParameterUnknown"}


def test_a_document_leaves_the_store_by_one_function() -> None:
    """`documents.content` names the document that cannot be given; the others read what is none, or all of them."""
    readers = re.compile(r"(.*\.)?_?(store\(\)|store)\.get")
    found = {path.relative_to(ROOT).as_posix() for path in sources(*PACKAGES) for call in calls(path)
             if readers.fullmatch(call)}
    assert found == {
        "agency/backup/making.py", "cases/claims/uploads.py", "cases/documents.py", "cases/invariants/files.py",
    }


def test_a_post_is_one_call() -> None:
    """Views open no transaction and catch no refusal: `agency/web/once.py` does, the same for all."""
    found = []
    for path in sources("agency/desk", "agency/client_portal", "agency/bailiff_portal", "agency/admin"):
        done = {call for call in calls(path) if call.endswith("transaction")} | (caught(path) - CAUGHT_BY_VIEWS)
        found += [f"{path.relative_to(ROOT)}: {each}" for each in sorted(done)]
    assert found == []


def caught(path: Path) -> set[str]:
    """Every class that a file catches, as written."""
    kinds = (node.type for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(node, ast.ExceptHandler) and node.type is not None)
    return {ast.unparse(each) for kind in kinds for each in getattr(kind, "elts", [kind])}


# Two rules of law and one of letters: to be cured, and no more may come.
MANY_PARAMETERS = {"notice_defects", "_count_group", "_told"}


def test_a_function_has_seven_parameters_at_most() -> None:
    """More of them are a value of the field, as `TermsInput`; never a bag."""
    found = [
        f"{path.relative_to(ROOT)}: {node.name}" for path in sources(*PACKAGES)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in MANY_PARAMETERS
        and len([each for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
                 if each.arg not in ("self", "cls")]) > 7
    ]
    assert found == []


def test_what_is_sent_is_read_field_by_field() -> None:
    """A10: nothing takes over whatever fields a request has."""
    whole = re.compile(r"populate_obj|\*\*\s*(request|form)\b|\*\*\s*\w+\.(data|form|values|json)\b")
    found = [str(path.relative_to(ROOT)) for path in sources("agency") if whole.search(path.read_text("utf-8"))]
    assert found == []
    assert whole.search("session.add(Payment(**form.data))")


def test_no_citizen_service_number_has_a_column() -> None:
    import cases.models  # noqa: F401 - puts every table on the metadata
    from cases.schema.db import Base

    columns = [f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns]
    assert [name for name in columns if re.search(r"bsn|citizen|sofi", name)] == []


def test_the_top_level_holds_what_it_should() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("the top level: this is not a git checkout")
    tops = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {top for top in tops - TOP_LEVEL if not top.startswith(".") and not ALSO_ALLOWED.fullmatch(top)} == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_has_its_readme(package: str) -> None:
    assert (ROOT / package / "README.md").read_text(encoding="utf-8").startswith("# ")
