"""Who owes in a case, who speaks for them, and the details of each: corrected by a handler, with its trace."""

from dataclasses import dataclass, fields

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.contact_rules import approaches_of
from agency.desk.people_forms import (
    AddressForm,
    DebtorForm,
    EndPartyForm,
    MarkForm,
    NumberForm,
    PartyForm,
    apart,
)
from agency.web.access import Permission, requires
from agency.web.fields import choices_of, given
from agency.web.forms import OnceForm
from agency.web.once import carry_out
from agency.web.tracing import is_whole
from cases.acts import Act
from cases.amicable import debtor_editing, party_changes
from cases.amicable.party_changes import NewParty, NewPerson
from cases.errors import EditConflict
from cases.input_checks import whole_number
from cases.models import OWING, CaseParty, Debtor, PartyRole, PointState
from cases.parties import contact_points
from cases.queries.desk import people_cards
from cases.queries.desk.case_page import CaseHead
from cases.queries.desk.people_cards import PersonCard
from cases.wording import people as wording


@dataclass(frozen=True)
class Difference:
    """One field as it is stored by now, beside what was typed."""

    label: str
    before: str
    after: str


@bp.get("/dossiers/<int:case_id>/personen")
@requires(Permission.DEBTOR_EDIT)
def show_people(case_id: int) -> str:
    """Everybody in a case, and the form to add somebody."""
    return _people_page(case_id)


@bp.post("/dossiers/<int:case_id>/personen")
@requires(Permission.DEBTOR_EDIT)
def add_party(case_id: int) -> ResponseReturnValue:
    """Let somebody play a part in the case."""
    form = _party_form(head_of(case_id), sent=True)
    sent = carry_out(form, lambda session, act: _add(session, act, case_id, form))
    if not sent.is_done:
        return _people_page(case_id, form), sent.status
    flash("De betrokkene is toegevoegd.", "success")
    return redirect(url_for("desk.show_people", case_id=case_id))


@bp.post("/dossiers/<int:case_id>/personen/compleet")
@requires(Permission.DEBTOR_EDIT)
def all_named(case_id: int) -> ResponseReturnValue:
    """Everybody who owes is named: the case goes on."""
    sent = carry_out(None, lambda session, act: party_changes.all_named(session, act, case_id))
    if sent.is_done:
        flash("De namen zijn compleet. Het dossier gaat weer verder.", "success")
    else:
        flash(sent.why_not, "warning")
    return redirect(url_for("desk.show_people", case_id=case_id))


@bp.post("/dossiers/<int:case_id>/betrokkenen/<int:party_id>/beeindigen")
@requires(Permission.DEBTOR_EDIT)
def end_party(case_id: int, party_id: int) -> ResponseReturnValue:
    """A part is over."""
    form = EndPartyForm()
    sent = carry_out(form, lambda session, act: party_changes.end(
        session, act, case_id, party_id, through_day=given(form.through_day), reason=form.reason.data
    ))
    if not sent.is_done:
        return _people_page(case_id, form, ending=party_id), sent.status
    flash("Vastgelegd. Vanaf de dag erna geldt dit niet meer.", "success")
    return redirect(url_for("desk.show_people", case_id=case_id))


@bp.get("/dossiers/<int:case_id>/personen/<int:person_id>")
@requires(Permission.DEBTOR_EDIT)
def show_person(case_id: int, person_id: int) -> str:
    """The details of one person in a case."""
    return _person_page(case_id, person_id)


