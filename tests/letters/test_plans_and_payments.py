"""Letters on paying in parts, on promises and payments, on a case that closed: what each says and never says."""

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from legal.costs.scale import Fee
from legal.counting.reach import LaterCosts
from legal.notice.letter_elements import ELEMENTS
from letters.catalogue import content, render
from letters.document import Heading
from letters.errors import AmountsDiffer, FieldsMissing, WordingRefused
from letters.examples import standard as factories
from letters.kind import DebtorLetter
from letters.kinds.case_closed import ClosedBecause
from tests.letters.reading import assert_refused_without, docx_text, pdf_pages, said, squeezed, threats

D = factories.D
KINDS: dict[str, Callable[..., DebtorLetter]] = {
    "budget_form": factories.budget_form, "plan_proposed": factories.plan_proposed,
    "plan_lapsed": factories.plan_lapsed, "plan_finished": factories.plan_finished,
    "promise_confirmed": factories.promise_confirmed, "payment_received": factories.payment_received,
    "receipt": factories.receipt, "case_closed": factories.case_closed,
}
# Words that an element forbids, one sentence for each.
FORBIDDEN = {
    "asks_number": "Vul ook uw burgerservicenummer in.", "no_admission": "Hiermee erkent u de schuld.",
    "second_fee": "U betaalt dan opnieuw incassokosten.", "asks": "Nu te betalen: betaal € 5,00. IBAN: NL00",
}


@pytest.mark.parametrize(("kind", "code"), [(kind, each.code) for kind in KINDS for each in ELEMENTS[kind]])
def test_a_letter_without_one_of_its_elements_is_refused(kind: str, code: str) -> None:
    assert_refused_without(KINDS[kind](), code, FORBIDDEN)


def test_the_check_is_made_on_what_leaves() -> None:
    with pytest.raises(WordingRefused, match="burgerservicenummer"):
        content(factories.budget_form(salutation="Geachte mevrouw, vul uw burgerservicenummer in."))


def with_forty_claims(data: DebtorLetter) -> DebtorLetter:
    """The same letter where it can be long."""
    if not data.claims:
        return replace(data, about=tuple(f"2026-{number:05d}" for number in range(40)))
    now, first = data.valuation, data.claims[0]
    more = [replace(first, ref=f"M{at}", invoice_number=f"M-{at}", principal=D("0.00")) for at in range(38)]
    nothing = dict.fromkeys(("principal", "interest", "paid", "balance"), D("0.00"))
    none = [now.claims[0]._replace(ref=each.ref, **nothing) for each in more]
    return replace(data, claims=(*data.claims, *more), valuation=now._replace(claims=(*now.claims, *none)))


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_each_says_the_same_in_both_forms_on_three_pages_at_most(make: Callable[..., DebtorLetter]) -> None:
    made = render(with_forty_claims(make()))
    pages = pdf_pages(made.pdf)
    assert len(pages) <= 3
    words = [line for line in made.text.splitlines() if line and "|" not in line and ": " not in line]
    starts = {squeezed(line.removeprefix("- "))[:40] for line in words}  # the rest may go on on another page
    for whole in (squeezed("".join(pages)), squeezed(docx_text(made.docx))):
        assert [start for start in starts if start not in whole] == []
    assert threats(made.text) == []


@pytest.mark.parametrize("kind", ["budget_form", "plan_proposed", "plan_lapsed", "promise_confirmed"])
def test_a_company_is_not_sent_to_the_municipality(kind: str) -> None:
    assert "uw gemeente" in said(KINDS[kind]())
    company = said(KINDS[kind](consumer=False))
    assert "gemeente" not in company
    assert "Gaat het niet goed met uw bedrijf?" in company


def test_the_form_asks_no_more_than_the_indicative_sheet() -> None:
    """Process law 4.2.1: household, income, rent, premium, what others take off; and what he offers."""
    text = said(factories.budget_form())
    lines = text.splitlines()
    asked = [before for before, line in itertools.pairwise(lines) if line.startswith(" | ") and line.endswith("...")]
    assert len(asked) == 9
    for word in ("volwassenen", "kinderen", "netto per maand", "huur of hypotheek", "zorgverzekering", "Houdt iemand",
                 "per maand betalen", "eerst betalen", "ingevuld"):
        assert any(word in question for question in asked), word
    assert not re.search(r"handtekening|werkgever|rekeningnummer van u|spaargeld", text)


@pytest.mark.parametrize("kind", ["budget_form", "promise_confirmed", "payment_received"])
def test_costs_that_come_are_told_with_their_amount_where_it_is_known(kind: str) -> None:
    """Who is asked something inside the term of the first letter may not think that nothing comes on top."""
    assert "termijn van onze eerste brief" not in said(KINDS[kind]())
    fee = Fee(D("500.00"), D("75.00"), D("0.00"))
    assert "Daarna komen er incassokosten bij: € 75,00." in said(KINDS[kind](costs_later=LaterCosts(factories.ON, fee)))
    assert "Daarna komen er incassokosten bij. Dat" in said(KINDS[kind](costs_later=LaterCosts(factories.ON, None)))


def test_the_form_stands_on_a_page_of_its_own() -> None:
    made = content(factories.budget_form())
    form = next(each for each in made.blocks if isinstance(each, Heading) and each.new_page)
    assert form.text[0].text.startswith("Formulier")


