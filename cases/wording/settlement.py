"""What to do with money that is too much, by how its case ended."""

from cases.models import ClosingReason

_ADVICE = {
    ClosingReason.WITHDRAWN_BY_CLIENT: "Kwam binnen na het intrekken. Vraag de opdrachtgever: heropenen of "
    "terugbetalen?",
    ClosingReason.UNCOLLECTABLE: "De debiteur betaalt toch. Heropen het dossier: dan telt het geld mee.",
    ClosingReason.SETTLED: "Kwam binnen na de schikking. Betaal terug aan de debiteur.",
    ClosingReason.DISPUTE_UPHELD: "De debiteur had gelijk. Betaal terug wat hij betaalde.",
    ClosingReason.JOINED: "Hoort bij het dossier waar de facturen nu staan. Boek de betaling hier terug en daar in.",
    ClosingReason.WRONG_DEBTOR: "Deze persoon was niets schuldig. Betaal terug wat hij betaalde.",
}
_OF_PAID = "Betaal terug aan de debiteur."
_OF_OPEN = "Kijk of alle facturen in het dossier staan; betaal anders terug aan de debiteur."


def is_to_be_asked(reason: ClosingReason | None) -> bool:
    """Whether somebody must decide first if the money is too much at all: the case closed while it was owed."""
    return reason in (ClosingReason.WITHDRAWN_BY_CLIENT, ClosingReason.UNCOLLECTABLE)


def advice(reason: ClosingReason | None) -> str:
    """What to do with too much on a case that closed for this reason; None for an open one."""
    return _OF_OPEN if reason is None else _ADVICE.get(reason, _OF_PAID)
