"""A credor whose contract ended: nothing planned, nothing sent, nothing written; and its way back."""

from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from adimple.channels.channel import Receipt
from adimple.domain.errors import Invalid, NotFound, Refused
from adimple.store import models, night_locks, queue
from adimple.store.reads import night
from adimple.store.writes import locks
from adimple.usecases import (
    api_keys,
    change_settings,
    decide_action,
    dispatch_action,
    mark_contact,
    place_hold,
    record_outcome,
    register_payment,
    release_sending,
    save_imputacao_order,
    set_consent,
    settle_dispatch,
    settle_promises,
    stop_sending,
    undo_payment,
    upload_import,
    webhooks,
)
from adimple.usecases.close_credor import CloseCredor, close_credor
from adimple.usecases.import_titulos import ImportFile, import_titulos
from adimple.usecases.reopen_credor import reopen_credor
from tests import builders
from tests.builders import NOW, ON
from tests.worker.day import machine, make_due

pytestmark = pytest.mark.django_db
SHEET = b"nome;valor;vencimento\nAna Exemplo;10,00;10/11/2026\n"


@pytest.fixture
def credor():
    return builders.make_released_credor()


@pytest.fixture
def owner(credor):
    return builders.context_in(credor, "owner")


def close(ctx, credor, contact=""):
    return close_credor(ctx, credor.id, CloseCredor(contact))


def test_what_waited_expires_with_the_reason_and_its_steps_may_be_planned_again(owner, credor):
    action = make_due(builders.make_devedor(credor), titulos=2)
    task = builders.make_task(builders.make_devedor(credor))
    foreign = make_due()

    closed = close(owner, credor, "  Colégio Exemplo,\n(11) 4002-0000 ")

    for row in (credor, action, task, foreign):
        row.refresh_from_db()
    assert (closed.actions, closed.tasks) == (1, 1)
    assert (credor.closed_at, credor.stopped_at, credor.closed_contact) == (
        NOW, NOW, "Colégio Exemplo, (11) 4002-0000",
    )  # fmt: skip
    assert (action.state, action.note) == ("expired", "O credor foi encerrado.")
    assert (task.outcome, task.note) == ("expired", "O credor foi encerrado.")
    assert list(models.ActionItem.objects.filter(action=action).values_list("expired_on", flat=True)) == [ON, ON]
    assert foreign.state == "planned"
    told = models.Event.objects.get()

    assert (told.name, told.payload["actions"], told.payload["tasks"]) == ("credor.closed", 1, 1)


def test_nothing_is_planned_nor_leaves(owner, credor):
    make_due(builders.make_devedor(credor))
    assert night.sendable_credor_ids() == (credor.id,)

    close(owner, credor)
    models.Action.objects.update(state="planned")  # as if somebody put one back

    assert night.sendable_credor_ids() == ()
    assert queue.lease([credor.id], on=ON, now=NOW, limit=10) == []


def test_the_database_itself_knows_no_closed_credor_that_sends(owner, credor):
    close(owner, credor)
    with pytest.raises(IntegrityError, match="credor_closed_is_stopped"), transaction.atomic():
        models.Credor.objects.filter(id=credor.id).update(stopped_at=None)


def test_closing_twice_keeps_the_first_hour_and_tells_it_once(owner, credor):
    close(owner, credor)
    close(replace(owner, now=NOW + timedelta(days=1)), credor)

    credor.refresh_from_db()
    assert (credor.closed_at, models.Event.objects.count()) == (NOW, 1)


@pytest.mark.parametrize("role", ["manager", "operator", "auditor"])
def test_only_an_owner_closes_and_reopens(credor, role):
    for act in (lambda ctx: close(ctx, credor), lambda ctx: reopen_credor(ctx, credor.id)):
        with pytest.raises(Refused, match="isto pede dono"):
            act(builders.context_in(credor, role))
    with pytest.raises(NotFound):
        close(builders.context_in(builders.make_credor(), "owner"), credor)
    credor.refresh_from_db()
    assert credor.closed_at is None


def test_a_contact_that_does_not_fit_is_refused_and_nothing_changes(owner, credor):
    with pytest.raises(Invalid, match="até 300 letras"):
        close(owner, credor, "x" * 301)
    assert not models.Event.objects.exists()


