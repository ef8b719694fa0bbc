"""Ações de hoje: every row says what stops it, its proof is one click away, and a decision is a person's."""

import re

import pytest

from adimple.store import models
from adimple.usecases.dispatch_action import claim
from tests import builders
from tests.builders import NOW, ON
from tests.web.pages import text_of
from tests.worker.day import machine, make_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def credor():
    return builders.make_released_credor(name="Colégio Exemplo")


def due(credor, name, **given):
    return make_due(builders.make_devedor(credor, name=name), **given)


def test_each_situation_has_its_tab_and_its_words(enter, credor):
    due(credor, "Ana Planejada")
    due(credor, "Beto Enviado", state="sent")
    due(credor, "Caio Adiado", note="CON-HR-SP")
    due(credor, "Davi Recusado", state="refused", blocked_by="POL-OPT-OUT")
    due(credor, "Eva Falhou", state="failed", note="O servidor recusou este endereço.")
    due(credor, "Gil Incerto", state="uncertain", note="A conexão caiu depois do texto.")
    staff = enter(credor)
    shown = {
        "todas": ["Ana", "Beto", "Caio", "Davi", "Eva", "Gil"],
        "planejadas": ["Ana", "Caio"],
        "enviadas": ["Beto"],
        "adiadas": ["Caio"],
        "recusadas": ["Davi"],
        "falharam": ["Eva", "Gil"],
        "tarefas": [],
    }
    for tab, names in shown.items():
        page = text_of(staff.get("/acoes/", {"aba": tab}))
        assert [name for name in shown["todas"] if f"{name} " in page] == names, tab
    page = text_of(staff.get("/acoes/"))
    assert "Todas 6 Planejadas 2 Enviadas 1 Tarefas 0 Adiadas 1 Recusadas por regra 1 Falharam ou incertas 2" in page
    assert "O devedor pediu para não ser procurado por este canal. Política da casa; CDC arts. 42 e 71" in page
    assert "SP Lei 17.832/2023" in page


def test_what_the_night_refused_is_in_the_list_with_its_article(enter, credor):
    devedor = builders.make_devedor(credor, name="Zeca Amostra")
    titulo = builders.make_titulo(devedor, description="Mensalidade de outubro")
    models.ActionItem.objects.create(
        credor=credor, devedor=devedor, titulo=titulo, on=ON, due_on=titulo.due_on, step_code="vencido_d10",
        regua_version=1, blocked_by="CON-DEAD",
    )  # fmt: skip
    page = text_of(enter(credor).get("/acoes/?aba=recusadas"))
    assert "Zeca Amostra Mensalidade de outubro D+10 · Aviso de atraso" in page
    assert "CC arts. 1.792 e 1.997" in page
    assert "870,96" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ana", ["Ana"]),
        ("q=CE-", ["Ana", "Beto"]),
        ("q=529.982.247-25", ["Beto"]),
        ("canal=phone", ["Beto"]),
        ("passo=vencido_d15", []),
        ("dia=23/11/2026", []),
    ],
)
def test_filters_narrow_the_list(enter, credor, query, found):
    due(credor, "Ana Exemplo")
    make_due(builders.make_devedor(credor, name="Beto Exemplo", document="52998224725"), channel="phone", state="task")
    page = text_of(enter(credor).get(f"/acoes/?{query}"))
    assert [name for name in ("Ana", "Beto") if f"{name} Exemplo" in page] == found


def test_the_proof_page_shows_what_was_said_and_what_was_asked(enter, credor):
    action = due(credor, "Ana Exemplo")
    claim(machine())
    page = text_of(enter(credor).get(f"/acoes/{action.id}/"))
    proof = models.Dispatch.objects.get()
    assert proof.body_sha256 in page
    assert "Multa: 850,00 × 2% = 17,00." in page
    assert "CON-42A" in page
    assert proof.address in page


def test_an_auditor_sees_the_proof_and_not_the_address(enter, credor):
    action = due(credor, "Ana Exemplo", state="uncertain")
    builders.make_dispatch(action, status="uncertain", address="ana@exemplo.test")
    page = text_of(enter(credor, role="auditor").get(f"/acoes/{action.id}/"))
    assert "ana@exemplo.test" not in page
    assert "a***@exemplo.test" in page
    assert "Quem decide é o gestor ou o dono" in page


def test_a_manager_decides_and_an_operator_is_refused(enter, credor):
    action = due(credor, "Ana Exemplo", state="uncertain")
    builders.make_dispatch(action, status="uncertain")
    address = f"/acoes/{action.id}/decisao/"
    assert enter(credor, role="operator").post(address, {"decision": "sent"}).status_code == 409
    assert enter(credor, role="manager").get(address).status_code == 405
    page = enter(credor, role="manager").post(address, {"decision": "sent"}, follow=True)
    assert "Registrado como entregue" in text_of(page)
    action.refresh_from_db()
    assert action.state == "sent"


def test_a_list_longer_than_a_page_goes_on_where_it_stopped(enter, credor):
    for number in range(60):
        due(credor, f"Pessoa {number:02d}")
    staff = enter(credor)
    first = staff.get("/acoes/")
    page = first.context["page"]
    second = staff.get("/acoes/", {"cursor": page.next_cursor}).context["page"]
    seen = [line.row.id for line in (*page.rows, *second.rows)]
    assert len(seen) == len(set(seen)) == 60
    assert second.next_cursor is None


def test_in_ensaio_the_page_says_so_and_shows_what_would_leave(enter):
    page = text_of(enter(builders.make_credor()).get("/acoes/"))
    assert "Em ensaio, nada é gravado nem enviado." in page
    assert "Pausar envios" not in page


def test_a_tab_or_a_day_that_does_not_exist_is_explained(enter, credor):
    staff = enter(credor)
    assert staff.get("/acoes/?aba=nada").status_code == 422
    assert "Data não reconhecida" in text_of(staff.get("/acoes/?dia=amanha"))
    assert staff.get("/acoes/?cursor=xx").status_code == 422
    _ = NOW


def test_the_filter_of_steps_calls_them_as_people_do(enter):
    page = enter(builders.make_credor()).get("/acoes/").content.decode()
    options = re.findall(r'<option value="(\w+)">([^<]+)</option>', page)
    assert ("vencido_d15", "D+15 · Aviso de atraso") in options
    assert not [label for code, label in options if code and code in label]
