"""Secrets at rest and keys of persons, from the installation key (`settings.INSTALLATION_KEY`, 32 bytes).

Another key is given only while the key is changed (`usecases.rekey`).
"""

import base64
import hmac
from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from adimple.domain.errors import Refused


def derived(purpose: str, key: bytes | None = None) -> bytes:
    """32 bytes that serve one purpose and reveal nothing of the others."""
    return hmac.digest(key or settings.INSTALLATION_KEY, purpose.encode(), "sha256")


def seal(secret: str, key: bytes | None = None) -> bytes:
    return _fernet(key).encrypt(secret.encode()) if secret else b""


def unseal(sealed: bytes, key: bytes | None = None) -> str:
    """The secret. Raises Refused when it was sealed by another key (a restored backup without its key)."""
    if not sealed:
        return ""
    try:
        return _fernet(key).decrypt(bytes(sealed)).decode()
    except InvalidToken as error:
        raise Refused(
            "key.other",
            "Esta senha foi guardada com outra chave. Use a ADIMPLE_KEY de origem ou digite a senha de novo.",
        ) from error


def person_key(identity: str) -> int:
    """A signed 63-bit key of a person (CPF/CNPJ, else something of the devedor's own); never shown to anybody."""
    return person_keys([identity])[0]


def person_keys(identities: Iterable[str], key: bytes | None = None) -> list[int]:
    """`person_key` of each."""
    secret = derived("person", key)
    digests = (hmac.digest(secret, identity.encode(), "sha256") for identity in identities)
    return [int.from_bytes(digest[:8], "big") >> 1 for digest in digests]


def fingerprint(key: bytes | None = None) -> str:
    """Eight characters that tell two keys apart; safe to print and to store."""
    return derived("fingerprint", key).hex()[:8]


def _fernet(key: bytes | None) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived("sealed settings", key)))
