"""The Pix of one centavo that a test pays at the PSP of this machine: known by its txid, so that it enters no ledger.

A Pix of a real PSP is money, a centavo too: of those none is left out.
"""

import hmac
import re
from datetime import datetime

from adimple.store import sealing

_SHAPE = re.compile(r"TESTE([0-9]{13})([0-9a-f]{16})")


def txid_of(credor_id: int, at: datetime) -> str:
    """34 letters and figures; signed, for anybody may write «TESTE»."""
    millis = f"{int(at.timestamp() * 1_000):013d}"
    return f"TESTE{millis}{_mark(credor_id, millis)}"


def is_one(credor_id: int, txid: str) -> bool:
    match = _SHAPE.fullmatch(txid)
    return match is not None and hmac.compare_digest(match[2], _mark(credor_id, match[1]))


def _mark(credor_id: int, millis: str) -> str:
    return hmac.digest(sealing.derived("sample-pix"), f"{credor_id}/{millis}".encode(), "sha256").hex()[:16]
