"""What decides whether a writ may be made, as plain values from the record: of the case, its claims and people."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from legal.court import writ_readiness
from legal.court.consumer_duties import DutyVerdict
from legal.court.writ_readiness import WritFacts
from legal.debtor.assessment import ASSESSMENT_DAYS, Outcome
from legal.debtor.default import DefaultFinding, DefaultLack
from legal.debtor.registration import RegistrationVerdict
from legal.facts import DebtorKind, NoticeTerm
from legal.wording import dutch_day

AGAIN = "Beoordeel opnieuw."


@dataclass(frozen=True, kw_only=True)
class ClaimRecord:
    """What the record holds for one claim. `barred_from` is its first day of prescription, None when not computed.

    `barred_from_if_contract`: that day by the five years of art. 3:307 lid 1 BW where nobody stated what kind of claim
    it is and `barred_from` goes by the two years of art. 7:28 BW; None where it was stated. `barred_unless`: which
    letter would have interrupted and waits for its receipt to be recorded, as a Dutch sentence goes on.
    """

    ref: str
    default: DefaultFinding | DefaultLack
    has_invoice: bool
    has_agreement: bool
    barred_from: date | None
    barred_from_if_contract: date | None = None
    barred_unless: str = ""

    def waits_for_its_kind(self, day: date) -> bool:
        """Whether the claim is barred on `day` as a consumer sale and not as another contract."""
        longest = self.barred_from_if_contract
        return longest is not None and self.barred_from is not None and self.barred_from <= day < longest


@dataclass(frozen=True, kw_only=True)
class RegisterCheck:
    """A look into a public register on `checked_on`; `found` when the debtor is in it."""

    checked_on: date
    found: bool
    has_proof: bool


@dataclass(frozen=True, kw_only=True)
class AssessmentRecord:
    """The assessment as recorded: who decided and who confirmed it, by user id.

    `contrary`: what came on record since and speaks against it, and `objections`: why it could not be decided so now,
    in Dutch sentences. With either, or too long after `decided_on`, it counts no longer.
    """

    outcome: Outcome
    decided_by: int
    confirmed_by: int | None = None
    decided_on: date | None = None
    contrary: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()

    def is_too_old(self, on: date) -> bool:
        """Whether more than ASSESSMENT_DAYS passed since the decision."""
        return self.decided_on is not None and on > self.decided_on + timedelta(days=ASSESSMENT_DAYS)

    def outdated(self, on: date) -> str:
        """Why it no longer counts on `on`, with what to do; empty while it does."""
        if self.contrary:
            return f"Na de beoordeling is vastgelegd: {', '.join(self.contrary)}. {AGAIN}"
        if self.is_too_old(on):
            assert self.decided_on is not None
            until = dutch_day(self.decided_on + timedelta(days=ASSESSMENT_DAYS))
            return f"De beoordeling gold tot en met {until} ({ASSESSMENT_DAYS} dagen). {AGAIN}"
        return f"De beoordeling klopt niet meer. {' '.join(self.objections)} {AGAIN}" if self.objections else ""


@dataclass(frozen=True, kw_only=True)
class PersonAtGate:
    """One of several on whom the writ is served: what is asked of each by himself, as in `SummonsFacts`."""

    name: str
    notice: NoticeTerm | None
    notice_defects: tuple[str, ...] = ()
    insolvency_check: RegisterCheck | None
    guardianship_check: RegisterCheck | None
    represented_by: str = ""
    street: str
    postal_code: str
    place: str
    claims: tuple[ClaimRecord, ...]
    country: str = writ_readiness.HOME


@dataclass(frozen=True, kw_only=True)
class OtherFees:
    """Costs in other cases of the same creditor on the same consumer where one letter could have named all.

    `cases`: their numbers. In euro without VAT: the costs of all `apart`, one fee over all `together`, and what of the
    unpaid costs of this case is `over` that.
    """

    cases: tuple[str, ...]
    apart: Decimal
    together: Decimal
    over: Decimal


@dataclass(frozen=True, kw_only=True)
class SummonsFacts:
    """Everything that decides whether a writ may be made on `on`; plain values, read from the record.

    `open_holds` are their Dutch names. `not_served`: why no writ may go to the debtor himself, in Dutch; empty where it
    may. `mandate` names the document of mandate or assignment, empty without one.
    `registration` of the agency: None where the debtor is no natural person here. `balance_through`: the day through
    which the balance was counted, None where that is `on`; `left_out` says what the amounts of the writ then lack.
    `duties` towards a consumer: None where they are not asked. `loss_accepted_on`: when the client signed the loss to
    be expected by them. `represented_by`: on whom it is served in the place of the debtor. `persons`: on whom it is
    served, where they are several; what is asked of each then stands there. `other_fees`: None where no other case of
    theirs has costs that one letter could have named.
    """

    on: date
    debtor: DebtorKind
    balance: Decimal
    balance_through: date | None = None
    left_out: str = ""
    claims: tuple[ClaimRecord, ...]
    notice: NoticeTerm | None
    notice_defects: tuple[str, ...] = ()
    is_disputed: bool
    open_holds: tuple[str, ...]
    not_served: str = ""
    assessment: AssessmentRecord | None
    insolvency_check: RegisterCheck | None
    guardianship_check: RegisterCheck | None
    mandate: str
    cost_ceiling: Decimal | None
    ceiling_approved_on: date | None
    debtor_name: str
    debtor_street: str
    debtor_postal_code: str
    debtor_place: str
    minor_flag_unresolved: bool
    registration: RegistrationVerdict | None = None
    duties: DutyVerdict | None = None
    loss_accepted_on: date | None = None
    other_fees: OtherFees | None = None
    writ: WritFacts = field(default_factory=WritFacts)
    represented_by: str = ""
    persons: tuple[PersonAtGate, ...] = ()
