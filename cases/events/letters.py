"""Letters: ordered, made, posted, returned, and what the law made of them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.models import EventKind, InboundBy, LetterKind, MailOutcome
from cases.names import name
from legal.counting.valuation import Channel
from letters.words import short_date


@dataclass(frozen=True, kw_only=True)
class LetterQueued(Event):
    """A letter was ordered."""

    kind: ClassVar = EventKind.LETTER_QUEUED
    label: ClassVar = "Brief besteld"
    minor: ClassVar = True
    letter: LetterKind
    batch_id: int


@dataclass(frozen=True, kw_only=True)
class LetterMade(Event):
    """A worker made it."""

    kind: ClassVar = EventKind.LETTER_MADE
    label: ClassVar = "Brief gemaakt"
    minor: ClassVar = True
    letter: LetterKind
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class LetterPrinted(Event):
    """It was handed to the printer with others."""

    kind: ClassVar = EventKind.LETTER_PRINTED
    label: ClassVar = "Brief naar de printer"
    minor: ClassVar = True
    letter: LetterKind
    letter_id: int
    run_id: int

    def parts(self) -> tuple[str, ...]:
        """With which run."""
        return (f"drukwerk {self.run_id}",)


@dataclass(frozen=True, kw_only=True)
class LetterPrintedAgain(Event):
    """A person had it printed once more, and says why."""

    kind: ClassVar = EventKind.LETTER_PRINTED_AGAIN
    label: ClassVar = "Brief wordt opnieuw gedrukt"
    look: ClassVar = Look("exclamation-triangle")
    letter: LetterKind
    letter_id: int
    run_id: int
    reason: Words

    def parts(self) -> tuple[str, ...]:
        """With which run, and why."""
        return (f"drukwerk {self.run_id}", self.reason)


@dataclass(frozen=True, kw_only=True)
class PrinterAnswered(Event):
    """The printer says when it posted the letter, or why it did not print it."""

    kind: ClassVar = EventKind.PRINTER_ANSWERED
    label: ClassVar = "Bericht van de drukker"
    letter: LetterKind
    letter_id: int
    run_id: int
    posted_on: date | None = None
    why_not: Words | None = None

    def parts(self) -> tuple[str, ...]:
        """What it says."""
        said = f"gepost op {short_date(self.posted_on)}" if self.posted_on else ""
        return (f"drukwerk {self.run_id}", said, f"niet gedrukt: {self.why_not}" if self.why_not is not None else "")


@dataclass(frozen=True, kw_only=True)
class LetterFailed(Event):
    """It could not be made as things are, or left and could not be booked; `error` says why."""

    kind: ClassVar = EventKind.LETTER_FAILED
    label: ClassVar = "Brief mislukt"
    look: ClassVar = Look("exclamation-triangle")
    letter: LetterKind
    letter_id: int
    error: str

    def parts(self) -> tuple[str, ...]:
        """Why."""
        return (self.error,)


@dataclass(frozen=True, kw_only=True)
class LetterWithdrawn(Event):
    """It was not posted and will not be; the program gives the reason."""

    kind: ClassVar = EventKind.LETTER_WITHDRAWN
    label: ClassVar = "Brief ingetrokken"
    look: ClassVar = Look("x-circle")
    letter: LetterKind
    reason: str

    def parts(self) -> tuple[str, ...]:
        """Why."""
        return (self.reason,)


@dataclass(frozen=True, kw_only=True)
class LetterPosted(Event):
    """It went to the post. `costs_claimable_from` is None where no collection costs will be due."""

    kind: ClassVar = EventKind.LETTER_POSTED
    label: ClassVar = "Brief gepost"
    look: ClassVar = Look("envelope", "out")
    client_sees: ClassVar = ("letter", "channel", "document_id", "costs_claimable_from")
    client_document: ClassVar = "Brief zoals verstuurd (PDF)"
    letter: LetterKind
    letter_id: int
    channel: Channel = Channel.ORDINARY_POST
    costs_claimable_from: date | None = None

    def what(self) -> str:
        """With its channel, and its kind where it is not the first letter."""
        letter = "Brief" if self.letter is LetterKind.FIRST_NOTICE else self.letter.dutch
        return f"{letter} {_went(self.channel)}, per {name(self.channel)}"

    def parts(self) -> tuple[str, ...]:
        """From when the costs are due."""
        return (_costs_due(self.costs_claimable_from),)

    def client_reads(self, on: date) -> str:
        """Which letter."""
        return f"{name(self.letter)} {_went(self.channel)}"

    def client_parts(self) -> tuple[str, ...]:
        """From when the costs are due."""
        return (_sentence(_costs_due(self.costs_claimable_from)),)


@dataclass(frozen=True, kw_only=True)
class MailTaken(Event):
    """A worker took it to hand it to the mail server; on record before anything goes out."""

    kind: ClassVar = EventKind.MAIL_TAKEN
    label: ClassVar = "E-mail aangeboden aan de mailserver"
    minor: ClassVar = True
    letter: LetterKind
    letter_id: int
    attempt: int


@dataclass(frozen=True, kw_only=True)
class MailRefused(Event):
    """The mail server refused it; `code` is that of its answer, whose words may name somebody."""

    kind: ClassVar = EventKind.MAIL_REFUSED
    label: ClassVar = "E-mail geweigerd"
    look: ClassVar = Look("exclamation-triangle")
    letter: LetterKind
    letter_id: int
    code: str

    def parts(self) -> tuple[str, ...]:
        """What the server said."""
        return (f"antwoord van de mailserver: {self.code}",)


@dataclass(frozen=True, kw_only=True)
class MailUncertain(Event):
    """It was handed over, and no answer came: nobody knows whether it left."""

    kind: ClassVar = EventKind.MAIL_UNCERTAIN
    label: ClassVar = "Onzeker of de e-mail is verstuurd"
    look: ClassVar = Look("exclamation-triangle")
    letter: LetterKind
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class MailSettled(Event):
    """A person saw to an e-mail of which it was uncertain whether it left: `outcome` says how."""

    kind: ClassVar = EventKind.MAIL_SETTLED
    label: ClassVar = "Uitgezocht of de e-mail is verstuurd"
    look: ClassVar = Look("check-circle")
    letter: LetterKind
    letter_id: int
    outcome: MailOutcome

    def parts(self) -> tuple[str, ...]:
        """How it ended."""
        return (name(self.outcome),)


@dataclass(frozen=True, kw_only=True)
class MailBounced(Event):
    """It left and came back, for a reason with this `code`. It was not received; the next way is the post."""

    kind: ClassVar = EventKind.MAIL_BOUNCED
    label: ClassVar = "E-mail kwam terug"
    look: ClassVar = Look("exclamation-triangle", "in")
    letter: LetterKind
    letter_id: int
    inbound_id: int
    code: str

    def parts(self) -> tuple[str, ...]:
        """The code, and what is next."""
        return (f"antwoord van de mailserver: {self.code}" if self.code else "", "volgende weg: de post")


@dataclass(frozen=True, kw_only=True)
class MailReceived(Event):
    """An e-mail came in and was filed here. What it says stands with the e-mail: it may have to go elsewhere yet."""

    kind: ClassVar = EventKind.MAIL_RECEIVED
    label: ClassVar = "E-mail ontvangen"
    look: ClassVar = Look("envelope", "in")
    inbound_id: int
    by: InboundBy

    def parts(self) -> tuple[str, ...]:
        """By what it was known that it belongs here."""
        return (f"herkend aan: {name(self.by)}",)


@dataclass(frozen=True, kw_only=True)
class MailMoved(Event):
    """An e-mail that was filed here did not belong here."""

    kind: ClassVar = EventKind.MAIL_MOVED
    label: ClassVar = "Ontvangen e-mail hoorde niet bij dit dossier"
    look: ClassVar = Look("x-circle")
    inbound_id: int


@dataclass(frozen=True, kw_only=True)
class LetterReturned(Event):
    """The post brought it back."""

    kind: ClassVar = EventKind.LETTER_RETURNED
    label: ClassVar = "Brief retour gekomen"
    look: ClassVar = Look("envelope", "in")
    client_sees: ClassVar = ()
    letter: LetterKind
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class DeliveryProved(Event):
    """The day of receipt is known; it replaces the presumed one."""

    kind: ClassVar = EventKind.DELIVERY_PROVED
    label: ClassVar = "Bezorging bewezen"
    look: ClassVar = Look("check-circle")
    client_sees: ClassVar = ("costs_claimable_from",)
    letter_id: int
    costs_claimable_from: date | None = None

    def parts(self) -> tuple[str, ...]:
        """From when the costs are due."""
        return (_costs_due(self.costs_claimable_from),)

    def client_parts(self) -> tuple[str, ...]:
        """From when the costs are due."""
        return (_sentence(_costs_due(self.costs_claimable_from)),)


@dataclass(frozen=True, kw_only=True)
class LetterCorrection(Event):
    """What was recorded of a letter is taken back: `was` is the day that does not count any more."""

    letter: LetterKind
    letter_id: int
    was: date
    reason: Words

    def parts(self) -> tuple[str, ...]:
        """Why."""
        return (self.reason,)


@dataclass(frozen=True, kw_only=True)
class LetterReturnWithdrawn(LetterCorrection):
    """It did not come back after all."""

    kind: ClassVar = EventKind.LETTER_RETURN_WITHDRAWN
    label: ClassVar = "Retourmelding ingetrokken"
    look: ClassVar = Look("x-circle")
    client_sees: ClassVar = ()


@dataclass(frozen=True, kw_only=True)
class DeliveryProofWithdrawn(LetterCorrection):
    """The proved day of receipt was wrong."""

    kind: ClassVar = EventKind.DELIVERY_PROOF_WITHDRAWN
    label: ClassVar = "Bewezen bezorging ingetrokken"
    look: ClassVar = Look("x-circle")
    client_sees: ClassVar = ()


@dataclass(frozen=True, kw_only=True)
class ReceiptDispute(Event):
    """The debtor denies that a letter came, or no longer does."""

    letter: LetterKind
    letter_id: int
    reason: Words

    def parts(self) -> tuple[str, ...]:
        """What was said."""
        return (self.reason,)


@dataclass(frozen=True, kw_only=True)
class ReceiptDisputed(ReceiptDispute):
    """Nothing is presumed of this letter until its receipt is proved."""

    kind: ClassVar = EventKind.RECEIPT_DISPUTED
    label: ClassVar = "Ontvangst van de brief betwist"
    look: ClassVar = Look("exclamation-triangle", "in")
    client_sees: ClassVar = ()


@dataclass(frozen=True, kw_only=True)
class ReceiptDisputeEnded(ReceiptDispute):
    """The letter counts as it did."""

    kind: ClassVar = EventKind.RECEIPT_DISPUTE_ENDED
    label: ClassVar = "Ontvangst van de brief niet meer betwist"
    look: ClassVar = Look("x-circle")
    client_sees: ClassVar = ()


@dataclass(frozen=True, kw_only=True)
class NoticeTermEnded(Event):
    """The term of the notice is over; `last_free_day` counted to it."""

    kind: ClassVar = EventKind.NOTICE_TERM_ENDED
    label: ClassVar = "Veertiendagentermijn verstreken"
    look: ClassVar = Look("clock-history")
    client_sees: ClassVar = ()
    last_free_day: date | None = None

    def parts(self) -> tuple[str, ...]:
        """Until when it could be paid without costs."""
        last = self.last_free_day
        return (f"laatste dag om zonder kosten te betalen was {short_date(last)}" if last else "",)


@dataclass(frozen=True, kw_only=True)
class NoticeDefective(Event):
    """The notice does not make costs due; the verdict gives the reason."""

    kind: ClassVar = EventKind.NOTICE_DEFECTIVE
    label: ClassVar = "Veertiendagenbrief gebrekkig: geen incassokosten"
    look: ClassVar = Look("exclamation-triangle")
    client_sees: ClassVar = ()
    letter_id: int
    reason: str

    def parts(self) -> tuple[str, ...]:
        """Why."""
        return (self.reason,)


def _went(channel: Channel) -> str:
    return "verstuurd" if channel is Channel.EMAIL else "gepost"


def _sentence(part: str) -> str:
    return f"{part[0].upper()}{part[1:]}." if part else ""


def _costs_due(day: date | None) -> str:
    return f"incassokosten verschuldigd vanaf {short_date(day)}" if day else ""
