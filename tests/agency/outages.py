"""A desk whose database can be taken away at any moment, and what it says and holds then."""

import html
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from agency.web.access import Permission, requires
from cases.models import LedgerEntry, LedgerKind, NextStep, RoleName, Stage
from tests.engines import create_engine_for
from tests.factories import TODAY, make_case, make_store, post_first_notice
from tests.web import add_user, csrf_of, let_go, make_app, sign_in

COMMIT = b"COMMIT"
BUTTON = "/proef"


@dataclass
class Desk:
    """A handler at the page of one case, and a look at its ledger beside the application."""

    app: Flask
    browser: FlaskClient
    case_id: int
    csrf: str
    beside: Engine

    @property
    def address(self) -> str:
        """Where a payment is sent to."""
        return f"/dossiers/{self.case_id}/betaling"

    def form(self, amount: str, *, note: str = "") -> dict[str, str]:
        """A payment as a browser sends it; of one amount it is one form."""
        return {
            "csrf_token": self.csrf, "token": f"token-{amount}", "amount": amount, "received_on": "10-11-2026",
            "paid_to": "agency", "claim_id": "", "note": note,
        }

    def pay(self, amount: str, *, note: str = "") -> TestResponse:
        """Send a payment."""
        return self.browser.post(self.address, data=self.form(amount, note=note))

    def press(self) -> TestResponse:
        """Press the button of the test."""
        return self.browser.post(BUTTON, data={"csrf_token": self.csrf})

    def booked(self) -> list[Decimal]:
        """The payments on record, as any other sees them."""
        query = select(LedgerEntry.amount).where(LedgerEntry.kind == LedgerKind.PAYMENT).order_by(LedgerEntry.id)
        with Session(self.beside) as session:
            return [-amount for amount in session.scalars(query)]

    def send_again(self, page: str) -> TestResponse:
        """Press the button of a page that offers to send the form again."""
        action, fields = again_on(page)
        return self.browser.post(action, data=fields)


def again_on(page: str) -> tuple[str, dict[str, str]]:
    """The form on a page that offers to send it again: its address and its fields."""
    form = page.split('<form method="post"')[1].split("</form>")[0]
    fields = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form)
    return html.unescape(form.split('action="')[1].split('"')[0]), {
        name: html.unescape(value) for name, value in fields
    }


@contextmanager
def desk_on(
    url: str, folder: Path, *, by_way_of: str = "", button: Callable[[], str] = lambda: "", **changes: object
) -> Iterator[Desk]:
    """A desk with a case of 500 euro in the amicable phase; `by_way_of` is the address that the application uses.

    `button` is what a button of a test does, behind BUTTON.
    """
    beside = create_engine_for(url)
    with Session(beside, expire_on_commit=False) as session:
        store = make_store(folder)
        case = make_case(session, store, today=date(2026, 9, 28))
        post_first_notice(session, store, case, posted_on=date(2026, 10, 2))
        case.stage, case.next_step, case.next_step_on = Stage.AMICABLE, NextStep.CONTACT_DEBTOR, TODAY
        session.commit()
    app = make_app(by_way_of or url, folder, today=TODAY, **changes)
    app.add_url_rule(BUTTON, view_func=requires(Permission.ACCOUNT_OWN)(button), endpoint="trial", methods=["POST"])
    browser = app.test_client()
    assert sign_in(browser, add_user(app, RoleName.HANDLER)).status_code == 302
    try:
        yield Desk(app, browser, case.id, csrf_of(browser), beside)
    finally:
        let_go(app)
        beside.dispose()


class Wire:
    """Stands between an application and its PostgreSQL, and breaks where it is told.

    `at_commit` does something else with the next COMMIT than to pass it on; after that all goes through again, unless
    the wire was `cut`.
    """

    def __init__(self, url: str) -> None:
        server = make_url(url)
        folder = str(server.query.get("host", ""))
        self._server: tuple[str, int] | str = (server.host or "127.0.0.1", server.port or 5432)
        if folder.startswith("/"):
            self._server = f"{folder}/.s.PGSQL.{server.query.get('port') or server.port or 5432}"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = server.set(
            host="127.0.0.1", port=self._listener.getsockname()[1], query={"sslmode": "disable"}
        ).render_as_string(hide_password=False)
        self._open: list[socket.socket] = []
        self._is_cut = False
        self.at_commit: Callable[[socket.socket, bytes], None] | None = None
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    def cut(self) -> None:
        """From here on nobody is connected."""
        self._is_cut = True
        for each in self._open:
            _hang_up(each)
        self._open.clear()

    def mend(self) -> None:
        """Whoever asks is connected again."""
        self._is_cut = False

    def close(self) -> None:
        """Take nobody any more."""
        _hang_up(self._listener)
        self.cut()
        for each in self._threads:
            each.join()
        self._listener.close()

    def _start(self, work: Callable[..., None], *given: object) -> None:
        self._threads.append(threading.Thread(target=work, args=given))
        self._threads[-1].start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                asker, _ = self._listener.accept()
                if self._is_cut:
                    asker.close()
                    continue
                server = socket.socket(socket.AF_UNIX if isinstance(self._server, str) else socket.AF_INET)
                server.connect(self._server)
                self._open += [asker, server]
                self._start(self._carry, asker, server, True)
                self._start(self._carry, server, asker, False)

    def _carry(self, one: socket.socket, other: socket.socket, asks: bool) -> None:
        with one, suppress(OSError):
            while content := one.recv(65536):
                if asks and COMMIT in content and self.at_commit is not None:
                    breaking, self.at_commit = self.at_commit, None
                    _hang_up(one)
                    breaking(other, content)
                    break
                other.sendall(content)
        _hang_up(other)


def _hang_up(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)


def pass_it_on(server: socket.socket, commit: bytes) -> None:
    """The server does it, and its answer is never heard: the asker has gone by then."""
    server.sendall(commit)


def lose_it(_server: socket.socket, _commit: bytes) -> None:
    """The server never hears of it."""
