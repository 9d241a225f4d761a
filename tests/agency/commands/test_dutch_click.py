"""What the command line makes of an error that a command lets through."""

import click
import pytest

from agency.commands.dutch_click import REFUSED, DutchGroup, run
from legal.errors import FiguresInvalid


def test_a_file_of_figures_that_breaks_its_rules_is_told_in_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    @click.group(cls=DutchGroup)
    def program() -> None:
        """A program."""

    @program.command()
    def quote() -> None:
        raise FiguresInvalid("statutory_interest.values[29]: two sources are claimed, 1 named")

    assert run(program, ["quote"]) == REFUSED
    assert capfd.readouterr().err == (
        "Fout: een bestand met cijfers (legal/parameters) klopt niet: "
        "statutory_interest.values[29]: two sources are claimed, 1 named\n"
    )
