"""BR Codes made: static (a key and an amount), dynamic (the address of a charge at the PSP), Pix Automático.

Bacen, «Manual de Padrões para Iniciação do Pix»; every text is ASCII, every amount whole cents.
"""

import re
import unicodedata

from adimple.domain.errors import Invalid
from adimple.domain.pix import tlv
from adimple.domain.pix.keys import read_key

MAX_AMOUNT_CENTS = 9_999_999_999_99  # thirteen characters, point included
MAX_NAME, MAX_CITY = 25, 15
GUI = "br.gov.bcb.pix"
NO_TXID = "***"
STATIC_TXID = re.compile(r"[A-Za-z0-9]{1,25}")
LOCATION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?/[!-~]+")

_MAX_LOCATION = 77
_SCHEME = "https://"
_SINGLE_USE = "12"
_UNKNOWN_CITY = "BRASIL"
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 .,&/()'-]")
_LETTER = re.compile(r"[A-Za-z]")
# Letters that Unicode does not take apart into a plain one and its mark.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L"}
)


def br_code(
    *,
    key: str,
    payee: str,
    city: str,
    cents: int | None,
    txid: str = "",
    description: str = "",
    recorrencia: str = "",
) -> str:
    """Pix copia e cola of `cents` to a key; None lets the payer say how much. Raises Invalid.

    Texts lose their accents and any letter not of the Latin alphabet; `payee` and `city`, what passes 25 and 15 too,
    as the standard has no room for more. `city` may be unknown (""). `txid` has 1 to 25 letters and digits, or none. A
    `description` that does not fit is refused. `recorrencia` is the address of a Pix Automático offered beside it.
    """
    read = read_key(key)
    account = tlv.write("00", GUI) + tlv.write("01", read)
    if description:
        account += tlv.write("02", _description(description, description_chars(read)))
    if txid and not STATIC_TXID.fullmatch(txid):
        raise Invalid("txid", "O identificador tem de 1 a 25 letras sem acento e números, sem espaços.")
    amount = "" if cents is None else tlv.write("54", _amount(cents))
    return _signed(account, amount, payee, city, txid or NO_TXID, recorrencia)


def dynamic_br_code(*, location: str, payee: str, city: str, recorrencia: str = "") -> str:
    """Pix copia e cola of the charge at `location`, which holds its amount and its txid. Raises Invalid.

    `location` is the PSP's, without https://, which is taken off when it comes.
    """
    account = tlv.write("00", GUI) + tlv.write("25", _location(location, "location"))
    return _signed(account, "", payee, city, NO_TXID, recorrencia, tlv.write("01", _SINGLE_USE))


def recorrencia_br_code(*, recorrencia: str, payee: str, city: str) -> str:
    """Pix copia e cola that only asks to authorise the Pix Automático at this address. Raises Invalid."""
    return _signed(tlv.write("00", GUI), "", payee, city, NO_TXID, _location(recorrencia, "recorrencia"))


def description_chars(key: str) -> int:
    """How many characters a description may have beside this key: both share the 99 of one field."""
    return tlv.MAX_VALUE - len(tlv.write("00", GUI)) - len(tlv.write("01", key)) - 4


def _signed(account: str, amount: str, payee: str, city: str, txid: str, recorrencia: str, initiation: str = "") -> str:
    body = "".join(
        (
            tlv.write("00", "01"),
            initiation,
            tlv.write("26", account),
            tlv.write("52", "0000"),
            tlv.write("53", "986"),
            amount,
            tlv.write("58", "BR"),
            tlv.write("59", _name(payee, "payee", MAX_NAME, "Falta o nome de quem recebe, com letras de A a Z.")),
            tlv.write("60", _city(city)),
            tlv.write("62", tlv.write("05", txid)),
            _recorrencia(recorrencia),
            tlv.CRC_HEAD,
        )
    )
    return body + tlv.crc16(body)


def _amount(cents: int) -> str:
    if isinstance(cents, bool) or not isinstance(cents, int) or not 0 < cents <= MAX_AMOUNT_CENTS:
        raise Invalid("valor", "Um Pix vai de R$ 0,01 a R$ 9.999.999.999,99.")
    return f"{cents // 100}.{cents % 100:02d}"


def _recorrencia(address: str) -> str:
    if not address:
        return ""
    return tlv.write("80", tlv.write("00", GUI) + tlv.write("25", _location(address, "recorrencia")))


def _location(address: str, field: str) -> str:
    bare = address.strip().removeprefix(_SCHEME)
    if len(bare) > _MAX_LOCATION or not LOCATION.fullmatch(bare):
        raise Invalid(field, f"O endereço da cobrança é o do PSP, sem https://, com até {_MAX_LOCATION} caracteres.")
    return bare


def _description(text: str, most: int) -> str:
    bare = _plain(text)
    if not bare:
        raise Invalid("description", "A descrição precisa de letras de A a Z ou números.")
    if most < 1:
        raise Invalid("description", "Com esta chave não sobra lugar para uma descrição. Deixe-a em branco.")
    if len(bare) > most:
        raise Invalid(
            "description", f"Com esta chave a descrição tem até {most} caracteres, e esta tem {len(bare)}. Encurte-a."
        )
    return bare


def _city(text: str) -> str:
    if not text.strip():
        return _UNKNOWN_CITY
    return _name(text, "city", MAX_CITY, "Escreva a cidade com letras de A a Z, ou deixe-a em branco.")


def _name(text: str, field: str, chars: int, lacking: str) -> str:
    name = _plain(text)[:chars].rstrip()
    if not _LETTER.search(name):
        raise Invalid(field, lacking)
    return name


def _plain(text: str) -> str:
    """Letters without accents, which every bank's app shows."""
    bare = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return " ".join(_NOT_PLAIN.sub(" ", bare).split())
