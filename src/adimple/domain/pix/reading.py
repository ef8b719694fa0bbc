"""A BR Code read back: what each field says, of what kind it is, and everything that is wrong in it.

What makes the code unsure (a length, the CRC, a currency, an amount, two destinies) is a fault: it is not valid. What
the manual does not allow but changes nothing of what is read (a txid beside an address, a long name) is a notice.
"""

import re
from dataclasses import dataclass, field

from adimple.domain.errors import Invalid
from adimple.domain.pix import tlv
from adimple.domain.pix.building import GUI, LOCATION, MAX_CITY, MAX_NAME, NO_TXID, STATIC_TXID
from adimple.domain.pix.keys import read_key

MAX_CHARS = 512  # EMV QRCPS-MPM
STATIC, DYNAMIC, OTHER = "static", "dynamic", "other"
RECORRENCIA = "recorrencia(80)"

type Fields = dict[str, str | dict[str, str]]

_TEMPLATES = {f"{code:02d}" for code in (*range(26, 52), 62, 64, *range(80, 100))}
_ACCOUNTS = [f"{code:02d}" for code in range(26, 52)]
_RECORRENCIAS = [f"{code:02d}" for code in range(80, 100)]
_ASKED = {"52": "a categoria", "53": "a moeda", "58": "o país", "59": "o nome de quem recebe", "60": "a cidade"}
_AMOUNT = re.compile(r"([0-9]{1,10})(?:\.([0-9]{0,2}))?")
_CRC = re.compile(r"6304[0-9A-F]{4}")
_INITIATIONS = {"11": False, "12": True}


@dataclass(frozen=True, slots=True)
class BrCode:
    """What a code says. `fields` as written, templates opened; `faults` in pt-BR, none when it is valid.

    `kind`: static, dynamic or other (no destiny of its own), with +recorrencia(80) when a Pix Automático is offered;
    None when it cannot be told. `amount` as written; `cents` is None where the payer says how much.
    """

    fields: Fields
    kind: str | None = None
    amount: str | None = None
    cents: int | None = None
    txid: str | None = None
    name: str | None = None
    city: str | None = None
    key: str | None = None
    location: str | None = None
    recorrencia: str | None = None
    is_single_use: bool = False
    faults: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def is_valid(self) -> bool:
        return not self.faults


def read(text: str) -> BrCode:
    """The code that a person copied. Never raises: what is wrong is in `faults`."""
    code = text.strip()
    fault = _unfit(code)
    if fault:
        return BrCode({}, faults=(fault,))
    try:
        flat = tlv.parse(code)
    except tlv.Broken as broken:
        return BrCode(dict(broken.found), faults=(broken.phrase,))
    fields: Fields = {}
    faults: list[str] = []
    for tag, value in flat.items():
        try:
            fields[tag] = tlv.parse(value, f" do campo {tag}") if tag in _TEMPLATES else value
        except tlv.Broken as broken:
            fields[tag] = value
            faults.append(broken.phrase)
    return _read_fields(fields, [*_frame_faults(code, flat), *faults])


def _unfit(code: str) -> str:
    """Why this is no code at all; "" when it may be one."""
    if not code:
        return "O código está vazio. Copie-o de novo."
    if len(code) > MAX_CHARS:
        return f"Um código Pix tem até {MAX_CHARS} caracteres, e este tem {len(code)}."
    if not tlv.is_plain(code):
        return "O código traz letras acentuadas ou sinais que um código Pix não tem. Copie-o de novo de quem o fez."
    if not code[:4].isdigit():  # an address, a key, words: no place in it would tell a person anything
        return "Isto não é um Pix copia e cola, que começa por 000201. Copie-o inteiro."
    return ""


def _frame_faults(code: str, flat: dict[str, str]) -> list[str]:
    """What every reader checks first: how it starts, how it ends, and the CRC of all the rest."""
    faults = []
    if next(iter(flat)) != "00" or flat["00"] != "01":
        faults.append("Não começa por 000201: não é um código Pix.")
    if not _CRC.fullmatch(code[-8:]) or list(flat)[-1] != "63":
        return [*faults, "Não termina pelo campo 63, com quatro algarismos de 0 a F: o código está incompleto."]
    expected = tlv.crc16(code[:-4])
    if flat["63"] != expected:
        faults.append(f"O código verificador (CRC) é {expected}, e aqui é {flat['63']}: algo mudou. Copie-o de novo.")
    return faults


@dataclass(slots=True)
class _Found:
    """What is being gathered of one code."""

    faults: list[str]
    notices: list[str] = field(default_factory=list)


