"""The pages of títulos and devedores: what one finds, what the page says when there is nothing."""

from datetime import timedelta

import pytest

from adimple.store.page import PAGE_SIZE
from tests import builders
from tests.builders import ON
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


def test_a_titulo_is_listed_with_what_it_owes_today(enter):
    credor = builders.make_credor()
    devedor = builders.make_devedor(credor, name="Ana Exemplo", document="52998224725")
    builders.make_titulo(devedor, number="CE-1", description="Mensalidade", due_on=ON - timedelta(days=14))

    page = text_of(enter(credor, role="auditor").get("/titulos/"))

    # 850,00 + 17,00 + 3,96
    assert "Mensalidade CE-1 Ana Exemplo ***.982.247-** 10/11/2026 14 dias 850,00 20,96 870,96" in page
    assert "1 título Principal em aberto: R$ 850,00" in page
    assert "529.982.247-25" not in page


def test_a_devedor_is_listed_with_the_sum_of_what_is_owed(enter):
    credor = builders.make_credor()
    devedor = builders.make_devedor(credor, name="Ana Exemplo", document="52998224725")
    builders.make_titulo(devedor, due_on=ON - timedelta(days=14))
    builders.make_titulo(devedor, due_on=ON + timedelta(days=5), principal_cents=100_00)

    page = text_of(enter(credor).get("/devedores/"))

    assert "Ana Exemplo ***.982.247-** 14 dias 2 870,96 970,96" in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/titulos/", "Nenhum título em aberto"),
        ("/titulos/?q=zzz", "Nenhum título encontrado"),
        ("/devedores/", "Ninguém com título em aberto"),
        ("/devedores/?situacao=pausados", "Ninguém encontrado"),
    ],
)
def test_an_empty_list_says_why_and_what_next(enter, address, words):
    assert words in text_of(enter(builders.make_credor()).get(address))


def test_a_search_keeps_its_words_on_the_next_page(enter):
    credor = builders.make_credor()
    devedor = builders.make_devedor(credor, name="João Exemplo")
    for _ in range(PAGE_SIZE + 1):
        builders.make_titulo(devedor)
    client = enter(credor)

    first = client.get("/titulos/", {"q": "jo", "faixa": "de_1_a_30"})
    [link] = [part.split('"')[0] for part in first.content.decode().split('href="') if "cursor=" in part.split('"')[0]]
    second = client.get("/titulos/" + link.replace("&amp;", "&"))

    assert "q=jo" in link
    assert second.content.decode().count('class="name"') == 1
    assert 'value="jo"' in second.content.decode()


def test_a_band_that_does_not_exist_is_an_input_error(enter):
    assert enter(builders.make_credor()).get("/titulos/?faixa=ontem").status_code == 422


def test_the_credor_is_named_only_where_there_are_many(enter):
    one = builders.make_credor(name="Colégio Exemplo")
    builders.make_titulo(builders.make_devedor(one))

    assert "Colégio Exemplo" not in text_of(enter(one).get("/titulos/"))
    assert "Colégio Exemplo" in text_of(enter(one, builders.make_credor()).get("/titulos/"))
