"""Two cases become one from the page of the case, with the costs of before and after."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import holds
from cases.models import Case, HoldKind
from cases.store import DocumentStore
from tests.factories import TODAY, by, claim_row, make_case, make_upload, post_first_notice
from tests.web import csrf_of, rows_of


@pytest.fixture
def cases(writing: Session, store: DocumentStore) -> tuple[Case, Case]:
    """Two cases of one client on one person: the second came while the first stood still."""
    first = make_case(writing, store)
    held = holds.place(writing, by(), first.id, kind=HoldKind.CLIENT_REQUEST, reason="Even wachten", on=TODAY)
    make_upload(writing, store, first.client, claim_row(invoice="F-2", amount="100,00"))
    second = writing.scalars(select(Case).where(Case.id != first.id)).one()
    holds.end(writing, by(), held.id, case_id=first.id, outcome="Mag door", on=TODAY)
    assert first.number < second.number  # read here: a later read would hold the write lock
    writing.commit()
    return first, second


def test_the_case_leads_to_the_page_with_both_sums_and_the_other_takes_all_in(
    handler: FlaskClient, cases: tuple[Case, Case]
) -> None:
    first, second = cases
    assert f"/dossiers/{second.id}/samenvoegen" in handler.get(f"/dossiers/{second.id}").text
    page = handler.get(f"/dossiers/{second.id}/samenvoegen").text.replace("\u00a0", " ")
    assert "Kosten van twee brieven: € 115,00. Kosten van één brief: € 90,00." in page
    rows = {row[0]: row for row in rows_of(page)}
    assert [rows[f"Nu: {title}"][1] for title in (second.number, first.number, "samen")] == [
        "€ 100,00", "€ 500,00", "€ 600,00"
    ]
    prefix = f"d{first.id}-"
    data = {"csrf_token": csrf_of(handler), f"{prefix}csrf_token": csrf_of(handler), f"{prefix}reason": ""}
    wrong = handler.post(f"/dossiers/{second.id}/samenvoegen/{first.id}", data=data)
    assert (wrong.status_code, "Vul de reden in." in wrong.text) == (422, True)
    done = handler.post(f"/dossiers/{second.id}/samenvoegen/{first.id}", data=data | {f"{prefix}reason": "Eén brief"})
    assert (done.status_code, done.location) == (302, f"/dossiers/{first.id}")
    page = handler.get(done.location).text
    assert f'Dossier <span class="text-nowrap">{second.number}</span> hierbij gevoegd' in page
    assert "F-2" in page
    closed = handler.get(f"/dossiers/{second.id}").text
    assert "samengevoegd met een ander dossier" in closed
    assert f'Samengevoegd met dossier <span class="text-nowrap">{first.number}</span>' in closed


def test_without_another_case_the_page_says_so(handler: FlaskClient, writing: Session, store: DocumentStore) -> None:
    case = make_case(writing, store)
    writing.commit()
    assert "Er is geen ander open dossier" in handler.get(f"/dossiers/{case.id}/samenvoegen").text


def test_a_case_whose_letter_left_leads_to_the_way_that_is_open(
    handler: FlaskClient, writing: Session, store: DocumentStore
) -> None:
    first = make_case(writing, store)
    post_first_notice(writing, store, first)
    make_upload(writing, store, first.client, claim_row(invoice="F-2", amount="100,00"))
    second = writing.scalars(select(Case).where(Case.id != first.id)).one()
    here, there = f"/dossiers/{first.id}/samenvoegen", f"/dossiers/{second.id}/samenvoegen"
    writing.commit()
    page = handler.get(here).text
    assert "is al een brief vertrokken" in page
    assert f'href="{there}"' in page
    assert f'action="{there}/{first.id}"' in handler.get(there).text
