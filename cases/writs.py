"""The draft summons writ (sommatie-exploot) of a case, and the package that goes to one bailiff office."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import documents, events, evidence, papers, proceedings, reasons, recalls, stages, statement
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.input_checks import day_of
from cases.making_letters import DOCX, PDF
from cases.models import (
    AgencyProfile,
    BailiffOffice,
    Case,
    Contact,
    ContactChannel,
    Debtor,
    Document,
    DocumentKind,
    EventKind,
    Hold,
    HoldKind,
    NextStep,
    Stage,
    Writ,
    WritState,
)
from cases.names import name
from cases.store import DocumentStore
from legal.motivation import says_something
from legal.parameters import Figures
from legal.valuation import DebtorKind
from letters.bundle import build_package
from letters.catalogue import DocumentKind as PaperKind
from letters.catalogue import Rendered, render
from letters.data import (
    Addressee,
    CollectionBasis,
    RequestingParty,
    SentNotice,
    SummonsWritData,
)
from letters.data import BailiffOffice as OfficeBlock
from letters.dossier import dossier
from letters.words import long_date

CONTACT_CLAUSES = {
    ContactChannel.PHONE_OUT: "is de geadresseerde gebeld", ContactChannel.PHONE_IN: "heeft de geadresseerde gebeld",
    ContactChannel.EMAIL_OUT: "is een e-mail gestuurd", ContactChannel.EMAIL_IN: "is een e-mail ontvangen",
    ContactChannel.POST_IN: "is een brief ontvangen", ContactChannel.VISIT: "is de geadresseerde bezocht",
}
TERM_DAYS = 7  # process law 6.3: practice is two to seven days after service; the longest one is kindest
ZIP = "application/zip"


def current(session: Session, case_id: int) -> Writ | None:
    """The newest writ of a case that was not withdrawn."""
    query = select(Writ).where(Writ.case_id == case_id, Writ.state != WritState.WITHDRAWN)
    return session.scalar(query.order_by(Writ.id.desc()).limit(1))


def draft(
    session: Session, store: DocumentStore, case_id: int, *, bailiff_office_id: int, today: date, figures: Figures,
    actor_id: int | None, now: datetime,
) -> Writ:
    """Make the draft as of `today`, with its specification. Raises Incomplete that lists everything the gate misses."""
    case = stages.open_case(session, case_id)
    proceedings.require_gate(session, case, on=today, figures=figures)
    open_writ = current(session, case_id)
    if open_writ is not None and open_writ.state is not WritState.DRAFT:
        raise AlreadyDone(f"Er is al een exploot voor dossier {case.number}: {name(open_writ.state).lower()}.")
    if open_writ is not None:
        open_writ.state, open_writ.withdrawn_reason = WritState.WITHDRAWN, "Vervangen door een nieuw concept."
        open_writ.withdrawn_at = now
        session.flush()
    data = writ_data(session, case, _office(session, bailiff_office_id), as_of=today, figures=figures)
    made = render(PaperKind.SUMMONS_WRIT, data)
    specification = render(
        PaperKind.SPECIFICATION, papers.specification_data(session, case, on=today, figures=figures)
    )
    writ = Writ(
        case_id=case_id, bailiff_office_id=bailiff_office_id, state=WritState.DRAFT, as_of=today,
        text_version=made.version, dossier=dossier(data), made_at=now, made_by=actor_id,
        docx_id=_keep(session, store, case, made, DOCX, actor_id, now),
        pdf_id=_keep(session, store, case, made, PDF, actor_id, now),
        specification_id=_keep(session, store, case, specification, PDF, actor_id, now, DocumentKind.SPECIFICATION),
    )
    session.add(writ)
    session.flush()
    counted = reasons.snapshot(session, case, on=today, figures=figures)
    reasons.keep(session, case_id, counted, figures=figures, now=now, writ_id=writ.id)
    events.record(
        session, case_id, EventKind.WRIT_DRAFTED, actor_id=actor_id, now=now, effective_on=today, writ_id=writ.id,
        document_id=writ.pdf_id, balance=str(data.valuation.balance),
    )
    stages.move(
        session, case, Stage.SUMMONS_DRAFT, next_step=NextStep.GIVE_TO_BAILIFF, next_step_on=today,
        reason="concept-exploot gemaakt", actor_id=actor_id, now=now, on=today,
    )
    session.flush()
    return writ


def give(
    session: Session, store: DocumentStore, case_id: int, *, today: date, figures: Figures, actor_id: int | None,
    now: datetime,
) -> Writ:
    """Pack the draft with its numbered exhibits and give it to the bailiff office.

    The draft must be of `today`, so that the amounts the bailiff gets are the amounts that are owed.
    """
    case = stages.open_case(session, case_id)
    writ = current(session, case_id)
    if writ is None or writ.state is not WritState.DRAFT:
        raise Refused(f"Er is geen concept-exploot van dossier {case.number} om te geven. Maak eerst een concept.")
    if writ.as_of != today:
        raise Refused(
            f"Het concept is van {writ.as_of:%d-%m-%Y}; de bedragen zijn intussen veranderd. Maak het concept opnieuw."
        )
    proceedings.require_gate(session, case, on=today, figures=figures)
    docx, pdf, specification = (
        store.get(session.get_one(Document, each).sha256)
        for each in (writ.docx_id, writ.pdf_id, writ.specification_id)
    )
    _require_same_exhibits(session, case, writ, figures=figures)
    package = build_package(
        writ.dossier, docx, pdf, specification, evidence.exhibits(session, store, case, figures=figures),
        evidence.attachments(session, store, case),
    )
    kept = documents.keep(
        session, store, kind=DocumentKind.PACKAGE, content=package.content,
        filename=f"{case.number}-sommatie-exploot.zip", title=f"Pakket van {long_date(today)}", media_type=ZIP,
        actor_id=actor_id, now=now, case_id=case_id,
    )
    writ.package_id, writ.state, writ.given_at, writ.given_by = kept.id, WritState.GIVEN, now, actor_id
    events.record(
        session, case_id, EventKind.GIVEN_TO_BAILIFF, actor_id=actor_id, now=now, effective_on=today, writ_id=writ.id,
        office=writ.bailiff_office.name, document_id=kept.id, sha256=kept.sha256,
    )
    stages.move(
        session, case, Stage.WITH_BAILIFF, next_step=NextStep.AWAIT_SERVICE, next_step_on=today,
        reason="pakket aan deurwaarder gegeven", actor_id=actor_id, now=now, on=today,
    )
    session.flush()
    return writ


def withdraw(
    session: Session, case_id: int, *, reason: str, today: date, actor_id: int | None, now: datetime
) -> Writ:
    """Take a draft or given writ back; the bailiff sees it as withdrawn at once."""
    case = stages.open_case(session, case_id)
    writ = current(session, case_id)
    if writ is None or writ.state not in (WritState.DRAFT, WritState.GIVEN):
        raise Refused("Er is geen exploot dat nog kan worden ingetrokken.")
    if not says_something(reason, words=1):  # taking it back harms nobody: a word is enough
        raise Incomplete("Vul in waarom het exploot wordt ingetrokken; de deurwaarder leest dit.")
    recalls.recall(session, case_id, why=reason, on=today, actor_id=actor_id, now=now)
    stages.move(
        session, case, Stage.PRE_LEGAL, next_step=NextStep.COMPLETE_FILE, next_step_on=today,
        reason="exploot ingetrokken", actor_id=actor_id, now=now, on=today,
    )
    session.flush()
    return writ


def writ_data(
    session: Session, case: Case, office: BailiffOffice, *, as_of: date, figures: Figures
) -> SummonsWritData:
    """Everything that process law 6 asks of the writ. Raises LetterError where something is empty."""
    valuation = statement.valuation(session, case, on=as_of, figures=figures)
    agency = papers.agency_block(session)
    daily = papers.interest_per_day(session, case, on=as_of, figures=figures)
    if daily is None:
        raise Incomplete(f"De rente na {as_of:%d-%m-%Y} is nog niet bekend. Een beheerder vult het cijfer aan.")
    defences = _defences(session, case.id)
    return SummonsWritData(
        case_number=case.number, reference=case.payment_reference, as_of=as_of, agency=agency,
        creditor=papers.creditor_block(case.client, case.terms), requesting_party=_requesting_party(session, case),
        bailiff=OfficeBlock(name=office.name, address=office.address_lines), addressee=_addressee(case.debtor),
        agreement=_agreement(case), notice=_sent_notice(session, case, figures),
        earlier_contacts=_contacts(session, case), known_defences=defences, no_defence_known=not defences,
        daily_interest=daily, payment_term_days=TERM_DAYS,
        payment_iban=agency.iban, payment_account_name=agency.account_name, court_intended=True,
        consumer=case.debtor_kind is DebtorKind.CONSUMER,
        vat_declaration=papers.vat_declaration(case.client, case.terms),
        exhibits=evidence.exhibit_list(session, case, figures=figures), claims=papers.claim_items(case, valuation),
        valuation=valuation,
    )


def _require_same_exhibits(session: Session, case: Case, writ: Writ, *, figures: Figures) -> None:
    named = [(exhibit["number"], exhibit["title"]) for exhibit in writ.dossier["exhibits"]]
    if named != [(exhibit.number, exhibit.title) for exhibit in evidence.exhibit_list(session, case, figures=figures)]:
        raise Refused("Er zijn stukken bijgekomen nadat het concept is gemaakt. Maak het concept opnieuw.")


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
        name=profile.registered_name, legal_form="incassobureau", seat=profile.city, address=profile.address_lines,
        kvk_number=profile.kvk_number,
    )


def _addressee(debtor: Debtor) -> Addressee:
    return Addressee(
        first_names=debtor.first_names or None,
        surname=" ".join(part for part in (debtor.name_prefix, debtor.surname) if part) or None,
        birth_date=debtor.birth_date, company_name=debtor.company_name or None, legal_form=debtor.legal_form or None,
        kvk_number=debtor.kvk_number or None, street=debtor.street, number=debtor.house_number,
        postcode=debtor.postal_code, place=debtor.city,
    )


def _agreement(case: Case) -> str:
    """Object and title of the debt as one sentence."""
    dates = sorted({claim.contract_date for claim in case.claims if claim.contract_date is not None})
    subjects = ", ".join(dict.fromkeys(f"{claim.subject[:1].lower()}{claim.subject[1:]}" for claim in case.claims))
    when = " en ".join(long_date(day) for day in dates)
    dated = f" op {when}" if when else ""
    return (
        f"Tussen {case.client.name} en de geadresseerde is{dated} een overeenkomst gesloten. "
        f"De overeenkomst betreft: {subjects}."
    )


def _sent_notice(session: Session, case: Case, figures: Figures) -> SentNotice | None:
    """The notice that makes the costs due; a defective one is not claimed under."""
    judged = statement.counting_notice(session, case, figures=figures)
    if judged is None or not judged.is_valid:
        return None
    letter = judged.letter
    named = letter.fee if letter.content is None else letter.content.fee
    if letter.sent_on is None or named is None:
        return None
    return SentNotice(sent_on=letter.sent_on, channel=letter.channel, fee_named=named)


def _contacts(session: Session, case: Case) -> tuple[str, ...]:
    """Earlier demands and contact, oldest first, without what a debtor told in confidence."""
    reminders = [
        (day, f"op {long_date(day)} is een herinnering gestuurd voor factuur {claim.invoice_number}")
        for claim in case.claims if (day := claim.reminder_sent_on)
    ]
    contacts = [
        (day := day_of(contact.contacted_at), f"op {long_date(day)} {_in_words(contact)}")
        for contact in session.scalars(select(Contact).where(Contact.case_id == case.id).order_by(Contact.id))
    ]
    return tuple(text for _, text in sorted(reminders + contacts))


def _in_words(contact: Contact) -> str:
    """How the contact went, as a clause; what a debtor told in confidence stays out."""
    return f"{CONTACT_CLAUSES[contact.channel]}: {name(contact.outcome).lower()}"


def _defences(session: Session, case_id: int) -> tuple[str, ...]:
    """Disputes that were raised, with what was decided on them."""
    query = select(Hold).where(Hold.case_id == case_id, Hold.kind == HoldKind.DISPUTE).order_by(Hold.id)
    return tuple(
        f"{hold.reason.rstrip('.')}. Reactie: {hold.outcome.rstrip('.')}." for hold in session.scalars(query)
    )


def _office(session: Session, office_id: int) -> BailiffOffice:
    office = session.get(BailiffOffice, office_id)
    if office is None or not office.active:
        raise NotFound("Dit deurwaarderskantoor bestaat niet of is niet actief.")
    return office


def _keep(
    session: Session, store: DocumentStore, case: Case, made: Rendered, media_type: str, actor_id: int | None,
    now: datetime, kind: DocumentKind = DocumentKind.WRIT,
) -> int:
    stem = f"{case.number}-{'renteoverzicht' if kind is DocumentKind.SPECIFICATION else 'sommatie-exploot-concept'}"
    content, ending = (made.pdf, "pdf") if media_type == PDF else (made.docx, "docx")
    return documents.keep(
        session, store, kind=kind, content=content, filename=f"{stem}.{ending}", title=made.title,
        media_type=media_type, actor_id=actor_id, now=now, case_id=case.id,
    ).id

