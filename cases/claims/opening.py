"""From the good rows of debtors to cases: debtor, claims with their default, ledger, first event."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.amicable import holds, party_changes
from cases.claims import extending, odd_rows, open_cases, twins
from cases.claims.odd_rows import Recognised
from cases.correspondence.one_letter import BEFORE_THE_COURT
from cases.counting import policies, prescriptions
from cases.counting.claim_kinds import BETWEEN_BUSINESSES
from cases.events.claims import CaseOpened, InvoicesAdded
from cases.intake import ClaimRow, FlagCode, invoice_numbers
from cases.models import (
    Case,
    Claim,
    ClientTerms,
    Debtor,
    LedgerEntry,
    LedgerKind,
    NewInvoices,
    NextStep,
    Stage,
)
from cases.parties import contact_points
from cases.parties.debtor_likeness import search_name
from cases.parties.known_debtors import Known, identity
from cases.progress import locking
from cases.progress.assignment import Divider
from cases.schema.bulk import Row, insert_rows
from cases.schema.ids import reserve
from legal.counting.valuation import Channel, DebtorKind, InterestKind
from legal.court.writ_readiness import HOME
from legal.debtor import debtor_tests
from legal.debtor.commercial_terms import CommercialParties
from legal.debtor.default import DefaultFinding, DefaultLack, PaymentTerm, Reminder, default_of
from legal.debtor.legal_forms import OF_PEOPLE, LegalForm, form_in_name, read_legal_form
from legal.debtor.prescription import PrescriptionRegime
from legal.parameters import Figures, Holidays
from legal.policies import CostsPolicy, CountingPolicy

# Weights of the payment reference (betalingskenmerk), from the right; the first digit checks the other fifteen.
_REFERENCE_WEIGHTS = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1)
NO_PARTIES, GOVERNMENT = CommercialParties(), CommercialParties(is_government_debtor=True)
@dataclass(frozen=True, kw_only=True)
class Intake:
    """What the cases of a file are opened with: the terms of its client, and what the record says of its rows."""

    terms: ClientTerms
    figures: Figures
    recognised: Recognised
    upload_id: int | None


@dataclass(frozen=True, kw_only=True)
class _Place:
    """The case that the rows of one debtor go to; `handler`: the name of whoever a new one was given to.

    `is_added`: its first letter was ordered already.
    """

    case_id: int
    debtor_id: int
    debtor_kind: DebtorKind
    rows: Sequence[ClaimRow]
    handler: str = ""
    is_added: bool = False


def open_or_extend(
    session: Session, act: Act, debtors: Sequence[Sequence[ClaimRow]], intake: Intake
) -> set[int]:
    """One case for the rows of each of these debtors, written together; the ids of the cases.

    New invoices join a case of the same debtor whose first letter has not been ordered yet, so that one letter names
    them all (art. 6:96 lid 7 BW). After that the terms of the client say whether they join the open case all the same,
    with a notice of their own; otherwise a new case is opened.
    """
    places, of_known = _places(session, act, debtors, intake)
    _add_claims(session, act, places, intake)
    events.record_rows(session, act, ((place.case_id, _told(place, intake)) for place in places),
                       effective_on=act.today)
    party_changes.carry_over(session, act, of_known)
    for place in places:
        if place.is_added:
            extending.follow(session, act, place.case_id, figures=intake.figures)
        found = odd_rows.OddRows(rows=place.rows, recognised=intake.recognised, upload_id=intake.upload_id)
        if found.are_odd:
            odd_rows.look_closer(session, act, found, case_id=place.case_id, debtor_id=place.debtor_id)
    session.flush()
    return {place.case_id for place in places}


def _told(place: _Place, intake: Intake) -> CaseOpened | InvoicesAdded:
    rows, claims = ", ".join(str(row.row) for row in place.rows), len(place.rows)
    if place.is_added:
        return InvoicesAdded(
            upload_id=intake.upload_id, rows=rows, claims=claims,
            invoices=", ".join(row.invoice_number for row in place.rows),
        )
    return CaseOpened(upload_id=intake.upload_id, rows=rows, claims=claims, handler=place.handler)


def payment_reference(number: int) -> str:
    """Sixteen-digit payment reference (betalingskenmerk): a check digit and fifteen digits."""
    digits = f"{number:015d}"
    total = sum(int(digit) * _REFERENCE_WEIGHTS[at % 10] for at, digit in enumerate(reversed(digits)))
    check = 11 - total % 11
    return f"{ {10: 1, 11: 0}.get(check, check) }{digits}"


def _places(
    session: Session, act: Act, debtors: Sequence[Sequence[ClaimRow]], intake: Intake
) -> tuple[list[_Place], set[int]]:
    """The case of each: one that waits for its first letter, else a new one; and which new ones are of known debtors.
    """
    debtor_ids, are_new = _debtor_ids(session, act, debtors, intake)
    debtor_ids = twins.with_waiting_case(session, intake.terms.client_id, debtor_ids, are_new)
    told_otherwise = _told_otherwise(zip(debtor_ids, debtors, strict=True), intake.recognised.known)
    of_known = set(debtor_ids) - are_new
    stopping = holds.known_to_stop(session, of_known) | (_told_to_stop(zip(debtor_ids, debtors, strict=True)) - are_new)
    taking = _taking_cases(session, act, intake.terms, of_known, told_otherwise - are_new, stopping)
    asked = [
        (debtor_id, kind, of_kind) for debtor_id, rows in zip(debtor_ids, debtors, strict=True)
        for kind, of_kind in _by_kind(intake.terms, rows).items()
    ]
    new: dict[tuple[int, DebtorKind], ClaimRow] = {}
    for debtor_id, kind, rows in asked:
        if (debtor_id, kind) not in taking:
            new.setdefault((debtor_id, kind), rows[0])
    policy = policies.frozen_policy(CountingPolicy(), CostsPolicy())
    divider, handlers = Divider(session, on=act.today), dict[int, str]()
    values = []
    for case_id, ((debtor_id, kind), row) in zip(reserve(session, Case, len(new)), new.items(), strict=True):
        taking[debtor_id, kind] = (case_id, False)
        handler_id = divider.handler_for(intake.terms.client_id, row.company_name or row.surname)
        handlers[case_id] = divider.staff.names.get(handler_id or 0, "")
        values.append(_case(case_id, debtor_id, kind, intake, today=act.today) | {
            "policy": policy, "handler_id": handler_id,
        })
    insert_rows(session, Case, values)
    return [
        _Place(
            case_id=case_id, debtor_id=debtor_id, debtor_kind=kind, rows=rows, handler=handlers.get(case_id, ""),
            is_added=is_added,
        ) for debtor_id, kind, rows in asked for case_id, is_added in (taking[debtor_id, kind],)
    ], {taking[key][0] for key in new if key[0] not in are_new}


def _by_kind(terms: ClientTerms, rows: Iterable[ClaimRow]) -> dict[DebtorKind, list[ClaimRow]]:
    """The rows of one debtor by whether he owes them as a consumer or in his business: each kind has its own rules."""
    found: dict[DebtorKind, list[ClaimRow]] = {}
    for row in rows:
        found.setdefault(debtor_kind(terms, row), []).append(row)
    return found


def _debtor_ids(
    session: Session, act: Act, debtors: Sequence[Sequence[ClaimRow]], intake: Intake
) -> tuple[list[int], set[int]]:
    """The debtor on record of each, by what was recognised or by its identity, else a new one; and which are new."""
    client_id, recognised = intake.terms.client_id, intake.recognised.known
    keys = [identity(rows[0]) for rows in debtors]
    asked = select(Debtor.identity, Debtor.id).where(Debtor.client_id == client_id, Debtor.identity.in_(set(keys)))
    on_record = dict(session.execute(asked).all())
    joined = [known_debtor(rows, recognised) for rows in debtors]
    new: dict[str, Sequence[ClaimRow]] = {}
    for key, rows, known in zip(keys, debtors, joined, strict=True):
        if known is None and key not in on_record:
            new.setdefault(key, rows)
    values = []
    for debtor_id, (key, rows) in zip(reserve(session, Debtor, len(new)), new.items(), strict=True):
        on_record[key] = debtor_id
        values.append(_debtor(debtor_id, client_id, key, rows))
    insert_rows(session, Debtor, values)
    contact_points.add_new(session, act, values)
    debtor_ids = [on_record[key] if known is None else known for key, known in zip(keys, joined, strict=True)]
    return debtor_ids, {on_record[key] for key in new}


def known_debtor(rows: Iterable[ClaimRow], known: Mapping[int, Known]) -> int | None:
    """The debtor on record that rows of one debtor join; None for a new one."""
    joined = (known[row.row].debtor_id for row in rows if row.row in known)
    return next((debtor_id for debtor_id in joined if debtor_id is not None), None)


def _debtor(debtor_id: int, client_id: int, key: str, rows: Sequence[ClaimRow]) -> Row:
    row = rows[0]
    return {
        "id": debtor_id, "client_id": client_id, "identity": key, "customer_number": row.customer_number[:60],
        "is_natural_person": _is_natural(row), "legal_form": row.legal_form,
        "company_name": row.company_name[:200], "kvk_number": row.kvk_number, "first_names": row.first_names[:120],
        "initials": row.initials[:20], "name_prefix": row.prefix[:40], "surname": row.surname[:120],
        "birth_date": row.birth_date, "email": _first(one.email for one in rows),
        "phone": _first(one.phone for one in rows), "street": row.street[:120],
        "house_number": row.full_house_number[:20], "postal_code": row.postal_code, "city": row.city[:80],
        "country": row.country or "NL",
        "search_name": search_name(row.company_name, row.first_names or row.initials, row.prefix, row.surname),
    }


def _first(values: Iterable[str]) -> str:
    """The first that is not empty."""
    return next((value for value in values if value), "")


def _is_natural(row: ClaimRow) -> bool:
    """A person, or an enterprise without legal personality of its own: a sole trader. Law: art. 2 onder c Wki."""
    return not row.is_company or read_legal_form(row.legal_form) is LegalForm.SOLE_TRADE


def is_of_people(row: ClaimRow) -> bool:
    """An enterprise whose owner or partners owe themselves: sole trader, partnership, "Jansen en De Wit V.O.F."."""
    return row.is_company and (
        read_legal_form(row.legal_form) in OF_PEOPLE or form_in_name(row.company_name) in OF_PEOPLE
    )


def _told_otherwise(
    debtors: Iterable[tuple[int, Sequence[ClaimRow]]], known: Mapping[int, Known]
) -> set[int]:
    """The debtors of whom these rows say something else than the record: all their cases will stand still."""
    found = set()
    for debtor_id, rows in debtors:
        for row in rows:
            if any(flag.code is FlagCode.NEW_DETAILS for flag in row.flags):
                found |= {debtor_id, *known.get(row.row, Known(debtor_id=None)).differing}
    return found


def _told_to_stop(debtors: Iterable[tuple[int, Sequence[ClaimRow]]]) -> set[int]:
    """The debtors of whom these rows say what stops all cases of a person, at every client."""
    return {
        debtor_id for debtor_id, rows in debtors
        if odd_rows.stop_a_person(rows)
    }


def _taking_cases(
    session: Session, act: Act, terms: ClientTerms, debtor_ids: Collection[int], told_otherwise: Collection[int],
    stopping: Collection[int],
) -> dict[tuple[int, DebtorKind], tuple[int, bool]]:
    """The oldest case of each debtor that takes new invoices of a kind in, locked, and whether its letter was ordered.

    One that waits for its letter goes first. All cases of those who were told of otherwise, and at every client of
    those whose new case stands still (`stopping`), are locked with them, in one order. A case in which somebody else
    owes by his own agreement takes no other invoice.
    """
    of_debtors = {*debtor_ids, *told_otherwise}
    waits = (Case.stage == Stage.INTAKE) & (Case.next_step == NextStep.SEND_FIRST_NOTICE)
    runs = Case.stage.in_(BEFORE_THE_COURT) if terms.new_invoices is NewInvoices.JOIN else false()
    query = select(Case.id).where(Case.debtor_id.in_(of_debtors), or_(
        waits, runs, (Case.stage != Stage.CLOSED) & Case.debtor_id.in_(told_otherwise),
    ))
    asked = set(session.scalars(query)) if of_debtors else set()
    every = locking.lock(session, asked | holds.cases_of_people(session, stopping))
    locked = {case.id: case for case in every if case.id in asked}
    met = open_cases.as_met(session, list(locked.values()), on=act.today)
    taking: dict[tuple[int, DebtorKind], tuple[int, bool]] = {}
    for each in sorted(met, key=lambda one: (not one.is_waiting, one.id)):
        if each.takes(each.kind, terms):
            taking.setdefault((each.debtor_id, each.kind), (each.id, not each.is_waiting))
            session.expire(locked[each.id], ["claims"])
    return taking


def _case(case_id: int, debtor_id: int, kind: DebtorKind, intake: Intake, *, today: date) -> Row:
    return {
        "id": case_id, "number": f"{today.year}-{case_id:06d}",  # the row's own number: no counter to fight over
        "payment_reference": payment_reference(case_id), "client_id": intake.terms.client_id, "debtor_id": debtor_id,
        "terms_id": intake.terms.id, "upload_id": intake.upload_id, "debtor_kind": kind, "stage": Stage.INTAKE,
        "next_step": NextStep.SEND_FIRST_NOTICE, "next_step_on": today, "opened_on": today,
    }


def debtor_kind(terms: ClientTerms, row: ClaimRow) -> DebtorKind:
    """Business only where the client agreed that its debtors are businesses, and the row names one or says so.

    Per claim: the owner of a sole trade who bought privately is a consumer. Everyone else gets that protection too: the
    fourteen-day notice harms nobody, its absence costs the fee. Law: art. 6:96 lid 5 BW.
    """
    if terms.debtor_kind is not DebtorKind.BUSINESS:
        return DebtorKind.CONSUMER
    in_business = row.is_company if row.in_business is None else row.in_business
    return debtor_tests.debtor_kind(is_natural_person=_is_natural(row), acted_in_business=in_business)


def _add_claims(session: Session, act: Act, places: Sequence[_Place], intake: Intake) -> None:
    """The claims, each with what the debtor owes by it."""
    rows = [(place, row) for place in places for row in place.rows]
    law = _Law(intake.figures.holidays)
    told = [row for _, row in rows if row.row in intake.recognised.answers]
    nth = twins.of_answered(session, intake.terms.client_id, told)
    claims = [
        _claim(claim_id, place, row, intake.terms, law) | {"twin": nth.get(row.row, 0)}
        for claim_id, (place, row) in zip(reserve(session, Claim, len(rows)), rows, strict=True)
    ]
    insert_rows(session, Claim, claims)
    insert_rows(session, LedgerEntry, [
        {
            "case_id": claim["case_id"], "claim_id": claim["id"], "kind": LedgerKind.PRINCIPAL,
            "amount": claim["principal"], "effective_on": claim["invoice_date"], "recorded_at": act.now,
            "recorded_by": act.actor_id,
        }
        for claim in claims
    ])


class _Law:
    """What the law says of the days of many claims; the same question is answered once."""

    def __init__(self, holidays: Holidays) -> None:
        self.default = cache(partial(default_of, holidays=holidays))
        self.barred_from = cache(prescriptions.barred_from)


def _claim(claim_id: int, place: _Place, row: ClaimRow, terms: ClientTerms, law: _Law) -> Row:
    kind = place.debtor_kind
    default = law.default(payment_term(
        terms, kind, due_date=row.due_date, reminder_sent_on=row.reminder_sent_on, country=row.country,
        agreed=terms.payment_term_agreed if row.payment_term_agreed is None else row.payment_term_agreed,
    ))
    own_rate, regime = row.contract_rate_percent is not None, stated_kind(terms, row, kind)
    return {
        "id": claim_id, "case_id": place.case_id, "client_id": terms.client_id, "debtor_id": place.debtor_id,
        "invoice_number": row.invoice_number[:60], "invoice_core": invoice_numbers.core(row.invoice_number[:60]),
        "invoice_key": invoice_numbers.key(row.invoice_number[:60]),
        "invoice_date": row.invoice_date, "due_date": row.due_date, "principal": row.amount,
        "subject": row.description[:300], "contract_date": row.contract_date, "reminder_sent_on": row.reminder_sent_on,
        "interest": InterestKind.CONTRACTUAL if own_rate else interest_kind(terms, kind),
        "contract_percent": row.contract_rate_percent if own_rate else terms.contract_percent,
        "contract_per": row.contract_rate_per if own_rate else terms.contract_per,
        "contract_compound": False if own_rate else terms.contract_compound,
        "surcharge_percent": None if own_rate else terms.surcharge_percent,
        "surcharge_per": None if own_rate else terms.surcharge_per,
        "prescription_regime": regime, "barred_from": law.barred_from(regime, kind, bool(row.term_of), row.due_date),
        "term_of": row.term_of[:60], "upload_row": row.row,
    } | default_values(default)


def stated_kind(terms: ClientTerms, row: ClaimRow, kind: DebtorKind) -> PrescriptionRegime | None:
    """What the row says goes before what was agreed for all claims of the client."""
    return row.prescription_regime or agreed_kind(terms, kind)


def agreed_kind(terms: ClientTerms, kind: DebtorKind) -> PrescriptionRegime | None:
    """Of what kind all claims of the client are.

    A contract or a periodic payment that was agreed about businesses says nothing of a consumer among them, who may
    have bought goods.
    """
    agreed = terms.prescription_regime
    if terms.debtor_kind is DebtorKind.BUSINESS and kind is DebtorKind.CONSUMER:
        return None if agreed in BETWEEN_BUSINESSES else agreed
    return agreed


def payment_term(
    terms: ClientTerms, kind: DebtorKind, *, due_date: date, agreed: bool, reminder_sent_on: date | None, country: str
) -> PaymentTerm:
    """What decides the default of a claim; a reminder counts only when its term is agreed with the client."""
    reminder = None
    if reminder_sent_on is not None and terms.reminder_term_days is not None:
        reminder = Reminder(
            sent_on=reminder_sent_on, channel=Channel.ORDINARY_POST, term_days=terms.reminder_term_days,
            is_abroad=country not in (HOME, ""),
        )
    return PaymentTerm(
        due_date=due_date, term_agreed=agreed, clause=terms.payment_term_basis, reminder=reminder,
        is_commercial=kind is DebtorKind.BUSINESS,
        parties=GOVERNMENT if terms.government_debtors and kind is DebtorKind.BUSINESS else NO_PARTIES,
    )


def default_values(default: DefaultFinding | DefaultLack) -> Row:
    """The columns of a claim that tell of its default (verzuim), or what is missing for it."""
    if isinstance(default, DefaultLack):
        return {"default_from": None, "default_basis": "", "default_explanation": default.missing}
    return {
        "default_from": default.first_day, "default_basis": default.basis.value,
        "default_explanation": default.explanation,
    }


def interest_kind(terms: ClientTerms, kind: DebtorKind) -> InterestKind:
    """The agreed kind; a consumer never owes the commercial rate (art. 6:119a lid 1 BW: commercial agreements only).

    The same rate is owed by a body of government by art. 6:119b lid 1 BW.
    """
    if terms.interest is not InterestKind.COMMERCIAL:
        return terms.interest
    if kind is DebtorKind.CONSUMER:
        return InterestKind.STATUTORY
    return InterestKind.GOVERNMENT if terms.government_debtors else InterestKind.COMMERCIAL
