"""One real installation, one real Chromium and a story that the journeys tell in turn."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.journeys.installation import Installation
from tests.journeys.story import ADMINISTRATOR, OWN_PASSWORD, PASSWORD, UPLOADED, Story
from tests.journeys.visitor import DESKTOP, Visitor

ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]
PATIENCE_MS = 40_000  # a page comes in a tenth of a second; on a machine with other work it may take this long
OWN_HOST = "127.0.0.1"
Arrival = Callable[..., Visitor]


@pytest.fixture(scope="package")
def browser() -> Iterator[object]:
    """Debian's Chromium, started once for the folder."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("browser: Chromium is not installed")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def story(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Story]:
    """An empty installation with one administrator, running; stopped at the end with nothing left behind."""
    request.getfixturevalue("browser")  # where there is none, nothing is started
    installation = Installation(tmp_path_factory.mktemp("journey"))
    installation.command("db", "upgrade")
    installation.command(
        "user", "add", ADMINISTRATOR, "--name", "Bea Heerder", "--role", "admin", "--password-stdin",
        given=f"{PASSWORD}\n",
    )
    installation.start(UPLOADED)
    yield Story(installation)
    installation.stop()


def _named(installation: Installation, host: str) -> str:
    """Where the installation is, by the name of the machine that somebody types."""
    return installation.address.replace("127.0.0.1", host)


@pytest.fixture
def arrive(story: Story, browser: object) -> Iterator[Arrival]:
    """Lets somebody sit down at a browser (`arrive(email)`); nothing may have gone wrong unseen at the end.

    Whoever logged in during an earlier journey sits down at the same browser, and need not wait for another code.
    """
    wanted = os.environ.get("JOURNEY_SCREENSHOTS")
    pictures = Path(wanted) if wanted else None
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
    visitors: list[Visitor] = []
    contexts = []
    of_today = {}

    def arrives(email: str = "", *, javascript: bool = True, host: str = OWN_HOST, device: str = "") -> Visitor:
        is_own = javascript and not device and host == OWN_HOST  # the browser that somebody always works at
        context = browser.new_context(  # type: ignore[attr-defined]  # Playwright's browser
            viewport=DESKTOP, locale="nl-NL", timezone_id="Europe/Amsterdam", java_script_enabled=javascript,
            user_agent=device or None, storage_state=story.cookies.pop(email, None) if is_own else None,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        address = partial(_named, story.installation, host)
        visitor = Visitor(context, address, pictures)
        visitors.append(visitor)
        if email and is_own:
            of_today[email] = context
        if email and not visitor.is_in():
            if story.passwords[email].startswith("/"):  # a link of an administrator, used once
                visitor.open(story.passwords[email])
                visitor.look("wachtwoord-kiezen")
                visitor.choose_password(OWN_PASSWORD)
                story.passwords[email] = OWN_PASSWORD
            visitor.log_in(email, story.passwords[email])
            if email in story.phones:
                visitor.look("tweede-stap")
                visitor.make_second_step(story.phones[email])
            elif visitor.path() == "/beveiliging/app":
                visitor.look("tweede-stap-instellen")
                story.phones[email] = visitor.set_up_app()
            if story.passwords[email] != OWN_PASSWORD:
                visitor.look("eigen-wachtwoord-kiezen")
                visitor.take_own_password(story.passwords[email], OWN_PASSWORD)
                story.passwords[email] = OWN_PASSWORD
        return visitor

    yield arrives
    story.cookies |= {email: context.storage_state() for email, context in of_today.items()}
    for context in contexts:
        context.close()
    assert [problem for visitor in visitors for problem in visitor.problems] == []
