"""What a debt counsellor gets: the balance by claim, and that collecting rests (saldo-opgave)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from letters.kind import LetterAbout, adds_up, not_after
from letters.required import CLIENT, HANDLER, LETTER, Required


@dataclass(frozen=True, kw_only=True)
class DebtHelpBalanceData(LetterAbout):
    """To who helps `about` with debts; `debtor` is that helper. What is open, `valid_until` which day, and with whom.

    `their_reference`: the number of the helper, empty where there is none. `preference`: on what ground the creditor
    goes before others, empty for none. `paused_until`: the last day on which nobody is asked to pay, None while the
    help lasts. `daily_interest` None: not known for the days to come.
    """

    kind: ClassVar[str] = "debt_help_balance"
    version: ClassVar[str] = "v1"
    required: ClassVar[Required] = (
        *LETTER, ("about", "De naam van de schuldenaar", CLIENT),
        ("valid_until", "Tot wanneer de opgave geldt", HANDLER), ("contact", "Met wie contact kan", HANDLER),
    )

    about_lines: tuple[str, ...]
    their_reference: str
    valid_until: date
    contact: str
    has_title: bool
    is_attached: bool
    preference: str
    paused_until: date | None = None
    daily_interest: Decimal | None = None

    @property
    def to_pay(self) -> None:
        """Nothing: the debts are settled by who helps."""
        return None

    def check(self) -> None:
        """The table adds up, and the statement is good for the day of the letter at least."""
        super().check()
        adds_up(self)
        why = "de opgave geldt niet meer op de dag van de brief"
        not_after("valid_until", self.letter_date, self.valid_until, why=why)
