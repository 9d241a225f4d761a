"""What a bailiff's office sees: the packages given to it. Every question takes the office's id first."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, select
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from cases import documents
from cases.correspondence import letter_data
from cases.counting import awaited_letters, prescriptions, reaching, statement
from cases.input_checks import AMSTERDAM
from cases.legal_track import bailiffs, service_reports
from cases.models import (
    AgencyProfile,
    BailiffOffice,
    Case,
    Document,
    PackageDownload,
    ServiceReport,
    User,
    Writ,
    WritState,
)
from cases.queries import counts as counting
from cases.queries.keyset import FIRST_PAGE, Order, Page, Turned, page, read_number
from cases.queries.searching import Within, matches
from cases.store import DocumentStore
from legal.counting.reach import LaterCosts
from legal.errors import LawError
from legal.money import ZERO
from legal.parameters import Figures

PAGE_SIZE = 25
SHOWN_AFTER_RECALL = timedelta(days=30)
MOST_RECALLED = 100
MANIFEST = "manifest.json"


class Selection(StrEnum):
    """Which packages a list shows; the values stand in the address."""

    OPEN = "open"
    DONE = "afgehandeld"
    ALL = "alles"


@dataclass(frozen=True, kw_only=True)
class PackageRow:
    """One package in the list. `warning` is empty while all is as it was given; `barred` of the first claim,
    `downloaded_at` of the last download."""

    writ: Writ
    warning: str
    barred: "FirstBarred | None"
    downloaded_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PackedFile:
    """One file in the package, as its manifest tells."""

    path: str
    title: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What is owed through `on`; amounts are None where the figures do not reach.

    `why_cut` where that is earlier than today: then `later_costs` and `received_since` are what is known of after it.
    """

    on: date
    balance: Decimal | None
    per_day: Decimal | None
    later_costs: LaterCosts | None = None
    received_since: Decimal = ZERO
    why_cut: str = ""


def packages(
    session: Session, office_id: int, *, selection: Selection, words: str, figures: Figures, today: date,
    turned: Turned = FIRST_PAGE,
) -> Page[PackageRow]:
    """Packages given to this office, newest first."""
    query: Any = (
        select(Writ.id, Writ.id, Writ, _newest_download()).where(_those(office_id, selection))
        .options(joinedload(Writ.case).options(
            joinedload(Case.debtor), joinedload(Case.client), joinedload(Case.terms), selectinload(Case.claims)
        ), defer(Writ.dossier))
    )
    if words.strip():
        own = Case.id.in_(select(Writ.case_id).where(_those(office_id, Selection.ALL)))
        found_by = matches(session, words, Within(cases=(own,)))
        query = query.where(Writ.case_id.in_(select(Case.id).where(found_by)))
    number: Any = Writ.id
    order = Order(column=number, id_column=number, read=read_number, write=str, descending=True)
    found = page(session, query, order, turned, size=PAGE_SIZE)
    writs = [row[2] for row in found.rows]
    warned = bailiffs.warnings(session, writs, figures=figures, today=today)
    barred = _first_barred(session, [writ.case for writ in writs])
    rows = tuple(
        PackageRow(
            writ=writ, warning=warned[writ.id], barred=barred.get(writ.case_id), downloaded_at=downloaded_at
        ) for _, _, writ, downloaded_at in found.rows
    )
    return Page(rows=rows, after=found.after, before=found.before)


def recalled(session: Session, office_id: int, *, today: date) -> list[Writ]:
    """Packages that were taken back from this office in the last weeks and not reported as served, newest first.

    They stand above every list: a copy may lie on a desk. At most MOST_RECALLED and one more, which says that there
    are others.
    """
    since = datetime.combine(today - SHOWN_AFTER_RECALL, time(), tzinfo=AMSTERDAM)
    query = (
        select(Writ).where(_those(office_id, Selection.ALL), Writ.state == WritState.WITHDRAWN)
        .where(Writ.withdrawn_at > since, ~select(ServiceReport.id).where(ServiceReport.writ_id == Writ.id).exists())
        .options(joinedload(Writ.case).joinedload(Case.debtor), defer(Writ.dossier))
        .order_by(Writ.withdrawn_at.desc()).limit(MOST_RECALLED + 1)
    )
    return list(session.scalars(query))


def counts(session: Session, office_id: int) -> dict[Selection, int]:
    """How many packages each selection holds, to the most that is counted."""
    return counting.counts(session, {each: select(Writ.id).where(_those(office_id, each)) for each in Selection})


def package_of(session: Session, writ: Writ) -> Document | None:
    """The stored ZIP of a writ."""
    return None if writ.package_id is None else session.get(Document, writ.package_id)


