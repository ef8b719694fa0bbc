"""Configurações, API: an owner makes a key, sees it once, and revokes it."""

import re

import pytest

from adimple.store import models
from adimple.usecases import api_keys
from tests import builders
from tests.builders import NOW
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db
PAGE = "/configuracoes/colegio/api/"
TYPED = {"name": "ERP da matriz", "days": "30", "scope": ["titulos.ler", "titulos.escrever"]}


@pytest.fixture
def owner(enter):
    return enter(builders.make_credor(slug="colegio"))


def test_a_key_is_shown_once_and_opens_what_was_marked(owner):
    shown = text_of(owner.post(PAGE, TYPED))

    assert "Copie agora: ela não aparece de novo." in shown
    secret = re.search(r"adm_[0-9a-f]{8}_[\w-]{43}", shown).group()
    assert api_keys.open_key(secret, NOW).scopes == {"titulos.ler", "titulos.escrever"}
    listed = text_of(owner.get(PAGE))
    assert secret not in listed
    assert f"{secret[:12]} titulos.ler, titulos.escrever em vigor 24/12/2026 24/11/2026 10h00" in listed


def test_a_revoked_key_opens_nothing_and_stays_in_the_list(owner):
    secret = re.search(r"adm_\w{8}_[\w-]{43}", text_of(owner.post(PAGE, TYPED))).group()
    key = models.ApiKey.objects.get()

    owner.post(f"{PAGE}{key.id}/revogar/")

    assert api_keys.open_key(secret, NOW) is None
    assert "revogada" in text_of(owner.get(PAGE))
    assert [event.name for event in models.Event.objects.order_by("id")] == ["api_key.made", "api_key.revoked"]


def test_what_is_wrong_is_said_and_what_was_marked_stays(owner):
    response = owner.post(PAGE, {"name": "", "days": "400", "scope": "titulos.ler"})

    assert response.status_code == 422
    page = text_of(response)
    assert "Diga para que serve a chave" in page
    assert "Uma chave vale de 1 a 366 dias." in page
    assert 'value="titulos.ler" checked' in response.content.decode()
    assert "Marque ao menos uma permissão" in text_of(owner.post(PAGE, {"name": "ERP", "days": "9"}))
    assert not models.ApiKey.objects.exists()


def test_who_is_not_the_owner_sees_the_keys_and_no_form(enter):
    credor = builders.make_credor(slug="colegio")
    builders.make_api_key(credor, name="ERP da matriz")

    page = text_of(enter(credor, role="manager").get(PAGE))

    assert "ERP da matriz" in page
    assert "Criar chave" not in page
    assert "Revogar" not in page


def test_another_credor_s_key_is_not_there(owner):
    key = builders.make_api_key(builders.make_credor())

    assert owner.post(f"{PAGE}{key.id}/revogar/").status_code == 404
    key.refresh_from_db()
    assert key.revoked_at is None
