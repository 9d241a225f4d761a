"""The history of a case as people read it: what happened first, then who and when; the system's own noise folded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases.counting.replays import UNCOUNTED, in_words, read
from cases.input_checks import day_of
from cases.models import (
    CaseEvent,
    ClosingReason,
    ContactChannel,
    ContactOutcome,
    DocumentKind,
    EventKind,
    HoldKind,
    MeansSign,
    PaidTo,
    Register,
    ServiceManner,
    Stage,
    StopCause,
    User,
    WritConfirmationKind,
)
from cases.names import name
from legal.debtor.assessment import DUTCH_OUTCOMES, Outcome
from legal.debtor.prescription import InterruptionKind, PrescriptionRegime
from letters.words import euro, short_date

MOST_SHOWN = 500
SYSTEM = "systeem"
TAKEN = "de deurwaarder had het pakket al"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the time line.

    `direction` is out or in for what went to or came from the debtor, none for the rest; `minor` is folded away.
    `effective_on` stands only where it is another day than the record's. `parts` are the details, one sentence each.
    `booking_id` is the ledger entry of a payment or its reversal.
    """

    id: int
    at: datetime
    who: str
    what: str
    parts: tuple[str, ...]
    direction: str
    symbol: str
    minor: bool
    effective_on: date | None
    document_id: int | None
    booking_id: int | None


Data = Mapping[str, Any]  # Any: what the event kept as JSON


def entries(session: Session, case_id: int) -> list[Entry]:
    """The time line of a case, newest first, at most MOST_SHOWN lines."""
    query = (
        select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id.desc()).limit(MOST_SHOWN)
        .options(joinedload(CaseEvent.actor).lazyload(User.roles))  # only the name is asked
    )
    return [entry(event) for event in session.scalars(query)]


def entry(event: CaseEvent) -> Entry:
    """One event in words."""
    data = event.data
    told = _TELLERS[event.kind](data) if event.kind in _TELLERS else ("", ())
    direction, symbol = _LOOKS.get(event.kind, ("none", ""))
    if event.kind is EventKind.CONTACT_LOGGED:
        direction, symbol = _contact_look(ContactChannel(data["channel"]))
    document = data.get("document_id")
    return Entry(
        id=event.id, at=event.recorded_at, who=event.actor.name if event.actor else SYSTEM,
        what=told[0] or name(event.kind), parts=tuple(part for part in told[1] if part), direction=direction,
        symbol=symbol, minor=event.kind in MINOR,
        effective_on=event.effective_on if event.effective_on != day_of(event.recorded_at) else None,
        document_id=document if isinstance(document, int) else None,
        booking_id=data.get("entry_id") if event.kind in _BOOKINGS else None,
    )


_BOOKINGS: Final = frozenset({EventKind.PAYMENT_REGISTERED, EventKind.PAYMENT_REVERSED})


MINOR: Final = frozenset({
    EventKind.LETTER_QUEUED, EventKind.LETTER_MADE, EventKind.STAGE_CHANGED, EventKind.DOCUMENT_ADDED,
    EventKind.PACKAGE_DOWNLOADED,
})
_LOOKS: Final = {
    EventKind.CASE_OPENED: ("none", "plus-lg"),
    EventKind.LETTER_POSTED: ("out", "envelope"),
    EventKind.LETTER_RETURNED: ("in", "envelope"),
    EventKind.LETTER_RETURN_WITHDRAWN: ("none", "x-circle"),
    EventKind.DELIVERY_PROOF_WITHDRAWN: ("none", "x-circle"),
    EventKind.LETTER_FAILED: ("none", "exclamation-triangle"),
    EventKind.LETTER_WITHDRAWN: ("none", "x-circle"),
    EventKind.NOTICE_TERM_ENDED: ("none", "clock-history"),
    EventKind.NOTICE_DEFECTIVE: ("none", "exclamation-triangle"),
    EventKind.DELIVERY_PROVED: ("none", "check-circle"),
    EventKind.PAYMENT_REGISTERED: ("in", "cash-coin"),
    EventKind.PAYMENT_REVERSED: ("none", "cash-coin"),
    EventKind.ARRANGEMENT_MADE: ("none", "calendar-event"),
    EventKind.ARRANGEMENT_ENDED: ("none", "calendar-event"),
    EventKind.INSTALMENT_MISSED: ("none", "exclamation-triangle"),
    EventKind.HOLD_PLACED: ("none", "pause-circle"),
    EventKind.HOLD_ENDED: ("none", "pause-circle"),
    EventKind.DOCUMENT_ADDED: ("none", "file-earmark-text"),
    EventKind.GIVEN_TO_BAILIFF: ("out", "bank"),
    EventKind.WRIT_WITHDRAWN: ("none", "x-circle"),
    EventKind.ORDER_STOPPED: ("none", "pause-circle"),
    EventKind.ORDER_RELEASED: ("none", "bank"),
    EventKind.SERVICE_REPORTED: ("out", "bank"),
    EventKind.SERVICE_CORRECTED: ("none", "bank"),
    EventKind.WRIT_CONFIRMED: ("none", "check-circle"),
    EventKind.WRIT_DRAFTED: ("none", "file-earmark-text"),
    EventKind.REGISTER_CHECKED: ("none", "shield-check"),
    EventKind.PRESCRIPTION_INTERRUPTED: ("none", "clock-history"),
    EventKind.PRESCRIPTION_ALARM: ("none", "exclamation-triangle"),
    EventKind.INTERRUPTION_WITHDRAWN: ("none", "x-circle"),
    EventKind.CLAIM_KIND_STATED: ("none", "clock-history"),
    EventKind.OTHER_INVOICE_STATED: ("none", "info-circle"),
    EventKind.DEBTOR_CHANGED: ("none", "people"),
}


