"""The case page: head, contact form, time line, balance on any date, parties, letters, documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask import render_template, request
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.contact_rules import people_to_approach
from agency.desk.forms import (
    ClaimKindForm,
    ContactForm,
    DayForm,
    EvidenceForm,
    InterruptionForm,
    ReasonForm,
    WithdrawInterruptionForm,
)
from agency.desk.work_forms import NoteForm
from agency.resources import figures
from agency.web.access import Permission, requires
from agency.web.errors import REFUSED
from agency.web.fields import choices_of, parse_date
from agency.web.forms import OnceForm
from agency.web.fragments import is_fragment
from cases.counting import policies
from cases.input_checks import whole_number
from cases.models import Case, Debtor
from cases.parties.people_in_case import PeopleInCase
from cases.queries import balance as balances
from cases.queries.desk import case_page as pages
from cases.queries.desk.case_page import CaseHead
from legal.counting.valuation import DebtorKind
from legal.debtor.prescription import PrescriptionRegime
from legal.debtor.quiet_words import NO_NAME
from letters.wording import costs_policy_in_words, policy_in_words


@dataclass(frozen=True)
class AskedDay:
    """The day in the address; today when there is none or nobody can read it, with what was typed and why not."""

    day: date
    typed: str
    error: str = ""


class LetterAction(StrEnum):
    """What can be told of a posted letter on the case page: the endpoint of its form."""

    RETURNED = "mark_returned"
    DELIVERED = "prove_delivery"
    RETURN_WITHDRAWN = "withdraw_return"
    DELIVERY_WITHDRAWN = "withdraw_delivery"
    DISPUTED = "dispute_receipt"
    DISPUTE_ENDED = "end_receipt_dispute"


@dataclass(frozen=True)
class SentOfLetter:
    """A form about one letter that was refused, to show it there with what was typed."""

    letter_id: int
    action: LetterAction
    form: DayForm | ReasonForm

    def __post_init__(self) -> None:
        """Each letter has the same forms: the field gets the id of this one."""
        for field in (self.form[name] for name in ("on", "reason") if name in self.form):
            field.id = f"{self.action}-{self.letter_id}"


def asked_day() -> AskedDay:
    """The day for which the balance is asked (`op`)."""
    typed = request.args.get("op", "").strip()
    if not typed:
        return AskedDay(clock.today(), "")
    try:
        return AskedDay(parse_date(typed), typed)
    except ValueError as error:
        return AskedDay(clock.today(), typed, str(error))


def head_of(case_id: int) -> CaseHead:
    """The head of a case as it stands today."""
    return pages.case_head(database.session(), case_id, today=clock.today(), figures=figures())


def evidence_form(case: Case, *, sent: bool) -> EvidenceForm:
    """The form to add a document, with the invoices of the case: as it was `sent`, or empty."""
    form = EvidenceForm() if sent else EvidenceForm(formdata=None)
    form.claim_id.choices = choices_of(
        {claim.id: claim.invoice_number for claim in case.claims}, empty="Niet bij één factuur"
    )
    return form


def interruption_form(case: Case, who_owe: Mapping[int, Debtor], *, sent: bool) -> InterruptionForm:
    """The form to record that prescription was interrupted, as it was `sent` or with the invoices not barred yet.

    Where all are barred, all are chosen: it can still be an interruption of before that day.
    """
    form = InterruptionForm() if sent else InterruptionForm(formdata=None)
    form.claims.choices = [(claim.id, claim.invoice_number) for claim in case.claims]
    form.offer({person_id: person.name for person_id, person in who_owe.items()})
    if not sent:
        running = [claim.id for claim in case.claims if claim.barred_from > clock.today()]
        form.claims.data = running or [claim.id for claim in case.claims]
    return form


def contact_form(people: PeopleInCase, *, sent: bool) -> ContactForm:
    """The form to log a contact, as it was `sent` or empty, with whom it can have been.

    That is first the debtor of the case, or another who owes where he died and nobody speaks for his estate.
    """
    form, today = ContactForm() if sent else ContactForm(formdata=None), clock.today()
    owing = people.owing(today)
    names = {person_id: people.addressee(today, person).in_words for person_id, person in owing.items()}
    here = (person_id for person_id, person in owing.items() if not people.is_gone(person, today))
    form.offer(names, first=next(here, people.case.debtor_id))
    return form


def claim_kind_form(case: Case, *, sent: bool) -> ClaimKindForm:
    """The form to state of what kind claims are, as it was `sent` or with all invoices of the case."""
    form = ClaimKindForm() if sent else ClaimKindForm(formdata=None)
    form.regime_claims.choices = [(claim.id, claim.invoice_number) for claim in case.claims]
    if case.debtor_kind is DebtorKind.BUSINESS:  # art. 7:5 lid 1 BW: no consumer, no consumer sale
        form.regime.choices = {
            kind: text for kind, text in form.regime.choices.items() if kind != PrescriptionRegime.CONSUMER_SALE
        }
    if not sent:
        form.regime_claims.data = [claim.id for claim in case.claims]
    return form


def render_case(
    case_id: int, sent: OnceForm | SentOfLetter | None = None, *, withdrawing: int | None = None
) -> str:
    """The whole page; `sent` is the form that was refused and is shown with what was typed.

    `withdrawing`: the interruption whose withdrawal is asked, by its id.
    """
    session, today = database.session(), clock.today()
    page = pages.case_page(session, case_id, today=today, figures=figures())
    case, asked, whom = page.head.case, asked_day(), people_to_approach(page)
    owed = page.head.balance if asked.day == today else balances.balance(
        session, case, on=asked.day, figures=figures()
    )
    return render_template(
        "desk/case.html", page=page, head=page.head, case=case, asked=asked, owed=owed,
        contact=sent if isinstance(sent, ContactForm) else contact_form(page.head.people, sent=False),
        evidence=sent if isinstance(sent, EvidenceForm) else evidence_form(case, sent=False),
        interruption=sent if isinstance(sent, InterruptionForm) else interruption_form(
            case, page.head.who_owe, sent=False
        ),
        claim_kind=sent if isinstance(sent, ClaimKindForm) else claim_kind_form(case, sent=False),
        withdrawal=sent if isinstance(sent, WithdrawInterruptionForm) else WithdrawInterruptionForm(formdata=None),
        note=sent if isinstance(sent, NoteForm) else NoteForm(formdata=None),
        withdrawing=withdrawing or whole_number(request.args.get("intrekken")),
        form=sent.form if isinstance(sent, SentOfLetter) else sent,
        sent_of_letter=sent if isinstance(sent, SentOfLetter) else None,
        whom=whom, approaches={each.person_id: each.approach for each in whom}, no_name=NO_NAME,
        policy=_policy_in_words(case), step=request.args.get("stap"),
    )


def _policy_in_words(case: Case) -> tuple[tuple[str, str], ...]:
    """The choices that were frozen when the case was opened."""
    return policy_in_words(policies.policy_of(case)) + costs_policy_in_words(policies.costs_policy_of(case))


@bp.get("/dossiers/<int:case_id>")
@requires(Permission.CASE_READ)
def show_case(case_id: int) -> str:
    """One case."""
    return render_case(case_id)


@bp.get("/dossiers/<int:case_id>/saldo")
@requires(Permission.CASE_READ)
def show_balance(case_id: int) -> ResponseReturnValue:
    """The balance on the day asked, as a piece of the case page; without htmx the page itself."""
    if not is_fragment():
        return render_case(case_id)
    asked = asked_day()
    case = pages.case_of(database.session(), case_id)
    owed = balances.balance(database.session(), case, on=asked.day, figures=figures())
    page = render_template("desk/_balance.html", case=case, asked=asked, owed=owed)
    return page, REFUSED if asked.error else 200
