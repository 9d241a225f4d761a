"""The line from claim file to served writ without a browser: commands where they exist, services for the rest."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import documents
from cases.correspondence import posting
from cases.counting import statement
from cases.documents import File, NewDocument
from cases.legal_track import bailiffs, writs
from cases.legal_track.service_reports import Reported
from cases.models import (
    Case,
    Debtor,
    DocumentKind,
    EventKind,
    Interruption,
    RoleName,
    ServiceManner,
    Stage,
    User,
    WritState,
)
from cases.models.cases import CaseEvent
from cases.store import DocumentStore
from letters.catalogue import render
from tests.agency.program import agency
from tests.engines import create_engine_for
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    by,
    claim_file,
    claim_row,
    make,
    make_agency,
    make_bailiff_office,
    make_client,
    order_first_notice,
)
from tests.journeys.by_services import complete, make_able_but_unwilling

UPLOADED, LAST_FREE_DAY, CLAIMABLE = date(2026, 11, 21), date(2026, 12, 9), date(2026, 12, 10)
SERVED = date(2026, 12, 14)
CLIENT, OFFICE = "Voorbeeld Energie B.V.", "Deurwaarders Voorbeeld"
PEOPLE = {
    RoleName.HANDLER: (), RoleName.LEGAL_LEAD: (), RoleName.CLIENT: ("--client", CLIENT),
    RoleName.BAILIFF: ("--bailiff", OFFICE),
}
ROWS = (
    claim_row(invoice="F-1", due="24-10-2025", invoice_date="10-10-2025", reminder="07-11-2025", amount="1.250,00"),
    claim_row(invoice="F-2", amount="249,50"),
    claim_row(customer="K-2", invoice="F-3", amount="veel"),
)


class Line:
    """An installation that is only reached by commands from another directory, and by services."""

    def __init__(self, folder: Path) -> None:
        self.elsewhere, self.instance = folder / "elsewhere", folder / "instance"
        self.elsewhere.mkdir()
        (self.elsewhere / "vorderingen.csv").write_bytes(claim_file(*ROWS))
        self.store = DocumentStore(self.instance / "documents")

    def command(self, *arguments: str, given: str = "", instance: bool = True) -> str:
        """What a command that must succeed says."""
        where = ("--instance", "../instance") if instance else ()
        done = agency(*arguments, *where, cwd=self.elsewhere, given=given)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def record(self) -> Iterator[Session]:
        """The record, committed at the end."""
        engine = create_engine_for(f"sqlite:///{self.instance / 'agency.db'}")
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
        engine.dispose()


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path)


def at(day: date) -> datetime:
    """Ten in the morning, UTC."""
    return datetime.combine(day, time(10), tzinfo=UTC)


def the_case(session: Session) -> Case:
    return session.scalars(select(Case).join(Debtor).where(Debtor.customer_number == "K-1001")).one()


def user(session: Session, role: RoleName) -> int:
    return session.scalars(select(User.id).where(User.email == f"{role.value}@voorbeeld.test")).one()


def costs_on(line: Line, day: date) -> Decimal:
    with line.record() as session:
        return statement.valuation(session, the_case(session), on=day, figures=FIGURES).costs


def test_the_whole_line_by_commands_and_services(line: Line) -> None:
    set_up(line)
    hand_in(line)
    send_the_letter(line)
    for day, costs in ((LAST_FREE_DAY, "0.00"), (CLAIMABLE, "224.93")):
        assert f"{day:%d-%m-%Y}" in line.command("day", "--on", day.isoformat())
        assert costs_on(line, day) == Decimal(costs)
    same_sum_by_quote(line)
    towards_the_bailiff(line)
    serve(line)

    with line.record() as session:
        case = the_case(session)
        assert case.stage is Stage.SUMMONS_SERVED
        assert {each.interrupted_on for each in session.scalars(select(Interruption))} == {SERVED}
        kinds = set(session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id)))
        assert {EventKind.SERVICE_REPORTED, EventKind.PRESCRIPTION_INTERRUPTED, EventKind.NOTICE_TERM_ENDED} <= kinds
        owed = statement.valuation(session, case, on=SERVED, figures=FIGURES)
        assert owed.costs == Decimal("224.93"), "the exploot adds nothing to the debt of a consumer"


def set_up(line: Line) -> None:
    """Tables and users by command; the organisations by services."""
    assert "bijgewerkt" in line.command("db", "upgrade")
    with line.record() as session:
        make_agency(session)
        client = make_client(session)
        make_bailiff_office(session)
        for kind in (DocumentKind.MANDATE, DocumentKind.TERMS):
            documents.add(
                session, by(None, at(UPLOADED)), line.store, File("stuk.pdf", SMALL_PDF),
                NewDocument(kind=kind, client_id=client.id),
            )
    for role, company in PEOPLE.items():
        said = line.command(
            "user", "add", f"{role.value}@voorbeeld.test", "--name", f"M. {role.value.title()}", "--role", role.value,
            *company, "--password-stdin", given="vier woorden in een zin\n",
        )
        assert "is toegevoegd" in said


def hand_in(line: Line) -> None:
    """A dry run tells what an import then does, once."""
    today = ("--today", UPLOADED.isoformat())
    shown = json.loads(line.command("import", "--dry-run", "--json", *today, "vorderingen.csv", instance=False))
    assert (shown["accepted"], shown["total"]) == (2, "1499.50")
    assert [(row["row"], row["column"], row["found"]) for row in shown["refused"]] == [(4, "Bedrag", "veel")]
    said = line.command("import", CLIENT, "vorderingen.csv", *today)
    assert "1\N{NO-BREAK SPACE}dossier" in said
    again = agency("import", CLIENT, "vorderingen.csv", *today, "--instance", "../instance", cwd=line.elsewhere)
    assert (again.returncode, "al ingelezen" in again.stderr) == (1, True)


def send_the_letter(line: Line) -> None:
    """Order, make as the worker does, post on the same day."""
    with line.record() as session:
        case, handler = the_case(session), user(session, RoleName.HANDLER)
        assert sum(claim.principal for claim in case.claims) == Decimal("1499.50")
        batch = order_first_notice(session, case, letter_date=UPLOADED, act=by(handler, at(UPLOADED)))
        make(session, line.store, batch, drawn=render, now=at(UPLOADED))
        session.expire_all()
        posting.confirm_posted(session, by(handler, at(UPLOADED)), batch.id, posted_on=UPLOADED, figures=FIGURES)


def same_sum_by_quote(line: Line) -> None:
    """The calculator knows nothing of the record and comes to the same cent."""
    with line.record() as session:
        case = the_case(session)
        owed = statement.valuation(session, case, on=CLAIMABLE, figures=FIGURES)
        claims = [
            {"ref": claim.invoice_number, "principal": str(claim.principal), "interest": "statutory",
             "interest_from": str(claim.default_from)}
            for claim in case.claims
        ]
    request = {
        "on": CLAIMABLE.isoformat(), "debtor": "consumer", "creditor_reclaims_vat": True, "claims": claims,
        "notice": {"sent_on": UPLOADED.isoformat(), "channel": "ordinary_post"},
    }
    answer = json.loads(line.command("quote", given=json.dumps(request), instance=False))
    assert answer["principal"] == str(owed.principal)
    assert answer["interest"] == str(owed.interest)
    assert (answer["costs"], answer["balance"]) == (str(owed.costs), str(owed.balance))


def towards_the_bailiff(line: Line) -> None:
    """Assessed by two people, made complete, approved by the client, packed and given."""
    with line.record() as session:
        case = the_case(session)
        lead, now = user(session, RoleName.LEGAL_LEAD), at(CLAIMABLE)
        make_able_but_unwilling(session, case, CLAIMABLE, now)
        complete(session, line.store, case, CLAIMABLE, now)
        office_id = bailiff_office_of(session)
        for action, more in ((writs.draft, {"bailiff_office_id": office_id}), (writs.give, {})):
            action(session, by(lead, now, CLAIMABLE), line.store, case.id, figures=FIGURES, **more)


def bailiff_office_of(session: Session) -> int:
    """The office of the bailiff."""
    office = session.scalars(select(User).where(User.email == "bailiff@voorbeeld.test")).one().bailiff_office_id
    assert office is not None
    return office


def serve(line: Line) -> None:
    """The bailiff takes the package and reports service."""
    with line.record() as session:
        office, actor = bailiff_office_of(session), user(session, RoleName.BAILIFF)
        writ = bailiffs.writs(session, office)[0]
        _, content, warning = bailiffs.download(
            session, by(actor, at(SERVED)), line.store, office_id=office, writ_id=writ.id, figures=FIGURES
        )
        assert warning == ""
        with zipfile.ZipFile(BytesIO(content)) as package:
            assert json.loads(package.read("dossier.json"))["as_of"] == CLAIMABLE.isoformat()
        bailiffs.report_service(session, by(actor, at(SERVED)), line.store, Reported(
                manner=ServiceManner.IN_PERSON, served_on=SERVED, served_at=time(10, 15), costs=Decimal("95.00"),
            ), office_id=office, writ_id=writ.id, figures=FIGURES)
        assert writ.state is WritState.SERVED
