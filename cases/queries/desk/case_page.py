"""All that the pages of one case show: its head with warnings, and what stands under it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from cases.amicable import barriers
from cases.correspondence import letter_data
from cases.counting import prescriptions
from cases.counting.notices import DEFECTIVE, JudgedNotice
from cases.errors import NotFound
from cases.input_checks import day_of
from cases.models import (
    Arrangement,
    ArrangementState,
    Case,
    Claim,
    Debtor,
    Document,
    Hold,
    HoldKind,
    Interruption,
    Letter,
    LetterState,
    NextStep,
    PaidTo,
    Stage,
)
from cases.names import name, next_step_name
from cases.progress import stages
from cases.queries.balance import ON_COSTS, Balance, balance
from cases.queries.desk import case_warnings, orders
from cases.queries.desk.case_warnings import Warning  # noqa: A004 - the word of the field
from cases.queries.desk.timeline import Entry, entries
from legal.calendar import years_later
from legal.counting.valuation import DebtorKind
from legal.debtor.prescription import CountedRegime, InterruptionKind, Prescription
from legal.parameters import Figures
from letters.words import euro, short_date

OF_AGE = 18
INTERRUPT = "interrupt"
STATE_KIND = "state_kind"
LOOK_AT_ORDER = "order"
SHOWN_AFTER_RECALL = timedelta(days=14)
# A case that came back to these waits for no bailiff; most cases are here, and their page asks nothing about orders.
BEFORE_ANY_ORDER = (Stage.INTAKE, Stage.NOTICE_RUNNING, Stage.AMICABLE)


@dataclass(frozen=True, kw_only=True)
class CaseHead:
    """What stands on top of every page of a case."""

    case: Case
    balance: Balance
    holds: tuple[Hold, ...]
    letters: tuple[Letter, ...]
    warnings: tuple[Warning, ...]
    expiries: tuple["Expiry", ...]

    @property
    def is_business(self) -> bool:
        """Whether the debtor is dealt with as a business."""
        return self.case.debtor_kind is DebtorKind.BUSINESS

    @property
    def may_get_notice(self) -> bool:
        """Whether a first letter, or a new one for one that failed, can be ordered now."""
        waits = self.case.stage is Stage.INTAKE or self.balance.counting is not None
        return waits and case_warnings.may_get_notice(self.case, self.letters, self.balance.counting, self.holds)

    @property
    def next_step(self) -> str:
        """The next step in words, within a sentence."""
        step = barriers.shown_step(self.case.next_step, [hold.kind for hold in self.holds])
        return next_step_name(step, had_notice=bool(self.balance.judged)).lower()

    def judged(self, letter: Letter) -> JudgedNotice | None:
        """What the law makes of a posted letter."""
        return next((each for each in self.balance.judged if each.letter.id == letter.id), None)

    def may_tell_of(self, letter: Letter) -> bool:
        """Whether it can be said what became of a letter: that it came back, or when it was delivered."""
        return letter.state is LetterState.POSTED and not self.is_closed

    @property
    def is_disputed(self) -> bool:
        """Whether a dispute stands."""
        return any(hold.kind is HoldKind.DISPUTE for hold in self.holds)

    @property
    def has_next_step(self) -> bool:
        """Whether there is something to do."""
        return self.case.next_step is not NextStep.NONE

    @property
    def is_closed(self) -> bool:
        """Whether the case is closed."""
        return self.case.stage is Stage.CLOSED


@dataclass(frozen=True, kw_only=True)
class Expiry:
    """The prescription of a claim as it stands: by which regime, after which interruptions, newest first.

    `if_contract`: the first day barred of a claim of which nobody stated the kind, if it is no consumer sale.
    """

    claim: Claim
    term: Prescription
    regime: CountedRegime
    if_contract: date | None
    interruptions: tuple["InterruptionLine", ...]

    @property
    def barred_from(self) -> date:
        """First day on which the claim is barred."""
        return self.term.barred_from

    @property
    def term_in_words(self) -> str:
        """Which term is counted, and whether it is assumed."""
        return prescriptions.term_in_words(self.regime)


@dataclass(frozen=True, kw_only=True)
class InterruptionLine:
    """An interruption on record. `worked` is False for one that came too late, `may_withdraw` for a bailiff's."""

    id: int
    kind: InterruptionKind
    on: date
    worked: bool
    may_withdraw: bool


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """The case page itself."""

    head: CaseHead
    timeline: tuple[Entry, ...]
    documents: tuple[Document, ...]
    arrangement: Arrangement | None
    others: tuple[Case, ...]


def case_of(session: Session, case_id: int) -> Case:
    """The case with its parties, terms and invoices; raises NotFound."""
    query = select(Case).where(Case.id == case_id).options(
        joinedload(Case.client), joinedload(Case.debtor), joinedload(Case.terms), joinedload(Case.handler),
        selectinload(Case.claims),
    )
    case = session.scalar(query)
    if case is None:
        raise NotFound(f"Dossier {case_id} bestaat niet.")
    return case


