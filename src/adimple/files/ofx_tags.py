"""The tags of an OFX, old (SGML, where a value need not be closed) or new (XML): name, value, line.

Nothing is expanded but the five entities of XML, the space of HTML and numbered characters, once; a file that defines
entities is refused. Each character is looked at a fixed number of times, whatever the file holds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from adimple.domain.errors import Unreadable

# Possessive, so that a `<` without its `>` costs one look ahead and no more.
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9._]*+)([^<>]*+)>")
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos|nbsp)|#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6}));")
_AMOUNT = re.compile("<TRNAMT", re.IGNORECASE)
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
_CONTROLS = dict.fromkeys(range(0x7F, 0xA0), " ")  # a terminal may obey them
_NO_TEXT = (range(0x09), range(0x0E, 0x20), range(0x7F, 0xA0), range(0xD800, 0xE000), range(0x110000, 0x1000000))

HIDDEN = "ADIMPLE.HIDDEN"  # stands where a comment or a CDATA held movements


@dataclass(frozen=True, slots=True)
class Tag:
    """`value` is what stands between this opening and the next tag, spaces folded; "" for a closing.

    `starts_line`: nothing but spaces stands before it in its line.
    """

    line: int
    name: str
    is_closing: bool
    value: str
    starts_line: bool


def tags(written: str) -> Iterator[Tag]:
    """In order, names in capitals; `<A/>` says nothing and does not come. Raises Unreadable where entities are made."""
    if re.search("<!ENTITY", written, re.IGNORECASE):
        phrase = "O arquivo define entidades XML, o que nenhum extrato de banco faz. Baixe-o de novo no site do banco."
        raise Unreadable("ofx.entidades", phrase)
    plain = _without_sections(written.replace("\r\n", "\n").replace("\r", "\n"))
    if not plain.isascii() or "\x7f" in plain:
        plain = plain.translate(_CONTROLS)
    line, place, before = 1, 0, "\n"
    for found, end in _with_ends(plain):
        line += plain.count("\n", place, found.start())
        place = found.start()
        closing, name, rest = found.groups()
        starts_line = before.rstrip(" \t").endswith("\n")
        before = plain[found.end() : end]
        if closing:
            yield Tag(line, name.upper(), True, "", starts_line)
        elif not rest.rstrip().endswith("/"):
            yield Tag(line, name.upper(), False, _unescaped(before), starts_line)


def _with_ends(plain: str) -> Iterator[tuple[re.Match[str], int]]:
    """Each tag, and where the next one starts."""
    last = None
    for found in _TAG.finditer(plain):
        if last is not None:
            yield last, found.start()
        last = found
    if last is not None:
        yield last, len(plain)


def _without_sections(written: str) -> str:
    """Comments taken out, CDATA as plain text; the lines stay where they were.

    Who pays writes the memo: one that opens a comment and another that closes it would hide all between them, so what
    holds a movement leaves a mark.
    """
    without = _each_between(written, "<!--", "-->", lambda inside: _mark(inside) + "\n" * inside.count("\n"))
    return _each_between(without, "<![CDATA[", "]]>", lambda inside: _mark(inside) + _escaped(inside))


def _mark(inside: str) -> str:
    return f"<{HIDDEN}>" if _AMOUNT.search(inside) else ""


def _each_between(written: str, start: str, end: str, said) -> str:
    pieces, place = [], 0
    while (opened := written.find(start, place)) >= 0:
        closed = written.find(end, opened + len(start))
        if closed < 0:
            break
        pieces += [written[place:opened], said(written[opened + len(start) : closed])]
        place = closed + len(end)
    return "".join([*pieces, written[place:]])


def _escaped(inside: str) -> str:
    return inside.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unescaped(value: str) -> str:
    return " ".join((_ENTITY.sub(_character, value) if "&" in value else value).split())


def _character(entity: re.Match[str]) -> str:
    if entity[1]:
        return _NAMED[entity[1]]
    code = int(entity[2]) if entity[2] else int(entity[3], 16)
    return entity[0] if any(code in codes for codes in _NO_TEXT) else chr(code)
