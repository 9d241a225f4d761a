"""A draft of the assessment of art. 35 AVG, made from the register: what art. 35 lid 7 asks, and what a person adds."""

from typing import Final

from cases.wording.processing import Activity, activities, risks
from letters.person_file import Line, Section

DRAFT: Final = (
    "Dit is een concept uit het verwerkingsregister: het noemt wat het programma zelf doet. Het bureau vult aan, "
    "weegt, besluit en ondertekent."
)
_OPEN: Final = "Nog in te vullen door het bureau."


def sections() -> tuple[Section, ...]:
    """All of it: of each activity what and why, whether that is needed, what could go wrong, and what is done then."""
    every = activities()
    return (
        Section(
            title="1. Wat er gebeurt, en waarvoor (art. 35 lid 7 onder a AVG)",
            lines=tuple(_told(each) for each in every),
        ),
        Section(
            title="2. Of het nodig is, en niet meer dan nodig (onder b)", lines=tuple(_needed(each) for each in every),
            note="Van elke verwerking de grondslag, en hoe lang wat wordt bewaard.",
        ),
        Section(
            title="3. Wat er kan misgaan voor mensen (onder c)",
            lines=tuple(Line(each.what, _OPEN) for each in risks()),
            note="Van elk risico schat het bureau hoe groot de kans is, en hoe erg het zou zijn.",
        ),
        Section(
            title="4. Wat ertegen is gedaan (onder d)",
            lines=tuple(Line(each.what, each.against) for each in risks()),
            note="Alleen wat het programma doet. Wat het bureau daarnaast regelt, voegt het toe.",
        ),
        Section(title="5. Wat het bureau nog doet", lines=(
            Line("Advies van de functionaris voor gegevensbescherming, als die er is (art. 35 lid 2)", _OPEN),
            Line("Wat de mensen om wie het gaat ervan vinden, als dat past (art. 35 lid 9)", _OPEN),
            Line("Welk risico overblijft, en of dat mag", _OPEN),
            Line("Blijft het risico hoog: eerst de Autoriteit Persoonsgegevens vragen (art. 36 lid 1)", _OPEN),
            Line("Opnieuw bekijken als er iets verandert (art. 35 lid 11)", "Maak dan een nieuw concept en vergelijk."),
            Line("Naam, datum en handtekening", _OPEN),
        )),
    )


def _told(activity: Activity) -> Line:
    each = activity.processing
    kinds = "; ".join(kind for group in activity.groups for kind in group.kinds)
    return Line(each.name, (
        f"Doel: {each.purpose}. Van wie: {each.whose}. Wie het krijgt: {each.receivers}. Wat wordt bewaard: {kinds}."
    ))


def _needed(activity: Activity) -> Line:
    terms = dict.fromkeys(f"{group.term} ({group.reason})" for group in activity.groups)
    return Line(activity.processing.name, f"Grondslag: {activity.processing.basis}. Termijnen: {'; '.join(terms)}.")
