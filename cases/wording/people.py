"""What is said of people in a case: as what somebody is in it, and what is not counted for each of them yet."""

from collections.abc import Iterator
from datetime import date

from cases.models import CaseParty, PartyRole
from cases.names import name
from cases.parties.people_in_case import NOT_PER_PERSON, PeopleInCase, capacity
from letters.words import euro, short_date

MAIN = "Debiteur"


def role(part: CaseParty) -> str:
    """A part that somebody plays, with its share or bound."""
    if not part.owes:
        said = capacity(part)
        return f"{said[:1].upper()}{said[1:]}, sinds {short_date(part.from_day)}"
    bound = ""
    if part.share_numerator is not None:
        bound = f", voor {part.share_numerator}/{part.share_denominator} deel"
    elif part.owes_all:
        bound = ", voor het geheel (hoofdelijk)"
    if part.liable_most is not None:
        bound += f", ten hoogste {euro(part.liable_most)}"
    is_main = part.role is PartyRole.DEBTOR and part.person_id == part.case.debtor_id
    return f"{MAIN if is_main else name(part.role)}{bound}"


def not_counted(people: PeopleInCase, *, on: date) -> Iterator[str]:
    """What of these people the program does not count yet, so that nobody asks too much: some sentences each."""
    beside, main = people.beside(on), people.case.debtor.name
    if beside:
        yield (
            f"Het saldo is dat van het dossier als geheel: {NOT_PER_PERSON}. De incassokosten daarin volgen de brief "
            f"aan {main}; een brief aan een ander maakt ze voor {main} niet verschuldigd. Vraag van niemand kosten "
            "zolang hij zelf geen geldige brief kreeg."
        )
        yield (
            f"Een stuitingsbrief gaat alleen naar {main}. Verjaring loopt per persoon: stuit ook tegenover de anderen."
        )
    if any(not part.owes_all for part in beside):
        yield (
            "Wie een deel schuldig is, een erfgenaam of een borg krijgt van dit programma nog geen brief: die zou het "
            "hele bedrag noemen."
        )
