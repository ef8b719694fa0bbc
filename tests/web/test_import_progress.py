"""A file too large for one request: the page that waits, what it says, who may cancel, where it leads."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from adimple.store import jobs, models
from adimple.worker.jobs import work_one
from tests import builders
from tests.builders import NOW
from tests.usecases.sheets import heavy, row
from tests.web.pages import text_of
from tests.web.test_imports import send, upload

pytestmark = pytest.mark.django_db

ROWS = [row(f"CE-{number}") for number in range(250)]
POLL = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def credor():
    return builders.make_credor(name="Colégio Exemplo")


def asked(client, kib=300) -> str:
    """The address of a file whose writing waits."""
    address = upload(client, content=heavy(*ROWS, kib=kib))
    assert client.post(f"{address}gravar/").url == address
    return address


def work(credor) -> None:
    """The worker's turn, seen by the test's own connection."""
    models.Job.objects.update(queued_at=NOW)
    assert work_one(threading.Event())


def test_gravar_answers_at_once_and_the_page_waits_with_and_without_scripts(enter, credor):
    client = enter(credor, role="manager")
    models.Heartbeat.objects.create(process="envios", beat_at=NOW)
    address = asked(client)
    assert not models.Titulo.objects.exists()
    response = client.get(address)
    page, body = text_of(response), response.content.decode()
    assert "Na fila Desde 24/11/2026 10h00" in page
    assert "É o próximo." in page
    assert "Ou entra tudo, ou não entra nada." in page
    assert "Ninguém está trabalhando na fila" not in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in body
    assert f'hx-get="{address}" hx-trigger="every 1s"' in body


def test_a_poll_gets_the_part_that_changes_and_then_is_sent_to_the_result(enter, credor):
    client = enter(credor, role="manager")
    address = asked(client)
    taken = jobs.take(NOW)
    jobs.hold(taken, "writing", 5_000, 12_000)
    response = client.get(address, **POLL)
    assert "Gravando 5.000 de 12.000." in text_of(response)
    assert 'max="12000" value="5000"' in response.content.decode()
    assert "<html" not in response.content.decode()
    jobs.give_back(taken)
    work(credor)
    assert client.get(address, **POLL).headers["HX-Redirect"] == address
    assert "Novos 250" in text_of(client.get(address))


def test_with_no_worker_the_page_says_how_to_start_one(enter, credor):
    client = enter(credor, role="manager")
    address = asked(client)
    assert "O trabalhador ainda não deu sinal nesta instalação. Ligue-o com adimple run" in text_of(client.get(address))
    models.Heartbeat.objects.create(process="envios", beat_at=NOW - timedelta(minutes=5))
    assert "não dá sinal desde 24/11/2026 09h55" in text_of(client.get(address))


def test_a_worker_that_died_in_the_middle_is_told(enter, credor):
    client = enter(credor, role="manager")
    address = asked(client)
    jobs.take(NOW)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE job SET leased_until = clock_timestamp() - interval '1 s'")
    page = text_of(client.get(address))
    assert "Quem fazia este trabalho parou no meio." in page
    assert "(tentativa 1 de 3), assim que houver um trabalhador ligado." in page
    jobs.take(NOW)
    assert "O trabalho recomeçou do início (tentativa 2 de 3)" in text_of(client.get(address))


def test_what_is_queued_is_cancelled_and_the_preview_comes_back(enter, credor):
    client = enter(credor, role="manager")
    address = asked(client)
    page = client.post(f"{address}cancelar/", follow=True)
    assert "Cancelado antes de começar." in text_of(page)
    assert "Gravar 250 títulos" in text_of(page)
    client.post(f"{address}gravar/")
    jobs.take(NOW)
    assert client.post(f"{address}cancelar/").status_code == 409
    assert "Cancelar" not in text_of(client.get(address))


def test_a_failure_is_told_beside_the_preview_and_may_be_tried_again(enter, credor):
    client = enter(credor, role="manager")
    address = asked(client)
    jobs.fail(jobs.take(NOW), NOW, "Faltou espaço no disco.")
    page = text_of(client.get(address))
    assert "Não foi gravado. Faltou espaço no disco." in page
    assert "Gravar 250 títulos" in page
    client.post(f"{address}gravar/")
    work(credor)
    assert "Novos 250" in text_of(client.get(address))


def test_a_large_file_is_checked_apart_then_previewed_with_its_reasons(enter, credor):
    client = enter(credor, role="manager")
    address = upload(client, content=heavy(*ROWS, row("CE-9", cpf="111"), kib=2_100))
    page = text_of(client.get(address))
    assert "Na fila" in page
    assert "Nada é gravado antes de você conferir." in page
    work(credor)
    page = text_of(client.get(address))
    assert "Conferido em" in page
    assert "Gravar 250 títulos" in page
    assert "1 linha fica de fora" in page
    assert client.get(f"{address}recusadas/").content.decode("utf-8-sig").count("\r\n") == 2
    assert client.post(f"{address}conferencia/").url == address
    assert "Na fila" in text_of(client.get(address))


def test_a_check_that_failed_says_why_and_offers_the_way_out(enter, credor):
    client = enter(credor, role="manager")
    address = send(client, b"PK\x03\x04" + bytes(range(1, 256)) * 9_000, name="n.xlsx").url
    work(credor)
    page = text_of(client.get(address))
    assert "Não foi conferido. A planilha está cortada ou danificada." in page
    assert "Conferir de novo" in page
    client.post(f"{address}descartar/")
    assert not models.ImportFile.objects.exists()


def test_a_cancelled_check_may_be_asked_again(enter, credor):
    client = enter(credor, role="manager")
    address = upload(client, content=heavy(*ROWS, kib=2_100))
    page = text_of(client.post(f"{address}cancelar/", follow=True))
    assert "Este arquivo ainda não foi conferido." in page
    client.post(f"{address}conferencia/")
    assert models.Job.objects.filter(state="queued").count() == 1


@pytest.mark.parametrize("role", ["operator", "auditor"])
def test_who_may_not_import_sees_the_progress_and_changes_nothing(enter, client, credor, role):
    address = asked(enter(credor, role="manager"))
    client.logout()
    other = enter(credor, role=role)
    page = client.get(address)
    assert page.status_code == 200
    assert "Cancelar" not in text_of(page)
    for verb in ("gravar", "cancelar", "conferencia", "descartar", "colunas"):
        assert other.post(f"{address}{verb}/").status_code == 409
    assert models.Job.objects.get().state == "queued"


def test_the_list_says_where_each_file_stands_and_can_be_of_one_credor(enter, credor):
    other = builders.make_credor(name="Academia Modelo", slug="academia")
    client = enter(credor, other, role="manager")
    address = upload(client, content=heavy(*ROWS, kib=300), credor=str(credor.id))
    builders.make_import(other, name="outra.csv")
    assert "a conferir" in text_of(client.get("/importar/"))
    client.post(f"{address}gravar/")
    assert "na fila" in text_of(client.get("/importar/"))
    taken = jobs.take(NOW)
    assert "gravando" in text_of(client.get("/importar/"))
    jobs.fail(taken, NOW, "x")
    assert "falhou" in text_of(client.get("/importar/"))
    page = text_of(client.get("/importar/", {"credor": "academia"}))
    assert "outra.csv" in page
    assert "novembro.csv" not in page
