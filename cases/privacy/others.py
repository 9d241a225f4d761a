"""Other people in what somebody gets of his own data: their names and how they are reached are taken out.

Law: art. 15 lid 4 AVG: a copy does no harm to others.
"""

import re
from collections.abc import Iterable
from typing import Any, Final  # Any: what JSON holds

ANOTHER: Final = "[iemand anders]"
_SHORTEST: Final = 3  # letters: a shorter name is part of too many words


class Masker:
    """Takes `theirs` out of texts: names, addresses and numbers of others; a word of his `own` name stays."""

    def __init__(self, theirs: Iterable[str], *, own: Iterable[str]) -> None:
        kept = {text.casefold() for text in own}
        pieces = {text.strip() for text in theirs if len(text.strip()) >= _SHORTEST and text.casefold() not in kept}
        longest_first = sorted(pieces, key=len, reverse=True)
        self._pattern = re.compile(
            "|".join(rf"(?<!\w){re.escape(piece)}(?!\w)" for piece in longest_first), re.IGNORECASE
        ) if pieces else None

    def text(self, text: str) -> str:
        """The same text without them."""
        return text if self._pattern is None else self._pattern.sub(ANOTHER, text)

    def value(self, value: Any) -> Any:  # Any: JSON in, JSON out
        """The same structure, each text in it without them."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self.value(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.value(each) for each in value]
        return value
