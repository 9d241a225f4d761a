"""Columns that are no field of a claim but tell whether its amount may be claimed: marks, payments, status, dispute.

A header decides what a column tells, its cells are understood by `sayings`. Only the names are judged here.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from cases.intake.headers import normalised


class Signal(StrEnum):
    """What a column says about the amount of its row."""

    MARK = "mark"
    DEBIT = "debit"
    CREDIT = "credit"
    RUNNING = "running"
    PAID = "paid"
    LOWERING = "lowering"
    LEFT = "left"
    STATUS = "status"
    DOCUMENT = "document"
    KIND = "kind"
    DISPUTE = "dispute"
    REMARK = "remark"


AMOUNTS = frozenset({Signal.DEBIT, Signal.CREDIT, Signal.PAID, Signal.LOWERING, Signal.LEFT})

SIGNAL_NAMES: Mapping[Signal, str] = {
    Signal.MARK: "teken debet of credit", Signal.DEBIT: "bedrag debet", Signal.CREDIT: "bedrag credit",
    Signal.RUNNING: "lopend saldo, geen bedrag van één factuur", Signal.PAID: "wat betaald of afgeboekt is",
    Signal.LOWERING: "wat van het bedrag af kan gaan", Signal.LEFT: "wat er nog openstaat",
    Signal.STATUS: "stand van de factuur", Signal.DOCUMENT: "soort boeking", Signal.KIND: "soort boeking",
    Signal.DISPUTE: "of de vordering wordt betwist",
    Signal.REMARK: "opmerking, nagekeken op betaling, credit en betwisting",
}

_EXACT: Mapping[Signal, str] = {
    Signal.MARK: (
        "dc cd dk debetcredit creditdebet debitcredit creditdebit debcred debcre debetofcredit debitorcredit dbcr crdb "
        "drcr crdr afbij bijaf afofbij bijofaf sh hs sollhaben habensoll teken sign plusmin plusminus dcindicator "
        "dccode dcmark debetcreditindicator debitcreditindicator dctype"
    ),
    Signal.DEBIT: (
        "debet debit deb bedragdebet debetbedrag debitamount amountdebit debetmutatie mutatiedebet soll bij bedragbij"
    ),
    Signal.CREDIT: (
        "credit cred bedragcredit creditbedrag creditamount amountcredit creditmutatie mutatiecredit haben af bedragaf"
    ),
    Signal.RUNNING: "saldoverloop nieuwsaldo saldona saldonamutatie saldonaboeking balanceafter",
    Signal.PAID: "betaling payment betaaldatum betalingsdatum datumbetaling paymentdate dateofpayment bedragbetaling",
    Signal.STATUS: "stand state fase stadium toestand",
    Signal.DOCUMENT: (
        "documenttype typedocument doctype documentsoort soortdocument boekingstype boekingssoort soortboeking "
        "typeboeking transactietype transactiesoort soorttransactie typetransactie transactiontype factuurtype "
        "factuursoort soortfactuur typefactuur invoicetype mutatietype mutatiesoort soortmutatie boekstuktype "
        "boekstuksoort soortboekstuk postsoort soortpost typepost entrytype recordtype"
    ),
    Signal.KIND: "soort type kind",
    Signal.REMARK: (
        "opmerking opmerkingen notitie notities bijzonderheden toelichting memo remark remarks note notes comment "
        "comments commentaar aantekening aantekeningen interneopmerking opmerkingintern"
    ),
}
_NAMED = {word: signal for signal, words in _EXACT.items() for word in words.split()}
_NO_PAYMENT = (
    r"onbetaald|unpaid|nietbetaald|nietvoldaan|notpaid|nogte|tebetalen|tevoldoen|uiterst|wijze|methode|method|termijn"
    r"|conditie|condition|kenmerk|referen|betaaldvia|paidvia|door|paidby|iban|rekening|belofte|promise|afspraak"
)
_NO_CREDIT = r"limiet|limit|score|rating|check|verzeker|insur|crediteur|creditor|card|kaart|manager|termijn|dagen|days"
# The first that fits counts: (signal, what the header holds, what it may not hold).
_STEMS = tuple((signal, re.compile(has), re.compile(lacks)) for signal, has, lacks in (
    (Signal.DISPUTE, r"betwist|geschil|disput|contested|klacht|bezwaar|verweer|reclamatie|complaint", r"onbetwist"),
    (Signal.RUNNING, r"cumulat|lopendsaldo|saldolopend|lopendtotaal|running|progressi", r"$^"),
    (Signal.STATUS, r"status", r"klant|relatie|burgerlijk|marital|customer|rechts|datum|date"),
    (Signal.PAID, (
        r"betaald|voldaan|ontvangen|ontvangst|paid|received|afgeboekt|afboeking|afgelost|aflossing|aanbetal"
        r"|vooruitbetal|deelbetal|betalingen|payments|verrekend|verrekening|gecrediteerd|settled|afgeschreven"
        r"|afschrijving|writeoff|writtenoff|kwijt|terugbetal|refund|teruggaaf"
    ), _NO_PAYMENT),
    (Signal.LEFT, (
        r"^open|nogopen|nogte|openstaa|restant|restbedrag|restsaldo|restschuld|^rest$|resterend|saldo|outstanding"
        r"|balance|remaining|amountdue"
    ), r"dagen|days|overdue|datum|date|termijn|term|openings|sinds|since|begin"),
    (Signal.DOCUMENT, (
        r"(?:boek|boeking|boekings|boekstuk|doc|document|transactie|mutatie|factuur|post|stuk|invoice|transaction|entry"
        r"|bedrag|bedrags)(?:soort|type|sort)$|^(?:soort|type)(?:boeking|boekstuk|document|doc|transactie|mutatie|stuk)"
    ), r"$^"),
    (Signal.KIND, r"soort|type|kind$|categorie|category", r"$^"),
    (Signal.LOWERING, (
        r"korting|inhouding|ingehouden|mindering|discount|deduction|aftrek|tegoed|rebate|voorschot|credit"
    ), _NO_CREDIT),
))
_SIGNS = frozenset({"+/-", "-/+", "±", "+ / -"})
_SUFFIXES = ("", "ineuro", "eur", "euro")


def signal_of(header: str) -> Signal | None:
    """What a column with this header says about the amount of a row; None when it says nothing."""
    if header.strip() in _SIGNS:
        return Signal.MARK
    key = normalised(header)
    for suffix in _SUFFIXES:
        named = _NAMED.get(key.removesuffix(suffix))
        if named is not None:
            return named
    return next((signal for signal, has, lacks in _STEMS if has.search(key) and not lacks.search(key)), None)


def tells_how_to_pay(header: str) -> bool:
    """True for a header on the way or the term of paying: its words say nothing of what was paid."""
    return bool(re.search(_NO_PAYMENT, normalised(header)))
