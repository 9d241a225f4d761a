"""Who owes in a quote request: the notice of each, one or more debtors, and who paid."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from agency.quote.fields import INVALID, Bad, Fields
from legal.facts import CaseFacts, Channel, Debtor, DebtorKind, Liability, Notice, Payment, Unnamed

NOTICE = (
    "sent_on", "channel", "delivered_on", "has_bounced", "is_receipt_disputed", "claims_named", "addressed_to",
    "fee_named", "text", "verdict", "elsewhere",
)  # fmt: skip
LATER_NOTICE = (
    "sent_on", "channel", "delivered_on", "has_bounced", "is_receipt_disputed", "claims_named", "fee_named", "verdict",
    "elsewhere",
)  # fmt: skip
DEBTOR = ("ref", "kind", "liability", "share", "notice", "later_notices", "most")
PAYMENT = ("received_on", "amount", "claim", "debtor")
SHARE = re.compile(r"(\d{1,6})/(\d{1,6})", re.ASCII)


def notice_of(owner: Fields) -> Notice | None:
    """The notice of a request or of one of its debtors, None where there is none. Raises Bad."""
    if owner.get("notice") is None:
        return None
    notice = Fields(owner.get("notice"), owner.at("notice"), NOTICE)
    return _obeying(_sent(notice), notice)


def later_notices_of(owner: Fields) -> tuple[Notice, ...]:
    """The notices of claims that came later, each with the claims that it names. Raises Bad.

    A fee that one names is the most that it makes due, where no verdict is given.
    """
    rows = owner.rows("later_notices", LATER_NOTICE) if owner.get("later_notices") is not None else []
    return tuple(
        _obeying(replace(
            _sent(row), claims=row.texts_or_none("claims_named"), most_costs=row.amount_or_none("fee_named")
        ), row) for row in rows
    )


def unnamed_of(fields: Fields) -> Unnamed:
    """The notices for what the shares of the debtors leave. Raises Bad."""
    if fields.get("unnamed") is None:
        return Unnamed()
    owner = Fields(fields.get("unnamed"), "unnamed", ("notice", "later_notices"))
    return Unnamed(notice=notice_of(owner), later_notices=later_notices_of(owner))


def _sent(notice: Fields) -> Notice:
    return Notice(
        sent_on=notice.day("sent_on"),
        channel=notice.choice("channel", Channel),
        delivered_on=notice.day_or_none("delivered_on"),
        has_bounced=notice.flag_or("has_bounced", default=False),
        is_receipt_disputed=notice.flag_or("is_receipt_disputed", default=False),
        elsewhere=notice.amount_or_zero("elsewhere"),
    )


def _obeying(sent: Notice, notice: Fields) -> Notice:
    """The notice with the verdict that is given on it."""
    if notice.get("verdict") is None:
        return sent
    verdict = Fields(notice.get("verdict"), notice.at("verdict"), ("defects", "claims", "most_costs"))
    return replace(
        sent,
        defects=verdict.texts_or_none("defects") or (),
        claims=verdict.texts_or_none("claims"),
        most_costs=None if verdict.get("most_costs") is None else verdict.amount_or_zero("most_costs"),
    )


def debtor_rows(fields: Fields) -> list[Fields]:
    """The debtors that are told as objects; none where the request lists names, or no debtors at all. Raises Bad."""
    if fields.get("debtors") is None:
        return []
    listed = fields.listed("debtors")
    if not any(isinstance(each, dict) for each in listed):
        return []
    return fields.rows("debtors", DEBTOR)


def debtors_of(fields: Fields, facts: CaseFacts) -> tuple[Debtor, ...]:
    """The debtors, each with his own notice. Raises Bad.

    The notice of the request is that of whom it addresses; where it names nobody, of all, unless one has his own.
    """
    rows = debtor_rows(fields)
    return tuple(_debtor(row, facts, has_notice_of_all(row, rows, fields)) for row in rows)


def has_notice_of_all(row: Fields, rows: Sequence[Fields], fields: Fields) -> bool:
    """Whether the notice of the request is that of this debtor, who has none of his own."""
    if "notice" in row.content or fields.get("notice") is None:
        return False
    addressed = Fields(fields.get("notice"), "notice", NOTICE).texts_or_none("addressed_to")
    if addressed is None:
        return not any(each.get("notice") is not None for each in rows)
    return row.text("ref") in addressed


def _debtor(row: Fields, facts: CaseFacts, has_that_of_all: bool) -> Debtor:
    return Debtor(
        ref=row.text("ref"),
        kind=row.choice_or_none("kind", DebtorKind) or facts.debtor,
        liability=row.choice_or_none("liability", Liability) or Liability.JOINT,
        share=_share(row),
        notice=facts.notice if has_that_of_all else notice_of(row),
        most=row.amount_or_none("most"),
        later_notices=later_notices_of(row),
    )


def _share(row: Fields) -> Fraction | None:
    if row.get("share") is None:
        return None
    found = SHARE.fullmatch(row.text("share"))
    if found is None or not int(found[2]) or not int(found[1]):
        raise Bad(row.at("share"), INVALID, 'een deel als breuk werd verwacht, zoals "1/3"')
    return Fraction(int(found[1]), int(found[2]))


def payment_of(content: object, path: str) -> Payment:
    """One payment. Raises Bad."""
    fields = Fields(content, path, PAYMENT)
    return Payment(
        received_on=fields.day("received_on"),
        amount=fields.amount("amount"),
        claim=None if fields.get("claim") is None else fields.text("claim"),
        debtor=None if fields.get("debtor") is None else fields.text("debtor"),
    )
