"""Whether the registration of an agency covers a day; without it no natural person here is collected from."""

from dataclasses import dataclass
from datetime import date

from legal.wording import dutch_day

LAW_REGISTRATION = "art. 4 Wki"


@dataclass(frozen=True, kw_only=True)
class RegistrationVerdict:
    """Whether the agency is registered on the day; if not, why (Dutch)."""

    covers: bool
    reason: str
    law: str = LAW_REGISTRATION


def registration_covers(on: date, *, valid_through: date | None) -> RegistrationVerdict:
    """Whether an agency whose registration is valid through `valid_through`, that day included, is registered on `on`.

    A day that is not known covers nothing. Asked only where `debtor_tests.wki_rules_apply`. Law: art. 4 Wki.
    """
    if valid_through is None:
        return RegistrationVerdict(
            covers=False, reason="Tot wanneer het bureau in het incassoregister is geregistreerd, is niet ingevuld."
        )
    if on > valid_through:
        return RegistrationVerdict(covers=False, reason=(
            f"De registratie in het incassoregister geldt tot en met {dutch_day(valid_through)}, niet op "
            f"{dutch_day(on)}."
        ))
    return RegistrationVerdict(covers=True, reason="")
