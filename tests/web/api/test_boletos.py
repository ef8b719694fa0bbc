"""Boletos and remessas by a program: issued once, read, printed, ordered; the file as it was made."""

import json
from datetime import date

import pytest
from django.test import Client

from adimple.store import models
from tests import builders
from tests.usecases.banking import credor_that_registers, devedor_of, titulo_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking(program):
    return program(credor_that_registers())


@pytest.fixture
def convenio(asking):
    return builders.make_convenio(asking.credor)


@pytest.fixture
def titulo(asking):
    return titulo_of(devedor_of(asking.credor))


def raw(asking, path: str):
    """An answer that is no JSON."""
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {asking.secret}"})


def test_boletos_are_issued_once_for_a_key_and_refusals_are_values(asking, convenio, titulo):
    nowhere = titulo_of(devedor_of(asking.credor, document="11144477735", cep=""))
    body = {"convenio_id": convenio.id, "titulo_ids": [titulo.id, nowhere.id]}
    first = asking.post("boletos", body, key="um")
    assert (first.status_code, asking.said["cents"]) == (200, 1_000_00)
    (made,) = asking.said["boletos"]
    assert (made["state"], made["due_on"], len(made["linha_digitavel"])) == ("made", "2026-12-10", 47)
    assert [one["titulo_id"] for one in asking.said["refused"]] == [nowhere.id]
    assert asking.said["refused"][0]["phrase"].startswith("CEP do devedor: ")

    assert asking.post("boletos", body, key="um").content == first.content
    assert models.Boleto.objects.count() == 1
    asking.get(f"boletos?number={made['linha_digitavel']}")
    assert [row["id"] for row in asking.said["rows"]] == [made["id"]]


def test_a_boleto_is_printed_told_and_dropped(asking, convenio, titulo):
    asking.post("boletos", {"convenio_id": convenio.id, "titulo_ids": [titulo.id]})
    boleto_id = asking.said["boletos"][0]["id"]
    assert raw(asking, f"boletos/{boleto_id}/pdf").status_code == 409  # the bank does not know it

    asking.post("remessas", {"convenio_id": convenio.id})
    assert (asking.said["remessa"]["number"], asking.said["left"], asking.said["dropped"]) == (1, [], 0)
    assert raw(asking, f"boletos/{boleto_id}/pdf").content[:5] == b"%PDF-"
    remessa = models.Remessa.objects.get()
    assert raw(asking, f"remessas/{remessa.id}/content").content == bytes(remessa.content)
    asking.get("remessas")
    assert asking.said["rows"][0]["sha256"] == remessa.sha256

    asking.post(f"boletos/{boleto_id}/orders", {"kind": "baixa"})
    assert [(one["kind"], one["number"]) for one in asking.said["orders"]] == [("entry", 1), ("baixa", None)]
    asking.get("convenios")
    assert (asking.said["rows"][0]["waiting"], asking.said["rows"][0]["last_sequence"]) == (1, 1)


def test_an_overdue_titulo_takes_a_new_due_date(asking, convenio, titulo):
    models.Titulo.objects.filter(id=titulo.id).update(due_on=date(2026, 11, 10))
    body = {"convenio_id": convenio.id, "titulo_ids": [titulo.id], "new_due_on": "2026-11-30"}
    asking.post("boletos", body)
    # 1.000,00 + 20,00 of multa + 20 days of 0,33
    assert asking.said["cents"] == 1_026_60


def test_a_titulo_of_another_credor_issues_nothing(asking, convenio):
    foreign = titulo_of(devedor_of(builders.make_credor()))
    assert asking.post("boletos", {"convenio_id": convenio.id, "titulo_ids": [foreign.id]}).status_code == 404
    assert not models.Boleto.objects.exists()


def test_a_remessa_of_nothing_is_refused(asking, convenio):
    answer = asking.post("remessas", {"convenio_id": convenio.id})
    assert (answer.status_code, json.loads(answer.content)["code"]) == (409, "remessa.nothing")
