"""Whether two descriptions of debtors are of one person or organisation: the same, different, or doubtful, and why.

A name alone is never enough, nor is any other fact: two must agree and none may speak against it. Between organisations
the number of the trade register is enough. What people of one house share proves nothing between them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from cases.parties import company_names, contact_details, person_names
from cases.parties.company_names import Companies
from cases.parties.contact_details import HOME, Address, Sameness
from cases.parties.given_names import Given
from cases.parties.person_names import NamesCompared, Surnames
from cases.parties.written_words import plain, slips_to
from legal.debtor.debtor_signs import SignKind, signs_in

_NOT_ONE_PERSON = {
    SignKind.SEVERAL_PEOPLE: "in een van de namen staan meer mensen",
    SignKind.ESTATE: "een van de namen is van een nalatenschap",
    SignKind.REPRESENTED: "in een van de namen staat een vertegenwoordiger",
}
_UNKNOWN_BIRTH = date(1900, 1, 1)  # what systems write where the day is not known
NO_ADDRESS = Address(street="", house_number="", postal_code="", city="", country=HOME)


class Kind(StrEnum):
    """What a debtor is."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Verdict(StrEnum):
    """What is found of two descriptions."""

    SAME = "same"
    DIFFERENT = "different"
    DOUBTFUL = "doubtful"


class Fact(StrEnum):
    """What two descriptions can share beside a name."""

    BIRTH = "geboortedatum"
    ADDRESS = "adres"
    EMAIL = "e-mailadres"
    PHONE = "telefoonnummer"
    KVK = "KvK-nummer"
    CUSTOMER = "klantnummer"


_OF_ONE_ALONE = (Fact.BIRTH, Fact.CUSTOMER)  # people of one house do not share these
_SAYS_NOTHING = frozenset((
    "van", "den", "der", "het", "ten", "ter", "fam", "familie", "gezin", "heer", "mevr", "mevrouw", "dhr", "erven",
))


@dataclass(frozen=True, kw_only=True)
class Description:
    """Who owes, as somebody describes him. A whole name may stand in `last_name`; an organisation has it there.

    `customer_number` is compared by the caller: it means something within one client alone.
    """

    kind: Kind | None = None
    first_names: str = ""
    prefix: str = ""
    last_name: str = ""
    birth_date: date | None = None
    address: Address = NO_ADDRESS
    email: str = ""
    phone: str = ""
    kvk_number: str = ""

    @property
    def name(self) -> str:
        """The name in the order in which it is written on an envelope."""
        return " ".join(part for part in (self.first_names, self.prefix, self.last_name) if part)


