"""A credor, somebody of it, and a program that asks in their name."""

import json
import uuid
from dataclasses import dataclass

import pytest
from django.test import Client

from adimple.store import models
from adimple.store.scope import Scope
from adimple.usecases import api_keys
from adimple.usecases.context import Actor, Context
from tests import builders
from tests.builders import NOW


@dataclass
class Program:
    """Asks with its key; `said` is the JSON of the last answer."""

    credor: models.Credor
    secret: str
    said: dict | None = None

    def ask(self, method: str, path: str, body=None, *, key: str | None = "new", raw: bytes | None = None, **headers):
        headers.setdefault("Authorization", f"Bearer {self.secret}")
        if method != "GET" and key is not None:
            headers["Idempotency-Key"] = str(uuid.uuid4()) if key == "new" else key
        content = raw if raw is not None else json.dumps(body) if body is not None else ""
        kind = "application/octet-stream" if raw is not None else "application/json"
        response = Client().generic(method, f"/api/v1/{path}", content, content_type=kind, headers=headers)
        self.said = json.loads(response.content) if response.content else None
        return response

    def get(self, path: str):
        return self.ask("GET", path)

    def post(self, path: str, body=None, **how):
        return self.ask("POST", path, body, **how)


def key_for(credor: models.Credor, scopes=api_keys.SCOPES, role: str = "owner", days: int = 90):
    """(whose, what the program sends): made by an owner, who may have become less since."""
    account = builders.make_account()
    member = builders.make_membership(account, credor)
    ctx = Context(Actor(account.email, account.id), Scope({credor.id: "owner"}), NOW)
    made = api_keys.make_key(ctx, credor.id, api_keys.MakeKey(name="ERP Exemplo", scopes=scopes, days=days))
    if role != "owner":
        member.role = role
        member.save()
    return account, made.secret


@pytest.fixture
def program(now):
    """`program(credor, scopes)`: one that may all, unless said."""

    def of(credor: models.Credor | None = None, scopes=api_keys.SCOPES, role: str = "owner") -> Program:
        credor = credor or builders.make_credor()
        return Program(credor, key_for(credor, scopes, role)[1])

    return of
