"""CPF and CNPJ, numeric and alphanumeric (IN RFB 2229/2024): read, checked, told apart."""

from adimple.domain.cadastro.reading import Reading, is_scientific, padded, refused, without_separators

_CPF_CHARS = 11
_CNPJ_CHARS = 14
_MOST_ZEROS_LOST = 2  # with three or more, a stray number passes for a document too easily


def read_cpf(text: str) -> Reading:
    """A CPF of 11 digits. Punctuation is free; up to two leading zeros a spreadsheet ate are put back."""
    bare = text if len(text) == _CPF_CHARS and text.isdigit() and text.isascii() else without_separators(text)
    if not (bare.isdigit() and bare.isascii()):
        return _unreadable(text, bare, "CPF", "O CPF tem só números")
    if len(bare) != _CPF_CHARS:
        return _padded_cpf(bare) or _wrong_size(bare, "CPF", _CPF_CHARS)
    return _checked_cpf(bare)


def read_cnpj(text: str) -> Reading:
    """A CNPJ of 14 characters, letters allowed in the first twelve; lower case is raised.

    Up to two leading zeros a spreadsheet ate are put back when only digits came.
    """
    bare = text if len(text) == _CNPJ_CHARS and text.isdigit() and text.isascii() else without_separators(text)
    if not (bare.isalnum() and bare.isascii()):
        return _unreadable(text, bare, "CNPJ", "O CNPJ tem só números e letras sem acento")
    if len(bare) != _CNPJ_CHARS:
        return _padded_cnpj(bare) or _wrong_size(bare, "CNPJ", _CNPJ_CHARS)
    if not bare[12:].isdigit():
        phrase = f"CNPJ inválido: os dois últimos caracteres são números, vieram «{bare[12:]}»."
        return refused("digito_verificador", phrase, "cnpj")
    if bare == bare[0] * _CNPJ_CHARS:
        return refused("repetido", "CNPJ inválido: todos os dígitos são iguais. Confira com a empresa.", "cnpj")
    expected = _cnpj_check_digits(bare)
    if bare[12:] != expected:
        return _wrong_check_digits("CNPJ", expected, bare[12:])
    return Reading(True, bare, None, None, None, "cnpj")


def read_document(text: str) -> Reading:
    """A CPF or a CNPJ, told apart by length and letters. `kind` says which; blank has the code `vazio`."""
    if len(text) == _CPF_CHARS and text.isdigit() and text.isascii():
        return _checked_cpf(text)
    bare = text if text.isdigit() and text.isascii() else without_separators(text)
    if not bare:
        return refused("vazio", "CPF ou CNPJ não informado.")
    if is_scientific(text):
        return _scientific(text, "CPF ou CNPJ", None)
    if _CPF_CHARS - _MOST_ZEROS_LOST <= len(bare) <= _CPF_CHARS:
        return read_cpf(bare)
    if _CNPJ_CHARS - _MOST_ZEROS_LOST <= len(bare) <= _CNPJ_CHARS:
        return read_cnpj(bare)
    return refused("tamanho", f"O CPF tem 11 dígitos e o CNPJ, 14: {_came(len(bare))}. Confira o número.")


def _checked_cpf(bare: str) -> Reading:
    """Of eleven digits."""
    if bare == bare[0] * _CPF_CHARS:
        return refused("repetido", "CPF inválido: todos os dígitos são iguais. Confira com a pessoa.", "cpf")
    expected = _cpf_check_digits(bare)
    if bare[9:] != expected:
        return _wrong_check_digits("CPF", expected, bare[9:])
    return Reading(True, bare, None, None, None, "cpf")


def _cpf_check_digits(bare: str) -> str:
    """Weights 10…2, then 11…2; `sum × 10 mod 11`, ten becoming zero. The constants undo ord("0") = 48."""
    a, b, c, d, e, f, g, h, i = bare[:9].encode()
    total = 10 * a + 9 * b + 8 * c + 7 * d + 6 * e + 5 * f + 4 * g + 3 * h + 2 * i - 48 * 54
    first = total * 10 % 11 % 10
    second = (total + a + b + c + d + e + f + g + h + i - 48 * 9 + 2 * first) * 10 % 11 % 10
    return f"{first}{second}"


