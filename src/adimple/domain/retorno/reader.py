"""`read`: the bytes of a retorno → details, notices and a closing, one by one, in the order of the file.

What is not understood with certainty is a notice of review and no detail. What the file itself contradicts (a break in
its numbers, a total, a bank) is a notice of the file: the details are given, and the closing says the ledger waits.

What this cannot know: a digit changed inside the paid value of a 400 when the parts of the line (título, encargos,
tarifa) explain the new value too; and, where the paid column may be net (Itaú's 400), a digit of those parts that makes
a payment without its tarifa look whole. Only the trailer of Bradesco's 400 adds up what was paid.
"""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from adimple.domain.bank import Bank
from adimple.domain.errors import Unreadable
from adimple.domain.retorno import lines, opening
from adimple.domain.retorno.four_hundred import FourHundred
from adimple.domain.retorno.items import Item
from adimple.domain.retorno.layout import CNAB240
from adimple.domain.retorno.reading import FITTED
from adimple.domain.retorno.two_forty import TwoForty


def read(stream: BinaryIO, banks: Mapping[str, Bank]) -> Iterator[Item]:
    """Details and notices, then one Closing, always the last. Streams: memory does not grow with what is given.

    Raises Unreadable when the file is no retorno, before anything is given; and at its end when no line of it is a
    detail.
    """
    numbered = lines.numbered(stream)
    first = next(numbered, None)
    if first is None:
        raise Unreadable("retorno.empty", "O arquivo está vazio. Baixe de novo o retorno no banco.")
    opened = opening.recognise(first[1], banks)
    reading = TwoForty(opened) if opened.layout.name == CNAB240 else FourHundred(opened)
    reading.holds.extend(opened.notices)
    yield from opened.notices
    if len(first[1]) > opening.WIDTHS[opened.layout.name]:
        yield reading.remark(1, "cut", FITTED["cut"], first[1])
    yield from reading.read(numbered)
    if not reading.written:
        raise Unreadable(
            "retorno.no_detail",
            "Este retorno não traz nenhum título: ou o banco não teve movimento no dia, ou o arquivo está incompleto.",
        )
    if not reading.is_closed:
        yield reading.hold(reading.lines, "trailer", "O arquivo não tem o seu fim (registro 9): pode faltar uma parte.")
    yield reading.closing()
