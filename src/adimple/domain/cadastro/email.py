"""E-mail addresses: the plain ones by one rule of ours, the rest by email-validator. Nobody asks the DNS."""

import re

from email_validator import EmailNotValidError, validate_email

from adimple.domain.cadastro.reading import Reading, refused

# Each repetition starts with a character the one before cannot take, so the match is linear.
_PLAIN = re.compile(
    r"[a-z0-9_]+(?:[.+-][a-z0-9_]+)*@((?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,24})",
    re.ASCII,
)
_PLAIN_MAX_CHARS = 64  # below this no part can pass its own limit
_MAX_CHARS = 254
_NEVER_DELIVERED = (".local", ".localhost", ".invalid", ".onion", ".arpa")

# Slips of the finger in the large providers. Several are real domains held by others: sending there leaks.
_MEANT = {
    "gmail.con": "gmail.com", "gmail.co": "gmail.com", "gmail.cm": "gmail.com", "gmal.com": "gmail.com",
    "gmai.com": "gmail.com", "gmial.com": "gmail.com", "gamil.com": "gmail.com", "gmail.com.br": "gmail.com",
    "gnail.com": "gmail.com", "hotmail.con": "hotmail.com", "hotmial.com": "hotmail.com",
    "hotmal.com": "hotmail.com", "hotmai.com": "hotmail.com", "hormail.com": "hotmail.com",
    "outlook.con": "outlook.com", "outlok.com": "outlook.com", "outloook.com": "outlook.com",
    "yahoo.con": "yahoo.com", "yaho.com": "yahoo.com", "yahoo.com.b": "yahoo.com.br",
    "icloud.con": "icloud.com", "iclod.com": "icloud.com",
}  # fmt: skip


def read_email(text: str) -> Reading:
    """One address, lower case. Whether somebody answers there is for the receipt to say, not for us."""
    address = text.strip().lower()
    plain = _PLAIN.fullmatch(address) if len(address) <= _PLAIN_MAX_CHARS else None
    if plain is None or address.endswith(_NEVER_DELIVERED):
        return _read_unusual(address)
    meant = _MEANT.get(plain[1])
    if meant:
        phrase = f"E-mail inválido: «{plain[1]}» parece «{meant}» com erro de digitação. Corrija e tente de novo."
        return refused("dominio_trocado", phrase)
    return Reading(True, address, None, None)


def _read_unusual(address: str) -> Reading:
    if not address.strip("-./ "):
        return refused("vazio", "E-mail não informado.")
    found = _fault(address)
    if found:
        return refused(*found)
    try:
        # The reserved `.test` and `.example` are how a demonstration reaches nobody.
        checked = validate_email(
            address, strict=True, allow_smtputf8=False, check_deliverability=False, test_environment=True
        )
    except EmailNotValidError:
        return refused("formato", "E-mail inválido: confira o endereço, por exemplo nome@empresa.com.br.")
    return Reading(True, (checked.ascii_email or checked.normalized).lower(), None, None)


def _fault(address: str) -> tuple[str, str] | None:
    """The commonest faults, each with its way out; None when it takes the library to know."""
    local, _, domain = address.rpartition("@")
    if len(address) > _MAX_CHARS:
        return "tamanho", "E-mail longo demais: o limite é de 254 caracteres."
    if address.count("@") > 1:
        return "varios", "Há mais de um e-mail aqui. Deixe só um."
    if "@" not in address:
        return "formato", "E-mail inválido: falta o @, por exemplo nome@empresa.com.br."
    if any(char.isspace() for char in address):
        return "formato", "E-mail inválido: há um espaço no meio. Retire o espaço."
    if not local or not domain:
        side = "antes" if not local else "depois"
        return "formato", f"E-mail inválido: falta o que vem {side} do @."
    if not local.isascii():
        return "formato", "E-mail inválido: o nome antes do @ não leva acento."
    if "." not in domain:
        return "formato", "E-mail inválido: falta o fim do endereço, como .com ou .com.br."
    if ".." in address:
        return "formato", "E-mail inválido: há dois pontos finais seguidos. Retire um."
    return None
