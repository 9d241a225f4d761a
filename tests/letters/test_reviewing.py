"""What somebody sees of a text before it is approved: why each sentence is there, what changed, what is wrong."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from legal.notice.own_checks import elements_of
from letters import reviewing, text
from letters.catalogue import catalogue, content
from letters.examples import example, makers
from letters.kind import DebtorLetter
from letters.reviewing import Change, changes, reviewed
from letters.text import fingerprint

BODY = "texts/note/v1/body.txt"
DEBTOR_LETTERS = sorted(name for name, kind in catalogue().items() if issubclass(kind, DebtorLetter))


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    yield
    reviewed.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A made-up kind `note`, whose text takes in a part that takes in another, and one of a book."""
    monkeypatch.setattr(text, "HERE", tmp_path)
    monkeypatch.setattr(text, "TEXTS", tmp_path / "texts")
    write(tmp_path / BODY, '{% include "parts/a/v1.txt" %}\n{% include "parts/book/" ~ ground ~ ".txt" %}')
    write(tmp_path / "parts/a/v1.txt", '{% include "parts/b/v1.txt" %}')
    write(tmp_path / "parts/b/v1.txt", "Betaal.")
    write(tmp_path / "parts/book/one.txt", "Een.")
    yield tmp_path
    fingerprint.cache_clear()


def write(path: Path, words: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, encoding="utf-8")


@pytest.mark.parametrize("part", [BODY, "parts/b/v1.txt", "parts/book/one.txt", "parts/book/two.txt"])
def test_any_word_that_a_text_can_say_is_in_its_fingerprint(folder: Path, part: str) -> None:
    before = fingerprint("note", "v1")
    fingerprint.cache_clear()
    assert fingerprint("note", "v1") == before
    fingerprint.cache_clear()
    path = folder / part
    write(path, f"{path.read_text(encoding='utf-8') if path.exists() else ''} En meer.")
    assert fingerprint("note", "v1") != before


def test_every_letter_to_a_debtor_has_an_example_that_can_be_made() -> None:
    assert sorted(makers()) == DEBTOR_LETTERS
    for kind in DEBTOR_LETTERS:
        assert content(example(kind)).blocks


@pytest.mark.parametrize("kind", DEBTOR_LETTERS)
def test_each_text_in_use_can_be_approved_and_every_element_stands_at_a_sentence(kind: str) -> None:
    found = reviewed(kind)
    assert found.faults == ()
    served = {element.code for said in found.said for element in said.serves}
    assert served == {each.code for each in elements_of(kind) if not each.never}
    assert served


@pytest.mark.parametrize(("kind", "code"), [
    (kind, element.code) for kind in ("first_notice", "missed_term", "interruption_letter")
    for element in elements_of(kind) if not element.never
])
def test_an_element_that_no_sentence_serves_is_a_fault(
    kind: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = replace(next(each for each in elements_of(kind) if each.code == code), words=re.compile("staat er niet"))
    monkeypatch.setattr(reviewing, "elements_of", lambda _kind: (lost,))
    assert f"geen zin zegt {lost.what} ({lost.law})" in reviewed(kind).faults


def test_words_that_threaten_or_press_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    made = example("first_notice")
    monkeypatch.setattr(reviewing, "example", lambda _kind: replace(made, salutation="Geachte politie,"))
    assert any("De politie noemt u niet" in fault for fault in reviewed("first_notice").faults)
    reviewed.cache_clear()
    monkeypatch.setattr(reviewing, "example", lambda _kind: replace(made, salutation="Dit is uw laatste kans."))
    found = reviewed("first_notice")
    assert any("laatste kans" in fault for fault in found.faults)
    assert found.said == ()
    assert reviewing.pages("first_notice") == ()


def test_a_text_that_is_too_hard_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing, "bar_of", lambda _kind: 101.0)
    assert any("moeilijker dan mag" in fault for fault in reviewed("first_notice").faults)


def test_what_changed_is_told_sentence_by_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"v1": ("Dag.", "Betaal nu.", "Weg."), "v2": ("Dag.", "Betaal binnen vijftien dagen.", "Bel ons.", "Groet.")}
    monkeypatch.setattr(reviewing, "sentences_of", lambda _kind, version: said[version])
    assert list(changes("note", "v1", "v2")) == [
        Change(before="Betaal nu.", now="Betaal binnen vijftien dagen."), Change(before="Weg.", now="Bel ons."),
        Change(before="", now="Groet."),
    ]
    assert reviewed("complaint_received").previous == ""


def test_sentences_of_other_cases_are_shown_too() -> None:
    found = reviewed("first_notice")
    shown = " ".join(each.text for each in found.said)
    assert any("Dan overleggen wij met" in sentence for sentence in found.elsewhere)
    assert "Dan overleggen wij met" not in shown
