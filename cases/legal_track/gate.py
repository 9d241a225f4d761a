"""Before the bailiff: register checks, the client's yes to the costs, and the gate that lists what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import documents, events
from cases.acts import Act
from cases.amicable import holds
from cases.assessment import assessments
from cases.counting import awaited_letters, debtors, notices, prescriptions, reaching, statement
from cases.documents import File, NewDocument
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.events.gate import CostsApproved, RegisterChecked
from cases.input_checks import day_of
from cases.legal_track import consumer_duties, evidence, one_fee, people_at_gate, writ_confirmations, writ_data
from cases.models import (
    Case,
    Claim,
    CostApproval,
    Document,
    DocumentKind,
    HoldKind,
    Interruption,
    Register,
    RegisterCheck,
    Stage,
    WritConfirmation,
)
from cases.names import name
from cases.parties import debtor_doubts
from cases.progress import locking, stages
from cases.setup import registration
from cases.store import DocumentStore
from legal.court import gate as law
from legal.court.gate_facts import AssessmentRecord, ClaimRecord, SummonsFacts
from legal.court.writ import Abbreviation
from legal.court.writ_readiness import DocumentLack, WritFacts
from legal.debtor.debtor_signs import SignKind
from legal.debtor.default import DefaultBasis, DefaultFinding, DefaultLack
from legal.parameters import Figures
from letters.readiness import Lack

PROOF_KIND = {
    Register.INSOLVENCY: DocumentKind.INSOLVENCY_PROOF,
    Register.GUARDIANSHIP: DocumentKind.GUARDIANSHIP_PROOF,
}
HOLD_WHEN_FOUND = {Register.INSOLVENCY: HoldKind.INSOLVENCY, Register.GUARDIANSHIP: HoldKind.VULNERABLE}
DEFAULT_LAW = {
    DefaultBasis.AGREED_TERM: "art. 6:83 onder a BW", DefaultBasis.NOTICE: "art. 6:82 lid 1 BW",
    DefaultBasis.STATEMENT: "art. 6:83 onder c BW", DefaultBasis.STATUTORY_TERM: "art. 6:119a lid 2 BW",
}


class GateClosed(Incomplete):
    """The writ may not be made yet; `items` are the requirements that are not met."""

    code = "gate_closed"

    def __init__(self, message: str, items: tuple[law.GateItem, ...]) -> None:
        super().__init__(message)
        self.items = items


@dataclass(frozen=True, kw_only=True)
class RegisterInput:
    """A look in a public register: whether somebody stands in it, and the print that proves it.

    `debtor_id`: who, where more than one owes; None for the debtor of the case.
    """

    register: Register
    checked_on: date
    is_listed: bool
    proof: File | None
    note: str = ""
    debtor_id: int | None = None


def check_register(
    session: Session, act: Act, store: DocumentStore, case_id: int, look: RegisterInput
) -> RegisterCheck:
    """Enter a look in a public register with its proof. A debtor who is found stands still at once."""
    if look.is_listed:
        holds.lock_person(session, case_id)
    case = stages.open_case(session, case_id)
    register, checked_on = look.register, look.checked_on
    looked_at = _looked_at(session, case, look.debtor_id)
    if checked_on > act.today:
        raise Refused(f"De controledatum {checked_on:%d-%m-%Y} ligt in de toekomst.")
    if look.proof is None:
        raise Incomplete("Voeg het bewijs toe: de uitdraai of schermafdruk van het register (PDF, PNG of JPEG).")
    proof = documents.add(session, act, store, look.proof, NewDocument(
        kind=PROOF_KIND[register], title=f"{name(register)}, {checked_on:%d-%m-%Y}", case_id=case_id
    ))
    check = RegisterCheck(
        case_id=case_id, register=register, checked_on=checked_on, found=look.is_listed, note=look.note.strip()[:300],
        proof_id=proof.id, entered_by=act.actor_id, debtor_id=looked_at,
    )
    session.add(check)
    session.flush()
    entered = RegisterChecked(register=register, found=check.found, document_id=proof.id, note=check.note)
    events.record(session, act, case_id, entered, effective_on=checked_on)
    if check.found and looked_at is None:
        holds.place_once(
            session, act, case, kind=HOLD_WHEN_FOUND[register], on=act.today,
            reason=f"Staat in het {name(register)}. {check.note}".strip(),
        )
    return check


def _looked_at(session: Session, case: Case, debtor_id: int | None) -> int | None:
    """Who was looked up, None for the debtor of the case. Raises NotFound for who owes nothing in it.

    One who owes beside him and is found stops nobody else: his representative is put on record.
    """
    if debtor_id in (None, case.debtor_id):
        return None
    if debtor_id not in debtors.who_owe(case, debtors.parties_of(session, [case.id])[case.id]):
        raise NotFound("Kies wie er is opgezocht: iemand die in dit dossier moet betalen.")
    return debtor_id


def is_in_preparation(case: Case) -> bool:
    """Whether the writ of a case is being prepared: only then is it drafted, and are its costs approved."""
    return case.stage in (Stage.PRE_LEGAL, Stage.SUMMONS_DRAFT)


def approve_costs(session: Session, act: Act, case_id: int, *, client_id: int, on: date) -> CostApproval:
    """The client's own yes to the agreed ceiling for this case. Raises NotFound for another client's case."""
    case = session.get(Case, case_id)
    if case is None or case.client_id != client_id:
        raise NotFound("Dit dossier bestaat niet.")
    case = locking.lock_one(session, case_id)
    if not is_in_preparation(case):
        raise Refused("Er is voor dit dossier nu geen goedkeuring van kosten nodig.")
    if approval(session, case_id) is not None:
        raise AlreadyDone("De kosten van dit dossier zijn al goedgekeurd.")
    if case.terms.cost_ceiling <= 0:
        raise Refused("Er is geen kostenplafond afgesproken. Een beheerder legt het vast bij de opdrachtgever.")
    given = CostApproval(
        case_id=case_id, ceiling=case.terms.cost_ceiling, approved_at=act.now, approved_by=act.person_id
    )
    session.add(given)
    session.flush()
    events.record(session, act, case_id, CostsApproved(ceiling=given.ceiling), effective_on=on)
    return given


def approval(session: Session, case_id: int) -> CostApproval | None:
    """The client's approval of the ceiling; None while it is asked."""
    query = select(CostApproval).where(CostApproval.case_id == case_id)
    return session.scalar(query.order_by(CostApproval.id.desc()).limit(1))


