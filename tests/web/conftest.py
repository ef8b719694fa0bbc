"""What the pages' tests share: a fixed hour, and somebody logged in."""

import math

import pytest

from adimple.store import models
from adimple.web import kept, middleware
from tests import builders


@pytest.fixture(autouse=True)
def counts_of_its_own(settings, tmp_path):
    """What a test asks too often counts for no other test, though all live in one minute."""
    settings.DATA_DIR = tmp_path


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """On a slow machine every figure is dear; no test reads one that was counted before what it did."""
    monkeypatch.setattr(kept, "WORTH_SECONDS", math.inf)


@pytest.fixture
def now(monkeypatch):
    """It is 24/11/2026, 10h00 in São Paulo, on every page."""
    monkeypatch.setattr(middleware, "now", lambda: builders.NOW)
    return builders.NOW


@pytest.fixture
def enter(client, now):
    """`enter(credor, role)`: the client, logged in as a new person with that role."""

    def as_member(*credores: models.Credor, role: str = "owner"):
        account = builders.make_account()
        for credor in credores:
            builders.make_membership(account, credor, role)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_member
