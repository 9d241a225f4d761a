"""What a password must be: long, and not the first thing anyone would try. No rules about capitals or digits."""

import unicodedata
from pathlib import Path
from typing import Any

from flask_security import PasswordUtil

MIN_LENGTH = 12
MAX_LENGTH = 128
MIN_DIFFERENT = 5

# Of the passwords that leak most often, the ones that are long enough to pass the other rules.
COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="ascii").split())


def problems(password: str, *, email: str = "", name: str = "") -> list[str]:
    """Dutch sentences that say what is wrong with `password`; none when it will do."""
    found = []
    if len(password) < MIN_LENGTH:
        found.append(f"Kies een wachtwoord van minstens {MIN_LENGTH} tekens. Een zin van vier woorden is goed.")
    elif len(password) > MAX_LENGTH:
        found.append(f"Kies een wachtwoord van ten hoogste {MAX_LENGTH} tekens.")
    elif len(set(password)) < MIN_DIFFERENT or password.lower() in COMMON or _is_own(password, email, name):
        found.append("Dit wachtwoord is te makkelijk te raden. Kies een ander.")
    return found


def normal(password: str) -> str:
    """A password as it is hashed: the same whichever way a keyboard makes its letters."""
    return unicodedata.normalize("NFKD", password)


def _is_own(password: str, email: str, name: str) -> bool:
    plain = "".join(password.lower().split())
    return bool(plain) and plain in {email.lower(), email.lower().partition("@")[0], "".join(name.lower().split())}


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
