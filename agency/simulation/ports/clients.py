"""The clients: they hand in files, answer questions, report payments, complete a file and say yes to costs."""

from collections import defaultdict
from datetime import timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.demo.people import TRADES
from agency.simulation.papers import paper
from agency.simulation.people import Customer, claim_file, customer
from agency.simulation.world import World
from cases import documents
from cases.acts import Act
from cases.claims import arriving, uploads
from cases.claims.arriving import Arrival, Debtors
from cases.documents import File, NewDocument
from cases.legal_track import gate
from cases.models import Case, Document, DocumentKind, Upload, UploadState, User

ARRIVAL_SHARE = 0.6  # of the days: what comes in later has no time left to go anywhere
ROWS_AT_ONCE = 3  # small pieces, so that there are many ends to die at
LEASE = timedelta(minutes=10)
LOOKS_A_DAY = 12  # of workers, one after what another held is free again
TWO_INVOICES, KNOWN_AGAIN, MOVED, SENT_TWICE, NOT_CONFIRMED = 0.3, 0.08, 0.25, 0.05, 0.03


class Clients:
    """All clients together; `cases` customers come in over the first part of `days`."""

    def __init__(self, world: World, *, cases: int, days: int) -> None:
        self.world, self.chance = world, world.chance.of("clients")
        self.known: dict[str, list[tuple[Customer, int]]] = defaultdict(list)
        self.waiting: list[tuple[str, list[str]]] = []
        last = max(0, int(days * ARRIVAL_SHARE) - 1)
        self.arrivals: dict[int, list[int]] = defaultdict(list)
        for number in range(1, cases + 1):
            self.arrivals[self.chance.number(0, last)].append(number)

    def hand_in(self) -> None:
        """The files of this day: those of new customers, and those that did not come through before."""
        rows: dict[str, list[str]] = defaultdict(list)
        for number in self.arrivals.pop(self.world.days_from_start(), []):
            login = self.chance.one_of(sorted(TRADES))
            rows[login] += self._new(login, number)
            if self.known[login] and self.chance.happens(KNOWN_AGAIN):
                rows[login] += self._again(login)
        again, self.waiting = self.waiting, []
        for login, file in [*again, *sorted(rows.items())]:
            self._send(login, file)
        for _ in range(LOOKS_A_DAY):
            if not self._take_in_all():
                break
            self.world.now += LEASE

    def _new(self, login: str, number: int) -> list[str]:
        made = customer(self.chance, number, TRADES[login], self.world.day)
        invoices = 2 if self.chance.happens(TWO_INVOICES) else 1
        self.known[login].append((made, invoices))
        return made.rows(self.chance, self.world.day, 1, invoices)

    def _again(self, login: str) -> list[str]:
        """A later invoice of somebody who was handed in before, now and then with another address."""
        at = self.chance.number(0, len(self.known[login]) - 1)
        known, invoices = self.known[login][at]
        seen = known.moved(self.chance) if self.chance.happens(MOVED) else known
        self.known[login][at] = (known, invoices + 1)
        return seen.rows(self.chance, self.world.day, invoices + 1, 1)

    def _send(self, login: str, rows: list[str]) -> None:
        content = claim_file(rows)
        name = f"vorderingen-{self.world.day:%Y-%m-%d}.csv"
        client_id = self.client_id(login)
        shown = self.world.attempt("upload_previewed", login, lambda session, act: uploads.preview(
            session, act, self.world.store, client_id=client_id, content=content, filename=name
        ).id)
        is_left = self.chance.happens(NOT_CONFIRMED)
        if shown.result is None or is_left:
            self.waiting.append((login, rows))
            return
        upload_id = shown.result
        sent = self.world.attempt("upload_confirmed", login, lambda session, act: uploads.accept(
            session, act, upload_id=upload_id, client_id=client_id
        ).id)
        if sent.is_lost:
            self.waiting.append((login, rows))
        elif self.chance.happens(SENT_TWICE):
            self.world.attempt("upload_previewed", login, lambda session, act: uploads.preview(
                session, act, self.world.store, client_id=client_id, content=content, filename=name
            ).id)

    def _take_in_all(self) -> bool:
        """Workers take what waits, of each client one file after the other; whether one died, so that rows are left."""
        tried: set[int] = set()
        while waiting := set(arriving.left_behind(self.world.session, self.world.now)) - tried:
            for upload_id in sorted(waiting):
                self._take_in(upload_id)
            tried |= waiting
        arriving_now = select(Upload.id).where(Upload.state == UploadState.ARRIVING)
        return self.world.session.scalar(arriving_now.limit(1)) is not None

    def _take_in(self, upload_id: int) -> None:
        """A worker makes cases of a confirmed file, a piece at a time; one that dies leaves the rest for another."""
        taken = self.world.attempt("upload_taken", None, lambda session, act: arriving.take(
            session, upload_id, now=act.now, lease=LEASE
        ))
        if taken.result is None:
            return
        arrival = arriving.read(self.world.session, self.world.store, upload_id, token=taken.result)
        begun = self.world.attempt("upload_begun", None, lambda session, act: arriving.begin(
            session, arrival, now=act.now, lease=LEASE
        ))
        if begun.result is None:
            return
        for piece in arrival.pieces(done=begun.result, at_once=ROWS_AT_ONCE):
            put = self.world.attempt("upload_piece", None, partial(self._put, arrival, piece))
            if not put.is_done or self.chance.happens(self.world.faults.abandoned):
                return
        self.world.attempt("upload_finished", None, lambda session, act: arriving.finish(
            session, arrival, now=act.now
        ))

    def _put(self, arrival: Arrival, piece: Debtors, session: Session, act: Act) -> None:
        arriving.put(session, arrival, piece, now=act.now, lease=LEASE, figures=self.world.figures)

    def client_id(self, login: str) -> int:
        """The client of a user."""
        client_id = self.world.session.scalars(
            select(User.client_id).where(User.id == self.world.users[login])
        ).one()
        assert client_id is not None
        return client_id

    def login_of(self, case: Case) -> str:
        """Who speaks for the client of a case."""
        user_id = self.world.session.scalars(select(User.id).where(User.client_id == case.client_id)).one()
        return next(login for login, known in self.world.users.items() if known == user_id)

    def complete(self, case: Case) -> None:
        """The invoices that lack on file, and the client's yes to the costs."""
        login = self.login_of(case)
        handed_in = set(self.world.session.scalars(
            select(Document.claim_id).where(Document.case_id == case.id, Document.kind == DocumentKind.INVOICE)
        ))
        for claim_id, number in [(claim.id, claim.invoice_number) for claim in case.claims]:
            if claim_id not in handed_in:
                self._hand_in_invoice(login, case.id, claim_id, number)
        if gate.approval(self.world.session, case.id) is None:
            case_id, client_id = case.id, case.client_id
            self.world.attempt("costs_approved", login, lambda session, act: gate.approve_costs(
                session, act, case_id, client_id=client_id, on=act.today
            ).id)

    def _hand_in_invoice(self, login: str, case_id: int, claim_id: int, number: str) -> None:
        self.world.attempt("document_added", login, lambda session, act: documents.add(
            session, act, self.world.store, File(f"factuur-{number}.pdf", paper("Factuur")), NewDocument(
                kind=DocumentKind.INVOICE, title=f"Factuur {number}", case_id=case_id, claim_id=claim_id
            ),
        ).id)
