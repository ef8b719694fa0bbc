"""Brazilian phones by the rules of Anatel's numbering plan; foreign ones by the phonenumbers library."""

import re

import phonenumbers

from adimple.domain.cadastro.cep import UF_OF_DDD
from adimple.domain.cadastro.reading import Reading, is_scientific, refused

# What most sheets hold, in one pass: a mobile with DDD, perhaps +55, perhaps punctuation.
_PLAIN_MOBILE = re.compile(r"(?:\+?55 ?)?\(?([1-9][1-9])\)? ?(9\d{4})[- ]?(\d{4})", re.ASCII)
_LABEL = re.compile(r"(?:tel(?:efone)?|cel(?:ular)?|fone|whats(?:app)?|zap|com(?:ercial)?|res(?:idencial)?)\W*", re.I)
_EXTENSION = re.compile(r"\b(?:ramal|ram|r|ext)\W*\d{1,6}$", re.I)
_OLD_TRUNK = re.compile(r"\b0xx", re.I)  # (0xx11): dial zero, any carrier, 11
_NUMBER_CELL = re.compile(r"(\d+)[.,]0", re.ASCII)
_SEVERAL = re.compile(r"[/;,|]|\se\s|\sou\s", re.I)
_MAX_CHARS = 80
_NON_DIGIT = re.compile(r"\D", re.ASCII)

_TOLL_FREE = re.compile(r"0?(800\d{6,7})", re.ASCII)
_SHARED_COST = re.compile(r"0?((?:300|303|500|900)\d{6,7})", re.ASCII)
_NO_DDD_NATIONAL = re.compile(r"[34]00\d{5}", re.ASCII)  # 4004-1234, 3003-1234: one number, the whole country


def read_phone(text: str) -> Reading:
    """A phone: `normalised` are the national digits (E.164 when foreign); `e164` when SMS or a call can reach it.

    `kind`: mobile, landline, toll-free, short-national, foreign; incomplete (no DDD) and invalid are refused.
    An old mobile of eight digits gets its ninth (Anatel Res. 553/2010). Trunk 0, carrier code, +55 and a
    ramal are dropped.
    """
    plain = _PLAIN_MOBILE.fullmatch(text)
    if plain:
        ddd, prefix, suffix = plain.groups()
        if ddd in UF_OF_DDD and prefix + suffix != "999999999":
            national = ddd + prefix + suffix
            return Reading(True, national, None, None, "+55" + national, "mobile")
    return _read_unusual(text.strip())


def _read_unusual(text: str) -> Reading:
    if len(text) > _MAX_CHARS:
        return _invalid("tamanho", "Telefone inválido: texto longo demais. Deixe só o número com DDD.")
    if is_scientific(text):
        phrase = f"O telefone veio em notação científica («{text}») e perdeu dígitos. Formate a coluna como texto."
        return _invalid("notacao_cientifica", phrase)
    bare = _without_words(text)
    if any(char.isalpha() for char in bare):
        return _invalid("caracteres", f"Telefone inválido: «{text[:30]}» tem letras. Deixe só o número com DDD.")
    if sum(len(_NON_DIGIT.sub("", part)) >= 8 for part in _SEVERAL.split(bare)) > 1:
        return _invalid("varios", "Há mais de um telefone aqui. Deixe só um.")
    digits = _NON_DIGIT.sub("", bare)
    if not digits:
        return _invalid("vazio", "Telefone não informado.")
    if len(digits) >= 8 and digits == digits[0] * len(digits):
        return _repeated()
    if bare.lstrip(" (").startswith("+") or digits.startswith("00"):
        digits = digits.lstrip("0")
        if not digits.startswith("55"):
            return _read_foreign("+" + digits)
        digits = digits[2:]
    return _read_national(digits)


def _without_words(text: str) -> str:
    """The number without `cel.:`, `ramal 12`, `0xx`, or the `.0` of a number cell saved as text."""
    number_cell = _NUMBER_CELL.fullmatch(text)
    if number_cell:
        return number_cell[1]
    return _OLD_TRUNK.sub("0", _EXTENSION.sub("", _LABEL.sub("", text, count=1)), count=1)


def _read_foreign(e164: str) -> Reading:
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        return _invalid("estrangeiro", "Telefone estrangeiro inválido: confira o código do país e o número.")
    return Reading(True, e164, None, None, e164, "foreign")


def _read_national(digits: str) -> Reading:
    if toll_free := _TOLL_FREE.fullmatch(digits):
        return Reading(True, "0" + toll_free[1], None, None, None, "toll-free")
    if shared_cost := _SHARED_COST.fullmatch(digits):
        return Reading(True, "0" + shared_cost[1], None, None, None, "short-national")
    if _NO_DDD_NATIONAL.fullmatch(digits):
        return Reading(True, digits, None, None, None, "short-national")
    digits = _without_prefixes(digits)
    if len(digits) in (8, 9):
        return _without_ddd(digits)
    if len(digits) not in (10, 11):
        return _invalid("tamanho", f"Telefone inválido: {len(digits)} dígitos. Escreva DDD e número: (11) 91234-5678.")
    return _read_with_ddd(digits[:2], digits[2:])


def _without_prefixes(digits: str) -> str:
    """DDD and number alone. The length tells what the prefix is: 0, 0 and a carrier's two digits, or 55."""
    if digits.startswith("0"):
        return digits[3:] if len(digits) in (13, 14) else digits[1:]
    if digits.startswith("55") and len(digits) in (12, 13):
        return digits[2:]
    return digits


def _without_ddd(digits: str) -> Reading:
    if (len(digits) == 9 and digits[0] != "9") or digits[0] in "01":
        return _invalid("numero", f"Telefone inválido: «{digits}» não é celular nem fixo. Confira o número e o DDD.")
    return refused("sem_ddd", "Telefone sem DDD. Acrescente o DDD: (11) 91234-5678.", "incomplete")


def _read_with_ddd(ddd: str, subscriber: str) -> Reading:
    if ddd not in UF_OF_DDD:
        return _invalid("ddd", f"Telefone inválido: o DDD {ddd} não existe.")
    if subscriber == subscriber[0] * len(subscriber):
        return _repeated()
    if len(subscriber) == 9:
        if subscriber[0] != "9":
            return _invalid("numero", f"Telefone inválido: com nove dígitos começa por 9, veio {subscriber[0]}.")
        return Reading(True, ddd + subscriber, None, None, f"+55{ddd}{subscriber}", "mobile")
    if subscriber[0] in "6789":
        return Reading(True, f"{ddd}9{subscriber}", None, None, f"+55{ddd}9{subscriber}", "mobile")
    if subscriber[0] in "2345":
        return Reading(True, ddd + subscriber, None, None, f"+55{ddd}{subscriber}", "landline")
    return _invalid("numero", f"Telefone inválido: nenhum número começa por {subscriber[0]}. Confira o número.")


def _invalid(code: str, phrase: str) -> Reading:
    return refused(code, phrase, "invalid")


def _repeated() -> Reading:
    return _invalid("repetido", "Telefone inválido: todos os dígitos são iguais. Confira com a pessoa.")