def requirements(session: Session, case: Case, *, on: date, figures: Figures) -> tuple[law.GateItem, ...]:
    """Every requirement of the summons writ on `on`, met or not.

    What two requirements ask for is named once; where only the document itself lacks it, there.
    """
    facts = gate_facts(session, case, on=on, figures=figures)
    lacks = writ_data.all_lacks(session, case, on=on, figures=figures)
    own = [lack for lack in lacks if not writ_data.is_asked_elsewhere(lack)]
    items = law.summons_gate(_with_lacks(facts, own))
    if len(own) < len(lacks) and all(item.met for item in items):
        return law.summons_gate(_with_lacks(facts, lacks))
    return items


def _with_lacks(facts: SummonsFacts, lacks: Sequence[Lack]) -> SummonsFacts:
    named = tuple(DocumentLack(text=lack.text, supplier=lack.supplier) for lack in lacks)
    return replace(facts, writ=replace(facts.writ, lacks=named))


def require_gate(session: Session, case: Case, *, on: date, figures: Figures) -> None:
    """Raise GateClosed with everything that is missing, by name."""
    if not is_in_preparation(case):
        raise Refused(f"Dossier {case.number} is niet in voorbereiding voor de gerechtelijke fase.")
    missing = tuple(item for item in requirements(session, case, on=on, figures=figures) if not item.met)
    if missing:
        listed = "; ".join(f"{item.label}: {item.missing}" for item in missing)
        raise GateClosed(f"Het exploot kan nog niet worden gemaakt. Er ontbreekt: {listed}", missing)


def gate_facts(session: Session, case: Case, *, on: date, figures: Figures) -> SummonsFacts:
    """The record as the gate reads it."""
    handed_in = evidence.of_case(session, case)
    open_holds = stages.open_holds(session, case.id)
    given = approval(session, case.id)
    debtor = case.debtor
    record = statement.record_of(session, case, figures=figures)
    judged, counted = record.counting, reaching.counted(record, wanted=on, figures=figures)
    interrupted = prescriptions.standing(session, case.claims)
    days = {claim.id: prescriptions.counted(claim, interrupted[claim.id]).barred_from for claim in case.claims}
    letters = awaited_letters.awaited(session, case.claims, interrupted, days)
    duties = consumer_duties.review(session, case)
    accepted = None if duties is None else duties.accepted
    facts = SummonsFacts(
        on=on, debtor=case.debtor_kind,
        balance=counted.open_now, balance_through=counted.reach.day if counted.reach.is_cut else None,
        left_out=" ".join(part for part in (counted.later_costs_in_words, counted.why) if part),
        claims=tuple(
            replace(
                _claim_record(claim, handed_in, interrupted[claim.id]),
                barred_unless=awaited_letters.unless(letters.get(claim.id, ())),
            ) for claim in case.claims
        ),
        notice=statement.notice_term(case, judged, figures=figures),
        notice_defects=() if judged is None else tuple(notices.in_one(each) for each in judged.breaking),
        is_disputed=any(hold.kind is HoldKind.DISPUTE for hold in open_holds),
        open_holds=(),
        assessment=_assessment(session, case, on),
        insolvency_check=None, guardianship_check=None,
        mandate=_mandate(case, handed_in), cost_ceiling=case.terms.cost_ceiling,
        ceiling_approved_on=None if given is None else day_of(given.approved_at), debtor_name=debtor.name,
        debtor_street="", debtor_postal_code="", debtor_place="",
        minor_flag_unresolved=any(hold.kind is HoldKind.MINOR for hold in open_holds),
        registration=registration.verdict(session, debtor, on=on), writ=_writ_facts(session, case),
        duties=None if duties is None else duties.verdict,
        loss_accepted_on=None if accepted is None else day_of(accepted.accepted_at),
        other_fees=one_fee.other_fees(session, case, record, counted.valuation, figures=figures),
    )
    at = people_at_gate.AtGate(case=case, record=record, valuation=counted.valuation, holds=open_holds, figures=figures)
    return people_at_gate.put(session, facts, at)


