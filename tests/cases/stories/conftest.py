"""Every story begins on 28 October 2026, the day on which its case is handed in."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from cases.store import DocumentStore
from tests.cases.stories.telling import Story

HANDED_IN = date(2026, 10, 28)


@pytest.fixture
def story(session: Session, store: DocumentStore) -> Story:
    """Nothing has happened yet."""
    return Story(session=session, store=store, day=HANDED_IN)
