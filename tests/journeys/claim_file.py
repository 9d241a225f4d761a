"""The file that the client hands in: customers with several invoices, names beyond ASCII, and planted faults."""

HEADER = (
    "Klantnummer;Voornaam;Tussenvoegsel;Achternaam;Straat;Huisnummer;Postcode;Woonplaats;E-mail;Telefoon;"
    "Geboortedatum;Contractdatum;Factuurnummer;Factuurdatum;Vervaldatum;Bedrag;Omschrijving;Herinnering verstuurd"
)
CITIZEN_NUMBER = "111222333"  # passes the eleven test; nobody has it

WRIT, PAYER, DISPUTER, MINOR, PAID_LATER, OTHER_OFFICE = (
    "Hendriksz", "Boomgaard", "Proefsma", "Jongbloed", "Meerdink", "Kastelijn"
)
_PEOPLE = {
    WRIT: ("00001", "Zoë", "", "Proefpad", "1", "9721 AB", "Groningen", "zoe@post.test", "06 00000001", "02-03-1984"),
    PAYER: ("00002", "Jürgen", "van den", "Façadelaan", "12", "3512 AC", "Utrecht", "jurgen@post.test",
            "06 00000002", "14-07-1990"),
    DISPUTER: ("00003", "Renée", "", "Teststraat", "5-II", "5611 AD", "Eindhoven", "renee@post.test", "06 00000003",
               "30-01-1975"),
    MINOR: ("00004", "Bram", "de", "Modelweg", "8", "2312 AE", "Leiden", "bram@post.test", "06 00000004",
            "01-09-2009"),
    PAID_LATER: ("00005", "Meike", "", "Schetsplein", "44", "8011 AG", "Zwolle", "meike@post.test", "06 00000005",
                 "19-11-1968"),
    OTHER_OFFICE: ("00006", "Joris", "", "Oefenhof", "3", "4811 AH", "Breda", "joris@post.test", "06 00000006",
                   "08-08-1988"),
}
_INVOICES = (
    (WRIT, "NL-0001", "10-10-2025", "24-10-2025", "1.250,00", "Levering elektriciteit – jaarnota", "07-11-2025"),
    (WRIT, "NL-0002", "10-06-2026", "24-06-2026", "249,50", "Levering gas – eindafrekening", "08-07-2026"),
    (PAYER, "NL-0003", "01-04-2026", "15-04-2026", "480,00", "Levering elektriciteit – voorschot", "01-05-2026"),
    (DISPUTER, "NL-0004", "03-03-2026", "17-03-2026", "96,15", "Levering gas", "01-04-2026"),
    (MINOR, "NL-0005", "01-05-2026", "15-05-2026", "310,00", "Levering elektriciteit", "01-06-2026"),
    (PAID_LATER, "NL-0006", "01-02-2026", "15-02-2026", "720,40", "Levering elektriciteit", "01-03-2026"),
    (OTHER_OFFICE, "NL-0007", "01-02-2026", "15-02-2026", "655,00", "Levering elektriciteit", "01-03-2026"),
)
ACCEPTED, TOTAL = len(_INVOICES), "€ 3.761,05"
FAULTS = {9: "Bedrag", 10: "Vervaldatum", 11: "Postcode", 12: "Omschrijving"}  # row as in the file → column


def claim_file() -> bytes:
    """The file as the client's own system writes it: semicolons, decimal commas, Windows-1252."""
    good = [_row(_PEOPLE[surname], surname, *invoice) for surname, *invoice in _INVOICES]
    person = ("00009", "Fenna", "", "Proefpad", "9", "9721 AB", "Groningen", "", "", "05-05-1981")
    without_postcode = (*person[:5], "97", *person[6:])
    faulty = [
        _row(person, "Voorbeeld", "NL-0008", "01-02-2026", "15-02-2026", "−12,00", "Levering gas", ""),
        _row(person, "Voorbeeld", "NL-0009", "01-02-2026", "31-02-2026", "12,00", "Levering gas", ""),
        _row(without_postcode, "Voorbeeld", "NL-0010", "01-02-2026", "15-02-2026", "12,00", "Levering gas", ""),
        _row(person, "Voorbeeld", "NL-0011", "01-02-2026", "15-02-2026", "12,00", f"BSN {CITIZEN_NUMBER}", ""),
    ]
    return "\r\n".join((HEADER, *good, *faulty, "")).replace("−", "-").encode("cp1252")


def _row(person: tuple[str, ...], surname: str, *invoice: str) -> str:
    number, first, prefix, street, house, postcode, city, email, phone, born = person
    return ";".join((
        number, first, prefix, surname, street, house, postcode, city, email, phone, born, "01-02-2025", *invoice
    ))