@dataclass(frozen=True)
class Likeness:
    """What was found, and every reason in Dutch. `shared`: the facts that agree.

    `is_named_alike`: whether the names can be of one, as they are or but for a slip.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    shared: tuple[Fact, ...] = ()
    is_named_alike: bool = False

    @property
    def is_to_be_asked(self) -> bool:
        """Whether a person should look: the same, or doubtful on a name that is alike and another fact."""
        is_close = self.verdict is Verdict.DOUBTFUL and self.is_named_alike and bool(self.shared)
        return self.verdict is Verdict.SAME or is_close


@lru_cache(maxsize=10_000)
def compare(one: Description, other: Description, *, same_customer: bool = False) -> Likeness:
    """Compare two descriptions. `same_customer`: both carry one customer number of one client."""
    shared = (*_shared(one, other), *((Fact.CUSTOMER,) if same_customer else ()))
    kinds = {_kind(one, other), _kind(other, one)}
    if kinds == {Kind.PERSON}:
        return _persons(one, other, shared)
    if kinds == {Kind.ORGANISATION}:
        return _organisations(one, other, shared)
    return _person_and_organisation(one, other, shared)


def _persons(one: Description, other: Description, shared: tuple[Fact, ...]) -> Likeness:
    signs = _signs(one, other)
    named, told = _names(one, other)
    against = tuple(_against(one, other, named))
    if against and _NOT_ONE_PERSON[SignKind.SEVERAL_PEOPLE] not in signs:
        return _different(*against)
    if signs:
        return _several(one, other, shared, named, signs)
    facts = tuple(_agreeing(shared))
    if named is None:
        return _doubtful("er is geen naam om te vergelijken", *facts)
    if _births_slip(one, other):
        slip = ("de geboortedata verschillen één typefout", told, *facts)
        return Likeness(Verdict.DOUBTFUL, slip, shared, is_named_alike=_may_be_one(named))
    if _is_enough(named, shared):
        return Likeness(Verdict.SAME, (told, *facts), shared)
    if not shared and not _may_be_one(named):
        return _different(told, "geen enkel ander gegeven is gelijk")
    told_all = (told, *facts, *_why_not_enough(shared))
    return Likeness(Verdict.DOUBTFUL, told_all, shared, is_named_alike=_may_be_one(named))


def _is_enough(named: NamesCompared, shared: tuple[Fact, ...]) -> bool:
    """Whether these facts make up for what is not sure of the names.

    A second fact beside one name. Father and son share call names and a house, twins also the birth date: then it
    takes what they do not share.
    """
    if named.surnames is Surnames.OTHER or named.given is Given.OTHER:
        return False
    alone = any(fact in shared for fact in _OF_ONE_ALONE)
    if named.agree:
        return bool(shared)
    if named.given is Given.SLIP:
        reachable = {Fact.EMAIL, Fact.PHONE, Fact.CUSTOMER} & set(shared)
        return named.surnames is Surnames.EQUAL and Fact.BIRTH in shared and bool(reachable)
    if named.surnames is Surnames.EQUAL:  # call names, or only one of them has given names
        return alone
    return len(shared) > 1 and (named.given is Given.EQUAL or (alone and named.given is Given.FITS))


def _may_be_one(named: NamesCompared) -> bool:
    return named.surnames is not Surnames.OTHER and named.given is not Given.OTHER


def _against(one: Description, other: Description, named: NamesCompared | None) -> Iterator[str]:
    """What two persons cannot have otherwise."""
    if _births_differ(one, other) and not (_births_slip(one, other) and (named is None or _may_be_one(named))):
        yield "de geboortedata verschillen"
    if _kvk_differ(one, other):
        yield "de KvK-nummers verschillen"
    at_one_address = contact_details.same_door(one.address, other.address) is Sameness.SAME
    if named is not None and named.given is Given.OTHER and at_one_address:
        yield "andere voornamen op één adres"


def _several(
    one: Description, other: Description, shared: tuple[Fact, ...], named: NamesCompared | None, signs: tuple[str, ...]
) -> Likeness:
    """Of two people in one name it is not known who of them is meant."""
    words = [{plain(each.name), *filter(_is_telling, map(plain, each.name.split()))} for each in (one, other)]
    if not shared and named is not None and not words[0] & words[1]:
        return _different("de namen verschillen", "geen enkel ander gegeven is gelijk")
    return Likeness(Verdict.DOUBTFUL, (*signs, *_agreeing(shared)), shared)


def _is_telling(word: str) -> bool:
    """Whether a word of a name can tell people apart."""
    return len(word) > 2 and word not in _SAYS_NOTHING


def _organisations(one: Description, other: Description, shared: tuple[Fact, ...]) -> Likeness:
    if Fact.KVK in shared:
        return Likeness(Verdict.SAME, tuple(_agreeing(shared)), shared)
    if _kvk_differ(one, other):
        return _different("de KvK-nummers verschillen")
    names = [company_names.read(each.name) for each in (one, other)]
    facts = tuple(_agreeing(shared))
    if not all(names):
        return _doubtful("er is geen naam om te vergelijken", *facts)
    named = company_names.compare(*names)
    told = _COMPANY_WORDS[named]
    if named is Companies.EQUAL and shared:
        return Likeness(Verdict.SAME, (told, *facts), shared)
    if named is Companies.SLIP and len(shared) > 1:
        return Likeness(Verdict.SAME, (told, *facts), shared)
    if named is Companies.OTHER and not shared:
        return _different(told, "geen enkel ander gegeven is gelijk")
    told_all = (told, *facts, *_why_not_enough(shared))
    return Likeness(Verdict.DOUBTFUL, told_all, shared, is_named_alike=named is not Companies.OTHER)


_COMPANY_WORDS = {
    Companies.EQUAL: "de naam is gelijk", Companies.SLIP: "de namen verschillen één typefout",
    Companies.RELATED: "de namen lijken op elkaar, maar rechtsvorm of een deel is anders",
    Companies.OTHER: "de namen verschillen",
}


def _person_and_organisation(one: Description, other: Description, shared: tuple[Fact, ...]) -> Likeness:
    """A company is not its owner; of a sole trader it may be him. Never the same without a customer number."""
    if _kvk_differ(one, other):
        return _different("de KvK-nummers verschillen")
    told = "de een is een persoon, de ander een organisatie"
    is_one_name = plain(company_names.without_form(one.name)) == plain(company_names.without_form(other.name)) != ""
    if is_one_name and Fact.CUSTOMER in shared:
        return Likeness(Verdict.SAME, ("de naam is gelijk", *_agreeing(shared)), shared)
    words = [{word for each in company_names.read(text.name) for word in each.words} for text in (one, other)]
    if not shared and not is_one_name and not any(map(_is_telling, words[0] & words[1])):
        return _different(told, "geen enkel ander gegeven is gelijk")
    return Likeness(Verdict.DOUBTFUL, (told, *_agreeing(shared)), shared)


def _kind(described: Description, other: Description) -> Kind:
    """What was said, else what is shown, else what the other is; a person where nothing tells."""
    return _shown(described) or _shown(other) or Kind.PERSON


def _shown(described: Description) -> Kind | None:
    if described.kind is not None:
        return described.kind
    if described.first_names or described.prefix or described.birth_date:
        return Kind.PERSON
    return Kind.ORGANISATION if company_names.carries_form(described.name) or described.kvk_number else None


def _names(one: Description, other: Description) -> tuple[NamesCompared | None, str]:
    """How the names compare, None where one is missing; and in words."""
    read = [person_names.read(each.first_names, each.prefix, _person_part(each.last_name)) for each in (one, other)]
    if read[0] is None or read[1] is None:
        return None, "er is geen naam om te vergelijken"
    named = person_names.compare(read[0], read[1])
    return named, _in_words(named)


def _person_part(name: str) -> str:
    """A name without the trade behind "h.o.d.n."."""
    return company_names.before_trade(name)


def _in_words(named: NamesCompared) -> str:
    if named.agree:
        return "de naam is gelijk"
    if named.surnames is Surnames.OTHER:
        return "de achternamen verschillen"
    return {
        Given.OTHER: "de voornamen verschillen", Given.LACKING: "een van de twee heeft geen voornaam",
        Given.CALL_NAME: "de voornamen kunnen van één persoon zijn",
        Given.SLIP: "de voornamen verschillen één typefout",
    }.get(named.given, "de achternamen verschillen één typefout of een deel")


def _shared(one: Description, other: Description) -> Iterator[Fact]:
    if one.birth_date is not None and one.birth_date == other.birth_date != _UNKNOWN_BIRTH:
        yield Fact.BIRTH
    if contact_details.same_door(one.address, other.address) is Sameness.SAME:
        yield Fact.ADDRESS
    if contact_details.share_email(one.email, other.email):
        yield Fact.EMAIL
    if contact_details.share_phone(one.phone, other.phone):
        yield Fact.PHONE
    if (number := contact_details.kvk_key(one.kvk_number)) and number == contact_details.kvk_key(other.kvk_number):
        yield Fact.KVK


def _agreeing(shared: tuple[Fact, ...]) -> Iterator[str]:
    return (f"{fact.value} gelijk" for fact in shared)


def _why_not_enough(shared: tuple[Fact, ...]) -> tuple[str, ...]:
    return ("geen tweede gegeven is gelijk",) if not shared else ()


def _births_differ(one: Description, other: Description) -> bool:
    born = {one.birth_date, other.birth_date}
    return len(born - {None, _UNKNOWN_BIRTH}) == 2


def _births_slip(one: Description, other: Description) -> bool:
    """Whether two birth dates differ by one slip: a digit, two neighbours swapped, or day and month swapped."""
    a, b = one.birth_date, other.birth_date
    if a is None or b is None or not _births_differ(one, other):
        return False
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return True
    return slips_to(f"{a:%d%m%Y}", f"{b:%d%m%Y}") or (a.day, a.month, abs(a.year - b.year)) == (b.day, b.month, 100)


def _kvk_differ(one: Description, other: Description) -> bool:
    numbers = {contact_details.kvk_key(one.kvk_number), contact_details.kvk_key(other.kvk_number)} - {""}
    return len(numbers) == 2


def _signs(one: Description, other: Description) -> tuple[str, ...]:
    kinds = {sign.kind for each in (one, other) for sign in signs_in(each.name, is_company=False)}
    return tuple(told for kind, told in _NOT_ONE_PERSON.items() if kind in kinds)


def _different(*reasons: str) -> Likeness:
    return Likeness(Verdict.DIFFERENT, reasons)


def _doubtful(*reasons: str) -> Likeness:
    return Likeness(Verdict.DOUBTFUL, reasons)
