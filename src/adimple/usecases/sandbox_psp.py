"""How the PSP of this machine is called: what it wrote, when it started, in its folder."""

import json
from typing import Any

from django.conf import settings

from adimple.domain.errors import Refused

FIELDS = ("base_url", "token_url", "oauth_id", "secret", "certificate", "authority")


def read() -> dict[str, Any]:
    """Its addresses, secret and certificates, and `pages` where a person pays. Raises Refused where it never ran."""
    if not settings.HAS_SANDBOX:
        raise Refused("psp.no_sandbox", "O PSP de teste não existe em produção. Cadastre a conta no seu PSP.")
    try:
        told = json.loads((settings.DATA_DIR / "sandbox" / "psp" / "caller.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        phrase = "O PSP de teste não está ligado nesta máquina. Ligue-o com adimple run, ou com adimple sandbox."
        raise Refused("psp.sandbox_off", phrase) from error
    return told


def pages_of(base_url: str) -> str:
    """Where a person pays what is charged at that address; "" where it is not the PSP of this machine."""
    try:
        told = read()
    except Refused:
        return ""
    return str(told["pages"]) if told["base_url"] == base_url else ""


def pages() -> str:
    """Where a person pays a test Pix; "" where there is no such PSP."""
    try:
        return str(read()["pages"])
    except Refused:
        return ""
