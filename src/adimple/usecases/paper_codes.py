"""The code at the foot of a recibo or of a quitação: signed, so that who has the paper may ask whether it is true.

A paper outlives the key of the installation: where that is changed, the former signing keys are kept, sealed.
"""

import base64
import hmac
import json
import re

from adimple.domain.errors import Refused
from adimple.store import models, sealing

RECIBO, QUITACAO = "RCB", "QTC"
PURPOSE = "paper"
_SIGNED_BYTES = 10
_CODE = re.compile(r"(RCB|QTC)-([1-9][0-9]{0,17})-([A-Z2-7]{16})")


def code_of(kind: str, row_id: int) -> str:
    """`RCB-123-ABCDEFGHIJKLMNOP`: of a payment, or (`QTC`) of a título."""
    return f"{kind}-{row_id}-{_signature(kind, row_id, sealing.derived(PURPOSE))}"


def read(text: str) -> tuple[str, int] | None:
    """(kind, id) of a code that we signed, by the key of today or by one before it; None for any other text."""
    match = _CODE.fullmatch(text.strip().upper())
    if match is None:
        return None
    kind, row_id = match[1], int(match[2])
    secrets = [sealing.derived(PURPOSE), *(former_keys(_kept()))]
    is_ours = any(hmac.compare_digest(match[3], _signature(kind, row_id, secret)) for secret in secrets)
    return (kind, row_id) if is_ours else None


def looks_like(text: str) -> bool:
    """Whether it has the shape of one, true or not."""
    return _CODE.fullmatch(text.strip().upper()) is not None


def former_keys(sealed: bytes, key: bytes | None = None) -> list[bytes]:
    """The signing keys before that of today, newest first; none where nothing opens them."""
    try:
        return [bytes.fromhex(one) for one in json.loads(sealing.unseal(sealed, key) or "[]")]
    except Refused:
        return []


def seal_keys(secrets: list[bytes], key: bytes) -> bytes:
    return sealing.seal(json.dumps([one.hex() for one in secrets]), key) if secrets else b""


def _kept() -> bytes:
    return bytes(models.Installation.objects.values_list("papers_sealed", flat=True).filter(id=1).first() or b"")


def _signature(kind: str, row_id: int, secret: bytes) -> str:
    digest = hmac.digest(secret, f"{kind}/{row_id}".encode(), "sha256")
    return base64.b32encode(digest[:_SIGNED_BYTES]).decode()
