"""The connection goes at the moment of saving: what the page says is what the ledger holds, and again is never twice.

R4 and promise 10 of the reliability promises, on a real PostgreSQL behind a wire that breaks.
"""

import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from socket import socket

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import event, func, select
from sqlalchemy.engine import make_url

from agency import database
from agency.web.once import do
from cases.models import Role
from tests.agency.desk.test_actions import words
from tests.agency.outages import Desk, Wire, desk_on, lose_it, pass_it_on
from tests.owner import as_owner

pytestmark = pytest.mark.postgres
HUNDRED = [Decimal("100.00")]
SLOW_COMMIT = """
CREATE FUNCTION dawdle() RETURNS trigger AS $$ BEGIN PERFORM pg_sleep(0.4); RETURN NULL; END $$ LANGUAGE plpgsql;
CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION dawdle()
"""
KILL = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
               "WHERE datname = current_database() AND application_name = 'incasso web'")


def add_a_role() -> str:
    do(lambda session, _act: session.add(Role(name="gemaakt")))
    return "gedaan"


@pytest.fixture
def wire(postgres_url: str) -> Iterator[Wire]:
    made = Wire(postgres_url)
    yield made
    made.close()


@pytest.fixture
def desk(postgres_url: str, tmp_path: Path, wire: Wire) -> Iterator[Desk]:
    with desk_on(postgres_url, tmp_path, by_way_of=wire.url, button=add_a_role) as made:
        yield made


def test_where_the_answer_was_lost_the_page_tells_what_is_on_record(desk: Desk, wire: Wire) -> None:
    wire.at_commit = pass_it_on
    answer = desk.pay("100,00")
    assert answer.status_code == 302, "it is looked up and found"
    assert "Betaling van € 100,00 geboekt" in words(desk.browser.get(answer.location).text)
    assert desk.booked() == HUNDRED
    assert "er is niets dubbel opgeslagen" in words(desk.browser.get(desk.pay("100,00").location).text)
    assert desk.booked() == HUNDRED

    wire.at_commit = lose_it
    lost = desk.pay("50,00")
    assert (lost.status_code, lost.headers["Retry-After"]) == (503, "5")
    assert "niet opgeslagen" in lost.text
    assert desk.booked() == HUNDRED
    with desk.beside.begin() as connection:
        as_owner(connection, SLOW_COMMIT)
    wire.at_commit = pass_it_on
    assert desk.send_again(lost.text).status_code == 302, "asked too early it would be nowhere, and be called not saved"
    assert desk.booked() == [*HUNDRED, Decimal("50.00")]


def test_while_nobody_can_say_the_page_says_so_and_sending_again_counts_once(desk: Desk, wire: Wire) -> None:
    booked: list[Decimal] = []
    for amount, breaking in (("100,00", pass_it_on), ("50,00", lose_it)):
        wire.at_commit = partial(_then_cut, wire, breaking)
        unsure = desk.pay(amount)
        assert unsure.status_code == 500
        assert "Het is niet zeker of dit is opgeslagen." in unsure.text
        assert "gebeurt er niets dubbel" in unsure.text
        still = desk.send_again(unsure.text)
        assert (still.status_code, "niet bereikbaar" in still.text) == (503, True), "the database is away"
        wire.mend()
        other = desk.pay(amount, note="Toch anders")
        if breaking is lose_it:
            assert other.status_code == 302, "nothing was kept: these words are the first"
            assert desk.send_again(still.text).status_code == 422
        else:
            assert other.status_code == 422, "what was not certain is on record"
            assert desk.send_again(still.text).status_code == 302
            assert desk.send_again(unsure.text).status_code == 302
        booked.append(Decimal(amount.replace(",", ".")))
        assert desk.booked() == booked


def _then_cut(wire: Wire, breaking: Callable[[socket, bytes], None], server: socket, commit: bytes) -> None:
    breaking(server, commit)
    wire.cut()


def test_a_button_without_a_form_is_looked_up_too(desk: Desk, wire: Wire) -> None:
    for breaking, status, roles in ((lose_it, 503, 0), (pass_it_on, 200, 1)):
        wire.at_commit = breaking
        assert desk.press().status_code == status
        with desk.beside.connect() as connection:
            assert connection.scalar(select(func.count()).where(Role.name == "gemaakt")) == roles


class Killer:
    """Ends the connections of the application at one of the moments at which it speaks to the server."""

    def __init__(self, desk: Desk, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self.after, self.at, self.kills = -1, "-", 0  # after so many statements, or at one that begins so
        with desk.app.app_context():
            engine = database.engine()
        event.listen(engine, "before_cursor_execute", lambda *given: self._now(given[2]))
        event.listen(engine, "commit", lambda _connection: self._now("COMMIT"))

    def _now(self, statement: str) -> None:
        self.after -= 1
        if self.after == 0 or statement.startswith(self.at):
            self.at = "-"
            self.kills += 1
            with psycopg.connect(self._url, autocommit=True) as connection:
                connection.execute(KILL)


def test_twenty_payments_while_connections_are_killed_at_random(desk: Desk, postgres_url: str) -> None:
    """Each page is believed: who reads "saved" goes on, who reads "not saved" sends the form again."""
    chance, killer, refused = random.Random(12), Killer(desk, postgres_url), 0
    for number in range(1, 21):
        killer.after = chance.randrange(1, 60)
        killer.at = "INSERT INTO ledger_entry" if number == 1 else "-"
        for _ in range(3):
            answer = desk.pay(f"{number},00")
            booked = Decimal(number) in desk.booked()
            if answer.status_code == 302 or "al iets opgeslagen" in answer.text:
                assert booked, answer.text
                break
            refused += 1
            assert (answer.status_code, "niet opgeslagen" in answer.text) == (503, True)
            assert not booked, answer.text
    assert desk.booked() == [Decimal(number) for number in range(1, 21)]
    assert killer.kills >= 15
    assert refused >= 5, "no connection was killed at a moment that matters"
