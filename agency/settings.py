"""Settings: from the environment, else defaults that need nothing installed. Read once, at the start."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from agency import secret_files
from agency.incoming.mailbox import Mailbox
from agency.outgoing.server import MailServer, message_folder
from cases.input_checks import is_mail_address
from cases.inspection import viruses
from cases.store import SPARE_BYTES, DocumentStore, Space, open_store
from cases.trace.anchors import ERASED_NAME, FILE_NAME

CLIENT_SPACE = USER_SPACE = Space(files=100_000, size=20_000 * 2**20)
MAX_UPLOAD_BYTES = 25 * 1024 * 1024
MIN_SECRET_LENGTH = 32
BACKUP_HOURS = 26  # a backup each night, and the time that it takes
OWNER = "DATABASE_OWNER_URL"
BACKUP_MINUTES = 60


class SettingsError(Exception):
    """A setting is missing or unsafe; the message says which and what to do."""


class NotADemo(Exception):
    """The folder for a demo holds something else; it is left alone. The message is Dutch."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between installations.

    `anchors`: the file in which the end of the chain is written each day; best where this machine cannot change it.
    `document_store`: a folder, or s3://bucket/prefix. `store_spare`: bytes that stay free on its disk.
    `factor_key` encrypts what apps of users share with the program; `factor_keys_old` did, and open it still until all
    is sealed anew. `second_step` is off in a demo alone. Of the
    `proxies` before the program the nearest has one of the `proxy_addresses`: only there it says who the visitor is.
    `metrics_token` opens /metrics from elsewhere. After `backup_hours` without a backup everybody is warned; 0: never.
    `backup_target` is the folder in which the program makes a backup every `backup_minutes`; None: somebody else does.
    What the server keeps there for any moment may be `archive_minutes` behind; 0: it keeps nothing there.
    `client_space`: what a client may hand in before it has to ask; 0 is no limit. `user_space`: the same of one user
    of the agency, and of one bailiff's office.
    Outside `production` nothing leaves by e-mail or as a message: what is planned waits. `smtp_url`: the mail server;
    `mail_from`: the address that letters come from. `imap_url`: the mailbox in which answers to them come, for the
    program alone.
    `sms_url`: where messages to mobile phones are handed over; None: none leaves.
    `print_folder`: where letters are put for the printer; None: people take them there.
    `shared_mark` is the file that several machines look for, to know that maintenance is done.
    """

    instance: Path
    secret_key: str
    factor_key: str
    database_url: str
    document_store: str
    anchors: Path
    store_spare: int = SPARE_BYTES
    factor_keys_old: tuple[str, ...] = ()
    redis_url: str | None = None
    clamd_url: str | None = None
    production: bool = False
    smtp_url: str | None = None
    mail_from: str = ""
    print_folder: Path | None = None
    imap_url: str | None = None
    sms_url: str | None = None
    shared_mark: str | None = None
    today: date | None = None
    since: datetime | None = None  # when what runs on was started, from where pinned time goes on
    trusted_hosts: tuple[str, ...] = ()
    https: bool = False
    proxies: int = 0
    proxy_addresses: tuple[str, ...] = ("127.0.0.1", "::1")
    metrics_token: str | None = None
    backup_hours: int = BACKUP_HOURS
    backup_target: Path | None = None
    backup_minutes: int = BACKUP_MINUTES
    archive_minutes: int = 0
    client_space: Space = CLIENT_SPACE
    user_space: Space = USER_SPACE
    second_step: bool = True
    testing: bool = False

    @classmethod
    def load(
        cls,
        *,
        instance: Path | None = None,
        today: date | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> "Settings":
        """Settings of this installation; the arguments win over the environment.

        Raises SettingsError when a value is unreadable or would be unsafe.
        """
        env = _environment(environ)
        root = (instance or Path(env.get("AGENCY_INSTANCE") or default_instance())).resolve()
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        _close_to_others(root)
        https = _is_on(env, "AGENCY_HTTPS")
        hosts = _names(env, "TRUSTED_HOSTS")
        if https and not hosts:
            raise SettingsError(
                "AGENCY_HTTPS staat aan: noem in TRUSTED_HOSTS de namen van deze website, met komma's ertussen."
            )
        return cls(
            instance=root,
            secret_key=_secret(env, root, "secret_key"),
            factor_key=_secret(env, root, "factor_key"),
            factor_keys_old=_old_keys(env, root),
            database_url=_database_url(env.get("DATABASE_URL"), root),
            anchors=Path(env.get("ANCHORS") or root / FILE_NAME),
            document_store=_bucket(env) or env.get("DOCUMENT_STORE") or str(root / "documents"),
            store_spare=_number(env, "STORE_SPARE_MB", SPARE_BYTES // 2**20) * 2**20,
            redis_url=env.get("REDIS_URL") or None,
            clamd_url=_clamd_url(env.get("CLAMD_URL")),
            production=_is_on(env, "AGENCY_PRODUCTION"),
            **_mail(env),
            print_folder=Path(env["PRINT_FOLDER"]).resolve() if env.get("PRINT_FOLDER") else None,
            imap_url=_mailbox(env.get("IMAP_URL")),
            sms_url=_sms(env.get("SMS_URL")),
            shared_mark=env.get("AGENCY_MAINTENANCE_FILE") or None,
            today=today or _day(env.get("AGENCY_TODAY")),
            trusted_hosts=hosts,
            https=https,
            proxies=_number(env, "AGENCY_PROXIES"),
            proxy_addresses=_names(env, "AGENCY_PROXY_ADDRESSES") or cls.proxy_addresses,
            metrics_token=_long_enough("METRICS_TOKEN", env.get("METRICS_TOKEN")),
            backup_hours=_number(env, "AGENCY_BACKUP_HOURS", BACKUP_HOURS),
            backup_target=Path(env["BACKUP_TARGET"]).resolve() if env.get("BACKUP_TARGET") else None,
            backup_minutes=max(1, _number(env, "BACKUP_MINUTES", BACKUP_MINUTES)),
            archive_minutes=_archive_minutes(env),
            client_space=_space(env, "CLIENT", CLIENT_SPACE),
            user_space=_space(env, "USER", USER_SPACE),
        )

    @property
    def erased(self) -> Path:
        """The list of what went after its term, beside the anchors: after a restore it goes again."""
        return self.anchors.with_name(ERASED_NAME)

    def store(self) -> DocumentStore:
        """Where documents are kept."""
        return open_store(self.document_store, spare=self.store_spare)

    @property
    def database_kind(self) -> str:
        """As "sqlite" or "postgresql"."""
        return self.database_url.partition(":")[0].partition("+")[0]

    @property
    def maintenance_mark(self) -> Path:
        """The file that is there while maintenance is done (`agency.maintenance`)."""
        return Path(self.shared_mark) if self.shared_mark else self.instance / "onderhoud"

    def flask_config(self) -> dict[str, Any]:
        """The same, in the words of Flask and its extensions."""
        return {
            "SECRET_KEY": self.secret_key,
            "FACTOR_KEY": self.factor_key,
            "FACTOR_KEYS_OLD": self.factor_keys_old,
            "SECOND_STEP": self.second_step,
            "TESTING": self.testing,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_RECORD_QUERIES": self.testing,
            "REDIS_URL": self.redis_url,
            "CLAMD_URL": self.clamd_url,
            "PRODUCTION": self.production,
            "SMTP_URL": self.smtp_url,
            "MAIL_FROM": self.mail_from,
            "PRINT_FOLDER": self.print_folder,
            "IMAP_URL": self.imap_url,
            "SMS_URL": self.sms_url,
            "MAINTENANCE_FILE": str(self.maintenance_mark),
            "DOCUMENT_STORE": self.document_store,
            "ANCHORS": self.anchors,
            "ERASED": self.erased,
            "STORE_SPARE": self.store_spare,
            "AGENCY_TODAY": self.today,
            "AGENCY_SINCE": self.since,
            "METRICS_TOKEN": self.metrics_token,
            "BACKUP_HOURS": self.backup_hours,
            "BACKUP_MINUTES": self.backup_minutes if self.backup_target else None,
            "ARCHIVE_MINUTES": self.archive_minutes,
            "CLIENT_SPACE": self.client_space,
            "USER_SPACE": self.user_space,
            "DUTIES_KEPT_SECONDS": float("inf") if self.testing else 20.0,  # tests count what a page asks
            "HTTPS": self.https,
            "TRUSTED_HOSTS": list(self.trusted_hosts) or None,
            "PREFERRED_URL_SCHEME": "https" if self.https else "http",
            "MAX_CONTENT_LENGTH": MAX_UPLOAD_BYTES,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "MAX_FORM_PARTS": 2_000,
            "SESSION_COOKIE_NAME": "__Host-session" if self.https else "session",
            "SESSION_COOKIE_SECURE": self.https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_REFRESH_EACH_REQUEST": True,
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_I18N_ENABLED": False,
        }


def owner_url(environ: Mapping[str, str] | None = None) -> str | None:
    """The database as its owner, from DATABASE_OWNER_URL; None where it is not named. No `Settings` hold it."""
    given = _environment(environ).get(OWNER)
    return _on_server(given) if given else None


def require_no_owner(environ: Mapping[str, str] | None = None) -> None:
    """Raises SettingsError in a process of the program that was told how to become owner of the tables."""
    if OWNER in _environment(environ):
        raise SettingsError(
            f"{OWNER} staat in de omgeving. Geef die alleen mee aan agency db upgrade, agency upgrade en agency "
            "restore: wie in het programma binnenkomt, mag de eigenaar van de database niet worden."
        )


def default_instance() -> Path:
    """`instance/` beside the packages in a checkout, else a directory of the user: the same from any directory."""
    checkout = Path(__file__).resolve().parent.parent
    return checkout / "instance" if (checkout / "pyproject.toml").is_file() else Path.home() / ".incasso"


def make_files_private() -> None:
    """From here on this process makes files and folders that only its own user may read."""
    os.umask(0o077)


def _close_to_others(root: Path) -> None:
    """Database, documents and key are not for every user of the machine; a group that was let in stays."""
    mode = root.stat().st_mode
    if mode & 0o007 and root.stat().st_uid == os.geteuid():
        root.chmod(mode & ~0o007)


def _environment(environ: Mapping[str, str] | None) -> dict[str, str]:
    """What was given, or that of the process, with what it names by files. Raises SettingsError."""
    try:
        return secret_files.with_secrets(os.environ if environ is None else environ)
    except secret_files.SecretFileUnreadable as error:
        raise SettingsError(str(error)) from error


def _secret(env: Mapping[str, str], root: Path, name: str) -> str:
    """Of the environment, under its name in capitals; else kept in a file that is made at the first start."""
    given = _long_enough(name.upper(), env.get(name.upper()))
    if given:
        return given
    path = root / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text(encoding="ascii").strip()
        if len(kept) < MIN_SECRET_LENGTH:
            raise SettingsError(
                f"In {path} staat geen bruikbare sleutel. Zet het bestand uit de back-up terug, of verwijder het: dan "
                "wordt bij de volgende start een nieuwe gemaakt."
            ) from None
        return kept
    made = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(made)
    return made


def _old_keys(env: Mapping[str, str], root: Path) -> tuple[str, ...]:
    """Earlier values of FACTOR_KEY, in FACTOR_KEYS_OLD or in a file of that name in the instance folder."""
    kept = root / "factor_keys_old"
    given = env.get("FACTOR_KEYS_OLD") or (kept.read_text(encoding="ascii") if kept.is_file() else "")
    keys = tuple(given.replace(",", " ").split())
    for each in keys:
        _long_enough("FACTOR_KEYS_OLD", each)
    return keys


def _long_enough(name: str, given: str | None) -> str | None:
    """A secret of the environment, None where it is not given."""
    if given and len(given) < MIN_SECRET_LENGTH:
        raise SettingsError(f"{name} is te kort: geef minstens {MIN_SECRET_LENGTH} willekeurige tekens.")
    return given or None


def _database_url(given: str | None, root: Path) -> str:
    if not given:
        return f"sqlite:///{root / 'agency.db'}"
    return _on_server(given)


def _on_server(given: str) -> str:
    for scheme in ("postgres://", "postgresql://"):
        if given.startswith(scheme):  # hosting firms write it so; SQLAlchemy would look for another driver
            return f"postgresql+psycopg://{given.removeprefix(scheme)}"
    return given


def _bucket(env: Mapping[str, str]) -> str | None:
    given = env.get("STORE_URL")
    if given and not given.removeprefix("s3://").strip("/"):
        raise SettingsError("STORE_URL noemt geen bucket: schrijf s3://bucket/documenten.")
    if given and not given.startswith("s3://"):
        raise SettingsError(f"STORE_URL is {given!r}: alleen s3:// kan hier; een map noemt u in DOCUMENT_STORE.")
    return given


def _archive_minutes(env: Mapping[str, str]) -> int:
    minutes = _number(env, "BACKUP_ARCHIVE_MINUTES")
    if minutes and not env.get("BACKUP_TARGET"):
        raise SettingsError("BACKUP_ARCHIVE_MINUTES staat aan: noem in BACKUP_TARGET de map waarin de server bewaart.")
    return minutes


def _clamd_url(given: str | None) -> str | None:
    if not given:
        return None
    try:
        viruses.address_of(given)
    except ValueError:
        raise SettingsError(
            f"CLAMD_URL is {given!r}: schrijf unix:///run/clamav/clamd.ctl of tcp://127.0.0.1:3310."
        ) from None
    return given


def _is_on(env: Mapping[str, str], name: str) -> bool:
    return env.get(name, "").lower() in {"1", "true", "yes", "on"}


def _mail(env: Mapping[str, str]) -> dict[str, Any]:
    """The mail server and the address that letters come from: both, or neither."""
    url, sender = env.get("SMTP_URL") or None, env.get("MAIL_FROM", "").strip()
    if (url is None) != (not sender):
        raise SettingsError(
            "Voor e-mail zijn beide nodig: SMTP_URL, de mailserver, en MAIL_FROM, het adres waar de brieven van komen."
        )
    if sender and not is_mail_address(sender):
        raise SettingsError("MAIL_FROM is geen e-mailadres: schrijf alleen het adres, zonder naam.")
    try:
        MailServer.read(url or "smtps://nergens.invalid")
    except ValueError:  # its message may hold the password
        raise SettingsError(
            "SMTP_URL is niet te gebruiken: schrijf smtp://naam:wachtwoord@server:587 (STARTTLS), smtps:// (TLS), of "
            "smtp+plain://127.0.0.1:25 voor een mailserver op deze computer zelf."
        ) from None
    return {"smtp_url": url, "mail_from": sender}


def _mailbox(given: str | None) -> str | None:
    if not given:
        return None
    try:
        Mailbox.read(given)
    except ValueError:  # its message may hold the password
        raise SettingsError(
            "IMAP_URL is niet te gebruiken: schrijf imaps://naam:wachtwoord@server/INBOX (TLS), imap:// (STARTTLS), of "
            "imap+plain://naam:wachtwoord@127.0.0.1:143 voor een mailserver op deze computer zelf."
        ) from None
    return given


def _sms(given: str | None) -> str | None:
    if not given:
        return None
    try:
        message_folder(given)
    except ValueError:
        raise SettingsError(
            "SMS_URL is niet te gebruiken: schrijf file:///MAP, een bestaande map waarin elke sms een bestand wordt."
        ) from None
    return given


def _day(given: str | None) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise SettingsError(f"AGENCY_TODAY is {given!r}: schrijf een datum als 2026-11-21.") from None


def _names(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in env.get(name, "").split(",") if each.strip())


def _space(env: Mapping[str, str], whose: str, default: Space) -> Space:
    return Space(
        files=_number(env, f"{whose}_FILES", default.files),
        size=_number(env, f"{whose}_MB", default.size // 2**20) * 2**20,
    )


def _number(env: Mapping[str, str], name: str, default: int = 0) -> int:
    given = env.get(name)
    if not given:
        return default
    try:
        number = int(given)
    except ValueError:
        number = -1
    if number < 0:
        raise SettingsError(f"{name} is {given!r}: schrijf een heel getal, 0 of meer.")
    return number
