"""A letter as an e-mail: the same content as HTML and as plain text, with the PDF; nothing in it comes from elsewhere.

The subject and the sender tell nobody who glances at a screen that it is about a debt.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from html import escape
from typing import Final

from legal.debtor.quiet_words import betrayals
from letters import document as model
from letters.document import Document, plain_text
from letters.payment_code import PaymentCode

_PAGE: Final = (
    '<!doctype html><html lang="nl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, '
    'initial-scale=1"><title>{title}</title></head><body style="margin:0;padding:0;background:#ffffff;color:#1a1a1a;'
    'font-family:Calibri,Carlito,Arial,sans-serif;font-size:16px;line-height:1.5"><div style="max-width:640px;'
    'margin:0 auto;padding:16px;overflow-wrap:anywhere">{body}</div></body></html>'
)
_QUIET: Final = "color:#4a4a4a;font-size:14px"
_LABEL: Final = (
    f"text-align:left;font-weight:normal;{_QUIET};padding:2px 12px 2px 0;vertical-align:top;overflow-wrap:normal"
)
_CODE: Final = "betaalcode"  # the name within the message of the picture of the code to pay by
_CELL: Final = "padding:4px 3px;vertical-align:top;border-bottom:1px solid #d0d0d0"


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """From whom to whom, and when: `sender_name` the registered name of the agency, `case_number` what the subject may
    name. `answers_to`: where an answer goes, "" for the sender.
    """

    sender: str
    sender_name: str
    to: str
    case_number: str
    message_id: str
    at: datetime
    answers_to: str = ""


def tells(name: str) -> bool:
    """Whether a name tells that a message is about a debt."""
    return bool(betrayals(name))


def subject_of(registered_name: str, case_number: str) -> str:
    """The subject: neither debt nor amount nor creditor, and no name that tells what it is about."""
    who = "" if tells(registered_name) else f" van {registered_name}"
    return f"Bericht{who}, kenmerk {case_number}"


def message(document: Document, pdf: bytes, envelope: Envelope) -> bytes:
    """The whole message, the same bytes for the same arguments."""
    mail = EmailMessage(policy=SMTP)
    name = "" if tells(envelope.sender_name) else envelope.sender_name
    mail["From"] = Address(display_name=name, addr_spec=envelope.sender)
    mail["To"] = Address(addr_spec=envelope.to)
    if envelope.answers_to:
        mail["Reply-To"] = Address(addr_spec=envelope.answers_to)
    mail["Subject"] = subject_of(envelope.sender_name, envelope.case_number)
    mail["Date"] = envelope.at
    mail["Message-ID"] = envelope.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = "nl"
    mail.set_content(plain_text(document), cte="quoted-printable")
    mail.add_alternative(to_html(document), subtype="html", cte="quoted-printable")
    for code in _codes(document):
        html = mail.get_body(("html",))
        assert isinstance(html, EmailMessage)
        html.add_related(code.picture, maintype="image", subtype="png", cid=f"<{_CODE}>", disposition="inline")
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"bericht-{envelope.case_number}.pdf")
    for number, part in enumerate(each for each in mail.walk() if each.is_multipart()):
        part.set_boundary(f"={sha256(envelope.message_id.encode()).hexdigest()[:32]}-{number}")
    return mail.as_bytes()


def _codes(document: Document) -> Iterator[PaymentCode]:
    """The code to pay by, where it has one."""
    return (block.code for block in document.blocks if isinstance(block, model.Facts) and block.code is not None)


def to_html(document: Document) -> str:
    """The document as a page of its own that fits a telephone: no script, and no picture or address of elsewhere."""
    first, *rest = document.letterhead or ("",)
    accent = document.accent
    parts = [
        _paragraph(escape(document.banner), "font-weight:bold") if document.banner else "",
        _sender(first, rest, accent),
        f'<div style="margin-bottom:16px">{_lines(document.address)}</div>' if document.address else "",
        _facts(model.Facts(rows=document.meta), accent) if document.meta else "",
        *(_block(block, accent) for block in document.blocks),
        f'<div style="{_QUIET};border-top:1px solid #d0d0d0;padding-top:8px">{_lines(document.footer)}</div>',
    ]
    return _PAGE.format(title=escape(document.title), body="\n".join(filter(None, parts)))


def _sender(name: str, lines: Iterable[str], accent: str) -> str:
    first = f'<strong style="color:{accent}">{escape(name)}</strong>'
    return f'<div style="{_QUIET};margin-bottom:16px">{first}{_lines(lines, first=False)}</div>'


def _lines(lines: Iterable[str], *, first: bool = True) -> str:
    joined = "<br>".join(map(escape, lines))
    return joined if first or not joined else f"<br>{joined}"


def _runs(text: model.Inline) -> str:
    return "".join(_run(run) for run in text)


def _run(run: model.Run) -> str:
    said = escape(f"[{run.text}]" if run.open_field else run.text)
    return f"<strong>{said}</strong>" if run.bold else said


def _paragraph(inner: str, style: str = "") -> str:
    return f'<p style="margin:0 0 12px;{style}">{inner}</p>'


def _block(block: model.Block, accent: str) -> str:
    match block:
        case model.Heading():
            style = f"color:{accent};font-size:{22 if block.level == 1 else 18}px;line-height:1.3;margin:24px 0 8px"
            return f'<h{block.level} style="{style}">{_runs(block.text)}</h{block.level}>'
        case model.Paragraph():
            return _paragraph(_runs(block.text), _QUIET if block.style is model.Style.SMALL else "")
        case model.Items():
            tag = "ol" if block.numbered else "ul"
            items = "".join(f'<li style="margin-bottom:4px">{_runs(item)}</li>' for item in block.items)
            return f'<{tag} style="margin:0 0 12px;padding-left:24px">{items}</{tag}>'
        case model.Table():
            return _table(block)
        case model.Facts():
            return _facts(block, accent)
        case model.PageBreak():
            return ""


def _facts(facts: model.Facts, accent: str) -> str:
    look = f"background:#f2f5f8;border:1px solid #b8c4d0;border-left:3px solid {accent};padding:8px"
    frame = look if facts.framed else ""
    rows = "".join(
        f'<tr><th scope="row" style="{_LABEL}">{escape(fact.label)}</th>'
        f'<td style="padding:2px 0;vertical-align:top">{_runs(fact.value)}</td></tr>' for fact in facts.rows
    )
    code = "" if facts.code is None else (
        f'<img src="cid:{_CODE}" alt="{escape(facts.code.told)}" width="160" height="160" style="display:block">'
    )
    return f'<div style="margin:0 0 16px;{frame}"><table style="border-collapse:collapse">{rows}</table>{code}</div>'


def _table(table: model.Table) -> str:
    rows = "".join(_row(row, table.columns) for row in table.rows)
    head = "".join(_cells(table.header, table.columns, "th"))
    return (
        '<div style="overflow-x:auto;margin:0 0 16px"><table style="border-collapse:collapse;width:100%;font-size:13px;'
        f'overflow-wrap:normal"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _row(row: model.Row, columns: tuple[model.Column, ...]) -> str:
    style = ' style="font-weight:bold"' if row.total else ""
    return f"<tr{style}>{''.join(_cells(row, columns, 'td'))}</tr>"


def _cells(row: model.Row, columns: tuple[model.Column, ...], tag: str) -> Iterator[str]:
    for cell, column in zip(row.cells, columns, strict=True):
        side = "text-align:right;white-space:nowrap" if column.right else "text-align:left"
        yield f'<{tag} style="{_CELL};{side}">{_runs(cell)}</{tag}>'
