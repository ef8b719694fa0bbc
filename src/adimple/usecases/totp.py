"""Codes of six digits by time (RFC 6238) and codes of reserve: pure but for the chance of what is new."""

import hashlib
import secrets
from datetime import datetime

import pyotp

STEP_SECONDS = 30
DRIFT = 1  # steps to each side: a phone's clock is seldom right
RECOVERY_CODES = 10
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: 16 of its letters are 80 bits
_MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1", "-": "", " ": ""})


def new_secret() -> str:
    """160 bits in base 32."""
    return pyotp.random_base32()


def uri_of(secret: str, email: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Adimple")


def step_of(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def step_taken(secret: str, typed: str, now: datetime, last_step: int) -> int | None:
    """The half minute whose code was typed, newer than the last one taken; None when there is none."""
    code = digits(typed)
    codes = pyotp.HOTP(secret)
    around = range(step_of(now) - DRIFT, step_of(now) + DRIFT + 1)
    found = [step for step in around if secrets.compare_digest(codes.at(step), code)]
    return next((step for step in found if step > last_step), None)


def digits(typed: str) -> str:
    """`123 456` as `123456`; "" for what no code can be."""
    code = "".join(typed.split())
    return code if code.isascii() and code.isdigit() and len(code) == 6 else ""


def new_recovery_codes() -> list[str]:
    """As people copy them: `7k2m-…`."""
    return [_recovery_code() for _ in range(RECOVERY_CODES)]


def digest_of(typed: str) -> str:
    """What the database keeps of a code of reserve, however it was copied."""
    return hashlib.sha256(typed.strip().lower().translate(_MISREAD).encode()).hexdigest()


def _recovery_code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))