def _read_fields(fields: Fields, faults: list[str]) -> BrCode:
    found = _Found(faults)
    _check_fixed(fields, found)
    account = _pix_template(fields, _ACCOUNTS, found, "de Pix")
    automatic = _pix_template(fields, _RECORRENCIAS, found, "de Pix Automático")
    kind = _kind(account, automatic, found)
    amount, cents = _amount(fields, found)
    key, location = (account or {}).get("01"), (account or {}).get("25")
    txid = _txid(fields, location, found)
    _notice_texts(fields, key, location, found)
    recorrencia = (automatic or {}).get("25")
    _notice_address(recorrencia, found)
    return BrCode(
        fields,
        kind,
        amount,
        cents,
        txid,
        _text(fields, "59"),
        _text(fields, "60"),
        key,
        location,
        recorrencia,
        _INITIATIONS.get(_text(fields, "01") or "", False),
        tuple(found.faults),
        tuple(found.notices),
    )


def _check_fixed(fields: Fields, found: _Found) -> None:
    for tag, words in _ASKED.items():
        if tag not in fields:
            found.faults.append(f"Falta o campo {tag}, {words}.")
    if fields.get("53", "986") != "986":
        found.faults.append(f"A moeda é {fields['53']}, e a de um Pix é 986 (real).")
    if fields.get("58", "BR") != "BR":
        found.faults.append(f"O país é «{fields['58']}», e o de um Pix é BR.")
    if not re.fullmatch("[0-9]{4}", _text(fields, "52") or "0000"):
        found.faults.append("O campo 52, a categoria, tem quatro números.")
    if fields.get("01", "11") not in _INITIATIONS:
        found.faults.append(f"O campo 01 é 11 ou 12, e aqui é {fields['01']}.")
    order = [tag for tag in fields if tag != "63"]
    if order != sorted(order):
        found.notices.append("Os campos não vêm na ordem dos números.")


def _pix_template(fields: Fields, tags: list[str], found: _Found, words: str) -> dict[str, str] | None:
    """The one template among `tags` that is Bacen's."""
    templates = [template for tag in tags if isinstance(template := fields.get(tag), dict)]
    ours = [template for template in templates if template.get("00", "").lower() == GUI]
    if len(ours) > 1:
        found.faults.append(f"Há dois campos {words}: não se sabe qual vale.")
    return ours[0] if len(ours) == 1 else None


def _kind(account: dict[str, str] | None, automatic: dict[str, str] | None, found: _Found) -> str | None:
    if account is None:
        found.faults.append("Não há, entre os campos 26 e 51, um de br.gov.bcb.pix: não é um código Pix.")
        return None
    if "01" in account and "25" in account:
        found.faults.append("Traz uma chave e o endereço de uma cobrança: não se sabe qual vale.")
        return None
    kind = STATIC if "01" in account else DYNAMIC if "25" in account else OTHER
    if automatic is not None:
        if "25" not in automatic:
            told = found.faults if kind == OTHER else found.notices
            told.append("O campo de Pix Automático não traz o endereço (25): não diz o que autorizar.")
        return f"{kind}+{RECORRENCIA}"
    if kind == OTHER:
        found.faults.append("Não traz chave nem endereço de cobrança: não diz a quem pagar.")
    return kind


def _amount(fields: Fields, found: _Found) -> tuple[str | None, int | None]:
    written = _text(fields, "54")
    if written is None:
        return None, None
    match = _AMOUNT.fullmatch(written)
    if match is None:
        found.faults.append(f"O valor «{written}» não se lê: escreve-se 1234.56, com ponto e até dois decimais.")
        return written, None
    return written, int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) or None


def _txid(fields: Fields, location: str | None, found: _Found) -> str | None:
    more = fields.get("62")
    txid = more.get("05") if isinstance(more, dict) else None
    if txid is None:
        found.notices.append("Falta o identificador (62-05); sem um, escreve-se ***.")
    elif location is not None and txid != NO_TXID:
        found.notices.append("Num código dinâmico o identificador é ***: o que vale está na cobrança, no endereço.")
    elif location is None and txid != NO_TXID and not STATIC_TXID.fullmatch(txid):
        found.notices.append(f"O identificador «{txid}» tem mais que letras e números, ou passa de 25.")
    return txid


def _notice_texts(fields: Fields, key: str | None, location: str | None, found: _Found) -> None:
    for tag, most in (("59", MAX_NAME), ("60", MAX_CITY)):
        if len(_text(fields, tag) or "") > most:
            found.notices.append(f"O campo {tag} passa de {most} caracteres.")
    _notice_address(location, found)
    if key is not None and not _is_key(key):
        found.notices.append(f"A chave «{key}» não é de nenhum dos tipos do Pix.")


def _notice_address(address: str | None, found: _Found) -> None:
    if address is not None and not LOCATION.fullmatch(address):
        found.notices.append(f"O endereço «{address}» devia ser um sem https://, com caminho.")


def _is_key(key: str) -> bool:
    try:
        return read_key(key) == key
    except Invalid:
        return False


def _text(fields: Fields, tag: str) -> str | None:
    value = fields.get(tag)
    return value if isinstance(value, str) else None
