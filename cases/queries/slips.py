"""Words that differ from a typed one by a single slip: a letter too many, too few or wrong, or two changed places.

There are some four hundred of a name, and an index of words is asked for all of them at once: cheaper than measuring
how far every name on record is away, and never a candidate too many.
"""

import string

SHORTEST = 4  # a slip in three letters is another word
MOST_WORDS = 3
LONGEST = 20
_LETTERS = string.ascii_lowercase


def of(word: str) -> list[str]:
    """Every word at one slip from `word`; none for a short or very long one."""
    if not SHORTEST <= len(word) <= LONGEST:
        return []
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {
        *(before + after[1:] for before, after in cuts if after),
        *(before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1),
        *(before + letter + after[1:] for before, after in cuts if after for letter in _LETTERS),
        *(before + letter + after for before, after in cuts for letter in _LETTERS),
    }
    return sorted(found - {word})
