"""The figures that tests stand on: those of today, and those of 2026, which a later year leaves as they are."""

from dataclasses import replace
from datetime import date
from typing import TypeVar

from legal.parameters import BailiffTariffs, CourtLocations, Figures, Holidays, Series, load_figures

Held = TypeVar("Held")


def through(figures: Figures, day: date, **ends: date) -> Figures:
    """The figures as if nothing after `day` were known; `ends` names the series that end on another day."""
    return replace(figures, **{name: _cut(held, ends.get(name, day)) for name, held in vars(figures).items()})


def as_in_2026(figures: Figures) -> Figures:
    """The figures as far as they were known in 2026: for what a test says about days for which nothing is known."""
    return through(
        figures, date(2026, 12, 31), holidays=date(2028, 12, 31), protected_earnings_maximum=date(2024, 1, 31)
    )


def _cut(held: Held, day: date) -> Held:
    match held:
        case Series():
            return replace(
                held,
                checked_through=min(held.checked_through, day),
                values=tuple(value for value in held.values if value.first_day <= day),
                gaps=tuple(
                    replace(gap, last_day=min(gap.last_day, day)) for gap in held.gaps if gap.first_day <= day
                ),
            )
        case BailiffTariffs():
            return replace(held, acts=tuple(replace(act, tariff=_cut(act.tariff, day)) for act in held.acts))
        case CourtLocations():
            rows = tuple(row for row in held.rows if row.first_day <= day)
            return replace(held, checked_through=min(held.checked_through, day), rows=rows)
        case Holidays():
            days = tuple(equated for equated in held.equated_days if equated.day <= day)
            return replace(held, checked_through=min(held.checked_through, day), equated_days=days)
    raise TypeError(held)


FIGURES = load_figures()
FIGURES_2026 = as_in_2026(FIGURES)
