"""Who we are where others may see it: the names and number of the register, for an SMS, a voicemail and an envelope."""

from cases.models import AgencyProfile
from legal.debtor.quiet_words import Sender


def sender_of(profile: AgencyProfile) -> Sender:
    """The agency as it may name itself: first the name that it uses, then its other registered ones."""
    return Sender(
        names=(profile.registered_name, *profile.other_registered_names), phone=profile.phone,
        registration_number=profile.wki_registration_number,
    )
