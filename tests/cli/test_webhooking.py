"""`adimple webhook` as who cares for the machine types it."""

import re

import pytest
from typer.testing import CliRunner

from adimple.cli.main import app
from adimple.store import models, sealing
from tests import builders
from tests.builders import NOW
from tests.outbound.server import answering, receiving


@pytest.fixture
def credor(database_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url)
    return builders.make_credor(slug="colegio")


def run(verb: str, *words: str):
    return CliRunner().invoke(app, ["webhook", verb, *words, "--credor", "colegio"])


def test_one_is_added_listed_stopped_and_put_on_again(credor):
    made = run("add", "--url", "https://erp.exemplo.test/avisos", "--event", "payment.registered")
    row = models.Webhook.objects.get()

    assert made.exit_code == 0, made.stderr
    secret = made.stdout.splitlines()[0]
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", secret)
    assert sealing.unseal(bytes(row.secret_sealed)) == secret
    assert run("list").stdout.splitlines() == [
        f"{row.id}  ligado  https://erp.exemplo.test/avisos",
        "   payment.registered; nenhuma resposta ainda; na fila: 0; não entregues: 0",
    ]
    assert run("stop", str(row.id)).exit_code == 0
    assert f"{row.id}  parado (parado por uma pessoa)  " in run("list").stdout
    assert run("resume", str(row.id)).exit_code == 0
    assert f"{row.id}  ligado  " in run("list").stdout
    assert [event.name for event in models.Event.objects.order_by("id")] == [
        "webhook.made", "webhook.stopped", "webhook.resumed",
    ]  # fmt: skip


def test_its_address_and_its_events_are_changed_and_what_is_not_said_stays(credor):
    row = builders.make_webhook(credor, kinds=["payment.undone"])
    moved = run("edit", str(row.id), "--url", "https://novo.exemplo.test/avisos")
    row.refresh_from_db()
    assert moved.stdout == f"Mudado: o webhook {row.id} vai a https://novo.exemplo.test/avisos.\n"
    assert (row.url, row.kinds) == ("https://novo.exemplo.test/avisos", ["payment.undone"])

    run("edit", str(row.id), "--event", "payment.registered", "--event", "payment.undone")
    row.refresh_from_db()
    assert (row.url, row.kinds) == ("https://novo.exemplo.test/avisos", ["payment.registered", "payment.undone"])
    run("edit", str(row.id), "--all-events")
    row.refresh_from_db()
    assert row.kinds == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Diga o que muda: --url, --event ou --all-events."),
        (["--all-events", "--event", "payment.undone"], "escolha todos os eventos, ou diga quais"),
        (["--url", "https://10.0.0.1/"], "--url: Este endereço aponta para uma rede interna."),
        (["--event", "tudo"], "--event: Não existe o evento «tudo»."),
    ],
)
def test_a_change_that_cannot_be_is_told_and_changes_nothing(credor, words, said):
    row = builders.make_webhook(credor)
    refused = run("edit", str(row.id), *words)

    assert (refused.exit_code, said in refused.stderr) == (2, True)
    assert not models.Event.objects.exists()


def test_a_new_secret_is_told_once(credor):
    row = builders.make_webhook(credor)
    told = run("rotate", str(row.id)).stdout

    row.refresh_from_db()
    assert sealing.unseal(bytes(row.secret_sealed)) == told.splitlines()[0]


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (204, 0, "O endereço recebeu o evento de teste e respondeu 204"),
        (503, 1, "O evento de teste não foi aceito: respondeu 503."),
    ],
)
def test_a_test_says_what_came_of_it(credor, status, code, said):
    with receiving(answering(status, body=b"")) as there:
        row = builders.make_webhook(credor, url=there.url)
        done = run("test", str(row.id))

    assert (done.exit_code, len(there.got)) == (code, 1)
    assert done.stdout.startswith(said)


def test_what_failed_goes_again_all_or_by_the_number_of_the_event(credor):
    row, events = builders.make_webhook(credor), [builders.make_event(credor) for _ in range(3)]
    for event in events:
        models.WebhookDelivery.objects.create(
            webhook=row, event=event, state="failed", queued_at=NOW, due_at=NOW, settled_at=NOW
        )

    assert run("resend", str(row.id), "--event", str(events[1].id)).stdout == "1 evento na fila de novo.\n"
    assert models.WebhookDelivery.objects.get(state="pending").event_id == events[1].id
    assert run("resend", str(row.id)).stdout == "2 eventos na fila de novo.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "--url", "http://erp.exemplo.test:0/"), "--url: A porta vai de 1 a 65535."),
        (("add", "--url", "https://10.0.0.1/"), "--url: Este endereço aponta para uma rede interna."),
        (
            ("add", "--url", "https://erp.exemplo.test/", "--event", "tudo"),
            "--event: Não existe o evento «tudo».",
        ),
        (("test", "999"), "Não há o webhook 999 neste credor"),
        (("resend", "999", "--event", "7"), "Não há o webhook 999 neste credor, ou o evento nele."),
        (("stop", "nada"), "NÚMERO: «nada» não vale aqui."),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(credor, words, said):
    done = run(*words)

    assert done.exit_code == 2
    assert done.stderr.startswith(said), done.stderr
    assert not models.Webhook.objects.exists()


def test_a_webhook_of_another_credor_is_not_there(credor):
    row = builders.make_webhook(builders.make_credor())

    assert run("stop", str(row.id)).exit_code == 2
    row.refresh_from_db()
    assert row.stopped_at is None


def test_where_there_is_none_it_says_how_to_make_one(credor):
    assert run("list").stdout == "Nenhum webhook. Crie com adimple webhook add.\n"
