"""What a writ of summons to pay (sommatie-exploot) must hold, and the abbreviations that it may not."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class WritElement:
    """Something that the writ must hold; `is_for_bailiff` when only the bailiff can fill it in."""

    code: str
    label: str
    law: str
    is_for_bailiff: bool = False


RV_45 = "art. 45 lid 3 Rv"
GDW_15 = "art. 15 Gdw"

REQUIRED_CONTENT = (
    WritElement(code="service_date", label="Dag van betekening, voluit geschreven",
                law=f"{RV_45} onder a; {GDW_15} lid 2", is_for_bailiff=True),
    WritElement(code="requesting_party", label="Naam, voornamen en woonplaats of vestiging van de verzoeker",
                law=f"{RV_45} onder b"),
    WritElement(code="bailiff", label="Voornamen, naam en kantooradres van de deurwaarder", law=f"{RV_45} onder c",
                is_for_bailiff=True),
    WritElement(code="addressee", label="Naam en woonplaats van degene voor wie het exploot is",
                law=f"{RV_45} onder d"),
    WritElement(code="copy_left_with", label="Aan wie het afschrift is gelaten en diens hoedanigheid",
                law=f"{RV_45} onder e", is_for_bailiff=True),
    WritElement(code="signature", label="Ondertekening door de deurwaarder", law="art. 45 lid 4 Rv",
                is_for_bailiff=True),
    WritElement(code="foot_costs", label="Kosten van het exploot aan de voet", law=f"{GDW_15} lid 3",
                is_for_bailiff=True),
    WritElement(code="grounds", label="Grond: overeenkomst, facturen, verzuim, eerdere aanmaningen",
                law="art. 3:37 lid 2 BW"),
    WritElement(code="fourteen_day_notice", label="Veertiendagenbrief met dag van bezorging en einde van de termijn",
                law="art. 6:96 lid 6 BW"),
    WritElement(code="specification", label="Specificatie van hoofdsom, rente, kosten, btw en betalingen",
                law="art. 3.1 Bki"),
    WritElement(code="daily_interest", label="Rente per dag vanaf de dag na de specificatie", law="art. 6:119 BW"),
    WritElement(code="summons", label="Sommatie om te betalen met termijn, rekening en kenmerk",
                law="art. 6:82 lid 1 BW"),
    WritElement(code="reservation", label="Voorbehoud van het recht op nakoming, als stuiting van de verjaring",
                law="art. 3:317 lid 1 BW"),
    WritElement(code="help", label="Hulp voor de schuldenaar: betalen, contact, regeling, betwisten, schuldhulp",
                law="art. 4.1 Bki"),
)  # fmt: skip

CONCEPT_MARK = "CONCEPT – uitsluitend bestemd voor de gerechtsdeurwaarder"

# A legal form is part of a name, so B.V. may stand; capitals with dots are initials or names and are left alone.
_DOTTED = re.compile(r"(?<![\w.])[a-z]\.(?:[a-z]\.)+")
_CUT_OFF = (
    "jl", "incl", "excl", "nr", "nrs", "art", "artt", "bijv", "enz", "etc", "evt", "resp", "tel", "ca", "dhr", "mevr",
    "mw", "mr", "drs", "ing", "str", "afd", "vgl", "max", "min", "nl", "sub", "btw", "div", "pag", "blz", "bijl", "zgn",
    "aangez", "ong", "gem", "geb",
)  # fmt: skip
_SHORTENED = re.compile(rf"(?<![\w.])(?:{'|'.join(_CUT_OFF)})\.(?!\w)(?=\s*[a-z0-9(€])", re.IGNORECASE)
_SLASHED = re.compile(r"(?<![\w/])(?:t/m|p/a|a/d|v/h|i/o|km/u|z/n)(?![\w/])", re.IGNORECASE)
_CODES = re.compile(r"(?<!\w)(?:BW|Rv|Gdw|Wki|Bki|KvK|BIK|WIK|AV|IBAN-nr)(?!\w)")


def abbreviations_in(text: str) -> tuple[str, ...]:
    """The abbreviations in the text of a writ, in order of appearance, each once. Law: art. 15 lid 1 Gdw."""
    found = [match for pattern in (_DOTTED, _SHORTENED, _SLASHED, _CODES) for match in pattern.finditer(text)]
    return tuple(dict.fromkeys(match.group() for match in sorted(found, key=lambda match: match.start())))
