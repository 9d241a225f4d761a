"""What is kept where: every table, column and kind of file stands in the register, with why, how long and what then."""

import pytest
from sqlalchemy import Table

import cases.models  # noqa: F401 - puts every table on the metadata
from cases.models import DocumentKind
from cases.privacy.processing import ALL, UNREADABLE
from cases.privacy.register import DOCUMENTS, ELSEWHERE, TABLES, Kept
from cases.schema.db import WORDS_OF_PEOPLE, Base
from cases.schema.triggers import APPEND_ONLY

EVERYTHING = TABLES | DOCUMENTS | ELSEWHERE
# People's words about the agency itself, its agreements and figures: they tell nothing of a person.
WORDS_OF_AGENCY = {"agency_profile", "bailiff_office", "client", "client_terms", "figure_addition", "figure_decision",
                   "letter_addition", "team", "text_stop"}


def table_of(name: str) -> Table:
    return Base.metadata.tables[name]


def test_every_table_and_column_stands_in_the_register_once() -> None:
    """A new one: say in `cases/privacy/register.py` what it is, why it is kept, how long, and which columns go."""
    held = {name: sorted(table.c.keys()) for name, table in Base.metadata.tables.items()}
    assert {name: sorted(kept.columns) for name, kept in TABLES.items()} == held


def test_every_kind_of_document_stands_in_the_register() -> None:
    assert DOCUMENTS.keys() == {kind.value for kind in DocumentKind}


@pytest.mark.parametrize("name", EVERYTHING)
def test_what_is_about_a_person_has_a_purpose_a_term_and_an_end(name: str) -> None:
    kept = EVERYTHING[name]
    assert kept.what
    assert kept.term.text
    assert kept.term.reason
    if kept.processing is None:
        assert not kept.ending.changes
        assert kept.goes == kept.of == ""
    else:
        assert kept.processing in ALL
        assert kept.ending.changes or not kept.goes


def test_words_of_people_go_at_the_end() -> None:
    """A column for free words never stays behind with what is left of a case."""
    staying = [
        f"{name}.{column.name}" for name, kept in TABLES.items() if name not in WORDS_OF_AGENCY
        for column in table_of(name).columns
        if isinstance(column.type, WORDS_OF_PEOPLE) and column.name in kept.stays.split()
    ]
    assert staying == ["debtor.legal_form"]


def test_what_never_changes_is_made_unreadable_and_nothing_else_is() -> None:
    changing = {name for name, kept in TABLES.items() if kept.goes and kept.ending is UNREADABLE}
    assert changing == {name for name, kept in TABLES.items() if kept.goes and name in APPEND_ONLY}


@pytest.mark.parametrize(("name", "kept"), [(name, kept) for name, kept in TABLES.items() if kept.of])
def test_a_row_about_somebody_leads_to_him(name: str, kept: Kept) -> None:
    for way in kept.of.split():
        target = table_of(name)
        for part in way.split("."):
            keys = target.c[part].foreign_keys
            target = next(iter(keys)).column.table if keys else target
        assert target.name in ("debtor", "case")


def test_whatever_points_at_a_debtor_or_a_case_is_found_for_a_person() -> None:
    """Else it would be missing from his copy."""
    pointing = {
        table.name for table in Base.metadata.sorted_tables
        if {key.column.table.name for key in table.foreign_keys} & {"debtor", "case"}
    }
    assert {name for name in pointing if not TABLES[name].of} == set()
