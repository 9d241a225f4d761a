"""What a writ must hold and the abbreviations it may not (art. 45 Rv, art. 15 Gdw)."""

import pytest

from legal.writ import REQUIRED_CONTENT, abbreviations_in


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
        ("€ 10,00 incl. btw", ("incl.",)),
        ("factuur nr. 12 t/m 14", ("nr.", "t/m")),
        ("artikel 6:82 BW", ("BW",)),
        ("Dit is alles. Min of meer.", ()),
    ],
)
def test_abbreviations(text: str, found: tuple[str, ...]) -> None:
    assert abbreviations_in(text) == found


def test_only_the_bailiff_fills_what_only_he_knows() -> None:
    open_places = {element.code for element in REQUIRED_CONTENT if element.is_for_bailiff}
    assert open_places == {"service_date", "bailiff", "copy_left_with", "signature", "foot_costs"}
    assert {"requesting_party", "addressee", "specification", "daily_interest", "summons", "reservation"} <= {
        element.code for element in REQUIRED_CONTENT
    }
