"""No column for people's words without the check on a citizen service number; for events see `test_events`."""

import cases.models  # noqa: F401 - puts every table on the metadata
from cases.queries.citizen_numbers import MADE_BY_PROGRAM, NOT_WORDS, text_columns
from cases.schema.db import WORDS_OF_PEOPLE, Base


def test_every_column_for_words_refuses_a_citizen_service_number() -> None:
    """A new column of text is a Note, or stands with its reason on one of the two lists."""
    undecided = [
        str(column) for column in text_columns()
        if not isinstance(column.type, WORDS_OF_PEOPLE) and str(column) not in NOT_WORDS | MADE_BY_PROGRAM
    ]
    assert undecided == []


def test_the_lists_of_other_columns_hold_nothing_that_is_gone_or_is_words() -> None:
    plain = {str(column) for column in text_columns() if not isinstance(column.type, WORDS_OF_PEOPLE)}
    assert (NOT_WORDS.keys() | MADE_BY_PROGRAM.keys()) - plain == set()
    assert NOT_WORDS.keys() & MADE_BY_PROGRAM.keys() == set()


def test_titles_file_names_and_free_texts_are_words() -> None:
    words = {str(column) for column in text_columns() if isinstance(column.type, WORDS_OF_PEOPLE)}
    assert words >= {
        "arrangement.note", "assessment.reason", "assessment.confirmation_note", "client.contact_name", "contact.note",
        "document.filename", "document.title", "figure_decision.reason", "hold.outcome", "hold.reason",
        "interruption.source", "ledger_entry.note", "register_check.note", "service_report.left_with",
        "service_report.remarks", "upload.filename", "user.name", "writ.withdrawn_reason",
        "agency_profile.other_registered_names", "client_terms.payment_term_basis",
    }
    assert all(column.table.metadata is Base.metadata for column in text_columns())
