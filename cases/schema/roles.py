"""What the program's own role may do on PostgreSQL, where the tables are another role's.

It adds and reads everywhere, changes what is not append-only, and takes rows away only from the lists below. Of what is
append-only it changes the columns of words that a mark may come in, where the triggers let it (`redactable`). It makes
no table, trigger or reference and empties none, so that whoever gets into the program cannot switch off what the
database sees to. It sees no row of a case by itself: for each transaction it becomes one of the roles that go with it
(`viewers`), which may the same and see their own rows (`policies`). An administrator of the server makes them all.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from cases.schema import exclusive, policies, redactable, viewers
from cases.schema.triggers import APPEND_ONLY
from cases.schema.viewers import INSIDE

VERSION = "alembic_version"
# Lists of work and who belongs to what: rows that go when they are done with. Of all others none ever goes.
TAKEN_AWAY = (
    "absence", "assignment_rule", "case_to_erase", "file_to_remove", "number_found", "open_difference", "overpaid",
    "submission", "team", "team_member", "unsealed_row", "user_role",
)
# What the agency's own people, and nobody else, may change in rows that never change otherwise.
REDACTED = {**redactable.WORDS, "seal": ("salt",)}
UPGRADE = "Voer met DATABASE_OWNER_URL uit: agency db upgrade"

# Of the role and of every other that it may become.
_ABOUT_ROLE = """
SELECT bool_or(rolsuper), bool_or(rolbypassrls), bool_or(rolcreaterole), bool_or(
    oid = (SELECT datdba FROM pg_database WHERE datname = current_database()) OR oid IN (
        SELECT relowner FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
    )
) FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER')
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
_INHERITS = """
SELECT count(*) FROM pg_roles JOIN unnest(CAST(:endings AS text[])) ending ON rolname = session_user || ending
WHERE pg_has_role(session_user, oid, 'USAGE')
"""
_UNGUARDED = """
SELECT count(*) FROM pg_class LEFT JOIN pg_policies ON tablename = relname AND policyname = 'inside'
    AND session_user || '_inside' = ANY(roles)
WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(:tables)
AND (NOT relrowsecurity OR policyname IS NULL)
"""
_LACKING = """
SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
AND NOT has_table_privilege(session_user, oid, 'SELECT')
"""
_TOO_MUCH = """
SELECT count(*) FROM pg_class, pg_roles, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) privilege
WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(:tables) AND relkind = 'r'
AND pg_has_role(session_user, pg_roles.oid, 'MEMBER') AND has_table_privilege(pg_roles.oid, pg_class.oid, privilege)
"""
# Columns of append-only tables that any of the roles may change, as names of a table and a column.
_CHANGED = """
SELECT DISTINCT rolname = session_user || CAST(:inside AS text), relname || '.' || attname
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid, pg_roles
WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(:tables) AND relkind = 'r' AND attnum > 0
AND NOT attisdropped AND pg_has_role(session_user, pg_roles.oid, 'MEMBER')
AND has_column_privilege(pg_roles.oid, pg_class.oid, attnum, 'UPDATE')
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
    exclusive.hold_all(connection)
    tables = set(connection.scalars(text(_TABLES)))
    changing = tables - {*APPEND_ONLY, VERSION}
    quote = connection.dialect.identifier_preparer.quote_identifier
    schema = quote(str(connection.scalar(text("SELECT current_schema()"))))
    database = quote(str(connection.scalar(text("SELECT current_database()"))))
    to = ", ".join(map(quote, names(app)))

    def each_of(some: Iterable[str]) -> str:
        return ", ".join(map(quote, sorted(some)))

    connection.exec_driver_sql("; ".join((
        f"REVOKE CREATE, TEMPORARY ON DATABASE {database} FROM PUBLIC, {to}",
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {to}",
        f"GRANT USAGE ON SCHEMA {schema} TO {to}",
        f"REVOKE ALL ON {each_of(tables)} FROM PUBLIC, {to}",
        f"GRANT SELECT ON {each_of(tables)} TO {to}",
        f"GRANT INSERT ON {each_of(tables - {VERSION})} TO {to}",
        f"GRANT UPDATE ON {each_of(changing)} TO {to}",
        *(
            f"GRANT UPDATE ({each_of(columns)}) ON {quote(table)} TO {quote(app + INSIDE.ending)}"
            for table, columns in REDACTED.items() if table in tables
        ),
        f"GRANT DELETE ON {each_of(changing & set(TAKEN_AWAY))} TO {to}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {to}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT ON TABLES TO {to}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {to}",
    )))
    policies.install(connection, app, tables)


def names(app: str) -> tuple[str, ...]:
    """The role of the program, and those that go with it."""
    return app, *(f"{app}{ending}" for ending in viewers.ENDINGS)


def how_to_make(app: str) -> str:
    """What an administrator of the server enters to have the roles that go with the role of the program."""
    return " ".join(f'CREATE ROLE "{name}" ROLE "{app}";' for name in names(app)[1:])


def missing(connection: Connection, app: str) -> list[str]:
    """Which of these roles the server does not know."""
    known = connection.scalars(text("SELECT rolname FROM pg_roles WHERE starts_with(rolname, :app)"), {"app": app})
    return sorted(set(names(app)) - set(known))


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
    if connection.scalar(text(_INHERITS), {"endings": list(viewers.ENDINGS)}):
        return (
            "De rol in DATABASE_URL heeft vanzelf alle rechten van de rollen die bij haar horen; dan schermt niets "
            "rijen af. Maak haar met NOINHERIT; zie README, «PostgreSQL»."
        )
    found = (
        connection.scalar(text(_LACKING)), connection.scalar(text(_TOO_MUCH), {"tables": list(APPEND_ONLY)}),
        connection.scalar(text(_UNGUARDED), {"tables": list(policies.SEEN)}), not _changes_what_it_must(connection),
    )
    if any(found):
        return f"De rol in DATABASE_URL heeft niet precies de rechten die het programma nodig heeft. {UPGRADE}"
    return ""


def _changes_what_it_must(connection: Connection) -> bool:
    """Whether of append-only tables the columns of words alone can change, by the agency's own people alone."""
    there = set(connection.scalars(text(_TABLES)))
    needed = {
        (True, f"{table}.{column}") for table, columns in REDACTED.items() if table in there for column in columns
    }
    found = connection.execute(text(_CHANGED), {"tables": list(APPEND_ONLY), "inside": INSIDE.ending})
    return {tuple(row) for row in found} == needed
