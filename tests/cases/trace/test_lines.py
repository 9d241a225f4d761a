"""The lines of the trace: one for who looks again and again, whom a typed account names, and never changed."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from cases.models import Document, RoleName, TraceKind, TraceLine, UnsealedRow
from cases.queries import trace
from cases.queries.keyset import Turned
from cases.queries.trace import ALARM_FROM, ALARM_WITHIN, Wanted
from cases.trace import lines
from cases.trace.lines import WINDOW, Seen
from tests.conftest import NOW
from tests.factories import make_case, make_store, make_user
from tests.owner import as_owner

SECOND = timedelta(seconds=1)
LOOKED = Seen(kind=TraceKind.CASE_SEEN, page="desk.show_case", address="192.0.2.1", user_id=7, case_id=12)


def test_who_looks_again_within_the_window_is_told_already(session: Session) -> None:
    lines.tell(session, LOOKED, now=NOW)
    assert lines.is_told(session, LOOKED, now=NOW + WINDOW - SECOND)
    assert not lines.is_told(session, LOOKED, now=NOW + WINDOW), "the window is over"


@pytest.mark.parametrize(("other", "is_told"), [
    ({"page": "desk.show_people"}, True),  # another page of the same case
    ({"user_id": 8}, False),
    ({"case_id": 13}, False),
    ({"address": "192.0.2.2"}, False),
    ({"kind": TraceKind.REFUSED, "said": "404"}, False),
])
def test_only_the_same_is_told_already(session: Session, other: dict[str, object], is_told: bool) -> None:
    lines.tell(session, LOOKED, now=NOW)
    assert lines.is_told(session, Seen(**(vars(LOOKED) | other)), now=NOW) is is_told  # type: ignore[arg-type]


def test_a_visitor_who_tries_on_and_on_leaves_one_line_whatever_he_types(session: Session) -> None:
    tried = Seen(kind=TraceKind.TOO_MANY_TRIES, page="security.login", address="192.0.2.1", account="a@b.test")
    lines.tell(session, tried, now=NOW)
    assert lines.is_told(session, Seen(**(vars(tried) | {"account": "c@d.test"})), now=NOW)


def test_of_a_typed_account_only_its_user_is_kept(session: Session) -> None:
    user = make_user(session, RoleName.HANDLER, email="vera@voorbeeld.test")
    for account in ("vera@voorbeeld.test", "mijn geheime wachtwoord"):
        failed = Seen(kind=TraceKind.LOGIN_FAILED, page="security.login", address="192.0.2.1", account=account)
        lines.tell(session, failed, now=NOW)
    failed_of = select(TraceLine.user_id).where(TraceLine.kind == TraceKind.LOGIN_FAILED).order_by(TraceLine.id)
    assert session.scalars(failed_of).all() == [user.id, None]
    kept = session.execute(text("SELECT * FROM trace_line")).all()
    assert "geheim" not in str(kept)


def test_a_paper_is_told_at_its_case(session: Session, tmp_path: Path) -> None:
    case = make_case(session, make_store(tmp_path))
    paper = Document(
        kind="invoice", case_id=case.id, title="Factuur", filename="f.pdf", media_type="application/pdf",
        sha256="0" * 64, size=1, stored_at=NOW,
    )
    session.add(paper)
    session.flush()
    lines.tell(session, Seen(
        kind=TraceKind.DOCUMENT_OPENED, page="desk.show_document", address="", user_id=1, document_id=paper.id
    ), now=NOW)
    assert [row.paper for row in trace.seen_by(session, case.id).rows] == ["Factuur"]


def test_a_line_never_changes_and_waits_for_its_seal(session: Session) -> None:
    lines.tell(session, LOOKED, now=NOW)
    session.commit()
    assert session.scalar(select(UnsealedRow.row_id).where(UnsealedRow.source == "trace_line")) is not None
    for change in ("UPDATE trace_line SET user_id = 1", "DELETE FROM trace_line"):
        with pytest.raises(DatabaseError, match="append-only"):
            as_owner(session.connection(), change)
        session.rollback()


def test_lines_are_turned_by_fifty_and_a_made_up_key_gives_the_first_page(session: Session) -> None:
    for number in range(120):
        lines.tell(session, LOOKED, now=NOW + number // 3 * SECOND)  # several of one moment
    ids, turned = [], Turned()
    while True:
        page = trace.lines(session, Wanted(user_id=7), turned)
        ids += [row.line.id for row in page.rows]
        if page.after is None:
            break
        turned = Turned(after=page.after)
    assert (len(page.rows), ids) == (20, sorted(ids, reverse=True))
    assert len(set(ids)) == 120
    assert [row.line.id for row in trace.exported(session, Wanted())] == ids
    for key in ("1~", "1~2026-11-21", "1~0001-01-01T00:00:00+14:00", "1~9999-12-31T23:59:59-14:00", "x~y"):
        assert len(trace.lines(session, Wanted(), Turned(after=key)).rows) == 50, key


def test_a_day_is_one_in_the_netherlands_and_both_days_count(session: Session) -> None:
    midnight = NOW.replace(hour=23, minute=0)  # of the next day, in November
    for at in (midnight - SECOND, midnight):
        lines.tell(session, LOOKED, now=at)
    today = NOW.date()

    def found(first: int, last: int) -> int:
        days = Wanted(first_day=today + timedelta(days=first), last_day=today + timedelta(days=last))
        return len(trace.lines(session, days).rows)

    assert (found(0, 0), found(1, 1), found(0, 1), found(2, 2)) == (1, 1, 2, 0)


def test_ten_failures_of_a_day_are_an_alarm_at_the_account_and_from_the_address(session: Session) -> None:
    user = make_user(session, RoleName.HANDLER, name="Vera")

    def fail(number: int, *, address: str, user_id: int | None, ago: timedelta = SECOND) -> None:
        for _ in range(number):
            lines.tell(session, Seen(
                kind=TraceKind.LOGIN_FAILED, page="security.login", address=address, user_id=user_id
            ), now=NOW - ago)

    def told() -> set[tuple[str, str, int]]:
        return {(alarm.name, alarm.address, alarm.number) for alarm in trace.alarms(session, now=NOW)}

    fail(ALARM_FROM, address="192.0.2.1", user_id=user.id, ago=ALARM_WITHIN)  # a day ago: over
    fail(ALARM_FROM - 1, address="192.0.2.2", user_id=user.id)
    assert told() == set()
    fail(1, address="192.0.2.3", user_id=user.id)
    assert told() == {("Vera", "", ALARM_FROM)}, "one account, from everywhere"
    fail(ALARM_FROM, address="192.0.2.4", user_id=None)
    assert told() == {("Vera", "", ALARM_FROM), ("", "192.0.2.4", ALARM_FROM)}, "many accounts, or none of ours"