@pytest.mark.parametrize("state", ["queued", "running"])
def test_it_is_not_closed_while_a_job_waits_or_runs(owner, credor, state):
    lease = {"leased_until": NOW} if state == "running" else {}
    models.Job.objects.create(
        credor=credor, kind="import.write", import_file=builders.make_import(credor), state=state, queued_at=NOW,
        account_id=owner.actor.account_id, **lease,
    )  # fmt: skip
    with pytest.raises(Refused, match="Uma importação deste credor está na fila"):
        close(owner, credor)
    credor.refresh_from_db()
    assert credor.closed_at is None


@pytest.mark.parametrize("what", ["night", "ledger"])
def test_it_is_not_closed_while_a_night_or_a_payment_is_being_written(owner, credor, server, what):
    key = night_locks._NIGHT if what == "night" else locks._LEDGER + credor.id
    said = "A noite está sendo planejada" if what == "night" else "está sendo gravado agora"
    name = connection.settings_dict["NAME"]
    with psycopg.connect(f"{server.removesuffix('/adimple')}/{name}", autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [key])
        with pytest.raises(Refused, match=said):
            close(owner, credor)
        other.execute("SELECT pg_advisory_unlock(%s)", [key])  # now: its end is heard of later
    close(owner, credor)


def writes(ctx, credor, devedor):
    """Every kind of write of the business, by name."""
    payment, hold = builders.make_payment(devedor), builders.make_hold(devedor)
    task = builders.make_task(devedor)
    failed = builders.make_action(devedor, state="failed")
    waiting = builders.make_import(credor)
    pay = register_payment.RegisterPayment(devedor_id=devedor.id, cents=1_00, paid_on=ON, external_key="a")
    settings = change_settings.ChangeSettings(name="Outro", document="11222333000181", address="Rua do Modelo, 1")
    file = ImportFile(credor_id=credor.id, content=SHEET, name="a.csv")
    upload = upload_import.UploadImport(credor_id=credor.id, kind="titulos", name="a.csv", content=SHEET)
    return {
        "pay": lambda: register_payment.register_payment(ctx, pay),
        "undo": lambda: undo_payment.undo_payment(ctx, payment.id, "era de outra pessoa"),
        "import": lambda: import_titulos(ctx, file),
        "upload": lambda: upload_import.upload_import(ctx, upload),
        "write": lambda: upload_import.ask_import.ask_write(ctx, waiting.id),
        "hold": lambda: place_hold.place_hold(ctx, place_hold.PlaceHold(devedor_id=devedor.id, kind="human")),
        "lift": lambda: place_hold.lift_hold(ctx, hold.id, "acabou"),
        "outcome": lambda: record_outcome.record_outcome(
            ctx, record_outcome.RecordOutcome(task_id=task.id, outcome="talked")
        ),
        "decide": lambda: decide_action.decide_action(ctx, failed.id, "again"),
        "contact": lambda: mark_contact.add_contact(ctx, devedor.id, "email", "ana@exemplo.test"),
        "consent": lambda: set_consent.set_consent(ctx, devedor.id, "email", granted=True),
        "settings": lambda: change_settings.change_settings(ctx, credor.id, settings),
        "resume": lambda: stop_sending.resume_sending(ctx, credor.id),
        "limits": lambda: release_sending.release_sending(ctx, credor.id, release_sending.ReleaseSending(90, 50)),
        "order": lambda: save_imputacao_order.save_imputacao_order(
            ctx, credor.id, save_imputacao_order.SaveImputacaoOrder(effective_on=ON, by_law=True)
        ),
    }


def test_every_write_is_refused_with_the_day_and_the_way_out(owner, credor):
    devedor = builders.make_devedor(credor)
    builders.make_titulo(devedor)
    acts = writes(owner, credor, devedor)
    models.Credor.objects.filter(id=credor.id).update(closed_at=NOW, stopped_at=NOW)

    for name, act in acts.items():
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "credor.closed", name
    assert refused.value.phrase.startswith("Este credor foi encerrado em 24/11/2026: seus dados se leem e se baixam")
    assert not models.Event.objects.exists()


