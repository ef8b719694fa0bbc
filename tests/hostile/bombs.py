"""XLSX made by hand: the parts no spreadsheet program would write so."""

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape

from tests.hostile.case import GOOD, HEADER, PLAIN

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
PARTS = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/></Types>',
    "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_DOC}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheets><sheet name="Plan1" sheetId="1" '
    'r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_DOC}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}  # fmt: skip
SHEET = "xl/worksheets/sheet1.xml"


def rows_xml(rows: Iterable[list[str]] = (HEADER, PLAIN, GOOD)) -> str:
    """Rows of inline strings, from line 1."""
    return "".join(
        f'<row r="{line}">'
        + "".join(
            f'<c r="{chr(65 + place)}{line}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
            for place, cell in enumerate(cells)
        )
        + "</row>"
        for line, cells in enumerate(rows, start=1)
    )


def sheet_xml(body: str, *, before: str = "", after: str = "", doctype: str = "") -> str:
    return f'{_XML}{doctype}<worksheet xmlns="{_MAIN}">{before}<sheetData>{body}</sheetData>{after}</worksheet>'


def packed(parts: dict[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name)  # at no hour: the same bytes every day
            member.compress_type = compression
            archive.writestr(member, content)
    return out.getvalue()


def workbook(sheet: str | bytes, **others: str | bytes) -> bytes:
    """A whole XLSX with this sheet; `others` are more parts, `__` for the slash in their names."""
    return packed(PARTS | {SHEET: sheet} | {name.replace("__", "/"): part for name, part in others.items()})
