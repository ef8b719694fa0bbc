"""The program of docs/exemplos does what the guide says, against a live server."""

import os
import subprocess
import sys
from pathlib import Path

from adimple.store import models
from adimple.web import middleware
from tests import builders
from tests.web.api.conftest import key_for

DOCS = Path(__file__).parents[3] / "docs"
EXAMPLE = DOCS / "exemplos" / "api.py"


def run(url: str, secret: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-I", str(EXAMPLE)],
        env={"PATH": os.environ["PATH"], "ADIMPLE_URL": url, "ADIMPLE_KEY": secret, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_example_brings_titulos_once_and_tells_what_they_owe(transactional_db, live_server, monkeypatch):
    monkeypatch.setattr(middleware, "now", lambda: builders.NOW)
    secret = key_for(builders.make_credor())[1]

    first, second = run(live_server.url, secret), run(live_server.url, secret)

    # 850,00 + 17,00 + 3,96
    assert "NF-1001 accepted " in first
    assert "NF-1001 Ana Exemplo 87096" in first
    assert any(line.startswith("NF-1002 rejected CPF inválido") for line in first)
    assert second == first
    assert models.Titulo.objects.count() == 1


def test_the_example_needs_nothing_installed():
    imported = {
        line.split()[1].split(".")[0]
        for line in EXAMPLE.read_text(encoding="utf-8").splitlines()
        if line.startswith(("import ", "from "))
    }

    assert imported <= set(sys.stdlib_module_names)
