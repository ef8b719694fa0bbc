"""Secrets at rest and keys of persons, from the installation key (`settings.INSTALLATION_KEY`, 32 bytes)."""

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from adimple.domain.errors import Refused


def derived(purpose: str) -> bytes:
    """32 bytes that serve one purpose and reveal nothing of the others."""
    return hmac.digest(settings.INSTALLATION_KEY, purpose.encode(), "sha256")


def seal(secret: str) -> bytes:
    return _fernet().encrypt(secret.encode()) if secret else b""


def unseal(sealed: bytes) -> str:
    """The secret. Raises Refused when it was sealed by another key (a restored backup without its key)."""
    if not sealed:
        return ""
    try:
        return _fernet().decrypt(bytes(sealed)).decode()
    except InvalidToken as error:
        raise Refused(
            "key.other",
            "Esta senha foi guardada com outra chave. Use a ADIMPLE_KEY de origem ou digite a senha de novo.",
        ) from error


def person_key(identity: str) -> int:
    """A signed 63-bit key of a person (CPF/CNPJ, else something of the devedor's own); never shown to anybody."""
    digest = hmac.digest(derived("person"), identity.encode(), "sha256")
    return int.from_bytes(digest[:8], "big") >> 1


def fingerprint() -> str:
    """Eight characters that tell two keys apart; safe to print and to store."""
    return derived("fingerprint").hex()[:8]


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived("sealed settings")))
