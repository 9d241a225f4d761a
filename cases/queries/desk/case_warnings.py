"""What to know of a letter before the next step: not posted, returned, defective, and what then has to be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from cases.correspondence.kinds.first_notice import TOO_FAR
from cases.correspondence.new_notice import UNSENT
from cases.counting.notices import BOUNCED, NO_REPAIR, JudgedNotice, in_one
from cases.models import Case, Hold, Letter, LetterKind, LetterState
from cases.names import name
from legal.notice.notice_validity import Severity
from letters.words import short_date

NEW_NOTICE = "new_notice"


@dataclass(frozen=True, kw_only=True)
class Warning:  # noqa: A001 - the word of the field; nobody raises it
    """Something to know before the next step. `level` is danger, warning or info, `action` what can be done at once."""

    level: str
    label: str
    text: str
    action: str = ""


def on_letters(
    case: Case, letters: Sequence[Letter], counting: JudgedNotice | None, holds: Sequence[Hold]
) -> list[Warning]:
    """What is wrong with the letters of an open case."""
    found = []
    for letter in letters:
        if letter.state is LetterState.FAILED:
            found.append(Warning(level="danger", label="Brief mislukt", text=letter.error))
        if letter.state is LetterState.RENDERED:
            found.append(Warning(
                level="warning", label="Posten niet bevestigd",
                text="De brief is gemaakt. Zolang de postdatum niet is ingevuld, loopt er geen termijn.",
            ))
    if counting is None or counting.letter.sent_on is None:
        return found
    if counting.is_broken:
        found.append(_defective(case, letters, counting, holds))
    elif counting.breaking:
        found.append(Warning(level="warning", label="Ontvangst niet aan te tonen", text=(
            f"{counting.told} De incassokosten zijn niet verschuldigd zolang dat bewijs er niet is."
        )))
    found += [
        Warning(
            level="info" if defect.severity is Severity.WARNS else "warning", label="Veertiendagenbrief",
            text=in_one(defect),
        )
        for defect in counting.remaining
    ]
    return found


def may_get_notice(
    case: Case, letters: Sequence[Letter], counting: JudgedNotice | None, holds: Sequence[Hold]
) -> bool:
    """Whether a first letter can be ordered now: there is none that stands, none under way, and nothing stops it."""
    if holds or case.closed_on is not None or case.stage in TOO_FAR or _is_under_way(letters):
        return False
    return counting is None or not counting.is_valid


def _is_under_way(letters: Sequence[Letter]) -> bool:
    return any(letter.state in UNSENT for letter in letters if letter.kind is LetterKind.FIRST_NOTICE)


def _defective(
    case: Case, letters: Sequence[Letter], counting: JudgedNotice, holds: Sequence[Hold]
) -> Warning:
    letter = counting.letter
    assert letter.sent_on is not None
    can = may_get_notice(case, letters, counting, holds)
    if _is_under_way(letters):
        step = "Een nieuwe veertiendagenbrief is al besteld."
    elif case.stage in TOO_FAR:
        step = f"Neem het dossier eerst uit de fase “{name(case.stage)}”; dan kan er een nieuwe brief uit."
    else:
        step = "Volgende stap: nieuwe veertiendagenbrief maken. De oude blijft in het dossier."
    if [defect.code for defect in counting.breaking] == [BOUNCED] and letter.returned_on is not None:
        back = f"De brief kwam op {short_date(letter.returned_on)} terug: hij geldt als niet ontvangen"
        text = f"{back} ({counting.breaking[0].law})."
        return Warning(
            level="warning", label="Brief retour", text=f"{text} {NO_REPAIR} Controleer het adres. {step}",
            action=NEW_NOTICE if can else "",
        )
    return Warning(
        level="danger", label="Veertiendagenbrief gebrekkig",
        text=f"Brief van {short_date(letter.sent_on)}: {counting.told} {NO_REPAIR} {step}",
        action=NEW_NOTICE if can else "",
    )
