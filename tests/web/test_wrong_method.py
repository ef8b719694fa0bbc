"""What a person reads who opens in a browser an address that only takes what a button sends."""

import pytest

from adimple.usecases import links
from tests import builders
from tests.builders import ON
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db

HOST = "http://testserver"


def test_the_console_says_that_nothing_changed_and_leads_back(enter):
    client = enter(builders.make_credor())

    page = client.get("/envios/pausa/", headers={"Referer": f"{HOST}/titulos/?q=ana"})

    assert page.status_code == 405
    assert "Este endereço não se abre assim" in text_of(page)
    assert "Nada mudou agora. Volte à página de onde veio e use o botão dela." in text_of(page)
    assert f'<a class="btn" href="{HOST}/titulos/?q=ana">Voltar</a>' in page.content.decode()


# Nowhere; another site; the very address, reloaded.
@pytest.mark.parametrize("came_from", ["", "https://outro.test/", f"{HOST}/sair/"])
def test_who_came_from_nowhere_here_is_led_to_the_first_page(enter, came_from):
    page = enter(builders.make_credor()).get("/sair/", headers={"Referer": came_from})

    assert '<a class="btn" href="/">Ir para o começo</a>' in page.content.decode()


def test_a_devedor_is_led_to_their_own_page(client, now):
    action = builders.make_action(builders.make_devedor(builders.make_credor()), state="sent")
    token = links.token_of(action.credor_id, action.id, ON)

    for address in ("responder", "pix", "desfazer"):
        page = client.get(f"/p/{token}/{address}")

        assert page.status_code == 405
        assert "Este endereço só recebe o toque de um botão" in text_of(page)
        assert "Nada mudou agora." in text_of(page)
        assert f'href="/p/{token}">Voltar à página</a>' in page.content.decode()
        assert page.headers["Allow"] == "POST"
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["Referrer-Policy"] == "no-referrer"


def test_what_a_button_sends_to_a_paper_is_not_told_of_as_a_button_s_address(client, now):
    action = builders.make_action(builders.make_devedor(builders.make_credor()), state="sent")
    token = links.token_of(action.credor_id, action.id, ON)

    for paper in ("boleto", "recibo"):
        page = client.post(f"/p/{token}/{paper}/1.pdf")

        assert page.status_code == 405
        assert "Este endereço não recebe o que foi mandado a ele. Nada mudou agora. Voltar" in text_of(page)
        assert f'href="/p/{token}">Voltar à página</a>' in page.content.decode()


def test_the_page_that_checks_a_code_leads_to_itself(client, now):
    page = client.put("/verdade/")

    assert page.status_code == 405
    assert "toque de um botão" not in text_of(page)
    assert 'href="/verdade/">Voltar à página</a>' in page.content.decode()


def test_a_program_reads_no_page(client, now):
    api, hook = client.get("/api/v1/holds"), client.get("/pix/nada/pix")

    assert (api.status_code, api.headers["Content-Type"]) == (405, "application/problem+json")
    assert (hook.status_code, hook.content) == (405, b"")
