"""What the tests of webhooks share: somebody's server, a worker whose clock the test moves, and a check by the book."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from adimple.store import models
from adimple.store.reads import access
from adimple.usecases.context import Actor, Context
from adimple.worker import webhooks
from tests import builders
from tests.builders import NOW
from tests.outbound.server import receiving


@pytest.fixture
def credor():
    return builders.make_credor()


@pytest.fixture
def there():
    with receiving() as receiver:
        yield receiver


class Day:
    """A worker whose clock the test moves; each `work` ends when nothing more is due at that instant."""

    def __init__(self, monkeypatch) -> None:
        self.now, self.posts = NOW, webhooks.Posts()
        monkeypatch.setattr(webhooks, "_context", lambda: Context(Actor("webhooks"), access.whole_scope(), self.now))

    def work(self, **later) -> None:
        self.now += timedelta(**later)
        while True:
            self.posts.queued_s = float("-inf")
            webhooks.turn(self.posts)
            if not self.posts.out:
                return
            assert self.posts.settle(20)


@pytest.fixture
def day(monkeypatch):
    return Day(monkeypatch)


def ids(receiver) -> list[int]:
    return [json.loads(got.body)["id"] for got in receiver.got]


def states(webhook) -> list[str]:
    rows = models.WebhookDelivery.objects.filter(webhook=webhook).order_by("event_id")
    return list(rows.values_list("state", flat=True))


def verified(got, secret: str) -> bool:
    """By the book of standardwebhooks.com, with nothing of ours."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join((got.headers["webhook-id"].encode(), got.headers["webhook-timestamp"].encode(), got.body))
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return expected in got.headers["webhook-signature"].split(" ")
