"""The golden retornos as tests take them: bytes, and what reading them gives."""

import io
from pathlib import Path

from adimple import banks
from adimple.domain.retorno import reader
from adimple.domain.retorno.items import Closing, Detail, Item, Notice
from adimple.domain.shelf import shelf

BANKS = {bank.code: bank for bank in shelf(banks, "BANK")}
NAMES = tuple(sorted(path.stem for path in Path(__file__).parent.glob("*.RET")))


def content(name: str) -> bytes:
    return (Path(__file__).parent / f"{name}.RET").read_bytes()


def lines(name: str) -> list[bytes]:
    """Without line ends."""
    return content(name).split(b"\r\n")[:-1]


def joined(parts: list[bytes]) -> bytes:
    return b"".join(part + b"\r\n" for part in parts)


def read(given: bytes) -> list[Item]:
    return list(reader.read(io.BytesIO(given), BANKS))


def details(items: list[Item]) -> list[Detail]:
    return [one for one in items if isinstance(one, Detail)]


def notices(items: list[Item]) -> list[Notice]:
    return [one for one in items if isinstance(one, Notice)]


def closing(items: list[Item]) -> Closing:
    last = items[-1]
    assert isinstance(last, Closing)
    return last


def told(items: list[Item]) -> list[tuple[int, str, str]]:
    """(line, kind, code) of every notice, in order."""
    return [(one.line, one.kind, one.code) for one in notices(items)]
