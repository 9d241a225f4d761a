"""A claim is corrected while no letter names it: old and new value on record, default and prescription counted anew."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases import events
from cases.acts import Act
from cases.amicable import payments
from cases.claims import opening
from cases.claims.stated import StatedClaim, changes, checked, stated
from cases.correspondence import ordering
from cases.correspondence.one_letter import BEFORE_THE_COURT
from cases.counting import ledger_entries, moved_claims, prescriptions
from cases.counting.notices import GONE
from cases.errors import EditConflict, Incomplete, NotFound, Refused
from cases.events.claims import ClaimCorrected
from cases.events.people import ChangedDetail
from cases.input_checks import version_of
from cases.intake import invoice_numbers
from cases.models import Case, Claim, LedgerEntry, LedgerKind, Letter, LetterKind, NextStep
from cases.names import name
from cases.progress.stages import open_case, open_holds, running_arrangement
from legal.debtor.default import default_of
from legal.parameters import Figures
from letters.words import euro, short_date


class NamedByLetter(Refused):
    """A letter that left says what this claim was: it is lowered by an entry, and never rewritten."""

    code = "named_by_letter"


@dataclass(frozen=True, kw_only=True)
class Correction:
    """Other facts of a claim, and why. `seen`: the `mark` of what stood there when the person began."""

    told: StatedClaim
    reason: str
    seen: str


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """What a correction did: which details, in words, and from which days default and prescription are counted now."""

    changed: tuple[ChangedDetail, ...]
    default_from: date | None
    barred_from: date


def mark(claim: Claim) -> str:
    """Tells whether a claim was changed since a form was made from it."""
    return version_of(stated(claim))


def why_not(session: Session, case: Case, claim: Claim) -> str:
    """Why this claim cannot be corrected now, with what can be done instead; empty when it can."""
    letter = _naming(session, claim)
    if letter is not None and letter.sent_on is not None:
        return (
            f"De brief van {short_date(letter.sent_on)} noemt factuur {claim.invoice_number}. Wat in een brief staat, "
            "wordt niet herschreven. Is de rekening te hoog? Leg dan een creditnota of een gedeeltelijke intrekking "
            "vast. Is er iets anders mis? Overleg met de opdrachtgever of de factuur wordt ingetrokken."
        )
    if running_arrangement(session, case.id) is not None:
        return "Er loopt een betalingsregeling over dit bedrag. Stop die eerst."
    if any(entry.kind is not LedgerKind.PAYMENT for entry in ledger_entries.counted_entries(session, case.id)):
        return "Op dit dossier is afgeboekt of terugbetaald. Neem dat eerst terug: het hoort bij het oude bedrag."
    if case.stage not in BEFORE_THE_COURT:
        return f"Het dossier staat in de fase “{name(case.stage)}”. Neem het daar eerst uit."
    return ""


def correct(
    session: Session, act: Act, case_id: int, claim_id: int, asked: Correction, *, figures: Figures
) -> Corrected:
    """Put other facts of a claim on record, with why; letters that did not leave yet are withdrawn.

    A lower amount than was paid closes the case. Raises NotFound, CaseClosed, NamedByLetter, EditConflict,
    InvalidInput, Incomplete without a reason, and Refused.
    """
    case = open_case(session, case_id)
    claim = next((each for each in case.claims if each.id == claim_id), None)
    if claim is None:
        raise NotFound("Deze factuur hoort niet bij dit dossier.")
    if mark(claim) != asked.seen:
        raise EditConflict("Iemand anders heeft deze factuur intussen gewijzigd. Bekijk de gegevens opnieuw.")
    refusal = why_not(session, case, claim)
    if refusal:
        raise NamedByLetter(refusal)
    before, after = stated(claim), checked(asked.told, case, today=act.today)
    changed = tuple(ChangedDetail(what=what, was=was, became=became) for what, was, became in changes(before, after))
    _check_reason(changed, asked.reason)
    _check_payments(session, case, claim, after)
    put(session, act, case, claim, after, figures=figures)
    corrected = Corrected(changed=changed, default_from=claim.default_from, barred_from=claim.barred_from)
    events.record(session, act, case_id, ClaimCorrected(
        invoice=before.invoice_number, changes=changed, reason=asked.reason.strip(), default_from=claim.default_from,
        barred_from=claim.barred_from,
    ), effective_on=act.today)
    withdraw_letters(session, act, case, claim)
    if before.principal > after.principal and ledger_entries.payments_of(session, case_id):
        payments.close_when_paid(session, act, case_id, figures=figures)
    return corrected


def _naming(session: Session, claim: Claim) -> Letter | None:
    """The first letter that left, did not come back, and names this claim; contents never kept may have named all."""
    before = moved_claims.stood_in(session, [claim.id]).get(claim.id, set())
    query = select(Letter).where(
        Letter.case_id.in_({claim.case_id, *before}), Letter.state.in_(GONE), Letter.returned_on.is_(None)
    ).options(joinedload(Letter.content)).order_by(Letter.id)
    letters = session.scalars(query)
    return next((
        each for each in letters
        if (each.content is None and each.case_id == claim.case_id)
        or (each.content is not None and claim.id in each.content.claim_ids)
    ), None)


def _check_reason(changed: tuple[ChangedDetail, ...], reason: str) -> None:
    if not changed:
        raise Refused("Er is niets gewijzigd: alle gegevens zijn gelijk aan wat er al stond.")
    if not reason.strip():
        raise Incomplete("Vul in waarom de gegevens wijzigen en wie dat heeft gezegd.")


def _check_payments(session: Session, case: Case, claim: Claim, after: StatedClaim) -> None:
    """Money cannot have come in before there was a claim."""
    first = min((after.invoice_date, *(each.invoice_date for each in case.claims if each.id != claim.id)))
    early = [entry for entry in ledger_entries.payments_of(session, case.id) if entry.effective_on < first]
    if early:
        raise Refused(
            f"Op {short_date(early[0].effective_on)} is {euro(-early[0].amount)} betaald, vóór deze factuurdatum."
        )


def put(session: Session, act: Act, case: Case, claim: Claim, after: StatedClaim, *, figures: Figures) -> None:
    """Other facts on the claim; default and prescription follow. Raises Refused where that invoice stands already."""
    _put_number(session, claim, after)
    difference = after.principal - claim.principal
    if difference:
        session.add(LedgerEntry(
            case_id=case.id, claim_id=claim.id, kind=LedgerKind.PRINCIPAL_CORRECTED, amount=difference,
            effective_on=after.invoice_date, recorded_at=act.now, recorded_by=act.actor_id,
        ))
    for field in (
        "invoice_date", "due_date", "principal", "subject", "contract_date", "reminder_sent_on", "interest",
        "contract_percent", "contract_per", "contract_compound",
    ):
        setattr(claim, field, getattr(after, field))
    default = default_of(opening.payment_term(
        case.terms, case.debtor_kind, due_date=after.due_date, agreed=after.payment_term_agreed,
        reminder_sent_on=after.reminder_sent_on, country=case.debtor.country,
    ), holidays=figures.holidays)
    for field, value in opening.default_values(default).items():
        setattr(claim, field, value)
    session.flush()
    prescriptions.keep(session, [claim])
    session.flush()


def _put_number(session: Session, claim: Claim, after: StatedClaim) -> None:
    """The number in all its forms. Raises Refused where that invoice stands already."""
    require_once(session, claim, after)
    claim.invoice_number, claim.invoice_key = after.invoice_number, invoice_numbers.key(after.invoice_number)
    claim.invoice_core = invoice_numbers.core(after.invoice_number)


def require_once(session: Session, claim: Claim, after: StatedClaim) -> None:
    """Raises Refused where another claim than this one, which may be new, is that invoice already."""
    others = Claim.id != (claim.id or 0)
    same = select(Case.number).join(Claim, Claim.case_id == Case.id).where(
        Claim.client_id == claim.client_id, others,
        Claim.invoice_key == invoice_numbers.key(after.invoice_number),
        Claim.invoice_date == after.invoice_date, Claim.principal == after.principal, Claim.twin == (claim.twin or 0),
    )
    of_debtor = select(Case.number).join(Claim, Claim.case_id == Case.id).where(
        Claim.client_id == claim.client_id, others, Claim.debtor_id == claim.debtor_id,
        Claim.invoice_number == after.invoice_number,
    )
    standing = session.scalar(same.limit(1)) or session.scalar(of_debtor.limit(1))
    if standing is not None:
        raise Refused(
            f"Factuur {after.invoice_number} staat al met deze dag en dit bedrag bij deze opdrachtgever. Zij staat in "
            f"dossier {standing}."
        )


def withdraw_letters(session: Session, act: Act, case: Case, claim: Claim) -> None:
    """What did not leave yet is no longer true; a first letter can be ordered anew."""
    reason = f"factuur {claim.invoice_number} is gecorrigeerd: wat in de brief staat, klopt niet meer"
    gone = ordering.withdraw_unsent(session, act, case, reason=reason, on=act.today)
    if any(letter.kind is LetterKind.FIRST_NOTICE for letter in gone) and not open_holds(session, case.id):
        case.next_step, case.next_step_on = NextStep.SEND_FIRST_NOTICE, act.today
    session.flush()
