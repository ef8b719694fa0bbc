"""Closing a credor and reopening it, as people see it: its pages, the lists, the API, and a devedor's old link."""

import pytest
from django.test import Client

from adimple.store import models
from adimple.store.reads import credores
from adimple.usecases import links
from tests import builders
from tests.builders import NOW, ON
from tests.web.api.conftest import Program, key_for
from tests.web.pages import text_of
from tests.worker.day import make_due

pytestmark = pytest.mark.django_db
PAGE = "/credores/colegio/encerrar/"


@pytest.fixture
def credor():
    return builders.make_released_credor(
        slug="colegio", name="Colégio Exemplo", phone="+551140020000", email="contas@exemplo.test",
        pix_key="financeiro@exemplo.test",
    )  # fmt: skip


@pytest.fixture
def closed(credor):
    models.Credor.objects.update(closed_at=NOW, stopped_at=NOW)
    credor.refresh_from_db()
    return credor


def test_the_page_says_what_stops_and_closing_says_what_was_cancelled(enter, credor):
    make_due(builders.make_devedor(credor), titulos=2)
    owner = enter(credor)
    asked = owner.get(PAGE)
    assert "Hoje esperam 1 ação e 0 tarefas: são canceladas." in text_of(asked)
    assert "2 títulos em aberto" in text_of(asked)
    assert "as chaves da API e os webhooks continuam, para ler e acompanhar; o dono ainda os muda." in text_of(asked)
    assert 'value="Colégio Exemplo, (11) 4002-0000, contas@exemplo.test"' in asked.content.decode()

    page = text_of(owner.post(PAGE, {"contact": "Escola, (11) 4002-0001"}, follow=True))

    assert "Colégio Exemplo encerrado. O que esperava foi cancelado: ações, 1; tarefas, 0." in page
    assert "Colégio Exemplo foi encerrado em 24/11/2026 10h00." in page
    assert "A quem abre um link: «Escola, (11) 4002-0001»." in page
    action = text_of(owner.get("/acoes/?credor=colegio&aba=expiradas"))
    assert "O credor foi encerrado. Reaberto, a noite planeja o passo de novo, se ainda couber." in action


def test_of_a_large_portfolio_the_page_says_more_than_it_counts(enter, credor, monkeypatch):
    monkeypatch.setattr(credores, "WAITING_CEILING", 2)
    for number in range(3):
        make_due(builders.make_devedor(credor, document="", name=f"Ana {number}"), titulos=1)

    page = text_of(enter(credor).get(PAGE))
    assert "Hoje esperam mais de 2 ações e 0 tarefas: são canceladas." in page
    assert "Mais de 2 títulos em aberto e todo o histórico" in page


def test_it_comes_back_paused_and_the_page_says_what_to_do(enter, closed):
    page = text_of(enter(closed).post("/credores/colegio/reabrir/", follow=True))

    assert "Colégio Exemplo reaberto. Nada sai até alguém retomar os envios." in page
    assert "Retomar envios" in page


def test_a_busy_credor_is_refused_on_the_page_with_what_was_typed(enter, credor):
    owner = enter(credor)
    models.Job.objects.create(
        credor=credor, kind="import.write", import_file=builders.make_import(credor), queued_at=NOW,
        account=models.Account.objects.get(),
    )  # fmt: skip
    response = owner.post(PAGE, {"contact": "Escola"})

    assert (response.status_code, "Uma importação deste credor está na fila" in text_of(response)) == (409, True)
    assert 'value="Escola"' in response.content.decode()


def test_credores_shows_the_open_and_the_closed_by_a_filter(enter, closed):
    other = builders.make_credor(slug="academia", name="Academia Exemplo")
    owner = enter(closed, other)

    page, ended = text_of(owner.get("/credores/")), text_of(owner.get("/credores/?situacao=encerrados"))

    assert ("Academia Exemplo" in page, "Colégio Exemplo CNPJ" in page) == (True, False)
    assert "encerrado em 24/11/2026 10h00 encerrado os envios de Colégio Exemplo" in ended
    assert "Academia Exemplo CNPJ" not in ended
    both = text_of(owner.get("/credores/?situacao=todos"))
    assert ("Colégio Exemplo CNPJ" in both, "Academia Exemplo CNPJ" in both) == (True, True)


def test_lists_of_all_leave_it_out_and_its_own_are_read_and_taken(enter, closed):
    builders.make_titulo(builders.make_devedor(closed, name="Ana Exemplo"))
    other = builders.make_credor(slug="academia")
    builders.make_titulo(builders.make_devedor(other, name="Bia Exemplo"))
    owner = enter(closed, other)

    for address in ("/titulos/", "/devedores/"):
        of_all, own = text_of(owner.get(address)), text_of(owner.get(f"{address}?credor=colegio"))
        assert ("Ana Exemplo" in of_all, "Bia Exemplo" in of_all) == (False, True), address
        assert ("Ana Exemplo" in own, "Bia Exemplo" in own) == (True, False), address
    taken = owner.get("/titulos/planilha/?credor=colegio")
    assert (taken.status_code, b"Ana Exemplo" in b"".join(taken)) == (200, True)
    for address in ("/pagamentos/", "/titulos/", "/acoes/", "/tarefas/", "/auditoria/"):
        assert "Colégio Exemplo (encerrado)" in text_of(owner.get(address)), address


