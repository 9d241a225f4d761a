"""The form of a report of service, for the bailiff and whoever corrects it. Shape only; rules live in the service."""

import re
from datetime import date, time
from decimal import Decimal

from wtforms import BooleanField, Field, HiddenField, SelectField
from wtforms.validators import ValidationError

from agency.web.fields import DutchDateField, EuroField, EvidenceField, choices_of, chosen_file, required, text_field
from agency.web.forms import OnceForm
from cases.errors import DomainError
from cases.legal_track.service_corrections import Correction
from cases.legal_track.service_reports import Reported, ReportRefused
from cases.models import ServiceManner, ServiceReport

MANNERS = {
    ServiceManner.IN_PERSON: "In persoon (art. 46 lid 1 Rv)",
    ServiceManner.HOUSEMATE: "Aan een huisgenoot (art. 46 lid 1 Rv)",
    ServiceManner.OTHER_PERSON: "Aan een ander persoon aan de woning (art. 46 lid 1 Rv)",
    ServiceManner.SEALED_ENVELOPE: "In gesloten envelop aan de woning gelaten (art. 47 lid 1 Rv)",
    ServiceManner.POST: "Per post, omdat achterlaten feitelijk onmogelijk was (art. 47 lid 1 Rv)",
    ServiceManner.OFFICE: "Aan het kantoor of een bestuurder van de rechtspersoon (art. 50 Rv)",
    ServiceManner.PUBLIC: "Openbaar, zonder bekende woon- of verblijfplaats (art. 54 Rv)",
    ServiceManner.NOT_SERVED: "Niet betekend",
}
_TIME = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:\s*uur)?")


def parse_time(text: str) -> time:
    """An hour typed as 14:30, 14.30 or 9.05 uur. Raises ValueError with a Dutch sentence."""
    match = _TIME.fullmatch(text.strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueError("Schrijf het tijdstip als uren en minuten, bijvoorbeeld 14:30.")
    return time(int(match[1]), int(match[2]))


class ServiceForm(OnceForm):
    """Service of the writ, or why it was not served."""

    manner = SelectField(
        "Wijze van betekening", [required("Kies de wijze van betekening, of “Niet betekend”.")],
        choices=choices_of(MANNERS, empty="Kies"),
    )
    served_on = DutchDateField("Datum", [required("Vul de datum in waarop u betekende of het probeerde.")])
    served_at = text_field("Tijdstip", max_length=12)
    left_with = text_field("Afschrift gelaten aan", max_length=110)
    capacity = text_field("Hoedanigheid", max_length=80)
    costs = EuroField("Kosten van het exploot", zero=True)
    remarks = text_field("Opmerkingen", max_length=2000, long=True)
    despite_stop = BooleanField("Er is toch betekend nadat de opdracht was ingetrokken of stilgezet")
    file = EvidenceField("Betekend exploot of relaas")
    leave_court = text_field("Verlof gegeven door", max_length=120)
    leave_on = DutchDateField("Dag van het verlof")
    costs_confirmed = BooleanField("Het bedrag van de kosten klopt")

    def validate_served_at(self, field: Field) -> None:
        """An hour as people write it."""
        if field.data:
            try:
                parse_time(field.data)
            except ValueError as error:
                raise ValidationError(str(error)) from None
        elif self.is_served:
            raise ValidationError("Vul het tijdstip van betekening in.")

    def validate_left_with(self, field: Field) -> None:
        """Somebody other than the debtor is named."""
        named = {ServiceManner.HOUSEMATE, ServiceManner.OTHER_PERSON, ServiceManner.OFFICE}
        if self.manner.data in named and not field.data:
            raise ValidationError("Vul de naam in van degene aan wie u het afschrift liet.")

    def validate_capacity(self, field: Field) -> None:
        """The capacity of that person, as art. 45 Rv wants on the writ."""
        named = {ServiceManner.HOUSEMATE, ServiceManner.OTHER_PERSON, ServiceManner.OFFICE}
        if self.manner.data in named and not field.data:
            raise ValidationError("Vul de hoedanigheid in, bijvoorbeeld huisgenoot, partner of receptionist.")

    def validate_remarks(self, field: Field) -> None:
        """Why it was not served must be told."""
        if self.manner.data == ServiceManner.NOT_SERVED and not field.data:
            raise ValidationError("Schrijf op waarom het exploot niet is betekend.")

    def take(self, refusal: DomainError) -> None:
        """Put each point of a refused report at its field."""
        if not isinstance(refusal, ReportRefused):
            super().take(refusal)
            return
        for problem in refusal.problems:
            self.refuse(problem.text, problem.field)

    def told(self) -> Reported:
        """The report, once the form is valid."""
        return Reported(
            manner=ServiceManner(self.manner.data), served_on=self.day, served_at=self.hour, left_with=self.person,
            costs=self.amount, remarks=self.remarks.data or "", leave_court=self.leave_court.data or "",
            leave_on=self.leave_on.data, costs_confirmed=self.costs_confirmed.data,
            despite_stop=self.despite_stop.data, document=chosen_file(self.file, masked=True),
        )

    @property
    def is_served(self) -> bool:
        """Whether a manner of service was chosen."""
        return bool(self.manner.data) and self.manner.data != ServiceManner.NOT_SERVED

    @property
    def day(self) -> date:
        """The day, once the form is valid."""
        typed: date | None = self.served_on.data
        assert typed is not None
        return typed

    @property
    def hour(self) -> time | None:
        """The hour; None when it was left empty."""
        return parse_time(self.served_at.data) if self.served_at.data else None

    @property
    def amount(self) -> Decimal | None:
        """The costs; None when they were left empty."""
        typed: Decimal | None = self.costs.data
        return typed

    @property
    def person(self) -> str:
        """Name and capacity in one line."""
        return ", ".join(part for part in (self.left_with.data, self.capacity.data) if part)


class CorrectionForm(ServiceForm):
    """The report as it should have been, with the reason; `seen` is the report that it was made from."""

    seen = HiddenField()
    reason = text_field(
        "Waarom klopte de terugmelding niet?", needed="Schrijf op wat er niet klopte aan de terugmelding.",
        max_length=300,
    )

    @classmethod
    def of(cls, report: ServiceReport) -> "CorrectionForm":
        """As sent, or filled with the report that counts now."""
        person, _, capacity = report.left_with.partition(", ")
        return cls(data={
            "seen": str(report.id), "manner": report.manner.value, "served_on": report.served_on,
            "served_at": "" if report.served_at is None else report.served_at.isoformat("minutes"),
            "left_with": person, "capacity": capacity, "costs": report.costs, "remarks": report.remarks,
            "leave_court": report.leave_court, "leave_on": report.leave_on, "despite_stop": report.despite_stop,
        })

    def correction(self) -> Correction:
        """The correction, once the form is valid; a made-up report counts as none."""
        seen = self.seen.data or ""
        return Correction(
            told=self.told(), seen=int(seen) if seen.isdecimal() else None, reason=self.reason.data or ""
        )
