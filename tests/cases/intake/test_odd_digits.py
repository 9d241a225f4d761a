"""Digits of another width or script in a claim file: at every column of a number, one rule (I10)."""



import pytest

from cases.input_checks import Checks, InvalidInput
from cases.intake import read_claim_file
from tests.cases.intake.claims import GOOD, TODAY, csv_of, row

ODD = {"full width": "\uff11\uff12", "arabic": "\u0661\u0662", "mathematical": "\U0001d7cf\U0001d7d0"}
COLUMNS = ("Klantnummer", "Huisnummer", "Postcode", "Factuurnummer", "Factuurdatum", "Vervaldatum", "Bedrag",
           "KvK-nummer", "Termijn van contract")
WORDS = ("Voornaam", "Achternaam", "Straat", "Woonplaats", "Omschrijving")


def with_odd(text: str, odd: str) -> str:
    """The same with its first two digits as those of `odd`; with them behind it where it has none."""
    found = [at for at, char in enumerate(text) if char.isdigit()][:2]
    if len(found) < 2:
        return text + odd
    return "".join(odd[found.index(at)] if at in found else char for at, char in enumerate(text))


def read(*rows: dict[str, str]) -> object:
    full = [{"KvK-nummer": "", "Termijn van contract": "", **each} for each in rows]
    return read_claim_file(csv_of(full, encoding="utf-8"), "vorderingen.csv", today=TODAY)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@pytest.mark.parametrize("column", COLUMNS)
def test_a_number_with_such_a_digit_is_refused_at_its_column(column: str, odd: str) -> None:
    bad = row(2, **{column: with_odd(GOOD.get(column, "12345678") or "12345678", odd)})
    for rows in ((row(1), bad, row(3)), (bad,)):  # among plain rows, and alone
        found = read(*rows)
        assert [one.column for one in found.refused] == [column]
        assert len(found.rows) == len(rows) - 1


@pytest.mark.parametrize("column", WORDS)
def test_in_words_it_stays_as_it_is(column: str) -> None:
    text = f"{GOOD.get(column, 'Levering')} {ODD['full width']}"
    found = read(row(1, **{column: text}))
    assert found.refused == ()
    assert any(ODD["full width"] in str(value) for value in found.rows[0])


def test_a_phone_number_with_such_a_digit_is_left_out_and_told() -> None:
    found = read(row(1, Telefoon=with_odd(GOOD["Telefoon"], ODD["full width"])))
    assert found.rows[0].phone == ""
    assert any("Telefoon" in flag.explanation for flag in found.rows[0].flags)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_what_people_enter_is_asked_by_the_same_rule(odd: str) -> None:
    checks = Checks()
    checks.kvk("kvk", with_odd("12345678", odd))
    checks.iban("iban", with_odd("NL91ABNA0417164300", odd))
    checks.postal_code("postcode", with_odd("1234 AB", odd))
    with pytest.raises(InvalidInput) as refusal:
        checks.finish()
    assert [one.field for one in refusal.value.findings] == ["kvk", "iban", "postcode"]
