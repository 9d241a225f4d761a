"""From YAML to the figures about a lawsuit, as strict as every other figure."""

from collections.abc import Sequence
from decimal import Decimal

from legal.errors import FiguresInvalid
from legal.parameters.court_tables import (
    BailiffTariffs,
    CourtFeeBand,
    CourtFeeTable,
    CourtLocations,
    EarningsMaximum,
    GuidelineBand,
    OfficialAct,
    SalaryBand,
    SalaryTable,
    SessionPlace,
    StackingLimit,
    SubdistrictLimits,
)
from legal.parameters.reading import Record, parse, refuse_unused, source_list
from legal.parameters.series import Gap, Series, Source
from legal.parameters.series_reading import change_of, dated_value, gaps_of, read_series


def read_court_fees(text: str, where: str) -> Series[CourtFeeTable]:
    """The series of tables of court fees."""
    return read_series(text, where, _court_fee_table)


def read_salary(text: str, where: str) -> Series[SalaryTable]:
    """The series of tables of the salary of a representative."""
    return read_series(text, where, _salary_table)


def read_limits(text: str, where: str) -> Series[SubdistrictLimits]:
    """The series of limits of the subdistrict court."""
    return read_series(text, where, _limits)


def read_amounts(text: str, where: str) -> Series[Decimal]:
    """A series of plain amounts in euro."""
    return read_series(text, where, _amount)


def read_earnings_maximum(text: str, where: str) -> Series[EarningsMaximum]:
    """The series of highest protected earnings levels."""
    return read_series(text, where, _earnings_maximum)


def read_guideline(text: str, where: str) -> Series[GuidelineBand]:
    """The series of the old guideline of collection costs."""
    return read_series(text, where, _guideline_band)


def read_stacking(text: str, where: str) -> Series[StackingLimit]:
    """The series of limits on stacking of costs."""
    return read_series(text, where, _stacking_limit)


def read_bailiff_tariffs(text: str, where: str) -> BailiffTariffs:
    """The tariffs of official acts: one series per act, sharing the list of sources and the gaps of all."""
    record = parse(text, where)
    known = source_list(record)
    name, unit, law = record.text("name"), record.text("unit"), record.text("law")
    checked_through = record.day("checked_through")
    common, change = gaps_of(record), change_of(record)
    acts = []
    for each in record.records("acts"):
        letter, act = each.text("letter"), each.text("act")
        series = Series(
            name=f"{name}, letter {letter}",
            unit=unit,
            law=f"{law.split(' Besluit')[0]} onder {letter} Besluit{law.partition(' Besluit')[2]}",
            checked_through=checked_through,
            values=tuple(dated_value(value, known, _amount) for value in each.records("values")),
            gaps=_merged(gaps_of(each), common),
            change=change,
        )
        each.done()
        acts.append(OfficialAct(letter=letter, act=act, tariff=series))
    record.done()
    letters = [act.letter for act in acts]
    if letters != sorted(set(letters)):
        raise FiguresInvalid(f"{where}: the letters must ascend, each once")
    refuse_unused(known, (source for act in acts for value in act.tariff.values for source in value.sources), where)
    return BailiffTariffs(name=name, law=law, acts=tuple(acts))


def read_court_locations(text: str, where: str) -> CourtLocations:
    """The dated table from municipality to place of session."""
    record = parse(text, where)
    known = source_list(record)
    record.text("unit")
    table = CourtLocations(
        name=record.text("name"),
        law=record.text("law"),
        checked_through=record.day("checked_through"),
        rows=tuple(_session_place(each, known) for each in record.records("rows")),
    )
    record.done()
    seen = [(row.municipality.casefold(), row.first_day) for row in table.rows]
    if len(set(seen)) != len(seen):
        raise FiguresInvalid(f"{where}: a municipality may start once on a day")
    refuse_unused(known, (source for row in table.rows for source in row.sources), where)
    return table


def _merged(own: tuple[Gap, ...], common: tuple[Gap, ...]) -> tuple[Gap, ...]:
    return tuple(sorted((*own, *common), key=lambda gap: gap.first_day))


