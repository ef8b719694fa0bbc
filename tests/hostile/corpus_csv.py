"""Whole text files that are nasty: encodings, quotes, cuts, other kinds of file under a sheet's name."""

import gzip

from tests.hostile.case import (
    GOOD,
    GOOD_READ,
    HEADER,
    PLAIN,
    PLAIN_READ,
    Case,
    Outcome,
    as_csv,
    both,
    read,
    refused,
    row,
    text,
)

_ROWS = [HEADER, row(Nome="José Conceição"), GOOD]
_TEXT = text(_ROWS)
_JOSE = both(devedor_name="José Conceição")
_PLAIN = [HEADER, PLAIN, GOOD]


def cases() -> list[Case]:
    whole = [*_encodings(), *_shapes(), *_others()]
    return [Case(f"texto/{name}", content, outcome, name in _BY_PERSON) for name, content, outcome in whole]


_BY_PERSON = {"utf-16 with a mark", "utf-8 read as Windows and written again", "a byte of zero inside", "open quote",
              "a cell too many", "two columns Valor that differ", "a PDF", "laughing XML", "only blanks"}  # fmt: skip


def _encodings() -> list[tuple[str, bytes, Outcome]]:
    binary, cut, nulls = refused("arquivo.binario"), refused("arquivo.cortado"), refused("arquivo.bytes_nulos")
    utf8 = _TEXT.encode()
    glued = text(_ROWS[:2]).encode() + text([row(Número="C-1", Nome="João")]).encode("cp1252")
    joao = PLAIN_READ | {"line": 3, "number": "C-1", "devedor_name": "João"}
    return [
        ("utf-8", utf8, _JOSE),
        ("utf-8 with a mark", b"\xef\xbb\xbf" + utf8, _JOSE),
        ("Windows-1252", _TEXT.encode("cp1252"), _JOSE),
        ("utf-16 with a mark", _TEXT.encode("utf-16"), _JOSE),
        ("utf-16 without a mark", _TEXT.encode("utf-16-le"), _JOSE),
        ("utf-16 big end first", _TEXT.encode("utf-16-be"), _JOSE),
        ("utf-16 cut in a character", _TEXT.encode("utf-16")[:-1], cut),
        ("utf-32", _TEXT.encode("utf-32"), nulls),
        ("utf-8 read as Windows and written again", _TEXT.encode().decode("cp1252").encode(), _JOSE),
        ("utf-8 and Windows glued", glued, read(PLAIN_READ | {"devedor_name": "José Conceição"}, joao)),
        ("utf-8 cut in a character", (_TEXT + "ação").encode()[:-2], cut),
        ("EBCDIC", as_csv(_PLAIN).decode().encode("cp037"), binary),
        ("a byte of zero inside", as_csv(_PLAIN).replace(b"Ana", b"A\0a"), nulls),
        ("a bell inside", as_csv(_PLAIN).replace(b"Ana", b"A\x07a"), binary),
        ("a DOS end of file", as_csv(_PLAIN) + b"\x1a", both()),
        ("a byte no code page has", as_csv(_PLAIN).replace(b"Ana", b"A\x81a"), binary),
    ]


