"""A made-up record of any size, written by INSERT … SELECT: what `agency bench pages` and tests of plans look at.

It holds what lists, portals and searches read: debtors, cases in every stage, invoices, ledger, letters, holds, orders
to a bailiff. It was not made by the services: no amounts are to be believed.
"""

import json
from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.engine import Connection

from cases.counting.policies import frozen_policy
from legal.policies import CostsPolicy, CountingPolicy

CLIENTS = 5
OFFICES = 4
IN_BATCH = 1_000

# Names are put together of these, 30 × 12 × 8 of them: about as many different words as a large record has.
_HEADS = (
    "jans", "bakk", "visser", "smit", "meij", "dekk", "brouw", "vries", "mulder", "bos", "vos", "peters", "hendriks",
    "kok", "jacobs", "vermeul", "schouten", "will", "hoekstra", "koster", "prins", "huism", "postm", "kuip", "veenstra",
    "kramer", "scholt", "wolters", "dijkstra", "molen",
)
_MIDDLES = ("", "en", "er", "el", "ing", "ema", "stra", "aar", "oud", "veld", "huis", "man")
_TAILS = ("", "s", "a", "sen", "dorp", "berg", "kamp", "hof")
_STREETS = (
    "Dorpsstraat", "Kerkweg", "Molenlaan", "Stationsplein", "Schoolstraat", "Vijverhof", "Eikenlaan", "Havenkade",
)
_FIRST = ("Jan", "Fatima", "Piet", "Sanne", "Mohamed", "Lotte", "Willem", "Zoë")

# Stage and next step by the last digits of a number, twenty of them.
_STAGES = (
    *(("closed", "none"),) * 5, *(("intake", "send_first_notice"),) * 3, *(("notice_running", "wait_notice_term"),) * 2,
    *(("amicable", "contact_debtor"),) * 4, ("amicable", "call_back"), ("amicable", "assess"),
    ("arrangement", "follow_arrangement"), ("pre_legal", "complete_file"), ("with_bailiff", "await_service"),
    ("with_bailiff", "review_stop"),
)
_KEPT = {"upload": "{}", "policy": json.dumps(frozen_policy(CountingPolicy(), CostsPolicy()))}


def fill(connection: Connection, *, cases: int, today: date) -> None:
    """Put `cases` cases on an empty, migrated record, and tell the database how much there is."""
    is_sqlite = connection.dialect.name == "sqlite"
    words = {
        "today": f"'{today}'" if is_sqlite else f"DATE '{today}'", "number": "CAST({} AS VARCHAR)",
        "now": f"'{datetime.combine(today, datetime.min.time())}'", "yes": "1" if is_sqlite else "true",
        "no": "0" if is_sqlite else "false",
    }
    numbers = f"WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {cases})"
    for table, columns, source in _tables(is_sqlite, words, today):
        names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
        statement = f'{numbers} INSERT INTO "{table}" ({names}) SELECT {values} FROM {source}'
        if not is_sqlite:
            statement = f'INSERT INTO "{table}" ({names}) {numbers} SELECT {values} FROM {source}'
        connection.execute(text(statement.replace(":", r"\:")))
        if not is_sqlite and "id" in columns:
            connection.execute(text(
                f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), (SELECT max(id) FROM \"{table}\"))"
            ))
    connection.execute(text("ANALYZE"))


