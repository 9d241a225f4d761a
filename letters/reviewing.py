"""One text as somebody reads it who has to approve it: its sentences with what each is there for, what changed, and
what is wrong with it.

The sentences are those of its example, filled; after them come those that it says in other cases, with a mark for each
value. Nothing here approves a text: it lists what a program can find, no more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from legal.debtor.pressure import Step
from legal.notice.letter_elements import Element
from legal.notice.own_checks import elements_of
from legal.notice.threats import threats
from letters import additions
from letters.blocks import AgencyBlock
from letters.catalogue import catalogue, content, look_at
from letters.document import plain_text
from letters.errors import LetterError
from letters.examples import example
from letters.kind import DebtorLetter, LetterAbout
from letters.readability import VALUE, Reading, bar_of, read, sentences_of, with_added
from letters.text import versions

_SHOWN = "reminder"  # by which a letterhead is looked at: with headings, a frame to pay and a table
_END = re.compile(r"(?<=[.?!])[)”\"]? (?=[(“\"]?[A-ZÀ-Þ])")


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence, heading or row, and the required elements that it serves; `is_added` where the agency added it."""

    text: str
    serves: tuple[Element, ...] = ()
    is_added: bool = False


@dataclass(frozen=True, kw_only=True)
class Change:
    """A sentence that changed since the version before: `before` empty for a new one, `now` for one that went."""

    before: str
    now: str


@dataclass(frozen=True, kw_only=True)
class Review:
    """What there is to see of the text in use of a kind.

    `elsewhere`: sentences of other cases than that of the example. `never`: what it may not say. `previous`: the
    version that `changes` compares with, empty for the first. `faults`: why it cannot be approved, in Dutch.
    """

    said: tuple[Said, ...]
    elsewhere: tuple[str, ...]
    never: tuple[Element, ...]
    previous: str
    changes: tuple[Change, ...]
    reading: Reading
    bar: float
    faults: tuple[str, ...]


@lru_cache(maxsize=256)
def reviewed(kind: str, addition: str = "") -> Review:
    """The text of a kind in the version that is in use, with a paragraph of the agency's own."""
    version, made = catalogue()[kind].version, replace(example(kind), addition=addition)
    earlier = [each for each in versions(kind) if _number(each) < _number(version)]
    previous = earlier[-1] if earlier else ""
    reading, bar = with_added(kind, version, addition), bar_of(kind)
    try:
        text, faults = _plain(plain_text(content(made))), []
    except LetterError as error:
        text, faults = "", [str(error)]
    added = {_plain(each) for each in _END.split(addition)}
    said = tuple(replace(each, is_added=each.text in added) for each in _said(text, elements_of(kind)))
    if text:
        faults += _faults(kind, made, text, said)
    if reading.score < bar:
        faults.append(f"de tekst is moeilijker dan mag: leesgemak {reading.score}, minstens {bar}")
    return Review(
        said=said, elsewhere=tuple(_elsewhere(kind, version, text)), reading=reading, bar=bar, faults=tuple(faults),
        never=tuple(each for each in elements_of(kind) if each.never), previous=previous,
        changes=tuple(changes(kind, previous, version)) if previous else (),
    )


def pages(kind: str, *, addition: str = "", accent: str = "") -> tuple[bytes, ...]:
    """Pictures (PNG) of the example of a kind, as the letter is drawn with what the agency adds, in its colour.

    None where the text lets no letter be made.
    """
    made = example(kind)
    try:
        return look_at(replace(made, addition=addition, agency=replace(made.agency, accent=accent))).pages
    except LetterError:
        return ()


@lru_cache(maxsize=8)
def letterhead(agency: AgencyBlock) -> bytes | None:
    """A picture (PNG) of the first page of a made-up letter of this agency; None where it lacks what a letter needs."""
    try:
        return look_at(replace(example(_SHOWN), agency=agency)).pages[0]
    except LetterError:
        return None


def addition_faults(kind: str, addition: str) -> tuple[str, ...]:
    """Why a paragraph of the agency's own may not stand in this kind of letter, in Dutch."""
    found = list(additions.faults(addition))
    reading, bar = read([addition]), bar_of(kind)
    if reading.score < bar:
        told = f"leesgemak {reading.score}, minstens {bar}".replace(".", ",")
        found.append(f"de aanvulling is moeilijker dan mag: {told}; schrijf kortere zinnen en woorden")
    if not found:
        try:
            content(replace(example(kind), addition=addition))
        except LetterError as error:
            found.append(str(error))
    return tuple(found)


def changes(kind: str, before: str, now: str) -> Iterator[Change]:
    """What differs between two versions of a text, sentence by sentence; what only moved is told too."""
    old, new = sentences_of(kind, before), sentences_of(kind, now)
    for what, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            went, came = old[old_from:old_to], new[new_from:new_to]
            for at in range(max(len(went), len(came))):
                yield Change(before="".join(went[at:at + 1]), now="".join(came[at:at + 1]))


def _faults(kind: str, made: DebtorLetter, text: str, said: tuple[Said, ...]) -> Iterator[str]:
    served = {each.code for one in said for each in one.serves}
    for element in elements_of(kind):
        if not element.never and element.code not in served:
            yield f"geen zin zegt {element.what} ({element.law})"
    if not isinstance(made, LetterAbout) and made.step is Step.VOLUNTARY:  # others than the debtor may read of it
        for threat in threats(text):
            yield f"“{threat.found}”: {threat.message} ({threat.law})"


def _said(text: str, elements: tuple[Element, ...]) -> Iterator[Said]:
    starts = [
        (found.start() + len(found[0]) - len(found[0].lstrip()), each) for each in elements
        if not each.never and (found := each.words.search(text))
    ]
    at = 0
    for line in text.split("\n"):
        here = at
        for sentence in _END.split(line):
            serves = tuple(each for start, each in starts if here <= start <= here + len(sentence))
            if sentence.strip():
                yield Said(text=sentence.strip(), serves=serves)
            here += len(sentence) + 1
        at += len(line) + 1


def _elsewhere(kind: str, version: str, text: str) -> Iterator[str]:
    """What the text can say and the example does not."""
    for sentence in sentences_of(kind, version):
        words = re.escape(_plain(sentence)).replace(VALUE, ".*?")
        if not re.search(words, text):
            yield sentence


def _plain(text: str) -> str:
    return re.sub(r"[^\S\n]+", " ", text)


def _number(version: str) -> int:
    return int(version[1:])
