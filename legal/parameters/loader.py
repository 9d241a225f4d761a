"""From the packaged YAML files to `Figures`: every series typed, checked, and frozen."""

from dataclasses import dataclass
from decimal import Decimal
from importlib import resources

from legal.errors import FiguresInvalid
from legal.parameters.court_reading import (
    read_amounts,
    read_bailiff_tariffs,
    read_court_fees,
    read_court_locations,
    read_earnings_maximum,
    read_guideline,
    read_limits,
    read_salary,
    read_stacking,
)
from legal.parameters.court_tables import (
    BailiffTariffs,
    CourtFeeTable,
    CourtLocations,
    EarningsMaximum,
    GuidelineBand,
    SalaryTable,
    StackingLimit,
    SubdistrictLimits,
)
from legal.parameters.holidays import EquatedDay, HolidayKind, HolidayRule, Holidays
from legal.parameters.reading import Record, parse, refuse_unused, source_list
from legal.parameters.series import CostBracket, CostScale, Series, Source
from legal.parameters.series_reading import read_series


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Every statutory figure, as loaded at the edge and passed down."""

    statutory_interest: Series[Decimal]
    statutory_commercial_interest: Series[Decimal]
    collection_costs: Series[CostScale]
    vat: Series[Decimal]
    holidays: Holidays
    commercial_minimum: Series[Decimal]
    collection_guideline: Series[GuidelineBand]
    periodic_stacking: Series[StackingLimit]
    court_fees: Series[CourtFeeTable]
    representative_salary: Series[SalaryTable]
    post_judgment_costs: Series[Decimal]
    bailiff_tariffs: BailiffTariffs
    subdistrict_limits: Series[SubdistrictLimits]
    court_locations: CourtLocations
    protected_earnings_maximum: Series[EarningsMaximum]


def load_figures() -> Figures:
    """The figures that come with the program. Raises FiguresInvalid when a file breaks the rules."""
    return Figures(
        statutory_interest=read_percentages(_packaged("statutory_interest"), "statutory_interest"),
        statutory_commercial_interest=read_percentages(
            _packaged("statutory_commercial_interest"), "statutory_commercial_interest"
        ),
        collection_costs=read_cost_scale(_packaged("collection_costs"), "collection_costs"),
        vat=read_percentages(_packaged("vat"), "vat"),
        holidays=read_holidays(_packaged("holidays"), "holidays"),
        commercial_minimum=read_amounts(_packaged("commercial_minimum"), "commercial_minimum"),
        collection_guideline=read_guideline(_packaged("collection_guideline"), "collection_guideline"),
        periodic_stacking=read_stacking(_packaged("periodic_stacking"), "periodic_stacking"),
        court_fees=read_court_fees(_packaged("court_fees"), "court_fees"),
        representative_salary=read_salary(_packaged("representative_salary"), "representative_salary"),
        post_judgment_costs=read_amounts(_packaged("post_judgment_costs"), "post_judgment_costs"),
        bailiff_tariffs=read_bailiff_tariffs(_packaged("bailiff_tariffs"), "bailiff_tariffs"),
        subdistrict_limits=read_limits(_packaged("subdistrict_limits"), "subdistrict_limits"),
        court_locations=read_court_locations(_packaged("court_locations"), "court_locations"),
        protected_earnings_maximum=read_earnings_maximum(
            _packaged("protected_earnings_maximum"), "protected_earnings_maximum"
        ),
    )


def read_percentages(text: str, where: str) -> Series[Decimal]:
    """A series of percentages from YAML."""
    return read_series(text, where, _percentage)


def read_cost_scale(text: str, where: str) -> Series[CostScale]:
    """The series of scales of collection costs from YAML."""
    return read_series(text, where, _cost_scale)


def read_holidays(text: str, where: str) -> Holidays:
    """The table of holidays from YAML."""
    record = parse(text, where)
    known = source_list(record)
    record.text("unit")
    holidays = Holidays(
        name=record.text("name"),
        law=record.text("law"),
        first_day=record.day("first_day"),
        equated_from=record.day("equated_from"),
        checked_through=record.day("checked_through"),
        rules=tuple(_holiday_rule(each, known) for each in record.records("rules")),
        equated_days=tuple(_equated_day(each, known) for each in record.records("equated_days")),
    )
    record.done()
    days = [equated.day for equated in holidays.equated_days]
    if days != sorted(set(days)) or days[0] < holidays.equated_from or days[-1] > holidays.checked_through:
        raise FiguresInvalid(f"{where}: equated days must ascend, each once, within the days that were checked")
    used = [*(rule.sources for rule in holidays.rules), *(equated.sources for equated in holidays.equated_days)]
    refuse_unused(known, (source for sources in used for source in sources), where)
    return holidays


def _packaged(stem: str) -> str:
    return (resources.files("legal.parameters") / f"{stem}.yaml").read_text(encoding="utf-8")


def _percentage(record: Record) -> Decimal:
    value = record.number("value")
    if not 0 <= value <= 100:
        raise FiguresInvalid(f"{record.where}: {value} is no plausible percentage")
    return value


def _cost_scale(record: Record) -> CostScale:
    content = Record(record.raw("value"), f"{record.where}.value")
    scale = CostScale(
        brackets=tuple(_bracket(each) for each in content.records("brackets")),
        minimum=content.number("minimum"),
        maximum=content.number("maximum"),
    )
    content.done()
    ends = [Decimal(0), *(bracket.up_to for bracket in scale.brackets)]
    if ends[-1] is not None or [bracket.over for bracket in scale.brackets] != ends[:-1]:
        raise FiguresInvalid(f"{record.where}: each bracket must start where the one before ends, the last has no end")
    return scale


def _bracket(record: Record) -> CostBracket:
    bracket = CostBracket(
        over=record.number("over"),
        up_to=record.number("up_to") if "up_to" in record else None,
        percent=record.number("percent"),
    )
    record.done()
    return bracket


def _holiday_rule(record: Record, known: dict[str, Source]) -> HolidayRule:
    kind = record.text("kind")
    if kind not in list(HolidayKind):
        raise FiguresInvalid(f"{record.where}: kind {kind!r} is not one of {[str(each) for each in HolidayKind]}")
    fixed = kind == HolidayKind.FIXED
    sources = record.sources(known)
    rule = HolidayRule(
        name=record.text("name"),
        kind=HolidayKind(kind),
        month=record.whole("month") if fixed else 0,
        day=record.whole("day") if fixed else 0,
        offset=0 if fixed else record.whole("offset"),
        first_year=record.whole("first_year"),
        last_year=record.whole("last_year") if "last_year" in record else None,
        eve_when_sunday=record.flag("eve_when_sunday"),
        law=record.text("law"),
        sources=sources,
        confidence=record.confidence(sources),
    )
    record.done()
    return rule


def _equated_day(record: Record, known: dict[str, Source]) -> EquatedDay:
    sources = record.sources(known)
    equated = EquatedDay(day=record.day("day"), sources=sources, confidence=record.confidence(sources))
    record.done()
    return equated
