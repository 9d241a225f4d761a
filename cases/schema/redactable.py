"""What a row that never changes lets through: a mark in the place of what may not be kept, or not any longer.

Of a `redaction` the piece that it names; of an `erasure` every text in the columns of words, each as a whole. With it
goes the salt of its seal: with the salt, whoever tried all numbers or names would find what was sealed.
"""

from typing import Any, Final

from sqlalchemy import inspect
from sqlalchemy.engine import Connection

# Of each table the columns with words, of people or repeated from them. A test compares them with the models.
WORDS: Final = {
    "case_event": ("data",), "ledger_entry": ("note",), "interruption": ("source",), "package_download": ("warning",),
    "figure_addition": ("source_name", "source_address", "note"), "figure_decision": ("reason",),
    "letter_content": ("text",), "set_up_change": ("old_value", "new_value"), "means_shown": ("source",),
    "service_report": ("left_with", "remarks", "leave_court", "correction_reason"),
    "writ_confirmation": ("note", "about"), "told_amount": ("note",),
    "consumer_contract": ("withdrawal_excluded", "source"), "other_cost": ("note",), "redaction": ("reason",),
    "outsider": ("profession", "office", "register_entry"), "letter_addition": ("text",),
}

# A structure is compared without the text that goes; its way `$.parts[0]` is {parts,0} here.
_POSTGRES_REDACTION: Final = """
CREATE OR REPLACE FUNCTION refuse_but_redaction() RETURNS trigger AS $$
DECLARE
    held jsonb := to_jsonb(OLD);
    wanted jsonb := to_jsonb(NEW);
    words text[] := string_to_array(TG_ARGV[1], ',');
    told record;
    place text[];
    said text;
BEGIN
    FOR told IN
        SELECT * FROM redaction
        WHERE source = TG_TABLE_NAME AND row_id = (held ->> TG_ARGV[0])::bigint
        AND column_name = ANY (words)
    LOOP
        place := string_to_array(
            told.column_name || replace(replace(replace(told.path, '$', ''), '[', '.'), ']', ''), '.'
        );
        said := held #>> place;
        IF held #- place = wanted #- place
            AND wanted #>> place
                = substr(said, 1, told.starts_at::int) || told.mark || substr(said, told.ends_at::int + 1)
        THEN
            RETURN NEW;
        END IF;
    END LOOP;
    IF held - words = wanted - words AND EXISTS (
        SELECT 1 FROM erasure WHERE source = TG_TABLE_NAME AND row_id = (held ->> TG_ARGV[0])::bigint
        AND is_marked(held, wanted, erasure.mark)
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME;
END;
$$ LANGUAGE plpgsql
"""
# Whether nothing differs but texts that became the mark.
_POSTGRES_MARKED: Final = """
CREATE OR REPLACE FUNCTION is_marked(held jsonb, wanted jsonb, mark text) RETURNS boolean AS $$
BEGIN
    IF held = wanted THEN
        RETURN true;
    END IF;
    IF jsonb_typeof(held) = 'string' THEN
        RETURN wanted = to_jsonb(mark);
    END IF;
    IF jsonb_typeof(held) IS DISTINCT FROM jsonb_typeof(wanted) THEN
        RETURN false;
    END IF;
    IF jsonb_typeof(held) = 'object' THEN
        RETURN ARRAY(SELECT jsonb_object_keys(held) ORDER BY 1) = ARRAY(SELECT jsonb_object_keys(wanted) ORDER BY 1)
            AND NOT EXISTS (
                SELECT 1 FROM jsonb_each(held) AS part WHERE NOT is_marked(part.value, wanted -> part.key, mark)
            );
    END IF;
    RETURN jsonb_typeof(held) = 'array' AND jsonb_array_length(held) = jsonb_array_length(wanted) AND NOT EXISTS (
        SELECT 1 FROM generate_series(0, jsonb_array_length(held) - 1) AS place
        WHERE NOT is_marked(held -> place, wanted -> place, mark)
    );
END;
$$ LANGUAGE plpgsql IMMUTABLE
"""
_SQLITE_TRIGGER: Final = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN NOT EXISTS (
    SELECT 1 FROM redaction AS told WHERE told.source = '{table}' AND told.row_id = OLD.{key} AND ({cases})
) {erased}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_SQLITE_ERASED: Final = """AND NOT EXISTS (
    SELECT 1 FROM erasure AS told WHERE told.source = '{table}' AND told.row_id = OLD.{key} AND {same}
)"""
_SQLITE_MARKED: Final = """(
    (SELECT count(*) FROM json_tree({held})) = (SELECT count(*) FROM json_tree({wanted})) AND NOT EXISTS (
        SELECT 1 FROM json_tree({held}) AS was LEFT JOIN json_tree({wanted}) AS became ON became.fullkey = was.fullkey
        WHERE became.type IS NOT was.type
        OR (became.atom IS NOT was.atom AND NOT (was.type = 'text' AND became.atom IS told.mark))
    )
)"""