def _shapes() -> list[tuple[str, bytes, Outcome]]:
    def lines(*rows: list[str]) -> bytes:
        return as_csv(list(rows))

    only_header = read()
    later = [PLAIN_READ | {"line": 4}, GOOD_READ | {"line": 5}]
    zero_width = [name.replace("Vencimento", "Ven\u200bcimento") for name in HEADER]
    return [
        ("comma", text(_PLAIN, ",").encode(), both()),
        ("tab", text(_PLAIN, "\t").encode(), both()),
        ("bar", text(_PLAIN, "|").encode(), both()),
        ("sep line that lies about nothing", b"sep=;\r\n" + as_csv(_PLAIN),
         read(PLAIN_READ | {"line": 3}, GOOD_READ | {"line": 4})),
        ("old Mac line ends", text(_PLAIN, newline="\r").encode(), both()),
        ("a line break in a cell", lines(HEADER, row(Descrição="Mensalidade\r\nde novembro"), GOOD),
         both(description="Mensalidade de novembro")),
        ("header on the third line", b"Colegio Exemplo\r\n\r\n" + as_csv(_PLAIN), read(*later)),
        ("a million blank lines", as_csv(_PLAIN) + b"\r\n" * 1_000_000, both()),
        ("more lines than a spreadsheet has", as_csv(_PLAIN) + b";;;;;;;\r\n" * 1_048_576,
         refused("arquivo.muitas_linhas")),
        ("three hundred columns", as_csv([[*HEADER, *(f"C{n}" for n in range(300))], [*PLAIN, *["x"] * 300]]),
         refused("arquivo.muitas_colunas")),
        ("only a header", lines(HEADER), only_header),
        ("no header", lines(PLAIN, GOOD), refused("arquivo.sem_cabecalho")),
        ("one column", b"Nome\r\nAna Exemplo\r\n", refused("arquivo.sem_colunas")),
        ("header twice", lines(HEADER, PLAIN, HEADER, GOOD), read(PLAIN_READ, GOOD_READ | {"line": 4})),
        ("a total", lines(HEADER, PLAIN, GOOD, ["Total", "", "", "", "860,00", "", "", ""]), both()),
        ("two columns Valor that differ", lines([*HEADER, "Valor"], [*PLAIN, "1,00"], [*GOOD, "2,00"]),
         refused("principal")),
        ("zero width in a header", lines(zero_width, PLAIN, GOOD), both()),
        ("a header from right to left", lines([f"\u202e{name}" for name in HEADER], PLAIN, GOOD), both()),
        ("open quote", as_csv(_PLAIN).replace(b"Bruno", b'"Bruno'), refused("arquivo.cortado")),
        ("a cell too many", lines(HEADER, [*PLAIN, "x"], GOOD, row(Número="C-1")),
         read(GOOD_READ, PLAIN_READ | {"line": 4, "number": "C-1"}, rejected={2: "linha.torta"})),
        ("every row has a cell too many", lines(HEADER, [*PLAIN, "x"], [*GOOD, "x"]), refused("arquivo.torto")),
        ("cut in the last row", as_csv(_PLAIN)[:-30], refused("arquivo.cortado")),
        ("paid, credit and cancelled", lines([*HEADER, "Situação", "Espécie"], [*PLAIN, "Pago", ""],
         [*GOOD, "Em aberto", ""], [*row(Número="C-1"), "", "NCC"], [*row(Número="C-2"), "Cancelado", ""]),
         read(GOOD_READ, skipped=3)),
        ("a standing nobody knows", lines([*HEADER, "Situação"], [*PLAIN, "talvez"], [*GOOD, ""]),
         read(GOOD_READ, rejected={2: "situacao.desconhecida"})),
        ("dollars", lines([*HEADER, "Moeda"], [*PLAIN, "USD"], [*GOOD, "BRL"]),
         read(GOOD_READ, rejected={2: "moeda.estrangeira"})),
        ("a balance above the value", lines([*HEADER, "Saldo"], [*PLAIN, "900,00"], [*GOOD, "10,00"]), both()),
        ("a negative balance", lines([*HEADER, "Saldo"], [*PLAIN, "-1,00"], [*GOOD, "10,00"]),
         read(GOOD_READ, rejected={2: "valor.negativo"})),
        ("an error as balance", lines([*HEADER, "Saldo"], [*PLAIN, "#REF!"], [*GOOD, "10,00"]),
         read(GOOD_READ, rejected={2: "celula.erro"})),
    ]  # fmt: skip


def _others() -> list[tuple[str, bytes, Outcome]]:
    plain = as_csv(_PLAIN)
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'
    return [
        ("nothing", b"", refused("arquivo.vazio")),
        ("only blanks", b" \r\n\t\r\n", refused("arquivo.vazio")),
        ("only zeros", bytes(4096), refused("arquivo.bytes_nulos")),
        ("a PDF", b"%PDF-1.7\n" + plain, refused("arquivo.pdf")),
        ("a picture", b"\x89PNG\r\n\x1a\n" + plain, refused("arquivo.imagem")),
        ("gzip", gzip.compress(plain, mtime=0), refused("arquivo.compactado")),
        ("an old Excel file", old, refused("arquivo.xls_antigo")),
        ("a locked Excel file", old + "EncryptedPackage".encode("utf-16-le"), refused("arquivo.com_senha")),
        ("a page", b"<html><table><tr><td>Nome</td></tr></table></html>", refused("arquivo.html")),
        ("laughing XML", laughs, refused("arquivo.xml")),
        ("RTF", b"{\\rtf1 " + plain, refused("arquivo.texto")),
        ("a database", b"SQLite format 3\0" + plain, refused("arquivo.nao_e_planilha")),
        ("OFX", b"OFXHEADER:100\r\nDATA:OFXSGML\r\n", refused("arquivo.ofx")),
    ]  # fmt: skip