def _contact_look(channel: ContactChannel) -> tuple[str, str]:
    incoming = channel in (ContactChannel.PHONE_IN, ContactChannel.EMAIL_IN, ContactChannel.POST_IN)
    symbols = {
        ContactChannel.PHONE_OUT: "telephone", ContactChannel.PHONE_IN: "telephone", ContactChannel.VISIT: "people",
    }
    return "in" if incoming else "out", symbols.get(channel, "envelope")


def _money(data: Data, key: str) -> Decimal:
    return Decimal(str(data.get(key) or "0"))


def _day(value: Any) -> str:  # Any: JSON
    return short_date(date.fromisoformat(value)) if value else ""


def _opened(data: Data) -> tuple[str, tuple[str, ...]]:
    number = int(data.get("claims") or 0)
    invoices = f"met {number} {'factuur' if number == 1 else 'facturen'}" if number else ""
    rows = str(data.get("rows") or "")
    where = f"{'regel' if ',' not in rows else 'regels'} {rows} van de upload" if rows else ""
    return f"{name(EventKind.CASE_OPENED)} {invoices}".strip(), (where,)


def _posted(data: Data) -> tuple[str, tuple[str, ...]]:
    due = _day(data.get("costs_claimable_from"))
    return "Brief gepost, per gewone post", (f"incassokosten verschuldigd vanaf {due}" if due else "",)


def _delivered(data: Data) -> tuple[str, tuple[str, ...]]:
    due = _day(data.get("costs_claimable_from"))
    return "", (f"incassokosten verschuldigd vanaf {due}" if due else "",)


def _term_ended(data: Data) -> tuple[str, tuple[str, ...]]:
    last = _day(data.get("last_free_day"))
    return "", (f"laatste dag om zonder kosten te betalen was {last}" if last else "",)


def _contact(data: Data) -> tuple[str, tuple[str, ...]]:
    what = f"{name(ContactChannel(data['channel']))}: {name(ContactOutcome(data['outcome'])).lower()}"
    party = {True: "met de debiteur zelf of zijn vertegenwoordiger", False: "met iemand anders", None: ""}
    back = _day(data.get("call_back_on"))
    against = ", ".join(str(each).lower() for each in data.get("against") or ())
    return what, (
        str(data.get("note") or ""), party[data.get("right_party")], f"terugbellen op {back}" if back else "",
        f"stond dit contact in de weg: {against}" if against else "",
    )


def _paid(data: Data) -> tuple[str, tuple[str, ...]]:
    rest = _money(data, "unallocated")
    split = (
        f"kosten {euro(_money(data, 'costs'))}, rente {euro(_money(data, 'interest'))}, "
        f"hoofdsom {euro(_money(data, 'principal'))}{f', niet toegerekend {euro(rest)}' if rest else ''}"
    )
    uncounted = data.get(UNCOUNTED)
    to = PaidTo(data["paid_to"])
    return f"Betaling van {euro(_money(data, 'amount'))} ontvangen", (
        f"nog niet verdeeld: {uncounted}" if uncounted else split,
        "" if to is PaidTo.AGENCY else f"ontvangen door: {name(to).lower()}",
        _replayed(data), _left(data), str(data.get("note") or ""),
    )


