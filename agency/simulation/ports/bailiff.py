"""The bailiff: takes the package, serves on a day on which he may, reports back, and now and then corrects himself."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from agency import clock
from agency.simulation.ports.debtors import Debtors
from agency.simulation.world import World
from cases.legal_track import bailiffs, service_reports
from cases.legal_track.service_corrections import Correction
from cases.legal_track.service_reports import Reported
from cases.models import PackageDownload, ServiceManner, ServiceReport, Writ, WritState
from legal.court.court_terms import may_serve
from legal.money import from_cents

SERVED, CORRECTED, CARELESS = 0.75, 0.15, 0.1
COSTS = from_cents(9_500)
HOUR = time(7, 30)  # before the day of the agency begins, and not before the law lets him
MANNERS = {ServiceManner.IN_PERSON: 5, ServiceManner.HOUSEMATE: 3, ServiceManner.SEALED_ENVELOPE: 2}


class Bailiff:
    """One office."""

    def __init__(self, world: World, debtors: Debtors, *, office_id: int) -> None:
        self.world, self.debtors, self.office_id = world, debtors, office_id
        self.chance = world.chance.of("bailiff")

    def work(self) -> None:
        """Take what was given, and report of what was taken."""
        given = select(Writ.id).where(Writ.bailiff_office_id == self.office_id, Writ.state == WritState.GIVEN)
        taken = set(self.world.session.scalars(select(PackageDownload.writ_id)))
        for writ_id in list(self.world.session.scalars(given.order_by(Writ.id))):
            if writ_id not in taken:
                self._take(writ_id)
            elif self.chance.happens(0.3):
                self._report(writ_id)
        if self.chance.happens(0.2):
            self._correct()

    def _take(self, writ_id: int) -> None:
        self.world.attempt("package_taken", "deurwaarder", lambda session, act: bailiffs.download(
            session, act, self.world.store, office_id=self.office_id, writ_id=writ_id, figures=self.world.figures
        )[2])

    def _report(self, writ_id: int) -> None:
        told = self._told()
        case_id = self.world.session.get_one(Writ, writ_id).case_id
        reported = self.world.attempt("service_reported", "deurwaarder", lambda session, act: bailiffs.report_service(
            session, act, self.world.store, told, office_id=self.office_id, writ_id=writ_id, figures=self.world.figures
        ).id)
        if reported.is_done and told.is_served:
            self.debtors.was_served(case_id)

    def _told(self) -> Reported:
        """A service of today; on a day or at an hour that is not allowed, the record refuses it."""
        if not self.chance.happens(SERVED):
            return Reported(
                manner=ServiceManner.NOT_SERVED, served_on=self.world.day, served_at=None,
                remarks="Niemand woont meer op dit adres", costs=COSTS,
            )
        manner = self.chance.weighed(MANNERS)
        return Reported(
            manner=manner, served_on=self._day(), served_at=HOUR, costs=COSTS, remarks="Niemand deed open na aanbellen",
            left_with="mevrouw Voorbeeld, huisgenoot" if manner is ServiceManner.HOUSEMATE else "",
        )

    def _day(self) -> date:
        """Today, or the day before where nobody may serve today and he knows it."""
        today, yesterday = self.world.day, self.world.day - timedelta(days=1)
        moment = datetime.combine(today, HOUR, tzinfo=clock.AMSTERDAM)
        allowed = may_serve(moment, holidays=self.world.figures.holidays).allowed
        return today if allowed or self.chance.happens(CARELESS) else yesterday

    def _correct(self) -> None:
        """The newest report had another day."""
        newest = self.world.session.scalar(select(ServiceReport).order_by(ServiceReport.id.desc()).limit(1))
        if newest is None or not self.chance.happens(CORRECTED):
            return
        writ_id, seen = newest.writ_id, newest.id
        standing = service_reports.standing(self.world.session, writ_id)
        assert standing is not None
        told = Reported(
            manner=standing.manner, served_on=standing.served_on, served_at=standing.served_at, costs=COSTS,
            left_with=standing.left_with, remarks=f"{standing.remarks} (verbeterd)".strip(),
        )
        self.world.attempt("service_corrected", "deurwaarder", lambda session, act: bailiffs.correct_service(
            session, act, self.world.store, Correction(told=told, seen=seen, reason="Verkeerd overgenomen"),
            office_id=self.office_id, writ_id=writ_id, figures=self.world.figures,
        ).id)
