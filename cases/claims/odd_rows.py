"""What is odd about rows that become claims, and what their case has to know of it: holds, answers, other details."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.amicable import debtor_details, holds
from cases.claims.known_invoices import Answer
from cases.events.claims import OtherInvoiceStated
from cases.intake import ClaimRow, FlagCode
from cases.models import Case, Debtor, HoldKind, User
from cases.parties.known_debtors import Known

# A flag that stops the case it comes in with, until a person has looked.
HOLD_FOR_FLAG = {
    FlagCode.MINOR_AT_CONTRACT: HoldKind.MINOR,
    FlagCode.MINOR_AT_INVOICE: HoldKind.MINOR,
    FlagCode.SEVERAL_PEOPLE: HoldKind.PERSON_UNCLEAR,
    FlagCode.ESTATE: HoldKind.DECEASED,
    FlagCode.REPRESENTED: HoldKind.REPRESENTED,
    FlagCode.INSOLVENT: HoldKind.INSOLVENCY,
    FlagCode.NEW_DETAILS: HoldKind.NEW_DETAILS,
    FlagCode.CUSTOMER_KNOWN_OTHERWISE: HoldKind.NEW_DETAILS,
    FlagCode.DISPUTED: HoldKind.DISPUTE,
}


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """What the record says of the rows of a file, by row.

    `known`: which debtor on record that is, and what the row says otherwise. `answers`: that an invoice is another one
    than it seemed.
    """

    known: Mapping[int, Known] = field(default_factory=dict)
    answers: Mapping[int, Answer] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class OddRows:
    """The rows of one debtor, with what the record says of them; `upload_id`: of which file, None by hand."""

    rows: Sequence[ClaimRow]
    recognised: Recognised
    upload_id: int | None

    @property
    def are_odd(self) -> bool:
        """Whether something is said of one that its case has to know."""
        return any(_is_odd(row) or row.row in self.recognised.answers for row in self.rows)


def stop_a_person(rows: Iterable[ClaimRow]) -> bool:
    """Whether one of these rows says what stops all cases of its debtor, at every client."""
    return any(HOLD_FOR_FLAG.get(flag.code) in holds.CARRIED for row in rows for flag in row.flags)


def look_closer(session: Session, act: Act, odd: OddRows, *, case_id: int, debtor_id: int) -> None:
    """What is odd about some of these rows: answers of the client, reasons to hold the case, other details."""
    case = session.get_one(Case, case_id)
    _tell_answers(session, act, case, odd.rows, odd.recognised.answers, on=act.today)
    for kind, reason in _reasons_to_hold(odd.rows).items():
        holds.place_once(session, act, case, kind=kind, reason=reason, on=act.today)
    debtor = session.get_one(Debtor, debtor_id)
    _wait_for_details(
        session, act, debtor, odd.rows, odd.recognised.known, upload_id=odd.upload_id, on=act.today
    )


def _is_odd(row: ClaimRow) -> bool:
    """Whether something is said of a row that its case has to know; where it goes is no such thing."""
    return any(flag.code is not FlagCode.OPEN_CASE for flag in row.flags)


def _reasons_to_hold(rows: Iterable[ClaimRow]) -> dict[HoldKind, str]:
    """Which holds the flags of these rows place, with every reason once."""
    reasons: dict[HoldKind, dict[str, None]] = {}
    for flag in (flag for row in rows for flag in row.flags if flag.code in HOLD_FOR_FLAG):
        reasons.setdefault(HOLD_FOR_FLAG[flag.code], {})[flag.explanation] = None
    return {kind: " ".join(told) for kind, told in reasons.items()}


def _wait_for_details(
    session: Session, act: Act, debtor: Debtor, rows: Sequence[ClaimRow], known: Mapping[int, Known], *,
    upload_id: int | None, on: date,
) -> None:
    """Keep what rows say otherwise of a debtor on record; no letter leaves on his other cases either."""
    changed = [row for row in rows if any(flag.code is FlagCode.NEW_DETAILS for flag in row.flags)]
    for row in changed:
        found = known.get(row.row, Known(debtor_id=None))
        reason = " ".join(flag.explanation for flag in row.flags if flag.code is FlagCode.NEW_DETAILS)
        others = [session.get_one(Debtor, number) for number in found.differing if number != debtor.id]
        for each in (debtor, *others):
            debtor_details.propose(session, each, row, upload_id=upload_id, now=act.now)
        debtor_details.hold_cases(session, act, [debtor.id, *(each.id for each in others)], reason=reason, on=on)


def _tell_answers(
    session: Session, act: Act, case: Case, rows: Sequence[ClaimRow], answers: Mapping[int, Answer], *, on: date
) -> None:
    """Who said that an invoice is another one than that on record, and why, in the history of the case it went to."""
    for row in (row for row in rows if row.row in answers):
        answer = answers[row.row]
        told = OtherInvoiceStated(
            invoice=row.invoice_number, row=row.row, compared=answer.told, reason=answer.reason, stated_at=answer.at,
            by_agency=_is_of_agency(session, answer.by),
        )
        events.record(
            session, replace(act, actor_id=answer.by or act.actor_id), case.id, told, effective_on=on
        )


def _is_of_agency(session: Session, user_id: int | None) -> bool:
    user = None if user_id is None else session.get(User, user_id)
    return user is not None and user.client_id is None
