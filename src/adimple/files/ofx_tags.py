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
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
_NO_TEXT = (range(0x09), range(0x0E, 0x20), range(0x7F, 0xA0), range(0xD800, 0xE000), range(0x110000, 0x1000000))


@dataclass(frozen=True, slots=True)
class Tag:
    """`value` is what stands between this opening and the next tag, spaces folded; "" for a closing."""

    line: int
    name: str
    is_closing: bool
    value: str


def tags(written: str) -> Iterator[Tag]:
    """In order, names in capitals; `<A/>` says nothing and does not come. Raises Unreadable where entities are made."""
    if re.search("<!ENTITY", written, re.IGNORECASE):
        phrase = "O arquivo define entidades XML, o que nenhum extrato de banco faz. Baixe-o de novo no site do banco."
        raise Unreadable("ofx.entidades", phrase)
    plain = _without_sections(written.replace("\r\n", "\n").replace("\r", "\n"))
    line, place = 1, 0
    found = _TAG.search(plain)
    while found:
        following = _TAG.search(plain, found.end())
        line += plain.count("\n", place, found.start())
        place = found.start()
        if not found[3].rstrip().endswith("/"):
            value = "" if found[1] else plain[found.end() : following.start() if following else len(plain)]
            yield Tag(line, found[2].upper(), bool(found[1]), _unescaped(value))
        found = following


def _without_sections(written: str) -> str:
    """Comments taken out, CDATA as plain text; the lines stay where they were."""
    without = _each_between(written, "<!--", "-->", lambda inside: "\n" * inside.count("\n"))
    return _each_between(without, "<![CDATA[", "]]>", _escaped)


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
    return " ".join(_ENTITY.sub(_character, value).split())


def _character(entity: re.Match[str]) -> str:
    if entity[1]:
        return _NAMED[entity[1]]
    code = int(entity[2]) if entity[2] else int(entity[3], 16)
    return entity[0] if any(code in codes for codes in _NO_TEXT) else chr(code)
