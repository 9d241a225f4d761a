"""One PDF for the printer of many letters."""

import io
from collections.abc import Iterable, Sequence
from datetime import date


def joined(pdfs: Iterable[bytes]) -> bytes:
    """The pages of all, in order; a letter with an odd number of pages gets a blank one, for printing on two sides."""
    from pypdf import PdfReader, PdfWriter  # seven megabytes, for what few do

    result = PdfWriter()
    for content in pdfs:
        letter = PdfReader(io.BytesIO(content))
        result.append(letter, import_outline=False)
        if len(letter.pages) % 2:
            size = letter.pages[0].mediabox
            result.add_blank_page(size.width, size.height)
    result.compress_identical_objects()  # the fonts, which each letter brings
    made = io.BytesIO()
    result.write(made)
    return made.getvalue()


def lacking_sheet(lacking: Sequence[str], *, today: date) -> bytes:
    """A sheet for on top of the pile, that says which letters are not in it; it is not for the post."""
    from letters.document import Document, Heading, Paragraph, Run  # what draws is large, and this is rare
    from letters.pdf import to_pdf

    said = [
        "Dit vel is voor u en gaat niet op de post.", *lacking,
        "Laat de beheerder het bestand terugzetten en druk opnieuw af, of trek de brief in en bestel hem opnieuw.",
        "Bevestig een brief die niet is afgedrukt niet als gepost.",
    ]
    return to_pdf(Document(
        kind="lacking", version="v1", title="Niet afgedrukt", day=today,
        blocks=(Heading(1, (Run("Niet afgedrukt"),)), *(Paragraph((Run(each),)) for each in said)),
    ))
