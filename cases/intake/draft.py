"""A record while it is being read: its cells by field, with the faults and flags found so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cases.intake.columns import Plan
from cases.intake.model import Fault, Field, FlagCode, RowFlag
from cases.intake.privacy import mask
from cases.intake.readings import Reading
from cases.intake.table import Record

EMPTY = "(leeg)"
SHOWN_LENGTH = 120
REQUIRED: Mapping[Field, str] = {
    Field.INVOICE_NUMBER: "een factuurnummer, bijvoorbeeld 2026-00123",
    Field.CUSTOMER_NUMBER: "een contractnummer, bijvoorbeeld HC-00123",
    Field.PERIOD: "een periode, bijvoorbeeld 03-2026",
    Field.INVOICE_DATE: "een factuurdatum, bijvoorbeeld 05-03-2026",
    Field.DUE_DATE: "een vervaldatum, bijvoorbeeld 19-03-2026",
    Field.AMOUNT: "een bedrag boven nul, bijvoorbeeld 1.234,56",
    Field.CITY: "een plaats, bijvoorbeeld Utrecht",
}


@dataclass
class Draft:
    """A tidied record being read: its cells by field, the faults and the flags so far."""

    reading: Reading
    record: Record
    today: date
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    flags: list[RowFlag] = field(default_factory=list)

    @property
    def plan(self) -> Plan:
        """The columns."""
        return self.reading.plan

    def text(self, wanted: Field) -> str:
        """Tidy text of a field; empty when the column or the text is not there."""
        column = self.plan.of(wanted)
        return self.record.cells[column.index] if column else ""

    def refuse(self, wanted: Field, expected: str, *, found: str | None = None) -> None:
        """Note a fault in the column of a field."""
        column = self.plan.of(wanted)
        if column is not None:
            text = self.text(wanted) if found is None else found
            self.faults.append((column.index, fault(column.header, text, expected)))

    def flag(self, code: FlagCode, explanation: str) -> None:
        """Note something for a person to look at."""
        self.flags.append(RowFlag(code=code, explanation=explanation))


def fault(column: str, found: str, expected: str) -> Fault:
    """A fault with what was found masked and kept short."""
    shown = mask(found)
    if len(shown) > SHOWN_LENGTH:
        shown = shown[: SHOWN_LENGTH - 1] + "…"
    return Fault(column=column, found=shown or EMPTY, expected=expected)
