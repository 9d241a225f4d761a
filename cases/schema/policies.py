"""Whose rows are whose on PostgreSQL: row-level security of every table that has to do with a case or a client.

The second wall behind the conditions of every query: a query of a client that forgot its own finds no other client's
rows. Nobody sees any row until a policy says so, the owner of the tables sees all. The agency's own people have the
policy `inside` of every table, which is always true and so costs nothing and leaves every index usable; `of_client`
and `of_bailiff` are theirs. A policy reads a parent table under the policy of the same people. What everybody leaves a
trace in, the agency's own people alone read; the others add to it under their own name (`ADDED_BY`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from cases.schema.viewers import BAILIFF, CLIENT, CLIENT_SETTING, INSIDE, NOBODY, OFFICE_SETTING

# Not in a sub-query: so the database knows the value when it plans, and looks it up in an index.
_CLIENT_ID = f"nullif(current_setting('{CLIENT_SETTING}', true), '')::bigint"
_OFFICE_ID = f"nullif(current_setting('{OFFICE_SETTING}', true), '')::bigint"
_OWN = f"client_id = {_CLIENT_ID}"
_WRITTEN = 'SELECT FROM writ JOIN "case" ON "case".id = writ.case_id WHERE'


@dataclass(frozen=True)
class Seen:
    """Which rows of a table are seen from outside, as conditions in SQL; "" for none."""

    by_client: str = ""
    by_bailiff: str = ""


def _with(table: str, column: str, parent: str) -> str:
    return f'EXISTS (SELECT FROM "{parent}" seen WHERE seen.id = "{table}"."{column}")'


def _as(column: str, parent: str, *tables: str) -> dict[str, Seen]:
    """Tables of which a row is seen by whoever sees the row of another table that it belongs to."""
    return {table: Seen(_with(table, column, parent), _with(table, column, parent)) for table in tables}


def _own(table: str, column: str, parent: str) -> Seen:
    """A row that says itself of which client it is; a bailiff sees it with its parent."""
    return Seen(_OWN, _with(table, column, parent))


def _both(*conditions: str) -> Seen:
    return Seen(" AND ".join(conditions), " AND ".join(conditions))


def _document(by_client: str = "") -> str:
    return " OR ".join(filter(None, (
        by_client, _with("document", "case_id", "case"), _with("document", "claim_id", "claim"),
    )))


SEEN: dict[str, Seen] = {
    "client": Seen(f"id = {_CLIENT_ID}", f'EXISTS ({_WRITTEN} "case".client_id = client.id)'),
    "client_terms": _own("client_terms", "client_id", "client"),
    "upload": Seen(_OWN),
    "debtor": Seen(_OWN, " OR ".join((
        f'EXISTS ({_WRITTEN} "case".debtor_id = debtor.id)',
        "EXISTS (SELECT FROM case_party WHERE person_id = debtor.id)",
        "EXISTS (SELECT FROM case_party WHERE stands_for_id = debtor.id)",
    ))),
    "case": Seen(_OWN, 'EXISTS (SELECT FROM writ WHERE writ.case_id = "case".id)'),
    "claim": _own("claim", "case_id", "case"),
    "hold": _own("hold", "case_id", "case"),
    "document": Seen(_document(_OWN), _document()),
    "writ": Seen(
        _with("writ", "case_id", "case"), f"bailiff_office_id = {_OFFICE_ID} AND given_at IS NOT NULL"
    ),
    **_as(
        "case_id", "case", "arrangement", "assessment", "case_event", "case_party", "consumer_contract", "contact",
        "cost_approval", "ledger_entry", "letter", "loss_acceptance", "means_shown", "open_difference", "other_cost",
        "overpaid", "register_check", "task", "told_amount", "valuation_record", "write_off", "writ_confirmation",
    ),
    **_as("arrangement_id", "arrangement", "instalment"),
    **_as("claim_id", "claim", "interruption"),
    **_as("debtor_id", "debtor", "contact_point", "details_proposal"),
    **_as("entry_id", "ledger_entry", "entry_paper"),
    **_as("letter_id", "letter", "letter_content"),
    **_as("writ_id", "writ", "order_stop", "package_download", "service_report"),
    **_as("hold_id", "hold", "carried_hold"),
    "claim_move": _both(_with("claim_move", "from_case_id", "case"), _with("claim_move", "into_case_id", "case")),
    "party_link": _both(_with("party_link", "a_id", "debtor"), _with("party_link", "b_id", "debtor")),
    # Letters of many clients together: who sees one of them sees that it left with others, and how many.
    "letter_batch": _both("EXISTS (SELECT FROM letter WHERE letter.batch_id = letter_batch.id)"),
    **_as("batch_id", "letter_batch", "batch_work"),
    # How the agency shares its work; what nobody outside has to do with, though a row of it may be of a case.
    "assignment_rule": Seen(),
    # What somebody asked about his data, and what was made of them: between him and the agency.
    "privacy_request": Seen(), "person_export": Seen(), "legal_hold": Seen(),
    "trace_line": Seen(), "set_up_change": Seen(),
    "second_look": Seen(), "seal": Seen(), "redaction": Seen(), "number_search": Seen(), "number_found": Seen(),
    "file_to_remove": Seen(), "text_stop": Seen(), "text_approval": Seen(), "letter_addition": Seen(),
    "delivery": Seen(), "erasure": Seen(), "case_to_erase": Seen(), "inbound": Seen(), "text_message": Seen(),
    # What went to the printer together: of many clients, and nobody's business outside.
    "print_run": Seen(), "print_run_letter": Seen(),
}

# Added to by everybody, also by who is just logging in, and read by the agency's own people alone: the column that says
# who did it. A client or bailiff names somebody of his own company there.
ADDED_BY: dict[str, str] = {"trace_line": "user_id", "set_up_change": "changed_by"}

# Read before anybody is known, or by everybody; nothing in them is of a case.
OPEN: dict[str, str] = {
    "user": "log-in, and names of who did something",
    "role": "log-in", "user_role": "log-in", "login": "log-in", "second_factor": "log-in", "recovery_code": "log-in",
    "account_link": "log-in",
    "submission": "forms that were handled",
    "agency_profile": "on every page and paper", "bailiff_office": "names of offices",
    "figure_addition": "figures", "figure_decision": "figures", "figure_keeper": "figures", "figure_set": "figures",
    "daily_run": "days that were done", "duty": "what everybody is warned of",
    "unsealed_row": "numbers of rows, written by the triggers of whoever adds one",
    "outsider": "who confirms for an office of one person, as it says itself",
    "team": "staffing", "team_member": "staffing", "absence": "staffing",
}
NAMES = {INSIDE.ending: "inside", CLIENT: "of_client", BAILIFF: "of_bailiff", NOBODY: "of_nobody"}


def install(connection: Connection, app: str, tables: set[str]) -> None:
    """(Re)make the policies of these tables for the roles that go with the role `app` of the program."""
    remove(connection)
    statements = [each for table in sorted(tables & SEEN.keys()) for each in _statements(connection, app, table)]
    if statements:
        connection.exec_driver_sql("; ".join(statements))


def remove(connection: Connection) -> None:
    """Take all policies away, so that the columns they name can change. From then on only the owner sees a row."""
    if connection.dialect.name == "sqlite":
        return
    standing = connection.exec_driver_sql(
        "SELECT policyname, tablename FROM pg_policies WHERE schemaname = current_schema()"
    ).all()
    if standing:
        connection.exec_driver_sql("; ".join(f'DROP POLICY "{name}" ON "{table}"' for name, table in standing))


def _statements(connection: Connection, app: str, table: str) -> Iterator[str]:
    quote = connection.dialect.identifier_preparer.quote_identifier
    yield f"ALTER TABLE {quote(table)} ENABLE ROW LEVEL SECURITY"
    conditions = {INSIDE.ending: "true", CLIENT: SEEN[table].by_client, BAILIFF: SEEN[table].by_bailiff}
    for ending, condition in conditions.items():
        if condition:
            yield (
                f"CREATE POLICY {NAMES[ending]} ON {quote(table)} TO {quote(app + ending)} "
                f"USING ({condition}) WITH CHECK ({condition})"
            )
    for ending, condition in _adding(table).items():
        yield (
            f"CREATE POLICY {NAMES[ending]} ON {quote(table)} FOR INSERT TO {quote(app + ending)} "
            f"WITH CHECK ({condition})"
        )


def _adding(table: str) -> dict[str, str]:
    """Of what everybody adds to: who else may, and which rows."""
    if table not in ADDED_BY:
        return {}
    own = f'EXISTS (SELECT FROM "user" WHERE "user".id = "{table}".{ADDED_BY[table]} AND "user".'
    return {
        CLIENT: f"{own}client_id = {_CLIENT_ID})", BAILIFF: f"{own}bailiff_office_id = {_OFFICE_ID})", NOBODY: "true",
    }
