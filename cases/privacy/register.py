"""What is kept where: every table with each of its columns, and every kind of file. A test holds it against the models.

`goes` are the columns that tell who somebody is or hold words about him: at the end they are emptied or made
unreadable. `stays` are keys, codes, days and amounts, which tell nothing of anybody without those.
"""

from dataclasses import dataclass
from typing import Final

from cases.privacy.processing import (
    AGREED,
    ALWAYS,
    BOOKS,
    CARE,
    CHAINED,
    CLEARED,
    CLIENTS,
    COLLECTING,
    EMPLOYED,
    PASSING,
    PERSON,
    REMOVED,
    REQUESTS,
    RIGHTS,
    SECURITY,
    STAFF,
    STAYS,
    TRACED,
    UNREADABLE,
    UNUSED,
    WORDS,
    Ending,
    Processing,
    Term,
)

_POSTAL: Final = "street house_number postal_code city country"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One table or kind of file. `what`: what it is, in Dutch. `processing` None: nothing about a person.

    `of`: by which columns, a point between them, a row leads to the person it is about: to a debtor or a case. Of
    two ways either; "" for a row about no debtor. `shared`: who owes beside the debtor of a case gets it too. Columns
    are parted by spaces.
    """

    what: str
    processing: Processing | None = None
    term: Term = ALWAYS
    ending: Ending = STAYS
    of: str = ""
    goes: str = ""
    stays: str = ""
    shared: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.goes.split(), *self.stays.split())


def _of_case(
    what: str, goes: str, stays: str, of: str = "case_id", *, processing: Processing = COLLECTING,
    ending: Ending = CLEARED,
) -> Kept:
    """Words and facts of a case that go first."""
    return Kept(what=what, processing=processing, term=WORDS, ending=ending, of=of, goes=goes, stays=stays)


def _staff(what: str, goes: str, stays: str, *, ending: Ending = CLEARED) -> Kept:
    return Kept(what=what, processing=STAFF, term=EMPLOYED, ending=ending, goes=goes, stays=stays)


def _none(what: str, stays: str) -> Kept:
    return Kept(what=what, stays=stays)


_PEOPLE: Final = {
    "debtor": Kept(
        what="wie iemand is", processing=COLLECTING, term=PERSON, ending=CLEARED, of="id",
        goes="identity customer_number company_name kvk_number first_names initials name_prefix surname birth_date "
        f"email phone search_name trade_names died_on {_POSTAL}",
        stays="id client_id is_natural_person legal_form language",
    ),
    "contact_point": Kept(
        what="hoe iemand te bereiken is", processing=COLLECTING, term=PERSON, ending=CLEARED, of="debtor_id",
        goes=f"value state_reason {_POSTAL}",
        stays="id debtor_id kind state state_on preferred source from_day through_day recorded_at recorded_by",
    ),
    "details_proposal": Kept(
        what="andere gegevens uit een bestand", processing=COLLECTING, term=WORDS, ending=CLEARED, of="debtor_id",
        goes=f"email phone {_POSTAL}",
        stays="id debtor_id upload_id upload_row proposed_at decided_at decided_by taken_over",
    ),
    "party_link": Kept(
        what="wie dezelfde persoon is", processing=COLLECTING, term=PERSON, ending=CLEARED, of="a_id b_id",
        goes="grounds reason", stays="id a_id b_id state decided_at decided_by",
    ),
    "case_party": Kept(
        what="wie een rol heeft in een dossier", processing=COLLECTING, term=PERSON, ending=CLEARED,
        of="person_id stands_for_id", goes="basis ended_reason",
        stays="id case_id person_id role stands_for_id share_numerator share_denominator liable_most from_day "
        "through_day recorded_at recorded_by",
    ),
    "privacy_request": Kept(
        what="verzoeken over privacy", processing=RIGHTS, term=REQUESTS, ending=CLEARED, of="debtor_id",
        goes="asked identity_shown extension_reason answer",
        stays="id debtor_id case_id kind state received_on answer_by extended_on answered_on recorded_at recorded_by "
        "decided_at decided_by",
    ),
    "legal_hold": Kept(
        what="dossiers die blijven tot nader order", processing=RIGHTS, term=PERSON, ending=CLEARED, of="case_id",
        goes="reason lifted_reason", stays="id case_id placed_at placed_by lifted_at lifted_by",
    ),
    "person_export": Kept(
        what="uitdraaien van wat over iemand bekend is", processing=SECURITY, term=CHAINED, of="debtor_id",
        stays="id debtor_id request_id made_at made_by sha256 paper_count",
    ),
}
_CASES: Final = {
    "case": Kept(
        what="dossiers", processing=COLLECTING, term=PERSON, of="id", shared=True,
        stays="id number client_id debtor_id terms_id upload_id payment_reference debtor_kind stage next_step "
        "next_step_on handler_id opened_on closed_on closing_reason policy version_id",
    ),
    "claim": Kept(
        what="vorderingen", processing=COLLECTING, term=PERSON, ending=CLEARED, of="case_id", shared=True,
        goes="subject default_explanation",
        stays="id case_id client_id debtor_id invoice_number invoice_core invoice_key twin invoice_date due_date "
        "principal contract_date reminder_sent_on interest contract_percent contract_per contract_compound "
        "rate_changes surcharge_percent surcharge_per nature interest_clause costs_clause called_in_on "
        "called_in_clause penalty penalty_from penalty_clause default_from default_basis prescription_regime "
        "barred_from alarmed_months term_of upload_row is_open",
    ),
    "case_event": _of_case(
        "de geschiedenis van een dossier", "data", "id case_id kind actor_id recorded_at effective_on program",
        ending=UNREADABLE,
    ),
    "contact": _of_case(
        "contact met iemand", "note",
        "id case_id channel outcome right_party call_back_on contacted_at logged_by debtor_id", processing=CARE,
    ),
    "hold": _of_case(
        "waarom een dossier stilstaat, ook kwetsbaarheid", "reason outcome",
        "id case_id client_id kind started_on review_on placed_by ended_on ended_by", processing=CARE,
    ),
    "carried_hold": _of_case("stilstand uit een ander dossier", "", "hold_id from_case_id", "hold_id.case_id"),
    "assessment": _of_case(
        "of iemand kan en wil betalen", "reason signals confirmation_note",
        "id case_id outcome state decided_on decided_by confirmed_on confirmed_by", processing=CARE,
    ),
    "means_shown": _of_case(
        "tekenen dat iemand kan betalen", "source", "id case_id sign shown_on recorded_at recorded_by withdraws_id",
        processing=CARE, ending=UNREADABLE,
    ),
    "register_check": _of_case(
        "wat een register zei", "note",
        "id case_id register checked_on found proof_id entered_by debtor_id",
    ),
    "task": _of_case(
        "taken", "what outcome", "id case_id key due_on person_id state set_at set_by ended_at ended_by",
    ),
    "told_amount": _of_case(
        "bedragen die zijn genoemd", "note", "id case_id amount as_of through_day told_at told_by debtor_id",
        ending=UNREADABLE,
    ),
    "arrangement": _of_case(
        "betalingsregelingen", "note",
        "id case_id state agreed_on counted_through total costs_rest made_at made_by ended_on debtor_id",
    ),
    "instalment": _of_case(
        "termijnen van een regeling", "", "id arrangement_id ordinal due_on amount missed_on", "arrangement_id.case_id",
    ),
    "consumer_contract": _of_case(
        "hoe een consument een overeenkomst sloot", "withdrawal_excluded source",
        "id case_id channel concluded_how_and_when product_described price_shown order_button_clear was_ordered_online "
        "phone_offer_accepted is_service_begun_early early_start_requested confirmation_sent withdrawal_explained "
        "delivery_proved terms_provided clauses is_credit credit_check_present stated_at stated_by",
        ending=UNREADABLE,
    ),
    "interruption": _of_case(
        "stuitingen", "source", "id claim_id debtor_id kind interrupted_on recorded_at recorded_by withdraws_id",
        "claim_id.case_id", ending=UNREADABLE,
    ),
    "writ_confirmation": _of_case(
        "wat iemand van de dagvaarding bevestigde", "note about",
        "id case_id kind confirmed_on recorded_at confirmed_by event_id", ending=UNREADABLE,
    ),
    "writ": _of_case(
        "concepten van een dagvaarding", "dossier withdrawn_reason",
        "id case_id bailiff_office_id state as_of text_version docx_id pdf_id specification_id package_id made_at "
        "made_by given_at given_by withdrawn_at",
    ),
    "order_stop": _of_case(
        "waarom een opdracht aan de deurwaarder stilstond", "release_reason",
        "id writ_id cause stopped_at stopped_by ended_at ended_by", "writ_id.case_id",
    ),
    "package_download": _of_case(
        "wat de deurwaarder ophaalde", "warning", "id writ_id user_id downloaded_at sha256", "writ_id.case_id",
        ending=UNREADABLE,
    ),
    "service_report": _of_case(
        "wat de deurwaarder deed", "left_with remarks leave_court correction_reason",
        "id writ_id manner served_on served_at costs document_id reported_at reported_by despite_stop leave_on "
        "corrects_id", "writ_id.case_id", ending=UNREADABLE,
    ),
    "letter": Kept(
        what="brieven", processing=COLLECTING, term=PERSON, ending=CLEARED, of="case_id", goes="error facts",
        stays="id batch_id case_id debtor_id party_id contact_point_id kind channel state standing lease_until "
        "lease_token attempts text_version fee pdf_id docx_id sent_on delivered_on returned_on receipt_disputed_on",
    ),
    "delivery": Kept(
        what="verzendingen per e-mail", processing=COLLECTING, term=PERSON, ending=CLEARED, of="letter_id.case_id",
        goes="address message_id answer reason", stays="id letter_id channel contact_point_id state planned_at "
        "leaves_at taken_at token attempts ended_at document_id settled_at settled_by",
    ),
    "inbound": _of_case(
        "e-mails die binnenkwamen", "message_id sender sender_name subject text reason refused",
        "id mark received_at state by case_id delivery_id contact_id document_id document_ids decided_at decided_by",
    ),
    "text_message": Kept(
        what="sms-berichten", processing=COLLECTING, term=PERSON, ending=CLEARED, of="case_id",
        goes="number text answer reason", stays="id case_id debtor_id contact_point_id state planned_at planned_by "
        "leaves_at mark taken_at token attempts went_at ended_at settled_at settled_by",
    ),
    "letter_content": Kept(
        what="wat een brief zei", processing=COLLECTING, term=PERSON, ending=UNREADABLE,
        of="letter_id.case_id", goes="text", stays="letter_id debtor_id claim_ids fee kept_at",
    ),
    "document": Kept(
        what="stukken", processing=COLLECTING, term=PERSON, ending=REMOVED, of="case_id", goes="title filename sha256",
        stays="id kind case_id claim_id client_id media_type size stored_at stored_by",
    ),
    "valuation_record": _of_case(
        "waaruit een bedrag is berekend", "", "id case_id letter_id writ_id event_id as_of figure_set_sha256 reasons "
        "kept_at",
    ),
}
_MONEY: Final = {
    "ledger_entry": Kept(
        what="geboekte bedragen", processing=BOOKS, term=PERSON, ending=UNREADABLE, of="case_id", shared=True,
        goes="note", stays="id case_id claim_id kind amount effective_on recorded_at recorded_by paid_to reverses_id "
        "effect debtor_id",
    ),
    "entry_paper": Kept(
        what="stukken bij een boeking", processing=BOOKS, term=PERSON, of="entry_id.case_id",
        stays="entry_id document_id",
    ),
    "other_cost": Kept(
        what="andere kosten", processing=BOOKS, term=PERSON, ending=UNREADABLE, of="case_id", goes="note",
        stays="id case_id claim_id kind amount incurred_on interest_from borne_by is_awarded document_id entry_id "
        "withdraws_id recorded_at recorded_by",
    ),
    "write_off": Kept(
        what="afboekingen", processing=BOOKS, term=PERSON, ending=CLEARED, of="case_id", goes="reason decision_note",
        stays="id case_id amount closing_reason state most_alone proposed_at proposed_by decided_at decided_by "
        "entry_id",
    ),
    "overpaid": Kept(what="te veel betaald", processing=BOOKS, term=PERSON, of="case_id", stays="case_id since"),
    "open_difference": Kept(
        what="kleine verschillen", processing=BOOKS, term=PERSON, of="case_id", stays="case_id paid_on",
    ),
    "cost_approval": Kept(
        what="kosten die een opdrachtgever goedkeurde", processing=BOOKS, term=PERSON, of="case_id",
        stays="id case_id ceiling approved_at approved_by",
    ),
    "loss_acceptance": Kept(
        what="verlies dat een opdrachtgever aanvaardde", processing=BOOKS, term=PERSON, of="case_id",
        stays="id case_id points accepted_at accepted_by",
    ),
    "claim_move": Kept(
        what="vorderingen die verhuisden", processing=BOOKS, term=PERSON, of="into_case_id",
        stays="id claim_id from_case_id into_case_id moved_on moved_at moved_by",
    ),
}
_SET_UP: Final = {
    "agency_profile": _none(
        "het bureau zelf", "id registered_name other_registered_names wki_registration_number wki_valid_until "
        "kvk_number legal_form postal_address phone phone_hours email website iban account_name complaints_text "
        "dispute_body debt_help_phone mail_stopped sms_stopped post_stopped accent write_off_handler "
        "write_off_legal_lead clients_second_step one_person logo version_id " + _POSTAL,
    ),
    "client": Kept(
        what="opdrachtgevers", processing=CLIENTS, term=AGREED, ending=CLEARED, goes="contact_name email phone",
        stays=f"id name legal_form kvk_number active created_at {_POSTAL}",
    ),
    "client_terms": _none(
        "afspraken met opdrachtgevers", "id client_id version debtor_kind payment_term_agreed payment_term_basis "
        "reminder_term_days interest contract_percent contract_per contract_compound surcharge_percent surcharge_per "
        "interest_clause costs_clause reclaims_vat vat_not_deductible_declared_on vat_raised_therefore_declared_on "
        "prescription_regime basis basis_signed_on cost_ceiling arrangement_max_terms arrangement_min_amount "
        "small_difference new_invoices government_debtors created_at created_by",
    ),
    "bailiff_office": Kept(
        what="deurwaarderskantoren", processing=CLIENTS, term=AGREED, ending=CLEARED, goes="email phone",
        stays=f"id name kvk_number active {_POSTAL}",
    ),
    "upload": Kept(
        what="bestanden van opdrachtgevers", processing=COLLECTING, term=WORDS, ending=CLEARED,
        goes="filename report answers recognised left_out outdated",
        stays="id client_id sha256 masked_sha256 size state read_on uploaded_at uploaded_by confirmed_at confirmed_on "
        "confirmed_by terms_id accepted_count accepted_total refused_count case_count done_count lease_until "
        "lease_token",
    ),
    "letter_batch": Kept(
        what="brieven die samen weggingen, en wat iemand voor een brief invulde", processing=COLLECTING, term=PERSON,
        ending=CLEARED, goes="details", stays="id kind letter_date ordered_at ordered_by posted_on posted_by",
    ),
    "batch_work": Kept(
        what="hoever een stapel brieven is", processing=COLLECTING, term=PASSING, ending=CLEARED,
        goes="asked left_out", stays="batch_id asked_count ordered_after left_out_count posted_at figure_set_sha256 "
        "busy_until busy_token",
    ),
    "print_run": _none(
        "drukwerk: brieven die samen naar de printer gingen", "id state to_folder made_at made_by trouble "
        "handed_over_at handed_over_by pdf_sha256 posted_on receipts busy_until busy_token",
    ),
    "print_run_letter": _of_case(
        "welke brief met welk drukwerk meeging", "why again", "id run_id letter_id ordinal standing is_printed pages",
        of="letter_id.case_id",
    ),
    "user": _staff(
        "gebruikers", "email name password",
        "id active fs_uniquifier must_change_password created_at client_id bailiff_office_id",
    ),
    "role": _none("rollen", "id name description"),
    "user_role": _staff("wie welke rol heeft", "", "user_id role_id"),
    "team": _none("teams", "id name"),
    "team_member": _staff("wie in welk team zit", "", "user_id team_id", ending=REMOVED),
    "absence": _staff(
        "wie er niet is", "", "id user_id stand_in_id first_day last_day entered_at entered_by", ending=REMOVED,
    ),
    "assignment_rule": _none(
        "hoe dossiers worden verdeeld", "id ordinal client_id first_letter last_letter handler_id team_id",
    ),
    "account_link": _staff(
        "links om een wachtwoord te kiezen", "token_sha256",
        "id user_id purpose made_at made_by expires_at used_at withdrawn_at",
    ),
    "login": Kept(
        what="waar iemand is ingelogd", processing=SECURITY, term=PASSING, ending=CLEARED,
        goes="token_sha256 address device", stays="id user_id started_at seen_at ended_at ending step_by",
    ),
    "second_factor": _staff(
        "de tweede stap", "name secret credential_id public_key", "id user_id kind counter added_at used_at removed_at",
    ),
    "recovery_code": _staff(
        "herstelcodes", "code_hash code_sha256", "id user_id made_at used_at withdrawn_at",
    ),
    "outsider": _staff(
        "wie een externe meekijker is", "profession office register_entry", "id user_id stated_at", ending=UNREADABLE,
    ),
    "text_stop": _none(
        "teksten die zijn stilgezet", "id kind text_version channel reason stopped_at stopped_by released_at "
        "released_by release_reason",
    ),
    "text_approval": _none(
        "teksten die zijn goedgekeurd", "id kind text_version fingerprint approved_at asked_by approved_by approved_as",
    ),
    "letter_addition": _none(
        "wat een bureau aan zijn brieven toevoegt", "id kind text approved_at asked_by approved_by approved_as",
    ),
    "second_look": Kept(
        what="wat op een tweede persoon wacht", processing=SECURITY, term=TRACED, ending=CLEARED, of="case_id",
        goes="before wanted reason decision",
        stays="id kind subject_id case_id state asked_at asked_by waits_from decided_at decided_by decided_as",
    ),
    "set_up_change": Kept(
        what="wijzigingen van de inrichting", processing=SECURITY, term=TRACED, ending=UNREADABLE,
        goes="old_value new_value", stays="id subject subject_id field changed_at changed_by",
    ),
    "trace_line": Kept(
        what="het logboek: wie inlogde, zag of meenam, en vanaf welk netwerkadres", processing=SECURITY, term=CHAINED,
        stays="id kind at user_id address page case_id document_id number said change_id",
    ),
    "redaction": Kept(
        what="wat onleesbaar is gemaakt, waar, en door wie", processing=SECURITY, term=TRACED, ending=UNREADABLE,
        goes="reason", stays="id source row_id column_name path starts_at ends_at mark digest second_look_id asked_by "
        "asked_at confirmed_by confirmed_at",
    ),
    "number_search": _none("zoektochten naar burgerservicenummers", "id asked_at asked_by begun_at done_at"),
    "number_found": Kept(
        what="waar nog een burgerservicenummer staat", processing=SECURITY,
        term=Term(text="tot het onleesbaar is gemaakt of er opnieuw wordt gezocht", reason="daarna is de lijst oud"),
        ending=REMOVED, stays="id search_id source row_id column_name path",
    ),
    "erasure": _none(
        "wat na de bewaartermijn is gewist, en wanneer", "id source row_id scope mark digest erased_on erased_at "
        "second_look_id",
    ),
    "case_to_erase": Kept(
        what="dossiers die nog gewist gaan worden", processing=SECURITY, of="case_id",
        term=Term(text="tot het dossier is gewist of toch blijft", reason="daarna is de lijst gedaan"), ending=REMOVED,
        stays="case_id scope second_look_id",
    ),
    "file_to_remove": _none("bestanden die uit de opslag gaan", "sha256"),
    "submission": Kept(
        what="formulieren die zijn verwerkt", processing=SECURITY, term=PASSING, ending=REMOVED,
        stays="token user_id handled_at digest answer",
    ),
    "figure_addition": _none(
        "latere cijfers", "id series first_day value checked_through source_name source_address note proposed_by "
        "proposed_at",
    ),
    "figure_decision": _none("besluiten over cijfers", "id addition_id kind reason decided_by decided_at"),
    "figure_keeper": _none("wie op de cijfers let", "id turn_on user_id named_by named_at"),
    "figure_set": _none("alle cijfers van een moment", "sha256 content kept_at"),
    "daily_run": _none("de dagelijkse ronde", "day done_at step after_id law_sha256 report"),
    "duty": _none("wanneer het programma iets voor het laatst deed", "name awaited_since good_at"),
    "seal": _none("de keten", "position source row_id salt digest hash"),
    "unsealed_row": _none("wat nog niet in de keten staat", "source row_id"),
}
TABLES: Final = _PEOPLE | _CASES | _MONEY | _SET_UP


def _paper(what: str, *, term: Term = PERSON) -> Kept:
    return Kept(what=what, processing=COLLECTING, term=term, ending=REMOVED)


# By the value of its kind.
DOCUMENTS: Final = {
    "invoice": _paper("facturen"), "agreement": _paper("overeenkomsten"), "terms": _paper("algemene voorwaarden"),
    "mandate": _paper("volmachten"), "insolvency_proof": _paper("bewijs van insolventie", term=WORDS),
    "guardianship_proof": _paper("bewijs van bewind of curatele", term=WORDS),
    "delivery_proof": _paper("bewijs van levering"), "correspondence": _paper("correspondentie", term=WORDS),
    "letter": _paper("brieven"), "sent_mail": _paper("brieven zoals zij per e-mail gingen"),
    "writ": _paper("concepten van een dagvaarding"),
    "specification": _paper("specificaties"), "package": _paper("pakketten voor de deurwaarder", term=WORDS),
    "service_report": _paper("verslagen van de deurwaarder"), "credit_note": _paper("creditnota's"),
    "cost_proof": _paper("bewijs van kosten"),
    "received_mail": _paper("ontvangen e-mails en wat daarbij zat", term=WORDS),
    "unreadable": _none("wat in de plaats kwam van een onleesbaar gemaakt stuk", ""),
}
# What lies outside the database and the rows of documents.
ELSEWHERE: Final = {
    "uploads": _paper("kopieën van ingelezen bestanden, in de opslag van stukken", term=WORDS),
    "unused_uploads": Kept(
        what="bestanden van opdrachtgevers waaruit geen dossier kwam", processing=COLLECTING, term=UNUSED,
        ending=CLEARED,
    ),
    "unfiled_mail": Kept(
        what="ontvangen e-mails die bij geen dossier horen", processing=COLLECTING, term=UNUSED, ending=CLEARED,
    ),
    "logs": Kept(
        what="logregels: nummers en codes, geen waarden; in het logboek van de machine", processing=SECURITY,
        term=PASSING, ending=REMOVED,
    ),
    "queue": Kept(what="de wachtrij: nummers van rijen"),
    "anchors": Kept(what="waar de keten eindigde, dag voor dag"),
    "erased": Kept(what="welke dossiers na de bewaartermijn zijn gewist: nummers en dagen"),
    "backups": Kept(
        what="reservekopieën: alles van het moment waarop zij zijn gemaakt, versleuteld", processing=COLLECTING,
        term=Term(text="zo lang als het bureau instelt (keep-days)", reason="om terug te kunnen na een ramp"),
        ending=REMOVED,
    ),
}
