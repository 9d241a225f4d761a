"""How often somebody was approached stands where a handler is about to call: one measure for all his cases."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cases.models import Case, Contact, ContactChannel, ContactOutcome
from cases.parties import links
from cases.store import DocumentStore
from tests.conftest import NOW
from tests.factories import by, make_agency, make_case, make_client


@pytest.fixture
def cases(writing: Session, store: DocumentStore) -> tuple[Case, Case]:
    """Jansje de Vries at two clients, linked by a person; called twice for one and once for the other."""
    make_agency(writing)
    first = make_case(writing, store, client=make_client(writing))
    second = make_case(writing, store, client=make_client(writing, name="Waterbedrijf N.V."))
    yesterday = NOW - timedelta(days=1)
    for case, at in ((first, yesterday), (first, NOW - timedelta(days=8)), (second, yesterday), (second, yesterday)):
        writing.add(called(case, at))
    writing.add(called(first, yesterday, channel=ContactChannel.PHONE_IN))
    writing.commit()
    return first, second


def called(case: Case, at: datetime, *, channel: ContactChannel = ContactChannel.PHONE_OUT) -> Contact:
    return Contact(
        case_id=case.id, channel=channel, outcome=ContactOutcome.NO_ANSWER, right_party=None, note="",
        contacted_at=at,
    )


def test_calls_for_another_client_count_once_the_person_is_linked(
    handler: FlaskClient, writing: Session, cases: tuple[Case, Case]
) -> None:
    first, second = cases
    assert "In de laatste 7 dagen 1 keer benaderd." in handler.get(f"/dossiers/{first.id}").text
    links.decide(writing, by(), first.debtor_id, second.debtor_id, is_same=True, reason="Zelf gezegd")
    writing.commit()
    for case in cases:
        page = handler.get(f"/dossiers/{case.id}").text
        assert "In de laatste 7 dagen 3 keer benaderd, in alle dossiers van deze persoon bij ons samen." in page
        assert "3 keer is genoeg" in page
