"""Prescription (verjaring) of the claims on record: counted by the law, kept at each claim, interrupted, and alarms."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager

from cases import documents, events
from cases.acts import Act, by_program
from cases.counting import awaited_letters, debtors
from cases.counting.interruptions import everybody
from cases.counting.interruptions import standing as standing
from cases.counting.interruptions import towards as towards
from cases.documents import File, NewDocument
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.events.prescription import InterruptionWithdrawn, NearClaim, PrescriptionAlarm, PrescriptionInterrupted
from cases.input_checks import day_of
from cases.models import Case, Claim, Debtor, DocumentKind, Interruption, Letter, Stage
from cases.names import name
from cases.progress import locking
from cases.progress.stages import open_case
from cases.schema.db import without_citizen_number
from cases.store import DocumentStore
from legal.calendar import ONE_DAY, add_months
from legal.counting.valuation import DebtorKind
from legal.debtor.prescription import (
    ALARM_MONTHS,
    CountedRegime,
    InterruptionKind,
    Prescription,
    PrescriptionRegime,
    RegimeGround,
    careful_regime,
    prescription,
)
from legal.debtor.prescription import Interruption as LegalInterruption
from letters.words import short_date

WATCHED_MONTHS = max(ALARM_MONTHS)
LAST_MONTHS = min(ALARM_MONTHS)
BARRED = 0  # beside the months: the claim is barred

# What a handler can know and prove. A lawsuit interrupts too, but how it ends decides whether that lasts
# (art. 3:316 lid 2 BW), and no lawsuit is kept here.
BY_HANDLER = {
    InterruptionKind.RESERVATION: "art. 3:317 lid 1 BW", InterruptionKind.DEMAND: "art. 3:317 lid 1 BW",
    InterruptionKind.ACKNOWLEDGEMENT: "art. 3:318 BW",
}
CLAIMS_AT_ONCE = 1000
# How the source begins of an interruption by the writ that a bailiff reported as served.
OF_SERVICE = "sommatie-exploot, betekend op"
_GROUNDS = {
    RegimeGround.PERIODIC_TERM: "termijn van een overeenkomst", RegimeGround.BUSINESS: "overeenkomst tussen bedrijven",
    RegimeGround.CAREFUL: "soort niet vastgelegd",
}


@dataclass(frozen=True, kw_only=True)
class Interrupted:
    """A claim after an interruption, or after one was withdrawn: the first day barred as it was and as it is.

    `towards`: the name of who owes beside the debtor, where it is towards him; "" for the debtor.
    """

    invoice_number: str
    was: date
    became: date
    towards: str = ""


def regime_of(claim: Claim) -> CountedRegime:
    """The regime that counts for a claim, and why: here and nowhere else."""
    return careful_regime(
        claim.prescription_regime, debtor=claim.case.debtor_kind, is_periodic=bool(claim.term_of)
    )


def term_in_words(counted: CountedRegime) -> str:
    """Which term is counted: "consumentenkoop, 2 jaar"; an assumed one says that it is."""
    kind = _GROUNDS.get(counted.ground) or name(counted.regime).lower()
    return f"{kind}, {counted.years} jaar{' aangenomen' if counted.is_assumed else ''}"


def of_claims(session: Session, claims: Sequence[Claim]) -> dict[int, Prescription]:
    """The prescription of each claim by its id, with the interruptions on record."""
    found = standing(session, claims)
    return {claim.id: counted(claim, found[claim.id]) for claim in claims}


def awaited(session: Session, claims: Sequence[Claim]) -> dict[int, list[Letter]]:
    """By claim the letters that may have interrupted, of which no receipt is on record, by the day that is kept."""
    days = {claim.id: claim.barred_from for claim in claims}
    return awaited_letters.awaited(session, claims, standing(session, claims), days)


def would_work(claim: Claim, interruptions: Iterable[Interruption], *, kind: InterruptionKind, on: date) -> bool:
    """Whether such an interruption on that day, beside those on record, interrupts."""
    new = LegalInterruption(kind=kind, on=on)
    return new in _counted(claim, regime_of(claim).regime, [*map(_as_law, interruptions), new]).counted


def if_interrupted(claim: Claim, interruptions: Iterable[Interruption], *, kind: InterruptionKind, on: date) -> date:
    """The first day barred with such an interruption beside those on record."""
    new = LegalInterruption(kind=kind, on=on)
    return _counted(claim, regime_of(claim).regime, [*map(_as_law, interruptions), new]).barred_from


def counted(claim: Claim, interruptions: Iterable[Interruption]) -> Prescription:
    """The prescription of a claim with these interruptions."""
    return _counted(claim, regime_of(claim).regime, map(_as_law, interruptions))


def barred_from_if_contract(claim: Claim, interruptions: Iterable[Interruption]) -> date | None:
    """The first day barred of a claim as a contract that is no consumer sale; None where its regime is not assumed."""
    if not regime_of(claim).is_assumed:
        return None
    return _counted(claim, PrescriptionRegime.CONTRACT, map(_as_law, interruptions)).barred_from


def barred_from(
    stated: PrescriptionRegime | None, debtor: DebtorKind, is_periodic: bool, due_date: date
) -> date:
    """The first day barred of a new claim, which nothing interrupted yet."""
    counted_by = careful_regime(stated, debtor=debtor, is_periodic=is_periodic)
    return prescription(counted_by.regime, due_date=due_date).barred_from


def turns_on_its_kind(claim: Claim, interruptions: Iterable[Interruption], *, on: date) -> bool:
    """Whether a claim of which nobody stated the kind is barred on `on` as a consumer sale and not as a contract."""
    rows = list(interruptions)
    longest = barred_from_if_contract(claim, rows)
    return longest is not None and counted(claim, rows).barred_from <= on < longest


def keep(session: Session, claims: Sequence[Claim]) -> int:
    """Count the first day barred again and keep it at each claim, for lists and alarms; how many moved.

    A claim whose day moved is alarmed anew. Also for a claim that is still to be added.
    """
    terms = of_claims(session, claims)
    moved = [claim for claim in claims if claim.barred_from != terms[claim.id].barred_from]
    for claim in moved:
        claim.barred_from, claim.alarmed_months = terms[claim.id].barred_from, None
    return len(moved)


def keep_some(session: Session, *, after: int) -> tuple[int, int | None]:
    """Count again for claims that come after this id, of closed cases too: a case may open again.

    How many moved because the law counts otherwise than it did, and after which id to go on; None at the end.
    """
    query = select(Claim).join(Claim.case).where(Claim.id > after).order_by(Claim.id)
    claims = session.scalars(query.options(contains_eager(Claim.case)).limit(CLAIMS_AT_ONCE)).all()
    moved = keep(session, claims)
    session.flush()
    return moved, claims[-1].id if len(claims) == CLAIMS_AT_ONCE else None


@dataclass(frozen=True, kw_only=True)
class NewInterruption:
    """What interrupts on which day, by what. `towards`: whom beside the debtor of the case; None for him alone."""

    kind: InterruptionKind
    on: date
    source: str
    towards: Collection[int] | None = None


def add(session: Session, act: Act, claims: Sequence[Claim], new: NewInterruption) -> None:
    """Put an interruption on record for each of these claims, and its first day barred anew."""
    _put(session, act, claims, new)
    session.flush()
    keep(session, claims)


def _put(session: Session, act: Act, claims: Sequence[Claim], new: NewInterruption) -> None:
    for claim in claims:
        for debtor_id in (claim.debtor_id,) if new.towards is None else new.towards:
            session.add(Interruption(
                claim_id=claim.id, debtor_id=debtor_id, kind=new.kind.value, interrupted_on=new.on,
                source=new.source[:200], recorded_at=act.now, recorded_by=act.actor_id,
            ))


@dataclass(frozen=True, kw_only=True)
class InterruptionInput:
    """How the prescription of these claims was interrupted (gestuit).

    `on` is the day of receipt or of the acknowledgement, `proof` the letter or the acknowledgement itself. `debtor_id`:
    towards whom, None for the debtor of the case.
    """

    kind: InterruptionKind
    on: date
    claim_ids: Collection[int]
    note: str = ""
    proof: File | None = None
    debtor_id: int | None = None


def interrupt(
    session: Session, act: Act, store: DocumentStore, case_id: int, told: InterruptionInput
) -> list[Interrupted]:
    """Record that prescription was interrupted.

    Raises Refused for a day in the future, or on which it interrupts nothing; Incomplete without a claim.
    """
    case = open_case(session, case_id)
    claims = [claim for claim in case.claims if claim.id in told.claim_ids]
    kind, on, note = told.kind, told.on, told.note.strip()
    _check(session, claims, kind, on, note, act.today)
    before = of_claims(session, claims)
    proof = None
    if told.proof is not None:
        proof = documents.add(session, act, store, told.proof, NewDocument(
            kind=DocumentKind.CORRESPONDENCE, title=f"{name(kind)}, {short_date(on)}", case_id=case_id
        )).id
    person = _towards(session, case, told.debtor_id)
    add(session, act, claims, NewInterruption(
        kind=kind, on=on, source=f"{name(kind)}. {note}".strip(), towards=None if person is None else (person.id,)
    ))
    interrupted = PrescriptionInterrupted(
        interruption=kind, law=BY_HANDLER[kind], document_id=proof,
        note=note if person is None else f"tegenover {person.name}. {note}".strip(),
        invoices=", ".join(claim.invoice_number for claim in claims),
        barred_from=min(claim.barred_from for claim in claims),
    )
    events.record(session, act, case_id, interrupted, effective_on=on)
    session.flush()
    return [
        Interrupted(
            invoice_number=claim.invoice_number, was=before[claim.id].barred_from, became=claim.barred_from
        )
        for claim in claims
    ]


def _towards(session: Session, case: Case, debtor_id: int | None) -> Debtor | None:
    """Somebody who owes beside the debtor of the case; None for him. Raises NotFound for who owes nothing in it."""
    if debtor_id in (None, case.debtor_id):
        return None
    owing = debtors.who_owe(case, debtors.parties_of(session, [case.id])[case.id])
    if debtor_id not in owing:
        raise NotFound("Kies tegenover wie is gestuit: iemand die in dit dossier moet betalen.")
    return owing[debtor_id]


def source_of_service(on: date) -> str:
    """What an interruption by service of the writ on `on` says it comes from."""
    return f"{OF_SERVICE} {short_date(on)}"


def correct_service(
    session: Session, act: Act, claims: Sequence[Claim], *, was_on: date, recorded_at: datetime, became_on: date | None,
    reason: str,
) -> list[Interrupted]:
    """Take back what a report of service interrupted on `was_on`, as it was `recorded_at`, and interrupt anew.

    `became_on` None: the writ was not served after all. Which first days barred moved.
    """
    before = of_claims(session, claims)
    whom = set()
    for row in everybody(session, claims):
        if (row.source, row.recorded_at) == (source_of_service(was_on), recorded_at):
            session.add(Interruption(
                claim_id=row.claim_id, debtor_id=row.debtor_id, kind=row.kind, interrupted_on=row.interrupted_on,
                source=reason.strip()[:200], recorded_at=act.now, recorded_by=act.actor_id, withdraws_id=row.id,
            ))
            whom.add(row.debtor_id)
    if became_on is not None:
        _put(session, act, claims, NewInterruption(
            kind=InterruptionKind.RESERVATION, on=became_on, source=source_of_service(became_on),
            towards=sorted(whom) or None,
        ))
    session.flush()
    keep(session, claims)
    return [
        Interrupted(
            invoice_number=claim.invoice_number, was=before[claim.id].barred_from, became=claim.barred_from
        )
        for claim in claims if claim.barred_from != before[claim.id].barred_from
    ]


def may_withdraw(interruption: Interruption) -> bool:
    """Whether a handler may take it back: not what a bailiff reported as served, that a corrected report withdraws."""
    return not interruption.source.startswith(OF_SERVICE)


def withdraw(session: Session, act: Act, case_id: int, interruption_id: int, *, reason: str) -> Interrupted:
    """Take back an interruption that was recorded in error, and count the first day barred of its claim again.

    Raises NotFound, Refused for one that a bailiff reported, Incomplete without a reason, AlreadyDone.
    """
    case = open_case(session, case_id)
    row = session.get(Interruption, interruption_id)
    claim = next((claim for claim in case.claims if row is not None and claim.id == row.claim_id), None)
    if row is None or claim is None or row.withdraws_id is not None:
        raise NotFound("Deze stuiting staat niet in dit dossier.")
    if row not in everybody(session, [claim]):
        raise AlreadyDone("Deze stuiting is al ingetrokken.")
    if not may_withdraw(row):
        raise Refused(
            "De deurwaarder heeft deze betekening teruggemeld, en zijn exploot bewijst haar: intrekken kan hier niet. "
            "Klopt de terugmelding niet, laat de deurwaarder of de juridisch verantwoordelijke haar dan corrigeren."
        )
    if not reason.strip():
        raise Incomplete("Schrijf op waarom de stuiting wordt ingetrokken.")
    return take_back(session, act, claim, row, reason=without_citizen_number(reason))


def take_back(session: Session, act: Act, claim: Claim, row: Interruption, *, reason: str) -> Interrupted:
    """Withdraw an interruption that stands, of a closed case too: what was told of a letter was wrong."""
    was = of_claims(session, [claim])[claim.id].barred_from
    session.add(Interruption(
        claim_id=claim.id, debtor_id=row.debtor_id, kind=row.kind, interrupted_on=row.interrupted_on,
        source=reason.strip()[:200], recorded_at=act.now, recorded_by=act.actor_id, withdraws_id=row.id,
    ))
    session.flush()
    keep(session, [claim])
    told = InterruptionWithdrawn(
        interruption=InterruptionKind(row.kind), interrupted_on=row.interrupted_on, invoice=claim.invoice_number,
        was=was, barred_from=claim.barred_from, reason=reason.strip(),
    )
    events.record(session, act, claim.case_id, told, effective_on=day_of(act.now))
    session.flush()
    return Interrupted(invoice_number=claim.invoice_number, was=was, became=claim.barred_from)


def last_day_within(months: int, *, today: date) -> date:
    """The last first-day-barred of which the alarm of so many months ahead was reached on `today`.

    An alarm that is clamped to the end of a short month is reached together with those of the days after it.
    """
    return max(add_months(today, months), add_months(today + ONE_DAY, months) - ONE_DAY)


def alarm(
    session: Session, *, day: date, now: datetime, after: int = 0, at_most: int = CLAIMS_AT_ONCE
) -> tuple[int, int | None]:
    """Put an alarm on record for open cases in which a claim came within 12, 6, 3 or 1 months, or is barred now.

    Of the cases after this id, `at_most` so many; how many, and after which id to go on, None at the end.
    Once for each of these borders, for the closest when several were passed. A `day` that is caught up later
    counts as the day of `now`: days that a machine slept through give one alarm. The cases are locked first: an
    interruption under way moves the day, and what was alarmed of the old one says nothing of the new one.
    """
    on = max(day, day_of(now))
    borders = {months: last_day_within(months, today=on) for months in ALARM_MONTHS} | {BARRED: on}
    reached = [
        (Claim.barred_from <= border) & (Claim.alarmed_months.is_(None) | (Claim.alarmed_months > months))
        for months, border in borders.items()
    ]
    near = select(Claim.case_id).where(or_(*reached), Claim.case_id > after)
    ids = session.scalars(
        select(Case.id).where(Case.stage != Stage.CLOSED, Case.id.in_(near)).order_by(Case.id).limit(at_most)
    ).all()
    locking.lock(session, ids)
    query = (
        select(Claim).join(Claim.case).where(Case.id.in_(ids), Case.stage != Stage.CLOSED, or_(*reached))
        .order_by(Claim.case_id, Claim.barred_from, Claim.id).options(contains_eager(Claim.case))
        .execution_options(populate_existing=True)
    )
    alarmed, claims = 0, session.scalars(query).all()
    letters = awaited(session, claims)
    for case_id, group in groupby(claims, key=lambda claim: claim.case_id):
        told: list[NearClaim] = []
        for claim in group:
            claim.alarmed_months = min(months for months, border in borders.items() if claim.barred_from <= border)
            told.append(NearClaim(
                invoice=claim.invoice_number, barred_from=claim.barred_from, months=claim.alarmed_months,
                assumed=regime_of(claim).is_assumed, unless=awaited_letters.unless(letters.get(claim.id, ())) or None,
            ))
        events.record(session, by_program(now), case_id, PrescriptionAlarm(claims=tuple(told)), effective_on=on)
        alarmed += 1
    session.flush()
    return alarmed, ids[-1] if len(ids) == at_most else None


def _as_law(row: Interruption) -> LegalInterruption:
    return LegalInterruption(kind=InterruptionKind(row.kind), on=row.interrupted_on)


def _counted(
    claim: Claim, regime: PrescriptionRegime, interruptions: Iterable[LegalInterruption]
) -> Prescription:
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
    without_citizen_number(note)
    new = LegalInterruption(kind=kind, on=on)
    known = standing(session, claims)
    for claim in claims:
        if on <= claim.due_date:
            raise Refused(
                f"Factuur {claim.invoice_number} verviel op {short_date(claim.due_date)}: de verjaring loopt pas vanaf "
                f"de dag erna. Op {short_date(on)} viel er niets te stuiten."
            )
        regime, before = regime_of(claim), [_as_law(row) for row in known[claim.id]]
        if new in _counted(claim, regime.regime, [*before, new]).counted:
            continue
        barred = short_date(_counted(claim, regime.regime, before).barred_from)
        if regime.is_assumed and new in _counted(claim, PrescriptionRegime.CONTRACT, [*before, new]).counted:
            raise Refused(
                f"Als consumentenkoop is factuur {claim.invoice_number} al verjaard sinds {barred}; bij een andere "
                f"overeenkomst werkt een stuiting op {short_date(on)} nog. Leg eerst de soort vordering vast."
            )
        raise Refused(
            f"Factuur {claim.invoice_number} is al verjaard sinds {barred}: op {short_date(on)} werkt een stuiting "
            "niet meer. Is er eerder gestuit, leg dat dan eerst vast; kies anders deze factuur niet."
        )
