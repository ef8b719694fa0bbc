"""How the PSP of this machine is called: what it wrote, when it started, in its folder; and whose account a key is."""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings

from adimple.domain.errors import Refused
from adimple.store import models

FIELDS = ("base_url", "token_url", "oauth_id", "secret", "certificate", "authority")


def read() -> dict[str, Any]:
    """Its addresses, secret and certificates, and `pages` where a person pays. Raises Refused where it never ran."""
    if not settings.HAS_SANDBOX:
        raise Refused("psp.no_sandbox", "O PSP de teste não existe em produção. Cadastre a conta no seu PSP.")
    try:
        told = json.loads((_folder() / "caller.json").read_text("utf-8"))
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


def tell_holder(base_url: str, pix_key: str, credor: models.Credor) -> None:
    """Whose account the key is, as a bank knows who opened it: the codes of the PSP of this machine carry that name."""
    if not pages_of(base_url):
        return
    path = _folder() / "holders.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else {}
    document = "cpf" if len(credor.document) == 11 else "cnpj"
    told = {"nome": credor.name, document: credor.document, "cidade": credor.city, "uf": credor.uf}
    known[pix_key] = {name: text for name, text in told.items() if text}
    beside = path.with_suffix(".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(known, file, ensure_ascii=False)
    beside.replace(path)


def _folder() -> Path:
    return settings.DATA_DIR / "sandbox" / "psp"
