"""Declarative base, column types and engine: the same record on SQLite and on PostgreSQL."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Engine, Enum, Integer, MetaData, String, Text, create_engine, event
from sqlalchemy.engine import Connection, Dialect, ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError, DontWrapMixin
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator, TypeEngine

from cases.errors import Refused
from cases.privacy.citizen_numbers import holds_one
from cases.schema import viewers
from cases.schema.limits import COMMAND, TimeLimits
from legal.money import from_cents, to_cents

CONNECT_SECONDS = 5
# A server that is gone without a word, as with its network, is noticed after some twenty seconds.
_SIGNS_OF_LIFE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2, "tcp_user_timeout": 20_000}
_HAS_VIEWERS = "has_viewers"

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Cents(TypeDecorator[Decimal]):
    """Euro in code, whole cents in the table; a fraction of a cent is refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> int | None:
        """Whole cents; raises ValueError on a fraction of a cent."""
        return None if value is None else to_cents(value)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> Decimal | None:
        """Euro with two decimals."""
        return None if value is None else from_cents(value)


class ExactDecimal(TypeDecorator[Decimal]):
    """A percentage kept as the text it was agreed in; SQLite would turn NUMERIC into a float."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> str | None:
        """Plain notation."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Decimal | None:
        """The same digits."""
        return None if value is None else Decimal(value)


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """UTC; raises ValueError on a naive moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Aware UTC, also where the database forgets the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CitizenNumberFound(DontWrapMixin, Refused):
    """People's words hold a citizen service number. The message does not repeat it. Law: art. 46 UAVG."""

    code = "citizen_number_found"


def without_citizen_number(words: str) -> str:
    """The same words. Raises CitizenNumberFound when they hold a citizen service number."""
    if holds_one(words):
        raise CitizenNumberFound(
            "In wat u invulde staat een burgerservicenummer. Haal het weg; wij mogen het niet bewaren."
        )
    return words


class Note(TypeDecorator[str]):
    """People's own words: free text, a title, a name, a file name. A citizen service number in it is refused.

    Every column for people's words is one; a test looks for any that is not. What is searched for is not looked at.
    """

    impl = String
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        """At most `length` characters; no limit when none is given."""
        super().__init__(length)
        self.length = length
        if length is None:
            self.impl = Text()  # type: ignore[assignment]  # of a made type the library keeps an instance here

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """As it is; raises CitizenNumberFound."""
        return None if value is None else without_citizen_number(value)

    def coerce_compared_value(self, _op: Any, _value: Any) -> TypeEngine[Any]:
        """What a column is compared with is a plain text."""
        return String()


class Notes(TypeDecorator[list[str]]):
    """People's words in a list, each as in a `Note`."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, _dialect: Dialect) -> list[str] | None:
        """As it is; raises CitizenNumberFound."""
        return None if value is None else [without_citizen_number(words) for words in value]


class NotedFields(TypeDecorator[dict[str, Any]]):
    """What people filled in, by field; each of the words in it as in a `Note`."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, _dialect: Dialect) -> dict[str, Any] | None:
        """As it is; raises CitizenNumberFound."""
        for words in (value or {}).values():
            if isinstance(words, str):
                without_citizen_number(words)
        return value


WORDS_OF_PEOPLE = (Note, Notes, NotedFields)


def _values(choices: type[StrEnum]) -> list[str]:
    return [choice.value for choice in choices]


