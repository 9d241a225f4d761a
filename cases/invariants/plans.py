"""9: the terms of an arrangement are together what was agreed; one arrangement runs per case."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select

from cases.invariants.finding import Looked, Wrong, all_of
from cases.models import Arrangement, ArrangementState, Instalment


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Arrangements whose terms do not add up or are not numbered in a row, that end oddly or run beside another."""
    terms = (
        select(Arrangement.id).outerjoin(Arrangement.instalments).group_by(Arrangement.id).order_by(Arrangement.id)
    )
    unequal = terms.having(func.coalesce(func.sum(Instalment.amount), 0) != func.max(Arrangement.total))
    unnumbered = terms.having(func.count(Instalment.id) != func.coalesce(func.max(Instalment.ordinal), -1))
    odd_end = select(Arrangement.id).where(or_(
        (Arrangement.state == ArrangementState.RUNNING) != Arrangement.ended_on.is_(None),
        Arrangement.ended_on < Arrangement.agreed_on,
    )).order_by(Arrangement.id)
    counted_later = (
        select(Arrangement.id).where(Arrangement.counted_through >= Arrangement.agreed_on).order_by(Arrangement.id)
    )
    beside = (
        select(func.max(Arrangement.id)).where(Arrangement.state == ArrangementState.RUNNING)
        .group_by(Arrangement.case_id).having(func.count() > 1)
    )
    for query, what in (
        (unequal, "de termijnen zijn samen niet het afgesproken totaal"),
        (unnumbered, "de termijnen zijn niet doorlopend genummerd"),
        (odd_end, "de dag waarop de regeling eindigde klopt niet"),
        (counted_later, "het bedrag is geteld tot en met een dag die niet voor de afspraak ligt"),
        (beside, "er loopt meer dan één regeling in dit dossier"),
    ):
        yield from all_of(looked, "arrangement", query, what)
