"""Auditoria on the page: who sees it, what it says, where it leads."""

import pytest
from django.urls import reverse

from adimple.domain import events
from adimple.store import models
from adimple.web.console import evidence
from tests import builders
from tests.builders import NOW
from tests.domain.test_phrases import sample
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def credor():
    return builders.make_credor(slug="colegio", name="Colégio Exemplo")


def event(name, credor, **given):
    payload = given.pop("payload", {"credor_id": credor.id})
    row = {"credor": credor, "name": name, "payload": payload, "actor": "dona@exemplo.test", "at": NOW}
    return models.Event.objects.create(**row | given)


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("manager", 200), ("auditor", 200), ("operator", 409)])
def test_auditoria_is_of_owner_manager_and_auditor(enter, credor, role, status):
    told = event("sending.stopped", credor)
    client = enter(credor, role=role)

    for address in ("/auditoria/", f"/auditoria/{told.id}/", "/auditoria/planilha/?formato=csv"):
        assert client.get(address).status_code == status, address


def test_the_rail_leads_there_whoever_may(enter, credor):
    assert "Auditoria" in text_of(enter(credor, role="auditor").get("/regua/"))
    assert "Auditoria" not in text_of(enter(credor, role="operator").get("/regua/"))


def test_an_event_is_told_with_who_when_whom_and_a_way_to_the_devedor(enter, credor):
    devedor = builders.make_devedor(credor, name="Ana Exemplo")
    titulo = builders.make_titulo(devedor, description="Mensalidade")
    payload = {"credor_id": credor.id, "devedor_id": devedor.id, "titulo_id": titulo.id, "version": 2}
    told = event("titulo.changed", credor, payload=payload, devedor=devedor, titulo=titulo)

    response = enter(credor).get("/auditoria/")

    # NOW is 13h00 UTC
    assert (
        "24/11/2026 10h00 Título alterado: agora é a versão 2 Títulos e importações Ana Exemplo Mensalidade "
        "dona@exemplo.test" in text_of(response)
    )
    assert f'href="/devedores/{devedor.id}/#titulo-{titulo.id}"' in response.content.decode()
    assert f'href="/auditoria/{told.id}/"' in response.content.decode()


def test_a_filter_without_events_says_so_and_one_that_makes_no_sense_says_why(enter, credor):
    client = enter(credor)

    assert "Nenhum evento assim" in text_of(client.get("/auditoria/", {"tipo": "regua"}))
    wrong = client.get("/auditoria/", {"de": "31/02/2026"})
    assert (wrong.status_code, "Data não reconhecida" in text_of(wrong)) == (422, True)
    assert client.get("/auditoria/", {"cursor": "x"}).status_code == 422


@pytest.mark.parametrize("name", ["foguete.lancado", "sending.stopped"])
def test_an_event_newer_than_the_program_still_opens(enter, credor, name):
    told = event(name, credor, payload={"altura": 3})

    page = text_of(enter(credor).get(f"/auditoria/{told.id}/"))

    assert name in page
    assert "altura 3" in page


@pytest.mark.parametrize("name", sorted(events.EVENTS))
def test_every_event_opens_with_all_it_carries(enter, credor, name):
    devedor = builders.make_devedor(credor)
    payload = sample(events.EVENTS[name]).to_payload()
    told = event(name, credor, payload=payload, devedor=devedor)

    response = enter(credor).get(f"/auditoria/{told.id}/")

    assert response.status_code == 200
    page = text_of(response)
    for field, value in payload.items():
        if field not in ("credor_id", "devedor_id") and value not in (None, []):
            assert evidence.WORDS[field] in page, "words for it in evidence.WORDS"
    assert ("sha256" in payload) == ("O SHA-256 é" in page), "what it is of, in evidence.SHA_OF"


def test_a_number_leads_to_its_page(enter, credor):
    payment = builders.make_payment(builders.make_devedor(credor))
    payload = events.PaymentUndone(credor.id, payment.devedor_id, payment.id, 100_00).to_payload()
    told = event("payment.undone", credor, payload=payload, devedor=payment.devedor)

    response = enter(credor).get(f"/auditoria/{told.id}/")

    assert "Valor R$ 100,00" in text_of(response)
    assert f'href="{reverse("pagamentos_um", args=[payment.id])}"' in response.content.decode()


def test_the_sheet_of_the_journal_has_what_was_filtered(enter, credor):
    event("sending.stopped", credor)
    event("sending.resumed", credor, actor="noite")

    response = enter(credor).get("/auditoria/planilha/", {"formato": "csv", "quem": "noite"})

    (line,) = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()[1:]
    assert ";24/11/2026 10:00:00;noite;Envios retomados.;Dados e regras do credor;" in line
    assert response.headers["Content-Disposition"] == 'attachment; filename="auditoria-2026-11-24.csv"'


def test_a_sheet_asked_for_what_makes_no_sense_is_refused(enter, credor):
    assert enter(credor).get("/auditoria/planilha/", {"tipo": "tudo"}).status_code == 422
