"""A living example: made-up clients and people, with cases in every stage, all of it made by the real services."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import typst
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency import clock, create_app, database
from agency.auth import hash_password
from agency.background.setting import prepare_database
from agency.demo import people
from agency.settings import NotADemo, Settings, SettingsError, default_instance
from cases import daily_run, documents
from cases.acts import Act
from cases.amicable import arrangements, contacts, holds, payments
from cases.amicable.contacts import ContactInput
from cases.amicable.payment_doubts import PaymentInput
from cases.assessment import assessments, means
from cases.claims import arriving, uploads
from cases.correspondence import making, ordering, posting, previewing
from cases.counting import reaching, statement
from cases.documents import File, NewDocument
from cases.legal_track import bailiffs, gate, writ_confirmations, writs
from cases.legal_track.gate import RegisterInput
from cases.legal_track.service_reports import Reported
from cases.models import (
    BailiffOffice,
    Case,
    ContactChannel,
    ContactOutcome,
    Debtor,
    DocumentKind,
    HoldKind,
    Letter,
    LetterKind,
    MeansSign,
    PaidTo,
    Register,
    RoleName,
    ServiceManner,
    User,
)
from cases.names import name
from cases.progress import stages
from cases.progress.outcomes import OUTCOMES
from cases.setup import accounts, organisations, text_approvals
from cases.setup.accounts import RoleInput
from cases.store import DocumentStore
from legal.calendar import working_day_from
from legal.court.court_terms import may_serve
from legal.debtor.assessment import Outcome
from legal.money import from_cents
from legal.parameters import Figures, load_figures
from letters.catalogue import render

PASSWORD = "proef met vier woorden"  # noqa: S105 - printed on the screen; only ever in a demo database
MARKER = "DEMO"
OLD = 1747  # days: of these claims the first is barred a few weeks from the day of the demo
OLD_SALE = 658  # days: of these one is barred as a consumer sale, and others within days; nobody stated what they are
BEHIND, AHEAD = timedelta(days=OLD + 100), timedelta(days=200)  # how far its claims and its terms reach


@dataclass(frozen=True, kw_only=True)
class Login:
    """Someone to log in as."""

    role: str
    email: str
    password: str


def clear(instance: Path) -> None:
    """Empty the folder of an earlier demo; raises NotADemo when it holds anything else."""
    if instance.exists() and any(instance.iterdir()):
        if not (instance / MARKER).is_file():
            raise NotADemo(
                f"De map {instance} is niet leeg en niet van een demo. Kies met --instance een lege map; "
                "er is niets gewijzigd."
            )
        shutil.rmtree(instance)
    instance.mkdir(parents=True, exist_ok=True)
    (instance / MARKER).write_text("Deze map is van de demo en wordt bij elke start leeggemaakt.\n", encoding="utf-8")


def default_folder() -> Path:
    """Where a demo lives unless a folder is named: beside the real instance, never in it."""
    return default_instance() / "demo"


def settings_in(folder: Path, today: date | None) -> Settings:
    """Those of a demo: nothing of the environment counts, who tries it logs in with a password alone, and nobody misses
    a backup.
    """
    return replace(Settings.load(instance=folder, today=today, environ={}), second_step=False, backup_hours=0)


def pinned_day(today: date | None) -> date | None:
    """The day to pretend it is; None for the real day. Raises SettingsError for one that no demo can be made on."""
    if today is None or today == clock.today():
        return None
    holidays = load_figures().holidays
    first, last = holidays.first_day + BEHIND, holidays.checked_through - AHEAD
    if not first <= today <= last:
        raise SettingsError(
            f"De demo kan niet op {today:%d-%m-%Y}. De feestdagen zijn bekend voor een demo van {first:%d-%m-%Y} "
            f"tot en met {last:%d-%m-%Y}. Er is niets gewijzigd."
        )
    return today


def welcome(address: str, logins: Sequence[Login]) -> list[str]:
    """What the screen says when the demo runs."""
    return [
        "", f"De demo draait op {address} (stop met Ctrl-C)", "",
        f"  Wachtwoord voor iedereen: {PASSWORD}",
        *(f"  {login.role:28} {login.email}" for login in logins), "",
    ]


def fill(settings: Settings) -> list[Login]:
    """A fresh database with cases in every stage today; the log-ins to try it with."""
    prepare_database(settings)
    with create_app(settings).app_context():
        today = clock.today()
        with database.transaction() as session:
            logins = _accounts(session, today)
        with database.transaction() as session:
            _Story(session, settings.store(), load_figures(), today).tell()
    return logins


def _accounts(session: Session, today: date) -> list[Login]:
    """The agency, its clients, the bailiff's office, and a user of every role."""
    registered_until = today + timedelta(days=people.REGISTERED_DAYS)
    profile = replace(people.AGENCY, wki_valid_until=registered_until)
    organisations.save_agency_profile(session, clock.act(), profile)
    text_approvals.take_over(session, clock.act())
    office = organisations.add_bailiff_office(session, clock.act(), people.OFFICE)
    users: list[tuple[str, RoleName, int | None, int | None]] = [
        ("behandelaar", RoleName.HANDLER, None, None), ("jurist", RoleName.LEGAL_LEAD, None, None),
        ("beheerder", RoleName.ADMIN, None, None),
    ]
    for login, (values, terms) in people.clients(today).items():
        client = organisations.add_client(session, clock.act(), values)
        organisations.agree_terms(session, clock.act(), client.id, terms)
        users.append((login, RoleName.CLIENT, client.id, None))
    users.append(("deurwaarder", RoleName.BAILIFF, None, office.id))
    hashed = hash_password(PASSWORD)
    logins = []
    for login, role, client_id, office_id in users:
        email = f"{login}@demo.example"
        added = accounts.add_user(
            session, clock.act(), email=email, name=f"{login.capitalize()} Demo", password_hash=hashed,
            given=RoleInput(role=role, client_id=client_id, bailiff_office_id=office_id),
        )
        added.must_change_password = False  # the password of a demo is no secret
        logins.append(Login(role=name(role), email=email, password=PASSWORD))
    return logins


