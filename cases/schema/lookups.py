"""What the database keeps by itself so that lists and searches read a few rows: indexes of expressions, words of names.

None of it is in the models. Indexes of expressions cannot be reflected on SQLite, words are kept by FTS5 there and by
GIN indexes on PostgreSQL, and a rebuilt table on SQLite loses its triggers and these indexes silently. So they are put
back after every migration, as the append-only triggers are, and hold nothing that is not on record elsewhere.
"""

import unicodedata
from collections.abc import Sequence

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

# The same expressions stand in the queries, letter by letter: an index counts only for the expression that it is of.
URGENCY = (
    "CASE WHEN next_step = 'review_stop' THEN 0 "
    "WHEN next_step IN ('wait_notice_term', 'call_back', 'follow_arrangement') THEN 1 ELSE 2 END"
)
RANKS = (0, 1, 2)
ACTION_DAY = "coalesce(next_step_on, '9999-12-31')"  # a case without a next step sorts last
SORT_NAME = "lower(company_name || surname)"
EMAIL = "lower(email)"
CUSTOMER_NUMBER = "lower(customer_number)"
POSTAL_CODE = "replace(upper(postal_code), ' ', '')"
_BARE_PHONE = (
    "replace(replace(replace(replace(replace(replace(replace(replace(phone, '(0)', ''), ' ', ''), '-', ''), '.', ''), "
    "'(', ''), ')', ''), '/', ''), '\u00a0', '')"
)
PHONE = f"substr({_BARE_PHONE}, length({_BARE_PHONE}) - 8)"  # the last nine digits, the same in every notation
# Signs become spaces first: PostgreSQL would keep "j.p." or "jansen.nl" together as one word.
WORDS_OF_NAME = "to_tsvector('simple'::regconfig, translate(search_name, '.,/@_&-''', '        '))"
WORDS_OF_STREET = "to_tsvector('simple'::regconfig, translate(street, '.,/@_&-''', '        '))"

