"""What is said of people in a case: as what somebody is in it, and what is not counted for each of them yet."""

from collections.abc import Iterator
from datetime import date

from cases.models import CaseParty, PartyRole
from cases.names import name
from cases.parties.people_in_case import PeopleInCase, capacity
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
    """What of these people is not counted or not done by the program, so that a person does it: some sentences each."""
    beside = people.beside(on)
    unknown = [part for part in beside if part.role is not PartyRole.GUARANTOR and not _is_known(part)]
    if unknown:
        listed = ", ".join(part.person.name for part in unknown)
        yield (
            f"Van {listed} is niet vastgelegd welk deel te betalen is. Er wordt niets gevraagd tot dat vaststaat: "
            "beëindig deze rol en leg de persoon vast met het deel."
        )
    if any(part.role is PartyRole.GUARANTOR for part in beside):
        yield (
            "Een borg krijgt van dit programma geen brief: stuur zelf een afschrift van de aanmaning (art. 7:855 BW). "
            "Rente en kosten van de borg zelf worden niet geteld."
        )


def _is_known(part: CaseParty) -> bool:
    return part.owes_all or part.share_numerator is not None