def _cnpj_check_digits(bare: str) -> str:
    """As the CPF's with weights 5…2 9…2, then 6…2 9…2; a letter is worth ord − 48, so A is 17 (IN RFB 2229)."""
    a, b, c, d, e, f, g, h, i, j, k, m = bare[:12].encode()
    total = 5 * a + 4 * b + 3 * c + 2 * d + 9 * e + 8 * f + 7 * g + 6 * h + 5 * i + 4 * j + 3 * k + 2 * m - 48 * 58
    first = total * 10 % 11 % 10
    # The weights move one place; the first check digit takes the 2.
    total = 6 * a + 5 * b + 4 * c + 3 * d + 2 * e + 9 * f + 8 * g + 7 * h + 6 * i + 5 * j + 4 * k + 3 * m - 48 * 62
    second = (total + 2 * first) * 10 % 11 % 10
    return f"{first}{second}"


def _padded_cpf(bare: str) -> Reading | None:
    whole = bare.zfill(_CPF_CHARS)
    if not _lost_zeros(bare, _CPF_CHARS) or whole[9:] != _cpf_check_digits(whole):
        return None
    shown = f"{whole[:3]}.{whole[3:6]}.{whole[6:9]}-{whole[9:]}"
    return padded(whole, f"Completamos o CPF com zeros à esquerda: {shown}.", "cpf")


def _padded_cnpj(bare: str) -> Reading | None:
    whole = bare.zfill(_CNPJ_CHARS)
    if not _lost_zeros(bare, _CNPJ_CHARS) or whole[12:] != _cnpj_check_digits(whole):
        return None
    shown = f"{whole[:2]}.{whole[2:5]}.{whole[5:8]}/{whole[8:12]}-{whole[12:]}"
    return padded(whole, f"Completamos o CNPJ com zeros à esquerda: {shown}.", "cnpj")


def _lost_zeros(bare: str, chars: int) -> bool:
    """Whether a number cell may have eaten zeros: only digits, one or two short, and no zero left in front."""
    return bare.isdigit() and bare[0] != "0" and 0 < chars - len(bare) <= _MOST_ZEROS_LOST


def _unreadable(text: str, bare: str, name: str, has_only: str) -> Reading:
    if not bare:
        return refused("vazio", f"{name} não informado.", name.lower())
    if is_scientific(text):
        return _scientific(text, name, name.lower())
    return refused("caracteres", f"{has_only}; veio «{text.strip()[:30]}».", name.lower())


def _scientific(text: str, name: str, kind: str | None) -> Reading:
    phrase = f"{name} veio em notação científica («{text.strip()}») e perdeu dígitos. Formate a coluna como texto."
    return refused("notacao_cientifica", phrase, kind)


def _wrong_size(bare: str, name: str, chars: int) -> Reading:
    hint = "Confira o número."
    if name == "CPF" and len(bare) == _CNPJ_CHARS:
        hint = "Parece um CNPJ."
    if name == "CNPJ" and len(bare) == _CPF_CHARS:
        hint = "Parece um CPF."
    noun = "dígitos" if name == "CPF" else "caracteres"
    return refused("tamanho", f"O {name} tem {chars} {noun}: {_came(len(bare))}. {hint}", name.lower())


def _came(count: int) -> str:
    return "veio 1" if count == 1 else f"vieram {count}"


def _wrong_check_digits(name: str, expected: str, came: str) -> Reading:
    wrong = [(right, given) for right, given in zip(expected, came, strict=True) if right != given]
    if len(wrong) == 1:
        phrase = f"{name} inválido: dígito verificador é {wrong[0][0]}, veio {wrong[0][1]}."
    else:
        phrase = f"{name} inválido: dígitos verificadores são {expected}, vieram {came}."
    return refused("digito_verificador", phrase, name.lower())