def unseen(session: Session, case: Case) -> tuple[Abbreviation, ...]:
    """The uncommon abbreviations that the writ quotes and nobody has seen yet."""
    seen = writ_confirmations.standing(session, case).seen
    return tuple(each for each in writ_data.abbreviations(case) if each.word not in seen)


def see_wording(session: Session, act: Act, case_id: int, *, words: Sequence[str]) -> WritConfirmation:
    """Record that a person saw the abbreviations that wait; raises PreviewOutdated when they are others by now."""
    case = stages.open_case(session, case_id)
    return writ_confirmations.see_wording(session, act, case_id, words=words, asked=unseen(session, case))


def _writ_facts(session: Session, case: Case) -> WritFacts:
    """Whom the writ is for, and what was confirmed of what it says."""
    confirmed, debtor = writ_confirmations.standing(session, case), case.debtor
    person, court, defence = confirmed.person, confirmed.court, confirmed.defence
    signs = debtor_doubts.signs_of(debtor)
    stated_on = defence.confirmed_on if defence is not None and confirmed.stated_defence else None
    no_defence = defence if defence is not None and stated_on is None else None
    return WritFacts(
        country=debtor.country,
        signs=signs if person is None else tuple(sign for sign in signs if sign.kind is SignKind.PO_BOX),
        person_checked_on=None if person is None else person.confirmed_on, unseen=unseen(session, case),
        court_intended=None if court is None else confirmed.court_intended,
        court_recorded_on=None if court is None else court.confirmed_on,
        defence_raised=confirmed.was_disputed, defence_stated_on=stated_on,
        no_defence_on=None if no_defence is None else no_defence.confirmed_on, is_stale=confirmed.is_stale,
    )


def _claim_record(claim: Claim, handed_in: list[Document], interrupted: list[Interruption]) -> ClaimRecord:
    default: DefaultFinding | DefaultLack
    if claim.default_from is None:
        default = DefaultLack(
            code="no_default", missing=claim.default_explanation, supplier="opdrachtgever", law="art. 6:82 BW"
        )
    else:
        basis = DefaultBasis(claim.default_basis)
        default = DefaultFinding(
            first_day=claim.default_from, basis=basis, law=DEFAULT_LAW[basis], explanation=claim.default_explanation
        )
    kinds_of_claim = {document.kind for document in handed_in if document.claim_id in (None, claim.id)}
    return ClaimRecord(
        ref=claim.invoice_number, default=default,
        has_invoice=any(d.kind is DocumentKind.INVOICE and d.claim_id == claim.id for d in handed_in),
        has_agreement=bool(kinds_of_claim & {DocumentKind.AGREEMENT, DocumentKind.TERMS}),
        barred_from=prescriptions.counted(claim, interrupted).barred_from,
        barred_from_if_contract=prescriptions.barred_from_if_contract(claim, interrupted),
    )


def _assessment(session: Session, case: Case, on: date) -> AssessmentRecord | None:
    assessment = assessments.current(session, case.id)
    if assessment is None or assessment.decided_by is None:
        return None
    return assessments.of_record(session, case, assessment, on=on)


def _mandate(case: Case, handed_in: list[Document]) -> str:
    document = next((document for document in reversed(handed_in) if document.kind is DocumentKind.MANDATE), None)
    if document is None:
        return ""
    signed = f"ondertekend op {case.terms.basis_signed_on:%d-%m-%Y}"
    return f"{name(case.terms.basis)}, {signed} ({document.title or document.filename})"
