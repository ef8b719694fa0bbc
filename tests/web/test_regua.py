"""The régua's pages and "por quê?": what they show is what is in force, within the scope."""

import pytest

from adimple.store import models
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    """A logged-in operator of one credor."""
    account = builders.make_account()
    credor = builders.make_released_credor(name="Colégio Exemplo")
    builders.make_membership(account, credor, "operator")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    client.credor = credor
    return client


def text_of(response) -> str:
    return response.content.decode()


def test_the_regua_in_force_is_shown_with_every_step_and_its_channels(staff):
    page = text_of(staff.get("/regua/"))
    assert "Régua amigável, versão 1, em vigor desde 01/01/2026" in page
    assert page.count('id="pf-') == 11
    assert page.count('id="pj-') == 8
    assert "E-mail, depois WhatsApp, depois SMS" in page


def test_a_version_of_the_future_is_shown_as_such(staff):
    first = models.Regua.objects.get(credor=staff.credor)
    later = first.document | {"version": 2, "effective_on": "2099-01-01"}
    models.Regua.objects.create(
        credor=staff.credor, version=2, effective_on="2099-01-01", document=later, author="x", created_at=builders.NOW
    )
    assert "versão 1, em vigor desde 01/01/2026" in text_of(staff.get("/regua/"))
    assert "versão 2, vale a partir de 01/01/2099" in text_of(staff.get("/regua/?versao=2"))
    assert staff.get("/regua/?versao=3").status_code == 404


def second_version(credor):
    first = models.Regua.objects.get(credor=credor)
    steps = [step for step in first.document["steps"] if step["code"] != "vencido_d2"]
    steps = [step | ({"template": "pf_aviso_15"} if step["code"] == "vencido_d10" else {}) for step in steps]
    later = first.document | {"version": 2, "effective_on": "2026-12-01", "steps": steps}
    models.Regua.objects.create(
        credor=credor, version=2, effective_on="2026-12-01", document=later, author="rita@exemplo.test",
        created_at=builders.NOW,
    )  # fmt: skip


def test_two_versions_stand_side_by_side_in_words(staff):
    second_version(staff.credor)

    page = text_of(staff.get("/regua/comparar/"))

    assert "2 passos diferentes" in page
    assert "17 passos iguais" in page  # 11 + 8, less two
    assert "Sai o passo: aviso de atraso, 2 dias depois do vencimento" in page
    assert "Usa o modelo «pf_aviso_15»; antes, «pf_aviso_10»." in page
    assert "<ins>" in page
    assert "<del>" in page
    assert "rita@exemplo.test" in page
    assert "dona@exemplo.test" in page
    back = text_of(staff.get("/regua/comparar/?de=2&ate=1"))
    assert "Entra um passo: aviso de atraso" in back


def test_the_first_version_stands_beside_the_one_that_ships(staff):
    page = text_of(staff.get("/regua/comparar/"))

    assert "Os passos são os mesmos" in page
    assert "19 passos iguais" in page
    assert 'href="/regua/comparar/?credor=' in text_of(staff.get("/regua/"))


def test_a_version_that_is_not_there_is_not_compared(staff):
    assert staff.get("/regua/comparar/?de=9").status_code == 404
    assert staff.get(f"/regua/comparar/?credor={builders.make_credor().slug}").status_code == 404


def test_the_regua_of_another_credor_is_not_found(staff):
    other = builders.make_credor()
    assert staff.get(f"/regua/?credor={other.slug}").status_code == 404


def test_a_template_is_shown_with_its_placeholders(staff):
    page = text_of(staff.get("/regua/modelos/pf_aviso_10/"))
    assert "{identificacao}" in page
    assert staff.get("/regua/modelos/nao_ha/").status_code == 404


def test_por_que_tells_the_arithmetic_and_the_rule_that_refuses(staff):
    devedor = builders.make_devedor(staff.credor)
    builders.make_titulo(devedor, due_on="2026-11-10", principal_cents=850_00)
    builders.make_hold(devedor, kind="death")
    page = text_of(staff.get(f"/devedores/{devedor.id}/por-que/?dia=24/11/2026"))
    assert "Multa: 850,00 × 2% = 17,00." in page
    assert "CON-DEAD" in page
    assert "O que muda isso" in page


def test_por_que_of_a_bad_day_says_so_and_shows_today(staff):
    devedor = builders.make_devedor(staff.credor)
    response = staff.get(f"/devedores/{devedor.id}/por-que/?dia=31/02/2026")
    assert response.status_code == 422
    assert "Mostramos o dia de hoje." in text_of(response)


def test_por_que_of_another_credors_devedor_is_not_found(staff):
    devedor = builders.make_devedor(builders.make_credor())
    assert staff.get(f"/devedores/{devedor.id}/por-que/").status_code == 404
