"""What the summons writ is made from: the record put into the values that it prints, and what is lacking of them."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from cases.correspondence import letter_data
from cases.counting import reaching, statement
from cases.counting.notices import JudgedNotice
from cases.errors import Incomplete
from cases.input_checks import day_of
from cases.legal_track import evidence, writ_confirmations
from cases.legal_track.served import added_notices, addressee, notice_of, notices_behind, served_on
from cases.models import AgencyProfile, BailiffOffice, Case, Contact, ContactChannel, ContactOutcome
from cases.parties import people_in_case
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from legal.court.writ import Abbreviation, uncommon_abbreviations
from legal.parameters import Figures
from letters.blocks import CollectionBasis
from letters.bundle import Exhibit
from letters.kinds.summons_writ import BailiffOffice as OfficeBlock
from letters.kinds.summons_writ import RequestingParty, SentNotice, SummonsWritData
from letters.readiness import Lack, lacks
from letters.words import euro, long_date, short_date

# Day and channel alone: what a debtor told stays out of a paper that may be left with a housemate.
OUTGOING = {
    ContactChannel.PHONE_OUT: "is gebeld", ContactChannel.EMAIL_OUT: "is een e-mail gestuurd",
    ContactChannel.VISIT: "is een bezoek gebracht",
}
INCOMING = {
    ContactChannel.PHONE_IN: "heeft de geadresseerde gebeld", ContactChannel.EMAIL_IN: "is een e-mail ontvangen",
    ContactChannel.POST_IN: "is een brief ontvangen",
}
# The same of somebody who is served beside the debtor of the case.
_WITH_ANOTHER = {
    ContactChannel.PHONE_OUT: "is {} gebeld", ContactChannel.EMAIL_OUT: "is aan {} een e-mail gestuurd",
    ContactChannel.VISIT: "is {} bezocht", ContactChannel.PHONE_IN: "heeft {} gebeld",
    ContactChannel.EMAIL_IN: "is van {} een e-mail ontvangen", ContactChannel.POST_IN: "is van {} een brief ontvangen",
}
TERM_DAYS = 7  # process law 6.3: practice is two to seven days after service; the longest one is kindest
# What other requirements of the gate ask for by name.
_ASKED_ELSEWHERE = (
    "exhibits", "notice", "valuation.notice", "addressee.street", "addressee.number", "addressee.postcode",
    "addressee.place", "debtor.lines", "debtor.name",
)


def writ_data(
    session: Session, case: Case, office: BailiffOffice | None, *, as_of: date, figures: Figures
) -> SummonsWritData:
    """Everything that process law 6 asks of the writ, with what is owed through `as_of`, or the last day before it that
    can be counted. Raises Incomplete where it cannot be put together.

    `office` None: as it would be for an office that is complete.
    """
    record = statement.record_of(session, case, figures=figures)
    counted = reaching.counted(record, wanted=as_of, figures=figures)
    if counted.uncounted:
        raise Incomplete(
            f"Na {short_date(counted.reach.day)} is {euro(counted.received_since)} betaald, en wat er na die betaling "
            f"verschuldigd is, kan nog niet worden berekend. {counted.why}"
        )
    valuation = counted.valuation
    agency = letter_data.agency_block(letter_data.agency_on_record(session))
    confirmed = writ_confirmations.standing(session, case)
    stated = confirmed.stated_defence
    people = people_in_case.of_case(session, case, parties=record.parties)
    served = served_on(people, record, valuation, on=as_of, figures=figures)
    after = letter_data.interest_after(record, on=valuation.on, figures=figures)
    return SummonsWritData(
        case_number=case.number, reference=case.payment_reference, as_of=valuation.on, agency=agency,
        creditor=letter_data.creditor_block(case.client, case.terms), requesting_party=_requesting_party(session, case),
        bailiff=_office_block(office), addressee=served[0].receiver if served else addressee(case.debtor),
        agreement=_agreement(case), served=served,
        notice=_sent_notice(session, case, figures),
        earlier_contacts=_contacts(session, case, {one.owes.name for one in served}),
        known_defences=(stated,) if stated else (), no_defence_known=confirmed.no_defence_known,
        daily_interest=after.per_day, interest_runs=after.runs, payment_term_days=TERM_DAYS,
        payment_iban=agency.iban, payment_account_name=agency.account_name, court_intended=confirmed.court_intended,
        consumer=case.debtor_kind is DebtorKind.CONSUMER,
        vat_declaration=letter_data.vat_declaration(case.client, case.terms),
        exhibits=evidence.exhibit_list(
            session, case, notices_behind(people, record, valuation, figures=figures)
        ),
        added=() if served else added_notices(record, case, case.debtor_id, figures=figures),
        claims=letter_data.claim_items(case, valuation),
        valuation=valuation,
    )


def exhibits(
    session: Session, store: DocumentStore, case: Case, *, as_of: date, figures: Figures
) -> list[Exhibit]:
    """The exhibits that the writ through `as_of` names, with their content."""
    behind = letters_behind(session, case, as_of=as_of, figures=figures)
    return evidence.exhibits(session, store, case, behind)


def letters_behind(session: Session, case: Case, *, as_of: date, figures: Figures) -> list[JudgedNotice]:
    """The letters on which the claim of that writ rests."""
    record = statement.record_of(session, case, figures=figures)
    valuation = reaching.counted(record, wanted=as_of, figures=figures).valuation
    people = people_in_case.of_case(session, case, parties=record.parties)
    return notices_behind(people, record, valuation, figures=figures)


def all_lacks(session: Session, case: Case, *, on: date, figures: Figures) -> tuple[Lack, ...]:
    """Everything that the writ and its specification need and do not have, by name, with who can mend it."""
    if any(claim.default_from is None for claim in case.claims):
        return ()  # the gate asks for the default first, and nothing can be put together without it
    office = _complete_office(session)
    missing = [] if office is not None else [Lack(
        path="office", text="Er is geen actief deurwaarderskantoor met naam en adres",
        supplier="een beheerder, bij Deurwaarderskantoren",
    )]
    try:
        data = writ_data(session, case, office, as_of=on, figures=figures)
        specification = letter_data.specification_data(session, case, on=on, figures=figures)
    except Incomplete as refusal:
        return (*missing, Lack(path="", text=str(refusal), supplier="een beheerder"))
    missing += lacks(data)
    named = {lack.text for lack in missing}
    missing += [lack for lack in lacks(specification) if lack.text not in named]
    return tuple(missing)


def is_asked_elsewhere(lack: Lack) -> bool:
    """Whether another requirement of the gate asks for this by name."""
    return lack.path.startswith(_ASKED_ELSEWHERE)


def abbreviations(case: Case) -> tuple[Abbreviation, ...]:
    """The uncommon abbreviations in the texts of the client that the writ quotes, each once."""
    found = [each for claim in case.claims for each in uncommon_abbreviations(claim.subject)]
    return tuple(dict.fromkeys(found))


def _complete_office(session: Session) -> BailiffOffice | None:
    query = select(BailiffOffice).where(BailiffOffice.active).order_by(func.lower(BailiffOffice.name))
    return next(
        (office for office in session.scalars(query) if office.name.strip() and len(office.address_lines) > 1), None
    )


def _office_block(office: BailiffOffice | None) -> OfficeBlock:
    if office is None:
        return OfficeBlock(name="deurwaarderskantoor", address=("adres", "plaats"))
    return OfficeBlock(name=office.name, address=office.address_lines)


def _requesting_party(session: Session, case: Case) -> RequestingParty:
    """The creditor by mandate; after assignment the agency, which claims in its own name (art. 3:94 BW)."""
    if case.terms.basis is CollectionBasis.MANDATE:
        client = case.client
        return RequestingParty(
            name=client.name, legal_form=client.legal_form, seat=client.city, address=client.address_lines,
            kvk_number=client.kvk_number or None,
        )
    profile = session.scalars(select(AgencyProfile)).one()
    return RequestingParty(
        name=profile.registered_name, legal_form=profile.legal_form, seat=profile.city, address=profile.address_lines,
        kvk_number=profile.kvk_number,
    )


def _agreement(case: Case) -> str:
    """Object and title of the debt as one sentence; what was bought in the words of the invoices."""
    dates = sorted({claim.contract_date for claim in case.claims if claim.contract_date is not None})
    subjects = ", ".join(dict.fromkeys(f"“{claim.subject}”" for claim in case.claims))
    when = " en ".join(long_date(day) for day in dates)
    dated = f" op {when}" if when else ""
    with_whom = case.debtor.name if case.debtor.died_on is not None else "de geadresseerde"
    return (
        f"Tussen {case.client.name} en {with_whom} is{dated} een overeenkomst gesloten. "
        f"De overeenkomst betreft, in de woorden van de schuldeiser: {subjects}."
    )


def _sent_notice(session: Session, case: Case, figures: Figures) -> SentNotice | None:
    """The notice that makes the costs of the debtor of the case due."""
    return notice_of(statement.counting_notice(session, case, figures=figures))


def _contacts(session: Session, case: Case, served: Collection[str]) -> tuple[str, ...]:
    """Earlier demands and contact, oldest first: day and channel, nothing of what was said.

    `served`: the names of those that the writ is for; of contact with another beside the debtor it tells nothing.
    """
    reminders = [
        (day, f"op {long_date(day)} is een herinnering gestuurd voor factuur {claim.invoice_number}")
        for claim in case.claims if (day := claim.reminder_sent_on)
    ]
    contacts = [
        (day := day_of(contact.contacted_at), f"op {long_date(day)} {clause}")
        for contact in session.scalars(
            select(Contact).where(Contact.case_id == case.id).order_by(Contact.id).options(joinedload(Contact.debtor))
        )
        if (clause := _in_words(contact, served))
    ]
    return tuple(dict.fromkeys(text for _, text in sorted(reminders + contacts, key=lambda pair: pair[0])))


def _in_words(contact: Contact, served: Collection[str]) -> str:
    """A contact as a clause; empty where it did not concern who is served: another person, a wrong number."""
    if contact.outcome is ContactOutcome.WRONG_NUMBER or contact.right_party is False:
        return ""
    if contact.debtor is not None:
        who, took_place = addressee(contact.debtor).name, contact.channel in OUTGOING or contact.right_party
        return _WITH_ANOTHER[contact.channel].format(who) if who in served and took_place else ""
    if contact.channel in OUTGOING:
        return OUTGOING[contact.channel]
    return INCOMING[contact.channel] if contact.right_party else ""
