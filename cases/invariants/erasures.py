"""15: what of a closed case went, two people confirmed, and its term was over.

What went again after an older backup was put back has nobody's name: it was confirmed in the record of before.
"""

from collections.abc import Iterator

from sqlalchemy import exists, select

from cases.invariants.finding import IN_PIECES, Looked, Wrong, all_of
from cases.models import Case, Erasure, LookKind, LookState, SecondLook
from cases.queries.retention import YEARS
from legal.debtor.privacy_terms import file_may_go_from


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Cases that went too soon, or that nobody confirmed."""
    confirmed = exists().where(
        SecondLook.id == Erasure.second_look_id, SecondLook.kind == LookKind.ERASURE,
        SecondLook.state == LookState.CONFIRMED,
    )
    alone = select(Erasure.id).where(Erasure.source == "case", Erasure.second_look_id.is_not(None), ~confirmed)
    yield from all_of(looked, "erasure", alone.order_by(Erasure.id), "gewist zonder dat een tweede dat bevestigde")
    went = select(Erasure.id, Erasure.scope, Erasure.erased_on, Case.closed_on).join(
        Case, Case.id == Erasure.row_id
    ).where(Erasure.source == "case", Erasure.erased_on >= Case.closed_on).order_by(Erasure.id)
    for key, scope, erased_on, closed_on in looked.session.execute(went.execution_options(yield_per=IN_PIECES)):
        if closed_on is not None and (scope is None or erased_on < file_may_go_from(closed_on, YEARS[scope])):
            yield Wrong(table="erasure", row=str(key), what="gewist voor het einde van de bewaartermijn")