def case_head(session: Session, case_id: int, *, today: date, figures: Figures) -> CaseHead:
    """The head of a case as it stands `today`; raises NotFound."""
    case = case_of(session, case_id)
    owed = balance(session, case, on=today, figures=figures)
    holds = tuple(stages.open_holds(session, case_id))
    letters = tuple(session.scalars(select(Letter).where(Letter.case_id == case_id).order_by(Letter.id.desc())))
    expiring = tuple(expiries(session, case))
    found = [
        *_on_order(session, case, today), *_on_holds(holds),
        *_on_notice(case, letters, owed, holds), *_on_prescription(case, expiring, today),
        *_on_debtor(case, today), *_on_money(case, owed),
    ]
    return CaseHead(
        case=case, balance=owed, holds=holds, letters=letters, warnings=tuple(found), expiries=expiring
    )


def case_page(session: Session, case_id: int, *, today: date, figures: Figures) -> CasePage:
    """Everything on the case page; raises NotFound."""
    head = case_head(session, case_id, today=today, figures=figures)
    case = head.case
    documents = session.scalars(
        select(Document).where(documents_of(case)).order_by(Document.id.desc())
    ).all()
    arrangement = session.scalars(
        select(Arrangement).where(Arrangement.case_id == case_id, Arrangement.state == ArrangementState.RUNNING)
        .options(joinedload(Arrangement.instalments))
    ).unique().first()
    return CasePage(
        head=head, timeline=tuple(entries(session, case_id)), documents=tuple(documents), arrangement=arrangement,
        others=tuple(_other_cases(session, case)),
    )


def documents_of(case: Case) -> ColumnElement[bool]:
    """Documents of the case itself, and those of its client that are evidence in every case."""
    return or_(Document.case_id == case.id, (Document.client_id == case.client_id) & Document.case_id.is_(None))


def expiries(session: Session, case: Case) -> list[Expiry]:
    """When each claim is barred, after the interruptions on record."""
    interrupted = prescriptions.standing(session, case.claims)
    return [_expiry(claim, interrupted[claim.id]) for claim in case.claims]


def _expiry(claim: Claim, interrupted: Sequence[Interruption]) -> Expiry:
    term = prescriptions.counted(claim, interrupted)
    worked = {(each.kind, each.on) for each in term.counted}
    lines = [
        InterruptionLine(
            id=row.id, kind=kind, on=row.interrupted_on, worked=(kind, row.interrupted_on) in worked,
            may_withdraw=prescriptions.may_withdraw(row),
        )
        for row in reversed(interrupted) for kind in (InterruptionKind(row.kind),)
    ]
    return Expiry(
        claim=claim, term=term, regime=prescriptions.regime_of(claim), interruptions=tuple(lines),
        if_contract=prescriptions.barred_from_if_contract(claim, interrupted),
    )


def _on_holds(holds: tuple[Hold, ...]) -> list[Warning]:
    return [
        Warning(
            level="danger", label=f"{name(hold.kind)} sinds {short_date(hold.started_on)}",
            text=f"{_sentence(hold.reason)} Er gaan geen brieven en geen exploot uit.",
        )
        for hold in holds
    ]


def _on_order(session: Session, case: Case, today: date) -> list[Warning]:
    """An order at the bailiff that is halted, or was recalled in the last days."""
    if case.stage in BEFORE_ANY_ORDER or not orders.was_given(session, case.id):
        return []
    state = orders.order_state(session, case, today=today)
    if state.stops and case.stage is not Stage.CLOSED:
        since = short_date(day_of(state.stops[0].stopped_at))
        return [Warning(
            level="danger", label=f"Exploot stilgezet sinds {since}", action=LOOK_AT_ORDER,
            text=f"{state.causes}. Beoordeel dit binnen een werkdag: {state.left}.",
        )]
    recalled = state.recalled
    if recalled is None or recalled.withdrawn_at is None or day_of(recalled.withdrawn_at) < today - SHOWN_AFTER_RECALL:
        return []
    called = " Het kantoor had het pakket al: bel en vraag of er al is betekend." if state.taken_at else ""
    return [Warning(
        level="danger" if state.taken_at else "warning", label="Exploot ingetrokken", action=LOOK_AT_ORDER,
        text=f"{recalled.withdrawn_reason}{called} {_sentence(state.left[:1].upper() + state.left[1:])}",
    )]


def _sentence(text: str) -> str:
    """What was typed, closed with a full stop where it has none."""
    typed = text.strip()
    return typed if not typed or typed[-1] in ".!?" else f"{typed}."


def _on_notice(
    case: Case, letters: tuple[Letter, ...], owed: Balance, holds: tuple[Hold, ...]
) -> list[Warning]:
    return [] if case.stage is Stage.CLOSED else case_warnings.on_letters(case, letters, owed.counting, holds)