def test_a_proposal_that_does_not_add_up_makes_no_letter() -> None:
    data = factories.plan_proposed()
    with pytest.raises(AmountsDiffer, match="terms"):
        content(replace(data, terms=data.terms[:1]))


@pytest.mark.parametrize(("make", "field"), [
    (factories.budget_form, "respond_by"), (factories.plan_proposed, "answer_by"), (factories.plan_lapsed, "pay_by"),
    (factories.plan_finished, "pay_by"),
])
def test_a_day_that_is_missing_is_named(make: Callable[..., DebtorLetter], field: str) -> None:
    with pytest.raises(FieldsMissing) as refused:
        content(make(**{field: None}))
    assert [each.path for each in refused.value.fields] == [field]


def test_resting_costs_are_promised_only_where_they_rest() -> None:
    assert "betaalt u ook geen incassokosten" in said(factories.plan_proposed())
    assert "betaalt u ook geen incassokosten" not in said(factories.plan_proposed(costs_rest=False))


def test_costs_that_are_due_are_asked_once_after_a_plan() -> None:
    text = said(factories.plan_lapsed())
    assert "De incassokosten in de tabel betaalt u maar één keer." in text
    now = factories.valuation()
    assert "incassokosten in de tabel" not in said(factories.plan_lapsed(valuation=now, total_now=now.balance))


def test_a_plan_that_left_nothing_open_asks_nothing() -> None:
    now = factories.paid_up()
    paid = factories.plan_finished(valuation=now, total_now=now.balance, pay_by=None)
    text = said(paid)
    assert "niets meer te betalen. De regeling is klaar." in text
    assert "Nu te betalen" not in text
    assert "IBAN: " not in text
    assert paid.asked is None
    assert "Betaal € 1.188,07 voor of op 8 december 2026." in said(factories.plan_finished())


def test_a_promise_is_confirmed_with_the_day_of_the_week() -> None:
    text = said(factories.promise_confirmed())
    assert "U betaalt € 150,00 op woensdag 2 december 2026" in text
    assert "blijft er nog ongeveer € 1.038,07 over" in text
    whole = factories.promise_confirmed(amount=factories.valuation().balance)
    assert "U betaalt dan alles wat nu open staat." in said(whole)


@pytest.mark.parametrize("changes", [
    {"amount": D("0.00")}, {"amount": D("5000.00")}, {"pay_on": date(2026, 11, 20)},
])
def test_a_promise_that_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(AmountsDiffer):
        content(factories.promise_confirmed(**changes))


def test_a_payment_says_where_it_went_and_what_is_left() -> None:
    text = said(factories.payment_received())
    assert "20-10-2026 | € 0,00 | € 29,00 | € 71,00 | € 100,00" in text
    assert "Er staat nu nog € 1.188,07 open. Betaal dat bedrag zo snel als u kunt." in text
    in_terms = factories.payment_received(arrangement_runs=True)
    assert "Die blijft zoals wij hebben afgesproken." in said(in_terms)
    assert "zo snel als u kunt" not in said(in_terms)
    assert in_terms.asked is None


def test_a_cent_that_went_nowhere_makes_no_receipt() -> None:
    data = factories.receipt()
    lost = replace(data.received[0], interest=D("28.99"))
    with pytest.raises(AmountsDiffer, match="received"):
        content(replace(data, received=(lost, *data.received[1:])))


def test_a_receipt_proves_and_asks_nothing() -> None:
    text = said(factories.receipt())
    assert "samen € 1.288,07 betaald" in text
    assert "Er staat niets meer open. Alles is betaald." in text
    part = factories.valuation()
    open_still = said(factories.receipt(valuation=part, total_now=part.balance, received=part.payments))
    assert "Met deze brief vragen wij u niet om dat te betalen." in open_still
    given_up = said(factories.receipt(given_up=D("12.00")))
    assert "Een bedrag van € 12,00 is niet betaald en wordt door ons niet meer gevraagd." in given_up


@pytest.mark.parametrize(("reason", "words", "open_then"), [
    (ClosedBecause.PAID, "Er is betaald wat wij vroegen.", "0.00"),
    (ClosedBecause.SETTLED, "De rest van € 40,00 hoeft u niet meer te betalen.", "40.00"),
    (ClosedBecause.WITHDRAWN, "Er stond toen nog € 40,00 open.", "40.00"),
    (ClosedBecause.UNCOLLECTABLE, "De schuld zelf is daarmee niet weg.", "40.00"),
    (ClosedBecause.DISPUTE_UPHELD, "Het bezwaar tegen de rekeningen klopte.", "0.00"),
    (ClosedBecause.CREDITED, "heeft de rekeningen ingetrokken", "0.00"),
])
def test_a_closed_case_says_why_and_what_was_open(reason: ClosedBecause, words: str, open_then: str) -> None:
    text = said(factories.case_closed(reason=reason, given_up=D(open_then)))
    assert words in text
    assert "Bij ons staat voor u in dit dossier niets meer open." in text
    assert "Dat is tot en met 20 november 2028." in text


def test_a_closed_case_with_something_open_makes_no_letter() -> None:
    now = factories.valuation()
    with pytest.raises(AmountsDiffer, match="nog iets open"):
        content(factories.case_closed(valuation=now, total_now=now.balance))
    with pytest.raises(AmountsDiffer, match="afgeboekt"):
        content(factories.case_closed(given_up=D("1.00")))
