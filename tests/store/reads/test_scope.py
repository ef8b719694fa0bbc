"""What is another's and what is not there are the same: every read, in every role, over a foreign credor."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

import pytest

from adimple.domain.errors import NotFound
from adimple.store import models, reads
from adimple.store.reads import import_mappings
from adimple.store.scope import Scope
from adimple.usecases.context import ROLES
from tests import builders
from tests import psp as psps
from tests.builders import NOW, ON
from tests.usecases import money_in

pytestmark = pytest.mark.django_db

MISSING = 999_999_999
NAME = "ana"
NUMBER = "ZZ-2026-0001"
LINHA, PIX = "34191090088123456789900123456782116560000085000", "00020126-de-exemplo"
HOST = "pague.exemplo.test"
LOCATION = "pix.exemplo.test/qr/v2/1"


def scoped_reads() -> dict[str, Any]:
    """Every public function of the reads whose first argument is a scope."""
    found = {}
    for module_info in pkgutil.iter_modules(reads.__path__):
        module = importlib.import_module(f"{reads.__name__}.{module_info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            if next(iter(inspect.signature(function).parameters), "") == "scope":
                found[f"{module_info.name}.{name}"] = function
    return found


READS = scoped_reads()
# They start from rows of another read, or from a sheet: their own tests show what they see.
NEED_ROWS = {
    "imports.compare_titulos", "payments.known_keys", "retold.perhaps_others", "retornos.list_worked",
    "told_before.told_before", "plain_payments.lay_plain",
    "tasks.titulos_of", "past.steps_done", "absent.find_absent",
    "absent.standing_baixas", "absent.every_absent", "payments.payments_of_titulo", "whose.whose",
}  # fmt: skip

# What only an owner is told.
OF_OWNERS = {"team.list_invites"}


@dataclass(frozen=True)
class World:
    """The ids of one credor's rows; those that do not exist, before there are any."""

    credor_id: int = MISSING
    slug: str = "nao-ha"
    devedor_id: int = MISSING
    document: str = "52998224725"
    titulo_id: int = MISSING
    contact_id: int = MISSING
    action_id: int = MISSING
    task_id: int = MISSING
    payment_id: int = MISSING
    import_id: int = MISSING
    dispatch_id: int = MISSING
    account_id: int = MISSING
    key_id: int = MISSING
    event_id: int = MISSING
    webhook_id: int = MISSING
    delivery_id: int = MISSING
    device_id: int = MISSING
    invite_id: int = MISSING
    bank_account_id: int = MISSING
    convenio_id: int = MISSING
    boleto_id: int = MISSING
    remessa_id: int = MISSING
    charge_id: int = MISSING
    incoming_id: int = MISSING
    retorno_id: int = MISSING
    reversal_id: int = MISSING
    raw_payload_id: int = MISSING


def full_world() -> World:
    """A credor with one of everything that a read may show."""
    credor = builders.make_released_credor(pix_key="financeiro@exemplo.test")
    account = builders.make_account()
    builders.make_membership(account, credor)
    entered = {"name": "login.succeeded", "payload": {"account_id": account.id}, "actor": account.email}
    models.Event.objects.create(**entered, at=NOW)
    told = {"payload": {"credor_id": credor.id}, "credor": credor, "actor": account.email}
    event = models.Event.objects.create(name="credor.created", at=NOW, **told)
    api_key = builders.make_api_key(credor, account)
    webhook = builders.make_webhook(credor, stopped_at=NOW, stop_cause="gone")
    delivery = models.WebhookDelivery.objects.create(
        webhook=webhook, event=event, queued_at=NOW, due_at=NOW, state="stopped"
    )
    builders.make_smtp(credor)
    builders.make_policy(credor, kind="B2C", effective_on=ON.replace(day=1), juros_by="law", juros_ppb_month=0)
    devedor = builders.make_devedor(credor, document="52998224725")
    builders.make_contact(devedor, kind="phone", value="+5511999990001", phone_kind="mobile")
    contact = builders.make_contact(devedor)
    titulo = builders.make_titulo(devedor, number=NUMBER, linha_digitavel=LINHA, pix_copia_e_cola=PIX)
    payment = builders.make_payment(devedor)
    builders.make_hold(devedor)
    builders.make_promise(devedor)
    builders.make_consent(devedor)
    models.CycleRun.objects.create(credor=credor, on=ON - timedelta(days=3), started_at=NOW, finished_at=NOW)
    action = builders.make_action(devedor, contact=contact)
    builders.make_item(action, titulo)
    builders.make_refused_item(titulo)
    dispatch = builders.make_dispatch(action, amounts={str(titulo.id): {}})
    task = builders.make_task(devedor)
    builders.make_import(credor, written_at=NOW)
    import_file = builders.make_import(credor)
    models.ImportMapping.objects.create(
        credor=credor,
        kind="titulos",
        headers_key=import_mappings.headers_key({}),
        mapping={},
        author=account.email,
        saved_at=NOW,
    )
    models.ImputacaoPolicy.objects.create(credor=credor, effective_on=ON, by_law=True, created_at=NOW)
    builders.make_titulo(devedor, due_on=ON + timedelta(days=40))  # in time, without a boleto
    bank_account = builders.make_bank_account(credor)
    convenio = builders.make_convenio(credor, bank_account=bank_account)
    boleto = builders.make_boleto(convenio, titulo, state="registered")
    models.TituloVersion.objects.create(
        titulo=titulo, credor=credor, version=1, replaced_at=NOW, fields={"due_on": "2026-11-01"}
    )  # so its boleto is to be dropped
    remessa = builders.make_remessa(convenio)
    builders.make_remessa_item(boleto)
    builders.make_remessa_item(boleto, kind="due_on", answer="refused")
    builders.make_remessa_item(boleto, kind="protesto")
    silent = builders.make_remessa(convenio, number=2, made_at=NOW - timedelta(days=1))
    builders.make_remessa_item(boleto, kind="abatimento", remessa=silent)
    psp_account = psps.make_row(credor)
    diverged = {"psp_account_id": psp_account.id, "untold": 1, "cents": 1, "unknown": 0}
    models.Event.objects.create(name="pix.diverged", at=NOW, credor=credor, actor="pix", payload=diverged)
    pix_charge = psps.make_charge(psp_account, titulo, location=LOCATION)
    received = money_in.everything(titulo, payment, convenio)
    models.LinkHost.objects.create(credor=credor, host=HOST, saved_at=NOW, verified_at=NOW)
    psps.make_refund(psp_account, received["incoming_id"], asked_at=NOW - timedelta(days=91))  # it holds no credor open
    return World(
        credor.id, credor.slug, devedor.id, "52998224725", titulo.id, contact.id, action.id, task.id, payment.id,
        import_file.id, dispatch.id, account.id, api_key.id, event.id,
        webhook.id, delivery.id,
        device_id=builders.make_device(account).id,
        invite_id=builders.make_invite(credor, account).id,
        bank_account_id=bank_account.id,
        convenio_id=convenio.id,
        boleto_id=boleto.id,
        remessa_id=remessa.id,
        charge_id=pix_charge.id,
        **received,
    )  # fmt: skip


