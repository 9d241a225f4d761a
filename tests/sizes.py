"""How many random cases, kills and hostile values the tests use: nothing is skipped, only smaller.

`python -m tests.sizes` prints the table. A number in the environment goes first (LAW_RANDOM_CASES=10000); else
TEST_RING says which column holds: nothing for `pytest` as in the README, `ci` for `.ci/run`, `deep` for `.ci/deep`.
"""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """One number: its variable, its value in each ring, and what it counts."""

    name: str
    default: int
    ci: int
    deep: int
    means: str


SIZES = (
    Size("LAW_RANDOM_CASES", 300, 500, 50_000, "whole cases that a second implementation counts day by day"),
    Size("PORTFOLIO_RANDOM_CASES", 5_000, 5_000, 100_000, "claims that the portfolio counts as the single case does"),
    Size("TEXT_RANDOM_CASES", 1_000, 2_000, 50_000, "made-up texts, with and without a citizen service number"),
    Size("EXAMPLES_PERCENT", 100, 100, 2_000, "percent of the examples that each property names for itself"),
    Size("HOSTILE_VALUES", 8, 8, 100, "values that nobody types, sent to every address under every name"),
    Size("FOREIGN_OBJECTS", 1, 2, 50, "objects of each kind of another, asked for at every address by every role"),
    Size("FUZZ_REQUESTS", 80, 80, 2_000, "requests by chance on one record, on each kind of database"),
    Size("FUZZ_SECONDS", 0, 0, 3_600, "how long such records follow one another, on both kinds together"),
    Size("CRASH_LETTERS", 80, 100, 1_000, "letters of which each is made once, whatever is killed meanwhile"),
    Size("CRASH_KILLS", 5, 6, 40, "kills of workers, work-horses and whole programs during those letters"),
    Size("SAMPLE_LETTERS", 40, 40, 300, "letters of each sample file of a client, where these files are"),
    Size("SIMULATED_CASES", 12, 50, 2_000, "debtors of the simulated agency"),
    Size("CRAWLED_LETTER_CASES", 6, 8, 60, "debtors of the simulated agency of which every letter of 100 days is read"),
    Size("SIMULATED_DAYS", 40, 60, 200, "days that it is simulated"),
    Size("JOURNEY_ROWS", 2_000, 5_000, 20_000, "rows of the large file that is handed in through a browser"),
    Size("DATABASE_KILLS", 1, 1, 50, "kills of the database server while payments are booked and letters made"),
    Size("AT_ONCE", 5, 5, 20, "people who edit one row, or send one form, at the same moment"),
    Size("CHAIN_ENTRIES", 300, 300, 10_000, "rows that each of eight processes writes while they are sealed"),
    Size("CRASH_ROWS", 3_000, 3_000, 60_000, "rows of a confirmed file, whatever is killed while cases are made of it"),
    Size("CRAWLED_OF_A_KIND", 1, 1, 6, "pages, and buttons, of the demo whose addresses differ in numbers alone"),
    Size("RESTORE_DRILLS", 1, 1, 4, "times that a server is put back at a moment of its own, by the README's words"),
    Size("LOAD_HANDLERS", 2, 2, 10, "handlers who work at once in the small run of `agency bench load`"),
    Size("LOAD_KINDS", 1, 1, 2, "kinds of database of that run: SQLite, and then PostgreSQL"),
    Size("NAUGHTY_STRINGS", 24, 24, 1_000, "texts that programs stumble over, through pages, letters and files"),
    Size("RECOUNTED_CASES", 3, 3, 500, "cases by chance whose letter, PDF and pages are compared with a second count"),
    Size("BENCH_CASES", 300, 300, 10_000, "cases of the small benchmark that must give the same cents every way"),
)


def size(name: str) -> int:
    """The number to use now. Raises KeyError for a name that is not in the table."""
    found = {each.name: each for each in SIZES}[name]
    given = os.environ.get(name)
    if given:
        return int(given)
    return {"": found.default, "ci": found.ci, "deep": found.deep}[os.environ.get("TEST_RING", "")]


def examples(many: int) -> int:
    """How many examples a property that names `many` gets."""
    return max(1, many * size("EXAMPLES_PERCENT") // 100)


if __name__ == "__main__":
    print(f"{'variable':24} {'pytest':>7} {'run':>7} {'deep':>7}  what it counts")
    for each in SIZES:
        print(f"{each.name:24} {each.default:7} {each.ci:7} {each.deep:7}  {each.means}")
