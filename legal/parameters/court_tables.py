"""The shapes of the figures about a lawsuit: court fees, salary, limits, bailiff tariffs, places of session."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from legal.errors import InvalidFacts, ParameterUnknown
from legal.parameters.series import Confidence, Series, Source
from legal.wording import dutch_day


class PartyKind(StrEnum):
    """The column of the table of court fees. A partnership is a legal entity here, a sole trader a natural person."""

    LEGAL_ENTITY = "legal_entity"
    NATURAL_PERSON = "natural_person"
    LIMITED_MEANS = "limited_means"


@dataclass(frozen=True, kw_only=True)
class CourtFeeBand:
    """The court fee in euro for claims up to `up_to`, that amount included (None: no end)."""

    up_to: Decimal | None
    legal_entity: Decimal
    natural_person: Decimal
    limited_means: Decimal

    def of(self, party: PartyKind) -> Decimal:
        """The fee of a kind of party."""
        if party is PartyKind.LEGAL_ENTITY:
            return self.legal_entity
        return self.natural_person if party is PartyKind.NATURAL_PERSON else self.limited_means


@dataclass(frozen=True, kw_only=True)
class CourtFeeTable:
    """The bands of one year, lowest first."""

    bands: tuple[CourtFeeBand, ...]


@dataclass(frozen=True, kw_only=True)
class SalaryBand:
    """Euro per point for a base up to `up_to`, that amount included; at most `max_points` (None: no most)."""

    up_to: Decimal | None
    per_point: Decimal
    max_points: Decimal | None


@dataclass(frozen=True, kw_only=True)
class SalaryTable:
    """The salary of a representative: its bands, and the amounts per point that know no band."""

    bands: tuple[SalaryBand, ...]
    eviction: Decimal
    other_requests: Decimal
    undetermined_from: Decimal
    undetermined_to: Decimal


@dataclass(frozen=True, kw_only=True)
class SubdistrictLimits:
    """Most that the subdistrict court decides: a claim, and the sum of a consumer credit; euro, both included."""

    claim: Decimal
    consumer_credit: Decimal


@dataclass(frozen=True, kw_only=True)
class OfficialAct:
    """An act of a bailiff with a tariff; `letter` is that of art. 2 lid 1 of the decree."""

    letter: str
    act: str
    tariff: Series[Decimal]


@dataclass(frozen=True, kw_only=True)
class BailiffTariffs:
    """The tariffs of every official act."""

    name: str
    law: str
    acts: tuple[OfficialAct, ...]

    def of(self, letter: str) -> OfficialAct:
        """The act under a letter. Raises InvalidFacts when the decree has no such letter."""
        for act in self.acts:
            if act.letter == letter:
                return act
        raise InvalidFacts(f"ambtshandeling {letter} staat niet in het Btag", field="letter")


@dataclass(frozen=True, kw_only=True)
class SessionPlace:
    """That cases of a municipality go to a place of session, from `first_day` through `last_day` (None: still)."""

    municipality: str
    court: str
    place: str
    first_day: date
    last_day: date | None
    sources: tuple[Source, ...]
    confidence: Confidence
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CourtLocations:
    """Which place of session a municipality belongs to, with dates. Most municipalities are not in it."""

    name: str
    law: str
    checked_through: date
    rows: tuple[SessionPlace, ...]

    def on(self, municipality: str, day: date) -> SessionPlace:
        """The row of a municipality on a day. Raises ParameterUnknown when the table does not hold it."""
        wanted = municipality.strip().casefold()
        for row in self.rows:
            ends = min(row.last_day or self.checked_through, self.checked_through)
            if row.municipality.casefold() == wanted and row.first_day <= day <= ends:
                return row
        raise ParameterUnknown(
            f"{self.name}: de zittingsplaats voor {municipality.strip() or 'deze gemeente'} op {dutch_day(day)} staat "
            "niet in de tabel: de deurwaarder bepaalt haar",
            series=self.name,
            day=day,
        )


class LivingSituation(StrEnum):
    """The four living situations of the protected earnings level."""

    SINGLE = "single"
    SINGLE_PARENT = "single_parent"
    COUPLE = "couple"
    COUPLE_WITH_CHILDREN = "couple_with_children"


@dataclass(frozen=True, kw_only=True)
class EarningsMaximum:
    """The highest protected earnings level of each living situation, euro a month."""

    single: Decimal
    single_parent: Decimal
    couple: Decimal
    couple_with_children: Decimal

    def of(self, situation: LivingSituation) -> Decimal:
        """The maximum of a living situation."""
        return {
            LivingSituation.SINGLE: self.single,
            LivingSituation.SINGLE_PARENT: self.single_parent,
            LivingSituation.COUPLE: self.couple,
            LivingSituation.COUPLE_WITH_CHILDREN: self.couple_with_children,
        }[situation]


@dataclass(frozen=True, kw_only=True)
class StackingLimit:
    """Terms through `threshold` euro are small; for them one looks back `months` months."""

    threshold: Decimal
    months: int


@dataclass(frozen=True, kw_only=True)
class GuidelineBand:
    """The one known band of the old guideline: `amount` euro over a principal above `over` through `up_to`."""

    over: Decimal
    up_to: Decimal
    amount: Decimal