def arguments(function, world: World) -> dict[str, Any]:
    """A read's arguments, made by their names; a read with a new name for an id adds it here."""
    known = {
        "credor_id": world.credor_id,
        "credor_ids": [world.credor_id],
        "slug": world.slug,
        "devedor_id": world.devedor_id,
        "devedor_ids": [world.devedor_id],
        "titulo_id": world.titulo_id,
        "titulo_ids": [world.titulo_id],
        "contact_id": world.contact_id,
        "contact_ids": [world.contact_id],
        "action_id": world.action_id,
        "action_ids": [world.action_id],
        "task_id": world.task_id,
        "payment_id": world.payment_id,
        "account_id": world.account_id,
        "payment_ids": [world.payment_id],
        "event_id": world.event_id,
        "import_id": world.import_id,
        "import_file_id": world.import_id,
        "dispatch_id": world.dispatch_id,
        "on": ON,
        "now": NOW,
        "end": NOW + timedelta(days=1),
        "since": ON - timedelta(days=30),
        "before": ON + timedelta(days=1),
        "zone": UTC,
        "until": ON + timedelta(days=30),
        "after_id": 0,
        "through_id": 2**62,
        "webhook_id": world.webhook_id,
        "delivery_id": world.delivery_id,
        "convenio_id": world.convenio_id,
        "boleto_id": world.boleto_id,
        "boleto_ids": [world.boleto_id],
        "answered_since": NOW,
        "after": 0,
        "ended_after": NOW - timedelta(days=91),
        "kept_since": NOW - timedelta(days=400),
        "remessa_id": world.remessa_id,
        "number": 1,
        "charge_id": world.charge_id,
        "incoming_id": world.incoming_id,
        "retorno_id": world.retorno_id,
        "reversal_id": world.reversal_id,
        "raw_payload_id": world.raw_payload_id,
        "received": [],
        "incoming_of": {},
        "source": "pix",
        "asked": [],
        "names": [],
        "size": 10,
        "days": 30,
        "accepted": None,
        "ids": [world.titulo_id],
        "refused": [],
        "kind": "titulos",
        "blind": 0,
        "headers": {},
        "cents": 1_00,
        "paid_on": NOW.date(),
        "text": {"number_exists": NUMBER, "search": NUMBER, "search_name": NAME}.get(function.__name__, world.document),
        "rows": [],
        "numbered": [],
        "keys": [],
        "linha": LINHA,
        "host": HOST,
        "location": LOCATION,
        "code": PIX,
        "key": "financeiro@exemplo.test",
    }
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return {
        one.name: one.annotation() if one.name == "wanted" else known[one.name]
        for one in parameters
        if one.default is inspect.Parameter.empty
    }


def asked(function, scope: Scope, world: World) -> Any:
    try:
        found = function(scope, **arguments(function, world))
        return list(found) if isinstance(found, Iterator) else found
    except NotFound:
        return NotFound


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", READS)
def test_a_foreign_credor_looks_as_if_it_did_not_exist(name, role):
    models.Heartbeat.objects.create(process="teste", beat_at=NOW)
    mine = Scope({builders.make_credor().id: role})
    before = asked(READS[name], mine, World())

    foreign = full_world()

    assert asked(READS[name], mine, foreign) == before


@pytest.mark.parametrize("name", sorted(READS.keys() - NEED_ROWS))
def test_the_credor_s_own_people_do_see_it(name):
    models.Heartbeat.objects.create(process="teste", beat_at=NOW)
    world = full_world()

    mine = Scope({world.credor_id: "owner" if name in OF_OWNERS else "auditor"})
    assert asked(READS[name], mine, world) != asked(READS[name], Scope({}), world)
