"""What happens in a story, each by the service that a page of the program calls for it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.quote.request import INVALID, Bad, Fields
from agency.simulation.furnishing import HANDLER
from agency.simulation.papers import letter as on_paper
from agency.simulation.papers import paper
from agency.simulation.ports.post import LEASE
from agency.simulation.stories import persons
from agency.simulation.stories.opening import Opened
from agency.simulation.stories.reading import Event, not_yet
from agency.simulation.world import Attempt, World
from cases.acts import Act
from cases.amicable import arrangements, debtor_editing, holds, payments
from cases.amicable.arrangements import Schedule, Wanted
from cases.amicable.payment_doubts import PaymentInput
from cases.claims import credits as credits_
from cases.claims.credits import CreditInput
from cases.claims.following import Basis
from cases.correspondence import making, ordering, posting, previewing, receipt_disputes
from cases.counting import ledger_entries
from cases.counting.schedules import Term
from cases.documents import File
from cases.errors import NotFound, Refused
from cases.models import (
    Case,
    CreditEffect,
    HoldKind,
    LedgerKind,
    Letter,
    LetterBatch,
    LetterKind,
    LetterState,
    PaidTo,
    PartyRole,
    PointKind,
    PointState,
)
from cases.parties import contact_points
from cases.progress import stages
from legal.facts import Channel
from legal.money import ZERO
from letters.words import euro

Played: TypeAlias = Attempt[int]
REJECTED, UPHELD = "rejected", "upheld"
OUTCOMES = {REJECTED: "Ongegrond na onderzoek", UPHELD: "Gegrond: de opdrachtgever trekt het in"}


class Happenings:
    """The events of one story, on its case."""

    def __init__(self, world: World, opened: Opened) -> None:
        self.world, self.opened = world, opened
        self._plays: Mapping[str, Callable[[Fields], Played]] = {
            "notice": self._notice, "delivered": self._delivered, "returned": self._returned,
            "payment": self._payment, "reversal": self._reversal, "dispute": self._dispute,
            "dispute_closed": self._dispute_closed, "plan": self._plan, "death": self._death,
            "guardianship": self._guardianship, "debt_help": self._debt_help, "day": lambda _fields: Attempt(),
            "receipt_denied": self._receipt_denied, "credit_note": self._credit_note,
        }

    def play(self, event: Event) -> Played:
        """Let it happen today; a refusal of the record is given back. Raises Bad where there is no service for it."""
        return self._plays[event.kind](event.fields)

    def _do(self, what: str, action: Callable[[Session, Act], int]) -> Played:
        return self.world.attempt(what, HANDLER, action)

    def _notice(self, fields: Fields) -> Played:
        """The first letter: ordered, made and posted today. It names all claims, and the costs that the law gives."""
        if fields.text("channel") != Channel.ORDINARY_POST:
            raise not_yet(fields, "channel", "de eerste brief gaat alleen per gewone post")
        if fields.get("claims") is not None and set(fields.texts_or_none("claims") or ()) != set(self.opened.claims):
            raise not_yet(fields, "claims", "de eerste brief noemt altijd alle vorderingen van het dossier")
        to = self._person(fields, "to")
        return self._do("notice", lambda session, act: self._send(session, act, fields, to))

    def _send(self, session: Session, act: Act, fields: Fields, to: int | None) -> int:
        """To everybody who owes, or to one of them: what was ordered for the others is withdrawn before it is made."""
        figures, ids, kind = self.world.figures, [self.opened.case_id], LetterKind.FIRST_NOTICE
        self._look_up_address(session, act)
        shown = previewing.preview(session, ids, kind=kind, letter_date=act.today, figures=figures)
        if not shown.sending:
            raise Refused(f"De brief gaat niet: {shown.skipping[0].skipped}.")
        (item,) = shown.sending
        chosen = [one for one in item.recipients if to in (None, one.debtor_id)]
        if not chosen:
            raise Refused("De brief gaat niet: aan deze persoon kan er nu geen worden gestuurd.")
        fee = chosen[0].fee or ZERO
        if fields.get("fee_named") is not None and fields.amount_or_zero("fee_named") != fee:
            raise not_yet(fields, "fee_named", f"de brief noemt de kosten volgens de wet, hier {euro(fee)}")
        batch = ordering.order(
            session, act, shown.marks, kind=kind, letter_date=act.today, figures=figures
        )
        for letter in [letter for letter in batch.letters if to is not None and letter.debtor_id != to]:
            ordering.withdraw(session, act, letter.id, reason="Deze brief gaat niet", on=act.today)
        self._make(session, act, batch)
        posting.confirm_posted(session, act, batch.id, posted_on=act.today, figures=figures)
        return batch.id

    def _look_up_address(self, session: Session, act: Act) -> None:
        """Who sends a letter again to where one came back from, looked first whether the debtor lives there."""
        case = session.get_one(Case, self.opened.case_id)
        for person_id in {case.debtor_id, *self.opened.people.values()}:
            point = contact_points.preferred(session, person_id, PointKind.ADDRESS)
            if point is not None and not point.is_usable:
                debtor_editing.mark_point(
                    session, act, person_id, point.id, state=PointState.IN_USE, reason="Adres nagekeken"
                )

    def _make(self, session: Session, act: Act, batch: LetterBatch) -> None:
        claimed = making.claim(session, [letter.id for letter in batch.letters], now=act.now, lease=LEASE)
        made = [
            making.put(self.world.store, work, on_paper(work.data, drawn=False))
            for work in making.work(session, claimed, figures=self.world.figures, today=act.today)
            if isinstance(work, making.Work)
        ]
        making.finish(session, made, now=act.now)
        session.flush()
        for letter in batch.letters:
            session.refresh(letter)

    def _delivered(self, fields: Fields) -> Played:
        to = self._person(fields, "to")
        return self._do("delivered", lambda session, act: posting.prove_delivery(
            session, act, self._posted(session, to), delivered_on=act.today, figures=self.world.figures
        ).id)

    def _returned(self, fields: Fields) -> Played:
        to = self._person(fields, "to")
        return self._do("returned", lambda session, act: posting.mark_returned(
            session, act, self._posted(session, to), returned_on=act.today
        ).id)

    def _receipt_denied(self, fields: Fields) -> Played:
        to = self._person(fields, "to")
        return self._do("receipt_denied", lambda session, act: receipt_disputes.dispute(
            session, act, self.opened.case_id, self._posted(session, to), reason="Zegt de brief niet te hebben",
            figures=self.world.figures,
        ).id)

    def _posted(self, session: Session, to: int | None) -> int:
        """The last first letter that was posted, to one of those who owe where he is named."""
        to_him = () if to is None else (Letter.debtor_id == to,)
        letter_id = session.scalar(select(Letter.id).where(
            Letter.case_id == self.opened.case_id, Letter.kind == LetterKind.FIRST_NOTICE,
            Letter.state == LetterState.POSTED, *to_him,
        ).order_by(Letter.id.desc()).limit(1))
        if letter_id is None:
            raise NotFound("Er is nog geen brief gepost.")
        return letter_id

    def _payment(self, fields: Fields) -> Played:
        told = PaymentInput(
            debtor_id=self._person(fields, "by"),
            amount=fields.amount("amount"), received_on=self.world.day, paid_to=PaidTo.AGENCY,
            claim_id=self._claim_id(fields), note=fields.text_or_empty("method"),
        )
        return self._do("payment", lambda session, act: payments.register(
            session, act, self.opened.case_id, told, figures=self.world.figures
        ).id)

    def _reversal(self, fields: Fields) -> Played:
        received_on, amount = fields.day("of"), fields.amount("amount")

        def reverse(session: Session, act: Act) -> int:
            entry_id = self._payment_of(session, received_on, amount)
            return payments.reverse(
                session, act, entry_id, case_id=self.opened.case_id, reason="Storno door de bank",
                figures=self.world.figures,
            ).id

        return self._do("reversal", reverse)

    def _payment_of(self, session: Session, received_on: date, amount: Decimal) -> int:
        for entry in ledger_entries.payments_of(session, self.opened.case_id):
            if (entry.effective_on, -entry.amount) == (received_on, amount):
                return entry.id
        raise NotFound(f"Er staat geen betaling van {euro(amount)} op {received_on:%d-%m-%Y}.")

    def _credit_note(self, fields: Fields) -> Played:
        """The client credits a part of one claim, as never owed, on a paper of that day."""
        ids = list(self.opened.claims.values())
        claim_id = self._claim_id(fields)
        if claim_id is None and len(ids) > 1:
            raise fields.refuse("claim", "de vordering werd verwacht die is gecrediteerd")
        told = CreditInput(
            claim_id=claim_id or ids[0], kind=LedgerKind.CREDIT_NOTE, amount=fields.amount("amount"),
            on=fields.day_or_none("dated") or self.world.day, effect=CreditEffect.FROM_ORIGIN,
        )
        return self._do("credit_note", lambda session, act: self._lower(session, act, told))

    def _lower(self, session: Session, act: Act, told: CreditInput) -> int:
        """Book it as the page does: what it changes is looked at first."""
        case_id, figures = self.opened.case_id, self.world.figures
        seen = credits_.foresee(session, case_id, told, today=act.today, figures=figures)
        page = File("stuk.pdf", paper("Creditnota"))
        basis = Basis(reason="Gemeld door de opdrachtgever", seen=seen.mark, paper=page)
        return credits_.credit(session, act, self.world.store, case_id, told, basis=basis, figures=figures).id

    def _dispute(self, fields: Fields) -> Played:
        claim_id, amount = self._claim_id(fields), fields.amount_or_none("amount")
        if claim_id is not None and len(self.opened.claims) > 1:
            raise not_yet(fields, "claim", "een betwisting legt het hele dossier stil, niet één vordering")
        if amount is not None and amount < self._principal():
            raise not_yet(fields, "amount", "een betwisting legt het hele dossier stil, niet een deel")
        return self._hold(HoldKind.DISPUTE, "Betwist de vordering")

    def _dispute_closed(self, fields: Fields) -> Played:
        """Rejected, all goes on; upheld, the client withdraws what was disputed: all where no part is named."""
        outcome = fields.text("outcome")
        if outcome not in OUTCOMES:
            raise Bad(fields.at("outcome"), INVALID, f"{UPHELD} of {REJECTED} werd verwacht")
        lowered = self._given_up(fields) if outcome == UPHELD else []

        def end(session: Session, act: Act) -> int:
            ended = self._end_dispute(session, act, OUTCOMES[outcome])
            for told in lowered:
                self._lower(session, act, told)
            return ended

        return self._do("dispute_closed", end)

    def _given_up(self, fields: Fields) -> list[CreditInput]:
        """What an upheld dispute takes off: an amount of one claim, or all of that claim, or of every claim."""
        claim_id, amount = self._claim_id(fields), fields.amount_or_none("amount")
        case = self.world.session.get_one(Case, self.opened.case_id)
        claims = [claim for claim in case.claims if claim_id in (None, claim.id)]
        if amount is not None and len(claims) > 1:
            raise fields.refuse("claim", "bij een bedrag werd de vordering verwacht")
        left = ((claim.id, amount or credits_.left_of(self.world.session, claim)) for claim in claims)
        return [
            CreditInput(
                claim_id=each, kind=LedgerKind.PRINCIPAL_WITHDRAWN, amount=off, on=self.world.day,
                effect=CreditEffect.FROM_ORIGIN,
            ) for each, off in left if off
        ]

    def _end_dispute(self, session: Session, act: Act, outcome: str) -> int:
        for hold in stages.open_holds(session, self.opened.case_id):
            if hold.kind is HoldKind.DISPUTE:
                return holds.end(
                    session, act, hold.id, case_id=self.opened.case_id, outcome=outcome, on=act.today
                ).id
        raise NotFound("Er staat geen betwisting open.")

    def _plan(self, fields: Fields) -> Played:
        rows = fields.rows("terms", ("due", "amount"))
        if not rows:
            raise fields.refuse("terms", "ten minste één termijn werd verwacht")
        terms = tuple(
            Term(ordinal=at, due_on=row.day("due"), amount=row.amount("amount")) for at, row in enumerate(rows, start=1)
        )

        def make(session: Session, act: Act) -> int:
            schedule = self._schedule(session, act, fields, terms)
            return arrangements.make(
                session, act, self.opened.case_id, schedule, note="", client_agreed=True, figures=self.world.figures
            ).id

        return self._do("plan", make)

    def _schedule(self, session: Session, act: Act, fields: Fields, terms: tuple[Term, ...]) -> Schedule:
        """The terms of the story for all that is owed today: an arrangement about a part does not exist."""
        wanted = Wanted(
            agreed_on=act.today, first_due_on=terms[0].due_on, number=len(terms), debtor_id=self._person(fields, "by")
        )
        proposed = arrangements.propose_with(session, self.opened.case_id, wanted, figures=self.world.figures)
        agreed = sum((term.amount for term in terms), ZERO)
        if agreed != proposed.total:
            raise not_yet(fields, "terms", (
                f"een regeling gaat over alles wat openstaat, hier {euro(proposed.total)} en niet {euro(agreed)}"
            ))
        return replace(proposed, terms=terms)

    def _death(self, fields: Fields) -> Played:
        """Somebody died today: the debtor of the case, unless another is named; heirs owe their share from then."""
        who, heirs = self._person(fields, "who"), persons.heirs_of(fields)

        def die(session: Session, act: Act) -> int:
            case = session.get_one(Case, self.opened.case_id)
            died = persons.dies(session, act, who or case.debtor_id, act.today)
            for name, share in heirs:
                heir = persons.add(session, act, case.id, PartyRole.HEIR, name, share=share)
                self.opened.people[name] = heir.person_id
            return died

        return self._do("death", die)

    def _guardianship(self, fields: Fields) -> Played:
        """From today somebody speaks for a debtor: everything goes to him."""
        representative, who = fields.text("representative"), self._person(fields, "who")
        return self._do("guardianship", lambda session, act: persons.represent(
            session, act, self.opened.case_id, representative, stands_for_id=who
        ).id)

    def _debt_help(self, fields: Fields) -> Played:
        return self._hold(HoldKind.DEBT_HELP, f"Schuldhulp: {fields.text('body')}")

    def _hold(self, kind: HoldKind, reason: str) -> Played:
        return self._do(kind.value, lambda session, act: holds.place(
            session, act, self.opened.case_id, kind=kind, reason=reason, on=act.today
        ).id)

    def _claim_id(self, fields: Fields) -> int | None:
        if fields.get("claim") is None:
            return None
        ref = fields.text("claim")
        if ref not in self.opened.claims:
            raise fields.refuse("claim", f"vordering {ref} bestaat niet")
        return self.opened.claims[ref]

    def _principal(self) -> Decimal:
        case = self.world.session.get_one(Case, self.opened.case_id)
        return sum((claim.principal for claim in case.claims), ZERO)

    def _person(self, fields: Fields, key: str) -> int | None:
        """One of those who owe, by his name in the story; None where nobody is named. Raises Bad."""
        if fields.get(key) is None:
            return None
        name = fields.text(key)
        if name not in self.opened.people:
            raise fields.refuse(key, f"{name} is geen schuldenaar in dit verhaal")
        return self.opened.people[name]
