"""The fourteen-day notice of claims that came after the first letter (aanvullende veertiendagenbrief)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from letters.errors import MissingField
from letters.kinds.first_notice import FirstNoticeData
from letters.required import HANDLER


@dataclass(frozen=True, kw_only=True)
class AddedNoticeData(FirstNoticeData):
    """A first letter over what was added alone: `fee` is what one fee over all leaves for it.

    `earlier_on` is the day of the first letter, which named `earlier_count` claims. `is_rest`: the fee is less than one
    over these claims by themselves. Law: art. 6:96 lid 6 and 7 BW.
    """

    kind: ClassVar[str] = "added_notice"
    version: ClassVar[str] = "v3"

    earlier_on: date
    earlier_count: int
    is_rest: bool = False

    def missing(self) -> Iterator[MissingField]:
        """Every mandatory field that is empty."""
        yield from super().missing()
        if not self.consumer:
            yield MissingField("consumer", "Een consument: een bedrijf krijgt deze brief niet", HANDLER)
