"""On whom the writ of a case is served: whoever owes, each by name, or who represents him in that capacity."""

from datetime import date

from sqlalchemy.orm import Session

from cases.counting import debtors, notices, per_person
from cases.counting.notices import JudgedNotice
from cases.counting.per_person import PersonOwes
from cases.counting.statement import CaseRecord
from cases.models import Case, CaseParty, Debtor, PartyRole, Writ
from cases.parties.people_in_case import OF_INSOLVENCY, PeopleInCase, capacity, deliverable
from legal.counting.owed_by_one import debtor_of
from legal.counting.valuation import Valuation
from legal.debtor.legal_forms import LegalForm, in_full, read_legal_form
from legal.facts import DebtorTotals, Liability
from legal.money import ZERO
from legal.notice.term import term_of
from legal.parameters import Figures
from letters.kinds.summons_writ import AddedNotice, Addressee, SentNotice, Served
from letters.words import long_date

# In which capacity somebody is served for another, before the name of who owes (art. 1:245, 1:386, 1:441 and 4:145 BW).
CAPACITY = {
    PartyRole.ADMINISTRATOR: "in de hoedanigheid van bewindvoerder over de goederen van",
    PartyRole.CURATOR: "in de hoedanigheid van curator van",
    PartyRole.PARENT: "in de hoedanigheid van wettelijk vertegenwoordiger van",
    PartyRole.EXECUTOR: "in de hoedanigheid van executeur of vereffenaar van de nalatenschap van",
}


def served_on(
    people: PeopleInCase, record: CaseRecord, valuation: Valuation, *, on: date, figures: Figures
) -> tuple[Served, ...]:
    """Everybody on whom it is served; nobody where that is the one debtor himself.

    Left out is who is insolvent, who guarantees, and who owes nothing any more.
    """
    if not record.facts.debtors:
        via = people.speaker_of(people.case.debtor, on)
        if via is None or via.role not in CAPACITY:
            return ()
        return (_represented(people, via, record, valuation, figures=figures),)
    totals = {int(one.ref): one for one in valuation.debtors}
    return tuple(
        _served(people, one, totals[one.person.id], record, on=on, figures=figures)
        for one in _asked(people, record, valuation, figures)
    )


def _asked(people: PeopleInCase, record: CaseRecord, valuation: Valuation, figures: Figures) -> list[PersonOwes]:
    """Of several who owe those on whom it is served."""
    each = per_person.owed_by_each(people.case, record, on=valuation.on, figures=figures)
    return [
        one for one in each
        if one.insolvent_since is None and one.liability is not Liability.GUARANTOR and one.owes > ZERO
    ]


def notices_behind(
    people: PeopleInCase, record: CaseRecord, valuation: Valuation, *, figures: Figures
) -> list[JudgedNotice]:
    """The notices on which the claim rests towards those on whom it is served, by the day of sending.

    Of each his first letter, and those of invoices that came later; of heirs also those to who died.
    """
    ids = [one.person.id for one in _asked(people, record, valuation, figures)] or [people.case.debtor_id]
    found = {
        judged.letter.id: judged for person_id in ids
        for judged in (_first(record, person_id)[0], *(each for each, _who in _later(record, person_id)))
        if judged is not None and judged.is_valid
    }
    return sorted(found.values(), key=lambda each: (each.letter.sent_on or date.max, each.letter.id))


def _first(record: CaseRecord, person_id: int) -> tuple[JudgedNotice | None, str]:
    """The first letter that the costs of one follow, with the name of who died and got it."""
    mine, inherited = record.counting_for(person_id), record.counting
    debtor = debtor_of(record.facts, str(person_id))
    counts = None if debtor is None or debtor.notice is None else debtor.notice.sent_on
    if inherited is None or person_id in record.himself or counts != inherited.letter.sent_on:
        return mine, ""
    if mine is not None and mine.letter.sent_on == counts:
        return mine, ""
    return inherited, inherited.letter.debtor.name


def _later(record: CaseRecord, person_id: int) -> list[tuple[JudgedNotice, str]]:
    """The notices of invoices that came later which count for one, with the name of who died and got them."""
    mine = [(each, "") for each in record.added_for(person_id) if each.verdict is not None and each.is_valid]
    _first_letter, died = _first(record, person_id)
    debtor = debtor_of(record.facts, str(person_id))
    if not died or debtor is None:
        return mine
    counting = {notice.sent_on for notice in debtor.later_notices}
    theirs = [each for himself in record.himself for each in record.added_for(himself)]
    return [*((each, died) for each in theirs if each.is_valid and each.letter.sent_on in counting), *mine]


def added_notices(record: CaseRecord, case: Case, person_id: int, *, figures: Figures) -> tuple[AddedNotice, ...]:
    """The notices to one who owes of invoices that came after the first letter, as the writ tells them."""
    found = []
    for judged, notified in _later(record, person_id):
        sent, fact = notice_of(judged), notices.as_fact(case, judged)
        invoices = tuple(claim.invoice_number for claim in case.claims if claim.id in judged.covers)
        if sent is not None and fact is not None and invoices:
            found.append(AddedNotice(
                sent_on=sent.sent_on, channel=sent.channel, fee_named=sent.fee_named, invoices=invoices,
                term=term_of(fact, policy=record.facts.policy, figures=figures), notified=notified,
            ))
    return tuple(found)


