"""No column and no event for people's words without the check on a citizen service number."""

import ast
from collections.abc import Iterator
from pathlib import Path

import cases.models  # noqa: F401 - puts every table on the metadata
from cases.events import WORDS
from cases.queries.citizen_numbers import MADE_BY_PROGRAM, NOT_WORDS, text_columns
from cases.schema.db import Base, Note, Notes

ROOT = Path(__file__).resolve().parents[2]
# What an event keeps besides people's words: numbers, days, amounts, codes, and sentences of the program.
KEPT_BY_EVENTS = {
    "actor_id", "against", "amount", "arrangement_id", "assessment_id", "balance", "barred", "barred_from",
    "batch_id", "became", "broken", "call_back_on", "cause", "causes", "ceiling", "changes", "channel", "claims",
    "client_agreed", "compared", "confirmation", "contact_id", "costs_claimable_from", "decide", "document_id",
    "document_kind", "effective_on", "ends_on", "entry_id", "error", "found", "given", "hold", "hold_id",
    "interrupted_on", "interruption", "invoice", "invoices", "last_free_day", "law", "letter", "letter_id", "manner",
    "now", "office", "ordinal", "paid_to", "regime", "register", "right_party", "row", "rows", "sha256", "shown_on",
    "sign", "stated_at", "stop_id", "taken", "terms", "total", "upload_id", "warning", "was", "was_on", "writ_id",
}


def test_every_column_for_words_refuses_a_citizen_service_number() -> None:
    """A new column of text is a Note, or stands with its reason on one of the two lists."""
    undecided = [
        str(column) for column in text_columns()
        if not isinstance(column.type, Note | Notes) and str(column) not in NOT_WORDS | MADE_BY_PROGRAM
    ]
    assert undecided == []


def test_the_lists_of_other_columns_hold_nothing_that_is_gone_or_is_words() -> None:
    plain = {str(column) for column in text_columns() if not isinstance(column.type, Note | Notes)}
    assert (NOT_WORDS.keys() | MADE_BY_PROGRAM.keys()) - plain == set()
    assert NOT_WORDS.keys() & MADE_BY_PROGRAM.keys() == set()


def test_titles_file_names_and_free_texts_are_words() -> None:
    words = {str(column) for column in text_columns() if isinstance(column.type, Note | Notes)}
    assert words >= {
        "arrangement.note", "assessment.reason", "assessment.confirmation_note", "client.contact_name", "contact.note",
        "document.filename", "document.title", "figure_decision.reason", "hold.outcome", "hold.reason",
        "interruption.source", "ledger_entry.note", "register_check.note", "service_report.left_with",
        "service_report.remarks", "upload.filename", "user.name", "writ.withdrawn_reason",
        "agency_profile.other_registered_names", "client_terms.payment_term_basis",
    }
    assert all(column.table.metadata is Base.metadata for column in text_columns())


def _kept_keys() -> Iterator[str]:
    for path in (ROOT / "cases").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "events.record":
                yield from (keyword.arg for keyword in node.keywords if keyword.arg is not None)


def test_what_an_event_keeps_is_words_or_known_to_be_none() -> None:
    """Put a new key in `events.WORDS` when a person types it; else in the list above."""
    assert set(_kept_keys()) - WORDS - KEPT_BY_EVENTS == set()
