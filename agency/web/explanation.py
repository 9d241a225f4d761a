"""What a page of an error says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Explanation:
    """What happened, whether anything was saved, and what to do now.

    `retry_after`: seconds after which it is worth another try; 0 where waiting does not help. `may_repeat`: whether the
    same form can be sent again as it was, because that does nothing where it was saved after all.
    """

    status: int
    title: str
    happened: str
    saved: str
    advice: str
    retry_after: int = 0
    may_repeat: bool = False


NOTHING_SAVED = "Er is niets opgeslagen of gewijzigd."
NOT_SAVED = "Wat u net deed is niet opgeslagen."
SUPPORT = "Blijft het misgaan? Geef dan de code hieronder door aan de beheerder."
