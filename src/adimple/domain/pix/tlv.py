"""What a BR Code is made of: id, length in bytes, value, one after another, and a CRC-16 at the end. ASCII alone."""

import binascii
import re

MAX_VALUE = 99
CRC_HEAD = "6304"

_PRINTABLE = re.compile(r"[ -~]*")
_HEAD = re.compile(r"[0-9]{4}")


class Broken(Exception):
    """The text is no sequence of id, length and value: `phrase` says where, `found` is what came before."""

    def __init__(self, phrase: str, found: dict[str, str]) -> None:
        super().__init__(phrase)
        self.phrase = phrase
        self.found = found


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE in four hexadecimal digits, as the last field of a BR Code has it."""
    return f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"


def is_plain(text: str) -> bool:
    """Whether each character is one byte that any reader shows: then characters and bytes are the same count."""
    return _PRINTABLE.fullmatch(text) is not None


def write(code: str, value: str) -> str:
    assert is_plain(value), code
    assert 0 < len(value) <= MAX_VALUE, (code, len(value))
    return f"{code}{len(value):02d}{value}"


def parse(text: str, where: str = "") -> dict[str, str]:
    """id → value, in the order written; `where` names the template in what is said. Raises Broken."""
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        head = text[place : place + 4]
        if not _HEAD.fullmatch(head):
            raise Broken(f"Na posição {place + 1}{where} deviam vir quatro números, e vem «{head}».", found)
        code, length = head[:2], int(head[2:])
        value = text[place + 4 : place + 4 + length]
        if length == 0:
            raise Broken(f"O campo {code}{where} está vazio.", found)
        if len(value) < length:
            raise Broken(f"O campo {code}{where} diz ter {length} caracteres, e há {len(value)}.", found)
        if code in found:
            raise Broken(f"O campo {code}{where} aparece duas vezes.", found)
        found[code] = value
        place += 4 + length
    return found