TRIGRAM = 3
WORDS, PARTS = "debtor_words", "debtor_parts"
_VIRTUAL = {
    WORDS: "search_name, street, content='debtor', content_rowid='id', columnsize=0, detail=column, prefix='2 3 4', "
    "tokenize=\"unicode61 remove_diacritics 2\"",
    PARTS: "search_name, email, content='debtor', content_rowid='id', columnsize=0, detail=column, tokenize='trigram'",
}
_EXPRESSIONS = {
    "order_case_urgency": f"\"case\" (({URGENCY}), next_step_on, id) WHERE stage <> 'closed'",
    "order_case_handler_urgency": f"\"case\" (handler_id, ({URGENCY}), next_step_on, id) WHERE stage <> 'closed'",
    "order_case_action_day": f'"case" (({ACTION_DAY}), id)',
    "order_debtor_name": f"debtor (({SORT_NAME}), id)",
    "find_debtor_email_client": f"debtor (({EMAIL}), client_id)",
    "find_debtor_customer_number": f"debtor (({CUSTOMER_NUMBER}))",
    "find_debtor_postal_code_client": f"debtor (({POSTAL_CODE}), client_id)",
    "find_debtor_phone": f"debtor (({PHONE}))",
    "find_contact_point_value": "contact_point ((lower(value)))",
}
_REPLACED = ("find_debtor_email", "find_debtor_postal_code")  # by those that say of which client a debtor is
_WORD_INDEXES = {
    "find_debtor_words_of_name": f"debtor USING gin (({WORDS_OF_NAME}))",
    "find_debtor_words_of_street": f"debtor USING gin (({WORDS_OF_STREET}))",
}
_COLUMNS = {WORDS: ("search_name", "street"), PARTS: ("search_name", "email")}
_TRIGRAMS = {"find_debtor_part_of_name": "search_name", "find_debtor_part_of_email": EMAIL}
_TRIGGERS = ("debtor_words_added", "debtor_words_gone", "debtor_words_changed", "claim_is_open")
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION keep_claim_open() RETURNS trigger AS $$
BEGIN UPDATE claim SET is_open = NEW.stage <> 'closed' WHERE case_id = NEW.id; RETURN NULL; END;
$$ LANGUAGE plpgsql
"""
_OPENED_OR_CLOSED = "(OLD.stage = 'closed') <> (NEW.stage = 'closed')"


def forget_words(connection: Connection) -> None:
    """Leave nothing of words that went in what SQLite searches by: it only marks them as gone until it is rewritten."""
    for name in _VIRTUAL:
        connection.exec_driver_sql(f"INSERT INTO {name}({name}) VALUES ('optimize')")  # noqa: S608 - our own names


def install(connection: Connection) -> None:
    """Put in place what is missing; nothing at a revision from before it."""
    if not _is_there(connection):
        return
    for name in _REPLACED:
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
    if connection.dialect.name == "sqlite":
        _install_on_sqlite(connection)
    else:
        _install_on_postgres(connection)


def index_names(dialect: str) -> list[str]:
    """The indexes that are always there; those of parts of names are not, where PostgreSQL lacks pg_trgm."""
    return [*_EXPRESSIONS, *(_WORD_INDEXES if dialect == "postgresql" else ())]


def trigger_names(dialect: str) -> list[str]:
    """What follows a change."""
    return ["claim_is_open"] if dialect == "postgresql" else list(_TRIGGERS)


def pause(connection: Connection) -> None:
    """Let no trigger follow while tables are rebuilt on SQLite: one that names a table stops it from being renamed.

    `install` puts them back, and makes the words anew.
    """
    if connection.dialect.name == "sqlite":
        for name in _TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")


def remove(connection: Connection) -> None:
    """Take it all away, for a migration that takes its tables away."""
    on_sqlite = connection.dialect.name == "sqlite"
    for name in (*_EXPRESSIONS, *_TRIGRAMS, *(() if on_sqlite else _WORD_INDEXES)):
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
    if not on_sqlite:
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS keep_claim_open() CASCADE")
        return
    pause(connection)
    for name in _VIRTUAL:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")


def finds_parts(connection: Connection) -> bool:
    """Whether a part of a name is found by an index: always on SQLite, on PostgreSQL where it has pg_trgm."""
    if connection.dialect.name == "sqlite":
        return True
    query = text("SELECT count(*) FROM pg_class WHERE relkind = 'i' AND relname = 'find_debtor_part_of_name'")
    return bool(connection.scalar(query))


def fts5_words(column: str, either: Sequence[Sequence[str]]) -> str:
    """How FTS5 is asked for all words of one of these lists in a column; a word with a star only begins so."""
    asked = (" AND ".join(map(_fts5_word, words)) for words in either)
    return f"{{{column}}} : ({' OR '.join(f'({words})' for words in asked)})"


def fts5_part(column: str, part: str) -> str:
    """How FTS5 is asked for every three letters that stand together in `part`: what is found may hold it."""
    groups = dict.fromkeys(part[at:at + TRIGRAM] for at in range(len(part) - TRIGRAM + 1))
    return f"{{{column}}} : ({' AND '.join(map(_quoted, groups))})"


def words_query(words: Sequence[str]) -> str:
    """How PostgreSQL is asked for all of these words (`to_tsquery`)."""
    return " & ".join(map(_tsquery_word, words))


def _fts5_word(word: str) -> str:
    """In the pieces that FTS5 cuts it in: of two pieces together an index without places knows nothing."""
    bare = word.removesuffix("*")
    pieces = "".join(sign if _is_of_a_word(sign) else " " for sign in bare).split() or [""]
    return f"{' AND '.join(map(_quoted, pieces))}{word[len(bare):]}"


def _is_of_a_word(sign: str) -> bool:
    """Whether FTS5 takes it as part of a word. It knows the signs of an older Unicode than Python, so the oldest."""
    return unicodedata.ucd_3_2_0.category(sign)[0] in "LN"


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _tsquery_word(word: str) -> str:
    bare = word.removesuffix("*").replace("\\", "").replace("'", "")
    return f"'{bare}'{':*' if word.endswith('*') else ''}"


def is_modelled(_item: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    """For Alembic: whether the models know this; what is kept here they do not."""
    kept = kind == "table" and (name or "").startswith((WORDS, PARTS))
    return not (reflected and (kept or (kind == "index" and (name or "").startswith(("find_", "order_")))))


def _is_there(connection: Connection) -> bool:
    found = inspect(connection)
    return "claim" in found.get_table_names() and any(
        column["name"] == "is_open" for column in found.get_columns("claim")
    )


def _expressions(connection: Connection) -> dict[str, str]:
    """The indexes of expressions whose tables are there at this revision."""
    tables = inspect(connection).get_table_names()
    return {
        name: definition for name, definition in _EXPRESSIONS.items()
        if definition.partition(" (")[0].strip('"') in tables
    }


def _install_on_sqlite(connection: Connection) -> None:
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")
    standing = set(found.scalars())
    for name, definition in _expressions(connection).items():
        connection.exec_driver_sql(f"CREATE INDEX IF NOT EXISTS {name} ON {definition}")
    for name, definition in _VIRTUAL.items():
        connection.exec_driver_sql(f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5({definition})")
    if not standing.issuperset((*_VIRTUAL, *_TRIGGERS)):  # the words may have changed while nothing followed them
        for name in _VIRTUAL:
            connection.exec_driver_sql(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")  # noqa: S608 - names of ours
    added, gone = "".join(map(_added, _VIRTUAL)), "".join(map(_gone, _VIRTUAL))
    for name, when, what in (
        ("debtor_words_added", "AFTER INSERT ON debtor", added),
        ("debtor_words_gone", "AFTER DELETE ON debtor", gone),
        ("debtor_words_changed", "AFTER UPDATE OF search_name, street, email ON debtor", gone + added),
        (
            "claim_is_open", f"AFTER UPDATE OF stage ON \"case\" WHEN {_OPENED_OR_CLOSED}",
            "UPDATE claim SET is_open = NEW.stage <> 'closed' WHERE case_id = NEW.id; ",
        ),
    ):
        connection.exec_driver_sql(f"CREATE TRIGGER IF NOT EXISTS {name} {when} BEGIN {what}END")


def _added(table: str) -> str:
    names = ", ".join(_COLUMNS[table])
    values = ", ".join(f"NEW.{name}" for name in _COLUMNS[table])
    return f"INSERT INTO {table} (rowid, {names}) VALUES (NEW.id, {values}); "  # noqa: S608 - names of ours


def _gone(table: str) -> str:
    """FTS5 keeps no text of its own: it must be told what stood there."""
    names = ", ".join(_COLUMNS[table])
    values = ", ".join(f"OLD.{name}" for name in _COLUMNS[table])
    return f"INSERT INTO {table} ({table}, rowid, {names}) VALUES ('delete', OLD.id, {values}); "  # noqa: S608


def _install_on_postgres(connection: Connection) -> None:
    standing = set(connection.scalars(text("SELECT relname FROM pg_class WHERE relkind = 'i'")))
    for name, definition in (_expressions(connection) | _WORD_INDEXES).items():
        if name not in standing:
            connection.exec_driver_sql(f"CREATE INDEX {name} ON {definition}")
    if not standing.issuperset(_TRIGRAMS) and _has_trigrams(connection):
        for name, expression in _TRIGRAMS.items():
            of = f"debtor USING gin (({expression}) gin_trgm_ops)"
            connection.exec_driver_sql(f"CREATE INDEX IF NOT EXISTS {name} ON {of}")
    connection.exec_driver_sql(_POSTGRES_FUNCTION)
    connection.exec_driver_sql(
        'CREATE OR REPLACE TRIGGER claim_is_open AFTER UPDATE OF stage ON "case" '
        f"FOR EACH ROW WHEN ({_OPENED_OR_CLOSED}) EXECUTE FUNCTION keep_claim_open()"
    )


def _has_trigrams(connection: Connection) -> bool:
    """pg_trgm is a trusted extension: the owner of a database may create it. Where it is not there, words must do."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DBAPIError:
        return False
    return True
