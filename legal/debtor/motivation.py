"""Whether a reason says something: who decides about a person gives grounds that another can weigh."""

import re
from collections.abc import Iterable

# How much a reason must say is a choice of the agency: art. 22 AVG asks that a person really weighs, not a length.
ENOUGH_WORDS = 3
ENOUGH_LETTERS = 12
SHORTEST_WORD = 3

_WORD = re.compile(r"[^\W\d_]+")
# Words that point elsewhere or say nothing by themselves.
_EMPTY = frozenset({
    "akkoord", "beoordeling", "boven", "bovenstaand", "bovenstaande", "conform", "dit", "dossier", "eens", "etc",
    "gelezen", "gezien", "hierboven", "idem", "motivering", "nvt", "oké", "prima", "reden", "redenen", "reeds",
    "toelichting", "verder", "volgt", "voorgaande", "vorige", "zelfde", "zie",
})


def says_something(reason: str, *, besides: Iterable[str] = (), words: int = ENOUGH_WORDS) -> bool:
    """Whether `reason` has at least `words` words of its own, apart from those in the texts `besides`.

    A word counts once, from three letters on, when it has a vowel and is no empty phrase ("zie dossier", "idem").

    >>> says_something("zie dossier, idem"), says_something("Weigert elke regeling, ook na uitleg van de factuur.")
    (False, True)
    """
    repeated = {word for text in besides for word in _words(text)}
    own = {word for word in _words(reason) if _counts(word)} - repeated
    letters = ENOUGH_LETTERS * min(words, ENOUGH_WORDS) // ENOUGH_WORDS
    return len(own) >= words and sum(len(word) for word in own) >= letters


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _counts(word: str) -> bool:
    return (
        len(word) >= SHORTEST_WORD and len(set(word)) > 1 and word not in _EMPTY
        and any(letter in "aeiouyáàâäéèêëíìîïóòôöúùûü" for letter in word)
    )