def _reversed(data: Data) -> tuple[str, tuple[str, ...]]:
    return f"Betaling van {euro(_money(data, 'amount'))} teruggeboekt", (
        str(data.get("reason") or ""), f"nog niet geteld: {data[UNCOUNTED]}" if data.get(UNCOUNTED) else "",
        _replayed(data), _left(data),
    )


def _replayed(data: Data) -> str:
    """What it changed in what was booked before; nothing for an event from before that was kept."""
    replayed = read(data)
    return "" if replayed is None else in_words(replayed)


def _arranged(data: Data) -> tuple[str, tuple[str, ...]]:
    number = int(data["terms"])
    terms = f"{number} {'termijn' if number == 1 else 'termijnen'}"
    return f"Betalingsregeling: {terms} van {euro(_money(data, 'amount'))}", (
        f"totaal {euro(_money(data, 'total'))}, laatste termijn op {_day(data.get('ends_on'))}",
        "opdrachtgever gaf akkoord" if data.get("client_agreed") else "",
    )


def _arrangement_ended(data: Data) -> tuple[str, tuple[str, ...]]:
    return "Betalingsregeling " + ("vervallen" if data.get("broken") else "beëindigd"), (str(data.get("reason") or ""),)


def _missed(data: Data) -> tuple[str, tuple[str, ...]]:
    return f"Termijn {data.get('ordinal')} van {euro(_money(data, 'amount'))} gemist", ()


def _held(data: Data) -> tuple[str, tuple[str, ...]]:
    return f"{name(HoldKind(data['hold']))}: dossier stilgezet", (str(data.get("reason") or ""),)


def _hold_ended(data: Data) -> tuple[str, tuple[str, ...]]:
    return f"{name(HoldKind(data['hold']))} beëindigd", (str(data.get("outcome") or ""),)


def _assessed(data: Data) -> tuple[str, tuple[str, ...]]:
    outcome = DUTCH_OUTCOMES[Outcome(data["outcome"])] if data.get("outcome") else ""
    return f"Beoordeling: {outcome}" if outcome else "", (str(data.get("reason") or data.get("note") or ""),)


def _confirmed(data: Data) -> tuple[str, tuple[str, ...]]:
    return "", (DUTCH_OUTCOMES[Outcome(data["outcome"])] if data.get("outcome") else "", str(data.get("note") or ""))


def _register(data: Data) -> tuple[str, tuple[str, ...]]:
    register = name(Register(data["register"])) if data.get("register") else name(EventKind.REGISTER_CHECKED)
    return f"{register}: {'gevonden' if data.get('found') else 'niet gevonden'}", (str(data.get("note") or ""),)


def _left(data: Data) -> str:
    """What was owed after a payment, nothing where it was not counted; a surplus is said in words, not with a minus."""
    if data.get(UNCOUNTED):
        return ""
    balance = _money(data, "balance")
    return f"daarna te veel betaald: {euro(-balance)}" if balance < 0 else f"saldo daarna {euro(balance)}"


def _document(data: Data) -> tuple[str, tuple[str, ...]]:
    kind = name(DocumentKind(data["document_kind"])) if data.get("document_kind") else ""
    title = str(data.get("title") or "")
    return f"Stuk toegevoegd: {title or kind.lower()}", (kind if title and kind.lower() not in title.lower() else "",)


def _given(data: Data) -> tuple[str, tuple[str, ...]]:
    return f"Aan {data.get('office') or 'de deurwaarder'} gegeven", ()


def _downloaded(data: Data) -> tuple[str, tuple[str, ...]]:
    return f"Pakket gedownload door {data.get('office') or 'de deurwaarder'}", (
        f"SHA-256 {str(data.get('sha256') or '')[:12]}…", str(data.get("warning") or ""),
    )


def _served(data: Data) -> tuple[str, tuple[str, ...]]:
    manner = ServiceManner(data["manner"])
    left_with = str(data.get("left_with") or "")
    what = "Niet betekend" if manner is ServiceManner.NOT_SERVED else f"Betekend: {name(manner).lower()}"
    despite = "betekend terwijl de opdracht was ingetrokken of stilgezet" if data.get("despite_stop") else ""
    return what, (
        f"gelaten aan {left_with}" if left_with else "", despite, *_leave_and_costs(data),
        str(data.get("remarks") or ""),
    )


