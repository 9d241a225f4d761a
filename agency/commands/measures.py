"""What a bench measured: our work beside the barest way to do the same in the same run, and the most it may be."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from time import process_time
from typing import TypeVar

Result = TypeVar("Result")
ROUNDS = 3  # the middle one counts


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One kind of work, in milliseconds of the processor for each letter, page or other piece of it.

    `floor`: the barest way, `peer`: another program; None where there is none. `goal`: the most that `ratio` may be, or
    where there is no floor `ours`; None where none was set.
    """

    work: str
    ours: float
    floor: float | None = None
    peer: float | None = None
    goal: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the floor."""
        return None if not self.floor else self.ours / self.floor

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached; also where none was set."""
        return self.goal is None or (self.ours if self.ratio is None else self.ratio) <= self.goal


def middle(rounds: Sequence[float]) -> float:
    """The middle of the rounds."""
    return median(rounds)


def timed(work: Callable[[], Result], *, pieces: float) -> tuple[Result, float]:
    """What `work` gives, and the milliseconds of the processor that it took for each of its pieces."""
    began = process_time()
    result = work()
    return result, (process_time() - began) * 1000 / pieces


def as_json(measures: Sequence[Measure]) -> str:
    """A list for a machine."""
    return json.dumps([
        {key: _rounded(value) for key, value in asdict(each).items()} | {"ratio": _rounded(each.ratio)}
        for each in measures
    ], indent=2, ensure_ascii=False)


def table(measures: Sequence[Measure]) -> str:
    """The same for people."""
    lines = [f"{'processor-ms per stuk':<44}{'wij':>9}{'kaal':>9}{'maal':>7}{'ten hoogste':>13}"]
    for each in measures:
        values = (each.ours, each.floor, each.ratio, each.goal)
        ours, floor, ratio, goal = ("" if value is None else f"{value:.2f}".replace(".", ",") for value in values)
        lines.append(f"{each.work:<44}{ours:>9}{floor:>9}{ratio:>7}{goal:>13}{'' if each.is_met else '  TE HOOG'}")
    return "\n".join(lines)


def _rounded(value: object) -> object:
    return round(value, 3) if isinstance(value, float) else value
