"""What is another's and what is not there are the same: every read, in every role, over a foreign credor."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
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
    told = team_and_journal(credor, account) | webhook_of(credor) | imports_of(credor, account)
    devedor = builders.make_devedor(credor, document="52998224725")
    titulo = builders.make_titulo(devedor, number=NUMBER, linha_digitavel=LINHA, pix_copia_e_cola=PIX)
    payment = builders.make_payment(devedor)
    told |= spoken_to(devedor, titulo)
    convenio, boletos = boletos_of(credor, titulo)
    received = money_in.everything(titulo, payment, convenio)
    return World(
        credor_id=credor.id, slug=credor.slug, devedor_id=devedor.id, document=devedor.document, titulo_id=titulo.id,
        payment_id=payment.id, account_id=account.id, charge_id=pix_of(credor, titulo, received["incoming_id"]),
        **told, **boletos, **received,
    )  # fmt: skip


def team_and_journal(credor: models.Credor, account: models.Account) -> dict[str, int]:
    entered = {"name": "login.succeeded", "payload": {"account_id": account.id}, "actor": account.email}
    models.Event.objects.create(**entered, at=NOW)
    told = {"payload": {"credor_id": credor.id}, "credor": credor, "actor": account.email}
    event = models.Event.objects.create(name="credor.created", at=NOW, **told)
    models.CycleRun.objects.create(credor=credor, on=ON - timedelta(days=3), started_at=NOW, finished_at=NOW)
    builders.make_smtp(credor)
    builders.make_policy(credor, kind="B2C", effective_on=ON.replace(day=1), juros_by="law", juros_ppb_month=0)
    models.ImputacaoPolicy.objects.create(credor=credor, effective_on=ON, by_law=True, created_at=NOW)
    models.LinkHost.objects.create(credor=credor, host=HOST, saved_at=NOW, verified_at=NOW)
    return {
        "event_id": event.id,
        "key_id": builders.make_api_key(credor, account).id,
        "device_id": builders.make_device(account).id,
        "invite_id": builders.make_invite(credor, account).id,
    }


def webhook_of(credor: models.Credor) -> dict[str, int]:
    webhook = builders.make_webhook(credor, stopped_at=NOW, stop_cause="gone")
    event = models.Event.objects.get(credor=credor)
    told = {"event": event, "queued_at": NOW, "due_at": NOW, "state": "stopped"}
    return {
        "webhook_id": webhook.id,
        "delivery_id": models.WebhookDelivery.objects.create(webhook=webhook, **told).id,
    }


def imports_of(credor: models.Credor, account: models.Account) -> dict[str, int]:
    builders.make_import(credor, written_at=NOW)
    models.ImportMapping.objects.create(
        credor=credor,
        kind="titulos",
        headers_key=import_mappings.headers_key({}),
        mapping={},
        author=account.email,
        saved_at=NOW,
    )
    return {"import_id": builders.make_import(credor).id}


def spoken_to(devedor: models.Devedor, titulo: models.Titulo) -> dict[str, int]:
    """Contacts, what was said to them, and what they answered."""
    builders.make_contact(devedor, kind="phone", value="+5511999990001", phone_kind="mobile")
    contact = builders.make_contact(devedor)
    builders.make_hold(devedor)
    builders.make_promise(devedor)
    builders.make_consent(devedor)
    action = builders.make_action(devedor, contact=contact)
    builders.make_item(action, titulo)
    builders.make_refused_item(titulo)
    return {
        "contact_id": contact.id,
        "action_id": action.id,
        "dispatch_id": builders.make_dispatch(action, amounts={str(titulo.id): {}}).id,
        "task_id": builders.make_task(devedor).id,
    }


def boletos_of(credor: models.Credor, titulo: models.Titulo) -> tuple[models.Convenio, dict[str, int]]:
    """One with an order of each kind, in files answered and unanswered; a título still without one."""
    builders.make_titulo(titulo.devedor, due_on=ON + timedelta(days=40))  # in time, without a boleto
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
    ids = {"bank_account_id": bank_account.id, "convenio_id": convenio.id, "boleto_id": boleto.id}
    return convenio, ids | {"remessa_id": remessa.id}


def pix_of(credor: models.Credor, titulo: models.Titulo, incoming_id: int) -> int:
    """A charge of a PSP that diverges and leaves a question open, and money given back."""
    psp_account = psps.make_row(credor, unanswered=[["E1", NOW.isoformat()]])
    diverged = {"psp_account_id": psp_account.id, "untold": 1, "cents": 1, "unknown": 0}
    models.Event.objects.create(name="pix.diverged", at=NOW, credor=credor, actor="pix", payload=diverged)
    psps.make_refund(psp_account, incoming_id, asked_at=NOW - timedelta(days=91))  # it holds no credor open
    return psps.make_charge(psp_account, titulo, location=LOCATION).id


# A read's arguments that are nobody's, by their names.
GIVEN = {
    "on": ON,
    "now": NOW,
    "end": NOW + timedelta(days=1),
    "since": ON - timedelta(days=30),
    "before": ON + timedelta(days=1),
    "until": ON + timedelta(days=30),
    "answered_since": NOW,
    "ended_after": NOW - timedelta(days=91),
    "kept_since": NOW - timedelta(days=400),
    "zone": UTC,
    "after": 0,
    "after_id": 0,
    "through_id": 2**62,
    "number": 1,
    "size": 10,
    "days": 30,
    "blind": 0,
    "cents": 1_00,
    "paid_on": NOW.date(),
    "source": "pix",
    "kind": "titulos",
    "accepted": None,
    "headers": {},
    "incoming_of": {},
    "received": [],
    "asked": [],
    "names": [],
    "refused": [],
    "rows": [],
    "numbered": [],
    "keys": [],
    "linha": LINHA,
    "host": HOST,
    "location": LOCATION,
    "code": PIX,
    "key": "financeiro@exemplo.test",
}
TEXTS = {"number_exists": NUMBER, "search": NUMBER, "search_name": NAME}


def arguments(function, world: World) -> dict[str, Any]:
    """A read's arguments, made by their names; a read with a new name adds it to GIVEN, for an id to World."""
    ids = asdict(world)
    known = GIVEN | ids | {f"{name}s": [one] for name, one in ids.items()}
    known |= {"ids": [world.titulo_id], "import_file_id": world.import_id}
    known["text"] = TEXTS.get(function.__name__, world.document)
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
def test_a_foreign_credor_looks_as_if_it_did_not_exist(role):
    models.Heartbeat.objects.create(process="teste", beat_at=NOW)
    mine = Scope({builders.make_credor().id: role})
    before = {name: asked(read, mine, World()) for name, read in READS.items()}

    foreign = full_world()

    assert [name for name, read in READS.items() if asked(read, mine, foreign) != before[name]] == []


def test_the_credor_s_own_people_do_see_it():
    models.Heartbeat.objects.create(process="teste", beat_at=NOW)
    world = full_world()
    nobody = Scope({})

    def sees_nothing(name: str) -> bool:
        mine = Scope({world.credor_id: "owner" if name in OF_OWNERS else "auditor"})
        return asked(READS[name], mine, world) == asked(READS[name], nobody, world)

    assert [name for name in sorted(READS.keys() - NEED_ROWS) if sees_nothing(name)] == []