def _on_prescription(case: Case, expiring: tuple[Expiry, ...], today: date) -> list[Warning]:
    if case.stage is Stage.CLOSED:
        return []
    found = []
    for expiry in expiring:
        number, day, law = expiry.claim.invoice_number, short_date(expiry.barred_from), expiry.term.law
        months = expiry.term.alarm_on(today)
        if expiry.term.is_barred(today) and expiry.if_contract is not None and today < expiry.if_contract:
            text = f"Als consumentenkoop is factuur {number} sinds {day} verjaard. {prescriptions.ASSUMED}"
            found.append(Warning(level="danger", label="Misschien verjaard", text=text, action=STATE_KIND))
        elif expiry.term.is_barred(today):
            longer = expiry.if_contract
            law += f"; als andere overeenkomst sinds {short_date(longer)}" if longer else ""
            text = f"Factuur {number} is sinds {day} verjaard ({law}). Vraag de juridisch verantwoordelijke."
            found.append(Warning(level="danger", label="Verjaard", text=text))
        elif months is not None:
            label = f"Verjaart binnen {months} {'maand' if months == 1 else 'maanden'}"
            text = (
                f"Factuur {number} verjaart op {day} ({law}). Stuit op tijd: met een stuitingsbrief (art. 3:317 BW) of "
                "een erkenning door de debiteur (art. 3:318 BW)."
            )
            if expiry.regime.is_assumed:
                text = f"{text} {prescriptions.ASSUMED}"
            level = prescriptions.ALARM_LEVELS[months]
            found.append(Warning(level=level, label=label, text=text, action=INTERRUPT))
    return found


def _on_debtor(case: Case, today: date) -> list[Warning]:
    found = []
    birth = case.debtor.birth_date
    if birth is not None and years_later(birth, OF_AGE) > today:
        text = f"De debiteur is geboren op {short_date(birth)}. Spreek de wettelijk vertegenwoordiger (art. 1:234 BW)."
        found.append(Warning(level="danger", label="Minderjarig", text=text))
    if not letter_data.deliverable(case.debtor):
        text = "Straat, huisnummer, postcode of plaats ontbreekt: er kan geen brief worden gestuurd."
        found.append(Warning(level="warning", label="Adres niet compleet", text=text))
    late = [claim for claim in case.claims if claim.default_from is None]
    found += [
        Warning(
            level="warning", label=f"Factuur {claim.invoice_number}: nog geen verzuim", text=claim.default_explanation
        )
        for claim in late
    ]
    return found


def _on_money(case: Case, owed: Balance) -> list[Warning]:
    found = []
    if owed.total is not None and owed.total < Decimal(0):
        found.append(Warning(level="warning", label="Te veel betaald", text=_repay(case, owed, -owed.total)))
    if owed.valuation is not None and case.stage is not Stage.CLOSED:
        found += [
            Warning(level="info", label="Incassokosten" if remark.code in ON_COSTS else "Let op", text=remark.text)
            for remark in owed.valuation.remarks if remark.code not in (DEFECTIVE, "notice_not_delivered")
        ]
    return found


def _repay(case: Case, owed: Balance, surplus: Decimal) -> str:
    """Who must pay the surplus back: whoever received what could no longer be allocated."""
    held: dict[PaidTo, Decimal] = defaultdict(Decimal)
    for row in owed.payments:
        if row.entry.paid_to is not None:
            held[row.entry.paid_to] += row.split.unallocated
    client = case.client.name
    who = {
        PaidTo.AGENCY: ("ons", "Betaal dit terug aan de debiteur."),
        PaidTo.CLIENT: (client, f"Vraag {client} dit terug te betalen aan de debiteur."),
        PaidTo.BAILIFF: ("de deurwaarder", "Vraag de deurwaarder dit terug te betalen aan de debiteur."),
    }
    parts = {party: share for party, share in held.items() if share > 0}
    if len(parts) == 1:
        receiver, remedy = who[next(iter(parts))]
        received = _sentence(f"Er is {euro(surplus)} te veel betaald, ontvangen door {receiver}")
        return f"{received} {remedy}"
    shares = " en ".join(f"{euro(share)} door {who[party][0]}" for party, share in parts.items())
    received = f", ontvangen {shares}" if shares else ""
    return f"Er is {euro(surplus)} te veel betaald{received}. Wie het ontving, betaalt het terug aan de debiteur."


def _other_cases(session: Session, case: Case) -> list[Case]:
    """Other open cases on the same person at this agency, to be seen together (art. 5.2 Bki)."""
    same = [Case.debtor_id == case.debtor_id]
    if case.debtor.birth_date is not None:
        same.append(
            (Debtor.search_name == case.debtor.search_name) & (Debtor.birth_date == case.debtor.birth_date)
        )
    query = (
        select(Case).join(Case.debtor).where(or_(*same), Case.id != case.id, Case.stage != Stage.CLOSED)
        .options(joinedload(Case.client)).order_by(Case.id).limit(10)
    )
    return list(session.scalars(query))

