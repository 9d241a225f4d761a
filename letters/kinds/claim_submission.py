"""A claim lodged in a bankruptcy or a debt restructuring (indiening van een vordering)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from legal.debtor.insolvency import LAW_INTEREST, Insolvency, Preference, interest_through
from letters.errors import DatesDiffer, MissingField
from letters.kind import LetterAbout, adds_up, not_after
from letters.required import CLIENT, HANDLER, LETTER, Required, empty


@dataclass(frozen=True, kw_only=True)
class ClaimSubmissionData(LetterAbout):
    """To the trustee or administrator of `about`, who is the `debtor` here: nature, amount, preference and proof.

    `total_now` is what was owed by the start of the day of the order, `ordered_on`. `insolvency_number`: as in the
    register, empty where it is not known. `preference_basis`: on what a preference rests. Law: art. 110 Fw.
    """

    kind: ClassVar[str] = "claim_submission"
    version: ClassVar[str] = "v1"
    required: ClassVar[Required] = (
        *LETTER, ("about", "De naam van de schuldenaar", CLIENT), ("ordered_on", "De dag van de uitspraak", HANDLER),
        ("papers", "De bewijsstukken die meegaan", HANDLER),
    )

    about_lines: tuple[str, ...]
    insolvency: Insolvency
    ordered_on: date
    insolvency_number: str
    preference: Preference
    preference_basis: str
    papers: tuple[str, ...]

    @property
    def law_of_interest(self) -> str:
        """Why its interest ends there."""
        return LAW_INTEREST[self.insolvency]

    @property
    def to_pay(self) -> None:
        """Nothing: the claim is lodged, and paid by who winds up."""
        return None

    def missing(self) -> Iterator[MissingField]:
        """On what a preference rests too, where there is one."""
        yield from super().missing()
        if self.preference is not Preference.NONE:
            yield from empty(self, (("preference_basis", "Waarop de voorrang rust", HANDLER),))

    def check(self) -> None:
        """The table adds up, and is counted through the last day whose interest may be lodged."""
        super().check()
        adds_up(self)
        why = "de uitspraak is van na de brief"
        not_after("ordered_on", self.ordered_on, self.letter_date, why=why)
        if self.valuation.on != interest_through(self.ordered_on):
            raise DatesDiffer("de berekening is niet van de dag voor de uitspraak", field="ordered_on")
