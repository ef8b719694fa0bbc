"""The API does what its OpenAPI says, and nothing that it forbids: schemathesis asks a live server."""

import importlib
import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from adimple.web import middleware
from adimple.web.api import door, owed, resources
from adimple.web.api.shapes import Asked, Told
from tests import builders
from tests.web.api.conftest import key_for

CONFIG = Path(__file__).with_name("schemathesis.toml")
SCHEMATHESIS = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", "--continue-on-failure"]
SECONDS = 12
FILES = list(pkgutil.iter_modules(resources.__path__))


@pytest.fixture
def live(transactional_db, live_server, monkeypatch):
    monkeypatch.setattr(door, "A_KEY_PER_MINUTE", 1_000_000)
    monkeypatch.setattr(door, "STRANGERS_PER_MINUTE", 1_000_000)
    monkeypatch.setattr(middleware, "now", lambda: builders.NOW)
    return live_server.url


def test_schemathesis_finds_nothing(live):
    credor = builders.make_credor()
    titulo = builders.make_titulo(builders.make_devedor(credor))
    builders.make_payment(titulo.devedor)
    builders.make_item(builders.make_action(titulo.devedor), titulo)
    secret = key_for(credor)[1]

    bounds = ["--max-time", str(SECONDS), "-n", "3", "--seed", "1", "--generation-database", "none"]
    run = subprocess.run(
        [*SCHEMATHESIS, f"{live}/api/openapi.json", "-H", f"Authorization: Bearer {secret}", *bounds],
        env=os.environ | {"SCHEMATHESIS_HOOKS": "tests.web.api.schemathesis_hooks"},
        cwd=CONFIG.parents[3],
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert run.returncode == 0, run.stdout[-6_000:] + run.stderr[-2_000:]


def test_the_openapi_says_how_to_come_in_and_what_errors_look_like(client):
    told = json.loads(client.get("/api/openapi.json").content)

    assert {scheme["scheme"] for scheme in told["components"]["securitySchemes"].values()} == {"bearer"}
    post = told["paths"]["/api/v1/payments"]["post"]
    assert [one["name"] for one in post["parameters"]] == ["Idempotency-Key"]
    assert "application/problem+json" in post["responses"]["409"]["content"]


def test_no_two_shapes_share_a_name():
    """Of two, the OpenAPI would show one."""
    modules = {info.name: importlib.import_module(f"{resources.__name__}.{info.name}") for info in FILES}
    names = [
        name
        for module in (*modules.values(), owed)
        for name, thing in vars(module).items()
        if isinstance(thing, type) and issubclass(thing, Asked | Told) and thing.__module__ == module.__name__
    ]

    assert sorted(names) == sorted(set(names))
