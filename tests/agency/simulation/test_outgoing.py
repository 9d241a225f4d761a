"""All that leaves by post in a hundred days is read: nothing forbidden or untrue, nobody twice, nobody who may not."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from agency import database
from agency.settings import Settings
from agency.simulation.running import Plan, simulate
from agency.simulation.world import ThrownAway, World
from cases.models import Case, Hold, HoldKind, LetterKind
from tests.agency.simulation.outgoing import Reader, Writer, findings
from tests.sizes import size
from tests.web import make_settings

DAYS = 100


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    """An empty record."""
    return make_settings(sqlite_url, tmp_path, testing=False)


def test_all_that_leaves_in_a_hundred_days_may_leave_and_is_true(settings: Settings) -> None:
    reader, planted = Reader(), dict[str, bool]()
    writers: list[Writer] = []

    def each_day(world: World) -> None:
        if not writers:
            writers.append(Writer(world.chance))
        reader.read(world, world.day - timedelta(days=1))
        writers[0].work(world)
        if world.days_from_start() == DAYS:
            planted.update(seen_when_planted(world, reader))

    plan = Plan(seed="13", days=DAYS, cases=size("CRAWLED_LETTER_CASES"), first_day=date(2026, 7, 1))
    played = simulate(settings, plan, each_day=each_day)
    assert played.violations == []
    assert reader.findings == []
    kinds = {each.kind for each in reader.sent}
    assert {LetterKind.FIRST_NOTICE, LetterKind.REMINDER, LetterKind.PROMISE_CONFIRMED, LetterKind.RECEIPT} <= kinds
    assert len(kinds) >= 8, kinds
    assert planted == {"a wrong amount": True, "a threat": True, "a second letter": True, "a dead man": True}


def seen_when_planted(world: World, reader: Reader) -> dict[str, bool]:
    """Whether the reader sees faults that are put into letters that left."""
    first = next(each for each in reader.sent if each.kind is LetterKind.FIRST_NOTICE)

    def seen(rule: str, **changes: object) -> bool:
        letter = replace(first, **changes)  # type: ignore[arg-type]  # a field of it
        return any(each.rule == rule for each in findings(world.session, letter, [], world))

    told = {
        "a wrong amount": seen("an amount that quote does not give", text=f"{first.text}\nBetaal € 12.345,67."),
        "a threat": seen("a word that is not allowed", text=f"{first.text}\nU komt op een zwarte lijst."),
        "a second letter": any(
            each.rule == "the same letter twice" for each in findings(world.session, first, [first], world)
        ),
    }
    with suppress(ThrownAway), database.transaction() as session:
        session.add(Hold(
            case_id=first.case_id, client_id=session.get_one(Case, first.case_id).client_id, kind=HoldKind.DECEASED,
            reason="-", started_on=first.sent_on - timedelta(days=1),
        ))
        session.flush()
        told["a dead man"] = seen("a case that stands still")
        raise ThrownAway
    return told
