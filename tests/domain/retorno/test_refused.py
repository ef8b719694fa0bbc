"""What is no retorno is refused in words, before or at the end; never read as nothing."""

import io

import pytest

from adimple.domain import limits
from adimple.domain.errors import Unreadable
from tests.golden.cnab import files

WHOLE_400, WHOLE_240 = files.content("237-400"), files.content("756-240")


def refusal(given: bytes) -> tuple[str, str]:
    with pytest.raises(Unreadable) as refused:
        files.read(given)
    return refused.value.code, refused.value.phrase


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (b"", "retorno.empty"),
        (b"\r\n\r\n", "retorno.empty"),
        (b"\x1a", "retorno.empty"),
        (b"%PDF-1.7\n...", "retorno.pdf"),
        (b"PK\x03\x04rest", "retorno.zip"),
        (b"\x1f\x8brest", "retorno.zip"),
        (b"<!DOCTYPE html><html></html>", "retorno.html"),
        (b"123<html><body>Erro</body></html>", "retorno.html"),
        (b"\xef\xbb\xbf" + WHOLE_400, "retorno.bom"),
        (WHOLE_400.decode("ascii").encode("utf-16"), "retorno.utf16"),
        (WHOLE_400.decode("ascii").encode("utf-16-le"), "retorno.binary"),
        (b"\x00" * 400, "retorno.binary"),
        (b"nosso numero;valor\n1;2,00\n", "retorno.unknown"),
        (b"\r\n" + WHOLE_400, "retorno.unknown"),
        (WHOLE_400.replace(b"\r\n", b""), "retorno.no_line_ends"),
        (WHOLE_240.replace(b"\r\n", b""), "retorno.no_line_ends"),
        (b"01REMESSA" + WHOLE_400[9:], "retorno.remessa"),
        (WHOLE_240[:142] + b"1" + WHOLE_240[143:], "retorno.remessa"),
        (WHOLE_400[:76] + b"999" + WHOLE_400[79:], "retorno.bank"),
        (b"077" + WHOLE_240[3:], "retorno.bank"),
        (WHOLE_400[:399] + WHOLE_400[400:], "retorno.width"),
        (WHOLE_240[:100] + WHOLE_240[240:], "retorno.width"),
        (files.joined([files.lines("237-400")[0], files.lines("237-400")[-1]]), "retorno.no_detail"),
        (files.joined([files.lines("756-240")[n] for n in (0, 1, -2, -1)]), "retorno.no_detail"),
        (files.joined(files.lines("237-400")[:1]), "retorno.no_detail"),
    ],
)
def test_what_is_no_retorno_is_refused_as_what_it_is(given, code):
    found, phrase = refusal(given)
    assert found == code
    assert phrase[0].isupper()
    assert phrase.endswith(".")


def test_a_remessa_is_told_apart_from_what_the_bank_gives_back():
    assert refusal(b"01REMESSA" + WHOLE_400[9:])[1] == (
        "Este arquivo é uma remessa: o que se manda ao banco. Envie o retorno, o que o banco devolve."
    )


def test_a_file_above_the_ceiling_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "MAX_RETORNO_BYTES", len(WHOLE_400) - 1)
    assert refusal(WHOLE_400)[0] == "retorno.too_big"


def test_a_line_that_never_ends_is_not_held_in_memory():
    class Endless(io.RawIOBase):
        asked = 0

        def readable(self):
            return True

        def readinto(self, buffer):
            self.asked += len(buffer)
            buffer[:] = b"0" * len(buffer)
            return len(buffer)

    endless = Endless()
    with pytest.raises(Unreadable):
        list(files.reader.read(io.BufferedReader(endless), files.BANKS))
    assert endless.asked < 1_000_000_000


def test_a_gulf_of_blank_lines_is_refused_and_at_the_end_forgiven():
    first, rest = WHOLE_400.split(b"\r\n", 1)
    assert refusal(first + b"\n" * 2000 + rest)[0] == "retorno.blank"
    assert files.closing(files.read(WHOLE_400 + b"\n" * 2000)).may_settle


def test_the_end_of_the_file_is_forgiven():
    for end in (b"", b"\r\n", b"\n\n\r\n", b"\x1a", b"\r\n\x1a", b"\x1a\r\n\r\n"):
        closing = files.closing(files.read(WHOLE_400.rstrip(b"\r\n") + end))
        assert (closing.details, closing.may_settle, closing.reviews) == (6, True, 0)
    closing = files.closing(files.read(WHOLE_400.replace(b"\r\n", b"\n")))
    assert (closing.details, closing.may_settle, closing.reviews) == (6, True, 0)
