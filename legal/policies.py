"""Choices where the law is silent or disputed: named, with a default and its reason, frozen per case and printed."""

from dataclasses import dataclass
from enum import StrEnum


class DayCount(StrEnum):
    """How a day's share of the yearly rate is counted."""

    ACT_365 = "ACT/365F"
    ACT_ACT = "ACT/ACT"


class Feb29Anniversary(StrEnum):
    """The anniversary of 29 February in a year without one."""

    FEB_28 = "feb_28"
    MAR_1 = "mar_1"


class Rounding(StrEnum):
    """Where interest is rounded half up to cents."""

    PER_SEGMENT = "per_segment"
    AT_END = "at_end"


class SegmentCuts(StrEnum):
    """Where an interest line breaks."""

    REAL_CHANGES = "real_changes"
    HALF_YEARS = "half_years"


class PeriodicStacking(StrEnum):
    """Whether fees for small periodic terms are limited together (art. 2a of the decree; its text was not read)."""

    LIMITED = "limited"    # the default: the careful reading
    PER_TERM = "per_term"  # each missed term bears its own fee, as before 1 October 2024


class FeeBase(StrEnum):
    """Over what the fee is counted: the decree says "hoofdsom" and is silent on interest that joined it."""

    PRINCIPAL = "principal"                            # the default: the lower fee
    WITH_CAPITALISED_INTEREST = "with_capitalised_interest"  # as the explanatory note is read by one source


class BusinessCostBasis(StrEnum):
    """What is owed between businesses over several late payments (CJEU C-585/20 and C-419/21, of secondary sources)."""

    SCALE = "scale"            # the default: the scale over the sum, at least forty euro once
    GREATER_OF = "greater_of"  # that, or forty euro for each late payment where it is more


class CostsOrder(StrEnum):
    """Which costs a payment takes first: art. 6:44 BW says "de kosten" and is silent on their order."""

    OTHER_FIRST = "other_first"            # the default: they may bear interest
    COLLECTION_FIRST = "collection_first"


class CreditAfterNotice(StrEnum):
    """A notice was sent, and later something proves never owed: the law is silent on the fee that it named."""

    RECOUNTED = "recounted"  # the default: the fee over what is left, as after a part payment (ECLI:NL:HR:2016:2704)
    BREAKS = "breaks"        # the notice named too much, and fails


class AfterUnfairClause(StrEnum):
    """What is left to claim when a clause is unfair to a consumer: no decision on it was read."""

    NOTHING = "nothing"      # the default: never too much
    STATUTORY = "statutory"  # what the law gives without any clause


class InterestBesidePenalty(StrEnum):
    """What interest a claim bears beside an agreed penalty: it takes the place of damages (art. 6:92 lid 2 BW)."""

    NOTHING = "nothing"      # the default: never both, from the first day on
    AS_AGREED = "as_agreed"  # where the agreement says that interest runs beside it


@dataclass(frozen=True, kw_only=True)
class CostsPolicy:
    """The choices that decide collection costs beside the scale."""

    periodic_stacking: PeriodicStacking = PeriodicStacking.LIMITED
    fee_base: FeeBase = FeeBase.PRINCIPAL
    b2b_cost_basis: BusinessCostBasis = BusinessCostBasis.SCALE
    costs_order: CostsOrder = CostsOrder.OTHER_FIRST
    credit_after_notice: CreditAfterNotice = CreditAfterNotice.RECOUNTED


@dataclass(frozen=True, kw_only=True)
class ClausePolicy:
    """What is left of interest and of collection costs after an unfair clause on them, towards a consumer.

    `beside_penalty`: what interest is left beside an agreed penalty that is owed, towards anybody.
    """

    unfair_interest: AfterUnfairClause = AfterUnfairClause.NOTHING
    unfair_costs: AfterUnfairClause = AfterUnfairClause.NOTHING
    beside_penalty: InterestBesidePenalty = InterestBesidePenalty.NOTHING


NO_CLAUSE_CHOICES = ClausePolicy()


@dataclass(frozen=True, kw_only=True)
class CountingPolicy:
    """The choices that decide cents and days."""

    day_count: DayCount = DayCount.ACT_365
    full_year_exact: bool = False
    payment_day_counts: bool = True
    feb29_anniversary: Feb29Anniversary = Feb29Anniversary.FEB_28
    rounding: Rounding = Rounding.PER_SEGMENT
    segment_cuts: SegmentCuts = SegmentCuts.REAL_CHANGES
    extend_term: bool = True