def test_who_has_only_closed_credores_still_sees_their_lists(enter, closed):
    builders.make_titulo(builders.make_devedor(closed, name="Ana Exemplo"))

    assert "Ana Exemplo" in text_of(enter(closed).get("/titulos/"))


def test_why_says_that_the_credor_is_closed(enter, closed):
    devedor = builders.make_devedor(closed)
    builders.make_contact(devedor)
    builders.make_titulo(devedor)
    page = text_of(enter(closed).get(f"/devedores/{devedor.id}/por-que/"))

    assert "Colégio Exemplo foi encerrado em 24/11/2026. Nada é planejado nem sai." in page
    assert "O credor foi encerrado em 24/11/2026: nada é planejado nem enviado." in page


def test_the_page_of_a_devedor_says_it_and_offers_nothing_that_would_be_refused(enter, closed):
    devedor = builders.make_devedor(closed)
    owner = enter(closed)
    page = text_of(owner.get(f"/devedores/{devedor.id}/"))

    assert "credor encerrado" in page
    assert ("Registrar pagamento" in page, "Pausar Pausar" in page) == (False, False)
    refused = owner.post(f"/devedores/{devedor.id}/pausa/", {"kind": "human", "reason": "pediu"})
    assert (refused.status_code, "Este credor foi encerrado em 24/11/2026" in text_of(refused)) == (409, True)


def link_of(credor) -> str:
    action = make_due(builders.make_devedor(credor, name="Ana Exemplo"), state="sent")
    ids = models.ActionItem.objects.filter(action=action).values_list("titulo_id", flat=True)
    builders.make_dispatch(action, amounts={str(titulo_id): {} for titulo_id in ids})
    return links.token_of(action.credor_id, action.id, ON)


def test_an_old_link_says_whom_to_talk_to_and_shows_nothing_to_pay(now, closed):
    token, browser = link_of(closed), Client()
    page = browser.get(f"/p/{token}")

    said = text_of(page)
    assert (page.status_code, "Olá, Ana." in said) == (200, True)
    assert "Colégio Exemplo não usa mais este serviço desde 24/11/2026." in said
    assert "pelo telefone (11) 4002-0000 ou pelo e-mail contas@exemplo.test" in said
    for hidden in ("R$", "Pix copia", "financeiro@exemplo.test", 'svg class="qr"', "Já paguei"):
        assert hidden not in page.content.decode(), hidden
    models.Credor.objects.update(closed_contact="Escola Nova, (11) 4002-0001")
    other = text_of(browser.get(f"/p/{token}"))
    assert ("Escola Nova, (11) 4002-0001" in other, "(11) 4002-0000" in other) == (True, False)


def test_an_old_link_takes_a_no_and_no_other_answer(now, closed):
    token, browser = link_of(closed), Client()
    for answer in ("ja_paguei", "contestacao", "human"):
        response = browser.post(f"/p/{token}/responder", {"answer": answer})
        assert (response.status_code, "Com quem falar" in text_of(response)) == (409, True), answer
    assert browser.post(f"/p/{token}/desfazer", {"answer": "human"}).status_code == 409
    assert not models.Hold.objects.exists()

    assert browser.post(f"/p/{token}/descadastro").status_code == 200
    assert models.Consent.objects.get().granted is False


def test_a_program_reads_and_is_refused_what_it_writes(now, closed):
    devedor = builders.make_devedor(closed)
    builders.make_titulo(devedor)
    asking = Program(closed, key_for(closed)[1])

    assert asking.get("titulos").status_code == 200
    asking.get("credores")
    assert (asking.said["rows"][0]["sending"], asking.said["rows"][0]["closed_at"]) == (
        "closed", "2026-11-24T13:00:00Z",
    )  # fmt: skip
    body = {"devedor_id": devedor.id, "cents": 100, "paid_on": "2026-11-24", "external_key": "a"}
    for path, asked in (
        ("payments", body),
        ("holds", {"devedor_id": devedor.id, "kind": "human"}),
        (f"devedores/{devedor.id}/contacts", {"kind": "email", "value": "ana@exemplo.test"}),
        ("titulos", {"rows": [{"devedor_name": "Bia Exemplo", "principal_cents": 10_00, "due_on": "2026-12-01"}]}),
    ):
        response = asking.post(path, asked)
        assert (response.status_code, asking.said.get("code")) == (409, "credor.closed"), (path, asking.said)
