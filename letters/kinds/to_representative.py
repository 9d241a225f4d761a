"""The first letter to who speaks for a debtor: what we have, and with whom we talk (aan de vertegenwoordiger)."""

from dataclasses import dataclass
from typing import ClassVar

from letters.kind import LetterAbout, QuietLetter
from letters.required import CLIENT, HANDLER, LETTER, Required


@dataclass(frozen=True, kw_only=True)
class ToRepresentativeData(LetterAbout, QuietLetter):
    """To who is `capacity` ("bewindvoerder") of `about`, and is the `debtor` here. It asks for no money.

    Law: art. 1:386, 1:438 and 1:441 BW, art. 4.1 Bki.
    """

    kind: ClassVar[str] = "to_representative"
    version: ClassVar[str] = "v1"
    required: ClassVar[Required] = (
        *LETTER, ("about", "De naam van de schuldenaar", CLIENT), ("capacity", "Als wat hij of zij optreedt", HANDLER),
    )

    about_lines: tuple[str, ...]
    capacity: str