class _Story:
    """What happened in the weeks before `today`, told in order of time."""

    def __init__(self, session: Session, store: DocumentStore, figures: Figures, today: date) -> None:
        self.session, self.store, self.figures, self.today = session, store, figures, today
        self.now = clock.now()
        by_mail = {user.email.split("@")[0]: user for user in session.scalars(select(User))}
        self.users = {login: user.id for login, user in by_mail.items()}
        self.clients = {login: user.client_id for login, user in by_mail.items() if user.client_id is not None}
        self.office = session.scalars(select(BailiffOffice)).one()
        for client_id in self.clients.values():
            for kind, title in ((DocumentKind.TERMS, "Algemene voorwaarden"), (DocumentKind.MANDATE, "Lastgeving")):
                documents.add(
                    session, self.by("beheerder", 400), store, File(f"{title.lower()}.pdf", _paper(title)),
                    NewDocument(kind=kind, title=title, client_id=client_id),
                )

    def at(self, days_ago: int) -> datetime:
        """Ten in the morning, so many days ago; today not later than it is."""
        return min(datetime.combine(self.day(days_ago), time(9), tzinfo=self.now.tzinfo), self.now)

    def by(self, login: str, days_ago: int) -> Act:
        """What that user did at ten in the morning, so many days ago."""
        return Act(self.users[login], self.at(days_ago), self.day(days_ago))

    def day(self, days_ago: int) -> date:
        """The day so many days ago."""
        return self.today - timedelta(days=days_ago)

    def working_day(self, days_ago: int) -> int:
        """`days_ago`, or fewer when that was no working day: letters are posted on one."""
        return (self.today - working_day_from(self.day(days_ago), self.figures.holidays)).days

    def day_of_service(self, days_ago: int) -> int:
        """`days_ago`, or fewer when no writ may be served on that day."""
        while not may_serve(self.at(days_ago), holidays=self.figures.holidays).allowed:
            days_ago -= 1
        return days_ago

    def tell(self) -> None:
        """Everything, oldest first."""
        old = self.upload("energie", range(14, 31), 75)
        care = self.upload("opvang", range(40, 44), 70)
        self.post([*old, *care], self.working_day(66))
        self.run_daily(40)
        self.amicable(old)
        self.legal(old)
        self.run_daily(26)  # a term of thirty days ago is missed
        trade = self.upload("bouw", range(60, 63), 30)
        self.post(trade, self.working_day(27))
        self.run_daily(10)  # the days that their letters gave are over
        running = self.upload("energie", range(8, 14), 12)
        self.post(running, self.working_day(8))
        fresh = self.upload("energie", range(8), 1, minor=7)
        self.upload("opvang", range(44, 47), 1)
        self.upload("opvang", range(48, 50), 1, age=OLD)  # prescription is near
        self.upload("energie", range(36, 38), 1, age=OLD_SALE)
        self.order(fresh[:2], 0)
        self.waiting_upload()
        self.run_daily(0)

    def upload(self, client: str, numbers: range, days_ago: int, *, minor: int = -1, age: int = 0) -> list[Case]:
        """A client hands in a file and confirms it; the cases that come of it, in order of customer number."""
        content = people.claim_file(
            people.TRADES[client], numbers, read_on=self.day(days_ago), minor=minor, age=age
        )
        shown = uploads.preview(
            self.session, self.by(client, days_ago), self.store,
            client_id=self.clients[client], content=content, filename=f"vorderingen-{self.day(days_ago):%Y-%m-%d}.csv",
        )
        done = arriving.confirm(
            self.session, self.by(client, days_ago), self.store,
            upload_id=shown.id, client_id=self.clients[client], figures=self.figures,
        )
        query = select(Case).join(Debtor, Case.debtor_id == Debtor.id).where(Case.upload_id == done.id)
        return list(self.session.scalars(query.order_by(Debtor.customer_number)))

    def waiting_upload(self) -> None:
        """A file that the client has not confirmed, with a row that cannot be read."""
        content = people.claim_file(people.TRADES["energie"], range(31, 36), read_on=self.today)
        broken = content.replace(b"9721 AB", b"97 AB", 1)
        uploads.preview(
            self.session, self.by("energie", 0), self.store,
            client_id=self.clients["energie"], content=broken, filename="vorderingen-nieuw.csv",
        )

    def order(self, cases: Sequence[Case], days_ago: int) -> int:
        """First letters ordered and made; the id of their batch."""
        ids, letter_date = [case.id for case in cases], self.day(days_ago)
        shown = previewing.preview(
            self.session, ids, kind=LetterKind.FIRST_NOTICE, letter_date=letter_date, figures=self.figures
        )
        batch = ordering.order(
            self.session, self.by("behandelaar", days_ago), shown.marks, kind=LetterKind.FIRST_NOTICE,
            letter_date=letter_date, figures=self.figures,
        )
        self.make([letter.id for letter in batch.letters], days_ago)
        self.session.expire_all()
        return batch.id

    def make(self, letter_ids: Sequence[int], days_ago: int) -> None:
        """What the worker does with these letters."""
        now = self.at(days_ago)
        claimed = making.claim(self.session, letter_ids, now=now, lease=timedelta(minutes=5))
        made = [
            making.put(self.store, work, render(work.data))
            for work in making.work(self.session, claimed, figures=self.figures) if isinstance(work, making.Work)
        ]
        making.finish(self.session, made, now=now)

    def post(self, cases: Sequence[Case], days_ago: int) -> None:
        """First letters made and posted on the same day."""
        posting.confirm_posted(
            self.session, self.by("behandelaar", days_ago),
            self.order(cases, days_ago), posted_on=self.day(days_ago), figures=self.figures,
        )

    def run_daily(self, days_ago: int) -> None:
        """The daily run of that day."""
        daily_run.run(self.session, day=self.day(days_ago), figures=self.figures, now=self.at(days_ago))

    def talk(
        self, case: Case, outcome: ContactOutcome, days_ago: int, note: str, *, back_in: int | None = None
    ) -> None:
        """A telephone call; nobody was spoken when it was not answered."""
        spoken = OUTCOMES[outcome].is_spoken
        contacts.log(
            self.session, self.by("behandelaar", days_ago), case.id,
            ContactInput(
                channel=ContactChannel.PHONE_OUT, outcome=outcome, note=note, right_party=True if spoken else None,
                call_back_on=None if back_in is None else self.day(days_ago - back_in),
            ),
        )

    def pay(self, case: Case, days_ago: int, amount: Decimal | None = None, *, booked: int | None = None) -> None:
        """A payment of `amount`, or all that is owed; one that the client got is `booked` so many days ago."""
        record = statement.record_of(self.session, case, figures=self.figures)
        owed = reaching.counted(record, wanted=self.day(days_ago), figures=self.figures).open_now
        known, to = (days_ago, PaidTo.AGENCY) if booked is None else (booked, PaidTo.CLIENT)
        payments.register(
            self.session, self.by("behandelaar", known), case.id,
            PaymentInput(amount=amount or owed, received_on=self.day(days_ago), paid_to=to), figures=self.figures,
        )

    def amicable(self, cases: Sequence[Case]) -> None:
        """The first half of the old cases: contact, arrangements, a dispute, help with debts, a letter returned."""
        self.talk(cases[1], ContactOutcome.ASKS_INFORMATION, 6, "Wil de eindafrekening zien", back_in=6)
        self.talk(cases[2], ContactOutcome.PROMISES_PAYMENT, 9, "Betaalt deze maand de rest", back_in=12)
        self.pay(cases[2], 8, from_cents(9000))
        self.pay(cases[2], 25, from_cents(6000), booked=2)  # told late: the other is counted again
        self.talk(cases[3], ContactOutcome.NO_ANSWER, 4, "")
        for case, first_due in ((cases[4], 20), (cases[5], 30)):
            self.talk(case, ContactOutcome.ASKS_ARRANGEMENT, 35, "Kan niet alles tegelijk betalen")
            schedule = arrangements.propose(
                self.session, case.id, agreed_on=self.day(35), first_due_on=self.day(first_due), figures=self.figures,
                number=4,
            )
            arrangements.make(
                self.session, self.by("behandelaar", 35), case.id, schedule, note="",
                client_agreed=False, figures=self.figures,
            )
        self.pay(cases[4], 20, _first_term(self.session, cases[4]))
        self.talk(cases[6], ContactOutcome.DISPUTES, 12, "Zegt dat de meterstand niet klopt")
        holds.place(
            self.session, self.by("behandelaar", 15), cases[7].id, kind=HoldKind.DEBT_HELP,
            reason="Gemeente meldt aanvraag schuldhulpverlening", on=self.day(15), review_on=self.day(-15),
        )
        returned = self.session.scalars(select(Letter).where(Letter.case_id == cases[16].id)).one()
        posting.mark_returned(
            self.session, self.by("behandelaar", 50), returned.id, returned_on=self.day(50)
        )
        self.pay(cases[15], 30)

    def legal(self, cases: Sequence[Case]) -> None:
        """The other half, each one step further on the way to the bailiff."""
        steps: list[Callable[[Case], None]] = [
            self.assess, self.confirm, self.complete, self.draft, self.give, self.serve
        ]
        for reached, case in enumerate(cases[8:14], start=1):
            for step in steps[:reached]:
                step(case)
        for step in steps[:5]:
            step(cases[14])
        self.pay(cases[14], 3)

    def assess(self, case: Case) -> None:
        """A refusal, a sign that money is there, and a reasoned decision."""
        self.talk(case, ContactOutcome.NO_ANSWER, 30, "")
        self.talk(case, ContactOutcome.REFUSES, 25, "Zegt dat er niet betaald wordt en hangt op")
        means.record(
            self.session, self.by("behandelaar", 22), case.id, sign=MeansSign.PAYS_NEWER,
            shown_on=self.day(22), source="Opdrachtgever laat zien dat twee latere facturen zijn betaald",
        )
        assessments.decide(
            self.session, self.by("behandelaar", 20), case.id,
            outcome=Outcome.ABLE_UNWILLING,
            reason="Weigert zonder verweer en zonder reden en betaalt latere facturen wel; geen teken van onmacht.",
        )

    def confirm(self, case: Case) -> None:
        """The second person agrees."""
        assessments.confirm(
            self.session, self.by("jurist", 18), case.id,
            note="Akkoord: tweemaal benaderd, duidelijke weigering.",
        )

    def complete(self, case: Case) -> None:
        """Evidence, register checks and the client's yes."""
        for claim in case.claims:
            documents.add(
                self.session, self.by("energie", 10), self.store,
                File(f"factuur-{claim.invoice_number}.pdf", _paper(f"Factuur {claim.invoice_number}")),
                NewDocument(
                    kind=DocumentKind.INVOICE, title=f"Factuur {claim.invoice_number}", case_id=case.id,
                    claim_id=claim.id,
                ),
            )
        for register in Register:
            gate.check_register(
                self.session, self.by("behandelaar", 10), self.store, case.id, RegisterInput(
                    register=register, checked_on=self.day(10), is_listed=False,
                    proof=File("uitdraai.pdf", _paper("Uitdraai register: geen inschrijving")),
                ),
            )
        writ_confirmations.confirm_court(
            self.session, self.by("behandelaar", 10), case.id, intended=True, on=self.day(10),
            how="E-mail van de opdrachtgever aan de behandelaar",
        )
        gate.approve_costs(
            self.session, self.by("energie", 10), case.id, client_id=case.client_id, on=self.day(10)
        )

    def draft(self, case: Case) -> None:
        """The draft writ."""
        writs.draft(
            self.session, self.by("behandelaar", 8), self.store, case.id,
            bailiff_office_id=self.office.id, figures=self.figures,
        )

    def give(self, case: Case) -> None:
        """The package to the bailiff's office."""
        writs.give(
            self.session, self.by("jurist", 8), self.store, case.id, figures=self.figures
        )

    def serve(self, case: Case) -> None:
        """The bailiff takes the package and reports service."""
        writ = bailiffs.writs(self.session, self.office.id)
        own = next(each for each in writ if each.case_id == case.id)
        days_ago = self.day_of_service(5)
        served_on = self.day(days_ago)
        bailiffs.download(
            self.session, self.by("deurwaarder", 7), self.store, office_id=self.office.id, writ_id=own.id,
            figures=self.figures,
        )
        told = Reported(
            manner=ServiceManner.IN_PERSON, served_on=served_on, served_at=time(9, 15), costs=from_cents(9500),
        )
        bailiffs.report_service(
            self.session, self.by("deurwaarder", days_ago), self.store, told, office_id=self.office.id, writ_id=own.id,
            figures=self.figures,
        )


def _first_term(session: Session, case: Case) -> Decimal:
    """The amount of the first term of the running arrangement."""
    arrangement = stages.running_arrangement(session, case.id)
    assert arrangement is not None
    return arrangement.instalments[0].amount


def _paper(title: str) -> bytes:
    """A one-page PDF that stands for a document of the client."""
    source = f'#set page(paper: "a4", margin: 25mm)\n= {title}\n#v(1em)\nVoorbeeldstuk voor de demo.'
    return bytes(typst.compile(source.encode()))
