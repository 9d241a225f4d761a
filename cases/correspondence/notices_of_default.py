"""What a notice of default did to the claims that it named: since when their debtor is in default, if it came.

Law: art. 6:82 lid 1 BW, a written demand with a reasonable term; art. 3:37 lid 3 BW, once it was received. The day is
on record as soon as the letter left, for it follows from the letter alone. What is paid within the term bears nothing.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.correspondence import receipts
from cases.counting import moved_claims, notices
from cases.events.claims import DefaultCounted
from cases.models import Claim, Letter
from legal.counting.valuation import DebtorKind
from legal.debtor.default import DefaultBasis, DefaultFinding, PaymentTerm, Reminder, default_of
from legal.parameters import Figures
from legal.policies import DEMANDING

CAME_BACK = "De ingebrekestelling kwam retour. Een aanmaning met een redelijke termijn ontbreekt."


def named(session: Session, letter: Letter) -> list[Claim]:
    """The claims that a notice of default was about and of which no earlier default can be shown."""
    ids = set() if letter.content is None else set(letter.content.claim_ids)
    return [
        claim for claim in moved_claims.named_by(session, letter)
        if claim.id in ids and claim.default_basis in ("", DefaultBasis.NOTICE)
    ]


def count(session: Session, act: Act, letter: Letter, *, figures: Figures) -> None:
    """Put on record since when the debtor is in default by this letter, or that he is not, as its receipt stands now.

    Raises ParameterUnknown past the calendar.
    """
    changed = [claim for claim in named(session, letter) if _put(claim, letter, figures=figures)]
    if not changed:
        return
    first = max((claim.default_from for claim in changed if claim.default_from is not None), default=None)
    told = DefaultCounted(
        invoices=", ".join(claim.invoice_number for claim in changed), default_from=first,
        why=changed[0].default_explanation,
    )
    events.record(session, act, letter.case_id, told, effective_on=act.today)
    session.flush()


def take_back(session: Session, act: Act, letter: Letter) -> None:
    """It came back: by this letter nobody is in default."""
    changed = named(session, letter)
    for claim in changed:
        claim.default_from, claim.default_basis, claim.default_explanation = None, "", CAME_BACK
    if changed:
        told = DefaultCounted(invoices=", ".join(claim.invoice_number for claim in changed), why=CAME_BACK)
        events.record(session, act, letter.case_id, told, effective_on=act.today)
        session.flush()


def last_day(claims: Sequence[Claim]) -> date | None:
    """The first day on which all of these claims are in default; None while one of them is not known to be."""
    days = [claim.default_from for claim in claims]
    return None if None in days else max((day for day in days if day is not None), default=None)


def _put(claim: Claim, letter: Letter, *, figures: Figures) -> bool:
    """Whether its default changed."""
    found = default_of(_term(claim, letter, figures=figures), holidays=figures.holidays)
    was = claim.default_from, claim.default_explanation
    if isinstance(found, DefaultFinding):
        claim.default_from, claim.default_basis = found.first_day, found.basis.value
        claim.default_explanation = found.explanation
    else:
        claim.default_from, claim.default_basis, claim.default_explanation = None, "", found.missing
    return was != (claim.default_from, claim.default_explanation)


def _term(claim: Claim, letter: Letter, *, figures: Figures) -> PaymentTerm:
    """No other ground could be shown when the letter was ordered; its receipt may be presumed, proved or denied."""
    assert letter.sent_on is not None
    received = receipts.receipt_of(letter, figures=figures)
    reminder = None if received.on is None else Reminder(
        sent_on=letter.sent_on, channel=letter.channel, delivered_on=letter.delivered_on,
        is_abroad=notices.went_abroad(letter), term_days=DEMANDING.days, ends_on_working_day=True,
    )
    return PaymentTerm(
        due_date=claim.due_date, term_agreed=False, reminder=reminder,
        is_commercial=claim.case.debtor_kind is DebtorKind.BUSINESS,
    )
