"""Our own short forms written out in full: the law that is cited, and the days in the telephone hours.

Only our own words pass here. Names, descriptions and places are printed exactly as they stand.
"""

import re

_NAMES = {
    "BW": "het Burgerlijk Wetboek", "Rv": "het Wetboek van Burgerlijke Rechtsvordering",
    "Gdw": "de Gerechtsdeurwaarderswet", "Wki": "de Wet kwaliteit incassodienstverlening",
    "Bki": "het Besluit kwaliteit incassodienstverlening",
    "BIK": "het Besluit vergoeding voor buitengerechtelijke incassokosten", "Atw": "de Algemene termijnenwet",
}  # fmt: skip
_CITED = re.compile(rf"(\d[a-z]?(?: lid \d+)?) ({'|'.join(_NAMES)})\b")
_ARTICLE = re.compile(r"(?<!\w)art\. (?=\d)")
_WEEKDAYS = {
    "ma": "maandag", "di": "dinsdag", "wo": "woensdag", "do": "donderdag", "vr": "vrijdag", "za": "zaterdag",
    "zo": "zondag",
}  # fmt: skip
_DAY = "|".join(_WEEKDAYS)
_DAYS = re.compile(rf"\b({_DAY})\.?\s?(?:-|–|t/m)\s?({_DAY})\b\.?", re.IGNORECASE)
_ONE_DAY = re.compile(rf"\b({_DAY})\b\.?", re.IGNORECASE)


def law_written_out(law: str) -> str:
    """A citation in full: "art. 6:119 BW" is "artikel 6:119 van het Burgerlijk Wetboek"."""
    return _ARTICLE.sub("artikel ", _CITED.sub(lambda found: f"{found[1]} van {_NAMES[found[2]]}", law))


def hours_written_out(hours: str) -> str:
    """Telephone hours with the weekdays in full: "ma-vr" is "maandag tot en met vrijdag"."""
    spans = _DAYS.sub(lambda found: f"{_WEEKDAYS[found[1].lower()]} tot en met {_WEEKDAYS[found[2].lower()]}", hours)
    days = _ONE_DAY.sub(lambda found: _WEEKDAYS[found[1].lower()], spans)
    return days.replace(" t/m ", " tot en met ")
