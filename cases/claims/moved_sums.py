"""What is asked in the cases between which invoices move, before and after: amounts that add up, through one day."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.counting import reaching, statement
from cases.counting.statement import CaseRecord
from cases.errors import Refused
from cases.models import Case
from legal.errors import LawError
from legal.facts import Valuation
from legal.money import ZERO
from legal.parameters import Figures
from letters.words import euro

NEW_CASE = "het nieuwe dossier"  # its number is given once it is there


@dataclass(frozen=True, kw_only=True)
class CaseSums:
    """What a case comes to (euro); one without invoices to nothing, but for what went back or was paid too much.

    `title`: how it is called in a sentence. `principal` is without what was credited; `costs` are collection costs with
    VAT, `costs_net` without. `paid`: what came in and was booked off, less what went back.
    """

    title: str
    principal: Decimal
    interest: Decimal
    costs: Decimal
    costs_net: Decimal
    other_costs: Decimal
    penalty: Decimal
    paid: Decimal

    @property
    def balance(self) -> Decimal:
        """What is open; negative where too much was paid."""
        return self.principal + self.interest + self.costs + self.other_costs + self.penalty - self.paid


def of_cases(session: Session, cases: Sequence[Case], *, on: date, figures: Figures) -> tuple[CaseSums, ...] | None:
    """Each of these cases through `on`, or through the last day before it on which all can be counted; else None."""
    try:
        records = [statement.record_of(session, case, figures=figures) for case in cases]
    except LawError:
        return None
    return of_records(cases, records, on=on, figures=figures)


def of_records(
    cases: Sequence[Case], records: Sequence[CaseRecord], *, on: date, figures: Figures
) -> tuple[CaseSums, ...] | None:
    """The same for the records of these cases, in their order."""
    try:
        day = min(
            (reaching.last_day(record, wanted=on, figures=figures) for record in records if record.facts.claims),
            default=on,
        )
        found = [statement.valuation_of(record, on=day, figures=figures) for record in records]
    except LawError:
        return None
    return tuple(_of(title_of(case), each) for case, each in zip(cases, found, strict=True))


def title_of(case: Case) -> str:
    """A case by its number."""
    return f"dossier {case.number}"


def together(sums: Sequence[CaseSums]) -> CaseSums:
    """The cases as one."""
    names = [each.name for each in fields(CaseSums) if each.name != "title"]
    return CaseSums(title="samen", **{name: sum((getattr(each, name) for each in sums), ZERO) for name in names})


def check(before: Sequence[CaseSums] | None, after: Sequence[CaseSums] | None, *, emptied: str) -> None:
    """Raise Refused where what is too much on the one invoice would no longer lower the other, or cannot go along.

    `emptied`: the title of the case that is left without invoices, else empty. Nor is a new case made for nothing.
    """
    if before is None or after is None:
        return
    had = {each.title: each.balance for each in before}
    asked = next((each for each in after if each.balance > ZERO), None)
    for each in after:
        if each.title == emptied and each.balance > ZERO:
            raise Refused(
                f"In {emptied} is {euro(each.balance)} terugbetaald. Dat hoort bij geen factuur en kan niet "
                "mee. Laat daar minstens één factuur staan."
            )
        if asked is not None and each.balance < min(ZERO, had.get(each.title, ZERO)):
            raise Refused(
                f"Dan is in {each.title} {euro(-each.balance)} te veel betaald, terwijl in {asked.title} nog "
                f"{euro(asked.balance)} openstaat. Nu verlaagt het ene het andere. Laat deze facturen bij elkaar, of "
                "betaal eerst terug wat te veel is."
            )
    if after[-1].title == NEW_CASE and after[-1].balance <= ZERO:
        raise Refused("Op deze facturen staat niets open: een nieuw dossier heeft daarmee niets te doen.")


def _of(title: str, owed: Valuation) -> CaseSums:
    costs = owed.costs + owed.vat_on_costs
    return CaseSums(
        title=title, principal=owed.principal, interest=owed.interest, costs=costs, costs_net=owed.costs,
        other_costs=owed.other_costs, penalty=owed.penalty, paid=owed.paid,
    )
