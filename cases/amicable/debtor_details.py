"""Other details of a debtor in a claim file: the record keeps the old ones until a person looked and decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.amicable import holds
from cases.errors import NotFound, Refused
from cases.events.people import ChangedDetail
from cases.intake import ClaimRow
from cases.models import Case, Debtor, DetailsProposal, Hold, HoldKind, PointKind, PointSource, Stage
from cases.parties import contact_points, point_changes
from cases.parties import debtor_likeness as likeness
from cases.parties.contact_points import Detail, Origin
from cases.parties.known_debtors import ADDRESS, EMAIL, PHONE, Difference
from cases.progress import locking
from cases.progress.stages import open_case

_ADDRESS = ("street", "house_number", "postal_code", "city", "country")


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """Details that a person may take over, beside those on record."""

    id: int
    differences: tuple[Difference, ...]


def propose(
    session: Session, debtor: Debtor, row: ClaimRow, *, upload_id: int | None, now: datetime
) -> DetailsProposal | None:
    """Keep what a row says otherwise of a debtor; None where it says nothing else, or that was kept already."""
    told, known = likeness.of_row(row), likeness.of_debtor(debtor)
    address = None if likeness.same_address(told.address, known.address) else told.address
    email = "" if not told.email or likeness.same_email(told.email, known.email) else told.email
    phone = "" if not told.phone or likeness.same_phone(told.phone, known.phone) else told.phone
    if address is None and not email and not phone:
        return None
    proposal = DetailsProposal(
        debtor_id=debtor.id, upload_id=upload_id, upload_row=row.row, email=email, phone=phone, proposed_at=now,
        street=address.street[:120] if address else "", house_number=address.house_number[:20] if address else "",
        postal_code=address.postal_code if address else "", city=address.city[:80] if address else "",
        country=address.country if address else "",
    )
    if any(_says(each) == _says(proposal) for each in undecided(session, debtor.id)):
        return None
    session.add(proposal)
    session.flush()
    return proposal


def undecided(session: Session, debtor_id: int) -> list[DetailsProposal]:
    """What nobody decided about yet, oldest first."""
    query = select(DetailsProposal).where(
        DetailsProposal.debtor_id == debtor_id, DetailsProposal.decided_at.is_(None)
    )
    return list(session.scalars(query.order_by(DetailsProposal.id)))


def proposed(session: Session, debtor: Debtor) -> list[Proposed]:
    """What a person may take over, beside what is on record."""
    return [
        Proposed(id=each.id, differences=tuple(
            Difference(what=what, on_record=was, in_file=became) for what, was, became in _changes(debtor, each)
        ))
        for each in undecided(session, debtor.id)
    ]


def hold_cases(session: Session, act: Act, debtor_ids: Iterable[int], *, reason: str, on: date) -> None:
    """No letter leaves on any open case of these debtors before a person looked at their details."""
    ids = session.scalars(select(Case.id).where(Case.debtor_id.in_(set(debtor_ids)), Case.stage != Stage.CLOSED)).all()
    for case in [case for case in locking.lock(session, ids) if case.stage is not Stage.CLOSED]:
        holds.place_once(session, act, case, kind=HoldKind.NEW_DETAILS, reason=reason, on=on)


def decide(
    session: Session, act: Act, hold_id: int, *, case_id: int, taken_ids: Sequence[int], outcome: str, on: date
) -> Hold:
    """Take over these proposals and leave the others, and end the holds that waited for it on all cases of the debtor.

    Letters that were sent keep what they said. Raises NotFound for a proposal that is not of this debtor, Refused for
    two that contradict each other, AlreadyDone, or Incomplete without an outcome.
    """
    _lock_all_of_debtor(session, case_id)
    case = open_case(session, case_id)
    debtor = session.get_one(Debtor, case.debtor_id, with_for_update=True, populate_existing=True)
    waiting = undecided(session, debtor.id)
    taken = [each for each in waiting if each.id in set(taken_ids)]
    if len(taken) != len(set(taken_ids)):
        raise NotFound("Over deze gegevens is al besloten. Bekijk de pagina opnieuw.")
    _refuse_contradictions(taken)
    ended = holds.end(session, act, hold_id, case_id=case_id, outcome=outcome, on=on)
    changes = [change for each in taken for change in _take_over(session, act, debtor, each)]
    for each in waiting:
        each.decided_at, each.decided_by, each.taken_over = act.now, act.actor_id, each in taken
    session.flush()
    point_changes.tell_changed(
        session, act, debtor,
        tuple(ChangedDetail(what=what, was=was, became=became) for what, was, became in changes), on=on,
    )
    for hold in _other_holds(session, debtor.id, but=case_id):
        holds.end(
            session, act, hold.id, case_id=hold.case_id,
            outcome=f"{outcome.strip()} (besloten in dossier {case.number})", on=on,
        )
    return ended


def _lock_all_of_debtor(session: Session, case_id: int) -> None:
    """All his cases at once and in one order, before the debtor: else two who take several wait for each other."""
    debtor_id = select(Case.debtor_id).where(Case.id == case_id).scalar_subquery()
    locking.lock(session, session.scalars(select(Case.id).where(Case.debtor_id == debtor_id)).all())


def _take_over(session: Session, act: Act, debtor: Debtor, proposal: DetailsProposal) -> list[tuple[str, str, str]]:
    changes = _changes(debtor, proposal)
    origin = Origin(source=PointSource.UPLOAD, since=act.today)
    for detail in _details(proposal):
        contact_points.use(session, act, debtor, detail, origin)
    return changes


def _details(proposal: DetailsProposal) -> list[Detail]:
    """What a proposal says, each by its kind."""
    address = likeness.address_of(proposal) if proposal.street else None
    found = [
        Detail(kind=PointKind.ADDRESS, address=address), Detail(kind=PointKind.PHONE, value=proposal.phone),
        Detail(kind=PointKind.EMAIL, value=proposal.email),
    ]
    return [each for each in found if each.address is not None or each.value]


def _changes(debtor: Debtor, proposal: DetailsProposal) -> list[tuple[str, str, str]]:
    """What a proposal changes: which detail, as it is and as it would be."""
    found = []
    if proposal.street:
        found.append((ADDRESS, _written(debtor), _written(proposal)))
    if proposal.phone:
        found.append((PHONE, debtor.phone, proposal.phone))
    if proposal.email:
        found.append((EMAIL, debtor.email, proposal.email))
    return found


def _written(held: Debtor | DetailsProposal) -> str:
    return str(likeness.address_of(held))


def _says(proposal: DetailsProposal) -> tuple[str, ...]:
    return (*(getattr(proposal, field) for field in _ADDRESS), proposal.phone, proposal.email)


def _refuse_contradictions(taken: Sequence[DetailsProposal]) -> None:
    for what, values in (
        ("adres", [_written(each) for each in taken if each.street]),
        ("telefoonnummer", [each.phone for each in taken if each.phone]),
        ("e-mailadres", [each.email for each in taken if each.email]),
    ):
        if len(set(values)) > 1:
            raise Refused(f"U neemt twee keer een ander {what} over. Kies er één.")


def _other_holds(session: Session, debtor_id: int, *, but: int) -> list[Hold]:
    query = select(Hold).join(Case, Hold.case_id == Case.id).where(
        Case.debtor_id == debtor_id, Case.id != but, Case.stage != Stage.CLOSED, Hold.kind == HoldKind.NEW_DETAILS,
        Hold.ended_on.is_(None),
    )
    return list(session.scalars(query.order_by(Hold.case_id)))
