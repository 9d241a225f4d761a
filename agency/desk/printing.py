"""One PDF for the printer of many letters."""

import io
from collections.abc import Iterable

import pikepdf


def joined(pdfs: Iterable[bytes]) -> bytes:
    """The pages of all, in order; a letter with an odd number of pages gets a blank one, for printing on two sides."""
    result = pikepdf.new()
    for content in pdfs:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            size = pdf.pages[0].mediabox if len(pdf.pages) else None
            result.pages.extend(pdf.pages)
            if size is not None and len(pdf.pages) % 2:
                width, height = float(size[2]) - float(size[0]), float(size[3]) - float(size[1])
                result.add_blank_page(page_size=(width, height))
    made = io.BytesIO()
    result.save(made)
    return made.getvalue()
