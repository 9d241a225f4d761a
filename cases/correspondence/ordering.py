"""Ordering letters: exactly who gets what, who is skipped and why; then rows that a worker makes one by one."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from cases import events
from cases.acts import Act
from cases.correspondence import letter_data
from cases.counting import prescriptions, statement, valuation_records
from cases.counting.notices import JudgedNotice
from cases.errors import AlreadyDone, NotFound, PreviewOutdated, Refused
from cases.input_checks import day_of
from cases.models import (
    Case,
    EventKind,
    Letter,
    LetterBatch,
    LetterKind,
    LetterState,
    NextStep,
    Stage,
    StopCause,
)
from cases.names import name
from cases.parties import debtor_doubts
from cases.progress import order_stops, recalls
from cases.progress.stages import Then, move, open_holds
from cases.setup import registration
from legal.counting.valuation import Channel
from legal.parameters import Figures
from letters.errors import LetterError
from letters.words import short_date

TOO_FAR = (Stage.ARRANGEMENT, Stage.SUMMONS_DRAFT, Stage.WITH_BAILIFF, Stage.SUMMONS_SERVED)
UNSENT = (LetterState.QUEUED, LetterState.RENDERING, LetterState.RENDERED, LetterState.FAILED)


@dataclass(frozen=True, kw_only=True)
class PreviewItem:
    """What a batch does to one case: the amounts it will name, or `skipped` with the reason.

    `replaces` is the day on which the defective letter was posted that this one comes in the place of. `warning`: what
    to know before it is ordered.
    """

    case_id: int
    number: str
    debtor: str
    address: str
    total_now: Decimal | None = None
    fee: Decimal | None = None
    skipped: str = ""
    replaces: date | None = None
    warning: str = ""


@dataclass(frozen=True, kw_only=True)
class BatchPreview:
    """Exactly who gets what. `digest` changes when anything in it does."""

    letter_date: date
    items: tuple[PreviewItem, ...]

    @property
    def sending(self) -> tuple[PreviewItem, ...]:
        """Those who get a letter."""
        return tuple(item for item in self.items if not item.skipped)

    @property
    def skipping(self) -> tuple[PreviewItem, ...]:
        """Those who do not, with the reason."""
        return tuple(item for item in self.items if item.skipped)

    @property
    def digest(self) -> str:
        """A fingerprint of the recipients and amounts, posted back with the order."""
        text = "\n".join(f"{i.case_id} {i.address} {i.total_now} {i.fee}" for i in self.sending)
        return hashlib.sha256(f"{self.letter_date}\n{text}".encode()).hexdigest()


def preview(
    session: Session, case_ids: Sequence[int], *, kind: LetterKind, letter_date: date, figures: Figures,
    today: date | None = None,
) -> BatchPreview:
    """What would happen if these cases got this letter, dated `letter_date` and ordered `today`. Changes nothing.

    `today` None: on the date of the letter. A letter dated back needs a registration today as well. A case with a claim
    that is probably barred is left out of a batch: a person looks at it first, and can order its letter by itself, with
    a warning: it may still be paid.
    """
    leaves_on, in_batch = max(letter_date, today or letter_date), len(set(case_ids)) > 1
    query = (
        select(Case).where(Case.id.in_(case_ids)).order_by(Case.number)
        .options(selectinload(Case.claims), selectinload(Case.debtor), selectinload(Case.terms))
    )
    items = tuple(
        _item(session, case, letter_date, leaves_on, figures, in_batch=in_batch) for case in session.scalars(query)
    )
    return BatchPreview(letter_date=letter_date, items=items)


def _item(
    session: Session, case: Case, letter_date: date, leaves_on: date, figures: Figures, *, in_batch: bool
) -> PreviewItem:
    debtor = case.debtor
    shown = PreviewItem(
        case_id=case.id, number=case.number, debtor=debtor.name, address=", ".join(debtor.address_lines)
    )
    try:
        judged = statement.counting_notice(session, case, figures=figures)
        skipped = _reason_to_skip(session, case, judged, letter_date)
        skipped = skipped or registration.refusal(session, debtor, on=leaves_on)
        barred = "" if skipped else _barred(session, case, letter_date)
        if skipped or (barred and in_batch):
            return _skip(shown, skipped or f"{barred}; bekijk het dossier eerst")
        data = letter_data.first_notice_data(session, case, letter_date=letter_date, figures=figures)
    except LetterError as error:
        return _skip(shown, str(error))
    return PreviewItem(
        case_id=shown.case_id, number=shown.number, debtor=shown.debtor, address=shown.address,
        total_now=data.total_now, fee=data.fee + data.fee_vat,
        replaces=None if judged is None else judged.letter.sent_on,
        warning=f"Let op: {barred}. Betalen mag, maar kan niet meer worden afgedwongen." if barred else "",
    )


def _barred(session: Session, case: Case, letter_date: date) -> str:
    """Which claims are probably barred on the date of the letter, and since when; empty for none."""
    near = [claim for claim in case.claims if claim.barred_from <= letter_date]
    terms = prescriptions.of_claims(session, near)
    barred = [claim for claim in near if terms[claim.id].is_barred(letter_date)]
    days = ", ".join(f"factuur {c.invoice_number} sinds {short_date(terms[c.id].barred_from)}" for c in barred)
    return f"waarschijnlijk verjaard: {days}" if days else ""


def _skip(item: PreviewItem, reason: str) -> PreviewItem:
    return PreviewItem(
        case_id=item.case_id, number=item.number, debtor=item.debtor, address=item.address, skipped=reason
    )


def _reason_to_skip(session: Session, case: Case, judged: JudgedNotice | None, letter_date: date) -> str:
    """Why this case gets no first letter now; empty when it does."""
    if case.stage is Stage.CLOSED:
        return "dossier is gesloten"
    if case.stage in TOO_FAR:
        return f"staat in de fase “{name(case.stage)}”; neem het dossier daar eerst uit"
    holds = open_holds(session, case.id)
    if holds:
        return "staat stil: " + ", ".join(name(hold.kind).lower() for hold in holds)
    standing = session.scalar(select(Letter).where(Letter.case_id == case.id, Letter.standing))
    if standing is not None and standing.state is not LetterState.POSTED:
        return f"heeft deze brief al ({name(standing.state).lower()})"
    if judged is not None and judged.is_valid:
        return f"heeft deze brief al ({name(judged.letter.state).lower()})"
    doubts = debtor_doubts.unseen(session, case)
    if doubts:
        why = ", ".join(f"{name(debtor_doubts.HOLD_FOR_SIGN[sign.kind]).lower()} (“{sign.found}”)" for sign in doubts)
        return f"de naam wijst op: {why}; leg een pauze vast en beëindig die met wat een medewerker vond"
    if not letter_data.deliverable(case.debtor):
        return "adres is niet compleet; vul straat, huisnummer, postcode en plaats aan"
    late = [claim for claim in case.claims if claim.default_from is None or claim.default_from > letter_date]
    if late:
        numbers = ", ".join(claim.invoice_number for claim in late)
        return f"nog geen verzuim voor {numbers} (art. 6:96 lid 6 BW): {late[0].default_explanation}"
    if any(entry.effective_on > letter_date for entry in statement.payments_of(session, case.id)):
        return "na deze briefdatum is er betaald: de brief zou te veel noemen; kies een latere briefdatum"
    return ""


def order(
    session: Session, act: Act, case_ids: Sequence[int], *, kind: LetterKind, letter_date: date, digest: str,
    figures: Figures,
) -> LetterBatch:
    """Order the letters of a preview. Raises PreviewOutdated when what would happen is no longer what was shown."""
    session.execute(select(Case.id).where(Case.id.in_(case_ids)).order_by(Case.id).with_for_update())
    shown = preview(session, case_ids, kind=kind, letter_date=letter_date, figures=figures, today=day_of(act.now))
    if shown.digest != digest:
        raise PreviewOutdated("Er is intussen iets veranderd. Bekijk het voorbeeld opnieuw; er is niets besteld.")
    if not shown.sending:
        raise Refused("Geen van de gekozen dossiers krijgt deze brief. Kies andere dossiers.")
    batch = LetterBatch(kind=kind, letter_date=letter_date, ordered_at=act.now, ordered_by=act.actor_id)
    session.add(batch)
    session.flush()
    session.execute(  # what is replaced stays on file; its place is free
        update(Letter).where(
            Letter.case_id.in_([item.case_id for item in shown.sending]), Letter.kind == kind, Letter.standing
        ).values(standing=False)
    )
    for item in shown.sending:
        letter = Letter(
            batch_id=batch.id, case_id=item.case_id, kind=kind, channel=Channel.ORDINARY_POST,
            state=LetterState.QUEUED, fee=item.fee,
        )
        session.add(letter)
        case = session.get_one(Case, item.case_id)
        case.next_step, case.next_step_on = NextStep.CONFIRM_POSTING, letter_date
        events.record(
            session, act, item.case_id, EventKind.LETTER_QUEUED, effective_on=letter_date, letter=kind.value,
            batch_id=batch.id,
        )
    session.flush()
    return batch


def withdraw_unsent(session: Session, act: Act, case: Case, *, reason: str, on: date) -> list[Letter]:
    """Withdraw the letters of a case that nobody confirmed as posted."""
    query = select(Letter).where(Letter.case_id == case.id, Letter.state.in_(UNSENT)).with_for_update()
    letters = list(session.scalars(query.execution_options(populate_existing=True)))
    for letter in letters:
        _withdraw(session, act, letter, reason=reason, on=on)
    session.flush()
    return letters


def withdraw(session: Session, act: Act, letter_id: int, *, reason: str, on: date) -> Letter:
    """Withdraw one letter that did not leave; the case waits for its first letter again."""
    letter = _locked(session, letter_id)
    if letter.state not in UNSENT:
        raise AlreadyDone(f"Deze brief is al {name(letter.state).lower()} en kan niet meer worden ingetrokken.")
    _withdraw(session, act, letter, reason=reason, on=on)
    case = session.get_one(Case, letter.case_id, with_for_update=True)
    waits = case.stage is Stage.INTAKE or case.next_step is NextStep.CONFIRM_POSTING
    if waits and not open_holds(session, case.id):
        case.next_step, case.next_step_on = NextStep.SEND_FIRST_NOTICE, on
    session.flush()
    return letter


def _withdraw(session: Session, act: Act, letter: Letter, *, reason: str, on: date) -> None:
    letter.state = LetterState.WITHDRAWN
    letter.standing = False
    letter.error = reason
    events.record(
        session, act, letter.case_id, EventKind.LETTER_WITHDRAWN, effective_on=on, letter=letter.kind.value,
        reason=reason,
    )


def confirm_posted(session: Session, act: Act, batch_id: int, *, posted_on: date, figures: Figures) -> LetterBatch:
    """Record that the made letters of a batch were handed to the post on `posted_on`: from here the terms run.

    A letter whose case got a payment or a hold after it was made is already withdrawn and is not posted. Raises Refused
    while letters are still being made, or when `posted_on` is before the letter's own date or in the future, and
    NotRegistered when the registration of the agency does not cover that day for one of the people written to.
    """
    batch = session.get(LetterBatch, batch_id, with_for_update=True)
    if batch is None:
        raise NotFound("Deze verzending bestaat niet.")
    if batch.posted_on is not None:
        raise AlreadyDone(f"Deze verzending is al bevestigd: gepost op {batch.posted_on:%d-%m-%Y}.")
    if not batch.letter_date <= posted_on <= act.today:
        raise Refused(
            f"De postdatum {posted_on:%d-%m-%Y} ligt niet tussen de briefdatum {batch.letter_date:%d-%m-%Y} en vandaag."
        )
    session.execute(  # the cases first and in one order, as everywhere: then nobody waits for each other in a ring
        select(Case).join(Letter, Letter.case_id == Case.id).where(Letter.batch_id == batch_id).order_by(Case.id)
        .with_for_update(of=Case).execution_options(populate_existing=True)
    )
    session.execute(
        select(Letter).where(Letter.batch_id == batch_id).with_for_update()
        .execution_options(populate_existing=True)
    )
    states = {letter.state for letter in batch.letters}
    if states & {LetterState.QUEUED, LetterState.RENDERING}:
        raise Refused("Nog niet alle brieven zijn gemaakt. Wacht tot de voortgang op 100 % staat.")
    if LetterState.RENDERED not in states:
        raise Refused("Er is geen brief om te posten.")
    _require_registration(session, batch, on=posted_on)
    for letter in batch.letters:
        if letter.state is LetterState.RENDERED:
            _post(session, act, letter, posted_on=posted_on, figures=figures)
    batch.posted_on, batch.posted_by = posted_on, act.actor_id
    session.flush()
    return batch


def require_printable(session: Session, batch_id: int, *, today: date) -> None:
    """Raise NotRegistered when a letter of this batch that was not posted yet may not go out to its debtor today."""
    batch = session.get(LetterBatch, batch_id)
    if batch is not None:
        _require_registration(session, batch, on=max(today, batch.letter_date))


def _require_registration(session: Session, batch: LetterBatch, *, on: date) -> None:
    registration.require(
        session, [letter.case for letter in batch.letters if letter.state is LetterState.RENDERED], on=on
    )


def _post(session: Session, act: Act, letter: Letter, *, posted_on: date, figures: Figures) -> None:
    letter.state, letter.sent_on = LetterState.POSTED, posted_on
    session.flush()
    case = session.get_one(Case, letter.case_id)
    judged = statement.counting_notice(session, case, figures=figures)
    due_from = _costs_from(case, judged, figures)
    told = events.record(
        session, act, case.id, EventKind.LETTER_POSTED, effective_on=posted_on, letter=letter.kind.value,
        letter_id=letter.id, document_id=letter.pdf_id, costs_claimable_from=_day_of_costs(letter, due_from),
    )
    valuation_records.keep_with(session, case, told, on=posted_on, figures=figures, now=act.now)
    if ask_new_notice(session, act, case, judged, on=posted_on, figures=figures):
        return
    stage = Stage.AMICABLE if due_from is None else Stage.NOTICE_RUNNING
    step = NextStep.CONTACT_DEBTOR if due_from is None else NextStep.WAIT_NOTICE_TERM
    if case.stage is Stage.PRE_LEGAL:  # the assessment stands; the gate waits for the term
        stage, step = Stage.PRE_LEGAL, NextStep.COMPLETE_FILE
    move(session, act, case, stage, Then(step, due_from or posted_on), reason="brief gepost", on=posted_on)


def _costs_from(case: Case, judged: JudgedNotice | None, figures: Figures) -> date | None:
    term = statement.notice_term(case, judged, figures=figures)
    return None if term is None else term.costs_claimable_from


def _day_of_costs(letter: Letter, due_from: date | None) -> str | None:
    """The day on which the costs of a letter fall due, for the time line; None for a letter that named no costs."""
    names_none = letter.content is not None and letter.content.fee == 0
    return None if due_from is None or names_none else str(due_from)


def ask_new_notice(
    session: Session, act: Act, case: Case, judged: JudgedNotice | None, *, on: date, figures: Figures
) -> bool:
    """Whether the notice that counts is defective; the case then goes back to be sent a new, complete one.

    Beyond the amicable phase the case stays where it is: the gate before the writ says what lacks.
    """
    if judged is None or not judged.is_broken:
        return False
    under_way = select(Letter.id).where(Letter.case_id == case.id, Letter.state.in_(UNSENT))
    is_asked = case.stage is Stage.INTAKE and case.next_step is NextStep.SEND_FIRST_NOTICE
    if is_asked or session.scalar(under_way) is not None:
        return True
    if case.stage not in (Stage.INTAKE, Stage.NOTICE_RUNNING, Stage.AMICABLE):
        if case.next_step is NextStep.CONFIRM_POSTING:
            case.next_step, case.next_step_on = NextStep.SEND_FIRST_NOTICE, on
        return True
    told = events.record(
        session, act, case.id, EventKind.NOTICE_DEFECTIVE, effective_on=on, letter_id=judged.letter.id,
        reason=judged.told,
    )
    valuation_records.keep_with(session, case, told, on=on, figures=figures, now=act.now)
    held = open_holds(session, case.id)
    move(
        session, act, case, Stage.INTAKE,
        Then(NextStep.REVIEW_HOLD, case.next_step_on) if held else Then(NextStep.SEND_FIRST_NOTICE, on),
        reason="veertiendagenbrief gebrekkig: nieuwe brief nodig", on=on,
    )
    return True


def mark_returned(session: Session, act: Act, letter_id: int, *, returned_on: date) -> Letter:
    """The post brought a letter back: it was not received, so its term never ran and its costs are not due.

    An order to the bailiff that claims them is halted. Raises Refused for a day before the letter was posted or after
    that of `now`. `letter_corrections` takes it back.
    """
    letter = _posted(session, letter_id)
    _require_day_since_posting(letter, returned_on, "retour gekomen", now=act.now)
    letter.returned_on, letter.standing = returned_on, False
    case = session.get_one(Case, letter.case_id, with_for_update=True)
    events.record(
        session, act, case.id, EventKind.LETTER_RETURNED, effective_on=returned_on, letter=letter.kind.value,
        letter_id=letter.id,
    )
    if case.stage in (Stage.NOTICE_RUNNING, Stage.AMICABLE):
        held = open_holds(session, case.id)
        move(
            session, act, case, Stage.INTAKE,
            Then(NextStep.REVIEW_HOLD, case.next_step_on) if held else Then(NextStep.SEND_FIRST_NOTICE, returned_on),
            reason="brief retour: niet ontvangen", on=returned_on,
        )
    elif recalls.open_writ(session, case.id) is not None:
        order_stops.halt(session, act, case, cause=StopCause.LETTER_RETURNED, on=returned_on)
    session.flush()
    return letter


def prove_delivery(session: Session, act: Act, letter_id: int, *, delivered_on: date, figures: Figures) -> Letter:
    """Record the proved day of receipt; it replaces the presumed one.

    Raises Refused for a day before the letter was posted or after that of `now`. `letter_corrections` takes it back.
    """
    letter = _posted(session, letter_id)
    _require_day_since_posting(letter, delivered_on, "bezorgd", now=act.now)
    letter.delivered_on = delivered_on
    session.flush()
    case = session.get_one(Case, letter.case_id, with_for_update=True)
    judged = statement.counting_notice(session, case, figures=figures)
    due_from = _costs_from(case, judged, figures)
    told = events.record(
        session, act, case.id, EventKind.DELIVERY_PROVED, effective_on=delivered_on, letter_id=letter.id,
        costs_claimable_from=_day_of_costs(letter, due_from),
    )
    valuation_records.keep_with(session, case, told, on=delivered_on, figures=figures, now=act.now)
    is_broken = ask_new_notice(session, act, case, judged, on=delivered_on, figures=figures)
    if case.stage is Stage.NOTICE_RUNNING and due_from is not None and not is_broken:
        case.next_step_on = due_from
    return letter


def _require_day_since_posting(letter: Letter, on: date, what: str, *, now: datetime) -> None:
    assert letter.sent_on is not None
    if on < letter.sent_on:
        raise Refused(f"De brief is pas op {letter.sent_on:%d-%m-%Y} gepost; hij kan niet eerder zijn {what}.")
    if on > day_of(now):
        raise Refused(f"De dag {on:%d-%m-%Y} ligt in de toekomst. Leg vast dat de brief is {what} als het zover is.")


def _locked(session: Session, letter_id: int) -> Letter:
    letter = session.get(Letter, letter_id, with_for_update=True, populate_existing=True)
    if letter is None:
        raise NotFound("Deze brief bestaat niet.")
    return letter


def _posted(session: Session, letter_id: int) -> Letter:
    letter = _locked(session, letter_id)
    if letter.state is not LetterState.POSTED or letter.returned_on is not None:
        raise Refused("Dit kan alleen voor een brief die is gepost en niet retour kwam.")
    return letter
