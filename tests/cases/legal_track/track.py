"""A case on its way to the bailiff, and everything that can come in meanwhile: each event with its services."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.amicable import arrangements, contacts, holds, payments
from cases.amicable.contacts import ContactInput
from cases.amicable.payment_doubts import PaymentInput
from cases.documents import File
from cases.legal_track import bailiffs, gate, writs
from cases.legal_track.gate import RegisterInput
from cases.legal_track.service_reports import Reported
from cases.models import (
    Case,
    ContactChannel,
    ContactOutcome,
    HoldKind,
    PaidTo,
    Register,
    RoleName,
    ServiceManner,
    Writ,
    WritState,
)
from cases.progress.order_stops import ON_HOLD, Effect
from cases.store import DocumentStore
from tests.agency.portals import at, drafted_writ, pre_legal_case, staff
from tests.factories import FIGURES, SMALL_PDF, TODAY, by, make_agency, make_bailiff_office, make_client, make_user

LATER = at(TODAY) + timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class Track:
    """One case, and who works on it."""

    session: Session
    store: DocumentStore
    case: Case
    handler_id: int
    lead_id: int
    bailiff_id: int
    office_id: int

    @property
    def writ(self) -> Writ | None:
        """The newest writ that was not withdrawn."""
        return writs.current(self.session, self.case.id)

    def give(self) -> Writ:
        """The draft goes to the bailiff."""
        return writs.give(self.session, by(self.lead_id, at(TODAY)), self.store, self.case.id, figures=FIGURES)

    def draft(self, *, now: datetime = LATER) -> Writ:
        """A draft of today."""
        return writs.draft(
            self.session, by(self.handler_id, now, TODAY), self.store, self.case.id, bailiff_office_id=self.office_id,
            figures=FIGURES,
        )

    def take(self, writ: Writ) -> str:
        """The bailiff takes the package; what the page said."""
        return bailiffs.download(
            self.session, by(self.bailiff_id, LATER, TODAY), self.store, office_id=self.office_id, writ_id=writ.id,
            figures=FIGURES,
        )[2]

    def serve(
        self, writ: Writ, *, on: date = TODAY, hour: time | None = time(11, 30), despite: bool = False,
        manner: ServiceManner = ServiceManner.IN_PERSON,
    ) -> None:
        """The bailiff reports back."""
        bailiffs.report_service(
            self.session, by(self.bailiff_id, at(max(on, TODAY)) + timedelta(hours=4), max(on, TODAY)), self.store,
            Reported(manner=manner, served_on=on, served_at=hour, remarks="niemand thuis", despite_stop=despite),
            office_id=self.office_id, writ_id=writ.id, figures=FIGURES,
        )

    def said(self, writ: Writ) -> str:
        """What the bailiff's page says first."""
        return bailiffs.warning(self.session, writ, figures=FIGURES, today=TODAY)


def make_track(session: Session, store: DocumentStore, *, draft: bool = True) -> Track:
    """A case whose assessment was confirmed; with a draft of today unless told otherwise."""
    make_agency(session)
    people = staff(session)
    client, office = make_client(session), make_bailiff_office(session)
    approver = make_user(session, RoleName.CLIENT, client_id=client.id)
    bailiff = make_user(session, RoleName.BAILIFF, bailiff_office_id=office.id)
    case = pre_legal_case(session, store, people)
    if draft:
        drafted_writ(session, store, case, people, office_id=office.id, approver_id=approver.id)
    session.flush()
    return Track(
        session=session, store=store, case=case, handler_id=people[0].id, lead_id=people[1].id,
        bailiff_id=bailiff.id, office_id=office.id,
    )


def hears(
    outcome: ContactOutcome, *, spoken: bool | None = True, back_on: date | None = None
) -> Callable[[Track], None]:
    """A telephone call with this outcome."""

    def happen(track: Track) -> None:
        contacts.log(
            track.session, by(track.handler_id, LATER, TODAY), track.case.id,
            ContactInput(
                channel=ContactChannel.PHONE_IN, outcome=outcome, right_party=spoken, note="Zegt iets nieuws",
                call_back_on=back_on,
            ),
        )

    return happen


def pays(amount: Decimal, to: PaidTo = PaidTo.AGENCY) -> Callable[[Track], None]:
    """A payment of so much is booked."""

    def happen(track: Track) -> None:
        payments.register(
            track.session, by(track.handler_id, LATER, TODAY), track.case.id,
            PaymentInput(amount=amount, received_on=TODAY, paid_to=to), figures=FIGURES,
        )

    return happen


def stands_still(kind: HoldKind) -> Callable[[Track], None]:
    """A hold is placed."""

    def happen(track: Track) -> None:
        holds.place(
            track.session, by(track.handler_id, LATER), track.case.id, kind=kind, reason="In vertrouwen verteld",
            on=TODAY,
        )

    return happen


def arranges(track: Track) -> None:
    """Four terms are agreed."""
    schedule = arrangements.propose(
        track.session, track.case.id, agreed_on=TODAY, first_due_on=TODAY, figures=FIGURES, number=4
    )
    arrangements.make(
        track.session, by(track.handler_id, LATER), track.case.id, schedule, note="", client_agreed=True,
        figures=FIGURES,
    )


def is_in(register: Register) -> Callable[[Track], None]:
    """A look in a register finds the debtor."""

    def happen(track: Track) -> None:
        gate.check_register(
            track.session, by(track.handler_id, LATER, TODAY), track.store, track.case.id,
            RegisterInput(register=register, checked_on=TODAY, is_listed=True, proof=File("uit.pdf", SMALL_PDF)),
        )

    return happen


RECALLS: dict[str, Callable[[Track], None]] = {
    "paid in full": pays(Decimal("5000.00")),
    "paid in full to the client": pays(Decimal("5000.00"), PaidTo.CLIENT),
    "arrangement": arranges,
    "dispute by contact": hears(ContactOutcome.DISPUTES),
    "found insolvent": is_in(Register.INSOLVENCY),
    "found under guardianship": is_in(Register.GUARDIANSHIP),
    **{
        f"hold {kind.value}": stands_still(kind) for kind, rule in ON_HOLD.items() if rule.effect is Effect.RECALL
    },
}
HALTS: dict[str, Callable[[Track], None]] = {
    "promise": hears(ContactOutcome.PROMISES_PAYMENT),
    "promise with a call back": hears(ContactOutcome.PROMISES_PAYMENT, back_on=TODAY + timedelta(days=3)),
    "asks a plan": hears(ContactOutcome.ASKS_ARRANGEMENT),
    "cannot pay": hears(ContactOutcome.CANNOT_PAY),
    "cannot pay, says somebody else": hears(ContactOutcome.CANNOT_PAY, spoken=False),
    "somebody else disputes": hears(ContactOutcome.DISPUTES, spoken=False),
    "asks information": hears(ContactOutcome.ASKS_INFORMATION),
    "says something else": hears(ContactOutcome.OTHER),
    "pays a part": pays(Decimal("50.00")),
    "pays a part to the client": pays(Decimal("50.00"), PaidTo.CLIENT),
}
NOTHING: dict[str, Callable[[Track], None]] = {
    "no answer": hears(ContactOutcome.NO_ANSWER, spoken=None),
    "voicemail": hears(ContactOutcome.VOICEMAIL, spoken=None),
    "wrong number": hears(ContactOutcome.WRONG_NUMBER, spoken=None),
    "refuses again": hears(ContactOutcome.REFUSES),
}
OPEN = (WritState.DRAFT, WritState.GIVEN)
