"""What an administrator does to let somebody in: a user, and the link that is shown once."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor


def add_user(admin: Visitor, email: str, name: str, role: str, company: str) -> str:
    """The address of the link to choose a password, shown once."""
    admin.open("/beheer/gebruikers")
    admin.follow("Gebruiker toevoegen")
    admin.fill({"Naam": name, "E-mailadres": email})
    admin.choose("Rol", role)
    if company:
        admin.field(role if role == "Opdrachtgever" else "Deurwaarderskantoor").select_option(label=company)
    if role == "Deurwaarder":
        admin.look("beheer-gebruiker-nieuw")
    admin.press("Toevoegen")
    shown = admin.page.get_by_role("status")
    expect(shown).to_have_text(re.compile(r"/wachtwoord-kiezen#[\w-]{43}\s*$"))
    link = urlsplit(shown.inner_text().strip())
    if role == "Deurwaarder":
        admin.look("beheer-gebruiker-link")
    return f"{link.path}#{link.fragment}"
