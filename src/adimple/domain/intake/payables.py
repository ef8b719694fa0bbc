"""How the credor's system already lets the devedor pay: linha digitável, Pix copia e cola, link. Checked, kept."""

import binascii
import re
from urllib.parse import urlsplit

import polars as pl

from adimple.domain.boleto import general_dv
from adimple.domain.check_digits import mod10
from adimple.domain.intake import cells as cell
from adimple.domain.intake.cells import Fault

_BARCODE_LINE_DIGITS = 47
_ARRECADACAO_DIGITS = 48
_LINK_CHARS = 500
_PIX_CHARS = 600
_CRC = re.compile(r"6304[0-9A-Fa-f]{4}", re.ASCII)


def read_linhas(cells: pl.Series) -> pl.DataFrame:
    """Columns value (47 digits), code, phrase."""
    return cell.read_distinct(cells, _linha, pl.String)


def read_pix(cells: pl.Series) -> pl.DataFrame:
    """Columns value (the BR Code as it came), code, phrase. The text is not cleaned inside: its CRC covers spaces."""
    return cell.read_distinct(cells, _pix, pl.String)


def read_links(cells: pl.Series) -> pl.DataFrame:
    """Columns value (an https address), code, phrase."""
    return cell.read_distinct(cells, _link, pl.String)


def read_nosso_numeros(cells: pl.Series) -> pl.Series:
    """The number by which the bank knows each boleto, told alike by every sheet: capitals and digits, no leading zero.

    Banks print it with dots, bars and a dash, and spreadsheets eat its zeros.
    """
    return cells.str.to_uppercase().str.replace_all(r"[^0-9A-Z]", "").str.strip_chars_start("0")


def _linha(text: str) -> str | Fault:
    digits = re.sub(r"[\s.\-]", "", text)
    if not digits:
        return ""
    if len(digits) == _ARRECADACAO_DIGITS and digits.isdigit():
        return Fault("linha.arrecadacao", "É conta de consumo ou tributo (48 dígitos), não boleto.")
    if len(digits) != _BARCODE_LINE_DIGITS or not (digits.isdigit() and digits.isascii()):
        return Fault("linha.tamanho", f"A linha digitável tem 47 dígitos; vieram {len(digits)}. Copie a linha inteira.")
    fields = (digits[:10], digits[10:21], digits[21:32])
    if any(mod10(part[:-1]) != part[-1] for part in fields) or general_dv(_barcode(digits)) != digits[32]:
        return Fault("linha.digito", "O dígito verificador da linha digitável não confere. Copie a linha do boleto.")
    return digits


def _barcode(linha: str) -> str:
    """The 43 digits of the bar code without its own check digit (FEBRABAN, ficha de compensação)."""
    return linha[:4] + linha[33:47] + linha[4:9] + linha[10:20] + linha[21:31]


def _pix(text: str) -> str | Fault:
    if not text:
        return ""
    if len(text) > _PIX_CHARS or not text.startswith("000201") or not _CRC.fullmatch(text[-8:]):
        return Fault("pix.formato", "O código Pix copia e cola está incompleto: começa em 000201 e termina no CRC.")
    if binascii.crc_hqx(text[:-4].encode(), 0xFFFF) != int(text[-4:], 16):
        return Fault("pix.crc", "O código Pix copia e cola foi alterado ou cortado: o CRC não confere.")
    return text


def _link(text: str) -> str | Fault:
    if not text:
        return ""
    try:
        address = urlsplit(text)
        host = address.hostname
    except ValueError:
        host = None
    if not host or address.scheme != "https" or address.username or " " in text:
        return Fault("link.inseguro", "O link de pagamento precisa começar com https:// e ter um endereço válido.")
    if len(text) > _LINK_CHARS:
        return Fault("link.longo", f"O link de pagamento passa de {_LINK_CHARS} caracteres.")
    return text
