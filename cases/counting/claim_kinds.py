"""The kind of a claim (soort vordering) as it was stated: which term of prescription runs follows from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.counting import prescriptions
from cases.errors import Incomplete, Refused
from cases.events.prescription import ClaimKindStated, RestatedClaim
from cases.input_checks import day_of
from cases.models import Claim
from cases.names import name
from cases.progress.stages import open_case
from cases.schema.db import without_citizen_number
from legal.counting.valuation import DebtorKind
from legal.debtor.prescription import TERMS, PrescriptionRegime

# No judgment is kept here, so none can be stated.
STATEABLE = tuple(
    each for each in PrescriptionRegime
    if each not in (PrescriptionRegime.JUDGMENT, PrescriptionRegime.JUDGMENT_PERIODIC)
)
# A client says what it delivers; the twenty years of art. 3:306 BW are for a lawyer.
BY_CLIENT = tuple(each for each in STATEABLE if each is not PrescriptionRegime.OTHER)
# Agreed about businesses these say nothing of a consumer among them: towards that one it may be a sale.
BETWEEN_BUSINESSES = (PrescriptionRegime.CONTRACT, PrescriptionRegime.PERIODIC)
NO_CONSUMER = "Consumentenkoop kan niet: de debiteur is een bedrijf (art. 7:5 lid 1 BW)."


@dataclass(frozen=True, kw_only=True)
class Restated:
    """A claim whose kind was stated: which term was and is counted, in words, and its first day barred."""

    invoice_number: str
    was: str
    became: str
    barred_was: date
    barred_from: date


def with_term(regime: PrescriptionRegime) -> str:
    """A kind as a choice: "Consumentenkoop: 2 jaar (art. 7:28 BW)"."""
    return f"{name(regime)}: {TERMS[regime].years} jaar ({TERMS[regime].law})"


def state(
    session: Session, act: Act, case_id: int, *, regime: PrescriptionRegime, claim_ids: Iterable[int], reason: str
) -> list[Restated]:
    """Put on record of what kind these claims are, and count their first day barred again; those that changed.

    Raises Incomplete without a claim or a reason, Refused for a kind that cannot be or that stood there already.
    """
    case = open_case(session, case_id)
    chosen = set(claim_ids)
    claims = [claim for claim in case.claims if claim.id in chosen]
    _check(claims, regime, reason)
    changed = [claim for claim in claims if claim.prescription_regime is not regime]
    if not changed:
        raise Refused(f"Als soort vordering stond “{name(regime).lower()}” hier al.")
    before = {claim.id: (prescriptions.regime_of(claim), claim.barred_from) for claim in changed}
    for claim in changed:
        claim.prescription_regime = regime
    prescriptions.keep(session, changed)
    done = [
        Restated(
            invoice_number=claim.invoice_number, was=prescriptions.term_in_words(before[claim.id][0]),
            became=prescriptions.term_in_words(prescriptions.regime_of(claim)), barred_was=before[claim.id][1],
            barred_from=claim.barred_from,
        )
        for claim in changed
    ]
    told = ClaimKindStated(regime=regime, reason=reason.strip(), claims=tuple(map(_told, done)))
    events.record(session, act, case_id, told, effective_on=day_of(act.now))
    session.flush()
    return done


def _told(each: Restated) -> RestatedClaim:
    return RestatedClaim(
        invoice=each.invoice_number, was=each.was, became=each.became, barred_was=each.barred_was,
        barred_from=each.barred_from,
    )


def _check(claims: Sequence[Claim], regime: PrescriptionRegime, reason: str) -> None:
    if not claims:
        raise Incomplete("Kies van welke factuur u de soort vastlegt.")
    if regime not in STATEABLE:
        raise Refused(f"“{name(regime)}” kan hier niet worden vastgelegd.")
    if regime is PrescriptionRegime.CONSUMER_SALE and claims[0].case.debtor_kind is DebtorKind.BUSINESS:
        raise Refused(NO_CONSUMER)
    if not reason.strip():
        raise Incomplete("Schrijf op waaruit de soort vordering blijkt.")
    without_citizen_number(reason)