def _leave_and_costs(data: Data) -> tuple[str, str]:
    """The leave of the court, and costs that are above what the client approved."""
    leave, above = data.get("leave_court"), data.get("ceiling")
    return (
        f"met verlof van {leave} van {_day(data.get('leave_on'))} (art. 64 Rv)" if leave else "",
        f"kosten {euro(_money(data, 'costs'))}, boven het maximum van {euro(_money(data, 'ceiling'))}; nog nergens "
        "geboekt" if above else "",
    )


def _corrected(data: Data) -> tuple[str, tuple[str, ...]]:
    """The report as it is now and as it was, and what followed."""
    was = ServiceManner(data["was"])
    what, now = _served(data)
    on = _day(data["was_on"])
    before = "niet betekend" if was is ServiceManner.NOT_SERVED else f"betekend op {on} ({name(was).lower()})"
    return f"Terugmelding gecorrigeerd: {what[0].lower()}{what[1:]}", (
        f"er stond: {before}", *now,
        *(f"factuur {each['invoice']}: {_moved_day(each['was'], each['barred_from'])}" for each in data["barred"]),
        str(data.get("decide") or ""), str(data["reason"]),
    )


def _confirmed_for_writ(data: Data) -> tuple[str, tuple[str, ...]]:
    words = ", ".join(f"“{word}”" for word in str(data.get("about") or "").split("\n") if word)
    return f"Voor het exploot: {name(WritConfirmationKind(data['confirmation'])).lower()}", (
        str(data.get("note") or ""), words,
    )


def _drafted(data: Data) -> tuple[str, tuple[str, ...]]:
    return "", (f"bedrag {euro(_money(data, 'balance'))}" if data.get("balance") else "",)


def _moved(data: Data) -> tuple[str, tuple[str, ...]]:
    return f"Fase: {name(Stage(data['became']))}", (_closing(data.get("reason")), f"was {name(Stage(data['was']))}")


def _closed(data: Data) -> tuple[str, tuple[str, ...]]:
    return f"Dossier gesloten: {_closing(data.get('reason'))}", ()


def _closing(reason: Any) -> str:  # Any: JSON
    known = {choice.value: name(choice) for choice in ClosingReason}
    return known.get(str(reason or ""), str(reason or ""))


def _reason(data: Data) -> tuple[str, tuple[str, ...]]:
    return "", (str(data.get("reason") or data.get("error") or ""),)


def _recalled(data: Data) -> tuple[str, tuple[str, ...]]:
    return "", (str(data.get("reason") or ""), TAKEN if data.get("taken") else "")


def _stopped(data: Data) -> tuple[str, tuple[str, ...]]:
    cause = name(StopCause(data["cause"])).lower()
    return "Exploot stilgezet: eerst kijken", (cause, TAKEN if data.get("taken") else "")


def _means(data: Data) -> tuple[str, tuple[str, ...]]:
    return "", (name(MeansSign(data["sign"])).lower(), str(data.get("source") or data.get("reason") or ""))


def _interrupted(data: Data) -> tuple[str, tuple[str, ...]]:
    kind, invoices, day = data.get("interruption"), str(data.get("invoices") or ""), _day(data.get("barred_from"))
    return f"Verjaring gestuit: {name(InterruptionKind(kind)).lower()}" if kind else "", (
        f"{'facturen' if ',' in invoices else 'factuur'} {invoices}" if invoices else "",
        f"verjaart nu niet eerder dan op {day}" if day else "", str(data.get("law") or ""), str(data.get("note") or ""),
    )


def _near(data: Data) -> tuple[str, tuple[str, ...]]:
    """Claims that are barred soon, the soonest first, and those that are barred already."""
    near = [claim for claim in data["claims"] if claim["months"]]
    barred = [
        f"factuur {claim['invoice']} is {'als consumentenkoop ' if claim.get('assumed') else ''}verjaard sinds "
        f"{_day(claim['barred_from'])}" for claim in data["claims"] if not claim["months"]
    ]
    unknown = "leg de soort vordering vast: nu is 2 jaar aangenomen" if any(
        claim.get("assumed") for claim in data["claims"]
    ) else ""
    if not near:
        return f"F{barred[0][1:]}", (*barred[1:], unknown or "vraag de juridisch verantwoordelijke")
    first, months = near[0], near[0]["months"]
    within = f"binnen {months} {'maand' if months == 1 else 'maanden'}"
    return f"Factuur {first['invoice']} verjaart op {_day(first['barred_from'])}, {within}", (
        *(f"factuur {claim['invoice']} op {_day(claim['barred_from'])}" for claim in near[1:]), *barred,
        "stuur een stuitingsbrief (art. 3:317 BW) of krijg een erkenning van de debiteur (art. 3:318 BW)", unknown,
    )


