"""That letters are to go by e-mail: planned as they are ordered, with a waiting time, and taken back with them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.input_checks import AMSTERDAM
from cases.models import Delivery, DeliveryState
from legal.counting.valuation import Channel
from legal.policies import MAILING


def plan(session: Session, act: Act, letters: Mapping[int, tuple[int, str]], *, letter_date: date) -> None:
    """Plan letters that were ordered by e-mail: of each the contact point and the address, by its id.

    None leaves before the day that stands on it: a term that it names would be longer than it says.
    """
    begins = datetime.combine(letter_date, time.min, tzinfo=AMSTERDAM).astimezone(UTC)
    leaves_at = max(act.now + timedelta(minutes=MAILING.waiting_minutes), begins)
    session.add_all([
        Delivery(
            letter_id=letter_id, channel=Channel.EMAIL, contact_point_id=point_id, address=address,
            state=DeliveryState.PLANNED, planned_at=act.now, leaves_at=leaves_at,
        )
        for letter_id, (point_id, address) in letters.items()
    ])
    session.flush()


def end(session: Session, letter_id: int, state: DeliveryState, *, reason: str, now: datetime) -> None:
    """A letter that was planned and did not leave will not: withdrawn by somebody, or stopped by what went wrong."""
    session.execute(
        update(Delivery).where(Delivery.letter_id == letter_id, Delivery.state == DeliveryState.PLANNED)
        .values(state=state, reason=reason, ended_at=now)
    )
