"""Closing a case by hand: each reason with what it means for the money, said beforehand, and all that ends with it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.amicable import booking_off, holds, write_offs
from cases.amicable.arrangements import stop_for_closing
from cases.amicable.booking_off import Off
from cases.amicable.write_offs import WriteOffInput
from cases.correspondence import ordering
from cases.counting import ledger_entries, overpaid, replays
from cases.counting.replays import Counted
from cases.errors import Incomplete, NotFound, PreviewOutdated, Refused
from cases.events.stages import CaseClosing
from cases.models import Case, ClosingReason, CreditEffect, LedgerEntry, LedgerKind, WriteOff, WriteOffState
from cases.names import name
from cases.progress import stages
from cases.schema.db import without_citizen_number
from legal.money import ZERO
from legal.parameters import Figures


class Money(StrEnum):
    """What becomes of what is open."""

    WRITTEN_OFF = "written_off"
    HANDED_BACK = "handed_back"
    NEVER_OWED = "never_owed"


@dataclass(frozen=True, kw_only=True)
class EndRule:
    """One reason to close: what becomes of the money, and what that means for client and debtor, said beforehand."""

    money: Money
    for_money: str
    for_client: str
    for_debtor: str


BY_PERSON: Final[dict[ClosingReason, EndRule]] = {
    ClosingReason.WITHDRAWN_BY_CLIENT: EndRule(
        money=Money.HANDED_BACK,
        for_money="Wij vragen niets meer, ook geen rente en incassokosten. Er wordt niets kwijtgescholden.",
        for_client="De vordering gaat terug naar de opdrachtgever. Hij beslist zelf wat hij ermee doet.",
        for_debtor="De debiteur hoort niets meer van ons. Hij kan de opdrachtgever nog wel iets schuldig zijn.",
    ),
    ClosingReason.UNCOLLECTABLE: EndRule(
        money=Money.WRITTEN_OFF,
        for_money="Alles wat openstaat, wordt afgeboekt. Boven uw grens beslist een tweede persoon.",
        for_client="De opdrachtgever ziet dat dit bedrag niet is ontvangen.",
        for_debtor="De debiteur hoort niets meer van ons. De schuld zelf vervalt niet.",
    ),
    ClosingReason.SETTLED: EndRule(
        money=Money.WRITTEN_OFF,
        for_money="De rest wordt afgeboekt. Boven uw grens beslist een tweede persoon.",
        for_client="De opdrachtgever ging akkoord met minder, en ziet dat de rest niet is ontvangen.",
        for_debtor="De debiteur is niets meer schuldig. Bevestig hem dat.",
    ),
    ClosingReason.DISPUTE_UPHELD: EndRule(
        money=Money.NEVER_OWED,
        for_money="De vordering vervalt helemaal: ook rente en incassokosten waren nooit verschuldigd. Wat is betaald, "
        "gaat terug.",
        for_client="De opdrachtgever krijgt niets uit dit dossier. Wat al is betaald, betaalt de ontvanger terug.",
        for_debtor="De debiteur had gelijk en krijgt terug wat hij betaalde. Bevestig hem dat.",
    ),
    ClosingReason.WRONG_DEBTOR: EndRule(
        money=Money.NEVER_OWED,
        for_money="Deze persoon was nooit iets schuldig, ook geen rente en incassokosten. Wat is betaald, gaat terug.",
        for_client="De opdrachtgever kan de vordering opnieuw aanleveren, met de juiste debiteur.",
        for_debtor="Deze persoon hoort niets meer van ons en krijgt terug wat hij betaalde.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class ClosingInput:
    """Why a case is closed, in the words of who closes it. `seen`: what was open on the screen, None for unknown."""

    reason: ClosingReason
    note: str
    seen: Decimal | None


def open_now(session: Session, case: Case, *, act: Act, figures: Figures) -> Decimal | None:
    """What is open today, as far as it can be counted, less what came in since; None where nothing can be counted."""
    return replays.counted(session, case, today=act.today, figures=figures).left


def close(session: Session, act: Act, case_id: int, told: ClosingInput, *, figures: Figures) -> WriteOff | None:
    """Close a case for a reason. What waits for a second person is given back, and the case is open until he decides.

    Raises CaseClosed, Incomplete without words, Refused for a reason that only the program gives, PreviewOutdated when
    another amount is open than was seen.
    """
    case = stages.open_case(session, case_id)
    rule = BY_PERSON.get(told.reason)
    if rule is None:
        raise Refused(f"“{name(told.reason).capitalize()}” geeft het programma zelf. Kies een andere reden.")
    if not told.note.strip():
        raise Incomplete("Schrijf op waarom het dossier sluit, en van wie u dat weet.")
    without_citizen_number(told.note)
    left = open_now(session, case, act=act, figures=figures)
    if left != told.seen:
        raise PreviewOutdated("Het saldo is intussen veranderd. Bekijk het nieuwe bedrag en sluit het dossier dan.")
    if rule.money is Money.WRITTEN_OFF and left is not None and left > ZERO:
        asked = write_offs.ask(
            session, act, case, WriteOffInput(amount=left, reason=told.note, closing=told.reason)
        )
        if asked.state is not WriteOffState.BOOKED:
            return asked
        end(session, act, case, told, decided=asked, figures=figures)
        return None
    end(session, act, case, told, figures=figures)
    return None


def withdraw(
    session: Session, act: Act, case_id: int, *, client_id: int, told: ClosingInput, figures: Figures
) -> None:
    """A client withdraws a case of its own. Raises NotFound for another's, and as `close`."""
    case = session.get(Case, case_id)
    if case is None or case.client_id != client_id:
        raise NotFound("Dit dossier bestaat niet.")
    close(session, act, case_id, told, figures=figures)


