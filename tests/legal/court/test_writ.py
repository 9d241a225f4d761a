"""What a writ must hold and the abbreviations it may not (art. 45 Rv, art. 15 Gdw)."""

import pytest

from legal.court.writ import REQUIRED_CONTENT, uncommon_abbreviations


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("op grond van artikel 82 van Boek 6 van het Burgerlijk Wetboek", ()),
        ("Energie Noord B.V., gevestigd te Testdam", ()),
        ("de heer J.P. de Voorbeeld", ()),
        ("o.g.v. artikel 82", ("o.g.v.",)),
        ("t.a.v. de heer", ("t.a.v.",)),
        ("brief d.d. 3 maart", ("d.d.",)),
        ("3 maart jl. is verzonden", ("jl.",)),
        ("€ 10,00 incl. btw", ()),
        ("factuur nr. 12 t/m 14", ()),
        ("artikel 6:82 BW", ()),
        ("Dit is alles. Min of meer.", ()),
        ("Abonn. Max. Havelaar voor Jan. Jansen BV. te Div. Werken", ("Abonn.", "Div.")),
        ("Max Havelaar, St. Maarten, gem. Utrecht", ("gem.",)),
        ("ovk ivm mbt tav dmv ogv evt resp", ("ovk", "ivm", "mbt", "tav", "dmv", "ogv", "evt", "resp")),
        ("vord. 3, App. 12, wk. 4", ("vord.", "App.", "wk.")),
        ("q.q. h.o.d.n. e.v.", ("q.q.", "h.o.d.n.", "e.v.")),
        ("Metingen door IVM, levering door MBT", ()),
        ("LEVERING IVM STORING", ("IVM",)),
        ("Levering elektriciteit en gas eindafrekening", ()),
    ],
)
def test_abbreviations(text: str, found: tuple[str, ...]) -> None:
    assert tuple(each.word for each in uncommon_abbreviations(text)) == found


def test_a_wording_is_proposed_and_never_filled_in() -> None:
    assert [(each.word, each.proposal) for each in uncommon_abbreviations("ivm storing, wk. 4")] == [
        ("ivm", "in verband met"), ("wk.", ""),
    ]


def test_only_the_bailiff_fills_what_only_he_knows() -> None:
    open_places = {element.code for element in REQUIRED_CONTENT if element.is_for_bailiff}
    assert open_places == {"service_date", "bailiff", "copy_left_with", "signature", "foot_costs"}
    assert {"requesting_party", "addressee", "specification", "daily_interest", "summons", "reservation"} <= {
        element.code for element in REQUIRED_CONTENT
    }
