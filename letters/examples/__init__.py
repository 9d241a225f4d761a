"""One made-up letter of each kind to a debtor, without anything of a real person: to look at a text and to test it."""

from collections.abc import Callable
from functools import cache

from letters.catalogue import catalogue
from letters.examples import answers, standard
from letters.kind import DebtorLetter


@cache
def makers() -> dict[str, Callable[..., DebtorLetter]]:
    """By the name of its kind what makes its example."""
    found = {**vars(standard), **vars(answers)}
    return {name: found[name] for name, kind in catalogue().items() if issubclass(kind, DebtorLetter) and name in found}


def example(kind: str) -> DebtorLetter:
    """The example of a kind. Raises KeyError for one that has none."""
    return makers()[kind]()
