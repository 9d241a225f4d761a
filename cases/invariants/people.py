"""7 and 121: nothing is on its way to who may not be written to, and a debtor is reached as his points say."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from cases.correspondence.rules import to_outsiders
from cases.invariants.finding import Looked, Wrong, all_of
from cases.models import OWING, USABLE, Case, CaseParty, ContactPoint, Debtor, Letter, LetterState, PartyRole, PointKind
from cases.parties import contact_points

# What is being made or waits for the post; what left, left.
_ON_ITS_WAY = (LetterState.QUEUED, LetterState.RENDERING, LetterState.RENDERED)


def written_to(looked: Looked) -> Iterator[Wrong]:
    """Letters on their way to somebody who died, for whom another speaks, or to an address that does not hold; and
    letters to somebody who plays no part in their case.
    """
    for what, condition in _rules():
        yield from all_of(looked, "letter", select(Letter.id).join(Letter.case).where(condition), what)


def reached(looked: Looked) -> Iterator[Wrong]:
    """Debtors whose columns say otherwise than the points of theirs that are used."""
    columns = {
        PointKind.ADDRESS: or_(Debtor.street != "", Debtor.city != ""), PointKind.PHONE: Debtor.phone != "",
        PointKind.EMAIL: Debtor.email != "",
    }
    for kind, differ in contact_points.differing().items():
        of_debtor = and_(ContactPoint.debtor_id == Debtor.id, ContactPoint.kind == kind, ContactPoint.preferred)
        other = select(Debtor.id).join(ContactPoint, of_debtor).where(differ)
        yield from all_of(looked, "debtor", other, "een debiteur wordt bereikt zoals zijn gegevens zeggen")
        lacking = select(Debtor.id).where(columns[kind], ~exists().where(of_debtor))
        yield from all_of(looked, "debtor", lacking, "elk adres, nummer en e-mailadres heeft zijn herkomst")
    closed = select(ContactPoint.id).where(ContactPoint.preferred, ContactPoint.through_day.is_not(None))
    yield from all_of(looked, "contact_point", closed, "wat niet meer geldt, wordt niet gebruikt")


def _rules() -> Iterator[tuple[str, ColumnElement[bool]]]:
    is_going = Letter.state.in_(_ON_ITS_WAY)
    speaker = aliased(CaseParty)
    is_spoken_for = exists().where(
        speaker.case_id == Letter.case_id, speaker.stands_for_id == Letter.debtor_id,
        speaker.role.in_([role for role in PartyRole if role not in OWING]),
        speaker.through_day.is_(None),
    )
    has_died = exists().where(Debtor.id == Letter.debtor_id, Debtor.died_on.is_not(None))
    yield "er gaat geen brief naar wie is overleden of wordt vertegenwoordigd", and_(
        is_going, Letter.party_id.is_(None), or_(is_spoken_for, has_died), Letter.kind.not_in(to_outsiders())
    )
    yield "er gaat geen brief naar een adres dat niet klopt", and_(is_going, exists().where(
        ContactPoint.id == Letter.contact_point_id, ContactPoint.state.not_in(USABLE)
    ))
    owes = exists().where(CaseParty.case_id == Letter.case_id, CaseParty.person_id == Letter.debtor_id)
    yield "een brief is voor iemand die in het dossier schuldenaar is", and_(
        Letter.debtor_id != Case.debtor_id, ~owes
    )
    yield "een brief gaat naar wie voor de schuldenaar optreedt", exists().where(
        CaseParty.id == Letter.party_id,
        or_(CaseParty.case_id != Letter.case_id, CaseParty.stands_for_id != Letter.debtor_id),
    )