def _amount(record: Record) -> Decimal:
    return _positive(record, "value")


def _positive(record: Record, key: str) -> Decimal:
    value = record.number(key)
    if value <= 0 or value != round(value, 2):
        raise FiguresInvalid(f"{record.where}: {key} {value} is no amount of whole cents over zero")
    return value


def _court_fee_table(record: Record) -> CourtFeeTable:
    content = Record(record.raw("value"), f"{record.where}.value")
    bands = tuple(_court_fee_band(each) for each in content.records("bands"))
    content.done()
    _check_bands([band.up_to for band in bands], content.where)
    return CourtFeeTable(bands=bands)


def _court_fee_band(record: Record) -> CourtFeeBand:
    band = CourtFeeBand(
        up_to=record.number("up_to") if "up_to" in record else None,
        legal_entity=_positive(record, "legal_entity"),
        natural_person=_positive(record, "natural_person"),
        limited_means=_positive(record, "limited_means"),
    )
    record.done()
    return band


def _salary_table(record: Record) -> SalaryTable:
    content = Record(record.raw("value"), f"{record.where}.value")
    table = SalaryTable(
        bands=tuple(_salary_band(each) for each in content.records("bands")),
        eviction=_positive(content, "eviction"),
        other_requests=_positive(content, "other_requests"),
        undetermined_from=_positive(content, "undetermined_from"),
        undetermined_to=_positive(content, "undetermined_to"),
    )
    content.done()
    _check_bands([band.up_to for band in table.bands], content.where)
    return table


def _salary_band(record: Record) -> SalaryBand:
    band = SalaryBand(
        up_to=record.number("up_to") if "up_to" in record else None,
        per_point=_positive(record, "per_point"),
        max_points=record.number("max_points") if "max_points" in record else None,
    )
    record.done()
    return band


def _limits(record: Record) -> SubdistrictLimits:
    content = Record(record.raw("value"), f"{record.where}.value")
    limits = SubdistrictLimits(
        claim=_positive(content, "claim"), consumer_credit=_positive(content, "consumer_credit")
    )
    content.done()
    return limits


def _earnings_maximum(record: Record) -> EarningsMaximum:
    content = Record(record.raw("value"), f"{record.where}.value")
    found = EarningsMaximum(
        single=_positive(content, "single"),
        single_parent=_positive(content, "single_parent"),
        couple=_positive(content, "couple"),
        couple_with_children=_positive(content, "couple_with_children"),
    )
    content.done()
    return found


def _guideline_band(record: Record) -> GuidelineBand:
    content = Record(record.raw("value"), f"{record.where}.value")
    band = GuidelineBand(
        over=content.number("over"), up_to=_positive(content, "up_to"), amount=_positive(content, "amount")
    )
    content.done()
    if band.up_to <= band.over:
        raise FiguresInvalid(f"{record.where}: the band must end after it starts")
    return band


def _stacking_limit(record: Record) -> StackingLimit:
    content = Record(record.raw("value"), f"{record.where}.value")
    limit = StackingLimit(threshold=_positive(content, "threshold"), months=content.whole("months"))
    content.done()
    return limit


def _check_bands(ends: Sequence[Decimal | None], where: str) -> None:
    """Ends must ascend and only the last band is open."""
    bounded = [end for end in ends[:-1] if end is not None]
    if ends[-1] is not None or len(bounded) != len(ends) - 1 or bounded != sorted(set(bounded)):
        raise FiguresInvalid(f"{where}: the bands must ascend, and only the last has no end")


def _session_place(record: Record, known: dict[str, Source]) -> SessionPlace:
    sources = record.sources(known)
    row = SessionPlace(
        municipality=record.text("municipality"),
        court=record.text("court"),
        place=record.text("place"),
        first_day=record.day("from"),
        last_day=record.day("through") if "through" in record else None,
        sources=sources,
        confidence=record.confidence(sources),
        note=record.note(known),
    )
    record.done()
    return row
