"""Pix keys, as banks know them."""

import re

from adimple.domain import cadastro
from adimple.domain.errors import Invalid

MAX_CHARS = 77
_RANDOM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def read_key(text: str) -> str:
    """A Pix key as banks know it: CPF, CNPJ, +55 and phone, e-mail or a random key. Raises Invalid.

    Eleven digits that are both a CPF and a mobile are taken for the CPF: a phone key is written with +55.
    """
    key = text.strip()
    if _RANDOM.fullmatch(key.lower()):
        return key.lower()
    if "@" in key:
        return _checked(cadastro.read_email(key).normalised)
    if key.startswith("+"):
        return _checked(cadastro.read_phone(key).e164)
    document = cadastro.read_document(key)
    # A spreadsheet eats zeros and the reader puts them back; nobody's key has ten digits, and another's may have them.
    return _checked(None if document.code else document.normalised)


def _checked(key: str | None) -> str:
    if not key or len(key) > MAX_CHARS:
        raise Invalid(
            "pix_key",
            "Chave Pix não reconhecida. Use CPF, CNPJ, e-mail, telefone com +55 ou a chave aleatória, como no banco.",
        )
    return key
