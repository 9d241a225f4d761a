"""A good record is good; every kind of damage is found by its number and named by its table."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from cases.counting import statement
from cases.counting.statement import CaseRecord
from cases.invariants import INVARIANTS, Flaw, Verdict, verify
from cases.models import Document
from cases.store import DocumentStore
from legal.counting.valuation import Valuation
from legal.parameters import Figures
from tests.cases.invariants.good_record import damage, looked_at, make_record, without_foreign_keys
from tests.factories import make_case

A_NUMBER = "bsn 111222333"


@pytest.fixture
def record(session: Session, store: DocumentStore) -> Session:
    """A good record, committed."""
    make_record(session, store)
    return session


def found(verdict: Verdict) -> list[tuple[int, str, str]]:
    """Number, table and words of everything that is wrong."""
    return [(each.invariant.number, wrong.table, wrong.what) for each in verdict.results for wrong in each.first]


def test_a_good_record_is_good(record: Session, store: DocumentStore) -> None:
    verdict = verify(looked_at(record, store))
    assert found(verdict) == []
    assert verdict.is_good
    assert verdict.cases == 5
    assert verdict.files >= 5
    assert [each.invariant.number for each in verdict.results] == [
        4, 5, 6, 7, 9, 10, 13, 14, 15, 16, 101, 102, 103, 130, 131, 123, 121, 125,
    ]


A_STRANGER = "(SELECT d.id FROM debtor d WHERE d.surname = 'Bakker')"
TWO_WHOLES = (
    "INSERT INTO case_party (id, case_id, person_id, role, stands_for_id, share_numerator, share_denominator, basis, "
    "from_day, ended_reason, recorded_at) SELECT 900 + d.id, (SELECT min(id) FROM \"case\"), d.id, 'heir', d.id, 1, 1, "
    "'', '2026-01-01', '', '2026-01-01 00:00:00' FROM debtor d"
)
CASES = {
    "history that was slipped in": (
        13, "unsealed_row", "case_event", "DELETE FROM unsealed_row WHERE source = 'case_event'"),
    "an entry with another amount": (
        4, "ledger_entry", "case", "UPDATE ledger_entry SET amount = amount + 1 WHERE kind = 'principal'"),
    "a kept total": (
        4, "valuation_record", "valuation_record",
        "UPDATE valuation_record SET reasons = replace(CAST(reasons AS TEXT), '\"balance\": \"', '\"balance\": \"1')"),
    "a kept request": (
        4, "valuation_record", "valuation_record",
        "UPDATE valuation_record SET reasons = replace(CAST(reasons AS TEXT), '\"claims\"', '\"claimz\"')"),
    "kept figures": (
        4, "figure_set", "valuation_record",
        "UPDATE figure_set SET content = replace(CAST(content AS TEXT), '\"6.00\"', '\"7.00\"')"),
    "figures of another class": (
        4, "figure_set", "valuation_record",
        "UPDATE figure_set SET content = replace(CAST(content AS TEXT), '\"DatedValue\"', '\"Unknown\"')"),
    "a reversal of another amount": (
        5, "ledger_entry", "ledger_entry", "UPDATE ledger_entry SET amount = 5999 WHERE kind = 'payment_reversed'"),
    "a reversal on another case": (
        5, "ledger_entry", "ledger_entry", "UPDATE ledger_entry SET case_id = 1 WHERE kind = 'payment_reversed'"),
    "a reversal on another day": (
        5, "ledger_entry", "ledger_entry",
        "UPDATE ledger_entry SET effective_on = '2026-11-20' WHERE kind = 'payment_reversed'"),
    "a second reversal": (
        5, "ledger_entry", "ledger_entry",
        ("INSERT INTO ledger_entry (id, case_id, kind, amount, effective_on, recorded_at, paid_to, reverses_id, note) "
        "SELECT 900, case_id, kind, amount, effective_on, recorded_at, paid_to, reverses_id, note FROM ledger_entry "
        "WHERE kind = 'payment_reversed'")),
    "a reversal that is reversed": (
        5, "ledger_entry", "ledger_entry",
        ("UPDATE ledger_entry SET reverses_id = (SELECT id FROM ledger_entry WHERE kind = 'payment_reversed') "
        "WHERE kind = 'payment'")),
    "an interruption withdrawn for another claim": (
        5, "interruption", "interruption", "UPDATE interruption SET claim_id = 1 WHERE withdraws_id IS NOT NULL"),
    "an invoice twice": (
        6, "claim", "claim",
        "UPDATE claim SET invoice_number = 'F-2', debtor_id = (SELECT debtor_id FROM claim WHERE id = 2)"),
    "an invoice of another debtor": (6, "claim", "claim", "UPDATE claim SET debtor_id = 3 WHERE id = 1"),
    "a term of another amount": (
        9, "instalment", "arrangement", "UPDATE instalment SET amount = amount + 1 WHERE ordinal = 1"),
    "a term that is gone": (9, "instalment", "arrangement", "DELETE FROM instalment WHERE ordinal = 2"),
    "an arrangement that ended and runs": (
        9, "arrangement", "arrangement", "UPDATE arrangement SET ended_on = '2026-11-22'"),
    "an arrangement counted after its day": (
        9, "arrangement", "arrangement", "UPDATE arrangement SET counted_through = agreed_on"),
    "two arrangements that run": (
        9, "arrangement", "arrangement",
        ("INSERT INTO arrangement (id, case_id, state, agreed_on, total, costs_rest, note, made_at) "
        "SELECT 900, case_id, state, agreed_on, total, costs_rest, note, made_at FROM arrangement")),
    "a case closed without a day": (10, "case", "case", "UPDATE \"case\" SET stage = 'closed' WHERE id = 1"),
    "an open case with a day of closing": (
        10, "case", "case", "UPDATE \"case\" SET closed_on = '2026-11-21' WHERE id = 1"),
    "a case without a next step": (10, "case", "case", "UPDATE \"case\" SET next_step_on = NULL WHERE id = 1"),
    "a hold that nobody looks at": (
        10, "case", "case", "UPDATE \"case\" SET next_step = 'contact_debtor' WHERE next_step = 'review_hold'"),
    "a hold that is looked at too late": (
        10, "case", "case", "UPDATE \"case\" SET next_step_on = '2027-11-21' WHERE next_step = 'review_hold'"),
    "a look at a hold that is not there": (10, "hold", "case", "UPDATE hold SET ended_on = '2026-11-21'"),
    "a hold of another client": (10, "hold", "hold", "UPDATE hold SET client_id = client_id + 1"),
    "a stage that no event tells": (10, "case", "case", "UPDATE \"case\" SET stage = 'amicable' WHERE id = 3"),
    "a stage without what it needs": (10, "case", "case", "UPDATE \"case\" SET stage = 'with_bailiff' WHERE id = 1"),
    "an arrangement in another stage": (10, "case", "case", "UPDATE \"case\" SET stage = 'intake' WHERE id = 2"),
    "a citizen number in a note": (14, "contact", "contact", f"UPDATE contact SET note = '{A_NUMBER}'"),
    "a citizen number in an event": (
        14, "case_event", "case_event",
        f"UPDATE case_event SET data = replace(CAST(data AS TEXT), 'Interne', '{A_NUMBER}')"),
    "an assessment of one person": (
        15, "assessment", "assessment", "UPDATE assessment SET confirmed_by = decided_by"),
    "an assessment without a second person": (
        15, "assessment", "assessment", "UPDATE assessment SET confirmed_by = NULL"),
    "a figure of one person": (
        15, "figure_decision", "figure_decision",
        "UPDATE figure_decision SET decided_by = (SELECT proposed_by FROM figure_addition)"),
    "a case that went before its term": (
        15, "erasure", "erasure",
        ("INSERT INTO erasure (id, source, row_id, scope, mark, digest, erased_on, erased_at) SELECT 900, 'case', id, "
        "'words', '[gewist op 01-12-2026]', '', '2026-12-01', '2026-12-01 00:00:00' FROM \"case\" "
        "WHERE closed_on IS NOT NULL LIMIT 1")),
    "a row that names another file": (
        16, "document", "document", f"UPDATE document SET sha256 = '{'0' * 64}' WHERE id = 1"),
    "a posted letter without a day": (101, "letter", "letter", "UPDATE letter SET sent_on = NULL WHERE id = 1"),
    "a posted letter without its contents": (
        101, "letter_content", "letter", "DELETE FROM letter_content WHERE letter_id = 1"),
    "a letter received before it left": (
        101, "letter", "letter", "UPDATE letter SET delivered_on = '2026-01-01' WHERE id = 1"),
    "a letter that left on another day than its batch": (
        101, "letter", "letter", "UPDATE letter SET state = 'leaving', sent_on = '2026-01-01' WHERE id = 1"),
    "a posted batch that is still ordered": (
        101, "batch_work", "batch_work", "UPDATE batch_work SET ordered_after = 1 WHERE batch_id = 1"),
    "letters that were asked and never ordered": (
        101, "batch_work", "batch_work", "UPDATE batch_work SET asked_count = 5 WHERE batch_id = 1"),
    "a letter that left and could not be booked": (
        101, "letter", "letter", "UPDATE letter SET state = 'leaving', error = 'met code 0a1b2c3d' WHERE id = 1"),
    "a letter that left and was given up": (
        101, "letter", "letter", "UPDATE letter SET state = 'failed', sent_on = NULL WHERE id = 1"),
    "two letters that stand": (101, "letter", "letter", "UPDATE letter SET case_id = 1, debtor_id = 1"),
    "a letter to somebody else": (7, "letter", "letter", "UPDATE letter SET debtor_id = 3 WHERE case_id = 1"),
    "another address than the one in use": (121, "debtor", "debtor", "UPDATE debtor SET street = 'Elders'"),
    "a number without its origin": (121, "contact_point", "debtor", "DELETE FROM contact_point WHERE kind = 'phone'"),
    "an address in use that is over": (
        121, "contact_point", "contact_point", "UPDATE contact_point SET through_day = '2026-11-01'"),
    "a payment of somebody who owes nothing in its case": (
        125, "ledger_entry", "ledger_entry",
        f"UPDATE ledger_entry SET debtor_id = {A_STRANGER} WHERE kind = 'payment'"),
    "an arrangement with somebody who owes nothing in its case": (
        125, "arrangement", "arrangement", f"UPDATE arrangement SET debtor_id = {A_STRANGER}"),
    "a contact with somebody who owes nothing in its case": (
        125, "contact", "contact", f"UPDATE contact SET debtor_id = {A_STRANGER}"),
    "an amount that was told to somebody who owes nothing in its case": (
        125, "told_amount", "told_amount", f"UPDATE told_amount SET debtor_id = {A_STRANGER}"),
    "shares of more than the whole": (125, "case_party", "case", TWO_WHOLES),
    "a payment without its event": (
        102, "case_event", "ledger_entry", "DELETE FROM case_event WHERE kind = 'payment_reversed'"),
    "a case paid too much outside the list": (4, "overpaid", "case", "DELETE FROM overpaid"),
    "a repayment with the sign of a payment": (
        103, "ledger_entry", "ledger_entry", "UPDATE ledger_entry SET amount = -amount WHERE kind = 'refund'"),
    "a small difference on an open case": (
        103, "ledger_entry", "ledger_entry",
        "UPDATE ledger_entry SET kind = 'small_difference' WHERE kind = 'write_off'"),
    "a withdrawn claim without since when": (
        103, "ledger_entry", "ledger_entry", "UPDATE ledger_entry SET effect = NULL"),
    "a case that closed for another reason than was booked": (
        103, "case", "ledger_entry",
        "UPDATE \"case\" SET closing_reason = 'wrong_debtor' WHERE closing_reason = 'withdrawn_by_client'"),
    "a case closed on a small difference that is not there": (
        103, "case", "case",
        "UPDATE \"case\" SET closing_reason = 'small_difference' WHERE closing_reason = 'paid_in_full'"),
    "a write-off that nobody decided": (103, "write_off", "ledger_entry", "DELETE FROM write_off"),
    "a write-off by one person": (103, "write_off", "write_off", "UPDATE write_off SET decided_by = proposed_by"),
    "a write-off of another amount": (103, "write_off", "write_off", "UPDATE write_off SET amount = amount - 1"),
    "a repayment of more than was too much": (
        103, "case_event", "case_event",
        ("UPDATE case_event SET data = replace(CAST(data AS TEXT), '\"balance\": \"-', '\"balance\": \"') "
        "WHERE kind = 'refunded'")),
    "an amount to be paid before it was counted": (
        103, "told_amount", "told_amount", "UPDATE told_amount SET through_day = '2020-01-01'"),
    "an event of a payment that is not there": (
        102, "ledger_entry", "case_event", "DELETE FROM ledger_entry WHERE kind = 'payment_reversed'"),
    "a credit of no invoice": (
        130, "ledger_entry", "ledger_entry", "UPDATE ledger_entry SET claim_id = NULL WHERE kind = 'credit_note'"),
    "a credit without its paper": (130, "entry_paper", "ledger_entry", "DELETE FROM entry_paper"),
    "more credited than the invoice": (130, "claim", "claim", "UPDATE claim SET principal = 100"),
    "costs of which nobody knows what they are": (
        130, "other_cost", "ledger_entry", "DELETE FROM other_cost WHERE borne_by = 'debtor'"),
    "costs of the client that the debtor is asked": (
        130, "other_cost", "other_cost", "UPDATE other_cost SET borne_by = 'debtor' WHERE borne_by = 'client'"),
    "costs of another amount than their entry": (
        130, "other_cost", "other_cost", "UPDATE other_cost SET amount = amount + 1 WHERE borne_by = 'debtor'"),
    "costs that were taken back for another amount": (
        130, "other_cost", "other_cost", "UPDATE other_cost SET amount = amount + 1 WHERE withdraws_id IS NULL"),
    "an index that is gone": (131, "task", "schema", "DROP INDEX ix_letter_state_lease_until"),
    "a handler from outside": (
        123, "user", "case", "UPDATE \"user\" SET client_id = 1 WHERE id IN (SELECT handler_id FROM \"case\")"),
    "a loss that a handler signed": (
        123, "loss_acceptance", "loss_acceptance",
        ("INSERT INTO loss_acceptance (id, case_id, points, accepted_at, accepted_by) "
        "SELECT 900, 1, 'price', '2026-11-21 10:00:00', min(id) FROM \"user\" WHERE client_id IS NULL")),
}


def test_every_damage_is_found_and_named(record: Session, store: DocumentStore, engine: Engine) -> None:
    record.close()
    unnoticed = []
    with without_foreign_keys(engine) as broken:
        for name, (number, damaged, table, statement) in CASES.items():
            damage(broken, damaged, statement)
            verdict = verify(looked_at(broken, store), numbers={number})
            if verdict.is_good or (number, table) not in {(at, of) for at, of, _ in found(verdict)}:
                unnoticed.append((name, found(verdict)))
            broken.rollback()
    assert unnoticed == []
    assert {number for number, *_ in CASES.values()} == {each.number for each in INVARIANTS}


def test_a_file_that_is_gone_changed_or_of_nobody_is_found(record: Session, store: DocumentStore) -> None:
    path = store.path(record.scalars(select(Document.sha256).order_by(Document.id)).first() or "")
    path.write_bytes(b"anders")
    changed = verify(looked_at(record, store))
    path.unlink()
    missing = verify(looked_at(record, store))
    store.put(b"van niemand")
    path.with_name(f"{path.name}.x.part").write_bytes(b"half geschreven")
    orphans = verify(looked_at(record, store))
    assert changed.flawed(Flaw.CHANGED) == missing.flawed(Flaw.MISSING) >= 1
    assert (missing.flawed(Flaw.CHANGED), missing.flawed(Flaw.ORPHAN), orphans.flawed(Flaw.ORPHAN)) == (0, 0, 2)
    assert {(16, "document")} == {(at, name) for at, name, _ in found(orphans)}


def test_an_invoice_number_that_passes_the_test_by_chance_is_no_citizen_number(
    session: Session, store: DocumentStore
) -> None:
    case = make_case(session, store, invoice="111222333")
    case.claims[0].subject = "Levering volgens factuur 111222333"
    session.flush()
    assert verify(looked_at(session, store), numbers={14}).is_good
    case.claims[0].invoice_number = "F-1"
    case.claims[0].invoice_core = "1"
    session.flush()
    assert not verify(looked_at(session, store), numbers={14}).is_good


def test_nothing_is_changed(record: Session, store: DocumentStore, engine: Engine) -> None:
    record.rollback()
    with engine.execution_options(read_only=True).connect() as connection, Session(connection) as reader:
        assert verify(looked_at(reader, store)).is_good


def test_a_sample_counts_no_more_than_asked(
    record: Session, store: DocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []
    valuation_of = statement.valuation_of

    def seen(of: CaseRecord, *, on: date, figures: Figures) -> Valuation:
        counted.append(of)
        return valuation_of(of, on=on, figures=figures)

    monkeypatch.setattr(statement, "valuation_of", seen)
    verify(looked_at(record, store, sample=1), numbers={4})
    assert len(counted) == 1
    verify(looked_at(record, store), numbers={4})
    assert len(counted) > 2


def test_no_check_asks_more_for_more_cases(session: Session, store: DocumentStore, engine: Engine) -> None:
    """Every check asks the same number of questions for a piece, however many cases are in it."""
    grouped = {each.number for each in INVARIANTS}
    asked = []
    for many in (2, 12):
        for at in range(many):
            make_case(
                session, store, customer=f"K-{many}-{at}", surname=f"Jansen{many}{chr(97 + at)}",
                born=f"{at + 1:02}-0{many // 4 + 1}-1980", invoice=f"F-{many}-{at}", house_number=f"{many}{at}",
            )
        asked.append(_asked(engine, lambda: verify(looked_at(session, store), numbers=grouped)))
    assert asked[0] == asked[1]


def _asked(engine: Engine, look: Callable[[], Verdict]) -> int:
    """How many questions the database got."""
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        assert look().is_good
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(asked)