@bp.post("/dossiers/<int:case_id>/personen/<int:person_id>")
@requires(Permission.DEBTOR_EDIT)
def edit_person(case_id: int, person_id: int) -> ResponseReturnValue:
    """Correct who somebody is."""
    _card_of(head_of(case_id), person_id)
    form = DebtorForm()
    sent = carry_out(form, lambda session, act: debtor_editing.edit(
        session, act, person_id, form.values(), seen=form.seen.data or "", reason=form.reason.data or ""
    ))
    if isinstance(sent.refusal, EditConflict):
        return _person_page(case_id, person_id, form, conflict=_overtaken(form, person_id)), 409
    if not sent.is_done:
        return _person_page(case_id, person_id, form), sent.status
    flash("De gegevens zijn opgeslagen." if sent.result else "Er is niets gewijzigd.", "success")
    return redirect(url_for("desk.show_person", case_id=case_id, person_id=person_id))


@bp.post("/dossiers/<int:case_id>/personen/<int:person_id>/adres")
@requires(Permission.DEBTOR_EDIT)
def add_address(case_id: int, person_id: int) -> ResponseReturnValue:
    """Another address, used from now on."""
    _card_of(head_of(case_id), person_id)
    form = AddressForm()
    state = PointState.SECRET if form.secret.data else None
    sent = carry_out(form, lambda session, act: debtor_editing.use_point(
        session, act, person_id, form.detail(), form.origin(state), seen=whole_number(form.seen.data) or 0
    ))
    if not sent.is_done:
        return _person_page(case_id, person_id, form), sent.status
    flash("Het nieuwe adres is in gebruik. Brieven die al weg zijn, veranderen niet.", "success")
    return redirect(url_for("desk.show_person", case_id=case_id, person_id=person_id))


@bp.post("/dossiers/<int:case_id>/personen/<int:person_id>/nummer")
@requires(Permission.DEBTOR_EDIT)
def add_number(case_id: int, person_id: int) -> ResponseReturnValue:
    """Another phone number or e-mail address."""
    _card_of(head_of(case_id), person_id)
    form = NumberForm()
    sent = carry_out(form, lambda session, act: debtor_editing.use_point(
        session, act, person_id, form.detail(), form.origin(), beside=form.beside.data
    ))
    if not sent.is_done:
        return _person_page(case_id, person_id, form), sent.status
    flash("Vastgelegd en in gebruik.", "success")
    return redirect(url_for("desk.show_person", case_id=case_id, person_id=person_id))


@bp.post("/dossiers/<int:case_id>/personen/<int:person_id>/bereikbaar/<int:point_id>")
@requires(Permission.DEBTOR_EDIT)
def mark_point(case_id: int, person_id: int, point_id: int) -> ResponseReturnValue:
    """Say what an address or number is worth."""
    _card_of(head_of(case_id), person_id)
    form = MarkForm()
    sent = carry_out(form, lambda session, act: debtor_editing.mark_point(
        session, act, person_id, point_id, state=PointState(form.state.data), reason=form.reason.data
    ))
    if not sent.is_done:
        return _person_page(case_id, person_id, form, marking=point_id), sent.status
    flash("Vastgelegd.", "success")
    return redirect(url_for("desk.show_person", case_id=case_id, person_id=person_id))


@bp.post("/dossiers/<int:case_id>/personen/<int:person_id>/bereikbaar/<int:point_id>/eerst")
@requires(Permission.DEBTOR_EDIT)
def prefer_point(case_id: int, person_id: int, point_id: int) -> ResponseReturnValue:
    """Use this number or address first."""
    _card_of(head_of(case_id), person_id)
    sent = carry_out(None, lambda session, act: debtor_editing.prefer_point(session, act, person_id, point_id))
    flash("Vastgelegd." if sent.is_done else sent.why_not, "success" if sent.is_done else "warning")
    return redirect(url_for("desk.show_person", case_id=case_id, person_id=person_id))


def _add(session: Session, act: Act, case_id: int, form: PartyForm) -> CaseParty:
    person = None
    if form.known.data is None:
        person = NewPerson(values=form.values(), details=form.details(), origin=form.origin())
    return party_changes.add(session, act, case_id, NewParty(
        role=PartyRole(form.role.data), basis=form.basis.data, from_day=given(form.since), person_id=form.known.data,
        person=person, stands_for_id=form.stands_for.data, share=form.share(), liable_most=form.liable_most.data,
    ))


