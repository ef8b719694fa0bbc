"""Receipts and retornos by the API: what waits, whose it is, a file of the bank sent."""

import threading
from datetime import date

import pytest

from adimple.store import models
from adimple.usecases import ask_retorno
from adimple.worker import jobs
from tests import builders
from tests.usecases import money_in
from tests.usecases.money_in import PAID_ON, retorno_400

pytestmark = pytest.mark.django_db


@pytest.fixture
def credor():
    return builders.make_credor()


@pytest.fixture
def asking(program, credor):
    return program(credor)


def test_a_receipt_that_waits_is_matched_and_unmatched(asking, credor):
    titulo = builders.make_titulo(builders.make_devedor(credor))
    one = money_in.make_incoming(money_in.make_raw(credor), 869_83)
    assert [row["id"] for row in asking.get("incoming").json()["rows"]] == [one.id]
    body = {"devedor_id": titulo.devedor_id, "titulo_ids": [titulo.id]}
    told = asking.post(f"incoming/{one.id}/match", body).json()
    payment = models.Payment.objects.get()
    assert (told["state"], told["payment_id"], payment.amount_cents) == ("matched", payment.id, 869_83)
    assert asking.post(f"incoming/{one.id}/match", body).status_code == 409
    assert asking.post(f"incoming/{one.id}/unmatch", {"reason": "engano"}).json()["state"] == "waiting"
    assert asking.post(f"incoming/{one.id}/set_aside", {"reason": "aporte"}).json()["why"] == "aporte"


def test_a_retorno_is_sent_once_and_its_lines_are_read(asking, credor):
    convenio = money_in.make_convenio(credor)
    boleto = money_in.make_boleto(convenio, builders.make_titulo(builders.make_devedor(credor)))
    content = retorno_400(("06", boleto.nosso_numero, 850_00, 869_83, PAID_ON))
    first = asking.post("retornos?name=CB1.RET", raw=content)
    again = asking.post("retornos?name=outro.RET", raw=content)
    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert (first.json()["paid_cents"], first.json()["waits"]) == (869_83, False)
    (line,) = asking.get(f"retornos/{first.json()['id']}/lines").json()["rows"]
    assert (line["meaning"], line["incoming_id"]) == ("paid", models.Incoming.objects.get().id)
    assert models.Payment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_large_retorno_is_left_to_the_worker_and_the_answer_says_where_to_ask(asking, credor, monkeypatch):
    monkeypatch.setattr(ask_retorno, "AT_ONCE_BYTES", 100)
    boleto = money_in.make_boleto(money_in.make_convenio(credor), builders.make_titulo(builders.make_devedor(credor)))
    content = retorno_400(("06", boleto.nosso_numero, 850_00, 869_83, PAID_ON))
    sent = asking.post("retornos?name=CB1.RET", raw=content)
    assert (sent.status_code, sent.json()["state"], models.Retorno.objects.count()) == (202, "queued", 0)
    address = sent.json()["address"].removeprefix("/api/v1/")
    assert asking.get(address).json()["retorno_id"] is None
    assert jobs.work_one(threading.Event())
    told = asking.get(address).json()
    assert (told["state"], told["retorno_id"]) == ("done", models.Retorno.objects.get().id)
    assert models.Payment.objects.get().amount_cents == 869_83
    assert asking.post("retornos?name=CB1.RET", raw=content).status_code == 201  # known: nothing to wait for


def test_a_reading_that_ended_has_no_failure_to_tell_though_its_release_failed(asking, credor):
    boleto = money_in.make_boleto(money_in.make_convenio(credor), builders.make_titulo(builders.make_devedor(credor)))
    content = retorno_400(("06", boleto.nosso_numero, 850_00, 869_83, PAID_ON))
    wrong = content.replace(b"0000000100000000085000", b"0000000100000000085001")  # its trailer tells another sum
    assert asking.post("retornos?name=CB1.RET", raw=wrong).json()["waits"]
    raw, account = models.RawPayload.objects.get(), models.Account.objects.get()
    models.Job.objects.create(
        kind="retorno.release", credor=credor, raw_payload=raw, account=account, queued_at=builders.NOW, state="failed",
        phrase="Quem liberou não tem mais acesso a este credor. Libere de novo.",
    )  # fmt: skip

    told = asking.get(f"retornos/readings/{raw.id}").json()
    assert (told["state"], told["phrase"], told["retorno_id"]) == ("done", "", models.Retorno.objects.get().id)


def test_what_is_no_retorno_says_why(asking, credor):
    assert asking.post("retornos?name=a.pdf", raw=b"%PDF-1.7").status_code == 422


def test_a_receipt_that_may_be_told_already_is_matched_as_other_money_alone(asking, credor):
    titulo = builders.make_titulo(builders.make_devedor(credor))
    typed = builders.make_payment(titulo.devedor, amount_cents=400_00, paid_on=PAID_ON, chosen=[titulo.id])
    builders.make_imputacao(typed, titulo, principal_left_cents=450_00)
    one = money_in.make_incoming(money_in.make_raw(credor), 400_00)
    body = {"devedor_id": titulo.devedor_id, "titulo_ids": [titulo.id]}
    refused = asking.post(f"incoming/{one.id}/match", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "payment.perhaps_same")
    assert asking.post(f"incoming/{one.id}/match", body | {"is_other": True}).json()["state"] == "matched"


def test_a_payment_of_another_day_is_the_same_when_the_program_says_so_again(asking, credor):
    old = builders.make_payment(builders.make_devedor(credor), amount_cents=400_00, paid_on=date(2026, 1, 5))
    one = money_in.make_incoming(money_in.make_raw(credor), 400_00)
    refused = asking.post(f"incoming/{one.id}/same", {"payment_id": old.id})
    assert (refused.status_code, refused.json()["code"]) == (409, "incoming.far_day")
    told = asking.post(f"incoming/{one.id}/same", {"payment_id": old.id, "is_any_day": True}).json()
    assert told["same_payment_id"] == old.id
