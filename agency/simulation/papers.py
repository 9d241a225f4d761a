"""Papers of a simulation: what is handed in is a real page, what the program makes is its text on a stand-in page."""

from functools import cache

import typst

from letters.catalogue import Rendered, content, render
from letters.document import plain_text
from letters.kind import DebtorLetter


@cache
def paper(title: str) -> bytes:
    """A one-page PDF that stands for something handed in."""
    source = f'#set page(paper: "a4", margin: 25mm)\n= {title}\n#v(1em)\nVerzonnen stuk van een simulatie.'
    return bytes(typst.compile(source.encode()))


def letter(data: DebtorLetter, *, drawn: bool) -> Rendered:
    """The letter with its real text; drawn as the worker does it, which takes most of the time, or on a blank page."""
    if drawn:
        return render(data)
    document = content(data)
    text = plain_text(document)
    page = paper("Brief")
    return Rendered(
        docx=b"PK" + text.encode(), pdf=page + b"\n% " + text.encode().hex().encode() + b"\n", text=text,
        version=document.version, title=document.title,
    )
