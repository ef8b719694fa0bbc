"""A stream of bytes as numbered lines: cut at \\n and nowhere else, ceilings kept, the end of the file forgiven.

A CR before the \\n, blank lines at the end and the 0x1A of old systems are no part of any line.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from adimple.domain import limits
from adimple.domain.errors import Unreadable
from adimple.domain.retorno.items import REVIEW, Notice

_MEGABYTE = 1024 * 1024
_BLOCK = 256 * 1024
_MOST_BLANK = 1000
# What no line of a retorno holds: taking them out must leave it as long as it was.
CONTROLS = bytes([*range(32), 127])
# A letter with an accent that UTF-8 wrote in two bytes where the bank writes one: all after it is one column off.
_TWO_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def numbered(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """(1, first line)… without line ends. A line over the ceiling comes cut, one byte longer than any that is read.

    Raises Unreadable above the ceiling of the file.
    """
    number = empty = 0  # lines so far; blank ones that wait to be at the end, or not
    for line in _cut(stream):
        number += 1
        if line.endswith((b"\r", b"\x1a")):
            line = line.rstrip(b"\r\x1a")
        if not line:
            empty += 1
            continue
        if empty:
            if empty > _MOST_BLANK:
                raise Unreadable(
                    "retorno.blank", f"O arquivo tem {empty} linhas em branco seguidas. Baixe-o de novo no banco."
                )
            for blank in range(number - empty, number):
                yield blank, b""
            empty = 0
        yield number, line


def _cut(stream: BinaryIO) -> Iterator[bytes]:
    """The pieces between one \\n and the next, none longer than a byte over the ceiling of a line."""
    most, total, rest = limits.MAX_RETORNO_LINE_CHARS + 1, 0, b""
    while block := stream.read(_BLOCK):
        total += len(block)
        if total > limits.MAX_RETORNO_BYTES:
            raise Unreadable(
                "retorno.too_big",
                f"O arquivo passa de {limits.MAX_RETORNO_BYTES // _MEGABYTE} MB. Peça ao banco arquivos menores.",
            )
        *whole, rest = (rest + block).split(b"\n")
        rest = rest[:most]
        for piece in whole:
            yield piece[:most]
    if rest:
        yield rest


def unclean(number: int, raw: bytes) -> Notice | None:
    """What in the bytes of this line shifts or hides its columns: an accent in UTF-8, a control character."""
    found = _TWO_BYTES.search(raw)
    if found and _is_utf8(raw):
        return Notice(
            number,
            REVIEW,
            "accents",
            f"A linha tem um acento em UTF-8 na posição {found.start() + 1}, e tudo depois dele sai do lugar. "
            "Peça o arquivo como o banco o gera, sem abrir e salvar.",
            raw,
        )
    control = next((place for place, byte in enumerate(raw, 1) if byte < 32 or byte == 127), None)
    if control:
        return Notice(number, REVIEW, "control", f"A linha tem um caractere de controle na posição {control}.", raw)
    return None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
