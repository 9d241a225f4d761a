"""Prescription (verjaring) of the claims on record: counted by the law, kept at each claim, interrupted, and alarms."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cases import documents, events
from cases.errors import Incomplete, Refused
from cases.events import Json
from cases.input_checks import day_of
from cases.intake.privacy import holds_citizen_number
from cases.models import Case, Claim, DocumentKind, EventKind, Interruption, Stage
from cases.names import name
from cases.stages import open_case
from cases.store import DocumentStore
from legal.calendar import ONE_DAY, add_months
from legal.prescription import ALARM_MONTHS, InterruptionKind, Prescription, PrescriptionRegime, prescription
from legal.prescription import Interruption as LegalInterruption
from letters.words import short_date

WATCHED_MONTHS = max(ALARM_MONTHS)
LAST_MONTHS = min(ALARM_MONTHS)
ALARM_LEVELS = dict(zip(sorted(ALARM_MONTHS), ("danger", "warning", "warning", "info"), strict=True))
BARRED = 0  # beside the months: the claim is barred

# What a handler can know and prove. A lawsuit interrupts too, but how it ends decides whether that lasts
# (art. 3:316 lid 2 BW), and no lawsuit is kept here.
BY_HANDLER = {
    InterruptionKind.RESERVATION: "art. 3:317 lid 1 BW", InterruptionKind.DEMAND: "art. 3:317 lid 1 BW",
    InterruptionKind.ACKNOWLEDGEMENT: "art. 3:318 BW",
}
CLAIMS_AT_ONCE = 1000


@dataclass(frozen=True, kw_only=True)
class Interrupted:
    """A claim after an interruption: the first day barred as it was and as it is."""

    invoice_number: str
    was: date
    became: date


def of_claims(session: Session, claims: Sequence[Claim]) -> dict[int, Prescription]:
    """The prescription of each claim by its id, with the interruptions on record."""
    found = _events(session, claims)
    return {claim.id: _counted(claim, found[claim.id]) for claim in claims}


def keep(session: Session, claims: Sequence[Claim]) -> int:
    """Count the first day barred again and keep it at each claim, for lists and alarms; how many moved.

    A claim whose day moved is alarmed anew. Also for a claim that is still to be added.
    """
    terms = of_claims(session, claims)
    moved = [claim for claim in claims if claim.barred_from != terms[claim.id].barred_from]
    for claim in moved:
        claim.barred_from, claim.alarmed_months = terms[claim.id].barred_from, None
    return len(moved)


def keep_all(session: Session) -> int:
    """Count again for every open case; how many claims moved because the law counts otherwise than it did."""
    moved, last = 0, 0
    query = select(Claim).join(Claim.case).where(Case.stage != Stage.CLOSED).order_by(Claim.id).limit(CLAIMS_AT_ONCE)
    while claims := session.scalars(query.where(Claim.id > last)).all():
        moved, last = moved + keep(session, claims), claims[-1].id
        session.flush()
    return moved


def add(
    session: Session, claims: Sequence[Claim], *, kind: InterruptionKind, on: date, source: str, now: datetime
) -> None:
    """Put an interruption on record for each of these claims, and its first day barred anew."""
    for claim in claims:
        session.add(Interruption(
            claim_id=claim.id, debtor_id=claim.debtor_id, kind=kind.value, interrupted_on=on, source=source[:200],
            recorded_at=now,
        ))
    session.flush()
    keep(session, claims)


def interrupt(
    session: Session, store: DocumentStore, case_id: int, *, kind: InterruptionKind, on: date,
    claim_ids: Iterable[int], note: str, today: date, actor_id: int | None, now: datetime, filename: str = "",
    content: bytes = b"",
) -> list[Interrupted]:
    """Record that prescription was interrupted (gestuit) on `on`: the day of receipt or of the acknowledgement.

    Raises Refused for a day in the future, or on which it interrupts nothing; Incomplete without a claim.
    """
    case = open_case(session, case_id)
    chosen = set(claim_ids)
    claims = [claim for claim in case.claims if claim.id in chosen]
    _check(session, claims, kind, on, note, today)
    before = of_claims(session, claims)
    proof = None
    if content:
        proof = documents.add(
            session, store, kind=DocumentKind.CORRESPONDENCE, content=content, filename=filename,
            title=f"{name(kind)}, {short_date(on)}", actor_id=actor_id, now=now, case_id=case_id,
        ).id
    add(session, claims, kind=kind, on=on, source=f"{name(kind)}. {note.strip()}".strip(), now=now)
    events.record(
        session, case_id, EventKind.PRESCRIPTION_INTERRUPTED, actor_id=actor_id, now=now, effective_on=on,
        interruption=kind.value, law=BY_HANDLER[kind], note=note.strip(), document_id=proof,
        invoices=", ".join(claim.invoice_number for claim in claims),
        barred_from=str(min(claim.barred_from for claim in claims)),
    )
    session.flush()
    return [
        Interrupted(
            invoice_number=claim.invoice_number, was=before[claim.id].barred_from, became=claim.barred_from
        )
        for claim in claims
    ]


def last_day_within(months: int, *, today: date) -> date:
    """The last first-day-barred of which the alarm of so many months ahead was reached on `today`.

    An alarm that is clamped to the end of a short month is reached together with those of the days after it.
    """
    return max(add_months(today, months), add_months(today + ONE_DAY, months) - ONE_DAY)


def alarm(session: Session, *, day: date, now: datetime) -> int:
    """Put an alarm on record for every open case in which a claim came within 12, 6, 3 or 1 months, or is barred now.

    Once for each of these, for the closest when several were passed; how many cases. A `day` that is caught up later
    counts as the day of `now`: days that a machine slept through give one alarm.
    """
    on = max(day, day_of(now))
    borders = {months: last_day_within(months, today=on) for months in ALARM_MONTHS} | {BARRED: on}
    reached = [
        (Claim.barred_from <= border) & (Claim.alarmed_months.is_(None) | (Claim.alarmed_months > months))
        for months, border in borders.items()
    ]
    query = (
        select(Claim).join(Claim.case).where(Case.stage != Stage.CLOSED, or_(*reached))
        .order_by(Claim.case_id, Claim.barred_from, Claim.id)
    )
    alarmed = 0
    for case_id, group in groupby(session.scalars(query).all(), key=lambda claim: claim.case_id):
        told: list[Json] = []
        for claim in group:
            claim.alarmed_months = min(months for months, border in borders.items() if claim.barred_from <= border)
            told.append({
                "invoice": claim.invoice_number, "barred_from": str(claim.barred_from), "months": claim.alarmed_months,
            })
        events.record(
            session, case_id, EventKind.PRESCRIPTION_ALARM, actor_id=None, now=now, effective_on=on, claims=told
        )
        alarmed += 1
    session.flush()
    return alarmed


def _events(session: Session, claims: Sequence[Claim]) -> dict[int, list[LegalInterruption]]:
    """Interruptions by claim. A claim that is still to be added has no number yet, and none."""
    found: dict[int, list[LegalInterruption]] = defaultdict(list)
    on_record = [claim.id for claim in claims if claim.id is not None]
    if on_record:
        for row in session.scalars(select(Interruption).where(Interruption.claim_id.in_(on_record))):
            found[row.claim_id].append(LegalInterruption(kind=InterruptionKind(row.kind), on=row.interrupted_on))
    return found


def _counted(claim: Claim, interruptions: Iterable[LegalInterruption]) -> Prescription:
    regime = PrescriptionRegime(claim.prescription_regime)
    return prescription(regime, due_date=claim.due_date, interruptions=interruptions)


def _check(
    session: Session, claims: Sequence[Claim], kind: InterruptionKind, on: date, note: str, today: date
) -> None:
    if not claims:
        raise Incomplete("Kies voor welke factuur de verjaring is gestuit.")
    if kind not in BY_HANDLER:
        raise Refused(f"“{name(kind)}” kan hier niet worden vastgelegd.")
    if on > today:
        raise Refused(f"De dag {short_date(on)} ligt in de toekomst. Leg de stuiting vast als zij heeft gewerkt.")
    if holds_citizen_number(note):
        raise Refused("In de notitie staat een burgerservicenummer. Haal het weg; wij mogen het niet bewaren.")
    new = LegalInterruption(kind=kind, on=on)
    known = _events(session, claims)
    for claim in claims:
        if on <= claim.due_date:
            raise Refused(
                f"Factuur {claim.invoice_number} verviel op {short_date(claim.due_date)}: de verjaring loopt pas vanaf "
                f"de dag erna. Op {short_date(on)} viel er niets te stuiten."
            )
        if new not in _counted(claim, [*known[claim.id], new]).counted:
            barred = short_date(_counted(claim, known[claim.id]).barred_from)
            raise Refused(
                f"Factuur {claim.invoice_number} is al verjaard sinds {barred}: op {short_date(on)} werkt een stuiting "
                "niet meer. Is er eerder gestuit, leg dat dan eerst vast."
            )
