"""How hard the texts of the letters are to read, by one named measure: the leesgemak of Flesch-Douma.

206.84 - 0.77 × syllables in a hundred words - 0.93 × words in a sentence; the higher, the easier. From W.H. Douma, De
leesbaarheid van landbouwbladen (Wageningen, 1960); formula and grades are given at
https://dbnl.org/tekst/_taa014197701_01/_taa014197701_01_0089.php. It counts, and understands nothing: a text that
reaches its bar can still be unclear.

What is measured is the text with every sentence that it can say; a name, day or amount in it is one word whose
syllables do not count, and so is a figure. Headings and tables are left out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from letters.catalogue import catalogue
from letters.document import Block, Items, Paragraph, block_lines, inline_text
from letters.markup import parse
from letters.syllables import syllables
from letters.text import HERE, TEXTS

MEASURE = "leesgemak volgens Flesch-Douma"
CONSTANT, PER_SYLLABLE, PER_WORD = 206.84, 0.77, 0.93
# From this score on a text is graded so, by Douma; what is below the last is "zeer moeilijk".
GRADES = (
    (90, "zeer gemakkelijk"), (80, "gemakkelijk"), (70, "tamelijk gemakkelijk"), (60, "normaal"),
    (45, "tamelijk moeilijk"), (30, "moeilijk"),
)
HARDEST_GRADE = "zeer moeilijk"
FIRST_LETTER, LEAST_OF_FIRST_LETTER = "first_notice", 60.0  # "normaal"
FEWEST_WORDS = 3  # what is shorter ("Klacht.") is a label, not a sentence
FEWEST_TO_JUDGE = 6

VALUE = "▢"
_INCLUDE = re.compile(r'\{%-? include "(?P<path>[^"]+)" -?%\}')
_CHOICE = re.compile(r"\{%-? if [^%]*%\}(?P<all>(?:(?!\{%-? (?:if|endif)).)*?)\{%-? endif -?%\}")
_OTHERWISE = re.compile(r"\{%-? (?:else|elif [^%]*?) ?-?%\}")
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}")
_COUNTED = re.compile(r'\{\{[^}]*\bcounted\(one="(?P<one>[^"]*)"[^}]*\}\}')
_FIELD = re.compile(r"\{\{.*?\}\}")
_END = re.compile(rf"(?<=[.?!])[)”\"]?\s+(?=[(“\"]?[A-ZÀ-Þ{VALUE}])")


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence: its words, and the syllables of those of them that are `spelled` in letters."""

    text: str
    words: int
    spelled: int
    syllables: int

    @property
    def score(self) -> float:
        """How easy it is by itself."""
        return _score(self.words, self.spelled, self.syllables, 1)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was measured of a text."""

    sentences: tuple[Sentence, ...]

    @property
    def score(self) -> float:
        """How easy it is, to a tenth."""
        words, spelled = sum(each.words for each in self.sentences), sum(each.spelled for each in self.sentences)
        return _score(words, spelled, sum(each.syllables for each in self.sentences), len(self.sentences))

    @property
    def grade(self) -> str:
        """What Douma calls that."""
        return next((name for least, name in GRADES if self.score >= least), HARDEST_GRADE)

    def hardest(self, count: int = 3) -> tuple[Sentence, ...]:
        """The sentences that are hardest by themselves, the hardest first; very short ones are left out."""
        long = (each for each in self.sentences if each.words >= FEWEST_TO_JUDGE)
        return tuple(sorted(long, key=lambda each: each.score)[:count])


def _score(words: int, spelled: int, spoken: int, sentences: int) -> float:
    return round(
        CONSTANT - PER_SYLLABLE * 100 * spoken / max(spelled, 1) - PER_WORD * words / max(sentences, 1), 1
    )


def read(paragraphs: Iterable[str]) -> Reading:
    """The sentences of running text. What does not end as a sentence is a heading, a greeting or a name."""
    found = (_measured(text) for paragraph in paragraphs for text in _END.split(paragraph.strip()) if _ends(text))
    return Reading(sentences=tuple(each for each in found if each.words >= FEWEST_WORDS))


def _ends(text: str) -> bool:
    return text.rstrip(")”\" ").endswith((".", "?", "!", ":"))


def _measured(text: str) -> Sentence:
    tokens = text.split()
    spelled = [word for word in ("".join(filter(_is_letter, token)).strip("-") for token in tokens) if word]
    figures = [each for each in tokens if not any(map(str.isalpha, each)) and re.search(rf"[\d{VALUE}]", each)]
    return Sentence(
        text=text, words=len(spelled) + len(figures), spelled=len(spelled), syllables=sum(map(syllables, spelled))
    )


def _is_letter(char: str) -> bool:
    return char.isalpha() or char == "-"


@cache
def reading_of(kind: str, version: str) -> Reading:
    """The text of a kind of document in one version, with the parts that it takes in."""
    found = read(text for block in _blocks(kind, version) for text in _running(block))
    return Reading(sentences=tuple(dict.fromkeys(found.sentences)))  # one that two wordings share counts once


def with_added(kind: str, version: str, addition: str) -> Reading:
    """That of the text with a paragraph of the agency's own, as the letter goes; of the text alone without one."""
    found = reading_of(kind, version)
    return Reading(sentences=(*found.sentences, *read([addition]).sentences)) if addition else found


@cache
def sentences_of(kind: str, version: str) -> tuple[str, ...]:
    """All that a text can say, headings and rows of tables too, with VALUE for a value; each once, if it has words."""
    lines = (line for block in _blocks(kind, version) for line in block_lines(block))
    found = (text.strip() for line in lines for text in _END.split(line))
    return tuple(dict.fromkeys(text for text in found if any(map(str.isalpha, text))))


def now_in_use(kind: str) -> Reading:
    """The reading of the version that is used now."""
    return reading_of(kind, catalogue()[kind].version)


def bar_of(kind: str) -> float:
    """The score that a letter to a debtor has to reach: no harder than the first letter, which has to be "normaal"."""
    return LEAST_OF_FIRST_LETTER if kind == FIRST_LETTER else now_in_use(FIRST_LETTER).score


def _blocks(kind: str, version: str) -> tuple[Block, ...]:
    source = (TEXTS / kind / version / "body.txt").read_text(encoding="utf-8")
    return tuple(parse(_unfilled(source)).blocks)


def _running(block: object) -> Iterator[str]:
    match block:
        case Paragraph():
            yield inline_text(block.text)
        case Items():
            yield from map(inline_text, block.items)


def _unfilled(source: str) -> str:
    """A text with every passage that it may hold; of two wordings within a line the longest, a mark for each value."""
    while _INCLUDE.search(source):
        source = _INCLUDE.sub(lambda found: (HERE / found["path"]).read_text(encoding="utf-8"), source)
    worded = _FIELD.sub(VALUE, _COUNTED.sub(lambda found: found["one"], source))
    lines = (line for line in worded.split("\n") if not line.strip() or _TAG.sub("", line).strip())
    return "\n".join(map(_one_wording, lines))


def _one_wording(line: str) -> str:
    while _CHOICE.search(line):
        line = _CHOICE.sub(lambda found: max(_OTHERWISE.split(found["all"]), key=len), line)
    return _TAG.sub("", line)
