"""What a second person looks at before closed cases go, and putting them on the list of what the clock does then."""

from collections.abc import Collection
from typing import Any, Final  # Any: JSON

from sqlalchemy.orm import Session

from cases.errors import Refused
from cases.models import CaseToErase, Scope, SecondLook

MOST: Final = 200  # cases that one person can look at in one go


def wanted(scope: Scope, case_ids: Collection[int]) -> dict[str, Any]:
    """What is asked, as a second look keeps it. Raises Refused for none or too many."""
    if not case_ids:
        raise Refused("Er is geen dossier dat weg mag.")
    if len(case_ids) > MOST:
        raise Refused(f"Vraag ten hoogste {MOST} dossiers tegelijk.")
    return {"scope": scope.value, "cases": sorted(case_ids)}


def scope_of(look: SecondLook) -> Scope:
    """What of them goes."""
    return Scope(look.wanted["scope"])


def case_ids_of(look: SecondLook) -> list[int]:
    """Which cases."""
    return list(look.wanted["cases"])


def carry_out(session: Session, look: SecondLook) -> None:
    """Put them on the list; each is looked at again when it is done, and stays where something keeps it by then."""
    for case_id in case_ids_of(look):
        there = session.get(CaseToErase, case_id)
        if there is None or there.scope is not Scope.PERSON:  # with the person the words go too
            session.merge(CaseToErase(case_id=case_id, scope=scope_of(look), second_look_id=look.id))
    session.flush()
