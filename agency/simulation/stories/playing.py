"""Plays stories: each on an empty record, with the daily run of every day, and answers each day that it names."""

import tempfile
from datetime import date, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any  # Any: what JSON says

from agency.background.setting import application, at_work, prepare_database
from agency.quote.request import Bad
from agency.resources import packaged_figures
from agency.settings import Settings
from agency.simulation.chance import Chance
from agency.simulation.running import run_days
from agency.simulation.stories.answering import answer_day
from agency.simulation.stories.happening import Happenings
from agency.simulation.stories.opening import open_case
from agency.simulation.stories.reading import Story, StoryDay, read_story
from agency.simulation.world import World, code_of

ONE_DAY = timedelta(days=1)


def play_all(contents: list[Any]) -> list[dict[str, Any]]:
    """The answer to each story in the same order; one that cannot be played says why, the others are answered."""
    with tempfile.TemporaryDirectory(prefix="verhalen-") as scratch:
        empty = _settings(Path(scratch) / "leeg")
        prepare_database(empty)
        return [_play(content, empty, Path(scratch) / str(at)) for at, content in enumerate(contents)]


def _play(content: Any, empty: Settings, folder: Path) -> dict[str, Any]:
    named = {"id": content.get("id") if isinstance(content, dict) else None}
    try:
        story = read_story(content)
        settings = _settings(folder)
        copyfile(empty.instance / "agency.db", folder / "agency.db")
        with at_work(application(settings)):
            return named | {"days": _play_days(settings, story)}
    except Bad as bad:
        return named | {"error": {"code": bad.code, "message": str(bad), "field": bad.field}}


def _settings(folder: Path) -> Settings:
    return Settings.load(instance=folder, environ={})


def _play_days(settings: Settings, story: Story) -> list[dict[str, Any]]:
    world = World(
        settings.store(), packaged_figures(), Chance("story"),
        first_day=story.given.opened_on,
    )
    happenings = Happenings(world, open_case(world, story.given))
    return [_play_day(world, happenings, day) for day in story.days]


def _play_day(world: World, happenings: Happenings, day: StoryDay) -> dict[str, Any]:
    """What a service refuses is an answer: it stands with its reason, and the day goes on."""
    _wait_until(world, day.on)
    tried = [(event.kind, happenings.play(event)) for event in day.events]
    refused = [
        {"kind": kind, "code": code_of(each.refusal), "message": str(each.refusal)}
        for kind, each in tried if each.refusal is not None
    ]
    told = answer_day(world, happenings.opened)
    if any(each["kind"] == "notice" for each in refused) and told["term"]["last_free_day"] is not None:
        told["remarks"].append("second_fee")  # a letter that counts was there: another would ask its costs again
    return told | {"refused": refused}


def _wait_until(world: World, on: date) -> None:
    """The daily run of every day through this one."""
    while world.day < on:
        world.start_day(world.day + ONE_DAY)
        run_days(world)
