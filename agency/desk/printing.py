"""One PDF for the printer of many letters."""

import io
from collections.abc import Iterable


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
