"""A record while it is being read: its cells by field, with the faults and flags found so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cases.intake.model import Doubt, Fault, FaultCode, Field, FlagCode, RowFlag, WaitCode
from cases.intake.privacy import mask
from cases.intake.readings import Reading
from cases.intake.table import Record

EMPTY = "(leeg)"
SHOWN_LENGTH = 120
_BEFORE_ALL = -1
REQUIRED: Mapping[Field, str] = {
    Field.INVOICE_NUMBER: "een factuurnummer, bijvoorbeeld 2026-00123",
    Field.CUSTOMER_NUMBER: "een contractnummer, bijvoorbeeld HC-00123",
    Field.PERIOD: "een periode, bijvoorbeeld 03-2026",
    Field.INVOICE_DATE: "een factuurdatum, bijvoorbeeld 05-03-2026",
    Field.DUE_DATE: "een vervaldatum, bijvoorbeeld 19-03-2026",
    Field.AMOUNT: "een bedrag boven nul, bijvoorbeeld 1.234,56",
    Field.CITY: "een plaats, bijvoorbeeld Utrecht",
}


@dataclass(frozen=True, kw_only=True)
class Credit:
    """What a row lowers instead of claims; `certain` when the file says so in so many words."""

    amount: Decimal | None
    certain: bool = True


@dataclass
class Draft:
    """A tidied record being read: its cells by field, the faults, doubts and flags so far."""

    reading: Reading
    record: Record
    today: date
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    flags: list[RowFlag] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    credit: Credit | None = None

    def __post_init__(self) -> None:
        self.plan = self.reading.plan
        self.hold(zip(self.plan.fields, self.record.cells, strict=False))  # empty cells may stand behind

    def hold(self, texts: Iterable[tuple[Field | None, str]]) -> None:
        """Let these be the texts of the fields."""
        self._texts = dict(texts)

    def text(self, wanted: Field) -> str:
        """Tidy text of a field; empty when the column or the text is not there."""
        return self._texts.get(wanted, "")

    def forget(self) -> bool:
        """Whether anything was noted since the last time; it is forgotten."""
        noted = bool(self.faults or self.flags or self.doubts or self.credit)
        if noted:
            self.faults, self.flags, self.doubts, self.credit = [], [], [], None
        return noted

    def refuse(
        self, wanted: Field, expected: str, *, found: str | None = None, code: FaultCode | None = None
    ) -> None:
        """Note a fault in the column of a field."""
        column = self.plan.of(wanted)
        if column is not None:
            text = self.text(wanted) if found is None else found
            self.faults.append((column.index, fault(column.header, text, expected, code)))

    def refuse_first(self, header: str, found: str, expected: str, code: FaultCode) -> None:
        """Note what makes the row no claim at all, whatever else is wrong with it."""
        self.faults.append((_BEFORE_ALL, fault(header, found, expected, code)))

    def wait(self, header: str, reason: str, code: WaitCode) -> None:
        """Note a question that must be answered before the row may be claimed."""
        self.doubts.append(Doubt(column=header, reason=mask(reason), code=code))

    @property
    def is_no_claim(self) -> bool:
        """True when the row was found to be no claim at all."""
        return any(place == _BEFORE_ALL for place, _ in self.faults)

    def flag(self, code: FlagCode, explanation: str) -> None:
        """Note something for a person to look at."""
        self.flags.append(RowFlag(code=code, explanation=explanation))


def fault(column: str, found: str, expected: str, code: FaultCode | None = None) -> Fault:
    """A fault with what was found masked and kept short."""
    shown = shortened(found)
    usual = FaultCode.VALUE if shown else FaultCode.MISSING
    return Fault(column=column, found=shown or EMPTY, expected=expected, code=code or usual)


def shortened(text: str) -> str:
    """`text` masked and kept short, to be shown."""
    shown = mask(text)
    return shown if len(shown) <= SHOWN_LENGTH else shown[: SHOWN_LENGTH - 1] + "…"