def packed_files(store: DocumentStore, package: Document) -> tuple[PackedFile, ...]:
    """What lies in the package, by its manifest; the manifest itself cannot name its own hash."""
    with zipfile.ZipFile(io.BytesIO(documents.content(store, package))) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    return tuple(
        PackedFile(path=file["path"], title=file["title"], size=file["bytes"], sha256=file["sha256"])
        for file in manifest["files"]
    )


def downloads(session: Session, writ: Writ) -> list[tuple[PackageDownload, str]]:
    """Who took the package when, newest first."""
    query = (
        select(PackageDownload, User.name).join(User, PackageDownload.user_id == User.id)
        .where(PackageDownload.writ_id == writ.id).order_by(PackageDownload.id.desc())
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def report_of(session: Session, writ: Writ) -> ServiceReport | None:
    """What the office reported back, as it was corrected last."""
    return service_reports.standing(session, writ.id)


def reports_before(session: Session, writ: Writ) -> list[ServiceReport]:
    """Reports that were corrected, the newest first."""
    return service_reports.of_writ(session, writ.id)[1:]


def proof_of(session: Session, writ: Writ) -> Document | None:
    """The document that the office added to its report."""
    report = report_of(session, writ)
    return None if report is None or report.document_id is None else session.get(Document, report.document_id)


def agency_phone(session: Session) -> str:
    """Where the bailiff calls the agency; empty before it is set up."""
    return session.scalar(select(AgencyProfile.phone).limit(1)) or ""


def office_and_phone(session: Session, office_id: int) -> tuple[BailiffOffice, str]:
    """The office, and where it calls the agency."""
    phone = select(AgencyProfile.phone).limit(1).scalar_subquery()
    row = session.execute(select(BailiffOffice, phone).where(BailiffOffice.id == office_id)).one()
    return row[0], row[1] or ""


def owed(session: Session, case: Case, *, figures: Figures, today: date) -> Owed:
    """What is owed now, and what each later day adds."""
    try:
        record = statement.record_of(session, case, figures=figures)
        counted = reaching.counted(record, wanted=today, figures=figures)
    except LawError:
        return Owed(on=today, balance=None, per_day=None)
    on = counted.reach.day
    return Owed(
        on=on, balance=counted.valuation.balance, later_costs=counted.later_costs,
        per_day=letter_data.interest_after(record, on=on, figures=figures).per_day,
        received_since=counted.received_since, why_cut=counted.why,
    )


@dataclass(frozen=True, kw_only=True)
class FirstBarred:
    """The claim of a case that is barred first: from which day, by which term in words, and whether it is assumed.

    `unless`: which letter would have interrupted, as a sentence goes on; empty for none.
    """

    day: date
    term: str
    is_assumed: bool
    unless: str = ""


def first_barred(session: Session, case: Case) -> FirstBarred | None:
    """When the first claim of the case is barred (verjaard); None for a case without claims."""
    return _first_barred(session, [case]).get(case.id)


def _first_barred(session: Session, cases: Sequence[Case]) -> dict[int, FirstBarred]:
    """The same of each of these cases; one without claims is left out."""
    claims = [claim for case in cases for claim in case.claims]
    interrupted = prescriptions.standing(session, claims)
    terms = {claim.id: prescriptions.counted(claim, interrupted[claim.id]) for claim in claims}
    letters = awaited_letters.awaited(
        session, claims, interrupted, {claim_id: term.barred_from for claim_id, term in terms.items()}
    )
    found: dict[int, FirstBarred] = {}
    for case in cases:
        claim = min(case.claims, key=lambda each: terms[each.id].barred_from, default=None)
        if claim is not None:
            regime = prescriptions.regime_of(claim)
            found[case.id] = FirstBarred(
                day=terms[claim.id].barred_from, term=prescriptions.term_in_words(regime), is_assumed=regime.is_assumed,
                unless=awaited_letters.unless(letters.get(claim.id, ())),
            )
    return found


def interrupted_on(session: Session, case: Case) -> date | None:
    """The last day on which prescription was interrupted (gestuit)."""
    rows = [row for each in prescriptions.standing(session, case.claims).values() for row in each]
    return max((row.interrupted_on for row in rows), default=None)


def _those(office_id: int, selection: Selection) -> ColumnElement[bool]:
    given = and_(Writ.bailiff_office_id == office_id, Writ.given_at.is_not(None))
    if selection is Selection.ALL:
        return given
    is_open = Writ.state == WritState.GIVEN
    return and_(given, is_open if selection is Selection.OPEN else ~is_open)


def _newest_download() -> ScalarSelect[datetime]:
    query = select(PackageDownload.downloaded_at).where(PackageDownload.writ_id == Writ.id).correlate(Writ)
    return query.order_by(PackageDownload.id.desc()).limit(1).scalar_subquery()
