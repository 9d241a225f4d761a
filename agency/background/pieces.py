"""Work that takes long: done in pieces, each kept by itself, gone on from where it stopped.

The row is the truth: it says what is asked, how far it is, and until when somebody is at it. A job that is lost or
killed costs only time, because the sweep rings for every row with work left that nobody is at.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from agency.background import arriving as uploads
from agency.background import batches, fetching, mailing, messaging, numbers, printing
from agency.background.setting import Pace
from cases.claims import arriving
from cases.correspondence import batch_work, print_runs
from cases.store import DocumentStore
from cases.trace import number_search


@dataclass(frozen=True, kw_only=True)
class Piecework:
    """One kind of it. `left_behind`: the ids with work left and nobody at it at that moment.

    `go_on` does what is left of one; it returns at once where another is at it or nothing is left.
    """

    left_behind: Callable[[Session, datetime], Sequence[int]]
    go_on: Callable[[int, DocumentStore, Pace], None]


BATCH, PRINT = "batch", printing.KIND

KINDS: Mapping[str, Piecework] = {
    uploads.KIND: Piecework(left_behind=arriving.left_behind, go_on=uploads.take_in),
    BATCH: Piecework(left_behind=batch_work.left_behind, go_on=batches.go_on),
    mailing.KIND: Piecework(left_behind=mailing.left_behind, go_on=mailing.send_due),
    messaging.KIND: Piecework(left_behind=messaging.left_behind, go_on=messaging.send_due),
    PRINT: Piecework(left_behind=print_runs.left_behind, go_on=printing.deliver),
    fetching.KIND: Piecework(left_behind=fetching.left_behind, go_on=fetching.fetch_new),
    numbers.KIND: Piecework(left_behind=number_search.left_behind, go_on=numbers.search),
}