def _withdrawn(data: Data) -> tuple[str, tuple[str, ...]]:
    kind = name(InterruptionKind(data["interruption"])).lower()
    return f"Stuiting ingetrokken: {kind} van {_day(data['interrupted_on'])}", (
        f"factuur {data['invoice']}", _moved_day(data["was"], data["barred_from"]), str(data["reason"]),
    )


def _kind_stated(data: Data) -> tuple[str, tuple[str, ...]]:
    kind = name(PrescriptionRegime(data["regime"])).lower()
    return f"Soort vordering vastgelegd: {kind}", (
        *(
            f"factuur {each['invoice']}: was {each['was']}, is nu {each['became']}; "
            f"{_moved_day(each['barred_was'], each['barred_from'])}" for each in data["claims"]
        ),
        str(data["reason"]),
    )


def _other_invoice(data: Data) -> tuple[str, tuple[str, ...]]:
    return f"Factuur {data['invoice']} is een andere, volgens de opdrachtgever", (
        f"vergeleken met: {data['compared']}", str(data["reason"]),
    )


def _details(data: Data) -> tuple[str, tuple[str, ...]]:
    return "", tuple(f"{each['what']} was {each['was'] or 'leeg'}, is nu {each['became']}" for each in data["changes"])


def _moved_day(was: Any, became: Any) -> str:  # Any: JSON
    """The first day barred as it was and as it is."""
    moved = f"verjaarde op {_day(was)}, nu op {_day(became)}"
    return moved if was != became else f"verjaart nog steeds op {_day(became)}"


_TELLERS: Final[dict[EventKind, Callable[[Data], tuple[str, tuple[str, ...]]]]] = {
    EventKind.CASE_OPENED: _opened, EventKind.LETTER_POSTED: _posted, EventKind.DELIVERY_PROVED: _delivered,
    EventKind.NOTICE_TERM_ENDED: _term_ended, EventKind.CONTACT_LOGGED: _contact,
    EventKind.PAYMENT_REGISTERED: _paid, EventKind.PAYMENT_REVERSED: _reversed, EventKind.ARRANGEMENT_MADE: _arranged,
    EventKind.ARRANGEMENT_ENDED: _arrangement_ended, EventKind.INSTALMENT_MISSED: _missed,
    EventKind.HOLD_PLACED: _held, EventKind.HOLD_ENDED: _hold_ended, EventKind.ASSESSMENT_MADE: _assessed,
    EventKind.ASSESSMENT_CONFIRMED: _confirmed, EventKind.ASSESSMENT_REJECTED: _assessed,
    EventKind.REGISTER_CHECKED: _register, EventKind.DOCUMENT_ADDED: _document, EventKind.GIVEN_TO_BAILIFF: _given,
    EventKind.PACKAGE_DOWNLOADED: _downloaded, EventKind.SERVICE_REPORTED: _served,
    EventKind.SERVICE_CORRECTED: _corrected, EventKind.WRIT_DRAFTED: _drafted,
    EventKind.STAGE_CHANGED: _moved, EventKind.CASE_CLOSED: _closed, EventKind.LETTER_WITHDRAWN: _reason,
    EventKind.LETTER_FAILED: _reason, EventKind.WRIT_WITHDRAWN: _recalled, EventKind.ORDER_STOPPED: _stopped,
    EventKind.ORDER_RELEASED: _reason, EventKind.MEANS_SHOWN: _means, EventKind.MEANS_WITHDRAWN: _means,
    EventKind.NOTICE_DEFECTIVE: _reason, EventKind.LETTER_RETURN_WITHDRAWN: _reason,
    EventKind.DELIVERY_PROOF_WITHDRAWN: _reason,
    EventKind.WRIT_CONFIRMED: _confirmed_for_writ,
    EventKind.PRESCRIPTION_INTERRUPTED: _interrupted, EventKind.PRESCRIPTION_ALARM: _near,
    EventKind.INTERRUPTION_WITHDRAWN: _withdrawn, EventKind.CLAIM_KIND_STATED: _kind_stated,
    EventKind.OTHER_INVOICE_STATED: _other_invoice, EventKind.DEBTOR_CHANGED: _details,
}
