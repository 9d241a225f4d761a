"""`agency check file`: what the program thinks of a document, without keeping it."""

import json
from pathlib import Path

import pytest

from agency.commands.checks import check
from agency.commands.dutch_click import run
from tests.papers import SCRIPT, locked, pdf, picture, when_opened


def answer(capfd: pytest.CaptureFixture[str], *names: object) -> tuple[int, object]:
    status = run(check, ["file", "--json", *map(str, names)])
    return status, json.loads(capfd.readouterr().out)


def test_one_file_gives_an_object(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    paper = tmp_path / "factuur.pdf"
    paper.write_bytes(pdf(pages=2))
    assert answer(capfd, paper) == (0, {
        "file": str(paper), "accepted": True, "kind": "pdf", "pages": 2, "code": None, "reason": None,
    })


def test_several_files_give_a_list_in_the_same_order(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    contents = [pdf(when_opened("JavaScript", **SCRIPT)), picture("JPEG"), b"tekst", locked(user="x"), pdf()[:400]]
    names = [tmp_path / f"{number}.pdf" for number in range(len(contents))]
    for name, content in zip(names, contents, strict=True):
        name.write_bytes(content)
    status, found = answer(capfd, *names)
    assert status == 0
    assert isinstance(found, list)
    assert [one["file"] for one in found] == list(map(str, names))
    assert [(one["accepted"], one["code"]) for one in found] == [
        (False, "script"), (True, None), (False, "not_pdf"), (False, "encrypted"), (False, "broken"),
    ]
    assert all((one["reason"] is None) == one["accepted"] for one in found)


@pytest.mark.parametrize("names", [(), ("bestaat-niet.pdf",), (".",)])
def test_what_cannot_be_read_is_an_error_and_not_a_verdict(
    names: tuple[str, ...], capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, found = answer(capfd, *(tmp_path / name for name in names))
    assert status == 2
    assert isinstance(found, dict)
    assert set(found["error"]) >= {"code", "message"}


def test_people_get_a_line_per_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("tekst")
    (tmp_path / "b.pdf").write_bytes(pdf())
    assert run(check, ["file", str(tmp_path / "a.txt"), str(tmp_path / "b.pdf")]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert "Het is geen PDF, PNG of JPEG" in lines[0]
    assert lines[1].endswith("b.pdf: kan worden bewaard.")