def _tables(
    is_sqlite: bool, words: dict[str, str], today: date
) -> list[tuple[str, dict[str, str], str]]:
    """Table, its columns with what each holds, and from where; `i` is the number of the case."""
    now, yes, no = words["now"], words["yes"], words["no"]

    def day(days: str) -> str:
        return f"date('{today}', ({days}) || ' days')" if is_sqlite else f"(DATE '{today}' + CAST({days} AS INTEGER))"

    def one_of(choices: tuple[str, ...], at: str) -> str:
        whens = " ".join(f"WHEN {index} THEN '{choice}'" for index, choice in enumerate(choices))
        return f"CASE ({at}) % {len(choices)} {whens} END"

    def padded(what: str) -> str:
        number = f"CAST({what} AS VARCHAR)"
        return f"substr('000000' || {number}, -6)" if is_sqlite else f"right('000000' || {number}, 6)"

    few = "n WHERE i <= {}"
    name = f"({one_of(_HEADS, 'i * 7')} || {one_of(_MIDDLES, 'i / 30')} || {one_of(_TAILS, 'i / 360')})"
    first = one_of(_FIRST, "i")
    mixed = "((i * 7919) % 9973)"  # spread, and the same every time
    stage, step = (one_of(tuple(pair[at] for pair in _STAGES), "i") for at in (0, 1))
    client = f"CASE WHEN i % 10 < 6 THEN 1 ELSE 2 + i % {CLIENTS - 1} END"
    address = {
        "street": one_of(_STREETS, "i / 3"), "house_number": "CAST(1 + i % 180 AS VARCHAR)",
        "postal_code": f"CAST(1000 + {mixed} % 8999 AS VARCHAR) || ' ' || {one_of(('AB', 'CD', 'XZ'), 'i')}",
        "city": one_of(("Utrecht", "Zwolle", "Breda", "Assen"), "i"), "country": "'NL'",
    }
    company = {"street": "'Plein'", "house_number": "'1'", "postal_code": "'3511 AA'", "city": "'Utrecht'",
               "country": "'NL'"}
    in_law = "i % 20 >= 18"
    return [
        ("client", {
            "id": "i", "name": "'Opdrachtgever ' || i", "legal_form": "'bv'", "kvk_number": "'87654321'",
            "contact_name": "''", "email": "''", "phone": "''", "active": yes, "created_at": now, **company,
        }, few.format(CLIENTS)),
        ("client_terms", {
            "id": "i", "client_id": "i", "version": "1", "debtor_kind": "'consumer'", "payment_term_agreed": yes,
            "payment_term_basis": "'voorwaarden'", "interest": "'statutory'", "contract_compound": no,
            "reclaims_vat": yes, "basis": "'mandate'", "basis_signed_on": day("-900"), "cost_ceiling": "35000",
            "arrangement_max_terms": "12", "arrangement_min_amount": "2500", "created_at": now,
        }, few.format(CLIENTS)),
        ("bailiff_office", {
            "id": "i", "name": "'Kantoor ' || i", "kvk_number": "''", "email": "''", "phone": "''", "active": yes,
            **company,
        }, few.format(OFFICES)),
        ("upload", {
            "id": "i", "client_id": "1", "sha256": "'u' || i", "filename": "'vorderingen-' || i || '.csv'",
            "masked_sha256": "'m' || i", "state": "'confirmed'", "read_on": day("-30"), "uploaded_at": now,
            "accepted_count": "1", "accepted_total": "1", "refused_count": "0", "case_count": "1",
            "report": "'{\"columns\": {}, \"refused\": [], \"flagged\": [], \"notes\": [], \"customers\": 1}'",
            "answers": "'[]'",
        }, few.format(2)),
        ("debtor", {
            "id": "i", "client_id": client, "identity": "'d' || i", "customer_number": "'K-' || (100000 + i)",
            "is_natural_person": yes, "legal_form": "''", "company_name": "''",
            "kvk_number": "CASE WHEN i % 10 = 0 THEN CAST(10000000 + i AS VARCHAR) ELSE '' END", "first_names": first,
            "initials": "''", "name_prefix": "CASE WHEN i % 9 = 0 THEN 'de' ELSE '' END",
            "surname": f"upper(substr({name}, 1, 1)) || substr({name}, 2)",
            "email": "'d' || i || '@voorbeeld.test'", "phone": f"'06-12' || {padded('i')}",
            "search_name": f"lower({first}) || CASE WHEN i % 9 = 0 THEN ' de ' ELSE ' ' END || {name}", **address,
        }, "n"),
        ("case", {
            "id": "i", "number": f"'{today.year}-' || {padded('i')}", "client_id": client, "debtor_id": "i",
            "terms_id": client, "upload_id": "CASE WHEN i % 10 = 1 THEN 1 ELSE NULL END",
            "payment_reference": f"'9000000000' || {padded('i')}", "debtor_kind": "'consumer'", "stage": stage,
            "next_step": step, "next_step_on": f"CASE WHEN i % 20 < 5 THEN NULL ELSE {day(f'{mixed} % 60 - 45')} END",
            "opened_on": day("-60"), "closed_on": f"CASE WHEN i % 20 < 5 THEN {day('-1')} ELSE NULL END",
            "closing_reason": "CASE WHEN i % 20 < 5 THEN 'paid_in_full' ELSE NULL END",
            "policy": f"'{_KEPT['policy']}'", "version_id": "1",
        }, "n"),
        ("claim", {
            "id": "i", "case_id": "i", "client_id": client, "debtor_id": "i", "invoice_number": "'F-' || (3000000 + i)",
            "invoice_core": "replace(CAST(3000000 + i AS VARCHAR), '0', '')", "invoice_date": day("-120"),
            "due_date": day("-90"), "principal": f"10000 + {mixed}", "subject": "'Levering'", "interest": "'statutory'",
            "contract_compound": no, "default_from": day("-89"), "default_basis": "'agreed_term'",
            "default_explanation": "''", "barred_from": day(f"{mixed} % 3000 - 20"), "term_of": "''",
        }, "n"),
        ("ledger_entry", {
            "id": "i", "case_id": "i", "claim_id": "i", "kind": "'principal'", "amount": f"10000 + {mixed}",
            "effective_on": day("-60"), "recorded_at": now, "note": "''",
        }, "n"),
        ("ledger_entry", {
            "id": "i + 100000000", "case_id": "i", "claim_id": "NULL", "kind": "'payment'", "amount": "-2500",
            "effective_on": day("-10"), "recorded_at": now, "note": "''", "paid_to": "'agency'",
        }, "n WHERE i % 8 = 0"),
        ("case_event", {
            "id": "i", "case_id": "i", "kind": "'case_opened'", "recorded_at": now, "effective_on": day("-60"),
            "data": """'{"rows": "1", "claims": 1}'""", "program": "''",
        }, "n"),
        ("hold", {
            "id": "i", "case_id": "i", "client_id": client, "kind": "'dispute'", "reason": "'Nee'",
            "started_on": day("-5"), "outcome": "''",
        }, "n WHERE i % 50 = 7"),
        ("document", {
            "id": "i", "kind": "'invoice'", "case_id": "i", "claim_id": "i", "client_id": "NULL", "title": "'Factuur'",
            "filename": "'f.pdf'", "media_type": "'application/pdf'", "sha256": "'i' || i", "size": "1",
            "stored_at": now,
        }, f"n WHERE {in_law}"),
        ("document", {
            "id": "i + 100000000", "kind": "'letter'", "case_id": "i", "claim_id": "NULL", "client_id": "NULL",
            "title": "'Brief'", "filename": "'b.pdf'", "media_type": "'application/pdf'", "sha256": "'b' || i",
            "size": "1", "stored_at": now,
        }, "n WHERE i % 2 = 0"),
        ("letter_batch", {
            "id": "i", "kind": "'first_notice'", "letter_date": day("-50"), "ordered_at": now,
        }, f"n WHERE i <= 1 + (SELECT max(i) FROM n) / {2 * IN_BATCH}"),
        ("letter", {
            "id": "i", "batch_id": f"1 + i / {2 * IN_BATCH}", "case_id": "i", "debtor_id": "i",
            "kind": "'first_notice'", "channel": "'ordinary_post'", "state": "'posted'", "standing": yes,
            "attempts": "1", "error": "''", "text_version": "'v1'", "facts": "'{}'", "fee": "4000",
            "pdf_id": "i + 100000000", "docx_id": "i + 100000000", "sent_on": day("-50"),
        }, "n WHERE i % 2 = 0"),
        ("document", {
            "id": "i + 200000000", "kind": "'writ'", "case_id": "i", "claim_id": "NULL", "client_id": "NULL",
            "title": "'Exploot'", "filename": "'e.pdf'", "media_type": "'application/pdf'", "sha256": "'w' || i",
            "size": "1", "stored_at": now,
        }, f"n WHERE {in_law}"),
        ("writ", {
            "id": "i", "case_id": "i", "bailiff_office_id": f"1 + i / 20 % {OFFICES}", "state": "'given'",
            "as_of": day("-3"),
            "text_version": "'v1'", "dossier": "'{}'", "docx_id": "i + 200000000", "pdf_id": "i + 200000000",
            "specification_id": "i + 200000000", "made_at": now,
            "given_at": f"'{datetime.combine(today - timedelta(days=3), datetime.min.time())}'",
            "withdrawn_reason": "''",
        }, f"n WHERE {in_law}"),
        ("order_stop", {
            "id": "i", "writ_id": "i", "cause": "'question'", "stopped_at": now, "release_reason": "''",
        }, "n WHERE i % 20 = 19"),
    ]

