"""`agency bench load`: a real program, a few handlers at once; how fast, the machine decides."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from agency.commands import bench_load, cli
from agency.commands.bench_visitor import Written, Wrote
from agency.commands.dutch_click import run
from agency.settings import OWNER
from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.models import PaidTo
from tests.factories import FIGURES, TODAY, by, make_case, make_store
from tests.plugins.postgres import Addresses
from tests.sizes import size
from tests.web import make_settings

pytestmark = pytest.mark.program
KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
EACH = {f"aantal: {what} bewaard" for what in Wrote}
EMPTY = {"aantal: fouten", "aantal: bewaard volgens de pagina, niet terug",
         "aantal: wat volgens agency verify niet klopt"}


@pytest.fixture(autouse=True)
def _private_files() -> Iterator[None]:
    """As the command `agency` sets it: the program does not start on a record that all may read."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.parametrize("kind", KINDS[:size("LOAD_KINDS")])
def test_nothing_fails_and_nothing_is_lost_while_handlers_work_at_once(
    request: pytest.FixtureRequest, kind: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_load, "THINKS", (0.0, 0.1))
    monkeypatch.setattr(bench_load, "THINKS_ALONE", (0.0, 0.0))
    monkeypatch.setattr(bench_load, "FIRST", 0)
    given = ["--cases", "200", "--handlers", str(size("LOAD_HANDLERS")), "--minutes", "0.01", "--json"]
    if kind == "postgres":
        addresses: Addresses = request.getfixturevalue("postgres_empty")
        monkeypatch.setenv(OWNER, addresses.owner)
        given += ["--database", addresses.program]
    status, said = run(cli.agency, ["bench", "load", *given]), capsys.readouterr()
    assert status in (0, 1), said.err
    assert said.out, said.err
    found = {each["work"]: each for each in json.loads(said.out)}
    assert {work: found[work]["ours"] for work in EMPTY} == dict.fromkeys(EMPTY, 0), said.err
    assert all(found[work]["goal"] == 0 for work in EMPTY)
    assert all(found[work]["ours"] > 1 for work in EACH), "alone and together each kind of work was done"
    assert any(work.startswith("ms: brief lezen") for work in found), "the worker made the letters"


def test_what_a_page_said_and_the_record_lacks_is_lost(session: Session, database_url: str, tmp_path: Path) -> None:
    case = make_case(session, make_store(tmp_path))
    told = PaymentInput(amount=Decimal("5.00"), received_on=TODAY, paid_to=PaidTo.AGENCY, note="Belproef a")
    payments.register(session, by(), case.id, told, figures=FIGURES)
    session.commit()
    kept = Written(what=Wrote.PAYMENT, case_id=case.id, mark="Belproef a")
    lacking = [
        replace(kept, mark="Belproef b"), replace(kept, what=Wrote.CONTACT),
        Written(what=Wrote.LETTER, case_id=case.id, mark="1"),
    ]
    found = bench_load.lost(make_settings(database_url, tmp_path), [kept, *lacking])
    assert [each.partition(" ")[0] for each in found] == ["betaling", "contact", "brief"]


def test_an_error_in_the_log_counts_and_a_request_does_not(tmp_path: Path) -> None:
    log = tmp_path / "log"
    lines = [{"level": "info", "said": "request"}, {"level": "error", "logger": "agency.web.errors", "said": "error 1"}]
    log.write_text("\n".join(map(json.dumps, lines)) + "\nTraceback\n")
    assert bench_load.errors_in(log) == ["in het log: agency.web.errors: error 1", "in het log: Traceback"]
