"""Over made-up lists of open items: what is taken in is never more than what is truly open of it."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.intake import ClaimFile, read_claim_file
from tests.cases.intake.lists import BAKERY, BERG, HOPE, TODAY, VRIES, csv
from tests.sizes import examples

DEBTORS = (BAKERY, VRIES, HOPE, BERG)
CENTS = st.integers(1, 500_000)


def euro(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"


@st.composite
def layouts(draw: st.DrawFn) -> tuple[bytes, dict[str, int], int]:
    """A file, what is truly open per debtor in cents, and the rows in it."""
    kind = draw(st.sampled_from(["mark", "minus", "paid", "status", "balance", "subtotal"]))
    invoices = draw(st.lists(st.tuples(st.integers(0, 3), CENTS), min_size=2, max_size=8))
    truth = dict.fromkeys((one[0] for one in DEBTORS), 0)
    header, lines = {"mark": "Bedrag;D/C", "minus": "Openstaand", "paid": "Factuurbedrag;Betaald",
                     "status": "Bedrag;Status", "balance": "Debet;Credit;Saldo", "subtotal": "Openstaand"}[kind], []
    balance = 0
    for at, (who, cents) in enumerate(invoices):
        row = (*DEBTORS[who], str(20260100 + at), "02-03-2026", "01-04-2026")
        odd = draw(st.booleans())
        other = draw(CENTS)
        open_ = cents
        if kind == "paid":
            paid = other if odd else 0
            open_, row = max(cents - paid, 0), (*row, euro(cents), euro(paid))
        elif kind == "status":
            open_, row = (0 if odd else cents), (*row, euro(cents), "Betaald" if odd else "Open")
        elif kind == "balance":
            balance += cents
            row = (*row, euro(cents), "", euro(balance))
        else:
            row = (*row, euro(cents), "D") if kind == "mark" else (*row, euro(cents))
        lines.append(row)
        truth[DEBTORS[who][0]] += open_
        if odd and kind in ("mark", "minus"):
            credit = (*DEBTORS[who], str(20260500 + at), "01-05-2026", "01-05-2026")
            lines.append((*credit, euro(other), "C") if kind == "mark" else (*credit, f"-{euro(other)}"))
            truth[DEBTORS[who][0]] -= other
    if kind == "subtotal":
        for debtor in DEBTORS:
            word = draw(st.sampled_from(["Totaal", "Subtotaal", f"Totaal {debtor[0]}"]))
            if truth[debtor[0]]:
                lines.append((*debtor, word, "02-03-2026", "01-04-2026", euro(truth[debtor[0]])))
    return csv(header, lines), truth, len(lines)


def told(found: ClaimFile) -> int:
    return len(found.rows) + len(found.waiting) + len(found.refused) + len(found.skipped)


@settings(max_examples=examples(150), deadline=None)
@given(layouts())
def test_no_debtor_is_asked_more_than_is_open_and_every_row_is_told_of_once(
    made: tuple[bytes, dict[str, int], int]
) -> None:
    content, truth, count = made
    found = read_claim_file(content, "lijst.csv", today=TODAY)
    for debtor, cents in truth.items():
        asked = sum((row.amount for row in found.rows if row.customer_number == debtor), Decimal(0))
        assert asked <= max(Decimal(cents) / 100, Decimal(0))
    assert told(found) == count