def end(
    session: Session, act: Act, case: Case, told: ClosingInput, *, figures: Figures, decided: WriteOff | None = None
) -> None:
    """Close a case that is locked: letters that did not leave stay here, plan and holds end, the order is recalled.

    `decided`: the write-off by which what is open goes.
    """
    why = f"het dossier is gesloten: {name(told.reason)}"
    ordering.withdraw_unsent(session, act, case, reason=why, on=act.today)
    stop_for_closing(session, act, case, reason=why, on=act.today)
    hold_ids = holds.end_all(session, act, case, outcome=f"Het dossier is gesloten: {name(told.reason)}.", on=act.today)
    counted = replays.counted(session, case, today=act.today, figures=figures)
    entry = _book(session, act, case, told, counted, decided=decided, figures=figures)
    write_offs.drop(session, act, case.id)
    closing = CaseClosing(
        reason=told.reason, note=told.note.strip(), was_open=counted.left, hold_ids=hold_ids,
        entry_id=None if entry is None else entry.id,
    )
    stages.close(session, act, case, reason=told.reason, on=act.today, told=closing)
    overpaid.look(session, case, today=act.today, figures=figures)
    session.flush()


def hand_back_more(session: Session, act: Act, case: Case, *, figures: Figures) -> None:
    """A payment on a case that its client withdrew was taken back: that part is the client's too."""
    counted = replays.counted(session, case, today=act.today, figures=figures)
    if case.closing_reason is ClosingReason.WITHDRAWN_BY_CLIENT and counted.left is not None and counted.left > ZERO:
        booking_off.book(session, act, case, Off(
            kind=LedgerKind.WITHDRAWN_PART, amount=counted.left, on=counted.on, effect=CreditEffect.FROM_DAY,
        ), figures=figures)


def _book(
    session: Session, act: Act, case: Case, told: ClosingInput, counted: Counted, *, decided: WriteOff | None,
    figures: Figures,
) -> LedgerEntry | None:
    """What the closing books; nothing where nothing is open, or nothing can be counted."""
    money, left = BY_PERSON[told.reason].money, counted.left
    if money is Money.NEVER_OWED:
        for part in booking_off.standing(session, case.id, LedgerKind.WRITE_OFF):  # else it would count as received
            booking_off.take_back(session, act, case, part, reason=name(told.reason), figures=figures)
        owed = ledger_entries.claimed(session, case)
        if owed > ZERO:
            return booking_off.book(session, act, case, Off(
                kind=LedgerKind.WITHDRAWN_PART, amount=owed, on=act.today, effect=CreditEffect.FROM_ORIGIN,
            ), figures=figures)
        # Every invoice was credited as a whole already: what may be left are other costs, given up today.
        counted = replays.counted(session, case, today=act.today, figures=figures)
        left = counted.left
    if left is None or left <= ZERO:
        return None
    if decided is not None:
        return write_offs.book(session, act, case, decided, amount=left, figures=figures)
    return booking_off.book(session, act, case, Off(
        kind=LedgerKind.WITHDRAWN_PART, amount=left, on=counted.on, effect=CreditEffect.FROM_DAY,
    ), figures=figures)
