"""The command line in Dutch: the library that reads it speaks English to its users."""

import sys
from datetime import date
from pathlib import Path
from typing import Any  # Any: the library passes values on untyped

import click

from cases.errors import DomainError
from legal.errors import FiguresInvalid

REFUSED = 1
WRONG_USE = 2


class _Dutch(click.Command):
    """Help with Dutch headings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[OPTIES]")
        super().__init__(*args, **kwargs)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Gebruik: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for record in (option.get_help_record(ctx) for option in options) if record]
        if records:
            with formatter.section("Opties"):
                formatter.write_dl([(name, text.replace("[required]", "(verplicht)")) for name, text in records])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Toon deze uitleg."
        return option


class DutchCommand(_Dutch):
    """One command."""


class DutchGroup(_Dutch, click.Group):
    """A command with commands under it."""

    command_class = DutchCommand
    group_class = type

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, subcommand_metavar="OPDRACHT", **kwargs)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        names = self.list_commands(ctx)
        width = formatter.width - 6 - max(map(len, names), default=0)
        commands = [(name, self.commands[name].get_short_help_str(width)) for name in names]
        with formatter.section("Opdrachten"):
            formatter.write_dl(commands)


class DayType(click.ParamType[date]):
    """A date as 2026-11-21."""

    name = "DATUM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is geen datum; schrijf hem als 2026-11-21", param, ctx)


class PathType(click.ParamType[Path]):
    """A file or folder; whether it is there, the command finds out."""

    name = "PAD"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> Path:
        return Path(value)


DAY = DayType()
PATH = PathType()


class Refusal(click.ClickException):
    """A refusal in the words of the program; exit status 1."""

    exit_code = REFUSED


def run(group: click.Group, arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status; every message is Dutch and goes to standard error."""
    try:
        result = group.main(arguments, prog_name="agency", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return WRONG_USE
    except click.UsageError as error:
        if error.ctx is not None:
            click.echo(error.ctx.get_usage(), err=True)
        click.echo(f"Fout: {_in_dutch(error)}", err=True)
        return WRONG_USE
    except click.ClickException as error:
        click.echo(f"Fout: {error.format_message()}", err=True)
        return error.exit_code
    except DomainError as error:
        click.echo(f"Fout: {error}", err=True)
        return REFUSED
    except FiguresInvalid as error:
        click.echo(f"Fout: een bestand met cijfers (legal/parameters) klopt niet: {error}", err=True)
        return REFUSED
    except (click.Abort, KeyboardInterrupt):
        click.echo("Afgebroken.", err=True)
        return REFUSED
    except BrokenPipeError:  # the reader, such as `head`, had enough
        sys.stderr.close()
        return REFUSED
    return result if isinstance(result, int) else 0


def _in_dutch(error: click.UsageError) -> str:
    name = _name_of(error.param) if isinstance(error, click.BadParameter) else ""
    match error:
        case click.MissingParameter():
            return f"{name} ontbreekt."
        case click.BadParameter():
            detail = _choices(error.param) or error.message
            return f"{name} klopt niet: {detail}."
        case click.NoSuchOption():
            return f"De optie {error.option_name} bestaat niet."
        case click.BadOptionUsage():
            return f"De optie {error.option_name} is verkeerd gebruikt: zij hoort wel of juist geen waarde te krijgen."
        case click.exceptions.NoSuchCommand():
            return f"De opdracht {error.command_name!r} bestaat niet. Zie agency --help."
    extra = error.message.partition("(")[2].rstrip(")")
    if error.message.startswith("Got unexpected extra argument"):
        return f"Te veel waarden: {extra}."
    return error.message


def _name_of(param: click.Parameter | None) -> str:
    if isinstance(param, click.Option):
        return f"De optie {param.opts[-1]}"
    return f"De waarde {param.make_metavar(click.Context(click.Command('')))}" if param is not None else "Een waarde"


def _choices(param: click.Parameter | None) -> str:
    if param is None:
        return ""
    if isinstance(param.type, click.Choice):
        return "kies uit " + ", ".join(str(choice) for choice in param.type.choices)
    if isinstance(param.type, click.IntRange):
        return f"geef een heel getal van {param.type.min} tot en met {param.type.max}"
    return ""

