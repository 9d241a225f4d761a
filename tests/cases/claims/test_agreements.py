"""What a claim is in law, what was found of its clauses, and agreed interest: on record, counted, in the letter."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any  # a table of mixed values

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.claims import agreements
from cases.claims.agreements import Statement
from cases.claims.corrections import NamedByLetter
from cases.correspondence import dossiers
from cases.correspondence.rules import rule_of
from cases.counting import statement
from cases.errors import EditConflict, Incomplete, Refused
from cases.events.debts import Change, ClaimTermsStated
from cases.input_checks import InvalidInput
from cases.models import Case, ClientTerms, Letter, LetterKind, NextStep, Stage
from cases.setup import client_terms
from cases.store import DocumentStore
from legal.counting.valuation import InterestKind
from legal.facts import ClaimNature, ClauseStatus
from letters.catalogue import content
from letters.document import plain_text
from tests.cases.amicable.endings import on, posted_case, told, whats_wrong
from tests.factories import FIGURES, TODAY, make_case, post_first_notice


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """500 euro of a consumer in default since 16 June 2026; a letter of 2 November names 75 euro."""
    return posted_case(session, store)


@pytest.fixture
def fresh(session: Session, store: DocumentStore) -> Case:
    """The same before any letter."""
    return make_case(session, store)


def state(session: Session, case: Case, **changes: Any) -> Change:
    claim = case.claims[0]
    terms = replace(agreements.terms_of(claim), **changes)
    stated = Statement(told=terms, reason="Voorwaarden, artikel 9", seen=agreements.mark(claim))
    done = agreements.state(session, on(TODAY), case.id, claim.id, stated, figures=FIGURES)
    session.refresh(case)
    return done


def counted(session: Session, case: Case) -> tuple[Decimal, Decimal, list[str]]:
    found = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    return found.interest, found.costs, [remark.code for remark in found.remarks]


@pytest.mark.parametrize(("status", "has_interest", "code"), [
    (ClauseStatus.FAIR, True, None), (ClauseStatus.SUSPECT, True, "clause_suspect"),
    (ClauseStatus.UNFAIR, False, "interest_clause_unfair"),
])
def test_only_an_unfair_clause_takes_the_interest_away(
    session: Session, store: DocumentStore, case: Case, status: ClauseStatus, has_interest: bool, code: str | None
) -> None:
    before, costs, _ = counted(session, case)
    state(session, case, interest_clause=status)
    interest, costs_now, codes = counted(session, case)
    assert (interest, costs_now) == (before if has_interest else 0, costs)
    assert code is None or code in codes
    assert whats_wrong(session, store, TODAY) == []


def test_an_unfair_clause_on_costs_leaves_none_and_says_so_of_the_invoice(
    session: Session, store: DocumentStore, case: Case
) -> None:
    state(session, case, costs_clause=ClauseStatus.UNFAIR)
    found = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    assert found.costs == 0
    (said,) = [remark.text for remark in found.remarks if remark.code == "costs_clause_unfair"]
    assert said.startswith("Factuur F-1: ")
    assert case.next_step is not NextStep.SEND_FIRST_NOTICE  # the letter itself was good
    assert whats_wrong(session, store, TODAY) == []


def test_what_the_terms_of_the_client_say_counts_until_the_claim_says_otherwise(session: Session, case: Case) -> None:
    interest, costs, _ = counted(session, case)
    session.get_one(ClientTerms, case.terms_id).costs_clause = ClauseStatus.UNFAIR
    session.flush()
    assert counted(session, case)[:2] == (interest, 0)
    state(session, case, costs_clause=ClauseStatus.FAIR)
    assert counted(session, case)[:2] == (interest, costs)


def test_damages_bear_no_costs_until_they_are_converted_or_settled(
    session: Session, store: DocumentStore, case: Case
) -> None:
    _, costs, _ = counted(session, case)
    state(session, case, nature=ClaimNature.DAMAGES)
    assert counted(session, case)[1] == 0
    assert (case.stage, case.next_step) == (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE)  # the letter named too much
    state(session, case, nature=ClaimNature.SETTLED_DAMAGES)
    assert counted(session, case)[1] == costs
    assert case.stage is Stage.AMICABLE
    assert whats_wrong(session, store, TODAY) == []


def test_a_first_letter_over_damages_names_no_costs(session: Session, store: DocumentStore, fresh: Case) -> None:
    state(session, fresh, nature=ClaimNature.DAMAGES)
    post_first_notice(session, store, fresh)
    letter = session.scalars(select(Letter).where(Letter.case_id == fresh.id)).one()
    assert (letter.kind, letter.fee) == (LetterKind.FIRST_NOTICE, Decimal("0.00"))
    dossier = dossiers.dossier_of(session, fresh, figures=FIGURES)
    text = plain_text(content(rule_of(LetterKind.FIRST_NOTICE).data(dossier, letter_date=TODAY)))
    assert "Ook dan vragen wij geen incassokosten." in text
    assert "€\u00a00,00" not in text
    judged = statement.counting_notice(session, fresh, figures=FIGURES)
    assert judged is not None
    assert judged.is_valid


def test_a_letter_that_named_no_costs_makes_none_due_later(session: Session, store: DocumentStore, fresh: Case) -> None:
    """What a debtor was told to pay is the most, also when the claim proves to bear costs after all."""
    state(session, fresh, nature=ClaimNature.DAMAGES)
    post_first_notice(session, store, fresh)
    state(session, fresh, nature=ClaimNature.SETTLED_DAMAGES)
    due = date(2026, 12, 15)
    assert statement.valuation(session, fresh, on=due, figures=FIGURES).costs == 0
    assert whats_wrong(session, store, due) == []


def test_a_surcharge_comes_on_the_statutory_rate(session: Session, store: DocumentStore, fresh: Case) -> None:
    before, _, _ = counted(session, fresh)
    done = state(session, fresh, surcharge_percent=Decimal("4"), surcharge_per="year")
    after, _, codes = counted(session, fresh)
    assert after == before * 2  # four percent on top of four
    assert "interest_clause_untested" in codes
    assert done.changed is not None
    assert done.changed.after.interest == after
    assert whats_wrong(session, store, TODAY) == []


def test_a_new_case_takes_the_surcharge_of_its_client_along(
    session: Session, store: DocumentStore, fresh: Case
) -> None:
    terms = session.get_one(ClientTerms, fresh.terms_id)
    terms.surcharge_percent, terms.surcharge_per = Decimal("4"), "year"
    session.flush()
    other = make_case(session, store, customer="K-2", surname="Jansen", born="01-02-1970", invoice="F-2")
    assert (other.claims[0].surcharge_percent, other.claims[0].surcharge_per) == (Decimal("4"), "year")
    assert counted(session, other)[0] == counted(session, fresh)[0] * 2
    (said,) = [each for each in client_terms.consequences(terms) if "opslag" in each]
    assert said == "Over de hoofdsom loopt wettelijke rente (art. 6:119 BW) met een opslag van 4% per jaar."


def test_an_agreed_rate_changes_on_its_day(session: Session, store: DocumentStore, fresh: Case) -> None:
    claim = fresh.claims[0]
    claim.interest, claim.contract_percent, claim.contract_per = InterestKind.CONTRACTUAL, Decimal("8"), "year"
    session.flush()
    state(session, fresh, rate_changes=((date(2026, 9, 1), Decimal("10")),))
    lines = statement.valuation(session, fresh, on=TODAY, figures=FIGURES).lines
    assert [(line.first_day, line.rate_percent) for line in lines] == [
        (date(2026, 6, 16), Decimal("8")), (date(2026, 9, 1), Decimal("10")),
    ]
    assert whats_wrong(session, store, TODAY) == []


def test_a_change_of_before_the_default_is_the_rate_from_the_start(session: Session, fresh: Case) -> None:
    claim = fresh.claims[0]
    claim.interest, claim.contract_percent, claim.contract_per = InterestKind.CONTRACTUAL, Decimal("8"), "year"
    session.flush()
    state(session, fresh, rate_changes=((date(2026, 6, 16), Decimal("10")),))
    lines = statement.valuation(session, fresh, on=TODAY, figures=FIGURES).lines
    assert [line.rate_percent for line in lines] == [Decimal("10")]


def test_what_was_agreed_is_stated_until_a_letter_names_the_claim(session: Session, case: Case) -> None:
    with pytest.raises(NamedByLetter):
        state(session, case, surcharge_percent=Decimal("2"), surcharge_per="year")


@pytest.mark.parametrize("changes", [
    {"surcharge_percent": Decimal("2")}, {"surcharge_per": "year"},
    {"surcharge_percent": Decimal("0"), "surcharge_per": "year"},
    {"surcharge_percent": Decimal("100.01"), "surcharge_per": "year"},
    {"surcharge_percent": Decimal("10.01"), "surcharge_per": "month"},
    {"rate_changes": ((date(2026, 9, 1), Decimal("10")),)},  # it bears the statutory rate
    {"called_in_on": date(2026, 6, 1)}, {"called_in_clause": ClauseStatus.FAIR},
    {"called_in_on": date(2026, 6, 17), "called_in_clause": ClauseStatus.FAIR},  # the day after its default
    {"called_in_on": date(2026, 6, 16), "called_in_clause": ClauseStatus.UNFAIR},
])
def test_what_cannot_be_is_refused_at_its_field(session: Session, fresh: Case, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        state(session, fresh, **changes)


def test_calling_in_by_a_suspect_clause_is_said(session: Session, store: DocumentStore, fresh: Case) -> None:
    state(session, fresh, called_in_on=date(2026, 6, 16), called_in_clause=ClauseStatus.SUSPECT)
    assert "clause_suspect" in counted(session, fresh)[2]
    assert whats_wrong(session, store, TODAY) == []


def test_nothing_changed_no_reason_and_an_older_page_are_refused(session: Session, case: Case) -> None:
    claim = case.claims[0]
    terms, seen = agreements.terms_of(claim), agreements.mark(claim)
    other = replace(terms, interest_clause=ClauseStatus.SUSPECT)
    for stated, refusal in (
        (Statement(told=terms, reason="Gelijk", seen=seen), Refused),
        (Statement(told=other, reason=" ", seen=seen), Incomplete),
        (Statement(told=other, reason="Jurist", seen="ouder"), EditConflict),
    ):
        with pytest.raises(refusal):
            agreements.state(session, on(TODAY), case.id, claim.id, stated, figures=FIGURES)
    state(session, case, interest_clause=ClauseStatus.SUSPECT)
    (kept,) = told(session, case, ClaimTermsStated)
    assert [(each.what, each.was, each.became) for each in kept.changes] == [("rentebeding", "", "mogelijk oneerlijk")]
