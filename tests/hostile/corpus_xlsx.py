"""Whole workbooks that are nasty: bombs, damage, other programs' habits, everything Excel can put in a cell."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import openpyxl

from tests.hostile import bombs
from tests.hostile.case import GOOD, HEADER, PLAIN, Case, Outcome, as_xlsx, both, only_good, read, refused, row
from tests.hostile.case import PLAIN_READ as READ

PLAIN_BOOK = both()
_ROWS = bombs.rows_xml()
_DTD = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY z "&b;&b;&b;&b;">]>'
_XXE = '<!DOCTYPE x [<!ENTITY z SYSTEM "file:///etc/hostname">]>'


def cases() -> list[Case]:
    whole = [*_bombs(), *_damage(), *_cells(), *_books()]
    return [Case(f"livro/{name}", content, outcome, name in _BY_PERSON) for name, content, outcome in whole]


_BY_PERSON = {"cell beyond its row", "xml entities", "zip bomb", "zip cut in half", "formulas never computed",
              "merged cells", "float sum", "sheet in another folder"}  # fmt: skip


def _cell(at: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>x</t></is></c>'


def _far(*at: str, filler: str = "") -> str:
    return bombs.sheet_xml(_ROWS + '<row r="4">' + filler.join(map(_cell, at)) + "</row>")


def _bombs() -> list[tuple[str, bytes, Outcome]]:
    scattered, far = refused("arquivo.muito_espalhada"), _far("A4", "IV1048576")
    prefixed = far.replace("<row", "<x:row").replace("</row", "</x:row").replace("xmlns=", "xmlns:x=", 1)
    moved = {name: part.replace("worksheets/", "folhas/") for name, part in bombs.PARTS.items()}
    noise = "".join(f"<!-- {place * 7919 % 104729} -->" for place in range(80_000))  # more than one chunk
    million = "".join(f'<row r="{line}"/>' for line in range(4, 1_000_001))
    return [
        ("cell beyond its row", bombs.workbook(far), scattered),
        ("cell beyond its row in lower case", bombs.workbook(far.replace("IV1048576", "iv1048576")), scattered),
        ("cell beyond its row with a prefix", bombs.workbook(prefixed), scattered),
        ("sheet in another folder", bombs.packed(moved | {"xl/folhas/sheet1.xml": far}), scattered),
        ("wide first and tall long after", bombs.workbook(_far("IV4", "A1048576", filler=noise)), scattered),
        ("a rectangle of sixty million", bombs.workbook(_far("BD4", "A1048576")), scattered),
        ("blanks before a reference", bombs.workbook(_far("A4").replace('r="A4"', f'r={" " * 3_000_000}"IV1048576"')),
         refused("arquivo.bomba")),
        ("row beyond the last", bombs.workbook(_far("A1048577")), refused("arquivo.muitas_linhas")),
        ("column beyond the last", bombs.workbook(_far("IW4")), refused("arquivo.muitas_colunas")),
        ("column XFD", bombs.workbook(_far("XFD4")), refused("arquivo.muitas_colunas")),
        ("a dimension that lies", bombs.workbook(bombs.sheet_xml(_ROWS, before='<dimension ref="A1:XFD1048576"/>')),
         PLAIN_BOOK),
        ("a million empty rows", bombs.workbook(bombs.sheet_xml(_ROWS + million)), PLAIN_BOOK),
        ("zip bomb", bombs.workbook(bombs.sheet_xml(_ROWS), xl__media__image1="\0" * 60_000_000),
         refused("arquivo.bomba")),
        ("six thousand parts", bombs.workbook(bombs.sheet_xml(_ROWS), **{f"x{n}": "" for n in range(6_000)}),
         refused("arquivo.bomba")),
        ("xml entities", bombs.workbook(bombs.sheet_xml(_ROWS.replace("Ana", "&z;"), doctype=_DTD)),
         refused("arquivo.danificado")),
        ("xml external entity", bombs.workbook(bombs.sheet_xml(_ROWS.replace("Ana", "&z;"), doctype=_XXE)),
         refused("arquivo.danificado")),
    ]  # fmt: skip


def _damage() -> list[tuple[str, bytes, Outcome]]:
    plain = bombs.workbook(bombs.sheet_xml(_ROWS))
    cut, damaged, not_ours = (
        refused("arquivo.cortado"),
        refused("arquivo.danificado"),
        refused("arquivo.nao_e_planilha"),
    )
    utf16 = bombs.sheet_xml(_ROWS).replace("UTF-8", "UTF-16").encode("utf-16")
    lacking = {name: part for name, part in bombs.PARTS.items() if not name.endswith("workbook.xml.rels")}
    return [
        ("zip cut in half", plain[: len(plain) // 2], cut),
        ("zip without its last byte", plain[:-1], cut),
        ("only the mark of a zip", b"PK\x03\x04", cut),
        ("mark of a zip and noise", b"PK\x03\x04" + bytes(range(256)) * 9, cut),
        ("an empty zip", b"PK\x05\x06" + bytes(18), not_ours),
        ("zip of something else", bombs.packed({"leia.txt": "ola"}), not_ours),
        ("zip in a zip", bombs.packed({"titulos.xlsx": plain}), not_ours),
        ("paths that climb", bombs.workbook(bombs.sheet_xml(_ROWS), **{"..__..__etc__passwd": "x"}), PLAIN_BOOK),
        ("document of Word", bombs.packed({"word/document.xml": "<x/>"}), refused("arquivo.texto")),
        ("sheet of LibreOffice", bombs.packed({"content.xml": "<x/>"}), refused("arquivo.ods")),
        ("binary sheet", bombs.packed({"xl/workbook.bin": b"\0"}), refused("arquivo.xlsb")),
        ("packed by bzip2", bombs.packed(bombs.PARTS | {bombs.SHEET: "x"}, compression=zipfile.ZIP_BZIP2), cut),
        ("stored, not packed",
         bombs.packed(bombs.PARTS | {bombs.SHEET: bombs.sheet_xml(_ROWS)}, compression=zipfile.ZIP_STORED), PLAIN_BOOK),
        ("no sheet inside", bombs.packed(bombs.PARTS), damaged),
        ("no relations", bombs.packed(lacking | {bombs.SHEET: bombs.sheet_xml(_ROWS)}), damaged),
        ("xml cut in the middle", bombs.workbook(bombs.sheet_xml(_ROWS)[:600]), damaged),
        ("a shared text that is not there",
         bombs.workbook(bombs.sheet_xml(_ROWS + '<row r="4"><c r="A4" t="s"><v>99</v></c></row>')), damaged),
        ("sheet in UTF-16", bombs.workbook(utf16), damaged),
    ]  # fmt: skip


def _cells() -> list[tuple[str, bytes, Outcome]]:
    """Cells that are no text: numbers, dates, hours, truths, errors, formulas."""

    def typed(**cells: object) -> bytes:
        return _book(lambda sheet: [sheet.append(line) for line in (HEADER, row(**dict.fromkeys(cells, "")), GOOD)]
                     and [sheet.cell(2, HEADER.index(name) + 1, cell) for name, cell in cells.items()])  # fmt: skip

    def paid(cents: int) -> Outcome:
        return both(principal_cents=cents, original_cents=cents)

    return [
        ("number as amount", typed(Valor=850), paid(850_00)),
        ("number with a thousandth", typed(Valor=1.25), paid(1_25)),
        ("text with a point is a thousand", typed(Valor="1.250"), paid(1_250_00)),
        ("float sum", typed(Valor=0.1 + 0.2), paid(30)),
        ("three decimals", typed(Valor=850.005), only_good("valor.invalido")),
        ("negative number", typed(Valor=-850.0), only_good("valor.negativo")),
        ("huge number", typed(Valor=1e15), only_good("valor.invalido")),
        ("immense number", typed(Valor=1e300), only_good("valor.invalido")),
        ("tiny number", typed(Valor=1e-9), only_good("valor.zero")),
        ("a truth as amount", typed(Valor=True), only_good("valor.invalido")),
        ("a date as amount", typed(Valor=date(2026, 11, 10)), only_good("valor.invalido")),
        ("error as amount", typed(Valor="#DIV/0!"), only_good("celula.erro")),
        ("error as CPF", typed(CPF="#N/A"), only_good("celula.erro")),
        ("error as e-mail", typed(**{"E-mail": "#REF!"}), both(email="")),
        ("formulas never computed", typed(Valor="=800+50"), only_good("valor.vazio")),
        ("formula that reaches out", typed(Nome='=WEBSERVICE("http://exemplo.test")'), only_good("devedor.sem_nome")),
        ("date as a date", typed(Vencimento=date(2026, 11, 10)), PLAIN_BOOK),
        ("instant as date", typed(Vencimento=datetime(2026, 11, 10, 23, 59, 59)), PLAIN_BOOK),
        ("serial as date", typed(Vencimento=46_336), PLAIN_BOOK),
        ("an hour as date", typed(Vencimento=time(10, 30)), only_good("data.invalida")),
        ("year 1900 as date", typed(Vencimento=date(1900, 1, 1)), only_good("data.invalida")),
        ("year 9999 as date", typed(Vencimento=date(9999, 12, 31)), only_good("data.invalida")),
        ("CPF as number", typed(CPF=52_998_224_725), PLAIN_BOOK),
        ("CPF that lost its zero", typed(CPF=1_234_567_890), both(document="01234567890")),
        ("number as name", typed(Nome=123), only_good("devedor.nome_invalido")),
        ("fifteen digits as number", typed(Número=123_457_000_000_000), both(number="123457000000000")),
        ("a number past what a cell holds", typed(Número=1.23457e20), both(number="123457000000000000000")),
    ]  # fmt: skip


def _books() -> list[tuple[str, bytes, Outcome]]:
    plain = (HEADER, PLAIN, GOOD)

    def hidden(sheet) -> None:
        sheet.parent.create_sheet("Oculta", 0).append(["Nome", "Vencimento", "Valor"])
        sheet.parent["Oculta"].append(["Outra Exemplo", "10/11/2026", "1,00"])
        sheet.parent["Oculta"].sheet_state = "veryHidden"
        sheet.parent.active = 1
        [sheet.append(line) for line in plain]

    def merged(sheet) -> None:
        """A name over two rows: the second row has none, and nobody guesses whose it is."""
        [sheet.append(line) for line in (HEADER, PLAIN, GOOD)]
        sheet.merge_cells("B2:B3")

    def headed(sheet) -> None:
        sheet.append(["Relatório", None, "24/11/2026"])
        sheet.merge_cells("A1:B1")
        [sheet.append(line) for line in plain]

    twin = [*HEADER, "Valor"]
    return [
        ("merged cells", _book(merged), read(READ, rejected={3: "devedor.sem_nome"})),
        ("merged heading", _book(headed), read(READ | {"line": 3}, both().accepted[1] | {"line": 4})),
        ("hidden sheet first", _book(hidden), PLAIN_BOOK),
        ("two columns Valor that differ", as_xlsx([twin, [*PLAIN, "900,00"], [*GOOD, "10,00"]]), refused("principal")),
        ("error as balance", as_typed_error(), read(both().accepted[1], rejected={2: "celula.erro"})),
        ("header without rows", as_xlsx([HEADER]), read()),
        ("no header", as_xlsx([["850,00", "10/11/2026"]]), refused("arquivo.sem_cabecalho")),
        ("an empty sheet", as_xlsx([]), refused("arquivo.sem_cabecalho")),
        ("the same row twice", as_xlsx([HEADER, PLAIN, PLAIN]), read(READ, skipped=1)),
        ("one number twice", as_xlsx([HEADER, PLAIN, row(Valor="1,00")]), read(READ, rejected={3: "titulo.duplicado"})),
    ]  # fmt: skip


def as_typed_error() -> bytes:
    """A balance that a formula failed to give: the whole value must not be charged in its place."""
    lines = ([*HEADER, "Saldo"], [*PLAIN, "#REF!"], [*GOOD, 10])
    return _book(lambda sheet: [sheet.append(line) for line in lines])


def _book(fill: Callable) -> bytes:
    book = openpyxl.Workbook()
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
