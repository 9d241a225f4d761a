"""The command `agency check file`: evidence is opened without being kept."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any  # any: JSON-ready, texts and numbers

import click

from agency.commands.dutch_click import WRONG_USE, Refusal

if TYPE_CHECKING:
    from cases.inspection import Verdict

AT_A_TIME = 2  # each file is opened in a process of its own


@click.command("file")
@click.argument("files", nargs=-1, metavar="BESTAND…")
@click.option("--json", "as_json", is_flag=True, help="Antwoord als JSON: een object, of een lijst bij meer bestanden.")
def check_file(files: tuple[str, ...], as_json: bool) -> int:
    """Open bewijsstukken (PDF, PNG of JPEG) en zeg of zij bewaard kunnen worden."""
    try:
        if not files:
            raise Refusal("Geef een of meer bestanden.")
        with ThreadPoolExecutor(max_workers=AT_A_TIME) as pool:
            answers = list(pool.map(_answer, files))
    except Refusal as refusal:
        if not as_json:
            raise
        _write(json.dumps({"error": {"code": "unreadable", "message": refusal.message, "field": "file"}}))
        return WRONG_USE
    if as_json:
        _write(json.dumps(answers[0] if len(answers) == 1 else answers, ensure_ascii=False, indent=2))
    else:
        _write("\n".join(f"{each['file']}: {each['reason'] or 'kan worden bewaard.'}" for each in answers))
    return 0


def _answer(name: str) -> dict[str, Any]:
    verdict = _looked_at(Path(name))
    return {
        "file": name, "accepted": verdict.accepted, "kind": verdict.kind, "pages": verdict.pages,
        "code": verdict.code, "reason": verdict.reason or None,
    }


def _looked_at(path: Path) -> "Verdict":
    from cases.inspection import MAX_BYTES, look_at

    try:
        with path.open("rb") as file:
            return look_at(file.read(MAX_BYTES + 1))
    except (OSError, ValueError) as error:
        raise Refusal(f"Het bestand {path} kan niet worden gelezen: bestaat het, en is het geen map?") from error


def _write(text: str) -> None:
    """On standard output in UTF-8, whatever the terminal is set to."""
    click.echo(text.encode("utf-8", errors="replace"))
