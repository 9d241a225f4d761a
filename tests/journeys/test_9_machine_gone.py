"""The drill of the README on an empty machine: a backup of the running program, the machine gone, everything back."""

from pathlib import Path

import pytest

from tests.agency.program import agency
from tests.journeys.claim_file import WRIT
from tests.journeys.conftest import Arrival
from tests.journeys.desk import open_case
from tests.journeys.story import HANDLER, Story
from tests.journeys.visitor import Visitor
from tests.readme import commands

pytestmark = pytest.mark.browser

PLACES = ("mnt/elders", "media/kluis", "srv")
TOLD = "Belde vlak voor de back-up."


def test_by_the_readme_alone_everything_is_back_on_an_empty_machine(
    story: Story, arrive: Arrival, tmp_path: Path
) -> None:
    story.needs("handler")
    disk, empty = tmp_path / "disk", tmp_path / "empty"
    for folder in (empty, *(disk / place for place in PLACES)):
        folder.mkdir(parents=True)
    installation = story.installation
    handler = arrive(HANDLER)
    open_case(handler, story.numbers[WRIT])
    handler.field("Uitkomst").select_option(label="Voicemail")
    handler.fill({"Notitie": TOLD})
    handler.press_here("Vastleggen")
    handler.sees(TOLD)
    package = _paper(handler)

    for arguments in commands("drill: the machine that runs", root=disk):
        _run(*arguments, cwd=installation.elsewhere, AGENCY_INSTANCE=str(installation.instance))
    keys = {path.name for path in (disk / "media/kluis").iterdir()}
    assert keys
    assert not keys & {path.name for path in (disk / "mnt/elders").rglob("*")}, "the keys lie in another place"
    installation.lose()

    *restoring, installation.serve = (tuple(each) for each in commands("drill: an empty machine", root=disk))
    for arguments in restoring:
        said = _run(*arguments, cwd=empty, HOME=str(empty))
        assert said.splitlines()[-1] == "Alles klopt."
    installation.instance, installation.elsewhere = Path(installation.serve[-1]), empty
    assert installation.today is not None
    installation.start(installation.today)

    back = arrive(HANDLER)  # with the password and the second step of before
    open_case(back, story.numbers[WRIT])
    back.sees(TOLD)
    assert _paper(back) == package
    back.look("na-terugzetten")


def _run(*arguments: str, cwd: Path, **environment: str) -> str:
    done = agency(*arguments, cwd=cwd, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _paper(handler: Visitor) -> bytes:
    """The content of the first paper of the case."""
    return handler.file_behind(handler.page.locator("a[href^='/stukken/']").first)
