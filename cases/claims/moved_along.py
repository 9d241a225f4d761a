"""All that is booked on invoices that go to another case, and goes along: the order in which that is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.claims import moved_bookings, moved_money
from cases.models import Case, Claim
from legal.money import ZERO
from legal.parameters import Figures


@dataclass(frozen=True, kw_only=True)
class Along:
    """What goes along with invoices (euro): what was paid, booked off and credited, and other costs."""

    paid: Decimal = ZERO
    booked_off: Decimal = ZERO
    credited: Decimal = ZERO
    other_costs: Decimal = ZERO


def take(session: Session, act: Act, case: Case, into: Case, claims: Sequence[Claim], *, figures: Figures) -> Along:
    """Book in `into` all that stands on these claims of `case`, which stand there still.

    Other costs are of the case: they go along where it is left without any claim. Money first, which is counted with
    the credits and costs where they stood.
    """
    money = moved_money.take_along(session, act, case, into, claims, figures=figures)
    credited = moved_bookings.take_credits(session, act, case, into, claims)
    moved_bookings.hold_costs_fast(session, act, into, claims)
    other_costs = moved_bookings.take_costs(session, act, case, into, claims)
    session.flush()
    return Along(paid=money.paid, booked_off=money.booked_off, credited=credited, other_costs=other_costs)
