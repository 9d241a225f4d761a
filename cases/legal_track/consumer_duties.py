"""What a court checks of its own motion against a consumer: what the file holds, and the client's yes to the risk.

It advises and closes nothing: whether to go on is the client's choice, once the loss to be expected was shown.
Law: art. 6:230m and 6:230v BW; ECLI:NL:HR:2021:1677; richtlijn 93/13/EEG.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.errors import AlreadyDone, EditConflict, Incomplete, NotFound, Refused
from cases.events.consumer_duties import ConsumerDutiesStated, LossAccepted
from cases.models import Case, Claim, ConsumerContractStated, LossAcceptance, Stage
from cases.progress import locking, stages
from legal.counting.valuation import DebtorKind
from legal.court.consumer_duties import (
    ClauseStatus,
    ConsumerContract,
    DutyItem,
    DutyVerdict,
    consumer_duties,
)
from legal.facts import ClauseStatus as PenaltyClause

FAIR = PenaltyClause.FAIR
ASKED_IN = (Stage.PRE_LEGAL, Stage.SUMMONS_DRAFT)
# What to do about a point, by its code; what is not here is a paper that the client has or has not.
REMEDIES = {
    "channel": "Vraag de opdrachtgever hoe de overeenkomst is gesloten.",
    "clauses": "Laat een jurist de bedingen in deze versie van de voorwaarden beoordelen.",
    "order_button": "Vraag de opdrachtgever om een afdruk van de bestelpagina van toen.",
    "phone_acceptance": "Vraag de opdrachtgever om de schriftelijke aanvaarding.",
    "withdrawal": "Vraag om de informatie over herroepen, of leg vast waarom dat recht er niet is.",
}
_ASK = "Vraag de opdrachtgever om het stuk waaruit dit blijkt."


@dataclass(frozen=True, kw_only=True)
class Review:
    """The list for one case. `stated` None: nobody has looked yet. `accepted`: the yes that covers what lacks now."""

    verdict: DutyVerdict
    stated: ConsumerContractStated | None
    accepted: LossAcceptance | None

    @property
    def lacking(self) -> tuple[DutyItem, ...]:
        """The points that are not surely met."""
        return tuple(item for item in self.verdict.items if item.met is not True)

    @property
    def points(self) -> str:
        """Their codes, as a yes names them."""
        return ",".join(item.code for item in self.lacking)


def review(session: Session, case: Case) -> Review | None:
    """What is known of the contract of a case against a consumer; None against a business."""
    if case.debtor_kind is not DebtorKind.CONSUMER:
        return None
    stated = _newest(session, case.id)
    contract = _with_penalties(contract_of(stated), case.claims)
    found = Review(verdict=consumer_duties(contract), stated=stated, accepted=None)
    if not found.points:
        return found
    query = select(LossAcceptance).where(LossAcceptance.case_id == case.id, LossAcceptance.points == found.points)
    return Review(
        verdict=found.verdict, stated=stated,
        accepted=session.scalar(query.order_by(LossAcceptance.id.desc()).limit(1)),
    )


def remedy(item: DutyItem) -> str:
    """What to do about a point that is not met, in Dutch."""
    return REMEDIES.get(item.code, _ASK)


def contract_of(stated: ConsumerContractStated | None) -> ConsumerContract:
    """The contract as it was stated; one of which nothing is known without a statement."""
    if stated is None:
        return ConsumerContract(channel=None)
    return ConsumerContract(**{each.name: getattr(stated, each.name) for each in fields(ConsumerContract)})


def _with_penalties(contract: ConsumerContract, claims: Sequence[Claim]) -> ConsumerContract:
    """The contract with what was found of the clauses of agreed penalties, where that is worse than was stated."""
    clauses = {claim.penalty_clause for claim in claims if claim.penalty is not None} - {FAIR}
    if contract.clauses not in (ClauseStatus.NONE, ClauseStatus.FAIR) or not clauses:
        return contract
    found = clauses - {None}
    return replace(contract, clauses=ClauseStatus.SUSPECT if found else None)


def state(session: Session, act: Act, case_id: int, contract: ConsumerContract, *, source: str) -> Review:
    """Enter what the file holds; it takes the place of what was entered before.

    Raises Refused against a business, Incomplete without saying from which papers, CitizenNumberFound.
    """
    case = stages.open_case(session, case_id)
    if case.debtor_kind is not DebtorKind.CONSUMER:
        raise Refused("Deze debiteur is een bedrijf: de regels voor consumenten worden hier niet nagekeken.")
    if not source.strip():
        raise Incomplete("Schrijf op waaruit dit blijkt, bijvoorbeeld: bestelbevestiging van 3 mei.")
    session.add(ConsumerContractStated(
        case_id=case_id, **asdict(contract), source=source.strip()[:300], stated_at=act.now, stated_by=act.actor_id,
    ))
    session.flush()
    found = review(session, case)
    assert found is not None
    told = ConsumerDutiesStated(lacking=tuple(item.label for item in found.lacking), source=source.strip()[:300])
    events.record(session, act, case_id, told, effective_on=act.today)
    session.flush()
    return found


def is_acceptance_asked(session: Session, case: Case) -> bool:
    """Whether the client is asked to sign the loss to be expected: while the writ is prepared and somebody looked."""
    if case.stage not in ASKED_IN:
        return False
    found = review(session, case)
    return found is not None and found.stated is not None and bool(found.lacking) and found.accepted is None


def accept_loss(session: Session, act: Act, case_id: int, *, client_id: int, points: str) -> LossAcceptance:
    """The client's own yes to go on without these points. Raises NotFound for another client's case.

    `points` are those that were shown: EditConflict where it is another list by now.
    """
    case = session.get(Case, case_id)
    if case is None or case.client_id != client_id:
        raise NotFound("Dit dossier bestaat niet.")
    case = locking.lock_one(session, case_id)
    found = review(session, case)
    if case.stage not in ASKED_IN or found is None or found.stated is None or not found.lacking:
        raise Refused("Voor dit dossier wordt dit nu niet gevraagd.")
    if found.accepted is not None:
        raise AlreadyDone("Dit is voor dit dossier al vastgelegd.")
    if points != found.points:
        raise EditConflict("De lijst is intussen gewijzigd. Lees haar opnieuw en beslis dan.")
    given = LossAcceptance(case_id=case_id, points=points, accepted_at=act.now, accepted_by=act.person_id)
    session.add(given)
    session.flush()
    told = LossAccepted(lacking=tuple(item.label for item in found.lacking))
    events.record(session, act, case_id, told, effective_on=act.today)
    session.flush()
    return given


def _newest(session: Session, case_id: int) -> ConsumerContractStated | None:
    query = select(ConsumerContractStated).where(ConsumerContractStated.case_id == case_id)
    return session.scalar(query.order_by(ConsumerContractStated.id.desc()).limit(1))
