"""A look inside a zip before anybody unpacks it: whole, an XLSX, and no bigger than it should be."""

import io
import re
import struct
import zipfile
import zlib
from functools import cache

from adimple.domain import limits
from adimple.domain.errors import Unreadable

_CHUNK = 1 << 20
_MAX_MEMBERS = 5_000
_SMALL = 16 * 1024 * 1024  # below this a high ratio harms nobody
_MAX_CELLS = 20_000_000  # the reader allocates the whole rectangle from the first cell to the last, ~90 bytes a cell
_LOCAL_HEADER = 30
# Whatever element or part they are in: the reader believes the cell, whatever its row, prefix or case.
_AT = rb"\br\s*=\s*[\"']"
_FAR_ROW = re.compile(_AT + rb"[A-Za-z]{0,3}(\d{5,})")
_LONGEST_TAG = 1 << 18
_PADDING = re.compile(rb"\s{1000}")

_BOMB = "O arquivo se expande demais ao abrir. Por segurança, não foi lido. Copie os dados para uma planilha nova."
_CUT = "A planilha está cortada ou danificada. Salve de novo e espere a cópia terminar."
_FOREIGN = (
    ("content.xml", "arquivo.ods", "É um arquivo do LibreOffice (ODS). Salve como XLSX ou CSV."),
    ("word/document.xml", "arquivo.texto", "É um documento do Word, não uma planilha. Envie XLSX ou CSV."),
    ("xl/workbook.bin", "arquivo.xlsb", "É uma planilha binária (XLSB). Salve como XLSX ou CSV."),
)


def refuse_harmful(content: bytes) -> None:
    """Raises Unreadable for what is not a whole XLSX of sane size. Sizes are measured, not believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, OSError) as error:
        raise Unreadable("arquivo.cortado", _CUT) from error
    _refuse_foreign({member.filename for member in members})
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("arquivo.com_senha", "O arquivo tem senha. Retire a senha e salve de novo.")
    if len(members) > _MAX_MEMBERS or sum(member.file_size for member in members) > limits.MAX_UNZIPPED_BYTES:
        raise Unreadable("arquivo.bomba", _BOMB)
    # A bomb is left at its ratio, not after all of it was unpacked.
    left = min(limits.MAX_UNZIPPED_BYTES, max(_SMALL, limits.MAX_ZIP_RATIO * len(content)))
    for member in members:
        left -= _measure(content, member, left)


def _refuse_foreign(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    for name, code, phrase in _FOREIGN:
        if name in names:
            raise Unreadable(code, phrase)
    phrase = "É um arquivo compactado (zip), não uma planilha. Descompacte e envie o XLSX ou CSV que está dentro."
    raise Unreadable("arquivo.nao_e_planilha", phrase)


def _measure(content: bytes, member: zipfile.ZipInfo, ceiling: int) -> int:
    """The true size of a member, never unpacking more than `ceiling`; a sheet's rectangle is checked on the way."""
    start = member.header_offset + _LOCAL_HEADER
    if member.header_offset < 0 or len(content) < start:  # a directory that was damaged points anywhere
        raise Unreadable("arquivo.cortado", _CUT)
    start += sum(struct.unpack("<HH", content[start - 4 : start]))
    packed = memoryview(content)[start : start + member.compress_size]
    if len(packed) < member.compress_size:
        raise Unreadable("arquivo.cortado", _CUT)
    area = _Area()
    size = 0
    for chunk in _unpacked(packed, member.compress_type):
        size += len(chunk)
        if size > ceiling:
            raise Unreadable("arquivo.bomba", _BOMB)
        area.see(chunk)
    return size


def _unpacked(packed: memoryview, method: int):
    if method == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if method != zipfile.ZIP_DEFLATED:
        raise Unreadable("arquivo.cortado", _CUT)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        pending = bytes(packed)
        while pending or not inflater.eof:
            chunk = inflater.decompress(pending, _CHUNK)
            pending = inflater.unconsumed_tail
            if not chunk and not pending:
                break
            yield chunk
    except zlib.error as error:
        raise Unreadable("arquivo.cortado", _CUT) from error


class _Area:
    """How far a sheet reaches. One cell in XFD1048576 would make the reader ask for hundreds of gigabytes."""

    def __init__(self) -> None:
        self._tail = b""
        self._rows = self._columns = 1
        self._wider = _wider_than(1)

    def see(self, chunk: bytes) -> None:
        text = self._tail + chunk
        self._tail = text[max(text.rfind(b"<"), 0) :]  # a tag is judged whole
        if len(self._tail) > _LONGEST_TAG:  # a picture; or blanks that keep a reference apart from its name
            if _PADDING.search(self._tail):
                raise Unreadable("arquivo.bomba", _BOMB)
            self._tail = self._tail[-64:]
        self._rows = max(self._rows, *map(int, {row[:8] for row in _FAR_ROW.findall(text)}), 1)
        if self._rows > limits.MAX_ROWS:
            raise Unreadable("arquivo.muitas_linhas", f"Há mais de {limits.MAX_ROWS} linhas. Divida em partes.")
        self._widen(text)
        if self._rows * self._columns > _MAX_CELLS:
            phrase = "A planilha tem células muito longe umas das outras. Apague as linhas e colunas vazias do fim."
            raise Unreadable("arquivo.muito_espalhada", phrase)

    def _widen(self, text: bytes) -> None:
        """Each find is wider than the last, so a sheet has few, and one pass serves."""
        start = 0
        while found := self._wider.search(text, start):
            self._columns, start = _column_number(found[1].upper()), found.end()
            if self._columns > limits.MAX_COLUMNS:
                last = limits.MAX_COLUMNS
                phrase = f"Há células depois da coluna {last} (IV). Apague as colunas que sobram à direita."
                raise Unreadable("arquivo.muitas_colunas", phrase)
            self._wider = _wider_than(self._columns)


@cache
def _wider_than(column: int) -> re.Pattern[bytes]:
    """A cell to the right of this column, of 256: its letters."""
    first, last = divmod(column - 1, 26)
    more = rb"[A-Z]{3,}"
    if first:
        more += rb"|%c[%c-Z]" % (64 + first, 66 + last) if last < 25 else b""
        more += rb"|[%c-Z][A-Z]" % (65 + first)
    else:
        more += rb"|[A-Z]{2}" + (rb"|[%c-Z]" % (66 + last) if last < 25 else b"")
    return re.compile(_AT + rb"(" + more + rb")\d", re.IGNORECASE)


def _column_number(letters: bytes) -> int:
    """1 for A, 256 for IV."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
