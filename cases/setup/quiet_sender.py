"""Who we are where others may see it: the names and number of the register, for an SMS, a voicemail and an envelope."""

from cases.models import AgencyProfile
from legal.debtor.quiet_words import Sender, betrayals, return_address


def sender_of(profile: AgencyProfile) -> Sender:
    """The agency as it may name itself: first the name that it uses, then its other registered ones."""
    return Sender(
        names=(profile.registered_name, *profile.other_registered_names), phone=profile.phone,
        registration_number=profile.wki_registration_number,
    )


def return_address_of(profile: AgencyProfile) -> tuple[str, ...]:
    """What stands on the outside of an envelope: where post comes, with a name that gives nothing away, else none.

    A postal address that gives something away, as one with a name in it, is passed over for the visiting address.
    """
    lines = tuple(line.strip() for line in profile.postal_address.splitlines() if line.strip())
    postal = () if any(map(betrayals, lines)) else lines
    return return_address(sender_of(profile).names, postal or profile.address_lines)
