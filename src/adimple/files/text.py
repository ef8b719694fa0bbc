"""Bytes to text: UTF-8, UTF-16 and the Windows-1252 of older Brazilian systems, told apart by the bytes."""

import re

from adimple.domain.errors import Unreadable

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_NAMES = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows-1252"}
_CUT = "O arquivo foi cortado no meio. Exporte de novo e espere a cópia terminar."
_BINARY = "O arquivo não é uma planilha: traz bytes que não são texto. Envie XLSX ou CSV."
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x19\x1b-\x1f]")
_TWICE = re.compile("[ÂÃ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_ANY_UTF8 = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_PEEK = 4096


def decode(content: bytes) -> tuple[str, str]:
    """The text and, in pt-BR, how it was encoded. Raises Unreadable for what is not text or was cut off."""
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _checked(_strict(content[len(bom) :], encoding)), _NAMES[encoding]
    if b"\0" in content:
        encoding = _utf16_without_bom(content)
        return _checked(_strict(content, encoding)), _NAMES[encoding]
    try:
        text, encoding = content.decode(), "utf-8"
    except UnicodeDecodeError as error:
        _refuse_cut(content, error)
        text, name = _by_line(content)
        return _checked(text), name
    mended = _mended(text)
    if mended is not None:
        return _checked(mended), "UTF-8 (acentos codificados duas vezes, corrigidos)"
    return _checked(text), _NAMES[encoding]


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("arquivo.cortado", _CUT) from error


def _utf16_without_bom(content: bytes) -> str:
    """Latin text in UTF-16 has a zero in every other byte; any other zero means the file is not text."""
    peek = content[:_PEEK]
    even, odd = peek[::2].count(0), peek[1::2].count(0)
    if odd * 5 >= len(peek) * 2 and even == 0:
        return "utf-16-le"
    if even * 5 >= len(peek) * 2 and odd == 0:
        return "utf-16-be"
    phrase = "O arquivo traz bytes nulos no meio: a cópia falhou ou não é uma planilha. Exporte de novo."
    raise Unreadable("arquivo.bytes_nulos", phrase)


def _refuse_cut(content: bytes, error: UnicodeDecodeError) -> None:
    """UTF-8 that fails only in its very last character was cut there."""
    at_the_end = error.end == len(content) and error.reason == "unexpected end of data"
    if at_the_end and not content[: error.start].isascii():
        raise Unreadable("arquivo.cortado", _CUT)


def _by_line(content: bytes) -> tuple[str, str]:
    """Each line by itself: some systems glue UTF-8 and Windows-1252 exports together."""
    lines = []
    encodings = set()
    mixed = _ANY_UTF8.search(content)
    for raw in content.split(b"\n") if mixed else (content,):
        try:
            lines.append(raw.decode())
            if not raw.isascii():
                encodings.add("utf-8")
        except UnicodeDecodeError:
            try:
                lines.append(raw.decode("cp1252"))
            except UnicodeDecodeError as error:
                raise Unreadable("arquivo.binario", _BINARY) from error
            encodings.add("cp1252")
    name = "Windows-1252" if encodings == {"cp1252"} else "UTF-8 e Windows-1252 misturados, lidos linha a linha"
    return "\n".join(lines), name


def _mended(text: str) -> str | None:
    """`JosÃ©` read back as `José`, when the whole text allows it; None when there is nothing to mend."""
    if not _TWICE.search(text):
        return None
    try:
        return text.encode("cp1252").decode()
    except UnicodeError:
        return None


def _checked(text: str) -> str:
    text = text.removesuffix("\x1a")  # the end-of-file mark of DOS
    if "\0" in text:
        phrase = "O arquivo traz bytes nulos no meio: a cópia falhou ou não é uma planilha. Exporte de novo."
        raise Unreadable("arquivo.bytes_nulos", phrase)
    if _CONTROLS.search(text):
        raise Unreadable("arquivo.binario", _BINARY)
    if not text.strip():
        raise Unreadable("arquivo.vazio", "O arquivo está vazio. Exporte de novo e confira se há linhas nele.")
    return text
