"""Abbreviations: a writ has none. Known ones are written out here; what is left `legal.writ.abbreviations_in` reports.

Law: art. 15 lid 1 Gerechtsdeurwaarderswet.
"""

import re

_WRITTEN_OUT = {
    "a.d.h.v.": "aan de hand van", "a.u.b.": "alstublieft", "abonn.": "abonnement", "afd.": "afdeling",
    "art.": "artikel", "artt.": "artikelen", "bijv.": "bijvoorbeeld", "blz.": "bladzijde", "bv.": "bijvoorbeeld",
    "c.q.": "dan wel", "ca.": "circa", "cf.": "volgens", "conf.": "overeenkomstig", "d.d.": "van", "dd.": "van",
    "d.m.v.": "door middel van", "d.w.z.": "dat wil zeggen", "e.a.": "en anderen", "e.d.": "en dergelijke",
    "e.e.a.": "een en ander", "enz.": "enzovoort", "etc.": "enzovoort", "evt.": "eventueel", "excl.": "exclusief",
    "fact.": "factuur", "gem.": "gemiddeld", "i.c.m.": "in combinatie met", "i.h.k.v.": "in het kader van",
    "i.o.m.": "in overleg met", "i.p.v.": "in plaats van", "i.v.m.": "in verband met", "i.z.": "inzake",
    "incl.": "inclusief", "inz.": "inzake", "jl.": "jongstleden", "jo.": "juncto", "m.a.w.": "met andere woorden",
    "m.b.t.": "met betrekking tot", "m.b.v.": "met behulp van", "m.i.v.": "met ingang van",
    "m.u.v.": "met uitzondering van", "mnd.": "maand", "n.a.v.": "naar aanleiding van", "nl.": "namelijk",
    "nr.": "nummer", "nrs.": "nummers", "o.a.": "onder andere", "o.b.v.": "op basis van", "o.g.v.": "op grond van",
    "o.v.v.": "onder vermelding van", "onderh.": "onderhoud", "p.j.": "per jaar", "p.m.": "per maand",
    "p.p.": "per persoon", "p.st.": "per stuk", "pag.": "pagina", "resp.": "respectievelijk",
    "t.a.v.": "ter attentie van", "t.b.v.": "ten behoeve van", "t.g.v.": "ten gevolge van", "t.n.v.": "ten name van",
    "t.o.v.": "ten opzichte van", "t.w.v.": "ter waarde van", "tel.": "telefoon", "v.a.": "vanaf",
    "vgl.": "vergelijk", "dhr.": "de heer", "mevr.": "mevrouw", "mw.": "mevrouw", "mr.": "meester",
    "zgn.": "zogenaamd", "z.s.m.": "zo spoedig mogelijk", "jan.": "januari", "feb.": "februari", "febr.": "februari",
    "mrt.": "maart", "apr.": "april", "jun.": "juni", "jul.": "juli", "aug.": "augustus", "sep.": "september",
    "sept.": "september", "okt.": "oktober", "nov.": "november", "dec.": "december", "t/m": "tot en met",
    "m/v": "man of vrouw", "p/m": "per maand", "btw": "omzetbelasting", "kvk": "Kamer van Koophandel", "nr": "nummer",
    "jl": "jongstleden", "incl": "inclusief", "excl": "exclusief", "mnd": "maand", "mrt": "maart",
    "drs.": "doctorandus", "max.": "maximaal", "ong.": "ongeveer", "geb.": "geboren", "bijl.": "bijlage",
    "div.": "diverse", "a/d": "aan de", "p/a": "per adres", "v/h": "voorheen", "z/n": "zonder nummer",
}  # fmt: skip
_NAMES = {
    "BW": "Burgerlijk Wetboek", "Rv": "Wetboek van Burgerlijke Rechtsvordering", "Gdw": "Gerechtsdeurwaarderswet",
    "Wki": "Wet kwaliteit incassodienstverlening", "Bki": "Besluit kwaliteit incassodienstverlening",
    "BIK": "Besluit vergoeding voor buitengerechtelijke incassokosten", "Stb.": "Staatsblad", "BTW": "omzetbelasting",
    "KvK": "Kamer van Koophandel", "Atw": "Algemene termijnenwet",
}  # fmt: skip
_KNOWN = re.compile(
    r"(?<![\w.])(?:"
    + "|".join(re.escape(short) for short in sorted([*_WRITTEN_OUT, *_NAMES], key=len, reverse=True))
    + r")(?!\w)",
    re.IGNORECASE,
)
_BY_LOWER = {short.lower(): full for short, full in _NAMES.items()} | _WRITTEN_OUT


def _full(found: re.Match[str]) -> str:
    full = _BY_LOWER[found.group().lower()]
    return full[0].upper() + full[1:] if found.group()[0].isupper() and found.group()[-1] == "." else full


_CITED = re.compile(r"(\d[a-z]?(?: lid \d+)?) (BW|Rv|Gdw|Wki|Bki|BIK|Atw)\b")
_NEUTER = ("BW", "Rv", "Bki", "BIK")


def _cited(found: re.Match[str]) -> str:
    return f"{found[1]} van {'het' if found[2] in _NEUTER else 'de'} {_NAMES[found[2]]}"


def written_out(text: str) -> str:
    """`text` with the abbreviations that are known written out; article numbers keep the law's own form."""
    return _KNOWN.sub(_full, _CITED.sub(_cited, text))


_WEEKDAYS = {
    "ma": "maandag", "di": "dinsdag", "wo": "woensdag", "do": "donderdag", "vr": "vrijdag", "za": "zaterdag",
    "zo": "zondag",
}  # fmt: skip
_DAY = "|".join(_WEEKDAYS)
_DAYS = re.compile(rf"\b({_DAY})\.?\s?(?:-|–|t/m)\s?({_DAY})\b\.?", re.IGNORECASE)
_ONE_DAY = re.compile(rf"\b({_DAY})\b\.?", re.IGNORECASE)


def hours_written_out(hours: str) -> str:
    """Telephone hours with the weekdays in full: "ma-vr" is "maandag tot en met vrijdag"."""
    spans = _DAYS.sub(lambda found: f"{_WEEKDAYS[found[1].lower()]} tot en met {_WEEKDAYS[found[2].lower()]}", hours)
    return written_out(_ONE_DAY.sub(lambda found: _WEEKDAYS[found[1].lower()], spans))
