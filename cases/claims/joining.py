"""Two cases of one client on one person become one: its invoices move, one letter names them, one fee is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.amicable import settling
from cases.claims import moved_along, moved_sums
from cases.correspondence import added_claims, new_notice, one_letter, ordering
from cases.correspondence.one_letter import BEFORE_THE_COURT
from cases.counting import overpaid, replays, statement
from cases.counting.notices import GONE
from cases.counting.statement import CaseRecord
from cases.errors import Incomplete, NotFound, Refused
from cases.events.claims import CasesJoined
from cases.models import (
    Case,
    CaseParty,
    Claim,
    ClaimMove,
    ClosingReason,
    Document,
    DocumentKind,
    HoldKind,
    LedgerEntry,
    LedgerKind,
    Letter,
    LetterKind,
    NextStep,
    PartyRole,
    Stage,
    Task,
    TaskState,
    ToldAmount,
    WriteOff,
    WriteOffState,
)
from cases.names import name
from cases.parties import links, people_in_case
from cases.parties.people_in_case import PeopleInCase
from cases.progress import locking, stages
from legal.errors import LawError
from legal.money import ZERO
from legal.parameters import Figures
from letters.words import euro, short_date

EVIDENCE = (
    DocumentKind.INVOICE, DocumentKind.AGREEMENT, DocumentKind.TERMS, DocumentKind.MANDATE, DocumentKind.CORRESPONDENCE,
)


@dataclass(frozen=True)
class _Part:
    """What a person is in a case; its debtor, who can be on record twice, is 0."""

    person_id: int
    role: PartyRole
    stands_for_id: int
    share: tuple[int | None, int | None]
    liable_most: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Sums:
    """The costs of a letter of each case and of one letter for both, without VAT (euro); None where not counted."""

    apart: Decimal | None
    together: Decimal | None


def sums(session: Session, one: Case, other: Case, *, on: date, figures: Figures) -> Sums:
    """What joining does to the costs of a first letter on that day."""
    records = [statement.record_of(session, case, figures=figures) for case in (one, other)]
    return sums_of(records, on=on, figures=figures)


def sums_of(records: Sequence[CaseRecord], *, on: date, figures: Figures) -> Sums:
    """The same for the records of both cases."""
    try:
        apart, together = one_letter.costs_of(records, on=on, figures=figures)
    except LawError:
        return Sums(apart=None, together=None)
    return Sums(apart=sum(apart, ZERO), together=together)


def why_not(session: Session, case: Case, into: Case, *, on: date) -> str:
    """Why the invoices of `case` cannot go to `into` on a day, in Dutch; empty when they can."""
    if into.client_id != case.client_id or into.id == case.id:
        return "Alleen twee dossiers van dezelfde opdrachtgever kunnen worden samengevoegd."
    if into.debtor_id not in links.group_of(session, case.debtor_id):
        return "De debiteuren zijn niet dezelfde persoon. Leg dat eerst vast op de pagina van de persoon."
    if into.debtor_kind is not case.debtor_kind:
        return "In het ene dossier is de debiteur een consument, in het andere een bedrijf."
    for each in (case, into):
        if each.stage not in BEFORE_THE_COURT:
            return f"Dossier {each.number} staat in de fase “{name(each.stage)}”. Neem het daar eerst uit."
    return (
        _stands_still(session, case) or promised(session, (case, into), on=on) or checked(session, (case, into))
        or other_people(session, case, into, on=on) or _letter_left(session, case)
    )


def join(session: Session, act: Act, case_id: int, into_id: int, *, reason: str, figures: Figures) -> Case:
    """Move all invoices of a case to another and close it; what it did to the costs is told on both.

    What was paid, booked off and credited goes along, and all other costs. Letters that did not leave are withdrawn, of
    both. A letter that left from `into` does not name what came: over that no fee is owed by it. Where nothing is left
    to pay then, it closes. Raises NotFound, Incomplete without a reason, and Refused (see `why_not` and
    `moved_sums.check`).
    """
    cases = {case.id: case for case in locking.lock(session, [case_id, into_id])}
    case, into = cases.get(case_id), cases.get(into_id)
    if case is None or into is None:
        raise NotFound("Dit dossier bestaat niet.")
    refusal = why_not(session, case, into, on=act.today)
    if refusal:
        raise Refused(refusal)
    if not reason.strip():
        raise Incomplete("Vul in waarom u de dossiers samenvoegt.")
    check_numbers(session, case, into, case.claims)
    costs = sums(session, case, into, on=act.today, figures=figures)
    before = moved_sums.of_cases(session, (case, into), on=act.today, figures=figures)
    _withdraw(session, act, case, into)
    numbers = ", ".join(claim.invoice_number for claim in case.claims)
    along = moved_along.take(session, act, case, into, case.claims, figures=figures)
    _move(session, act, case, into)
    after = moved_sums.of_cases(session, (case, into), on=act.today, figures=figures)
    moved_sums.check(before, after, emptied=moved_sums.title_of(case))
    for each, other in ((into, case), (case, into)):
        events.record(session, act, each.id, CasesJoined(
            other=other.number, came=each is into, invoices=numbers, reason=reason.strip(), costs_apart=costs.apart,
            costs_together=costs.together, paid=along.paid, booked_off=along.booked_off, credited=along.credited,
            other_costs=along.other_costs,
        ), effective_on=act.today)
    stages.close(session, act, case, reason=ClosingReason.JOINED, on=act.today)
    goes_on(session, act, into, figures=figures)
    close_where_nothing_is_left(session, act, into, figures=figures)
    for each in (case, into):
        overpaid.look(session, each, today=act.today, figures=figures)
    added_claims.ask(session, act, into, figures=figures)
    session.flush()
    return into


def _stands_still(session: Session, case: Case) -> str:
    is_held = stages.open_holds(session, case.id)
    return f"Dossier {case.number} staat stil. Beëindig dat eerst, met de uitkomst." if is_held else ""


def checked(session: Session, cases: Sequence[Case]) -> str:
    """A payment of one of the cases is asked about: it may prove to be another amount."""
    for case in cases:
        if any(hold.kind is HoldKind.PAYMENT_CHECK for hold in stages.open_holds(session, case.id)):
            return f"In dossier {case.number} wordt een betaling nagevraagd. Rond dat eerst af."
    return ""


def goes_on(session: Session, act: Act, into: Case, *, figures: Figures) -> None:
    """A case that waited for its first letter goes on where one names what it has now; of no other anything changed."""
    if into.stage is Stage.INTAKE:
        judged = statement.counting_notice(session, into, figures=figures)
        reason = "er kwamen facturen bij die een brief al noemt"
        new_notice.go_on_alone(session, act, into, judged, on=act.today, figures=figures, reason=reason)


def close_where_nothing_is_left(session: Session, act: Act, case: Case, *, figures: Figures) -> None:
    """Nobody is asked for what was paid or credited already."""
    counted = replays.counted(session, case, today=act.today, figures=figures)
    if case.claims and counted.balance is not None and counted.balance <= ZERO:
        settling.settle(session, act, case, counted, paid_on=act.today, figures=figures)


def promised(session: Session, cases: Sequence[Case], *, on: date) -> str:
    """What was proposed or told over one of the cases does not hold for both together."""
    for case in cases:
        proposed = select(WriteOff.id).where(WriteOff.case_id == case.id, WriteOff.state == WriteOffState.PROPOSED)
        if session.scalar(proposed.limit(1)) is not None:
            return f"In dossier {case.number} wacht een afboeking op een besluit. Laat daar eerst over beslissen."
        told = select(ToldAmount).where(ToldAmount.case_id == case.id, ToldAmount.through_day >= on)
        asked = session.scalar(told.order_by(ToldAmount.through_day.desc()).limit(1))
        if asked is not None:
            return (
                f"In dossier {case.number} is {euro(asked.amount)} genoemd, te betalen tot en met "
                f"{short_date(asked.through_day)}. Wacht die dag af."
            )
    return ""


def other_people(session: Session, case: Case, into: Case, *, on: date) -> str:
    """An invoice is asked from whoever owes it, and by whoever speaks for him: both cases must name the same."""
    people = people_in_case.read(session, [case, into])
    parts = {each.id: _parts(people[each.id], on) for each in (case, into)}
    if parts[case.id] == parts[into.id]:
        return ""
    names = ", ".join(sorted({
        party.person.name for each in (case, into) for party in people[each.id].open(on)
        if _part(party) in parts[case.id] ^ parts[into.id]
    }))
    return (
        f"In dossier {case.number} spelen andere personen een rol dan in dossier {into.number}: {names}. Leg in beide "
        "dezelfde personen en rollen vast, of beëindig de rol die niet meer klopt."
    )


def _parts(people: PeopleInCase, on: date) -> set[_Part]:
    return {_part(party) for party in people.open(on)}


def _part(party: CaseParty) -> _Part:
    person, stands_for = (
        0 if each == party.case.debtor_id else each for each in (party.person_id, party.stands_for_id)
    )
    share = (party.share_numerator, party.share_denominator)
    return _Part(person, party.role, stands_for, share, party.liable_most)


def _letter_left(session: Session, case: Case) -> str:
    left = select(Letter.id).where(
        Letter.case_id == case.id, Letter.state.in_(GONE), Letter.returned_on.is_(None)
    )
    if session.scalar(left.limit(1)) is None:
        return ""
    return (
        f"Uit dossier {case.number} is al een brief vertrokken: die noemt dit dossier. Voeg het andere hierbij, of "
        "verhuis de facturen."
    )


def check_numbers(session: Session, case: Case, into: Case, claims: Sequence[Claim]) -> None:
    """Raise Refused where one of these invoices of `case` has a number that stands in `into`, or for its debtor."""
    mine = {claim.invoice_number for claim in claims}
    twice = mine & {claim.invoice_number for claim in into.claims}
    if case.debtor_id != into.debtor_id:
        of_debtor = select(Claim.invoice_number).where(
            Claim.client_id == case.client_id, Claim.debtor_id == into.debtor_id, Claim.invoice_number.in_(mine)
        )
        twice |= set(session.scalars(of_debtor))
    if twice:
        raise Refused(f"Factuur {', '.join(sorted(twice))} staat in beide. Zoek eerst uit of het één factuur is.")


def _withdraw(session: Session, act: Act, case: Case, into: Case) -> None:
    """What did not leave names too little, or a case that ends."""
    reason = f"dossiers {case.number} en {into.number} zijn samengevoegd: de brief noemt niet alles"
    for each in (case, into):
        gone = ordering.withdraw_unsent(session, act, each, reason=reason, on=act.today)
        is_first = any(letter.kind is LetterKind.FIRST_NOTICE for letter in gone)
        if each is into and is_first and not stages.open_holds(session, each.id):
            each.next_step, each.next_step_on = NextStep.SEND_FIRST_NOTICE, act.today


def _move(session: Session, act: Act, case: Case, into: Case) -> None:
    """Claims go over with their evidence and open tasks; in the ledger each is a minus there and a plus here."""
    session.flush()
    for claim in list(case.claims):
        for case_id, amount in ((case.id, -claim.principal), (into.id, claim.principal)):
            session.add(LedgerEntry(
                case_id=case_id, claim_id=claim.id, kind=LedgerKind.PRINCIPAL_MOVED, amount=amount,
                effective_on=claim.invoice_date, recorded_at=act.now, recorded_by=act.actor_id,
            ))
        session.add(ClaimMove(
            claim_id=claim.id, from_case_id=case.id, into_case_id=into.id, moved_on=act.today, moved_at=act.now,
            moved_by=act.actor_id,
        ))
    session.execute(update(Document).where(Document.case_id == case.id, Document.kind.in_(EVIDENCE)).values(
        case_id=into.id
    ))
    session.execute(update(Task).where(Task.case_id == case.id, Task.state == TaskState.OPEN).values(case_id=into.id))
    session.execute(update(Claim).where(Claim.case_id == case.id).values(
        case_id=into.id, debtor_id=into.debtor_id, is_open=into.stage is not Stage.CLOSED
    ))
    session.flush()
    session.expire(case, ["claims"])
    session.expire(into, ["claims"])