_POSTGRES_SALT: Final = """
CREATE OR REPLACE FUNCTION refuse_but_new_salt() RETURNS trigger AS $$
BEGIN
    IF to_jsonb(OLD) - 'salt' = to_jsonb(NEW) - 'salt'
        AND (
            EXISTS (SELECT 1 FROM redaction AS told WHERE told.source = OLD.source AND told.row_id = OLD.row_id)
            OR EXISTS (SELECT 1 FROM erasure AS told WHERE told.source = OLD.source AND told.row_id = OLD.row_id)
        )
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME;
END;
$$ LANGUAGE plpgsql
"""
_SQLITE_SALT: Final = """
CREATE TRIGGER seal_no_update BEFORE UPDATE ON seal WHEN NOT ({same} AND ({told}))
BEGIN SELECT RAISE(ABORT, 'seal is append-only'); END
"""
_SQLITE_TOLD: Final = "EXISTS (SELECT 1 FROM {0} AS told WHERE told.source = OLD.source AND told.row_id = OLD.row_id)"
POSTGRES_FUNCTIONS: Final = (_POSTGRES_MARKED, _POSTGRES_REDACTION, _POSTGRES_SALT)
POSTGRES_NAMES: Final = ("refuse_but_redaction()", "refuse_but_new_salt()", "is_marked(jsonb, jsonb, text)")


def postgres_trigger(table: str, key: str) -> str:
    """What refuses every other change of a row."""
    if table == "seal":
        return (
            "CREATE OR REPLACE TRIGGER seal_no_update BEFORE UPDATE ON seal "
            "FOR EACH ROW EXECUTE FUNCTION refuse_but_new_salt()"
        )
    return (
        f"CREATE OR REPLACE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_but_redaction('{key}', '{','.join(WORDS[table])}')"
    )


def sqlite_triggers(connection: Connection, table: str, key: str, *, erases: bool) -> list[str]:
    """The same; made anew, because it names every column. `erases`: whether this revision knows erasures."""
    columns = inspect(connection).get_columns(table)
    if table == "seal":
        same = " AND ".join(_same(each["name"]) for each in columns if each["name"] != "salt")
        told = " OR ".join(_SQLITE_TOLD.format(each) for each in ("redaction", *(["erasure"] if erases else [])))
        return ["DROP TRIGGER IF EXISTS seal_no_update", _SQLITE_SALT.format(same=same, told=told)]
    cases = " OR ".join(_sqlite_case(column, columns) for column in columns if column["name"] in WORDS[table])
    marked = " AND ".join(_marked(each) if each["name"] in WORDS[table] else _same(each["name"]) for each in columns)
    erased = _SQLITE_ERASED.format(table=table, key=key, same=marked) if erases else ""
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_update",
        _SQLITE_TRIGGER.format(table=table, key=key, cases=cases, erased=erased),
    ]


def _marked(column: Any) -> str:  # Any: a column as the library reads it back
    """That a column is the same, or its texts became the mark."""
    held, wanted = f'OLD."{column["name"]}"', f'NEW."{column["name"]}"'
    if str(column["type"]) == "JSON":
        return f"({wanted} IS {held} OR {_SQLITE_MARKED.format(held=held, wanted=wanted)})"
    return f"({wanted} IS {held} OR {wanted} IS told.mark)"


def _sqlite_case(column: Any, columns: list[Any]) -> str:  # Any: a column as the library reads it back
    """That of all columns this one alone changes, and only as was told."""
    name = column["name"]
    same = [_same(each["name"]) for each in columns if each["name"] != name]
    held, wanted = f'OLD."{name}"', f'NEW."{name}"'
    if str(column["type"]) == "JSON":
        same.append(f"json_remove({wanted}, told.path) IS json_remove({held}, told.path)")
        held, wanted = f"json_extract({held}, told.path)", f"json_extract({wanted}, told.path)"
    marked = f"substr({held}, 1, told.starts_at) || told.mark || substr({held}, told.ends_at + 1)"
    return f"(told.column_name = '{name}' AND {' AND '.join(same)} AND {wanted} IS {marked})"


def _same(column: str) -> str:
    return f'NEW."{column}" IS OLD."{column}"'
