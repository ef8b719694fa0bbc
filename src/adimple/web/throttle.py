"""How many requests an address may make to pages without login: a ceiling a minute, kept across processes, no table.

A request adds one byte to a small file of its minute; the file's size is the count. Appends of one byte are atomic, so
every process of this machine counts together. Several machines behind one balancer count each for itself.
"""

import contextlib
import hmac
import logging
import os
import shutil
from datetime import datetime
from pathlib import Path

PER_MINUTE = 120
_KEPT_MINUTES = 2

log = logging.getLogger(__name__)


def is_over(folder: Path, secret: bytes, address: str, now: datetime, ceiling: int = PER_MINUTE) -> bool:
    """Whether this request passes the ceiling of its address; counts it. The address itself is not written down.

    Without a place to count, nobody is turned away: a devedor's answer is worth more than the ceiling.
    """
    minute = int(now.timestamp()) // 60
    name = hmac.digest(secret, address.encode(), "sha256").hex()[:16]
    try:
        return _count(folder, minute, name) > ceiling
    except OSError:
        log.warning("requests are not counted: %s cannot be written", folder)
        return False


def _count(folder: Path, minute: int, name: str) -> int:
    here = folder / str(minute)
    if not here.exists():
        here.mkdir(parents=True, exist_ok=True, mode=0o700)
        _forget(folder, minute)
    with open(here / name, "ab", buffering=0) as file:
        file.write(b".")
        return os.fstat(file.fileno()).st_size


def _forget(folder: Path, minute: int) -> None:
    """Former minutes go; another process may be doing the same."""
    for former in folder.iterdir():
        if former.name.isdigit() and int(former.name) <= minute - _KEPT_MINUTES:
            with contextlib.suppress(FileNotFoundError):
                shutil.rmtree(former)
