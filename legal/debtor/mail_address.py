"""Whether an e-mail address may be counted on: one that whoever is written to used lately."""

from datetime import date, timedelta

from legal.policies import MAILING, MailPolicy


def was_used_lately(used_on: date | None, *, on: date, policy: MailPolicy = MAILING) -> bool:
    """Whether an address that he gave, or wrote from, on `used_on` may be counted on; None: never, as far as is known.

    The last of the `policy.used_within_days` days after it counts too. One that only the creditor or somebody else
    named was not used by him. Law: art. 3:37 lid 3 BW, ECLI:NL:HR:2013:BZ4104.
    """
    return used_on is not None and used_on <= on <= used_on + timedelta(days=policy.used_within_days)
