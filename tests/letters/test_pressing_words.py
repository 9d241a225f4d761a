"""Words that press a debtor stop a letter, from whatever field they come; names and things that were bought do not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from letters.catalogue import content
from letters.document import plain_text
from letters.errors import WordingRefused
from letters.examples import standard as factories
from letters.kind import DebtorLetter

THREAT = "Anders leggen wij beslag op uw loon."


def with_subject(subject: str) -> dict[str, Any]:
    first, *others = factories.claims()
    return {"claims": (replace(first, subject=subject), *others)}


@pytest.mark.parametrize("changes", [
    {"agency": factories.agency(complaints_text=f"Bel ons. {THREAT}")},
    {"agency": factories.agency(phone_hours=f"ma-vr. {THREAT}")},
    {"agency": factories.agency(postal_address=("Postbus 100", THREAT))},
    {"creditor": factories.creditor(address=("Stroomweg 1", THREAT))},
    {"salutation": f"Geachte mevrouw, {THREAT}"},
    with_subject(f"Levering van stroom. {THREAT}"),
    with_subject("Dit is uw laatste kans"),
    {"fee_vat": factories.D("39.39"), "vat_percent": factories.D("21"), "vat_declaration": THREAT,
     "total_with_costs": factories.first_notice().total_with_costs + factories.D("39.39")},
])
def test_it_is_refused_from_whatever_field(changes: dict[str, Any]) -> None:
    with pytest.raises(WordingRefused, match="dit mag niet in de brief") as refused:
        content(factories.first_notice(**changes))
    assert refused.value.phrases


@pytest.mark.parametrize("changes", [
    with_subject("Deurbeslag en sloten, zwart"),
    with_subject("Ontruiming van een container"),
    {"creditor": factories.creditor(name="Kringloop De Laatste Kans B.V.")},
    {"debtor": replace(factories.first_notice().debtor, name="De heer P. Deurwaarder")},
])
def test_a_name_or_a_thing_that_was_bought_is_not(changes: dict[str, Any]) -> None:
    assert "Wat vragen wij u?" in plain_text(content(factories.first_notice(**changes)))


@pytest.mark.parametrize("make", [
    factories.first_notice, factories.business_notice, factories.added_notice, factories.arrangement_confirmation,
    factories.interruption_letter, factories.guarantor_notice, factories.budget_form, factories.plan_proposed,
    factories.plan_lapsed, factories.plan_finished, factories.promise_confirmed, factories.payment_received,
    factories.receipt, factories.case_closed, factories.reminder,
    factories.last_summons, factories.default_notice,
])
def test_every_letter_to_a_debtor_is_read(make: Callable[..., DebtorLetter]) -> None:
    content(make())
    with pytest.raises(WordingRefused):
        content(make(salutation=f"Geachte mevrouw, {THREAT}"))
