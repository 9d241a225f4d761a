"""What a writ of summons to pay (sommatie-exploot) must hold, and the abbreviations that a person looks at."""

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

# Jargon with a wording to propose. Everybody knows nr., art., enz. or btw, and B.V. is part of a name: they pass.
_PROPOSED = {
    "a.d.h.v.": "aan de hand van", "a/d": "aan de", "aanv.": "aanvullend", "abon.": "abonnement",
    "abonn.": "abonnement", "adhv": "aan de hand van", "afd.": "afdeling", "afl.": "aflevering", "afr.": "afrekening",
    "afs.": "afspraak", "app.": "appartement of apparaat", "beh.": "behandeling", "betr.": "betreft",
    "bijl.": "bijlage", "bgl.": "beglazing", "c.q.": "of", "conf.": "volgens", "cq": "of", "d.d.": "gedateerd",
    "d.m.v.": "door middel van", "dd": "gedateerd", "dd.": "gedateerd", "div.": "diverse", "dmv": "door middel van",
    "e.a.": "en anderen", "e.d.": "en dergelijke", "e.e.a.": "een en ander", "e.v.": "en volgende of echtgenote van",
    "eea": "een en ander", "evt": "eventueel", "evt.": "eventueel", "fact.": "factuur",
    "gem.": "gemeente of gemiddeld", "h.o.d.n.": "handelend onder de naam", "hodn": "handelend onder de naam",
    "i.c.m.": "in combinatie met", "i.g.v.": "in geval van", "i.h.k.v.": "in het kader van",
    "i.o.m.": "in overleg met", "i.o.v.": "in opdracht van", "i.p.v.": "in plaats van", "i.v.m.": "in verband met",
    "i.z.": "in de zaak van", "i/o": "in oprichting", "icm": "in combinatie met", "igv": "in geval van",
    "ihkv": "in het kader van", "inst.": "installatie", "inz.": "in de zaak van", "iom": "in overleg met",
    "iov": "in opdracht van", "ipv": "in plaats van", "ivm": "in verband met", "jl": "laatstleden",
    "jl.": "laatstleden", "jo.": "in samenhang met", "kw.": "kwartaal", "lev.": "levering",
    "m.b.t.": "met betrekking tot", "m.b.v.": "met behulp van", "m.i.v.": "met ingang van",
    "m.u.v.": "met uitzondering van", "mbt": "met betrekking tot", "mbv": "met behulp van", "miv": "met ingang van",
    "mnd": "maand", "mnd.": "maand", "muv": "met uitzondering van", "n.a.v.": "naar aanleiding van",
    "n.v.t.": "niet van toepassing", "nav": "naar aanleiding van", "nl.": "namelijk", "nvt": "niet van toepassing",
    "o.b.v.": "op basis van", "o.g.v.": "op grond van", "o.v.v.": "onder vermelding van", "obv": "op basis van",
    "ogv": "op grond van", "onderh.": "onderhoud", "ong.": "ongeveer", "ovk": "overeenkomst",
    "ovk.": "overeenkomst", "ovv": "onder vermelding van", "p/a": "per adres", "p/m": "per maand",
    "q.q.": "in hoedanigheid", "qq": "in hoedanigheid", "rek.": "rekening", "rep.": "reparatie",
    "resp": "respectievelijk", "resp.": "respectievelijk", "t.a.v.": "ter attentie van", "t.b.v.": "ten behoeve van",
    "t.g.v.": "ten gevolge van", "t.h.v.": "ter hoogte van", "t.n.v.": "ten name van", "t.o.v.": "ten opzichte van",
    "t.w.v.": "ter waarde van", "tav": "ter attentie van", "tbv": "ten behoeve van", "tgv": "ten gevolge van",
    "tnv": "ten name van", "tov": "ten opzichte van", "twv": "ter waarde van", "uitv.": "uitvoering",
    "v.a.": "vanaf", "v.v.": "en omgekeerd", "v.w.b.": "voor wat betreft", "v/h": "voorheen", "vd": "van de",
    "verg.": "vergoeding", "vgl.": "vergelijk", "vlgs": "volgens", "vlgs.": "volgens", "vnl.": "vooral",
    "vord.": "vordering", "vrd.": "vordering", "vwb": "voor wat betreft", "w.o.": "waaronder",
    "werkz.": "werkzaamheden", "z.g.": "zogenoemd", "z/n": "zonder nummer", "zgn.": "zogenoemd", "zgn": "zogenoemd",
}  # fmt: skip
_PASSING = frozenset((
    "b.v.", "n.v.", "v.o.f.", "c.v.", "u.a.", "bv.", "nv.", "vof.", "art.", "artt.", "nr.", "nrs.", "no.", "enz.",
    "etc.", "bijv.", "incl.", "excl.", "tel.", "dhr.", "mevr.", "mw.", "hr.", "mr.", "mrs.", "dr.", "drs.", "ir.",
    "ing.", "prof.", "st.", "fam.", "jr.", "sr.", "ca.", "max.", "min.", "blz.", "pag.", "jan.", "feb.", "febr.",
    "mrt.", "apr.", "mei.", "jun.", "jul.", "aug.", "sep.", "sept.", "okt.", "nov.", "dec.", "a.u.b.", "d.w.z.",
    "o.a.", "z.s.m.", "v.d.", "p.j.", "p.m.", "p.p.", "p.st.",
))  # fmt: skip
_DOTTED = re.compile(r"(?<![\w.])(?:[a-z]\.){2,}(?:[a-z](?!\w))?", re.IGNORECASE)
# No sentence goes on with a small letter, digit or amount behind its full stop: then the stop belongs to the word.
_SHORTENED = re.compile(r"(?<![\w.])[^\W\d_]{2,6}\.(?= +[a-z0-9(€])")
_LISTED = re.compile(
    rf"(?<![\w./])(?:{'|'.join(map(re.escape, sorted(_PROPOSED, key=len, reverse=True)))})(?![\w/])",
    re.IGNORECASE,
)


@dataclass(frozen=True, order=True)
class Abbreviation:
    """A word in a text that a reader may not know, and a wording to propose; "" where there is none to propose."""

    word: str
    proposal: str


def uncommon_abbreviations(text: str) -> tuple[Abbreviation, ...]:
    """The uncommon abbreviations in a text for the writ, in order of appearance, each once; for a person to look at.

    Only uncommon ones are barred, and what a client wrote on its invoice is quoted, never rewritten.
    Law: art. 15 lid 1 Gdw (as of 1 July 2016, Stb. 2016, 93).

    >>> uncommon_abbreviations("factuur nr. 12, betr. abon. t/m mei, incl. btw")
    (Abbreviation(word='betr.', proposal='betreft'), Abbreviation(word='abon.', proposal='abonnement'))
    """
    found = sorted(
        (match for pattern in (_DOTTED, _SHORTENED, _LISTED) for match in pattern.finditer(text)),
        key=lambda match: (match.start(), -match.end()),
    )
    words = (match.group() for match in found if not _passes(match, text))
    return tuple(Abbreviation(word, _PROPOSED.get(word.casefold(), "")) for word in dict.fromkeys(words))


def _passes(match: re.Match[str], text: str) -> bool:
    """Common ones, initials, and a name in capitals among other letters (IVM, MBT)."""
    word = match.group()
    if word.casefold() in _PASSING:
        return True
    if "." in word.rstrip("."):
        return word.isupper() and word.casefold() not in _PROPOSED
    return word.isupper() and not text.isupper() and word.casefold() in _PROPOSED and "." not in word
