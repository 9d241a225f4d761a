"""The date of a letter and the day on which it can leave: what each of them decides."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from cases.amicable import holds
from cases.correspondence import ordering, previewing
from cases.correspondence.ordering import PreviewOutdated
from cases.correspondence.previewing import BatchPreview
from cases.errors import Refused
from cases.models import Case, HoldKind, LetterKind
from cases.store import DocumentStore
from tests.factories import FIGURES, TODAY, by, make_case, post_first_notice

OPENED = date(2026, 11, 16)


def shown(
    session: Session, *cases: Case, letter_date: date, kind: LetterKind = LetterKind.FIRST_NOTICE,
    today: date | None = None,
) -> BatchPreview:
    ids = [case.id for case in cases]
    return previewing.preview(session, ids, kind=kind, letter_date=letter_date, figures=FIGURES, today=today)


def test_a_letter_is_not_of_before_its_case(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store, today=OPENED)
    assert shown(session, case, letter_date=OPENED, today=TODAY).sending
    early = shown(session, case, letter_date=OPENED - timedelta(days=1), today=TODAY)
    assert early.skipping[0].skipped == "het dossier is pas op 16-11-2026 aangemaakt; kies een briefdatum vanaf die dag"
    with pytest.raises(Refused, match="Geen van de gekozen dossiers"):
        ordering.order(
            session, by(), early.marks, kind=LetterKind.FIRST_NOTICE, letter_date=OPENED - timedelta(days=1),
            figures=FIGURES,
        )


def test_an_invoice_that_joined_the_case_later_is_not_claimed_of_before_it_was_due(
    session: Session, store: DocumentStore
) -> None:
    case = make_case(session, store, today=OPENED)
    joined = make_case(session, store, invoice="F-2", invoice_date="05-11-2026", due="18-11-2026", reminder="")
    assert joined is case
    early = shown(session, case, letter_date=date(2026, 11, 18), today=TODAY)
    assert "nog geen verzuim voor F-2" in early.skipping[0].skipped
    assert shown(session, case, letter_date=date(2026, 11, 19), today=TODAY).sending


def test_a_claim_that_is_barred_when_the_letter_leaves_is_looked_at_first(
    session: Session, store: DocumentStore
) -> None:
    """Barred since 18 November: dating the letter back to the 17th does not save it."""
    barred = make_case(
        session, store, today=OPENED, invoice_date="01-11-2024", due="17-11-2024", reminder="", contract=""
    )
    good = make_case(session, store, today=OPENED, customer="K-2", surname="Anders", invoice="F-2")
    assert barred.claims[0].barred_from == date(2026, 11, 18)
    assert len(shown(session, barred, good, letter_date=date(2026, 11, 17), today=date(2026, 11, 17)).sending) == 2
    late = shown(session, barred, good, letter_date=date(2026, 11, 17), today=TODAY)
    assert "waarschijnlijk verjaard" in late.skipping[0].skipped
    alone = shown(session, barred, letter_date=date(2026, 11, 17), today=TODAY)
    assert "waarschijnlijk verjaard" in alone.sending[0].warning


def test_an_interruption_that_leaves_too_late_is_not_saved_by_its_date(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store, today=OPENED, invoice_date="01-11-2024", due="20-11-2024", contract="01-10-2024")
    assert case.claims[0].barred_from == date(2026, 11, 21)
    kind, dated = LetterKind.INTERRUPTION_LETTER, date(2026, 11, 18)
    assert shown(session, case, letter_date=dated, kind=kind, today=dated).sending
    late = shown(session, case, letter_date=dated, kind=kind, today=TODAY)
    assert "na het einde van de verjaringstermijn" in late.skipping[0].skipped


@pytest.mark.parametrize(("changed", "says"), [
    ((0,), "in dossier 2026-000001. Er is niets besteld"),
    ((0, 2), "in dossiers 2026-000001, 2026-000003. Er is niets besteld"),
    (range(7), "2026-000004, 2026-000005 en nog 2. Er is niets besteld"),
])
def test_an_order_names_what_changed_since_it_was_shown(
    session: Session, store: DocumentStore, changed: tuple[int, ...], says: str
) -> None:
    cases = [
        make_case(session, store, customer=f"K-{n}", invoice=f"F-{n}", surname=f"Naam{n}", house_number=str(n))
        for n in range(1, 9)
    ]
    marks = shown(session, *cases, letter_date=TODAY).marks
    for index in changed:
        holds.place(session, by(), cases[index].id, kind=HoldKind.DISPUTE, reason="Klopt niet", on=TODAY)
    with pytest.raises(PreviewOutdated, match=says):
        ordering.order(
            session, by(), marks, kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES
        )


def test_an_order_of_another_case_that_changed_is_not_named(session: Session, store: DocumentStore) -> None:
    """What got its letter meanwhile is named; what stayed as it was is not."""
    first = make_case(session, store)
    second = make_case(session, store, customer="K-2", surname="Anders", invoice="F-2")
    marks = shown(session, first, second, letter_date=TODAY).marks
    post_first_notice(session, store, second)
    with pytest.raises(PreviewOutdated) as refusal:
        ordering.order(session, by(), marks, kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES)
    assert second.number in str(refusal.value)
    assert first.number not in str(refusal.value)
