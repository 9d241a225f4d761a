"""The dated figures of the law: one YAML file per series, read strictly, handed down as one frozen value."""

from legal.parameters.holidays import EquatedDay, HolidayKind, HolidayRule, Holidays, easter_sunday
from legal.parameters.loader import Figures, load_figures
from legal.parameters.series import Confidence, CostBracket, CostScale, DatedValue, Run, Series, Source

__all__ = [
    "Confidence",
    "CostBracket",
    "CostScale",
    "DatedValue",
    "EquatedDay",
    "Figures",
    "HolidayKind",
    "HolidayRule",
    "Holidays",
    "Run",
    "Series",
    "Source",
    "easter_sunday",
    "load_figures",
]