def ids_of(session: Session, case: Case, writ: Writ) -> list[int]:
    """The ids of those that a writ names; nobody where it names the debtor of the case alone."""
    told = writ.dossier.get("debtors")
    if not told:
        return []
    owing = debtors.who_owe(case, debtors.parties_of(session, [case.id])[case.id])
    names = {one["debtor"]["name"] for one in told}
    return [person_id for person_id, person in owing.items() if addressee(person).name in names]


def receiver(people: PeopleInCase, on: date, person: Debtor | None = None) -> Debtor:
    """On whom it is served for one of those who owe: he himself, or who represents him in a deed."""
    person = person or people.case.debtor
    via = people.speaker_of(person, on)
    return via.person if via is not None and via.role in CAPACITY else person


def not_served(people: PeopleInCase, record: CaseRecord, on: date) -> str:
    """Why no writ can be served on somebody who has to stand in it, in Dutch; empty where it can.

    What is lacking of an address is asked by its own requirement. Who is insolvent or guarantees is left out, and an
    estate of which the heirs are known.
    """
    if not record.facts.debtors:
        return _not_on(people, people.case.debtor, on)
    told = (
        _not_on(people, people.person_of(int(each.ref)), on) for each in record.facts.debtors
        if each.liability is not Liability.GUARANTOR
    )
    return "; ".join(filter(None, told))


def _not_on(people: PeopleInCase, person: Debtor, on: date) -> str:
    to, via = people.addressee(on, person), people.speaker_of(person, on)
    is_alone = len(people.beside(on)) == 0
    if via is not None and via.role in OF_INSOLVENCY and not is_alone:
        return ""
    if to.why_not and deliverable(to.receiver):
        return to.why_not
    if via is None or via.role is PartyRole.OWNER or via.role in CAPACITY:
        return ""
    return (
        f"alles gaat via {via.person.name}, {capacity(via)}; overleg met hem of haar en met de deurwaarder aan wie het "
        "exploot wordt uitgebracht"
    )


def addressee(debtor: Debtor) -> Addressee:
    """The debtor as the writ names him, to the letter; a sole trader is the person himself."""
    is_person = not debtor.company_name or _is_sole_trader(debtor)
    return Addressee(
        first_names=debtor.first_names or None, initials=debtor.initials or None,
        surname=" ".join(part for part in (debtor.name_prefix, debtor.surname) if part) or None,
        birth_date=debtor.birth_date, trade_name=(debtor.company_name or None) if is_person else None,
        company_name=None if is_person else debtor.company_name,
        legal_form=None if is_person else in_full(debtor.legal_form) or None,
        kvk_number=debtor.kvk_number or None, street=debtor.street, number=debtor.house_number,
        postcode=debtor.postal_code, place=debtor.city, country=debtor.country,
    )


def notice_of(judged: JudgedNotice | None) -> SentNotice | None:
    """A notice that makes costs due, as the writ tells it; a defective one is not claimed under."""
    if judged is None or not judged.is_valid:
        return None
    letter = judged.letter
    named = letter.fee if letter.content is None else letter.content.fee
    if letter.sent_on is None or named is None:
        return None
    return SentNotice(sent_on=letter.sent_on, channel=letter.channel, fee_named=named)


def _is_sole_trader(debtor: Debtor) -> bool:
    return bool(debtor.company_name) and read_legal_form(debtor.legal_form) is LegalForm.SOLE_TRADE


def _represented(
    people: PeopleInCase, via: CaseParty, record: CaseRecord, valuation: Valuation, *, figures: Figures
) -> Served:
    """The one debtor, in the hands of who represents him."""
    return Served(
        owes=addressee(people.case.debtor), via=addressee(via.person), capacity=CAPACITY[via.role],
        amount=valuation.balance, costs=valuation.costs + valuation.vat_on_costs, notice=notice_of(record.counting),
        term=valuation.notice, for_what="het geheel",
        added=added_notices(record, people.case, people.case.debtor_id, figures=figures),
    )


def _served(
    people: PeopleInCase, one: PersonOwes, totals: DebtorTotals, record: CaseRecord, *, on: date, figures: Figures
) -> Served:
    first, notified = _first(record, one.person.id)
    via, part = people.speaker_of(one.person, on), people.part_of(one.person, on)
    acts = via is not None and via.role in CAPACITY
    return Served(
        owes=addressee(one.person), via=addressee(via.person) if via is not None and acts else None,
        capacity=CAPACITY[via.role] if via is not None and acts else "", as_what=_as_what(people, part, one),
        for_what="het geheel" if one.liability is Liability.JOINT else f"{one.share} deel", amount=one.owes,
        costs=one.costs, notice=notice_of(first), term=totals.notice, is_joint=one.liability is Liability.JOINT,
        added=added_notices(record, people.case, one.person.id, figures=figures), notified=notified,
    )


def _as_what(people: PeopleInCase, part: CaseParty | None, one: PersonOwes) -> str:
    """As what somebody stands in the writ beside his name; empty for the debtor himself."""
    died = people.case.debtor
    if part is not None and part.role is PartyRole.HEIR and died.died_on is not None:
        return f"als erfgenaam van {died.name}, overleden op {long_date(died.died_on)}, voor {one.share} deel"
    if part is not None and part.role is PartyRole.PARTNER:
        return f"als vennoot van {died.name}"
    return ""
