"""The dated figures of the law: one YAML file per series, read strictly, handed down as one frozen value."""

from legal.parameters.court_tables import (
    BailiffTariffs,
    CourtFeeBand,
    CourtFeeTable,
    CourtLocations,
    EarningsMaximum,
    GuidelineBand,
    LivingSituation,
    OfficialAct,
    PartyKind,
    SalaryBand,
    SalaryTable,
    SessionPlace,
    StackingLimit,
    SubdistrictLimits,
)
from legal.parameters.holidays import EquatedDay, HolidayKind, HolidayRule, Holidays, easter_sunday
from legal.parameters.loader import Figures, load_figures
from legal.parameters.series import Confidence, CostBracket, CostScale, DatedValue, Gap, Run, Series, Source

__all__ = [
    "BailiffTariffs",
    "Confidence",
    "CostBracket",
    "CostScale",
    "CourtFeeBand",
    "CourtFeeTable",
    "CourtLocations",
    "DatedValue",
    "EarningsMaximum",
    "EquatedDay",
    "Figures",
    "Gap",
    "GuidelineBand",
    "HolidayKind",
    "HolidayRule",
    "Holidays",
    "LivingSituation",
    "OfficialAct",
    "PartyKind",
    "Run",
    "SalaryBand",
    "SalaryTable",
    "Series",
    "SessionPlace",
    "Source",
    "StackingLimit",
    "SubdistrictLimits",
    "easter_sunday",
    "load_figures",
]
