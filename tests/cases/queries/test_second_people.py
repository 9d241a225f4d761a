"""How long second people take and how often they say no, counted where each kind is decided."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from cases.models import LookedAs, LookKind, LookState, RoleName, SecondLook
from cases.queries import second_people
from tests.conftest import NOW
from tests.factories import make_user


@pytest.mark.parametrize(("minutes", "states", "told"), [
    ((59,), (LookState.CONFIRMED,), (1, 0, 0)),
    ((60,), (LookState.CONFIRMED,), (1, 0, 1)),
    ((30, 120, 600), (LookState.CONFIRMED,) * 3, (3, 0, 2)),
    ((30, 120, 600), (LookState.CONFIRMED, LookState.REFUSED, LookState.CONFIRMED), (3, 33, 5)),
    ((30, 120), (LookState.WITHDRAWN, LookState.REFUSED), (1, 100, None)),
])
def test_half_of_what_was_confirmed_took_no_longer(
    session: Session, minutes: tuple[int, ...], states: tuple[LookState, ...], told: tuple[int, int, int | None]
) -> None:
    asker = make_user(session, RoleName.ADMIN).id
    for took, state in zip(minutes, states, strict=True):
        session.add(SecondLook(
            kind=LookKind.ACCOUNT, subject_id=1, before={}, wanted={}, state=state, asked_at=NOW, asked_by=asker,
            decided_at=NOW + timedelta(minutes=took), decided_by=asker,
            decided_as=LookedAs.COLLEAGUE if state is LookState.CONFIRMED else None,
        ))
    session.flush()
    (found,) = second_people.deciding(session)
    assert (found.decided, found.share_refused, found.whole_hours) == told
