"""The first letter (eerste brief), for a consumer also the fourteen-day notice (veertiendagenbrief)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from legal.counting.valuation import Line
from legal.money import ZERO
from legal.notice.letter_elements import Holds
from legal.notice.notice_text import text_defects
from legal.policies import KEEPING, RetentionPolicy
from letters.errors import MissingField, NotYetInDefault, WordingRefused
from letters.kind import DebtorLetter, same
from letters.required import ADMIN, CLIENT, HANDLER, LETTER, Required, empty

MANY_CLAIMS = 20


@dataclass(frozen=True, kw_only=True)
class InterestRow:
    """Interest as it is printed: of one claim, or of several with the same days and rate. Amounts in euro."""

    about: str
    first_day: date
    last_day: date
    days: int
    base: Decimal
    rate_percent: Decimal | None
    law: str
    amount: Decimal

BUSINESS_TERM_DAYS = 7  # what a business is asked to pay within: a choice of the agency, no law names a number


@dataclass(frozen=True, kw_only=True)
class FirstNoticeData(DebtorLetter):
    """The first letter. For a consumer it is also the fourteen-day notice, `fee` the costs that fall due after it;
    for a business `fee` and `fee_vat` are the costs that are due already and stand in the valuation.
    `costs_were_charged_before`: earlier terms of the same agreement bore all that may be charged, the fee is zero.
    `bears_no_costs`: over nothing that is open in it the scale gives costs, the fee is zero.
    `natural_person`: whether a human being owes it, in business or not; no company is sent to municipal debt help.
    `settles`: whether paying `total_now` within the term ends the case, so that no interest of those days is asked.
    `valuation` is through `letter_date`; `daily_interest` what each later day adds now, if known."""

    kind: ClassVar[str] = "first_notice"  # eerste brief, voor een consument ook veertiendagenbrief
    version: ClassVar[str] = "v4"
    required: ClassVar[Required] = (
        *LETTER, ("agency.dispute_body", "De geschillencommissie waarbij het incassobureau is aangesloten", ADMIN),
    )
    annex_on_new_page: ClassVar[bool] = True

    fee: Decimal
    fee_vat: Decimal
    vat_percent: Decimal | None = None
    vat_declaration: str | None = None
    total_with_costs: Decimal
    consumer: bool
    natural_person: bool
    settles: bool = False
    daily_interest: Decimal | None = None
    business_term_days: int = BUSINESS_TERM_DAYS
    costs_were_charged_before: bool = False
    bears_no_costs: bool = False

    @property
    def has_annex_apart(self) -> bool:
        """Not with many claims: they run over pages anyhow, and must stay on three."""
        return not self.has_many_claims

    @property
    def has_many_claims(self) -> bool:
        """Whether its lists are drawn together, to stay on three pages."""
        return len(self.claims) >= MANY_CLAIMS

    @property
    def interest_rows(self) -> tuple[InterestRow, ...]:
        """The lines of interest as they are printed: with many claims those of the same days and rate in one row."""
        together: dict[tuple[object, ...], list[Line]] = {}
        for at, line in enumerate(self.interest_lines):
            same_row = (line.first_day, line.last_day, line.rate_percent, line.law, line.days)
            together.setdefault(same_row if self.has_many_claims else (at,), []).append(line)
        return tuple(map(self._interest_row, sorted(together.values(), key=lambda lines: len(lines) > 1)))

    def _interest_row(self, lines: Sequence[Line]) -> InterestRow:
        first = lines[0]
        return InterestRow(
            about=self.invoice_numbers[first.claim] if len(lines) == 1 else f"{len(lines)} rekeningen",
            first_day=first.first_day, last_day=first.last_day, days=first.days, rate_percent=first.rate_percent,
            law=first.law, base=sum((each.base for each in lines), ZERO),
            amount=sum((each.amount for each in lines), ZERO),
        )

    @property
    def keeping(self) -> RetentionPolicy:
        """How long personal data is kept."""
        return KEEPING

    @property
    def same_contract(self) -> date | None:
        """The day of the agreement that several claims share; None where each says its own, or there is one."""
        days = {claim.contract_date for claim in self.claims}
        return days.pop() if len(self.claims) > len(days) == 1 else None

    @property
    def in_part_paid(self) -> bool:
        """Whether something was paid already."""
        return self.valuation.paid > 0

    @property
    def costs_named(self) -> Decimal | None:
        """The costs with VAT, due or announced."""
        return self.fee + self.fee_vat

    def facts(self) -> dict[str, str]:
        """The amounts to keep with the letter, and the last day whose interest is in them."""
        return super().facts() | {"fee": str(self.fee), "vat": str(self.fee_vat)}

    def missing(self) -> Iterator[MissingField]:
        """Every mandatory field that is empty."""
        yield from super().missing()
        if self.consumer and self.fee <= 0 and not (self.costs_were_charged_before or self.bears_no_costs):
            yield MissingField("fee", "Het bedrag van de incassokosten", HANDLER)
        if self.fee_vat > 0:
            yield from empty(self, (
                ("vat_percent", "Het btw-percentage", HANDLER),
                ("vat_declaration", "De verklaring van de schuldeiser over de btw", CLIENT),
            ))

    def check(self) -> None:
        """Amounts agree with the valuation, and a consumer's claims are in default (art. 6:96 lid 6 BW)."""
        super().check()
        now = self.valuation
        if self.consumer:
            same("valuation.costs", now.costs + now.vat_on_costs, Decimal(0))
            same("total_with_costs", self.total_with_costs, now.balance + self.fee + self.fee_vat)
            early = [
                claim.invoice_number for claim in self.claims
                if claim.default_from is None or claim.default_from > self.letter_date
            ]
            if early:
                raise NotYetInDefault("nog niet in verzuim: " + ", ".join(early))
        else:
            same("fee", self.fee, now.costs)
            same("fee_vat", self.fee_vat, now.vat_on_costs)
            same("total_with_costs", self.total_with_costs, now.balance)

    @property
    def holds(self) -> tuple[Holds, ...]:
        """Whether there is municipal help, and whether paying in time is the end of it.

        Who is on record as a consumer is a natural person, also by a name that sounds like a company.
        """
        return (
            Holds.NATURAL_PERSON if self.natural_person or self.consumer else Holds.COMPANY,
            Holds.SETTLES if self.settles else Holds.SETTLES_NOT,
        )

    def refuse(self, text: str) -> None:
        """Raises WordingRefused too where the text makes the fourteen-day notice void, wherever its words came from."""
        super().refuse(text)
        found = text_defects(text, fee=self.fee + self.fee_vat) if self.consumer else ()
        if found:
            raise WordingRefused("; ".join(defect.message for defect in found), phrases=[each.found for each in found])
