"""The static BR Code: a credor's Pix key and an amount as the text a bank's app copies, pastes or reads from a QR.

EMV QRCPS-MPM as Bacen's «Manual de Padrões para Iniciação do Pix» uses it: id, length in bytes, value, and a CRC-16.
"""

import binascii
import re
import unicodedata

from adimple.domain import cadastro
from adimple.domain.errors import Invalid

MAX_AMOUNT_CENTS = 9_999_999_999_99  # thirteen characters, point included
_MAX_NAME, _MAX_CITY, _MAX_KEY = 25, 15, 77
_NO_TXID = "***"
_RANDOM_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 .,&/()'-]")


def br_code(*, key: str, payee: str, city: str, cents: int) -> str:
    """Pix copia e cola of `cents` to a key, without a txid. `city` may be unknown (""). Raises Invalid."""
    if not 0 < cents <= MAX_AMOUNT_CENTS:
        raise Invalid("valor", "Um Pix vai de R$ 0,01 a R$ 9.999.999.999,99.")
    name = _plain(payee, _MAX_NAME)
    if not name:
        raise Invalid("payee", "Falta o nome de quem recebe, com letras de A a Z.")
    account = _field("00", "br.gov.bcb.pix") + _field("01", read_key(key))
    body = "".join(
        (
            _field("00", "01"),
            _field("26", account),
            _field("52", "0000"),
            _field("53", "986"),
            _field("54", f"{cents // 100}.{cents % 100:02d}"),
            _field("58", "BR"),
            _field("59", name),
            _field("60", _plain(city, _MAX_CITY) or "BRASIL"),
            _field("62", _field("05", _NO_TXID)),
            "6304",
        )
    )
    return body + crc16(body)


def read_key(text: str) -> str:
    """A Pix key as banks know it: CPF, CNPJ, +55 and phone, e-mail or a random key. Raises Invalid.

    Eleven digits that are both a CPF and a mobile are taken for the CPF: a phone key is written with +55.
    """
    key = text.strip()
    if _RANDOM_KEY.fullmatch(key.lower()):
        return key.lower()
    if "@" in key:
        return _checked(cadastro.read_email(key).normalised)
    if key.startswith("+"):
        return _checked(cadastro.read_phone(key).e164)
    return _checked(cadastro.read_document(key).normalised)


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE in four hexadecimal digits, as the last field of a BR Code has it."""
    return f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"


def _field(code: str, value: str) -> str:
    assert value.isascii(), code
    assert 0 < len(value) <= 99, (code, len(value))
    return f"{code}{len(value):02d}{value}"


def _plain(text: str, chars: int) -> str:
    """Letters without accents, which every bank's app shows."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(_NOT_PLAIN.sub(" ", bare).split())[:chars].rstrip()


def _checked(key: str | None) -> str:
    if not key or len(key) > _MAX_KEY:
        raise Invalid(
            "pix_key",
            "Chave Pix não reconhecida. Use CPF, CNPJ, e-mail, telefone com +55 ou a chave aleatória, como no banco.",
        )
    return key
