"""What the page shows of a quote: its values with the Dutch words beside them, and each warning at its figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from agency.calculator import choices
from agency.calculator.request import Request
from agency.quote.answering import Quote
from cases.queries.balance import ON_COSTS
from legal.debtor.prescription import Interruption, InterruptionKind, Prescription
from legal.facts import Line, Remark, Valuation
from legal.parameters.series import DUTCH_CONFIDENCE
from letters.kinds.calculation import CalculatedEvent
from letters.wording import costs_policy_in_words, policy_in_words

COSTS, NOTICE, INTEREST, TOP = "costs", "notice", "interest", "top"
# What the verdict on the notice says itself.
_SAID_BY_VERDICT = "notice_defective"
_PLACES = {
    **dict.fromkeys(ON_COSTS, COSTS),
    "notice_before_default": NOTICE, "notice_defective": NOTICE, "notice_not_delivered": NOTICE,
    "equated_days_incomplete": NOTICE, "simple_interest_before_1992": INTEREST,
    "government_interest_before_2013": INTEREST, "commercial_rate_2002": INTEREST,
    "commercial_interest_consumer": INTEREST,
}


@dataclass(frozen=True, kw_only=True)
class ShownPrescription:
    """The prescription of a claim as it is shown; every event that was given, and whether it interrupted."""

    ref: str
    regime: str
    due_date: date
    term: Prescription
    events: tuple[CalculatedEvent, ...]


@dataclass(frozen=True, kw_only=True)
class Result:
    """A quote to be shown, with the request that it answers.

    `why_cut`: why that is of an earlier day than was asked; empty where it is not.
    """

    quote: Quote
    request: Request
    why_cut: str = ""

    @property
    def valuation(self) -> Valuation:
        """The amounts with their lines."""
        return self.quote.valuation

    @property
    def policy(self) -> tuple[tuple[str, str], ...]:
        """The choices counted with, in Dutch."""
        return policy_in_words(self.valuation.policy) + costs_policy_in_words(self.valuation.costs_policy)

    @property
    def doubts(self) -> Mapping[str, str]:
        """The Dutch words of a confidence that is less than two sources."""
        return {kind.value: text for kind, text in DUTCH_CONFIDENCE.items()}

    @property
    def severities(self) -> Mapping[str, tuple[str, str]]:
        """What a defect does: its Dutch words and the kind of its mark."""
        return {severity.value: shown for severity, shown in choices.SEVERITIES.items()}

    @property
    def notice_was_read(self) -> bool:
        """Whether the text of the notice was given."""
        return bool((self.request.get("notice") or {}).get("text"))

    @property
    def prescriptions(self) -> tuple[ShownPrescription, ...]:
        """The prescription of every claim that asked for it."""
        asked = {claim["ref"]: claim["prescription"] for claim in self.request["claims"] if "prescription" in claim}
        return tuple(
            ShownPrescription(
                ref=ref, regime=choices.REGIMES[term.regime], term=term,
                due_date=date.fromisoformat(asked[ref]["due_date"]),
                events=_events(asked[ref]["interruptions"], term.counted),
            )
            for ref, term in self.quote.prescriptions.items()
        )

    def lines(self, *kinds: str) -> list[Line]:
        """The lines of these kinds, in order."""
        return [line for line in self.valuation.lines if line.kind in kinds]

    def remarks(self, place: str) -> list[Remark]:
        """What to know before relying on the figures at a place of the page."""
        said = self.quote.verdict is not None
        return [
            remark for remark in self.valuation.remarks
            if _PLACES.get(remark.code, TOP) == place and not (said and remark.code == _SAID_BY_VERDICT)
        ]


def _events(asked: list[Mapping[str, str]], counted: tuple[Interruption, ...]) -> tuple[CalculatedEvent, ...]:
    worked = [(event.kind, event.on.isoformat()) for event in counted]
    shown = (
        CalculatedEvent(
            text=choices.INTERRUPTIONS[InterruptionKind(each["kind"])], on=date.fromisoformat(each["on"]),
            counted=(each["kind"], each["on"]) in worked,
        )
        for each in asked
    )
    return tuple(sorted(shown, key=lambda event: event.on))
