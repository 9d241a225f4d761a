"""What the words in a cell say: paid, open, disputed, a credit note, a mark of debit or credit, yes or no."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class Saying(StrEnum):
    """What a cell tells about its claim."""

    NOTHING = "nothing"
    NO = "no"
    YES = "yes"
    OPEN = "open"
    PAID = "paid"
    PARTLY_PAID = "partly_paid"
    CREDITED = "credited"
    WRITTEN_OFF = "written_off"
    CLOSED = "closed"
    DISPUTED = "disputed"
    UNKNOWN = "unknown"


class Posting(StrEnum):
    """What sort of entry a row is."""

    NOTHING = "nothing"
    CLAIM = "claim"
    CREDIT = "credit"
    UNKNOWN = "unknown"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NO = frozenset(
    ("nee", "neen", "n", "no", "none", "geen", "niet", "nvt", "n.v.t", "0", "0,0", "0,00", "0.00", "false", "onwaar",
     "nihil", "nul")
)
_YES = frozenset({"ja", "j", "yes", "y", "x", "1", "true", "waar", "v", "ok"})
_DASHES = frozenset("-–—−./·,")
_DISPUTED = re.compile(r"(?<!on)betwist|geschil|disput|contested|bezwaar|klacht|verweer|reclamatie|complaint")
_NOT_DISPUTED = re.compile(r"\b(?:niet|geen|not|no)\b[a-z ]*(?:betwist|geschil|disput|bezwaar|klacht|verweer)")
_PARTLY = re.compile(
    r"\b(?:deels|gedeeltelijk|deelbeta\w*|deel betaald|part(?:ly|ial|ially)?|aanbeta\w*|restant|ten dele)\b"
    r"|\bniet (?:volledig|geheel|helemaal)\b|\bnot fully\b"
)
_NOT_PAID = re.compile(
    r"\b(?:onbetaald|unpaid|onvoldaan)\b"
    r"|\b(?:niet|not|geen|te|wacht op|awaiting|in afwachting van)\b[a-z ]*(?:betaa?l\w*|voldaan|voldoen|paid|payment"
    r"|ontvangen|received)"
)
_WRITTEN_OFF = re.compile(r"afgeboekt|oninbaar|afgeschreven|kwijt|writ\w+ off|write off|uncollectible|bad debt")
_CREDITED = re.compile(r"gecrediteerd|\bcredited|creditnota|credit nota|creditfactuur|credit ?note")
_AWAITED = re.compile(r"(?:wacht|afwachting|awaiting)\b.*credit")
_PAID = re.compile(
    r"\b(?:af|uit|vooruit|terug)?betaald\b|\bvoldaan\b|\bpaid\b|\bafgelost\b|\bgeincasseerd\b|\bsettled\b"
    r"|\bontvangen\b|\breceived\b|\bverrekend\b"
)
_CLOSED = re.compile(
    r"\b(?:gesloten|closed|afgehandeld|afgerond|afgesloten|geannuleerd|cancell?ed|void|voided|ingetrokken|nietig"
    r"|verwijderd|deleted|concept|draft|vervallen verklaard)\b"
)
# A status of nothing but these words says that the invoice is open.
_OPEN_WORDS = _words(
    "open openst openstaand openstaande staand staat post factuur invoice debiteur onbetaald unpaid vervallen verlopen "
    "verstreken te laat achterstallig achterstand overdue past due late outstanding nieuw new actief active verzonden "
    "verstuurd sent gefactureerd invoiced definitief final goedgekeurd approved authorised authorized awaiting payment "
    "incasso ter naar voor incassobureau herinnering herinneringen herinnerd reminder reminders aanmaning aanmaningen "
    "aangemaand gemaand sommatie sommatiebrief ingebrekestelling wik 14-dagenbrief veertiendagenbrief dagenbrief "
    "eerste tweede derde laatste 1e 2e 3e 4e 1ste 2de 3de first second third final gestorneerd storno gestorneerde "
    "is en de per op dagen days term termijn niveau level fase nr no in op"
)
_REMINDED = _words("januari februari maart april mei juni juli augustus september oktober november december")
_ORDINAL = re.compile(r"\d{1,4}(?:e|de|ste|st|nd|rd|th)?")
_CLAIM_WORDS = _words(
    "factuur facturen invoice invoices nota rekening debiteur verkoop sales f i d inv fac fact vf vk dr rv deb debet "
    "debit db bij soll s termijn huur abonnement bill declaratie levering openstaand openstaande post + plus"
)
_CREDIT_WORDS = _words(
    "credit c cr cre cred cn crn cm ca creditnota creditnote creditmemo creditfactuur creditering creditboeking h "
    "haben af - min minus g gutschrift retour retourfactuur correctie storno dg dz rc betaling betalingen payment "
    "ontvangst ontvangsten receipt bank kas aanbetaling deelbetaling vooruitbetaling terugbetaling refund verrekening "
    "afboeking tegoed korting"
)
_SHORT = 2


def plain(text: str) -> str:
    """Lower-case words of `text` without accents, divided by single spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^a-z0-9.,+-]+", " ", bare).split()).strip(" .,")


@lru_cache(maxsize=8192)
def saying(text: str) -> Saying:
    """What a status, payment or dispute cell says in words; UNKNOWN for words that are not known."""
    words = plain(text)
    if not text.strip() or set(text.strip()) <= _DASHES:
        return Saying.NOTHING
    if words in _NO:
        return Saying.NO
    if not words or words in _YES:  # a tick or another sign
        return Saying.YES
    return _told(words)


def _told(words: str) -> Saying:
    if _DISPUTED.search(words) and not _NOT_DISPUTED.search(words):
        return Saying.DISPUTED
    patterns = (
        (_PARTLY, Saying.PARTLY_PAID), (_AWAITED, Saying.UNKNOWN), (_NOT_PAID, Saying.OPEN),
        (_WRITTEN_OFF, Saying.WRITTEN_OFF),
        (_CREDITED, Saying.CREDITED), (_PAID, Saying.PAID), (_CLOSED, Saying.CLOSED), (_NOT_DISPUTED, Saying.OPEN),
    )
    found = next((told for pattern, told in patterns if pattern.search(words)), None)
    return found or (Saying.OPEN if _is_open(words) else Saying.UNKNOWN)


def _is_open(words: str) -> bool:
    """True when nothing else is said than that the invoice is open, reminded or overdue, with days and numbers."""
    bare = [word for part in re.split(r"[ ,/+-]+", words) if (word := part.strip("."))]
    told = [word for word in bare if word not in _REMINDED and not _ORDINAL.fullmatch(word)]
    return bool(told) and all(word in _OPEN_WORDS for word in told)


@lru_cache(maxsize=8192)
def posting(text: str) -> Posting:
    """Whether a mark or a document type names a claim or something that lowers one."""
    if not text.strip():
        return Posting.NOTHING
    sign = text.strip().replace("−", "-").replace("–", "-")
    words = sign if sign in {"+", "-"} else plain(text).replace(".", "")
    tokens = [token for token in re.split(r"[ ,/]+|(?<=\w)-(?=\w)", words) if token]
    if any(token in _CREDIT_WORDS or token.startswith(("credit", "gecredit")) for token in tokens):
        return Posting.CREDIT
    if any(token in _CLAIM_WORDS or token.endswith(("factuur", "nota", "invoice")) for token in tokens):
        return Posting.CLAIM
    return Posting.UNKNOWN if tokens else Posting.NOTHING


def is_word(text: str) -> bool:
    """True when a document type is written out: "Creditnota", not "C"."""
    return len(plain(text)) > _SHORT
