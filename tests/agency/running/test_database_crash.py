"""The database server dies in the middle of everything and comes back, time and again (R4).

Web, worker and clock stay up; nothing is kept by half, nothing twice, and what a page said is so.
"""

import random
import re
import secrets
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from agency.commands.own_server import OwnServer
from agency.quote.recounting import recount
from agency.running.forking import CLOCK, WEB, WORKER
from cases import invariants
from cases.invariants import Flaw, Looked
from cases.models import Case, Client, LedgerEntry, LedgerKind, RoleName, User
from cases.schema import migrate, roles
from cases.trace import sealing
from tests.agency.over_http import Answer, Visitor
from tests.agency.program import child, running, started, wait_for
from tests.agency.running.test_worker_crash import assert_each_made_once, made, order, settings_of
from tests.engines import create_engine_for
from tests.factories import FIGURES, TODAY, claim_row, make_store, make_upload
from tests.plugins.postgres import WorkerDatabase
from tests.sizes import size
from tests.web import PASSWORD, add_user, app_on

pytestmark = pytest.mark.postgres
KILLS = size("DATABASE_KILLS")
LETTERS = 4 * KILLS
OWNER, PROGRAM, DATABASE = "incasso", "incasso_app", "incasso"
CENT = Decimal("0.01")


@pytest.fixture
def server(postgres_worker: WorkerDatabase) -> Iterator[OwnServer]:
    """A server of our own with a database as the README has it; `postgres_worker` says where its programs are."""
    assert postgres_worker
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        Path(folder).chmod(0o755)
        made = OwnServer(Path(folder) / "a")
        made.make()
        made.start()
        _install(made)
        yield made
        made.stop("immediate")