@dataclass(frozen=True, kw_only=True)
class RetentionPolicy:
    """How long this agency keeps what it has, and why so long.

    The AVG names no term, and no list of the trade was read. In whole years, counted from the day after what it begins
    with. Of the file of a case the least stands in `legal.debtor.privacy_terms`.
    """

    words_years: int = 2      # notes, contact, grounds, files handed in: the least of art. 5.1 lid 4 Bki, and no longer
    person_years: int = 7     # who it was, letters and papers: behind the books of art. 52 AWR
    request_years: int = 5    # requests on privacy: as long as somebody may ask how they were answered, our choice
    staff_years: int = 2      # who left: as long as what he did is asked about, our choice
    trace_years: int = 7      # who did what: as long as the books that it proves, our choice
    passing_days: int = 90    # what only helps the program along, in days: our choice
    # A writ was served and the debt not settled: whether a judgment followed is not on record, and one may be carried
    # out for twenty years (art. 3:324 lid 1 BW). None: such a case goes like any other.
    unsettled_writ_years: int | None = 20
    linked_are_one: bool = True  # who is one person by somebody's word goes when the last of his cases may, our choice


KEEPING = RetentionPolicy()


@dataclass(frozen=True, kw_only=True)
class CurePolicy:
    """How long who missed a term of an arrangement has to make it good. No law names a number: our choice.

    In days, counted from the day after the letter is presumed to be there; the last is a working day.
    """

    least_days: int = 7   # less is no chance to look at it, ask for help and pay
    most_days: int = 14   # more is an arrangement of its own


CURING = CurePolicy()


@dataclass(frozen=True, kw_only=True)
class DemandPolicy:
    """How long a notice of default gives (art. 6:82 lid 1 BW: "een redelijke termijn"). No law names a number.

    In days, of which the day after receipt is the first; where the last is no working day, the next working day is it.
    The letter says "binnen 15 dagen nadat deze brief bij u is bezorgd": whoever reads that as fourteen days and
    whoever reads it as fifteen has all of them. Interest starts later by that, never earlier.
    """

    days: int = 15


DEMANDING = DemandPolicy()


@dataclass(frozen=True, kw_only=True)
class ApproachPolicy:
    """How often one person is approached at most by this agency, over all his cases and clients. Chosen by the agency.

    The decree asks for correct conduct (art. 4.1 Bki); no law, decree or guideline that was read names a number. A day
    is 24 hours back from the moment asked. What counts is what we begin, answered or not; what he begins counts not. Of
    letters only those that ask for money and that no law wants. Each number is at least one.
    """

    most_in_day: int = 2     # somebody who did not answer may be tried once more that day
    most_in_week: int = 3    # in 7 days
    most_in_month: int = 8   # in 30 days: less than the week allows, so that no week after week goes by like that
    stops_required: bool = False          # a letter that the law wants leaves all the same, and counts not
    stops_agreed_call_back: bool = False  # nor is a call stopped that he himself asked for: one, from the day agreed

    @property
    def limits(self) -> tuple[tuple[int, int], ...]:
        """In how many days how many at most, the shortest first."""
        return (1, self.most_in_day), (7, self.most_in_week), (30, self.most_in_month)


APPROACHING = ApproachPolicy()


@dataclass(frozen=True, kw_only=True)
class MailPolicy:
    """How letters go by e-mail. No law names a number: our choices.

    A letter from whose receipt a term or a prescription runs goes by post alone (`LetterRule.by_post_alone`), although
    one judgment lets the notice go by e-mail (ECLI:NL:GHSHE:2017:5389): receipt of ordinary post is presumed, of an
    e-mail the sender proves it, and nothing that a mail server answers does. `used_within_days`: the law speaks of an
    address that was "recently" used (ECLI:NL:HR:2013:BZ4104). `late_days`: a letter that could not leave so long after
    its date is not sent, because what it says of "today" no longer holds; a person orders another.
    """

    used_within_days: int = 183
    waiting_minutes: int = 30                               # in which it can be taken back
    pauses_minutes: tuple[int, ...] = (1, 5, 15, 60)        # after a "not now" of the server; then the last each time
    late_days: int = 3
    unread_minutes: int = 60                                # between looks while an e-mail that came in is not read


MAILING = MailPolicy()


@dataclass(frozen=True, kw_only=True)
class MessagePolicy:
    """How a message to a mobile phone, that asks to call us, leaves. No law names a number: our choices.

    `late_days`: who has not been asked so long after it was ordered, is not asked any more: a person looks again.
    """

    waiting_minutes: int = 15                               # in which it can be taken back
    pauses_minutes: tuple[int, ...] = (1, 5, 15, 60)        # after a "not now" of the service; then the last each time
    late_days: int = 3
    unread_minutes: int = 60                                # between looks while an e-mail that came in is not read


MESSAGING = MessagePolicy()
