"""Whole pages in a large record beside the same pages in a small one: what a handler, a client and a bailiff wait for.

Both records are made up (`bench_record`). Of each kind of page twenty are asked, by a browser without a network; the
middle and the one that only one in twenty is slower than are set beside those of the small record. That is asked before
and after: a machine is not as fast in one minute as in the next.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from flask.testing import FlaskClient
from sqlalchemy import text

from agency import create_app, database
from agency.auth import hash_password
from agency.clock import AMSTERDAM
from agency.commands.bench_record import fill
from agency.commands.measures import Measure, middle
from agency.settings import Settings
from cases.acts import Act
from cases.models import RoleName
from cases.schema import migrate
from cases.schema.db import create_engine_for
from cases.setup import accounts
from cases.setup.accounts import RoleInput

ON = date(2026, 11, 21)
ACT = Act(None, datetime.combine(ON, time(9), tzinfo=AMSTERDAM), ON)
SMALL = 10_000
ASKED, ONE_IN = 20, 20
MIDDLE_GOAL, SLOW_GOAL = 1.5, 4.0
PASSWORD = "proef met vier woorden"  # noqa: S105 - of a record that is gone afterwards
NAMES = ("jansen", "visser", "dekker", "brouwers", "mulder", "kosters", "postma", "molens", "kramer", "hoekstra")
_SECOND = 1000
_TYPED = "?q="  # what follows it is typed in the box

Address = Callable[[Random, int], str]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of page: who looks at it, and an address of it in a record of so many cases."""

    role: RoleName
    address: Address


def _fixed(role: RoleName, address: str) -> Kind:
    return Kind(role=role, address=lambda _random, _cases: address)


KINDS: Mapping[str, Kind] = {
    "werkbak": _fixed(RoleName.HANDLER, "/werkbak"),
    "dossiers, nieuwste eerst": _fixed(RoleName.HANDLER, "/dossiers"),
    "dossiers op naam": _fixed(RoleName.HANDLER, "/dossiers?volgorde=naam"),
    "dossiers op actie": _fixed(RoleName.HANDLER, "/dossiers?volgorde=actie"),
    "verjaring": _fixed(RoleName.HANDLER, "/werkbak/verjaring"),
    "zoeken op nummer": Kind(
        role=RoleName.HANDLER, address=lambda random, cases: f"/zoeken?q={ON.year}-{random.randint(1, cases):06d}"
    ),
    "zoeken op naam": Kind(
        role=RoleName.HANDLER, address=lambda random, _cases: f"/zoeken?q={random.choice(NAMES)}"
    ),
    "dossier": Kind(role=RoleName.HANDLER, address=lambda random, cases: f"/dossiers/{random.randint(1, cases)}"),
    "verzending": _fixed(RoleName.HANDLER, "/brieven/1"),
    "begin van opdrachtgever": _fixed(RoleName.CLIENT, "/opdrachtgever"),
    "dossiers van opdrachtgever": _fixed(RoleName.CLIENT, "/opdrachtgever/dossiers"),
    "een upload": _fixed(RoleName.CLIENT, "/opdrachtgever/uploads/1"),
    "pakketten van deurwaarder": _fixed(RoleName.BAILIFF, "/deurwaarder"),
}


def measure(cases: int, folder: Path, *, database_url: str | None = None) -> Iterator[Measure]:
    """Each kind at `cases` cases beside SMALL; on SQLite in `folder`, else in a database that is emptied for each."""
    before, found, after = (
        _pages(many, folder / f"{turn}", database_url) for turn, many in enumerate((SMALL, cases, SMALL))
    )
    for name in KINDS:
        small, large = [*before[name], *after[name]], found[name]
        yield Measure(
            work=f"{name}, {cases} naast {SMALL}: midden", ours=middle(large), floor=middle(small), goal=MIDDLE_GOAL
        )
        yield Measure(
            work=f"{name}, {cases} naast {SMALL}: traagste 1 op {ONE_IN}", ours=_slow(large), floor=_slow(small),
            goal=SLOW_GOAL,
        )


def _slow(times: list[float]) -> float:
    return sorted(times)[-1 - len(times) // ONE_IN]


def _pages(cases: int, folder: Path, database_url: str | None) -> dict[str, list[float]]:
    """Milliseconds of each page that was asked, by kind."""
    with _record(cases, folder, database_url) as settings:
        app = create_app(settings)
        clock = process_time if settings.database_url.startswith("sqlite") else perf_counter
        browsers = {role: _browser(app.test_client(), role) for role in {kind.role for kind in KINDS.values()}}
        found: dict[str, list[float]] = {}
        for name, kind in KINDS.items():
            random, browser = Random(cases), browsers[kind.role]  # noqa: S311 - which case to look at
            _ask(browser, _shown(browser, kind.address(random, cases)))  # what is read once and kept
            found[name] = []
            for _ in range(ASKED):
                address = _shown(browser, kind.address(random, cases))
                began = clock()
                _ask(browser, address)
                found[name].append((clock() - began) * _SECOND)
        with app.app_context():
            database.engine().dispose()
    return found


@contextmanager
def _record(cases: int, folder: Path, database_url: str | None) -> Iterator[Settings]:
    folder.mkdir(parents=True, exist_ok=True)
    environ = {"DATABASE_URL": database_url} if database_url else {}
    settings = replace(Settings.load(instance=folder, today=ON, environ=environ), second_step=False)
    engine = create_engine_for(settings.database_url)
    if database_url:
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    migrate.upgrade(engine)
    with engine.begin() as connection:
        fill(connection, cases=cases, today=ON)
    if database_url:  # as its autovacuum does within a minute
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (ANALYZE)"))
    engine.dispose()
    yield settings


def _shown(browser: FlaskClient, address: str) -> str:
    """The address of a page; of a search where its form leads, since its words stand in no address."""
    path, is_search, words = address.partition(_TYPED)
    if not is_search:
        return address
    sent = browser.post(path, data={"csrf_token": _token(browser, "/zoeken"), "q": words})
    assert sent.location, sent.status
    return sent.location


def _token(browser: FlaskClient, page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(page).text)
    assert found is not None
    return found[1]


def _ask(browser: FlaskClient, address: str) -> None:
    answer = browser.get(address, follow_redirects=True)
    assert answer.status_code == 200, f"{answer.status} on {address}"


def _browser(browser: FlaskClient, role: RoleName) -> FlaskClient:
    """Somebody of that role who has logged in."""
    email = f"{role.value}@bench.example"
    with browser.application.app_context():
        with database.transaction() as session:
            given = RoleInput(
                role=role, client_id=1 if role is RoleName.CLIENT else None,
                bailiff_office_id=1 if role is RoleName.BAILIFF else None,
            )
            user = accounts.add_user(
                session, ACT, email=email, name=role.value, password_hash=hash_password(PASSWORD), given=given
            )
            user.must_change_password = False
        database.session().close()
    token = _token(browser, "/inloggen")
    sent = browser.post("/inloggen", data={"csrf_token": token, "email": email, "password": PASSWORD})
    assert sent.status_code == 302
    return browser
