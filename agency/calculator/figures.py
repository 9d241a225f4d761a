"""The statutory figures to read, with what waits for a second person; and the warning that figures run out."""

from dataclasses import dataclass

from flask import render_template

from agency import clock, database
from agency.calculator.blueprint import bp
from agency.resources import figures, packaged_figures
from agency.web.access import Permission, may, requires
from agency.web.figure_tables import tables
from agency.web.navigation import frame
from cases.counting import figures as added
from cases.counting.figures import NEEDED_DAILY, Expiry
from cases.setup import year_end


@dataclass(frozen=True, kw_only=True)
class RunningOut:
    """Figures that run out soon or did, and who was named to add the next ones, for those who may."""

    expiries: tuple[Expiry, ...] = ()
    keeper: str = ""

    @property
    def has_stopped(self) -> bool:
        """Whether amounts are of an earlier day already."""
        return any(each.days_left < 0 for each in self.expiries)


@bp.get("/cijfers")
@requires(Permission.FIGURES_READ)
def show_figures() -> str:
    """Every figure with its sources, and the later ones that the agency added."""
    return render_template(
        "calculator/figures.html", frame=frame(), tables=tables(figures(), clock.today()),
        additions=added.additions(database.session(), packaged_figures()),
        names={key: series.name for key, series in added.addable(packaged_figures()).items()},
    )


@bp.app_context_processor
def _warnings() -> dict[str, object]:
    def figures_running_out() -> RunningOut:
        """What amounts of every day need and runs out soon; for those who may read the figures."""
        if not may(Permission.FIGURES_READ):
            return RunningOut()
        ending = [each for each in added.expiries(figures(), clock.today()) if each.key in NEEDED_DAILY]
        is_asked = bool(ending) and may(Permission.FIGURES_ADD)  # a page of a handler asks no more for it
        named = year_end.keeper(database.session(), clock.today()) if is_asked else None
        return RunningOut(expiries=tuple(ending), keeper="" if named is None else named.name)

    return {"figures_running_out": figures_running_out}
