"""What jobs and commands run in: settings, clock and database, without the pages; and a database ready for use."""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from agency import database
from agency.settings import Settings, SettingsError
from cases.schema.db import Base, create_engine_for
from cases.schema.limits import COMMAND, TimeLimits

log = logging.getLogger(__name__)

SHOWN_DIFFERENCES = 5


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How long a worker may keep a row to itself, and how often the sweep looks for rows left behind."""

    lease: timedelta = timedelta(seconds=120)
    sweep_seconds: float = 30.0

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> "Pace":
        """From AGENCY_LEASE_SECONDS and AGENCY_SWEEP_SECONDS. Raises SettingsError on what is no positive number."""
        env = os.environ if environ is None else environ
        return cls(
            lease=timedelta(seconds=_seconds(env, "AGENCY_LEASE_SECONDS", cls.lease.total_seconds())),
            sweep_seconds=_seconds(env, "AGENCY_SWEEP_SECONDS", cls.sweep_seconds),
        )


def application(settings: Settings, limits: TimeLimits = COMMAND) -> Flask:
    """An application without pages: enough for `clock`, `database` and the doorbell. It never commits by itself.

    `limits`: how long the database lets this kind of process go on.
    """
    app = Flask("agency", root_path=str(Path(__file__).parents[1]), instance_path=str(settings.instance))
    app.config.from_mapping(settings.flask_config())
    database.init_app(app, limits)
    return app


@contextmanager
def at_work(app: Flask) -> Iterator[None]:
    """Work in the context of `app` for one command, and leave no connection behind."""
    with app.app_context():
        try:
            yield
        finally:
            database.session().close()
            database.engine().dispose()


def prepare_database(settings: Settings) -> None:
    """See to it that the database has the newest tables.

    A database file of our own is brought up to date; on a server that is done by hand with `agency db upgrade`, because
    older programs may still work with it. Raises SettingsError there, where the program would work as a role of the
    server that may more than it needs, and as `upgrade_tables` does.
    """
    from cases.schema import roles

    engine = create_engine_for(settings.database_url)
    try:
        if engine.dialect.name == "sqlite":
            upgrade_tables(engine)
            return
        if trouble := roles.trouble(engine):
            raise SettingsError(trouble)
        if not _is_current(engine):
            _refuse_newer(engine)
            raise SettingsError(
                "De tabellen in de database horen bij een andere versie van dit programma. "
                "Voer eerst uit: agency db upgrade"
            )
    finally:
        engine.dispose()


def bring_up_to_date(settings: Settings, owner: str | None) -> bool:
    """The newest tables, and on a server what the program's role may do with them; whether the tables were older.

    `owner`: the address of the owner of the tables, on a server alone. Raises SettingsError, as `upgrade_tables` too.
    """
    engine = create_engine_for(url_of_owner(settings, owner))
    try:
        require_roles(settings, engine)
        changed = upgrade_tables(engine, program=make_url(settings.database_url).username or "")
        allow_program(settings, engine)
    finally:
        engine.dispose()
    return changed


def upgrade_tables(engine: Engine, *, program: str = "") -> bool:
    """Bring the tables to the newest version, at once with the rights of the role of the `program` on a server.

    Whether there was anything to do.

    Raises SettingsError where a newer program made them, and where they are not right afterwards: then somebody changed
    them by hand.
    """
    from cases.schema import migrate  # large, and no process needs it afterwards

    if _is_current(engine):
        return False
    _refuse_newer(engine)
    _tell_changed(engine)
    migrate.upgrade(engine, program=program)
    different = _differences(engine)
    if different:
        more = f" en nog {len(different) - SHOWN_DIFFERENCES}" if len(different) > SHOWN_DIFFERENCES else ""
        raise SettingsError(
            f"De tabellen zijn niet die van dit programma: {'; '.join(different[:SHOWN_DIFFERENCES])}{more}. "
            "Iemand heeft ze buiten het programma om gewijzigd. Zet een back-up terug, of herstel dit eerst."
        )
    return True


def url_of_owner(settings: Settings, owner: str | None) -> str:
    """Where tables are made: with `owner` on a server, in the file itself on SQLite. Raises SettingsError."""
    if settings.database_kind == "sqlite":
        return settings.database_url
    if owner is not None and make_url(owner).username == make_url(settings.database_url).username:
        raise SettingsError("DATABASE_URL en DATABASE_OWNER_URL noemen dezelfde rol. Zie README, «PostgreSQL».")
    if owner is None:
        raise SettingsError(
            "Noem in DATABASE_OWNER_URL de eigenaar van de database: die maakt de tabellen. De rol in DATABASE_URL is "
            "die van het programma en mag dat niet. Zie README, «PostgreSQL»."
        )
    return owner


def require_roles(settings: Settings, owner: Engine) -> None:
    """Raises SettingsError where a server does not know the role of the program and those that go with it."""
    from cases.schema import roles

    if owner.dialect.name == "sqlite":
        return
    app = make_url(settings.database_url).username or ""
    with owner.connect() as connection:
        absent = roles.missing(connection, app)
    if absent:
        raise SettingsError(
            f"De server kent deze rollen niet: {', '.join(absent)}. Laat een beheerder van de server ze maken; zie "
            f"README, «PostgreSQL». Bij de rol van het programma horen: {roles.how_to_make(app)}"
        )


def allow_program(settings: Settings, owner: Engine) -> None:
    """Give the role of the program what it needs of the tables of `owner`, on a server alone. Raises SettingsError."""
    from cases.schema import roles

    if owner.dialect.name == "sqlite":
        return
    require_roles(settings, owner)
    with owner.begin() as connection:
        roles.install(connection, make_url(settings.database_url).username or "")
    engine = create_engine_for(settings.database_url)
    try:
        if trouble := roles.trouble(engine):
            raise SettingsError(trouble)
    finally:
        engine.dispose()


def is_current(settings: Settings) -> bool:
    """Whether the tables are those of this program."""
    engine = create_engine_for(settings.database_url)
    try:
        return _is_current(engine)
    finally:
        engine.dispose()


def _is_current(engine: Engine) -> bool:
    import cases.models  # noqa: F401 - what the tables are compared with
    from cases.schema import migrate

    return migrate.is_current(engine)


def _differences(engine: Engine) -> list[str]:
    from cases.schema import compared

    with engine.connect() as connection:
        return compared.differences(connection, Base.metadata)


def _tell_changed(engine: Engine) -> None:
    """Tables of this very version that are not right were changed by hand; what is put back is told."""
    from cases.schema import revisions

    with engine.connect() as connection:
        is_newest = revisions.of(connection) == revisions.newest()
    if is_newest:
        log.warning("the tables were changed by hand: %s", "; ".join(_differences(engine)))


def _refuse_newer(engine: Engine) -> None:
    from cases.schema import revisions

    with engine.connect() as connection:
        theirs = revisions.of(connection)
    if theirs > revisions.newest():
        raise SettingsError(
            f"De tabellen in de database zijn van een nieuwere versie ({theirs}) dan dit programma "
            f"({revisions.newest()}). Installeer die nieuwere versie, of zet een back-up van daarvoor terug."
        )


def _seconds(env: Mapping[str, str], name: str, default: float) -> float:
    given = env.get(name)
    if not given:
        return default
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise SettingsError(f"{name} is {given!r}: geef een aantal seconden groter dan nul")
    return seconds
