"""What no browser sends and somebody will: told, never a broken page."""

import pytest

from tests import builders
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/titulos/?q=a%00", "/devedores/?q=%00", "/tarefas/?q=%00", "/?credor=%00", "/regua/?credor=%00",
        "/pagamentos/novo/?q=%00", "/acoes/?dia=%00", "/pagamentos/?desde=%00", "/p/%00/",
    ],
)  # fmt: skip
def test_a_nul_in_an_address_is_told(enter, address):
    response = enter(builders.make_credor()).get(address)
    assert response.status_code == 422
    assert "caractere nulo" in text_of(response)


def test_a_nul_in_a_form_is_told_and_nothing_is_written(enter):
    credor = builders.make_credor(name="Colégio Exemplo")
    response = enter(credor).post(f"/configuracoes/{credor.slug}/credor/", {"name": "Colégio\0"})
    assert response.status_code == 422
    credor.refresh_from_db()
    assert credor.name == "Colégio Exemplo"


def test_a_nul_before_login_is_told(client, now):
    assert client.post("/entrar/", {"username": "a\0@exemplo.test", "password": "x"}).status_code == 422


def test_columns_without_their_fields_are_told(enter):
    file = builders.make_import(builders.make_credor())
    response = enter(file.credor, role="manager").post(f"/importar/{file.id}/colunas/", {"coluna": ["Nome", "CPF"]})
    assert response.status_code == 422
    assert "As colunas chegaram incompletas." in text_of(response)
