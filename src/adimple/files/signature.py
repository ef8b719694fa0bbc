"""What a file is, by its first bytes; what we do not read is refused with the way out."""

from adimple.domain import limits
from adimple.domain.errors import Unreadable

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "Abra no Excel, no LibreOffice ou no Google Planilhas e salve como XLSX ou CSV."

# (first bytes, code, phrase)
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "arquivo.pdf", "É um PDF, não uma planilha. Peça ao seu sistema a exportação em XLSX ou CSV."),
    (b"\x89PNG", "arquivo.imagem", "É uma imagem, não uma planilha. Envie o arquivo XLSX ou CSV."),
    (b"\xff\xd8\xff", "arquivo.imagem", "É uma imagem, não uma planilha. Envie o arquivo XLSX ou CSV."),
    (b"GIF8", "arquivo.imagem", "É uma imagem, não uma planilha. Envie o arquivo XLSX ou CSV."),
    (b"\x1f\x8b", "arquivo.compactado", "O arquivo está compactado (gzip). Descompacte e envie a planilha."),
    (b"Rar!", "arquivo.compactado", "O arquivo está compactado (RAR). Descompacte e envie a planilha."),
    (b"7z\xbc\xaf", "arquivo.compactado", "O arquivo está compactado (7z). Descompacte e envie a planilha."),
    (b"{\\rtf", "arquivo.texto", "É um texto RTF, não uma planilha. " + _SAVE_AS),
    (b"SQLite format 3", "arquivo.nao_e_planilha", "É um banco de dados, não uma planilha. Exporte em CSV."),
)
_MARKUP: tuple[tuple[bytes, str, str], ...] = (
    (b"<!doctype html", "arquivo.html", "É uma página HTML, mesmo que o nome termine em .xls. " + _SAVE_AS),
    (b"<html", "arquivo.html", "É uma página HTML, mesmo que o nome termine em .xls. " + _SAVE_AS),
    (b"<table", "arquivo.html", "É uma página HTML, mesmo que o nome termine em .xls. " + _SAVE_AS),
    (b"<?xml", "arquivo.xml", "É um arquivo XML, não uma planilha XLSX nem CSV. " + _SAVE_AS),
    (b"ofxheader", "arquivo.ofx", "É um extrato bancário (OFX). Aqui entram planilhas XLSX ou CSV."),
)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_zip(content: bytes) -> bool:
    """Whether to read it as XLSX. Everything else that is not refused is read as text."""
    return content.startswith(_ZIP)


def refuse_unreadable(content: bytes) -> None:
    """Raises Unreadable for what is empty, too large, or plainly of another kind."""
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        code, phrase = "arquivo.vazio", "O arquivo está vazio. Exporte de novo e confira se há linhas nele."
        if b"\0" in content:
            code, phrase = "arquivo.bytes_nulos", "O arquivo só tem bytes nulos: a cópia falhou. Exporte de novo."
        raise Unreadable(code, phrase)
    if len(content) > limits.MAX_FILE_BYTES:
        megabytes = limits.MAX_FILE_BYTES // (1024 * 1024)
        raise Unreadable("arquivo.grande", f"O arquivo passa de {megabytes} MB. Divida em partes e envie uma a uma.")
    if content.startswith(_OLE):
        _refuse_ole(content)
    start = content[:256].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signs, given in ((_REFUSED, start), (_MARKUP, start.lower())):
        for sign, code, phrase in signs:
            if given.startswith(sign):
                raise Unreadable(code, phrase)


def _refuse_ole(content: bytes) -> None:
    if _ENCRYPTED in content:
        phrase = "A planilha tem senha. Abra no Excel, retire a senha em Arquivo > Informações e salve de novo."
        raise Unreadable("arquivo.com_senha", phrase)
    raise Unreadable("arquivo.xls_antigo", "É um arquivo do Excel antigo (.xls). " + _SAVE_AS)