class Base(DeclarativeBase):
    """Every table of the product hangs on this metadata."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - the class attribute that SQLAlchemy reads
        StrEnum: Enum(StrEnum, values_callable=_values, native_enum=False, length=40, create_constraint=False),
        Decimal: Cents(),
        datetime: Moment(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        int: BigInteger().with_variant(Integer(), "sqlite"),
    }


def create_engine_for(url: str, limits: TimeLimits = COMMAND, *, viewer: viewers.Source = None) -> Engine:
    """Engine for `url`, for use without an application, which sees on a server what `viewer` sees."""
    options = engine_options(url) | {"execution_options": {viewers.OPTION: viewer}}
    return prepare(create_engine(url, **options), limits)


def engine_options(url: str) -> dict[str, Any]:
    """What an engine for `url` is made with; hand it to `prepare` after that.

    What a statement was given stays out of its errors, and so out of the logs: session keys, search words, notes.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return {"hide_parameters": True, "connect_args": {"timeout": COMMAND.lock, "check_same_thread": False}}
    connecting = {"connect_timeout": CONNECT_SECONDS, **_SIGNS_OF_LIFE}
    return {"hide_parameters": True, "pool_pre_ping": True, "connect_args": connecting}


def prepare(engine: Engine, limits: TimeLimits = COMMAND) -> Engine:
    """The same engine, with what each connection and transaction needs.

    On SQLite: WAL, foreign keys, a busy time-out, and BEGIN IMMEDIATE, so that two processes wait for each other
    instead of failing half-way. With execution option `read_only` the database refuses every change, and SQLite begins
    without the write lock; `lock_seconds` is a shorter wait for that lock, for one transaction.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", partial(_begin_sqlite, limits))
    else:
        event.listen(engine, "connect", partial(_prepare_postgres, limits))
        event.listen(engine, "begin", _begin_postgres)
        event.listen(engine, "handle_error", _shorten_error)
    return engine


def _shorten_error(context: ExceptionContext) -> None:
    """Keep the first line of what PostgreSQL says: the detail below it quotes values."""
    original, wrapped = context.original_exception, context.sqlalchemy_exception
    whole = str(original)
    first_line = whole.partition("\n")[0]
    original.args = (first_line,)
    if wrapped is not None:
        wrapped.args = (str(wrapped.args[0]).replace(whole, first_line),)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not open transactions behind our back
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _prepare_postgres(limits: TimeLimits, connection: Any, record: ConnectionPoolEntry) -> None:
    """No compiling of questions: for the few rows of a page it takes longer (40 to 240 ms) than the question."""
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"""
            SET jit = off;
            SET application_name = 'incasso {limits.name}';
            SET statement_timeout = '{limits.statement}s';
            SET lock_timeout = '{limits.lock}s';
            SET idle_in_transaction_session_timeout = '{limits.idle}s'
        """)
        record.info[_HAS_VIEWERS] = cursor.execute(viewers.ARE_THERE).fetchone()[0]
    connection.autocommit = False


def _begin_sqlite(limits: TimeLimits, connection: Connection) -> None:
    patience = connection.get_execution_options().get("lock_seconds", limits.lock)
    _driver(connection).execute(f"PRAGMA busy_timeout={int(patience * 1000)}")
    _driver(connection).execute(f"PRAGMA query_only={'ON' if _is_read_only(connection) else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if _is_read_only(connection) else "BEGIN IMMEDIATE")


def _begin_postgres(connection: Connection) -> None:
    driver = _driver(connection)
    driver.read_only = True if _is_read_only(connection) else None  # None: as the server has it
    if not connection.info[_HAS_VIEWERS]:
        return  # the owner of the tables, who sees all
    try:
        viewers.enter(driver, connection.get_execution_options().get(viewers.OPTION))
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, error) from None


def _told(connection: Connection, error: Any) -> BaseException:  # Any: the driver's class
    """An error of the driver as SQLAlchemy raises it of its own questions, in its first line alone."""
    error.args = (str(error).partition("\n")[0],)
    told: BaseException = DBAPIError.instance(
        "BEGIN", None, error, connection.dialect.loaded_dbapi.Error, hide_parameters=True,
        connection_invalidated=connection.dialect.is_disconnect(error, _driver(connection), None),
        dialect=connection.dialect,
    )
    return told


def _is_read_only(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("read_only"))


def _driver(connection: Connection) -> Any:
    """The connection of the driver, which SQLAlchemy leaves untyped."""
    return connection.connection.driver_connection
