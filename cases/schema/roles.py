"""What the program's own role may do on PostgreSQL, where the tables are another role's.

It adds and reads everywhere, changes what is not append-only, and takes rows away only from the lists below. It makes
no table, trigger or reference and empties none, so that whoever gets into the program cannot switch off what the
database sees to.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from cases.schema.triggers import APPEND_ONLY

VERSION = "alembic_version"
# Lists of work and who belongs to what: rows that go when they are done with. Of all others none ever goes.
TAKEN_AWAY = (
    "absence", "assignment_rule", "open_difference", "overpaid", "team", "team_member", "user_role",
)
UPGRADE = "Voer met DATABASE_OWNER_URL uit: agency db upgrade"

_ABOUT_ROLE = """
SELECT rolsuper, rolbypassrls, rolcreaterole, pg_has_role(pg_roles.oid, datdba, 'MEMBER') OR EXISTS (
    SELECT FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
    AND pg_has_role(pg_roles.oid, relowner, 'MEMBER')
) FROM pg_roles, pg_database WHERE rolname = session_user AND datname = current_database()
"""
_NOT_ON_HISTORY = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER")
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
_ALLOWED = """
SELECT has_table_privilege(session_user, format('%I', tablename), :privilege) FROM pg_tables
WHERE schemaname = current_schema() AND tablename = ANY(:tables)
"""


@dataclass(frozen=True)
class _Trouble:
    """What a role may do that the program must not be able to, in the order of the answer of `_ABOUT_ROLE`."""

    superuser: bool
    passes_policies: bool
    makes_roles: bool
    owner: bool

    def told(self) -> str:
        """In Dutch; empty where there is none."""
        return next((told for is_so, told in (
            (self.superuser, "mag alles op de server (superuser)"),
            (self.passes_policies, "gaat voorbij aan de afscherming van rijen (BYPASSRLS)"),
            (self.makes_roles, "mag rollen maken (CREATEROLE)"),
            (self.owner, "is eigenaar van de database of van tabellen, of lid van die eigenaar"),
        ) if is_so), "")


def install(connection: Connection, app: str) -> None:
    """Give the program's role what it needs, and take back what it does not; by the owner, after each migration.

    What the owner makes later can be read and added to until this is done again.
    """
    quoted = connection.dialect.identifier_preparer.quote(app)
    tables = list(connection.scalars(text(_TABLES)))
    changing = [name for name in tables if name not in (*APPEND_ONLY, VERSION)]
    statements = [
        f"REVOKE CREATE, TEMPORARY ON DATABASE {_here(connection)} FROM PUBLIC, {quoted}",
        f"REVOKE CREATE ON SCHEMA {_schema(connection)} FROM PUBLIC, {quoted}",
        f"GRANT USAGE ON SCHEMA {_schema(connection)} TO {quoted}",
        f"REVOKE ALL ON {_listed(connection, tables)} FROM PUBLIC, {quoted}",
        f"GRANT SELECT ON {_listed(connection, tables)} TO {quoted}",
        f"GRANT INSERT ON {_listed(connection, set(tables) - {VERSION})} TO {quoted}",
        f"GRANT UPDATE ON {_listed(connection, changing)} TO {quoted}",
        f"GRANT DELETE ON {_listed(connection, set(changing) & set(TAKEN_AWAY))} TO {quoted}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {_schema(connection)} TO {quoted}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {_schema(connection)} GRANT SELECT, INSERT ON TABLES TO {quoted}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {_schema(connection)} GRANT USAGE, SELECT ON SEQUENCES TO {quoted}",
    ]
    for statement in statements:
        connection.exec_driver_sql(statement)


def exists(connection: Connection, role: str) -> bool:
    """Whether the server knows this role."""
    return bool(connection.scalar(text("SELECT count(*) FROM pg_roles WHERE rolname = :role"), {"role": role}))


def trouble(engine: Engine) -> str:
    """Why the program must not start as the role of `engine`, in Dutch with what to do; empty where it may.

    A database without tables gives none. SQLite knows no roles.
    """
    if engine.dialect.name == "sqlite":
        return ""
    with engine.connect() as connection:
        return trouble_of(connection)


def trouble_of(connection: Connection) -> str:
    """The same of who is connected to a server."""
    may = _Trouble(*connection.execute(text(_ABOUT_ROLE)).one()).told()
    if may:
        return (
            f"De rol in DATABASE_URL {may}. Het programma kan dan zelf uitzetten wat de geschiedenis beschermt. "
            "Noem in DATABASE_URL een eigen rol voor het programma; zie README, «PostgreSQL»."
        )
    tables = set(connection.scalars(text(_TABLES)))
    too_much = any(any(_may(connection, privilege, APPEND_ONLY)) for privilege in _NOT_ON_HISTORY)
    if tables and (too_much or not all(_may(connection, "SELECT", tables))):
        return f"De rol in DATABASE_URL heeft niet precies de rechten die het programma nodig heeft. {UPGRADE}"
    return ""


def _may(connection: Connection, privilege: str, tables: Iterable[str]) -> list[bool]:
    return list(connection.scalars(text(_ALLOWED), {"privilege": privilege, "tables": list(tables)}))


def _listed(connection: Connection, tables: Iterable[str]) -> str:
    return ", ".join(map(connection.dialect.identifier_preparer.quote, sorted(tables)))


def _here(connection: Connection) -> str:
    return connection.dialect.identifier_preparer.quote(str(connection.scalar(text("SELECT current_database()"))))


def _schema(connection: Connection) -> str:
    return connection.dialect.identifier_preparer.quote(str(connection.scalar(text("SELECT current_schema()"))))
