"""What the result of the calculator is printed from: the valuation, and what was asked besides it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from legal.costs.cost_items import CostItem
from legal.court.competence import Competence, Forum
from legal.court.court_costs import CourtCostForecast
from legal.court.court_terms import SummonsTerm
from legal.debtor.prescription import Prescription
from legal.facts import AgreedCosts, Remark
from legal.notice.notice_validity import NoticeVerdict, Severity
from legal.parameters.series import DUTCH_CONFIDENCE, Confidence
from letters.errors import AmountsDiffer
from letters.kind import Valued
from letters.required import HANDLER, Required

_SEVERITIES = {
    Severity.BREAKS: "Geen kosten", Severity.LIMITS: "Minder kosten", Severity.WARNS: "Nakijken",
}  # fmt: skip
# Said in full by the verdict on the notice.
_REMARK_OF_VERDICT = "notice_defective"


@dataclass(frozen=True, kw_only=True)
class CalculatedClaim:
    """A claim of a calculation that belongs to no case. `ref` is its name in the valuation."""

    ref: str
    interest_from: date
    interest: str


@dataclass(frozen=True, kw_only=True)
class CalculatedEvent:
    """What may have interrupted prescription, in Dutch, and whether it did."""

    text: str
    on: date
    counted: bool


@dataclass(frozen=True, kw_only=True)
class CalculatedPrescription:
    """The prescription of one claim: its regime in Dutch, and every event that was given."""

    ref: str
    regime: str
    due_date: date
    term: Prescription
    events: tuple[CalculatedEvent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CalculatedCourt:
    """A lawsuit: which court, where, when, and what it costs. `claim` is what the writ asks, in euro."""

    served_on: date
    first_session_on: date
    competence: Competence
    forums: tuple[Forum, ...]
    place_remark: str
    term: SummonsTerm
    latest_service_day: date
    last_filing_day: date
    term_is_kept: bool
    claim: Decimal
    costs: CourtCostForecast | None

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Everything to know before relying on it."""
        of_costs = () if self.costs is None else self.costs.remarks
        return (*self.competence.remarks, *self.term.remarks, *of_costs)

    @property
    def items(self) -> tuple[CostItem, ...]:
        """Every amount with a figure behind it, each once."""
        return () if self.costs is None else tuple(dict.fromkeys((*self.costs.items, *self.costs.other_side)))


@dataclass(frozen=True, kw_only=True)
class CalculationData(Valued):
    """What the calculator found, with every line; no case, no parties. `made_by` is the agency, if it is on record.

    `policy_in_words`: every choice counted with. `notice_was_read`: the text of the notice was among the facts.
    """

    kind: ClassVar[str] = "calculation"
    version: ClassVar[str] = "v4"
    required: ClassVar[Required] = (
        ("claims", "De vordering", HANDLER),
        ("claims.*.ref", "Het kenmerk van de vordering", HANDLER),
        ("claims.*.interest", "De soort rente", HANDLER),
    )

    made_on: date
    made_by: str | None = None
    claims: tuple[CalculatedClaim, ...]
    consumer: bool
    reclaims_vat: bool
    daily_interest: Decimal | None = None
    policy_in_words: tuple[tuple[str, str], ...]
    agreed_costs: AgreedCosts | None = None
    verdict: NoticeVerdict | None = None
    notice_was_read: bool = False
    prescriptions: tuple[CalculatedPrescription, ...] = ()
    court: CalculatedCourt | None = None

    @property
    def day(self) -> date:
        """The last day that is counted."""
        return self.valuation.on

    @property
    def by_ref(self) -> dict[str, CalculatedClaim]:
        """The claims by their name in the valuation."""
        return {claim.ref: claim for claim in self.claims}

    @property
    def severities(self) -> dict[Severity, str]:
        """What a defect of the notice does, in words."""
        return _SEVERITIES

    @property
    def doubts(self) -> dict[Confidence, str]:
        """What a weak figure rests on, in words."""
        return DUTCH_CONFIDENCE

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What to know before relying on the amounts; what the verdict on the notice says is not said twice."""
        said = {_REMARK_OF_VERDICT} if self.verdict is not None else set()
        return tuple(remark for remark in self.valuation.remarks if remark.code not in said)

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the figures come from, each once, in order of use."""
        items = () if self.court is None else self.court.items
        lines = (line.source for line in self.valuation.lines)
        return tuple(dict.fromkeys((*lines, *(item.source for item in items))))

    def check(self) -> None:
        """The valuation is about the claims that are listed."""
        listed = [claim.ref for claim in self.claims]
        if listed != [claim.ref for claim in self.valuation.claims]:
            raise AmountsDiffer("de berekening gaat over andere vorderingen dan de lijst", field="claims")
