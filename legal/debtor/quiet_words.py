"""Words that others may see or hear: an SMS, a voicemail, an envelope, the subject of an e-mail. They betray no debt.

A housemate reads the screen, a colleague the subject: neither debt nor amount nor creditor may stand there.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

LAW_QUIET = "art. 4.1 Besluit kwaliteit incassodienstverlening"
LAW_NAMED = "art. 11 lid 1 Wki"  # the registered name and the number stand in every message
NO_NAME = (
    "Elke geregistreerde naam verraadt dat het om een schuld gaat, en een bericht zonder naam en registratienummer mag "
    f"niet ({LAW_NAMED})."
)


class Betrays(StrEnum):
    """What a text gives away."""

    AMOUNT = "amount"
    DEBT = "debt"
    CREDITOR = "creditor"


@dataclass(frozen=True, kw_only=True)
class Betrayal:
    """Something in a text that others may not see: what it gives away, and the words that were found."""

    betrays: Betrays
    found: str


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who we are by the register: the registered names, the one that is used first, the phone and the number."""

    names: tuple[str, ...]
    phone: str
    registration_number: str


_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_AMOUNT = re.compile(
    r"[€£$]|\beuro(?:['’]?s)?\b|\beur\b|\bcent(?:en)?\b|(?<![\d,.])\d{1,3}(?:\.\d{3})*,(?:\d{2}(?!\d)|[-–—])|\b\d+,\d{2}\b"
)
# Within a word, because Dutch writes words together: huurschuld, energierekening, betalingsherinnering.
_DEBT = re.compile(
    r"\w*(?:schuld|in[ck]as+o|achterstal|achterstand|aanman|wanbeta|betal|betaal|factu|kredie?t|debiteur|crediteur"
    r"|deurwaarder|dagvaard|beslagl|vonnis|exploot|ingebreke|in gebreke|aflos|openstaan|sommati|somme[er]|bedrag|saldo"
    r"|herinnering|invorder|faillis|faillie|insolven|schikking|terugvorder|executoria|hypothe)\w*"
    r"|(?<!be)\brekening\w*|\w*(?<!be)rekening(?:en|nummer)?\b|\w*(?<!be)vordering\w*|\w*(?<!on)kosten\b|\brente\w*"
    r"|\b\w*(?:huur|krediet|handels|vertragings)rente\b|\b(?:geld)?lening\w*|\brechter(?:s|lijke?)?\b|\brechtbank\b"
    r"|\w*gerechtelijk\w*|\bproces(?:kosten)?\b|\bbeslag\b|\bbkr\b|\bwik\b|\bwsnp\b|\biban\b|\bnl\d{2} ?[a-z]{4} ?\d"
    r"|\bveertiendagen\w*|\b14[ -]?dagenbrief\b|\bdebts?\b|\binvoices?\b|\bpayments?\b|\boverdue\b|\bbailiff\b"
    r"|\bcollect\w*|\bunpaid\b|\bcredit\w*|\w*juridisch\w*|\w*advoca\w*"
)
_HARMLESS = re.compile(r"\bonschuld\w*|\w*verontschuldig\w*|\bkostenloos\b")
_FORM = re.compile(r"\b(?:b\.?v|n\.?v|v\.?o\.?f|c\.?v|u\.?a)\b\.?|\b(?:stichting|vereniging|co[oö]peratie|gemeente)\b")
_LEAST_LETTERS = 5  # a shorter word of a name is often an ordinary word


def betrayals(text: str, *, creditors: Collection[str] = (), own: Collection[str] = ()) -> tuple[Betrayal, ...]:
    """Everything in `text` that gives away a debt, an amount or one of these `creditors`; empty for none.

    A creditor is found by its name, with its legal form or without, and by each longer word of it. `own`: our own names
    that may be seen, which are left out. Law: art. 4.1 Bki asks for correct conduct; that nobody else may
    learn of a debt is how we read it, and no article names the words.

    >>> [each.found for each in betrayals("Betaal uw factuur van € 12,50 aan Stroomdal", creditors=["Stroomdal B.V."])]
    ['€', '12,50', 'betaal', 'factuur', 'stroomdal']
    >>> betrayals("Wilt u ons bellen? Voorbeeld Services, 030 123 45 67, registratienummer WKI-000001")
    ()
    """
    searched = _plain(text)
    for name in sorted(map(_plain, own), key=len, reverse=True):
        searched = searched.replace(name, " ") if name else searched
    found = [
        *((Betrays.AMOUNT, each) for each in _all(_AMOUNT, searched)),
        *((Betrays.DEBT, each) for each in _all(_DEBT, _HARMLESS.sub(" ", searched))),
        *((Betrays.CREDITOR, each) for name in creditors for each in _creditor(name, searched)),
    ]
    return tuple(Betrayal(betrays=what, found=words) for what, words in dict.fromkeys(found))


def quiet_name(names: Sequence[str]) -> str | None:
    """The first of our registered names that gives nothing away; None where each does.

    >>> quiet_name(["Voorbeeld Incasso B.V.", "Voorbeeld Services"])
    'Voorbeeld Services'
    """
    return next((name for name in names if name.strip() and not betrayals(name)), None)


def call_us(sender: Sender) -> str | None:
    """The one text for an SMS or a voicemail; None where no registered name gives nothing away: then nothing is left.

    Law: art. 11 lid 1 Wki (registered name and number).
    """
    name = quiet_name(sender.names)
    if name is None or not sender.phone or not sender.registration_number:
        return None
    return f"Wilt u ons bellen? {name}, {sender.phone}, registratienummer {sender.registration_number}"


def is_allowed_message(text: str, sender: Sender) -> bool:
    """Whether this may leave as an SMS or be left on a voicemail: that one text, to the letter, and no other."""
    return text == call_us(sender)


def return_address(names: Sequence[str], address: Sequence[str]) -> tuple[str, ...]:
    """What stands on the outside of an envelope as its sender: a name that gives nothing away, else none."""
    name = quiet_name(names)
    return tuple(address) if name is None else (name, *address)


def _creditor(name: str, searched: str) -> Iterator[str]:
    """What of the name of a creditor stands in the text: all of it, else its longer words."""
    core = " ".join(_FORM.sub(" ", _plain(name)).split())
    if core and _stands(core, searched):
        yield core
        return
    for word in re.findall(r"\w+", core):
        if len(word) >= _LEAST_LETTERS and _stands(word, searched):
            yield word


def _stands(words: str, searched: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", searched) is not None


def _all(pattern: re.Pattern[str], searched: str) -> Iterator[str]:
    return (match.group().strip() for match in pattern.finditer(searched))


def _plain(text: str) -> str:
    """Small letters, composed, on one line, without what is not seen."""
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold().split())