def _party_form(head: CaseHead, *, sent: bool) -> PartyForm:
    form = PartyForm() if sent else PartyForm(formdata=None, data={"since": clock.today()})
    owing = {person_id: person.name for person_id, person in head.people.owing(clock.today()).items()}
    everybody = owing | {part.person_id: part.person.name for part in head.people.parties}
    form.known.choices = choices_of(everybody, empty="Iemand die hieronder wordt ingevuld")
    form.stands_for.choices = choices_of(owing, empty="Niet van toepassing: is zelf schuldenaar")
    return form


def _people_page(case_id: int, sent: OnceForm | None = None, *, ending: int | None = None) -> str:
    """The page; `sent` is the form that was refused, for the part `ending` where it was to end one."""
    head, today = head_of(case_id), clock.today()
    return render_template(
        "desk/people.html", head=head, case=head.case, form=sent, approaches=approaches_of(head),
        cards=people_cards.cards(head.people, on=today),
        ended=people_cards.ended(head.people, on=today),
        not_counted=tuple(wording.not_counted(head.people, on=today)),
        party=sent if isinstance(sent, PartyForm) else _party_form(head, sent=False),
        ends={
            part.id: apart(
                sent if isinstance(sent, EndPartyForm) and ending == part.id else EndPartyForm(
                    formdata=None, data={"through_day": today}
                ), f"einde-{part.id}",
            ) for part in head.people.open(today)
        },
        ending=ending, speaking=tuple(role for role in PartyRole if role not in OWING),
    )


def _card_of(head: CaseHead, person_id: int) -> PersonCard:
    """One of the people in a case; 404 for anybody else."""
    cards = people_cards.cards(head.people, on=clock.today())
    found = next((card for card in cards if card.person.id == person_id), None)
    if found is None:
        abort(404)
    return found


def _person_page(
    case_id: int, person_id: int, sent: OnceForm | None = None, *, marking: int | None = None,
    conflict: list[Difference] | None = None,
) -> str:
    head = head_of(case_id)
    card, today = _card_of(head, person_id), clock.today()
    address = card.addresses[0] if card.addresses and card.addresses[0].preferred else None
    return render_template(
        "desk/person.html", head=head, case=head.case, card=card, form=sent, marking=marking, conflict=conflict,
        names=sent if isinstance(sent, DebtorForm) else _debtor_form(card.person),
        address=apart(sent if isinstance(sent, AddressForm) else AddressForm(
            formdata=None, data={"since": today, "seen": str(address.id if address else 0)}
        ), "adres"),
        number=apart(
            sent if isinstance(sent, NumberForm) else NumberForm(formdata=None, data={"since": today}), "nummer"
        ),
        marks={
            point.id: apart(
                sent if isinstance(sent, MarkForm) and marking == point.id else MarkForm(formdata=None),
                f"stand-{point.id}",
            ) for point in card.points
        },
        open_cases=len(contact_points.cases_of(database.session(), person_id)), whole=is_whole(),
    )


def _debtor_form(person: Debtor) -> DebtorForm:
    values = debtor_editing.values_of(person)
    data = {each.name: getattr(values, each.name) for each in fields(values)}
    return DebtorForm(formdata=None, data=data | {"seen": debtor_editing.version(person)})


def _overtaken(form: DebtorForm, person_id: int) -> list[Difference]:
    """What is stored by now beside what was typed; sent once more, the form replaces that."""
    stored = _debtor_form(database.session().get_one(Debtor, person_id))
    form.seen.data = stored.seen.data
    return [
        Difference(item.label.text, str(stored[item.name].data or ""), str(item.data or ""))
        for item in form if item.name not in ("seen", "csrf_token", "token", "reason")
        and (stored[item.name].data or "") != (item.data or "")
    ]
