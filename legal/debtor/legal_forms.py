"""The legal forms of an enterprise or organisation: a fixed list, read in any spelling, in the words of the law."""

import re
import unicodedata

from legal.wording import InDutch


class LegalForm(InDutch):
    """A legal form by its short name, with the words of the law."""

    BV = "bv", "besloten vennootschap met beperkte aansprakelijkheid"
    NV = "nv", "naamloze vennootschap"
    VOF = "vof", "vennootschap onder firma"
    CV = "cv", "commanditaire vennootschap"
    PARTNERSHIP = "maatschap", "maatschap"
    SOLE_TRADE = "eenmanszaak", "eenmanszaak"
    FOUNDATION = "stichting", "stichting"
    ASSOCIATION = "vereniging", "vereniging"
    COOPERATIVE = "coöperatie", "coöperatie"
    MUTUAL = "owm", "onderlinge waarborgmaatschappij"
    PUBLIC = "publiek", "publiekrechtelijke rechtspersoon"
    CHURCH = "kerk", "kerkgenootschap"


# An enterprise without legal personality of its own: whoever is behind it owes himself.
OF_PEOPLE = frozenset({LegalForm.SOLE_TRADE, LegalForm.VOF, LegalForm.CV, LegalForm.PARTNERSHIP})
WITH_PARTNERS = OF_PEOPLE - {LegalForm.SOLE_TRADE}
_SPELLED = {
    "bv": LegalForm.BV, "beslotenvennootschap": LegalForm.BV, "nv": LegalForm.NV, "vof": LegalForm.VOF,
    "cv": LegalForm.CV, "zzp": LegalForm.SOLE_TRADE, "zzper": LegalForm.SOLE_TRADE,
    "soleproprietorship": LegalForm.SOLE_TRADE, "soletrader": LegalForm.SOLE_TRADE,
    "generalpartnership": LegalForm.VOF, "foundation": LegalForm.FOUNDATION, "ua": LegalForm.COOPERATIVE,
    "cooperatieua": LegalForm.COOPERATIVE, "owm": LegalForm.MUTUAL, "gemeente": LegalForm.PUBLIC,
    **{_key: form for form in LegalForm for _key in (form.value, form.dutch)},
}
_MARKS = (
    (re.compile(r"(?<!\w)b\.?\s?v\.?$"), LegalForm.BV), (re.compile(r"(?<!\w)n\.?\s?v\.?$"), LegalForm.NV),
    (re.compile(r"(?<!\w)v\.?\s?o\.?\s?f\.?(?!\w)"), LegalForm.VOF),
    (re.compile(r"(?<!\w)c\.\s?v\.?$"), LegalForm.CV), (re.compile(r"^stichting(?!\w)"), LegalForm.FOUNDATION),
    (re.compile(r"^(?:vereniging|ver\.)(?!\w)"), LegalForm.ASSOCIATION),
    (re.compile(r"(?<!\w)maatschap(?!\w)"), LegalForm.PARTNERSHIP),
    (re.compile(r"(?<!\w)co[öo]peratie(?!\w)"), LegalForm.COOPERATIVE),
)


def _bare(text: str) -> str:
    """Letters and digits in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum())


_BY_KEY = {_bare(key): form for key, form in _SPELLED.items()}


def read_legal_form(text: str) -> LegalForm | None:
    """The form that is written so: "B.V.", "bv" and the words of the law; None where it is none of the list.

    >>> read_legal_form("V.O.F.").dutch
    'vennootschap onder firma'
    """
    return _BY_KEY.get(_bare(text))


def form_in_name(name: str) -> LegalForm | None:
    """The form that a name carries: "Bouw B.V.", "Stichting De Hoop"; None where it carries none.

    >>> form_in_name("Jansen en De Wit V.O.F.")
    <LegalForm.VOF: 'vof'>
    """
    plain = unicodedata.normalize("NFC", name.casefold()).strip()
    return next((form for mark, form in _MARKS if mark.search(plain)), None)


def in_full(text: str) -> str:
    """A form in the words of the law; what is none of the list stays as it was written."""
    form = read_legal_form(text)
    return text if form is None else form.dutch
