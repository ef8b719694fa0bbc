"""What tests of the day share: an inbox that speaks SMTP, and somebody with an action due now."""

from datetime import datetime, timedelta

import pytest

from adimple.sandbox import inbox
from adimple.sandbox.reader import Message, read_message
from adimple.store import models
from adimple.store.reads import access
from adimple.usecases.context import Actor, Context
from adimple.worker.dispatch import Senders
from tests import builders
from tests.builders import NOW, ON


@pytest.fixture
def mail(tmp_path, settings):
    """The sandbox's inbox on a free port, where credores without an SMTP of their own send."""
    with inbox.start_sandbox(tmp_path / "mail", smtp_port=0, web_port=0, slow_s=1.5) as sandbox:
        settings.SANDBOX_SMTP_PORT = sandbox.smtp_port
        settings.BASE_URL = "https://cobranca.example"
        yield sandbox


@pytest.fixture
def senders():
    found = Senders()
    yield found
    found.close()


def machine(now: datetime = NOW) -> Context:
    """The machine's own context, over every credor."""
    return Context(Actor("envio"), access.whole_scope(), now)


def later(**delta) -> Context:
    return machine(NOW + timedelta(**delta))


def arrived(sandbox, address: str = "") -> list[Message]:
    """What the inbox got, the newest first."""
    rows, _ = sandbox.mailbox.page(limit=500)
    messages = [read_message(sandbox.mailbox.read(row.number)) for row in rows]
    return [message for message in messages if not address or address in message.header("To")]


def make_due(devedor: models.Devedor | None = None, *, titulos: int = 1, **given) -> models.Action:
    """An action due now, by e-mail, over títulos overdue for 14 days; `given` goes to the action."""
    devedor = devedor or builders.make_devedor(builders.make_released_credor())
    is_email = given.get("channel", "email") == "email"
    if "contact" not in given:
        kind = {} if is_email else {"kind": "phone", "value": "+5511999990001", "phone_kind": "mobile"}
        given["contact"] = builders.make_contact(devedor, **kind)
    action = builders.make_action(devedor, **{"due_at": NOW} | given)
    for _ in range(titulos):
        add_item(action, builders.make_titulo(devedor))
    return action


def add_item(into: models.Action, titulo: models.Titulo, **given) -> models.ActionItem:
    fields = {
        "action": into,
        "on": ON,
        "due_on": titulo.due_on,
        "step_code": into.step_code,
        "regua_version": into.regua_version,
    }
    return models.ActionItem.objects.create(
        credor_id=into.credor_id, devedor_id=into.devedor_id, titulo=titulo, **fields | given
    )


def names(devedor_id: int) -> list[str]:
    """The events of a devedor, oldest first."""
    return list(models.Event.objects.filter(devedor_id=devedor_id).order_by("id").values_list("name", flat=True))


def addressed(local: str, **given) -> models.Action:
    """A due action whose address asks the sandbox for a failure."""
    devedor = builders.make_devedor(given.pop("credor", None) or builders.make_released_credor())
    return make_due(devedor, contact=builders.make_contact(devedor, value=f"{local}@exemplo.test"), **given)


def state_of(action: models.Action) -> str:
    action.refresh_from_db()
    return action.state
