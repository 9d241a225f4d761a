"""Letters that ask what is owed after or before the first one: what each says and never says."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from legal.notice.letter_elements import ELEMENTS
from letters.catalogue import content, render
from letters.errors import AmountsDiffer, FieldsMissing, LetterError, WordingRefused
from letters.examples import standard as factories
from letters.kind import DebtorLetter
from tests.letters.reading import assert_refused_without, docx_text, pdf_pages, said, squeezed, threats
from tests.letters.test_plans_and_payments import with_forty_claims

D = factories.D
KINDS: dict[str, Callable[..., DebtorLetter]] = {
    "reminder": factories.reminder, "last_summons": factories.last_summons,
    "default_notice": factories.default_notice,
}
FORBIDDEN = {
    "second_fee": "U betaalt dan opnieuw incassokosten.", "fee": "De incassokosten zijn € 40,00.",
}  # words that an element forbids


@pytest.mark.parametrize(("kind", "code"), [(kind, each.code) for kind in KINDS for each in ELEMENTS[kind]])
def test_a_letter_without_one_of_its_elements_is_refused(kind: str, code: str) -> None:
    assert_refused_without(KINDS[kind](), code, FORBIDDEN)


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_each_says_the_same_in_both_forms_on_three_pages_at_most(make: Callable[..., DebtorLetter]) -> None:
    made = render(with_forty_claims(make()))
    pages = pdf_pages(made.pdf)
    assert len(pages) <= 3
    words = [line for line in made.text.splitlines() if line and "|" not in line and ": " not in line]
    starts = {squeezed(line.removeprefix("- "))[:40] for line in words}  # the rest may go on on another page
    for whole in (squeezed("".join(pages)), squeezed(docx_text(made.docx))):
        assert [start for start in starts if start not in whole] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_company_is_not_sent_to_the_municipality(kind: str) -> None:
    assert "uw gemeente" in said(KINDS[kind]())
    company = said(KINDS[kind](consumer=False))
    assert "gemeente" not in company
    assert "Gaat het niet goed met uw bedrijf?" in company


def test_a_reminder_threatens_nobody_and_names_the_day() -> None:
    text = said(factories.reminder())
    assert threats(text) == []
    assert "Op 12 oktober 2026 schreven wij u over deze rekeningen." in text
    assert "Betaal € 1.375,65 voor of op 8 december 2026." in text
    with pytest.raises(FieldsMissing):
        content(factories.reminder(pay_by=None))


def test_costs_that_are_due_are_asked_once_and_none_where_none_are() -> None:
    assert "De incassokosten in de tabel betaalt u maar één keer." in said(factories.reminder())
    now = factories.valuation()
    assert "ncassokosten" not in said(factories.reminder(valuation=now, total_now=now.balance))


def test_a_reminder_of_which_the_table_does_not_add_up_is_not_made() -> None:
    data = factories.reminder()
    first, *others = data.valuation.claims
    wrong = data.valuation._replace(claims=(first._replace(balance=first.balance + 1), *others))
    with pytest.raises(AmountsDiffer):
        content(replace(data, valuation=wrong))


def test_the_last_letter_says_what_comes_next_when_and_what_it_may_cost() -> None:
    text = said(factories.last_summons())
    assert "Dan geven wij uw dossier vanaf 14 december 2026 aan een gerechtsdeurwaarder." in text
    assert "ongeveer € 681,57" in text
    assert "Samen, ongeveer | € 681,57" in text
    assert "Deze kosten betaalt u nu niet." in text
    assert "beslag" not in text


@pytest.mark.parametrize("field", ["court_said_on", "pay_by", "hand_over_on", "court_costs"])
def test_no_bailiff_is_announced_without_what_makes_it_true(field: str) -> None:
    with pytest.raises(FieldsMissing) as refused:
        content(factories.last_summons(**{field: () if field == "court_costs" else None}))
    assert [each.path for each in refused.value.fields] == [field]


@pytest.mark.parametrize("changes", [
    {"hand_over_on": date(2026, 12, 8)}, {"court_said_on": date(2026, 11, 22)},
])
def test_a_bailiff_comes_not_before_the_last_day_and_not_before_the_client_wants_it(changes: dict[str, date]) -> None:
    with pytest.raises(LetterError):
        content(factories.last_summons(**changes))


def test_only_the_last_letter_may_name_the_bailiff_and_no_letter_a_seizure() -> None:
    words = "U krijgt een laatste kans voordat wij een gerechtsdeurwaarder inschakelen."
    assert words in said(factories.last_summons(salutation=words))
    with pytest.raises(WordingRefused):
        content(factories.reminder(salutation=words))
    with pytest.raises(WordingRefused):
        content(factories.last_summons(salutation="Anders leggen wij beslag op uw loon."))


def test_a_notice_of_default_gives_days_from_its_delivery_and_says_what_follows() -> None:
    text = said(factories.default_notice())
    assert "Betaal € 1.150,50 binnen 15 dagen nadat deze brief bij u is bezorgd." in text
    assert "Dan bent u in verzuim." in text
    assert "Vanaf de dag na deze tijd vragen wij ook rente" in text
    assert "Incassokosten vragen wij dan nog niet." in text
    assert "Er kunnen dan ook incassokosten bij komen." in said(factories.default_notice(consumer=False))
    assert "ook rente" not in said(factories.default_notice(bears_interest=False))
    assert threats(text) == []


def test_a_notice_of_default_asks_nothing_that_is_owed_only_after_it() -> None:
    data = factories.default_notice()
    now = data.valuation._replace(costs=D("40.00"), balance=data.valuation.balance + 40)
    with pytest.raises(AmountsDiffer, match="voor het verzuim"):
        content(replace(data, valuation=now, total_now=now.balance))
    late = tuple(replace(each, due_date=data.letter_date) for each in data.claims)
    with pytest.raises(AmountsDiffer, match="de betaaltermijn loopt nog"):
        content(replace(data, claims=late))
