"""The code at the foot of a recibo or of a quitação: signed, so that who has the paper may ask whether it is true."""

import base64
import hmac
import re

from adimple.store import sealing

RECIBO, QUITACAO = "RCB", "QTC"
_SIGNED_BYTES = 10
_CODE = re.compile(r"(RCB|QTC)-([1-9][0-9]{0,17})-([A-Z2-7]{16})")


def code_of(kind: str, row_id: int) -> str:
    """`RCB-123-ABCDEFGHIJKLMNOP`: of a payment, or (`QTC`) of a título."""
    return f"{kind}-{row_id}-{_signature(kind, row_id)}"


def read(text: str) -> tuple[str, int] | None:
    """(kind, id) of a code that we signed; None for any other text."""
    match = _CODE.fullmatch(text.strip().upper())
    if match is None:
        return None
    kind, row_id = match[1], int(match[2])
    return (kind, row_id) if hmac.compare_digest(match[3], _signature(kind, row_id)) else None


def looks_like(text: str) -> bool:
    """Whether it has the shape of one, true or not."""
    return _CODE.fullmatch(text.strip().upper()) is not None


def _signature(kind: str, row_id: int) -> str:
    digest = hmac.digest(sealing.derived("paper"), f"{kind}/{row_id}".encode(), "sha256")
    return base64.b32encode(digest[:_SIGNED_BYTES]).decode()
