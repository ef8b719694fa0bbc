"""Every address with an id of a foreign credor answers as if it were not there, in every role, by GET and by POST."""

import pytest
from django.urls import reverse

from adimple.usecases.context import ROLES
from adimple.web.console import urls
from tests import builders
from tests.store.reads.test_scope import full_world
from tests.web import walking

pytestmark = pytest.mark.django_db

# Addresses whose argument is no row of a credor.
OF_NOBODY = {"regua_modelo", "nova_senha", "convite"}
WITH_IDS = [
    pattern
    for pattern in urls.urlpatterns
    if pattern.pattern.converters and pattern.name not in OF_NOBODY
]  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_a_foreign_address_is_not_found(enter, role):
    foreign = full_world()
    known = {
        "slug": foreign.slug,
        "devedor_id": foreign.devedor_id,
        "titulo_id": foreign.titulo_id,
        "contact_id": foreign.contact_id,
        "hold_id": 1,
        "action_id": foreign.action_id,
        "task_id": foreign.task_id,
        "payment_id": foreign.payment_id,
        "import_id": foreign.import_id,
        "import_file_id": foreign.import_id,
        "dispatch_id": foreign.dispatch_id,
        "account_id": foreign.account_id,
        "key_id": foreign.key_id,
        "webhook_id": foreign.webhook_id,
        "event_id": foreign.event_id,
        "device_id": foreign.device_id,
        "invite_id": foreign.invite_id,
        "incoming_id": foreign.incoming_id,
        "retorno_id": foreign.retorno_id,
        "reading_id": foreign.raw_payload_id,
        "reversal_id": foreign.reversal_id,
        "raw_payload_id": foreign.raw_payload_id,
        "bank_account_id": foreign.bank_account_id,
        "convenio_id": foreign.convenio_id,
        "boleto_id": foreign.boleto_id,
        "remessa_id": foreign.remessa_id,
    }
    client, wrong = enter(builders.make_credor(), role=role), []
    for pattern in WITH_IDS:
        address = reverse(pattern.name, kwargs={name: known[name] for name in pattern.pattern.converters})
        answers = {status(client.get, address), status(client.post, address)}
        if 404 not in answers or not answers <= {404, 405}:
            wrong.append(f"{pattern.name}: {sorted(answers)}")
    assert wrong == []


def status(ask, address: str) -> int:
    """Of the answer; what it wrote is undone."""
    with walking.undone():
        return ask(address).status_code


@pytest.mark.parametrize("address", ["/", "/titulos/", "/devedores/", "/previa/", "/regua/"])
def test_a_list_asked_for_a_foreign_credor_is_not_found(enter, address):
    foreign = full_world()

    assert enter(builders.make_credor()).get(address, {"credor": foreign.slug}).status_code == 404
