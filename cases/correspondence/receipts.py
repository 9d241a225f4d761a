"""What the receipt of a letter does to prescription: recorded as presumed in one go, or with the proved day.

Law: art. 3:317 lid 1 BW, a written demand or reservation interrupts; art. 3:37 lid 3 BW, once it was received. The
presumption of ordinary post is that of the notice (ECLI:NL:HR:2016:2704); who denies receipt may still be believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.counting import awaited_letters, moved_claims, notices, prescriptions
from cases.counting.awaited_letters import INTERRUPTS, source_of
from cases.counting.prescriptions import Interrupted, NewInterruption
from cases.errors import AlreadyDone, NotFound, Refused
from cases.events.prescription import PrescriptionInterrupted
from cases.models import Case, Claim, Interruption, Letter, LetterState
from cases.names import name
from cases.progress.stages import open_case
from legal.counting.valuation import DeliveryBasis
from legal.facts import Notice
from legal.notice.term import receipt
from legal.parameters import Figures
from letters.words import short_date

LAW = "art. 3:317 lid 1 BW"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The day on which a letter was received and how that is known; no day where it cannot be presumed."""

    on: date | None
    basis: DeliveryBasis

    def may_be_recorded(self, today: date) -> bool:
        """Whether that day has come."""
        return self.on is not None and self.on <= today


def receipt_of(letter: Letter, *, figures: Figures) -> Receipt:
    """When a letter was received as far as is known. Raises ParameterUnknown past the calendar."""
    assert letter.sent_on is not None
    on, basis = receipt(Notice(
        sent_on=letter.sent_on, channel=letter.channel, delivered_on=letter.delivered_on,
        has_bounced=letter.returned_on is not None, is_abroad=notices.went_abroad(letter),
        is_receipt_disputed=letter.receipt_disputed_on is not None,
    ), figures.holidays)
    return Receipt(on=on, basis=basis)


def record(session: Session, act: Act, case_id: int, letter_id: int, *, figures: Figures) -> list[Interrupted]:
    """Record that a letter was received, presumed or proved, and so interrupted: which first days barred moved.

    Raises NotFound, AlreadyDone, Refused where its receipt cannot be presumed, has not come, or interrupts nothing.
    """
    case = open_case(session, case_id)
    letter = session.get(Letter, letter_id, populate_existing=True)
    if letter is None or not _is_about(letter, case) or letter.kind not in INTERRUPTS or (
        letter.state is not LetterState.POSTED or letter.returned_on is not None
    ):
        raise NotFound("Deze brief bestaat niet, of is niet gepost.")
    found = receipt_of(letter, figures=figures)
    if found.on is None:
        raise Refused(
            f"De ontvangst van deze brief kan niet worden vermoed: {_why_not_presumed(letter)}. Leg bij de brief vast "
            "op welke dag hij is bezorgd, met het bewijs."
        )
    if not found.may_be_recorded(act.today):
        raise Refused(f"De brief is er naar verwachting pas op {short_date(found.on)}. Leg de ontvangst daarna vast.")
    if all(_has_row(session, claim, letter) for claim in case.claims):
        raise AlreadyDone("De ontvangst van deze brief is al vastgelegd als stuiting.")
    moved = interrupt(session, act, letter, on=found.on, basis=found.basis)
    if not moved:
        raise Refused(
            f"Een ontvangst op {short_date(found.on)} stuit niets: de vordering was toen al verjaard. Is de brief "
            "eerder ontvangen, leg dan bij de brief de bewezen dag vast."
        )
    return moved


def _why_not_presumed(letter: Letter) -> str:
    disputed = letter.receipt_disputed_on
    return "hij ging aangetekend of naar het buitenland" if disputed is None else "de debiteur betwist dat hij kwam"


def interrupt(
    session: Session, act: Act, letter: Letter, *, on: date, basis: DeliveryBasis
) -> list[Interrupted]:
    """Interrupt every claim that the letter names and for which that still works; the others stay as they are."""
    claims = [
        claim for claim in moved_claims.named_by(session, letter)
        if awaited_letters.is_about(letter, claim) and not _has_row(session, claim, letter)
    ]
    is_beside = letter.debtor_id != letter.case.debtor_id
    rows, kind = _standing(session, claims, letter), INTERRUPTS[letter.kind]
    working = [claim for claim in claims if prescriptions.would_work(claim, rows[claim.id], kind=kind, on=on)]
    if not working:
        return []
    before = {claim.id: prescriptions.counted(claim, rows[claim.id]).barred_from for claim in working}
    source = f"{source_of(letter)}; ontvangst {name(basis)}"
    prescriptions.add(session, act, working, NewInterruption(
        kind=kind, on=on, source=source, towards=(letter.debtor_id,) if is_beside else None
    ))
    rows = _standing(session, working, letter)
    now = {claim.id: prescriptions.counted(claim, rows[claim.id]).barred_from for claim in working}
    told = PrescriptionInterrupted(
        interruption=kind, law=LAW, basis=basis, document_id=letter.pdf_id,
        note=f"tegenover {letter.debtor.name}. {source_of(letter)}" if is_beside else source_of(letter),
        invoices=", ".join(claim.invoice_number for claim in working), barred_from=min(now.values()),
    )
    events.record(session, act, letter.case_id, told, effective_on=on)
    session.flush()
    return [
        Interrupted(
            invoice_number=claim.invoice_number, was=before[claim.id], became=now[claim.id],
            towards=letter.debtor.name if is_beside else "",
        )
        for claim in working
    ]


def take_back(session: Session, act: Act, letter: Letter, *, reason: str) -> bool:
    """Withdraw what this letter interrupted; whether there was anything."""
    taken = False
    for claim in moved_claims.named_by(session, letter):
        for row in _standing(session, [claim], letter)[claim.id]:
            if awaited_letters.is_by(row, letter):
                prescriptions.take_back(session, act, claim, row, reason=reason)
                taken = True
    return taken


def _is_about(letter: Letter, case: Case) -> bool:
    """Whether a letter is of this case, or named a claim that stood elsewhere then."""
    content = letter.content
    named = () if content is None else content.claim_ids
    return letter.case_id == case.id or any(claim.id in named for claim in case.claims)


def _has_row(session: Session, claim: Claim, letter: Letter) -> bool:
    return any(awaited_letters.is_by(row, letter) for row in _standing(session, [claim], letter)[claim.id])


def _standing(session: Session, claims: Sequence[Claim], letter: Letter) -> dict[int, list[Interruption]]:
    """The interruptions that count for whom the letter was for."""
    if letter.debtor_id == letter.case.debtor_id:
        return prescriptions.standing(session, claims)
    return prescriptions.towards(session, claims, letter.debtor_id)
