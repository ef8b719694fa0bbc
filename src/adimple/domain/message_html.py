"""The HTML twin of a message's text: paragraphs, one table, one button; inline styles, nothing loaded from outside."""

from html import escape

from adimple.domain import calendar, message_facts, money
from adimple.domain.message_facts import MessageFacts, TituloLine

# The portal's paper, ink and petrol (WCAG AA on both grounds). Mail programs drop style sheets: each tag has its own.
_PAGE = "margin:0;padding:0;background:#fbf8f3;color:#17242b"
_COLUMN = (
    "max-width:560px;margin:0 auto;padding:16px;font-family:system-ui,Arial,sans-serif;font-size:16px;line-height:1.5"
)
_TABLE = "width:100%;border-collapse:collapse;margin:0 0 16px;background:#ffffff"
_HEAD = "text-align:left;padding:12px 12px 4px;border-top:2px solid #17242b;font-weight:600;overflow-wrap:anywhere"
_LABEL = "text-align:left;padding:2px 12px;font-weight:400;color:#47565e"
_CENTS = "text-align:right;padding:2px 12px;white-space:nowrap"
_TOTAL = "padding:6px 12px 12px;font-weight:600;color:#17242b"
_BUTTON = (
    "display:inline-block;padding:14px 20px;background:#0b5560;color:#ffffff;border-radius:12px;"
    "text-decoration:none;font-weight:600"
)


def page(subject: str, blocks: list[str]) -> str:
    """A whole document around the blocks, which are HTML already."""
    return (
        '<!doctype html>\n<html lang="pt-BR"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>{escape(subject)}</title></head>\n<body style="{_PAGE}"><div style="{_COLUMN}">\n'
        + "\n".join(blocks)
        + "\n</div></body></html>\n"
    )


def paragraph(text: str, link: str) -> str:
    """Plain text as a paragraph; where the text is the message's own link, it becomes one."""
    inner = escape(text).replace("\n", "<br>\n")
    address = escape(link)
    inner = inner.replace(address, f'<a href="{address}" style="color:#0b5560">{address}</a>')
    return f'<p style="margin:0 0 16px;overflow-wrap:anywhere">{inner}</p>'


def button(label: str, link: str) -> str:
    return f'<p style="margin:0 0 16px"><a href="{escape(link)}" style="{_BUTTON}">{escape(label)}</a></p>'


def titulos(facts: MessageFacts) -> str:
    """The table of títulos: a heading row for each, then one row per item, so that it fits 360 pixels."""
    rows = [row for line in message_facts.by_due_date(facts) for row in _rows(line, facts)]
    if len(facts.titulos) > 1:
        label = f"Total de hoje, {calendar.format_date(facts.on)}"
        rows.append(_row(label, message_facts.total_cents(facts), is_total=True, top="border-top:2px solid #17242b;"))
    return f'<table style="{_TABLE}">\n' + "\n".join(rows) + "\n</table>"


def _rows(line: TituloLine, facts: MessageFacts) -> list[str]:
    heading = escape(message_facts.heading(line, facts.on))
    *items, (label, total_cents) = message_facts.items(line)
    return [
        f'<tr><th colspan="2" scope="rowgroup" style="{_HEAD}">{heading}</th></tr>',
        *[_row(name, cents) for name, cents in items],
        _row(label, total_cents, is_total=True),
    ]


def _row(label: str, cents: int, *, is_total: bool = False, top: str = "") -> str:
    bold = f";{_TOTAL}" if is_total else ""
    return (
        f'<tr><th scope="row" style="{top}{_LABEL}{bold}">{escape(label)}</th>'
        f'<td style="{top}{_CENTS}{bold}">{money.format_brl(cents)}</td></tr>'
    )
