"""What a claim file says beside the record: invoices and debtors that are known, claims that are barred, doubts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from cases.claims import barred_rows, known_invoices, opening
from cases.claims.known_invoices import Answer, Match
from cases.claims.open_cases import Meetings
from cases.intake import ClaimFile, ClaimRow, Fault, dry_run_answer
from cases.intake.model import FlagCode, RowFlag
from cases.intake.reader import Known as RefusedAsKnown
from cases.models import ClientTerms
from cases.parties import known_debtors
from cases.parties.known_debtors import Known
from legal.counting.valuation import DebtorKind
from legal.debtor.legal_forms import in_full

Reading = Callable[[RefusedAsKnown], ClaimFile]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A claim file beside the record: by row the debtor, the invoice that matches, and the answer that counts."""

    file: ClaimFile
    known: Mapping[int, Known]
    matches: Mapping[int, Match]
    answered: Mapping[int, Answer]

    @property
    def report(self) -> dict[str, Any]:  # Any: JSON
        """The answer to a dry run, with what the client is asked and what it answered."""
        return dry_run_answer(self.file) | {
            "asked": [
                {"row": match.row, "number": match.number, "told": match.told, "may_be_other": match.may_be_other}
                for match in self.matches.values() if match.row not in self.answered
            ],
            "answered": [
                {"row": answer.row, "told": answer.told, "reason": answer.reason} for answer in self.answered.values()
            ],
        }


def compare(
    session: Session, read: Reading, *, terms: ClientTerms, today: date, answers: Mapping[int, Answer] | None = None
) -> Compared:
    """What `read` reads, beside the record on `today`. An invoice on record is refused where no answer covers it."""
    given, matches = answers or {}, {}

    def refused(rows: Sequence[ClaimRow]) -> dict[int, Fault]:
        matches.update(known_invoices.matches(session, terms.client_id, rows))
        return known_invoices.faults(matches.values(), given)

    file = read(refused)
    known = known_debtors.known(session, terms.client_id, file.rows)
    rows = barred_rows.flagged(known_debtors.flagged(file.rows, known), terms=terms, today=today)
    rows = _with_open_cases(session, _with_doubts(rows, terms), known, terms=terms, today=today)
    return Compared(
        file=replace(file, rows=rows), known=known, matches=matches,
        answered={
            row: answer for row, answer in given.items() if row in matches and answer.covers(matches[row])
        },
    )


def _with_open_cases(
    session: Session, rows: Sequence[ClaimRow], known: Mapping[int, Known], *, terms: ClientTerms, today: date
) -> tuple[ClaimRow, ...]:
    """The rows with the open case that each meets, and what happens to it by the terms of now."""
    joined = {each.debtor_id for each in known.values() if each.debtor_id is not None}
    met = Meetings(session, terms, joined, on=today)
    return tuple(_with_open_case(row, known, met) for row in rows)


def _with_open_case(row: ClaimRow, known: Mapping[int, Known], met: Meetings) -> ClaimRow:
    debtor_id = known[row.row].debtor_id if row.row in known else None
    told = None if debtor_id is None else met.told(debtor_id, opening.debtor_kind(met.terms, row))
    return row if told is None else row._replace(flags=(*row.flags, told))


def _with_doubts(rows: Sequence[ClaimRow], terms: ClientTerms) -> tuple[ClaimRow, ...]:
    """The rows with what the agreed terms make doubtful: an enterprise of people among what are called consumers.

    A sole trader or partner is a person and keeps the protection of a consumer until somebody says otherwise.
    """
    if terms.debtor_kind is not DebtorKind.CONSUMER:
        return tuple(rows)
    return tuple(row._replace(flags=(*row.flags, *_doubts(row))) for row in rows)


def _doubts(row: ClaimRow) -> tuple[RowFlag, ...]:
    if row.in_business:
        return (_AS_CONSUMER,)
    return (_unincorporated(row),) if opening.is_of_people(row) and row.in_business is None else ()


_AS_CONSUMER = RowFlag(code=FlagCode.BUSINESS_AS_CONSUMER, explanation=(
    "Deze vordering is zakelijk aangeleverd, maar volgens de afspraken zijn het consumenten: wij houden de regels voor "
    "consumenten aan."
))


def _unincorporated(row: ClaimRow) -> RowFlag:
    return RowFlag(code=FlagCode.UNINCORPORATED, explanation=(
        f"“{row.company_name}” is een {in_full(row.legal_form) or 'onderneming van personen'}: volgens de afspraken "
        "zijn het consumenten, dus wij houden de regels voor consumenten aan. De eigenaar of vennoten zijn mede de "
        "schuldenaar; geef ook hun namen op."
    ))
