"""Asks every address in every method as everybody, each time as if nothing had been asked before."""

from dataclasses import dataclass

from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from adimple.store import models
from adimple.usecases.context import ROLES
from tests import builders
from tests.store.reads.test_scope import World, full_world
from tests.web.test_rights import TYPED, ids_of

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
FOREIGN, NOBODY = "foreign owner", "nobody"
WHO = (*ROLES, FOREIGN, NOBODY)


@dataclass(frozen=True)
class Walk:
    """A credor with one of everything, its people, the owner of another credor, somebody not signed in."""

    world: World
    ids: dict
    clients: dict[str, Client]

    def ask(self, who: str, method: str, address: str, form: dict | None = None, *, address_of: str = "127.0.0.1"):
        """The answer; what it wrote is undone. An exception counts as the 500 it is for a person."""
        client = self.clients[who]
        client.raise_request_exception = False
        cookies = client.cookies.copy()
        with undone():
            answer = client.generic(method, address, **_body(method, form), REMOTE_ADDR=address_of)
        client.cookies = cookies
        return answer

    def address(self, pattern) -> str:
        return reverse(pattern.name, kwargs={name: self.ids.get(name, 1) for name in pattern.pattern.converters})

    def form(self, pattern) -> dict:
        """The least that an address asks before it asks who one is."""
        return TYPED.get(pattern.name, lambda _: {})(self.world)


def everybody() -> Walk:
    world = full_world()
    credor = models.Credor.objects.get(id=world.credor_id)
    clients = {role: _entered(credor, role) for role in ROLES}
    clients[FOREIGN] = _entered(builders.make_credor(), "owner")
    clients[NOBODY] = Client()
    member = builders.make_account()
    builders.make_membership(member, credor, "auditor")
    event = models.Event.objects.filter(credor=credor).order_by("id").first()
    more = {"account_id": member.id, "event_id": event.id, "device_id": 1, "code": "pf_aviso_5", "token": "nada"}
    more["reading_id"] = world.raw_payload_id
    return Walk(world, ids_of(world) | more, clients)


class undone:
    """A savepoint that is always rolled back."""

    def __enter__(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def __exit__(self, *failure) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)


def _entered(credor: models.Credor, role: str) -> Client:
    account, client = builders.make_account(), Client()
    builders.make_membership(account, credor, role)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _body(method: str, form: dict | None) -> dict:
    if method == "POST" and form is not None:
        return {"data": encode_multipart(BOUNDARY, form), "content_type": MULTIPART_CONTENT}
    return {}
