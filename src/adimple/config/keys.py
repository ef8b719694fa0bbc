"""The installation's one secret. `ADIMPLE_KEY`, else `<data>/key` (mode 0600), made on first use.

A backup never contains it.
"""

import hashlib
import os
import secrets
from pathlib import Path


def installation_key(data: Path) -> bytes:
    """32 bytes. Stops the program, saying what to do, when the key is too short."""
    text = os.environ.get("ADIMPLE_KEY") or _key_file(data / "key")
    if len(text) < 32:
        raise SystemExit("ADIMPLE_KEY precisa de ao menos 32 caracteres. Gere uma com: openssl rand -hex 32")
    return hashlib.sha256(text.encode()).digest()


def _key_file(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        fresh = path.with_name(f"key.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # atomic: of two first starters one wins, both read the winner's
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
