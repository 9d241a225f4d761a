"""What a letter with a check of its own has to say, by which words it is found: to be shown beside its sentences.

The check itself is exact (`notice_text`, `cure_term`); these words point at the sentence that serves it.
"""

import re
from collections.abc import Mapping

from legal.notice.letter_elements import ELEMENTS, Element

LAW_NOTICE = "art. 6:96 lid 6 BW"
LAW_TERM_MISSED = "art. 4.1 Bki"
LAW_REGISTERED = "art. 11 lid 1 Wki"


def _element(code: str, what: str, words: str, law: str) -> Element:
    return Element(code=code, what=what, words=re.compile(words, re.IGNORECASE), law=law)


_REGISTERED = _element(
    "registered", "de naam met het nummer in het incassoregister", r"registratienummer incassoregister \S",
    LAW_REGISTERED,
)
_NOTICE = (
    _REGISTERED,
    _element("term", "de termijn van veertien dagen na de dag van bezorging",
             r"binnen (?:vijftien|15) dagen nadat deze brief bij u is bezorgd", LAW_NOTICE),
    _element("fee", "de hoogte van de incassokosten", r"kosten zijn € ?[\d.]+,\d{2}", LAW_NOTICE),
)
OF_OWN_CHECKS: Mapping[str, tuple[Element, ...]] = {
    "first_notice": _NOTICE,
    "added_notice": _NOTICE,
    "missed_term": (
        _REGISTERED,
        _element("asked", "wat er van de termijn open staat", r"€ ?[\d.]+,\d{2}", LAW_TERM_MISSED),
        _element("free", "dat dit niets extra kost", r"niets extra", "art. 6:96 lid 5 BW"),
        _element("call", "dat bellen helpt", r"Bel ons op \S", LAW_TERM_MISSED),
    ),
}


def elements_of(kind: str) -> tuple[Element, ...]:
    """All that a letter of this kind has to say, and may not say."""
    asked = ELEMENTS.get(kind, ())
    codes = {each.code for each in asked}
    return (*asked, *(each for each in OF_OWN_CHECKS.get(kind, ()) if each.code not in codes))
