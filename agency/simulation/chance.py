"""Chance with a seed: the same seed gives the same choices, in the same order."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

Choice = TypeVar("Choice")


class Chance:
    """What is decided by chance. `of` gives a chance of its own, so that one side does not disturb another."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._random = Random(seed)  # noqa: S311 - a game, no secret

    def of(self, name: object) -> "Chance":
        """Another chance of the same seed, the same each time for this name."""
        return Chance(f"{self._seed}/{name}")

    def happens(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return self._random.random() < probability

    def number(self, least: int, most: int) -> int:
        """A whole number from `least` through `most`."""
        return self._random.randint(least, most)

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        """One of these, each as likely."""
        return self._random.choice(choices)

    def weighed(self, choices: Mapping[Choice, int]) -> Choice:
        """One of these, by weight."""
        return self._random.choices(list(choices), weights=list(choices.values()))[0]
