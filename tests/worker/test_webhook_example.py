"""The program of docs/exemplos takes what a worker of ours sends, once, and nothing that is not ours."""

import base64
import hashlib
import hmac
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adimple.domain import webhook as rules
from adimple.store import models
from adimple.usecases import webhooks as usecase
from tests import builders
from tests.builders import WEBHOOK_SECRET
from tests.worker.receiving import credor, day, states

__all__ = ["credor", "day"]

pytestmark = pytest.mark.django_db(transaction=True)
DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE, GUIDE = DOCS / "exemplos" / "webhook.py", DOCS / "guia" / "api.md"


@contextmanager
def example(secret: str = WEBHOOK_SECRET):
    """(its address, the lines it prints) while it runs."""
    process = subprocess.Popen(
        [sys.executable, "-I", str(EXAMPLE), "0"],
        env={"PATH": os.environ["PATH"], "ADIMPLE_WEBHOOK_SECRET": secret, "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/", process.stdout
    finally:
        process.kill()
        process.wait()


def posted(url: str, body: bytes, headers: dict[str, str]) -> int:
    try:
        return urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10).status
    except urllib.error.HTTPError as error:
        return error.code


def test_it_takes_an_event_once_and_again_after_a_rotation(day, credor):
    day.now = datetime.now(UTC)  # the example goes by the machine's clock
    with example() as (url, lines):
        webhook = builders.make_webhook(credor, url=url)
        event = builders.make_event(credor)
        day.work()
        assert lines.readline() == f"{event.id} sending.stopped Envios parados.\n"
        owner = replace(builders.context_in(credor, "owner"), now=day.now)
        usecase.resend(owner, credor.id, webhook.id, models.WebhookDelivery.objects.get().id)
        usecase.rotate_secret(owner, credor.id, webhook.id)
        day.work()
        second = lines.readline()

    assert states(webhook) == ["delivered"] * 3
    assert second.startswith(f"{event.id + 1} webhook.resent ")


def test_it_refuses_what_another_signed_what_was_changed_and_what_is_old(credor):
    body, now = b'{"id":1,"name":"a.b","sentence":"."}', datetime.now(UTC)
    other = rules.secret_of(bytes(32))
    with example() as (url, _):
        good = rules.headers("evt_1", now, body, [WEBHOOK_SECRET])
        assert posted(url, body, good) == 204
        assert posted(url, body + b" ", good) == 401
        assert posted(url, body, good | {"webhook-id": "evt_2"}) == 401
        assert posted(url, body, rules.headers("evt_1", now, body, [other])) == 401
        assert posted(url, body, rules.headers("evt_1", now - timedelta(minutes=6), body, [WEBHOOK_SECRET])) == 401
        assert posted(url, body, {}) == 401


def test_the_check_in_the_guide_says_the_same():
    (block,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    names = {"base64": base64, "hashlib": hashlib, "hmac": hmac}
    exec(block, names)
    body, now = b"{}", datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
    good = rules.headers("evt_1", now, body, [rules.secret_of(bytes(32)), WEBHOOK_SECRET])

    is_ours = names["is_ours"]
    assert is_ours(WEBHOOK_SECRET, good, body, now.timestamp() + 299)
    assert not is_ours(WEBHOOK_SECRET, good, body, now.timestamp() + 301)
    assert not is_ours(WEBHOOK_SECRET, good, b"{ }", now.timestamp())
    assert not is_ours(WEBHOOK_SECRET, {}, body, now.timestamp())


def test_it_needs_nothing_installed():
    imported = {
        line.split()[1].split(".")[0]
        for line in EXAMPLE.read_text(encoding="utf-8").splitlines()
        if line.startswith(("import ", "from "))
    }

    assert imported <= set(sys.stdlib_module_names)
    assert not {"adimple"} & imported
