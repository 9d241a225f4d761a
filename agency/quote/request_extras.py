"""The part of a quote request that asks for more than amounts: what a notice said, and a lawsuit to be brought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agency.quote.fields import Bad, Fields
from agency.quote.request import REQUEST
from agency.quote.request_claims import CLAIM, prescriptions_of
from agency.quote.request_debtors import NOTICE, debtor_rows, has_notice_of_all
from legal.court.competence import Subject
from legal.court.court_terms import Residence, residence_of
from legal.debtor.prescription import Prescription
from legal.errors import LawError
from legal.facts import CaseFacts, Notice
from legal.money import ZERO
from legal.notice.notice_validity import SentNotice
from legal.parameters import PartyKind

COURT = (
    "claimant", "served_on", "first_session_on", "judgment_on", "own_fee", "country", "municipality",
    "let_property",
)  # fmt: skip
THE_DEBTOR = "schuldenaar"
NOTICE_CONTENTS = ("claims_named", "addressed_to", "fee_named", "text")
NOTICE_DETAILS = ("has_bounced", *NOTICE_CONTENTS)


@dataclass(frozen=True, kw_only=True)
class ClaimSubject:
    """What a claim is about, for the court."""

    subject: Subject
    credit_sum: Decimal | None


@dataclass(frozen=True, kw_only=True)
class CourtRequest:
    """A lawsuit to be brought."""

    claimant: PartyKind
    served_on: date
    first_session_on: date
    judgment_on: date | None
    own_fee: Decimal
    residence: Residence
    municipality: str
    let_property: str


@dataclass(frozen=True, kw_only=True)
class Extras:
    """What was asked besides the amounts; None where it was not.

    `notices`: what was told of a notice as it was sent, by the ref of the debtor whose own it is. `prescriptions`: of
    several debtors, by ref of the claim and then of the debtor.
    """

    notice: SentNotice | None
    notices: Mapping[str, SentNotice]
    debtors: tuple[str, ...]
    prescriptions: Mapping[str, Mapping[str, Prescription]]
    court: CourtRequest | None
    subjects: dict[str, ClaimSubject]


def read_extras(content: object, facts: CaseFacts) -> Extras:
    """The optional parts of a request that was read already. Raises Bad."""
    fields = Fields(content, "", REQUEST)
    owners = debtor_rows(fields)
    debtors = (THE_DEBTOR,) if owners else fields.texts_or_none("debtors") or (THE_DEBTOR,)
    rows = [Fields(row, f"claims.{index}", CLAIM) for index, row in enumerate(fields.listed("claims"))]
    return Extras(
        notice=None if owners else _notice(fields, facts.notice, facts, debtors),
        notices=_notices(fields, owners, facts),
        debtors=debtors,
        prescriptions=_prescriptions(rows, facts),
        court=_court(fields),
        subjects={
            claim.ref: ClaimSubject(
                subject=Subject.OTHER if row.get("subject") is None else row.choice("subject", Subject),
                credit_sum=row.amount_or_none("credit_sum"),
            )
            for row, claim in zip(rows, facts.claims, strict=True)
        },
    )


def _prescriptions(rows: Sequence[Fields], facts: CaseFacts) -> dict[str, Mapping[str, Prescription]]:
    """The prescription towards each of several debtors, of the claims that ask for it."""
    refs = [debtor.ref for debtor in facts.debtors]
    asked = [(row, claim) for row, claim in zip(rows, facts.claims, strict=True) if row.get("prescription") is not None]
    found: dict[str, Mapping[str, Prescription]] = {claim.ref: prescriptions_of(row, refs) for row, claim in asked}
    return found if refs else {}


def _notices(fields: Fields, owners: Sequence[Fields], facts: CaseFacts) -> dict[str, SentNotice]:
    """The notices of several debtors that tell enough to be judged, by ref."""
    found = {}
    for row, debtor in zip(owners, facts.debtors, strict=True):
        owner = fields if has_notice_of_all(row, owners, fields) else row
        sent = _notice(owner, debtor.notice, facts, (debtor.ref,))
        if sent is not None:
            found[debtor.ref] = sent
    return found


def _notice(
    owner: Fields, of_debtor: Notice | None, facts: CaseFacts, debtors: tuple[str, ...]
) -> SentNotice | None:
    """The notice as it was sent, None when the request says no more of it than days and channel, or gives a verdict."""
    if of_debtor is None:
        return None
    notice = Fields(owner.get("notice"), owner.at("notice"), NOTICE)
    if notice.get("verdict") is not None:
        for key in NOTICE_CONTENTS:
            if notice.get(key) is not None:
                raise notice.refuse(key, "naast verdict wordt de brief niet nog eens beoordeeld")
        return None
    if all(notice.get(key) is None for key in NOTICE_DETAILS):
        return None
    named, addressed = notice.texts_or_none("claims_named"), notice.texts_or_none("addressed_to")
    by_sending = tuple(claim.ref for claim in facts.claims if claim.interest_from <= of_debtor.sent_on)
    return SentNotice(
        sent_on=of_debtor.sent_on,
        channel=of_debtor.channel,
        delivered_on=of_debtor.delivered_on,
        has_bounced=of_debtor.has_bounced,
        is_receipt_disputed=of_debtor.is_receipt_disputed,
        claims_named=by_sending if named is None else named,
        addressed_to=debtors if addressed is None else addressed,
        fee_named=notice.amount_or_none("fee_named"),
        text=notice.text_or_empty("text"),
    )


def _court(fields: Fields) -> CourtRequest | None:
    if fields.get("court") is None:
        return None
    court = Fields(fields.get("court"), "court", COURT)
    served_on, first_session_on = court.day("served_on"), court.day("first_session_on")
    if first_session_on <= served_on:
        raise court.refuse("first_session_on", "een dag na served_on werd verwacht")
    judgment_on = court.day_or_none("judgment_on")
    if judgment_on is not None and judgment_on < first_session_on:
        raise court.refuse("judgment_on", "een dag op of na first_session_on werd verwacht")
    return CourtRequest(
        claimant=court.choice("claimant", PartyKind),
        served_on=served_on,
        first_session_on=first_session_on,
        judgment_on=judgment_on,
        own_fee=court.amount_or_none("own_fee") or ZERO,
        residence=_residence(court),
        municipality=court.text_or_empty("municipality"),
        let_property=court.text_or_empty("let_property"),
    )


def _residence(court: Fields) -> Residence:
    if court.get("country") is None:
        return Residence.NETHERLANDS
    try:
        return residence_of(court.text("country"))
    except LawError as error:
        raise Bad(court.at("country"), error.code, str(error)) from error


