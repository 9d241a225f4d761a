"""What keeps `agency serve` and `agency worker` from starting: all of it told at once, in Dutch, with what to do."""

import logging
import os
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from agency import clock, database, maintenance
from agency.background.printer_folder import ANSWERS, FolderTrouble, PrinterFolder
from agency.background.setting import application, at_work, prepare_database
from agency.settings import Settings, SettingsError
from agency.watching.condition import CLOCK_MAY_DIFFER, clock_differs
from cases import duties
from cases.errors import StoreTrouble
from cases.schema.db import create_engine_for

log = logging.getLogger(__name__)

FEWEST_SIGNS: Final = 10  # different ones in a secret: any that was drawn by chance has more
_WORDS: Final = (
    "changeme", "change_me", "change-me", "secret", "geheim", "password", "wachtwoord", "default", "example",
    "voorbeeld", "12345678",
)
_OFF: Final = {"", "0", "false", "no", "off"}
_KEY_FILES: Final = ("secret_key", "factor_key", "factor_keys_old")
_OTHERS, _OTHERS_AND_GROUP = 0o007, 0o077


def require_good(settings: Settings) -> None:
    """Look at everything before anything starts, bring our own database file up to date, and begin to wait for duties.

    Raises SettingsError with all that was found.
    """
    found = [*_debug(), *_secrets(settings), *_open_to_all(settings), *_store(settings), *_print_folder(settings)]
    if found:
        raise SettingsError("\n".join(["Het programma start niet.", *(f"- {each}" for each in found)]))
    _database(settings)
    _warn_of_open_queue(settings.redis_url)
    with at_work(application(settings)):
        if not maintenance.is_on():
            with database.transaction() as writing:
                duties.await_all(writing, now=clock.now())


def _debug() -> Iterator[str]:
    if os.environ.get("FLASK_DEBUG", "").lower() not in _OFF:
        yield "FLASK_DEBUG staat aan: dan toont een foutpagina de binnenkant van het programma. Haal die weg."


def _secrets(settings: Settings) -> Iterator[str]:
    for name, secret in (("SECRET_KEY", settings.secret_key), ("FACTOR_KEY", settings.factor_key)):
        if len(set(secret)) < FEWEST_SIGNS or any(word in secret.lower() for word in _WORDS):
            yield (
                f"{name} is te raden. Maak een andere met: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
    if settings.secret_key == settings.factor_key:
        yield "SECRET_KEY en FACTOR_KEY zijn hetzelfde. Geef elk een eigen waarde."


def _open_to_all(settings: Settings) -> Iterator[str]:
    """The folder that stood open is closed already where it is ours (`settings`): a folder of documents in it too."""
    private = [(settings.instance / name, _OTHERS_AND_GROUP) for name in _KEY_FILES]
    kept = [settings.instance, *_database_files(settings)]
    if not Path(settings.document_store).is_relative_to(settings.instance):
        kept.append(Path(settings.document_store))
    for path, refused in [*private, *((each, _OTHERS) for each in kept)]:
        if path.exists() and path.stat().st_mode & refused:
            change = "go-rwx" if refused == _OTHERS_AND_GROUP else "o-rwx"
            yield f"Iedereen op deze computer kan bij {path}. Sluit het af met: chmod {change} {path}"


def _database_files(settings: Settings) -> list[Path]:
    address = make_url(settings.database_url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return []
    return [Path(f"{address.database}{end}") for end in ("", "-wal", "-shm")]


def _store(settings: Settings) -> Iterator[str]:
    try:
        settings.store().try_writing()
    except StoreTrouble as error:
        why = getattr(error.__cause__, "strerror", None) or type(error.__cause__).__name__
        yield (
            f"In {settings.document_store} kan niet worden geschreven ({why}). Maak ruimte, of geef de gebruiker die "
            "dit programma draait het recht om er te schrijven; een andere plaats noemt u in DOCUMENT_STORE of "
            "STORE_URL."
        )


def _print_folder(settings: Settings) -> Iterator[str]:
    """One that all may read is refused. One that is not there now is told: letters wait, and the rest goes on."""
    folder = settings.print_folder
    if folder is None or not settings.production:
        return
    try:
        PrinterFolder(folder).require_there()
    except FolderTrouble as trouble:
        log.warning("PRINT_FOLDER is %s. %s", folder, trouble)
        return
    for each in (folder, folder / ANSWERS):
        if each.stat().st_mode & _OTHERS:
            yield (
                f"Iedereen op deze computer kan bij {each}, waar brieven voor de drukker komen (PRINT_FOLDER). Sluit "
                f"het af met: chmod o-rwx {each} (op een netwerkschijf bij het koppelen)."
            )


def _database(settings: Settings) -> None:
    engine = create_engine_for(settings.database_url)
    try:
        prepare_database(settings)
        _clock(engine)
    except OperationalError as error:
        raise SettingsError(
            "De database antwoordt niet. Draait zij, en klopt het adres in DATABASE_URL (naam, wachtwoord, poort)? "
            f"Zij zegt: {type(error.orig).__name__}."
        ) from error
    finally:
        engine.dispose()


def _clock(engine: Engine) -> None:
    with engine.connect() as connection:
        differs = clock_differs(connection)
    if abs(differs) > CLOCK_MAY_DIFFER:
        raise SettingsError(
            f"De klok van deze computer loopt {int(abs(differs).total_seconds())} seconden "
            f"{'voor' if differs.total_seconds() > 0 else 'achter'} op die van de database. Zet beide gelijk "
            "(timedatectl set-ntp true) en start opnieuw."
        )


def _warn_of_open_queue(redis_url: str | None) -> None:
    """Who reaches a queue without a password has work done by our workers. It may be closed off in another way."""
    if redis_url is None or is_closed(redis_url):
        return
    log.warning("REDIS_URL noemt een wachtrij op een andere computer zonder wachtwoord: wie haar bereikt, laat onze "
                "werkers doen wat hij wil. Stel een wachtwoord in en noem dat in REDIS_URL.")


def is_closed(redis_url: str) -> bool:
    """Whether a queue asks a password, or is on this machine alone."""
    address = urlsplit(redis_url)
    if address.scheme == "unix" or address.password:
        return True
    host = address.hostname or "localhost"
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
