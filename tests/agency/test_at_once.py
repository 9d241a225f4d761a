"""Many who do something at one moment: each thing is kept once, one edit wins, nobody waits in a ring (R5, R9)."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Select, event, func, select
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from agency import database
from agency.quote.recounting import recount
from cases import invariants
from cases.amicable import debtor_editing
from cases.invariants import Looked
from cases.models import Case, Debtor, Letter, LetterBatch, RoleName
from cases.schema.trouble import waits_in_a_ring
from tests.agency.desk.test_actions import preview_of
from tests.agency.desk.test_people_pages import NAMES
from tests.agency.outages import Desk, desk_on
from tests.agency.portals import browser_of, store_of
from tests.factories import FIGURES, TODAY, claim_file, claim_row, make_case, make_client
from tests.sizes import size
from tests.web import csrf_of

MANY = size("AT_ONCE")
BOOKING = max(10, MANY)


@dataclass
class Crowd:
    """Many windows of the browser of one user, and the rings in which the database found any of them."""

    desk: Desk
    rings: list[str] = field(default_factory=list)

    def all_at_once(
        self, ask: Callable[[FlaskClient, int], TestResponse], *, many: int = MANY, browser: FlaskClient | None = None
    ) -> list[TestResponse]:
        """What each hears who asks at the same moment as the others."""
        together = Barrier(many)
        cookie = (browser or self.desk.browser).get_cookie("session")
        assert cookie is not None

        def one(number: int) -> TestResponse:
            window = self.desk.app.test_client()
            window.set_cookie("session", cookie.value)
            together.wait(30)
            return ask(window, number)

        with ThreadPoolExecutor(many) as pool:
            return list(pool.map(one, range(many)))

    def on_record(self, query: Select[Any]) -> Any:
        """One value as it is on record."""
        with Session(self.desk.beside) as session:
            return session.scalar(query)


@pytest.fixture
def crowd(database_url: str, tmp_path: Path) -> Iterator[Crowd]:
    with desk_on(database_url, tmp_path) as desk:
        made = Crowd(desk)

        def look(context: ExceptionContext) -> None:
            if isinstance(context.sqlalchemy_exception, DBAPIError) and waits_in_a_ring(context.sqlalchemy_exception):
                made.rings.append(str(context.statement))

        with desk.app.app_context():
            engine = database.engine()
        event.listen(engine, "handle_error", look)
        yield made
        event.remove(engine, "handle_error", look)
        assert made.rings == []


def test_who_books_on_one_case_is_counted_and_of_who_saves_one_debtor_one_wins(crowd: Crowd) -> None:
    desk = crowd.desk
    answers = crowd.all_at_once(
        lambda window, number: replace(desk, browser=window).pay(f"{number + 1},00"), many=BOOKING
    )
    assert [answer.status_code for answer in answers] == [302] * BOOKING
    amounts = [Decimal(number + 1) for number in range(BOOKING)]
    assert sorted(desk.booked()) == amounts

    answers = crowd.all_at_once(lambda window, _: replace(desk, browser=window).pay("99,00"))
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.location for answer in answers}) == 1, "who came while it was booked hears what became of it"
    assert sorted(desk.booked()) == [*amounts, Decimal("99.00")], "one form, sent by an impatient finger"

    answers = crowd.all_at_once(
        lambda window, number: replace(desk, browser=window).pay("0,50", note=f"Keer {number // 2}")
    )
    won = {number // 2 for number, answer in enumerate(answers) if answer.status_code == 302}
    assert len(won) == 1, "of the words that came under one token the first count"
    assert {answer.status_code for number, answer in enumerate(answers) if number // 2 not in won} == {422}
    assert sorted(desk.booked())[0] == Decimal("0.50")
    assert len(desk.booked()) == BOOKING + 2

    with Session(desk.beside) as session:
        debtor = session.get_one(Case, desk.case_id).debtor
        page, seen = f"/dossiers/{desk.case_id}/personen/{debtor.id}", debtor_editing.version(debtor)
    form = NAMES | {"seen": seen, "csrf_token": desk.csrf}
    answers = crowd.all_at_once(lambda window, number: window.post(page, data=form | {"surname": f"Nummer{number}"}))
    assert Counter(answer.status_code for answer in answers) == {302: 1, 409: MANY - 1}
    (winner,) = [f"Nummer{number}" for number, answer in enumerate(answers) if answer.status_code == 302]
    assert crowd.on_record(select(Debtor.surname)) == winner
    late = [(number, answer) for number, answer in enumerate(answers) if answer.status_code == 409]
    assert all(f"<td>{winner}</td><td>Nummer{number}</td>" in answer.text for number, answer in late)

    with Session(desk.beside) as session:
        looked = Looked(session=session, store=store_of(desk.app), on=TODAY, figures=FIGURES, recount=recount)
        money = invariants.verify(looked, numbers={4, 5, 102})
    assert [each for result in money.results for each in result.first] == []


def test_what_is_sent_many_times_at_one_moment_is_done_once(crowd: Crowd) -> None:
    """The order of a letter, and the yes to a claim file."""
    desk = crowd.desk
    with Session(desk.beside) as session:
        case_id = make_case(session, store_of(desk.app), customer="K-2", invoice="F-2").id
        client_id = make_client(session, name="Andere B.V.").id
        session.commit()
    token = {"csrf_token": desk.csrf}
    shown = preview_of(desk.browser.post("/brieven/voorbeeld", data=token | {"dossier": [case_id]}).text)
    answers = crowd.all_at_once(lambda window, _: window.post("/brieven", data=token | shown))
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.location for answer in answers}) == 1
    assert crowd.on_record(select(func.count(Letter.id)).where(Letter.case_id == case_id)) == 1
    assert crowd.on_record(select(func.count(LetterBatch.id))) == 2, "the first is of the case of the desk"

    client = browser_of(desk.app, RoleName.CLIENT, email="klant@voorbeeld.test", client_id=client_id)
    token = {"csrf_token": csrf_of(client)}
    content = claim_file(*(claim_row(customer=f"N-{number}", invoice=f"N-{number}") for number in range(3)))
    sent = client.post("/opdrachtgever/aanleveren", data=token | {"file": (BytesIO(content), "v.csv")})
    yes = f"{sent.location}/bevestigen"
    answers = crowd.all_at_once(lambda window, _: window.post(yes, data=token), browser=client)
    assert {(answer.status_code, answer.location) for answer in answers} == {(302, sent.location)}
    assert crowd.on_record(select(func.count(Case.id)).where(Case.client_id == client_id)) == 3
