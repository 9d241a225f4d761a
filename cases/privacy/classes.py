"""The classes of data, what each asks, and of which class each column is. Tests hold the columns against it.

A column that goes at the end of its term tells who somebody is (`privacy/register.py`): it is personal, unless it is
named below. What stays are keys, codes, days and amounts.
"""

from dataclasses import dataclass
from typing import Final

from cases.privacy.register import TABLES


@dataclass(frozen=True, kw_only=True)
class DataClass:
    """One class, in Dutch: what is in it, who sees it, how it is kept, and where it may and may not stand."""

    name: str
    what: str
    seen_by: str
    at_rest: str
    elsewhere: str
    shown: str


_DISK: Final = "een besloten map of de eigen rol op PostgreSQL; reservekopieën zijn versleuteld"
SECRET: Final = DataClass(
    name="Geheim", what="wachtwoorden, sleutels, wat een inlog of een link opent", seen_by="niemand",
    at_rest="wat iets opent alleen als vingerafdruk (hash), of versleuteld met een sleutel buiten de database; de rest "
    "opent niets zonder die sleutel of het apparaat erbij",
    elsewhere="nooit in een adres, een logregel, het logboek, een bestand of een uitdraai",
    shown="nooit; een nieuwe link, code of sleutel één keer, aan wie hem nodig heeft",
)
PRIVATE: Final = DataClass(
    name="Privé", what="woorden over iemands omstandigheden, en waarom het bureau iets besloot",
    seen_by="wie bij het bureau in het dossier werkt; een meekijker wat hij moet bevestigen", at_rest=_DISK,
    elsewhere="nooit in een adres of logregel, nooit op een pagina van een opdrachtgever of deurwaarder; wel in de "
    "uitdraai voor de persoon zelf en het dossier voor een inspecteur, en dat staat in het logboek",
    shown="in het dossier, voluit; niet in lijsten van dossiers. De reden van een betwisting leest ook de "
    "opdrachtgever: hij moet erop antwoorden",
)
PERSONAL: Final = DataClass(
    name="Persoonlijk",
    what="wie iemand is, hoe hij te bereiken is, waarvoor hij betaalt, en waar een gebruiker inlogde",
    seen_by="wie bij het bureau in het dossier werkt; de opdrachtgever en de deurwaarder van dat dossier",
    at_rest=_DISK,
    elsewhere="nooit leesbaar in een adres, nooit in een logregel; een bestand ermee staat in het logboek",
    shown="in het dossier voluit, want wie belt heeft het nummer meteen nodig; in lijsten en bij een ander naam en "
    "plaats, de rest verkort; een geheim adres pas na een klik, die in het logboek staat",
)
INTERNAL: Final = DataClass(
    name="Intern", what="nummers van rijen, codes, dagen en bedragen, die zonder het andere niets over iemand zeggen",
    seen_by="het bureau, en wie het dossier aangaat", at_rest=_DISK,
    elsewhere="een nummer, dag of bedrag mag in een adres; in een logregel alleen nummers en codes", shown="voluit",
)
PUBLIC: Final = DataClass(
    name="Over niemand", what="cijfers, teksten, afspraken en het bureau zelf",
    seen_by="wie een pagina ervan mag openen", at_rest=_DISK,
    elsewhere="mag in een adres en een bestand; in een logregel alleen nummers en codes", shown="voluit",
)
ALL: Final = (SECRET, PRIVATE, PERSONAL, INTERNAL, PUBLIC)

# By table; columns are parted by spaces.
_SECRET: Final = {
    "user": "password fs_uniquifier", "account_link": "token_sha256", "login": "token_sha256",
    "second_factor": "secret credential_id public_key", "recovery_code": "code_hash code_sha256",
    "submission": "token", "letter": "lease_token", "upload": "lease_token", "batch_work": "busy_token",
    "delivery": "token", "text_message": "token", "seal": "salt",
    "print_run": "busy_token",
}
_PRIVATE: Final = {
    "contact": "note", "hold": "reason outcome", "assessment": "reason signals confirmation_note",
    "means_shown": "source", "register_check": "note", "task": "what outcome", "told_amount": "note",
    "arrangement": "note", "case_event": "data", "privacy_request": "asked identity_shown extension_reason answer",
    "legal_hold": "reason lifted_reason", "party_link": "grounds reason", "contact_point": "state_reason",
    "case_party": "ended_reason", "writ_confirmation": "note", "write_off": "reason decision_note",
    "inbound": "subject text refused",
    "second_look": "before wanted reason decision", "redaction": "reason", "consumer_contract": "source",
    "print_run_letter": "why again",
}
# What stays, and yet tells where somebody was.
_PERSONAL: Final = {"trace_line": "address"}


def class_of(table: str, column: str) -> DataClass:
    """The class of this column."""
    kept = TABLES[table]
    for found, named in ((SECRET, _SECRET), (PRIVATE, _PRIVATE), (PERSONAL, _PERSONAL)):
        if column in named.get(table, "").split():
            return found
    if column in kept.goes.split():
        return PERSONAL
    return PUBLIC if kept.processing is None else INTERNAL


def columns_of(wanted: DataClass) -> tuple[tuple[str, str], ...]:
    """Every column of this class, with its table."""
    return tuple(
        (table, column) for table, kept in TABLES.items() for column in kept.columns
        if class_of(table, column) is wanted
    )


def named() -> tuple[tuple[str, str], ...]:
    """The columns that are named here."""
    return tuple(
        (table, column) for named in (_SECRET, _PRIVATE, _PERSONAL) for table, columns in named.items()
        for column in columns.split()
    )
