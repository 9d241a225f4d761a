"""A handler corrects who a debtor is and how he is reached; each change is told in every open case of that person.

What was sent keeps what it said, and a notice is judged as it was sent. What did not leave with the old name or
address is withdrawn, and an order to the bailiff that names them is halted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.amicable import holds
from cases.correspondence import undeliverable
from cases.counting import overpaid
from cases.errors import EditConflict, Incomplete, NotFound, Refused
from cases.events.people import ChangedDetail
from cases.input_checks import Checks, version_of
from cases.models import (
    Case,
    CaseParty,
    ContactPoint,
    Debtor,
    HoldKind,
    PartyRole,
    PointKind,
    PointState,
    Stage,
    StopCause,
)
from cases.names import name
from cases.parties import contact_points, debtor_likeness, point_changes
from cases.parties.contact_points import Detail, Origin
from cases.parties.debtor_likeness import Address
from cases.progress import locking, order_stops, recalls
from legal.debtor.legal_forms import LegalForm, form_in_name, in_full, read_legal_form
from letters.words import short_date

LANGUAGES = {
    "nl": "Nederlands", "en": "Engels", "de": "Duits", "fr": "Frans", "pl": "Pools", "tr": "Turks", "ar": "Arabisch",
    "uk": "Oekraïens", "es": "Spaans", "pt": "Portugees", "ro": "Roemeens", "bg": "Bulgaars",
}
_LANGUAGE_CODE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, kw_only=True)
class DebtorValues:
    """Who somebody is. Of an organisation `company_name`; of a sole trade that and the name of the person behind it.

    `trade_names`: one on each line. `language`: ISO 639-1.
    """

    first_names: str = ""
    initials: str = ""
    name_prefix: str = ""
    surname: str = ""
    company_name: str = ""
    legal_form: str = ""
    trade_names: str = ""
    kvk_number: str = ""
    birth_date: date | None = None
    language: str = "nl"
    died_on: date | None = None


_LABELS = {
    "first_names": "voornamen", "initials": "voorletters", "name_prefix": "tussenvoegsel", "surname": "achternaam",
    "company_name": "naam van het bedrijf of de organisatie", "legal_form": "rechtsvorm", "trade_names": "handelsnamen",
    "kvk_number": "KvK-nummer", "birth_date": "geboortedatum", "language": "taal", "died_on": "overleden op",
}
_OF_NAME = ("first_names", "initials", "name_prefix", "surname", "company_name", "legal_form", "trade_names")


def values_of(debtor: Debtor) -> DebtorValues:
    """What a form works with."""
    own = {each.name: getattr(debtor, each.name) for each in fields(DebtorValues) if each.name != "trade_names"}
    own["legal_form"] = in_full(debtor.legal_form)
    return DebtorValues(trade_names="\n".join(debtor.trade_names), **own)


def version(debtor: Debtor) -> str:
    """The mark of what stands there now: a form carries it to show what it was made from."""
    return version_of(values_of(debtor))


def edit(
    session: Session, act: Act, debtor_id: int, values: DebtorValues, *, seen: str | None, reason: str = ""
) -> tuple[ChangedDetail, ...]:
    """Correct who somebody is; what changed. `seen`: the `version` that the change was made from, None for no check.

    A death holds every open case of him. Raises NotFound, EditConflict, InvalidInput.
    """
    debtor = lock_debtor(session, debtor_id, everywhere=values.died_on is not None)
    if seen is not None and seen != version(debtor):
        raise EditConflict(f"Intussen heeft iemand anders de gegevens van {debtor.name} gewijzigd.")
    checked = check(values, today=act.today)
    before = values_of(debtor)
    changes = tuple(_differences(before, checked))
    if not changes:
        return ()
    put(debtor, checked)
    session.flush()
    point_changes.tell_changed(session, act, debtor, changes, reason=reason, on=act.today)
    if any(getattr(before, field) != getattr(checked, field) for field in _OF_NAME):
        _overtake(session, act, debtor, "de naam is gecorrigeerd")
    if checked.died_on is not None and before.died_on is None:
        hold_for_death(session, act, debtor)
    if checked.died_on != before.died_on:  # which costs heirs inherit is counted by that day
        for case_id in contact_points.cases_of(session, debtor.id):
            overpaid.suspect(session, case_id, on=act.today)
    return changes


def hold_for_death(session: Session, act: Act, debtor: Debtor) -> None:
    """Nobody is written to or called in any open case of who died, until somebody looked."""
    undeliverable.withdraw_to(session, act, debtor, reason="de debiteur is overleden", on=act.today)
    for case in _own_cases(session, debtor):
        hold_of_death(session, act, case)


def hold_of_death(session: Session, act: Act, case: Case) -> None:
    """Hold one case whose debtor is known to have died."""
    debtor = case.debtor
    assert debtor.died_on is not None
    holds.place_once(
        session, act, case, kind=HoldKind.DECEASED, on=act.today,
        reason=f"{debtor.name} is overleden op {short_date(debtor.died_on)}.",
    )


def put(debtor: Debtor, values: DebtorValues) -> None:
    """Set checked values, with what is derived from them. What a file called him (`identity`) stays."""
    for field in fields(values):
        if field.name not in ("trade_names", "legal_form"):
            setattr(debtor, field.name, getattr(values, field.name))
    form = read_legal_form(values.legal_form)
    debtor.legal_form = values.legal_form if form is None else form.value
    debtor.trade_names = [line.strip() for line in values.trade_names.splitlines() if line.strip()]
    debtor.is_natural_person = not values.company_name or form is LegalForm.SOLE_TRADE
    debtor.search_name = debtor_likeness.search_name(
        values.company_name, values.first_names or values.initials, values.name_prefix, values.surname
    )


def check(values: DebtorValues, *, today: date) -> DebtorValues:
    """The values as they are stored; raises InvalidInput with a finding for each field."""
    checks = Checks()
    text = checks.text
    kept = replace(
        values, first_names=text("first_names", "Voornamen", values.first_names, longest=120),
        initials=text("initials", "Voorletters", values.initials, longest=20),
        name_prefix=text("name_prefix", "Tussenvoegsel", values.name_prefix, longest=40),
        surname=text("surname", "Achternaam", values.surname, longest=120),
        company_name=text("company_name", "Naam van het bedrijf", values.company_name, longest=200),
        legal_form=text("legal_form", "Rechtsvorm", values.legal_form, longest=80),
        trade_names=text("trade_names", "Handelsnamen", values.trade_names, longest=400),
        kvk_number=checks.kvk("kvk_number", values.kvk_number, required=False), language=values.language.strip(),
    )
    if not kept.company_name and not kept.surname:
        checks.wrong("surname", "Achternaam", "", "een achternaam, of de naam van een bedrijf of organisatie")
    if not _LANGUAGE_CODE.fullmatch(kept.language):
        checks.wrong("language", "Taal", kept.language, "een taal uit de lijst")
    _check_form(checks, kept)
    _check_days(checks, kept, today)
    checks.finish()
    return kept


def _check_form(checks: Checks, kept: DebtorValues) -> None:
    if kept.legal_form and not kept.company_name:
        checks.wrong("legal_form", "Rechtsvorm", kept.legal_form, "alleen iets bij een bedrijf of organisatie")
    named, given = form_in_name(kept.company_name), read_legal_form(kept.legal_form)
    if named is not None and given is not None and named is not given:
        wanted = f"hetzelfde als in de naam staat ({named.dutch}), of een andere naam"
        checks.wrong("legal_form", "Rechtsvorm", given.dutch, wanted)


def _check_days(checks: Checks, kept: DebtorValues, today: date) -> None:
    checks.not_after("birth_date", "Geboortedatum", kept.birth_date, today=today)
    checks.not_after("died_on", "Overleden op", kept.died_on, today=today)
    is_person = not kept.company_name or read_legal_form(kept.legal_form) is LegalForm.SOLE_TRADE
    for field, label, day in (
        ("birth_date", "Geboortedatum", kept.birth_date), ("died_on", "Overleden op", kept.died_on)
    ):
        if day is not None and not is_person:
            checks.wrong(field, label, f"{day:%d-%m-%Y}", "niets: een organisatie wordt niet geboren en overlijdt niet")
    if kept.birth_date and kept.died_on and kept.died_on < kept.birth_date:
        checks.wrong("died_on", "Overleden op", f"{kept.died_on:%d-%m-%Y}", "een dag na de geboortedatum")


def use_point(
    session: Session, act: Act, debtor_id: int, detail: Detail, origin: Origin, *, beside: bool = False,
    seen: int | None = None,
) -> ContactPoint | None:
    """Reach him by this from now on, or by this too (`beside`); None where that is what stands there already.

    `seen`: the id of the point that was used when it was entered, 0 for none, None for no check. Raises EditConflict,
    InvalidInput, Refused.
    """
    debtor = lock_debtor(session, debtor_id)
    checked = checked_detail(detail, origin, today=act.today)
    before = contact_points.preferred(session, debtor_id, checked.kind)
    if seen is not None and seen != (0 if before is None else before.id):
        raise EditConflict(f"Intussen heeft iemand anders dit gewijzigd: {name(checked.kind).lower()}.")
    if before is not None and before.is_usable and _says_this(before, checked, origin):
        return None
    if beside:
        point = contact_points.add_beside(session, act, debtor, checked, origin)
        added = ChangedDetail(what=f"{point_changes.WORDS[checked.kind]} erbij", was="", became=str(checked))
        point_changes.tell_changed(session, act, debtor, (added,), on=origin.since)
        return point
    point_changes.use(session, act, debtor, checked, origin)
    if checked.kind is PointKind.ADDRESS:
        undeliverable.withdraw_to(session, act, debtor, reason="het adres is gewijzigd", on=act.today)
        halt_orders(session, act, debtor)
    return contact_points.preferred(session, debtor_id, checked.kind)


def mark_point(
    session: Session, act: Act, debtor_id: int, point_id: int, *, state: PointState, reason: str
) -> ContactPoint:
    """Say what a point is worth: wrong, returned, secret, closed, or right after all. Raises NotFound, Incomplete."""
    debtor = lock_debtor(session, debtor_id)
    point = _point(session, debtor_id, point_id)
    if not reason.strip():
        raise Incomplete("Schrijf op waaruit dit blijkt.")
    if point.state is PointState.CLOSED:
        raise Refused("Dit is niet meer in gebruik. Voer het opnieuw in als het weer klopt.")
    undeliverable.take_out(session, act, debtor, point, state, on=act.today, reason=reason.strip())
    if point.kind is PointKind.ADDRESS and not point.is_usable:
        halt_orders(session, act, debtor)
    return point


def prefer_point(session: Session, act: Act, debtor_id: int, point_id: int) -> ContactPoint:
    """Use this one first from now on. Raises NotFound, or Refused for one that may not be used."""
    debtor = lock_debtor(session, debtor_id)
    point = _point(session, debtor_id, point_id)
    if not point.is_usable:
        raise Refused(f"Dit kan niet: {name(point.state).lower()}.")
    if not point.preferred:
        was = contact_points.preferred(session, debtor_id, point.kind)
        changed = ChangedDetail(
            what=f"{point_changes.WORDS[point.kind]} die het eerst wordt gebruikt",
            was="" if was is None else str(contact_points.detail_of(was)), became=str(contact_points.detail_of(point)),
        )
        contact_points.prefer(session, debtor, point)
        point_changes.tell_changed(session, act, debtor, (changed,), on=act.today)
    return point


def checked_detail(detail: Detail, origin: Origin, *, today: date) -> Detail:
    """As it is stored; raises InvalidInput."""
    checks = Checks()
    checks.not_after("since", "Vanaf", origin.since, today=today)
    kept = detail
    if detail.kind is PointKind.EMAIL:
        kept = replace(detail, value=checks.email("value", detail.value))
    elif detail.kind is PointKind.PHONE:
        kept = replace(detail, value=_phone(checks, detail.value))
    elif detail.address is not None:
        kept = replace(detail, address=_address(checks, detail.address))
    checks.finish()
    return kept


def _phone(checks: Checks, value: str) -> str:
    kept = value.strip()
    if not re.fullmatch(r"[0-9]{8,15}", re.sub(r"[ ()\-./+]", "", kept)) or len(kept) > 40:
        checks.wrong("value", "Telefoonnummer", kept, "een nummer van 8 tot 15 cijfers, zoals 06 12345678")
    return kept


def _address(checks: Checks, address: Address) -> Address:
    text, country = checks.text, address.country.strip().upper() or debtor_likeness.HOME
    postal = address.postal_code.strip()
    if country == debtor_likeness.HOME:
        postal = checks.postal_code("postal_code", postal)
    return Address(
        street=text("street", "Straat", address.street, longest=120, expected="een straat, of Postbus"),
        house_number=text(
            "house_number", "Huisnummer", address.house_number, longest=20,
            expected="een huisnummer, of het nummer van de postbus",
        ),
        postal_code=text("postal_code", "Postcode", postal, longest=12),
        city=text("city", "Plaats", address.city, longest=80, expected="een plaats"), country=country,
    )


def _says_this(point: ContactPoint, detail: Detail, origin: Origin) -> bool:
    is_written_so = str(contact_points.detail_of(point)) == str(detail)
    return is_written_so and (origin.state is None or origin.state is point.state)


def lock_debtor(session: Session, debtor_id: int, *, everywhere: bool = False) -> Debtor:
    """He as he is now, locked after all open cases in which he plays a part. Raises NotFound.

    `everywhere`: with those of the same person at another client, for what holds them all.
    """
    locking.lock_all(session, lambda: {
        *contact_points.cases_of(session, debtor_id),
        *(holds.cases_of_people(session, [debtor_id]) if everywhere else ()),
    })
    debtor = session.get(Debtor, debtor_id, with_for_update=True, populate_existing=True)
    if debtor is None:
        raise NotFound("Deze persoon of organisatie staat niet in ons bestand.")
    return debtor


def _point(session: Session, debtor_id: int, point_id: int) -> ContactPoint:
    point = session.get(ContactPoint, point_id, populate_existing=True)
    if point is None or point.debtor_id != debtor_id:
        raise NotFound("Dit adres of nummer staat niet (meer) bij deze persoon.")
    return point


def _differences(before: DebtorValues, after: DebtorValues) -> Iterator[ChangedDetail]:
    for field, label in _LABELS.items():
        was, became = _in_words(field, before), _in_words(field, after)
        if was != became:
            yield ChangedDetail(what=label, was=was, became=became)


def _in_words(field: str, values: DebtorValues) -> str:
    value = getattr(values, field)
    if isinstance(value, date):
        return short_date(value)
    if field == "language":
        return LANGUAGES.get(values.language, values.language)
    if field == "legal_form":
        return in_full(values.legal_form)
    return "" if value is None else ", ".join(str(value).splitlines())


def _overtake(session: Session, act: Act, debtor: Debtor, why: str) -> None:
    undeliverable.withdraw_to(session, act, debtor, reason=why, on=act.today)
    halt_orders(session, act, debtor)


def halt_orders(session: Session, act: Act, debtor: Debtor) -> None:
    """A draft or an order at the bailiff names him as he was: also where he owes beside the debtor, or acts for one."""
    beside = set(session.scalars(select(CaseParty.case_id).where(
        CaseParty.person_id == debtor.id, CaseParty.through_day.is_(None), CaseParty.role != PartyRole.GUARANTOR
    )))
    for case in locking.lock(session, contact_points.cases_of(session, debtor.id)):
        is_named = case.debtor_id == debtor.id or case.id in beside
        if is_named and (case.stage is Stage.SUMMONS_DRAFT or recalls.open_writ(session, case.id) is not None):
            order_stops.halt(session, act, case, cause=StopCause.NEW_DETAILS, on=act.today)


def _own_cases(session: Session, debtor: Debtor) -> list[Case]:
    """The open cases of which he is the debtor."""
    cases = locking.lock(session, contact_points.cases_of(session, debtor.id))
    return [case for case in cases if case.debtor_id == debtor.id and case.stage is not Stage.CLOSED]