def _install(server: OwnServer) -> None:
    everything = create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
    with everything.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {OWNER} LOGIN")
        connection.exec_driver_sql(f"CREATE ROLE {PROGRAM} LOGIN NOINHERIT")
        connection.exec_driver_sql(roles.how_to_make(PROGRAM))
        connection.exec_driver_sql(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    everything.dispose()
    owner = create_engine_for(server.url(DATABASE, OWNER))
    migrate.upgrade(owner)
    with owner.begin() as connection:
        roles.install(connection, PROGRAM)
    owner.dispose()


@dataclass
class Payer:
    """Somebody of a client who reports payments of one cent, two cents, and so on, and believes what the pages say.

    "Saved" and "not saved" are done with; "not certain" is sent again until it is one of them.
    """

    site: str
    case_ids: list[int]
    visitor: Visitor = field(default_factory=Visitor)
    saved: list[Decimal] = field(default_factory=list)
    refused: list[Decimal] = field(default_factory=list)
    uncertain: int = 0
    odd: list[Answer] = field(default_factory=list)

    def page(self, number: int = 0) -> str:
        """The page of a case."""
        return f"{self.site}/opdrachtgever/dossiers/{self.case_ids[number % len(self.case_ids)]}"

    def go_on(self, enough: Event) -> None:
        """Until it is enough, or something is answered that is none of the three."""
        number = 0
        while not enough.is_set() and not self.odd:
            number += 1
            self._pay(f"{self.page(number)}/betaling", number * CENT)

    def _pay(self, address: str, amount: Decimal) -> None:
        form = {"token": f"betaling-{amount}", "amount": f"{amount}".replace(".", ","), "received_on": "20-11-2026",
                "claim": "", "payer": "", "note": ""}
        while True:
            answer = self.visitor.try_to_post(address, **form)
            if answer.status == 302:
                self.saved.append(amount)
                assert re.search(r"/opdrachtgever/dossiers/\d+$", answer.location), answer.location
                return
            self.wait()
            if (answer.status, "niet zeker" in answer.text) == (500, True):
                self.uncertain += 1
            elif (answer.status, "niet opgeslagen" in answer.text) == (503, True):
                self.refused.append(amount)
                return
            else:
                self.odd.append(answer)
                return

    def wait_for_more(self) -> None:
        """Until three more are saved."""
        enough = len(self.saved) + 3
        wait_for(lambda: self.odd or len(self.saved) >= enough, what="payments")

    def wait(self) -> None:
        """Until pages come again."""
        wait_for(self._is_back, what="pages come again")

    def _is_back(self) -> bool:
        sleep(0.3)
        return self.visitor.try_to_get(self.page()).status == 200


def fill(engine: Engine, url: str, folder: Path) -> tuple[list[int], list[int], str]:
    """Letters that wait, cases without one, and who may report payments on those."""
    ids = order(engine, folder, LETTERS)
    with app_on(url, folder, today=TODAY) as app:
        email = add_user(app, RoleName.CLIENT)
    with Session(engine) as session:
        client = session.get_one(Client, session.scalars(select(User.client_id)).one())
        rows = (claim_row(customer=f"B-{number}", invoice=f"B-{number}", amount="5000,00") for number in range(4))
        make_upload(session, make_store(folder), client, *rows)
        case_ids = list(session.scalars(select(Case.id).where(Case.client_id == client.id)))
        session.commit()
    return ids, case_ids, email


def test_the_program_works_on_when_its_database_server_was_killed(server: OwnServer, tmp_path: Path) -> None:
    url = server.url(DATABASE, PROGRAM)
    engine = create_engine_for(url)
    ids, case_ids, email = fill(engine, url, tmp_path)
    settings = settings_of(
        engine, AGENCY_INSTANCE=str(tmp_path), SECRET_KEY=secrets.token_urlsafe(), AGENCY_SWEEP_SECONDS="1"
    )
    chance, enough = random.Random(12), Event()
    with running("serve", "--port", "0", cwd=tmp_path, **settings) as program:
        before = {name: started(program.pid, name) for name in (WEB, WORKER, CLOCK)}
        (site,) = re.findall(r"http://[\d.:]+", program.first_line)  # type: ignore[attr-defined]
        payer, looker = Payer(site, case_ids), Visitor()
        for each in (payer.visitor, looker):
            each.get(f"{site}/inloggen")
            each.post(f"{site}/inloggen", email=email, password=PASSWORD)
        paying = Thread(target=payer.go_on, args=[enough])
        paying.start()
        try:
            for _ in range(KILLS):
                payer.wait_for_more()
                sleep(chance.uniform(0, 0.2))
                server.stop("immediate")
                engine.dispose()
                heard = looker.try_to_get(payer.page())
                assert (heard.status, "De database is even niet bereikbaar" in heard.text) == (503, True)
                server.start()
            payer.wait_for_more()
        finally:
            enough.set()
            paying.join()
        wait_for(lambda: made(engine) == LETTERS, seconds=180, what="all letters")
        assert payer.odd == []
        assert {name: child(program.pid, name) for name in before} == before, "nothing was started again"
        assert len(payer.refused) + payer.uncertain >= KILLS
    assert_each_made_once(engine, tmp_path, ids)
    assert_whole(engine, tmp_path, payer)
    engine.dispose()


def assert_whole(engine: Engine, folder: Path, payer: Payer) -> None:
    """On record is what was told, once; and every rule of the record holds."""
    with Session(engine) as session:
        kept = session.scalars(select(LedgerEntry.amount).where(LedgerEntry.kind == LedgerKind.PAYMENT))
        assert Counter(-amount for amount in kept) == Counter(payer.saved)
        while sealing.seal(session):
            session.commit()
        looked = Looked(session=session, store=make_store(folder), on=TODAY, figures=FIGURES, recount=recount)
        wrong = [each for result in invariants.verify(looked).results for each in result.first]
        # what a worker stored just before its letters would be kept is of nobody
        assert [each for each in wrong if each.flaw is not Flaw.ORPHAN] == []