def test_a_no_is_heard_of_a_closed_credor_too(owner, credor):
    devedor = builders.make_devedor(credor)
    contact = builders.make_contact(devedor)
    close(owner, credor)

    set_consent.set_consent(owner, devedor.id, "email", granted=False)
    mark_contact.mark_wrong(owner, contact.id, "not_mine")

    assert models.Consent.objects.get().granted is False
    contact.refresh_from_db()
    assert contact.wrong_at == NOW


def test_programs_go_on_reading_and_the_owner_says_which(owner, credor):
    close(owner, credor)

    key = api_keys.make_key(owner, credor.id, api_keys.MakeKey(name="ERP", scopes=["titulos.ler"], days=30))
    webhooks.make_webhook(owner, credor.id, webhooks.MakeWebhook(url="https://erp.exemplo.test/avisos"))

    assert api_keys.open_key(key.secret, NOW).credor_id == credor.id
    assert models.Webhook.objects.get().stopped_at is None


def test_promises_of_a_closed_credor_are_left_as_they_are(owner, credor):
    devedor = builders.make_devedor(credor)
    builders.make_titulo(devedor)
    builders.make_promise(devedor, promised_on=ON)
    close(owner, credor)
    tomorrow = replace(owner, now=NOW + timedelta(days=1))

    assert settle_promises.settle_promises(tomorrow, ON) == 0
    reopen_credor(owner, credor.id)
    assert settle_promises.settle_promises(tomorrow, ON) == 1


def test_reopened_it_works_again_and_sends_only_when_somebody_resumes(owner, credor):
    close(owner, credor, "Colégio Exemplo")

    reopen_credor(owner, credor.id)

    credor.refresh_from_db()
    assert (credor.closed_at, credor.closed_contact, credor.stopped_at) == (None, "", NOW)
    assert night.sendable_credor_ids() == ()
    stop_sending.resume_sending(owner, credor.id)
    assert night.sendable_credor_ids() == (credor.id,)
    names = models.Event.objects.order_by("id").values_list("name", flat=True)
    assert list(names) == ["credor.closed", "credor.reopened", "sending.resumed"]


TEMPORARY = Receipt("temporary", "", code="smtp.temporario", phrase="Tente mais tarde.")


@pytest.mark.parametrize("came", ["untouched", "temporary", "lost"])
def test_what_was_in_hand_at_the_closing_does_not_leave_after_the_reopening(owner, credor, came):
    action = make_due(builders.make_devedor(credor))
    (claimed,) = dispatch_action.claim(machine()).to_send
    close(owner, credor)
    if came == "lost":
        models.Action.objects.update(leased_until=NOW - timedelta(days=999))  # its worker died
    else:
        if came == "temporary":
            queue.let_leave([claimed.begun.dispatch_id], [])
        settle_dispatch.settle(
            machine(), [settle_dispatch.Answer(claimed.begun, TEMPORARY if came == "temporary" else None)]
        )

    reopen_credor(owner, credor.id)
    stop_sending.resume_sending(owner, credor.id)

    assert dispatch_action.claim(machine(NOW + timedelta(hours=3))).leased == 0
    action.refresh_from_db()
    assert (action.state, action.note) == ("expired", "O credor foi encerrado.")
    assert models.ActionItem.objects.get().expired_on == ON  # the night may plan the step again


def test_it_is_not_reopened_while_a_message_is_still_in_hand(owner, credor):
    make_due(builders.make_devedor(credor))
    (claimed,) = dispatch_action.claim(machine()).to_send
    close(owner, credor)

    with pytest.raises(Refused, match="ainda esperam a resposta"):
        reopen_credor(owner, credor.id)

    settle_dispatch.settle(machine(), [settle_dispatch.Answer(claimed.begun, Receipt("accepted", "1", "", ""))])
    reopen_credor(owner, credor.id)
    assert models.Action.objects.get().state == "sent"


def test_one_in_ensaio_comes_back_in_ensaio():
    credor = builders.make_credor()
    owner = builders.context_in(credor, "owner")
    close(owner, credor)
    reopen_credor(owner, credor.id)

    credor.refresh_from_db()
    assert (credor.released_at, credor.stopped_at, credor.closed_at) == (None, None, None)
