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
    return key_of(text)


def key_of(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def write_next(data: Path) -> bytes:
    """A new key in `<data>/key.next`, which `put_next_in_place` makes the installation's."""
    text = secrets.token_hex(32)
    _write(data / "key.next", text)
    return key_of(text)


def next_key(data: Path) -> bytes | None:
    """The key that a change left waiting; None when there is none."""
    path = data / "key.next"
    return key_of(path.read_text()) if path.exists() else None


def put_next_in_place(data: Path, kept_as: str) -> Path:
    """The waiting key becomes the installation's; where the former one now is: old backups still need it."""
    former = data / f"key-{kept_as}"
    former.unlink(missing_ok=True)
    os.link(data / "key", former)
    (data / "key.next").replace(data / "key")
    return former


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _key_file(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        fresh = path.with_name(f"key.{os.getpid()}")
        _write(fresh, secrets.token_hex(32))
        try:
            os.link(fresh, path)  # atomic: of two first starters one wins, both read the winner's
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
