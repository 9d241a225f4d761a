"""A citizen service number is found in every notation, and what only looks like one is left alone."""

import random

import pytest

from cases.privacy.citizen_numbers import holds_one, passes_test, spans
from tests.cases.privacy.made_up_texts import text
from tests.sizes import size

RANDOM_CASES = size("TEXT_RANDOM_CASES")
WRONG_PER_THOUSAND = 1


@pytest.mark.parametrize("written", [
    "111222333", "111 222 333", "1112.22.333", "111/222/333", "11 12 22 333", "11122 2333", "111-222-333",
    "111_222_333", "111,222,333", "111, 222, 333", "111:222:333", "111\\222\\333", "111 - 222 - 333", "(111) 222 333",
    "111\n222\n333", "111\r\n222 333", "111\t222\t333", "1 1 1 2 2 2 3 3 3",
    "111\u200b222333", "1\u00ad11222333", "111\u2060222\u2060333", "111\u2009222\u2009333", "111\u00a0222\u00a0333",
    "111\u2013222\u2013333", "111\u2014222333", "111\u00b7222\u00b7333",
    "\uff11\uff11\uff11\uff12\uff12\uff12\uff13\uff13\uff13", "\u0661\u0661\u0661\u0662\u0662\u0662\u0663\u0663\u0663",
    "111=222=333", "111&222&333", "111 % 222 % 333", "111!222!333", "111\u2026222\u2026333", "111\u25cf222\u25cf333",
    "111\U0001f642222\U0001f642333", "111<br>222<br>333", "111&nbsp;222&nbsp;333", "111\\n222\\n333",
    "111          222\t333",
    "11I222333", "1ll222333", "111 222 З33", "BSN III222333", "bsn 111ZZZ333",
    "BSN111222333.", "BSN: 111222333", "bsn-111222333-2026.pdf", "111222333B01", "factuur 111222333",
])
def test_the_number_is_found_in_every_notation(written: str) -> None:
    for around in (written, f"Hij zegt: {written}.", f"geboren 01-05-1980, {written}, bel 06-12345678"):
        assert holds_one(around), around


@pytest.mark.parametrize("around", [
    "dossier 2026-000123 111 222 333", "€ 45,00 111 222 333", "50 euro 111222333", "111222333 € 50,00",
    "+31 6 12345678 111222333", "06-12345678 111222333", "NL91 ABNA 0417 1643 00 111222333", "111222333,12,Jansen",
    "huisnummer 12 111222333 1234 AB", "12-11-2026 111.222.333",
])
def test_another_number_beside_it_does_not_hide_it(around: str) -> None:
    assert [around[start:end].replace(" ", "").replace(".", "") for start, end in spans(around)] == ["111222333"]


def test_two_numbers_are_found_where_each_stands() -> None:
    assert spans("ik 111 222 333 en 123456782/111222333") == [(3, 14), (18, 27), (28, 37)]


@pytest.mark.parametrize("written", [
    "111222334", "1112223330", "0111222333", "11122233", "000000000", "111222333444", "1112.22.333.444",
    "€ 1.112.223,33", "€ 111222333", "1.112.223,33", "111.222.333 euro", "€ 111.222,33", "50,00 100,00",
    "06-12345678", "06 12 34 56 78", "+31 6 12345678", "+31 (0)6 12345678", "0031 6 12345678", "020 123 45 67",
    "+31 20 123 45 67", "+32 470 12 34 56", "tel. 6 11222333",
    "NL91ABNA0417164300", "NL91 ABNA 0417 1643 00", "BE68 5390 0754 7034", "NL111222333B01", "RSIN 111222333",
    "12-11-2026 9 uur", "09:00-17:30 5 dagen", "2026-000123", "factuur 2026-00123", "Stcrt. 2026, 12345",
    "I11222333", "10l 22 333", "12O4", "112\u00bd222\u00bd333", "<a href=x>111</a> 2", "?a=111&b=222&c=333",
    "ECLI:NL:HR:2016:2704", "3SABCD111222333", "a3f111222333c9", "090/9337/55493", "KvK 12345678",
])
def test_what_only_looks_like_it_is_left_alone(written: str) -> None:
    """Nine digits in the notation at hand pass the test wherever that can be arranged, so that the shape decides."""
    assert spans(f"Zie {written} in de bijlage") == []


def test_a_lost_first_nought_counts_only_beside_a_word_for_the_number() -> None:
    short = next(str(number) for number in range(12_345_670, 12_345_690) if passes_test(f"0{number}"))
    for named in (f"BSN {short}", f"{short} (bsn)", f"nummer {short} (burgerservicenummer)", f"persoonsnr. {short}",
                  f"sofinummer: {short[:4]} {short[4:]}", f"B.S.N.\n{short}",
                  f"burgerservicenummer van de klant is {short}"):
        assert holds_one(named), named
    for unnamed in (short, f"KvK {short}", f"KvK {short}, BSN onbekend", f"Geen BSN. Betaald onder {short}"):
        assert not holds_one(unnamed), unnamed


def test_of_many_made_up_texts_no_number_is_missed_and_hardly_any_is_refused_wrongly() -> None:
    dice = random.Random(8)
    missed = [made for made in (text(dice, with_number=True) for _ in range(RANDOM_CASES)) if not holds_one(made)]
    wrong = [made for made in (text(dice, with_number=False) for _ in range(RANDOM_CASES)) if holds_one(made)]
    assert missed == []
    assert len(wrong) * 1000 <= WRONG_PER_THOUSAND * RANDOM_CASES, wrong
