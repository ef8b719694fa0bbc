"""Receipts and retornos by the API: what waits, whose it is, a file of the bank sent."""

import pytest

from adimple.store import models
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


def test_what_is_no_retorno_says_why(asking, credor):
    assert asking.post("retornos?name=a.pdf", raw=b"%PDF-1.7").status_code == 422
