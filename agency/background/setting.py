"""What jobs and commands run in: settings, clock and database, without the pages; and a database ready for use."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy.engine import make_url

from agency import database
from agency.settings import Settings, SettingsError
from cases.schema.db import create_engine_for


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


def application(settings: Settings) -> Flask:
    """An application without pages: enough for `clock`, `database` and the doorbell. It never commits by itself."""
    app = Flask("agency", root_path=str(Path(__file__).parents[1]), instance_path=str(settings.instance))
    app.config.from_mapping(settings.flask_config())
    database.init_app(app)
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
    older programs may still work with it. Raises SettingsError there.
    """
    from cases.schema import migrate  # large, and no process needs it afterwards

    engine = create_engine_for(settings.database_url)
    try:
        if migrate.is_current(engine):
            return
        if make_url(settings.database_url).get_backend_name() != "sqlite":
            raise SettingsError(
                "De tabellen in de database horen bij een andere versie van dit programma. "
                "Voer eerst uit: agency db upgrade"
            )
        migrate.upgrade(engine)
    finally:
        engine.dispose()


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
