"""Small real files that somebody could hand in, and what can be done to them."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image

Change = Callable[[Pdf], None]


def pdf(change: Change | None = None, *, pages: int = 1, **how: Any) -> bytes:
    """A PDF with a line of text on each page; `change` alters it, `how` says how it is saved."""
    document = Pdf.new()
    for number in range(pages):
        page = document.add_blank_page()
        page.obj.Contents = Stream(document, f"BT /F1 12 Tf 72 720 Td (Factuur {number}) Tj ET\n".encode() * 40)
    if change is not None:
        change(document)
    out = io.BytesIO()
    document.save(out, **how)
    return out.getvalue()


def saying(*lines: str) -> Change:
    """The document has these lines on a page of its own, in a font of every reader."""
    def change(document: Pdf) -> None:
        page = document.add_blank_page()
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
        shown = " T* ".join(f"({line}) Tj" for line in lines)
        page.obj.Contents = Stream(document, f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET".encode())
    return change


def locked(user: str, owner: str = "eigenaar") -> bytes:
    """A PDF with a password to open it, or without one but with what may be done limited by the owner."""
    return pdf(encryption=pikepdf.Encryption(user=user, owner=owner))


def action(kind: str, **more: object) -> Dictionary:
    """An action of this kind."""
    return Dictionary(S=Name("/" + kind), **more)


SCRIPT = {"JS": String("app.alert(1)")}


def when_opened(kind: str, **more: object) -> Change:
    """The document does this when it is opened."""
    def change(document: Pdf) -> None:
        document.Root.OpenAction = document.make_indirect(action(kind, **more))
    return change


def on_page(kind: str, **more: object) -> Change:
    """An annotation on the first page."""
    def change(document: Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), Rect=Array([0, 0, 9, 9]), **more)
        document.pages[0].obj.Annots = Array([document.make_indirect(note)])
    return change


def attached(name: str, content: bytes) -> Change:
    """A file inside the document."""
    def change(document: Pdf) -> None:
        document.attachments[name] = pikepdf.AttachedFileSpec(document, content, filename=name)
    return change


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture of this size."""
    out = io.BytesIO()
    Image.effect_noise(size, 50).convert("RGB").save(out, kind)
    return out.getvalue()
