"""What the page of people says that each role may do is said of every address, and the guide says the same.

That each role may so much at each address and no more: `test_matrix`, which asks them all.
"""

import inspect
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from adimple.domain import imputacao_why
from adimple.store import models
from adimple.usecases.context import ROLE_NAMES, ROLES
from adimple.web.console import urls
from adimple.web.console.configuracoes.rights import OF_ANYBODY, RIGHTS, Right
from tests import builders
from tests.store.reads.test_scope import World, full_world
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db

GUIDE = Path(__file__).parents[2] / "docs" / "guia" / "credor.md"
BY_ADDRESS = {pattern.name: pattern for pattern in urls.urlpatterns}


def sheet(kind: str):
    return lambda world: {
        "credor": str(world.credor_id),
        "kind": kind,
        "file": SimpleUploadedFile("planilha.csv", b"nome;valor;vencimento\nAna Exemplo;10,00;10/11/2026\n"),
    }


# What an address asks before it asks who one is.
TYPED = {
    "credores_novo": lambda _: {
        "credor_name": "Outro Exemplo",
        "credor_document": "11222333000181",
        "credor_address": "Rua do Modelo, 1",
    },
    "importar": sheet("titulos"),
    "importar_esquecer": lambda world: {"lembradas": "1"},
    "configuracoes_webhooks": lambda world: {"url": "https://erp.exemplo.test/avisos", "which": "todos"},
    "configuracoes_api": lambda world: {"name": "ERP Exemplo", "days": "90", "scope": "titulos.ler"},
    "configuracoes_convenio_novo": lambda world: {"bank_code": "341"},
    "recebimentos_emitir": lambda world: {"convenio": str(world.convenio_id)},
    "equipe_convidar": lambda world: {"credor": world.slug},
    "equipe_papel": lambda world: {"credor": world.slug, "role": "operator"},
    "equipe_retirar": lambda world: {"credor": world.slug},
    "equipe_link_de_senha": lambda world: {"credor": world.slug},
    "equipe_duas_etapas": lambda world: {"credor": world.slug},
    "configuracoes_imputacao": lambda _: {"order": imputacao_why.LAW, "effective_on": "01/12/2026"},
    "recebimentos_conciliar": lambda world: {"devedor": str(world.devedor_id)},
    "pagamentos_novo": lambda world: {"devedor": str(world.devedor_id), "valor": "1,00", "data": "24/11/2026"},
}


def post(enter, role: str, address: str, typed=None):
    """The answer to that role at that address, over a credor with one of everything."""
    world, member = full_world(), builders.make_account()
    credor = models.Credor.objects.get(id=world.credor_id)
    builders.make_membership(member, credor, "auditor")
    pattern = BY_ADDRESS[address]
    ids = ids_of(world) | {"account_id": member.id}
    typed = typed or TYPED.get(address, lambda _: {})
    return enter(credor, role=role).post(
        reverse(address, kwargs={name: ids[name] for name in pattern.pattern.converters}), typed(world)
    )


def ids_of(world: World) -> dict:
    devedor = models.Devedor.objects.get(id=world.devedor_id)
    ids = {name: getattr(world, name) for name in World.__dataclass_fields__}
    return ids | {"hold_id": builders.make_hold(devedor).id}


def is_refused(response, lowest: str) -> bool:
    return response.status_code == 409 and f"isto pede {ROLE_NAMES[lowest]}" in text_of(response)


@pytest.mark.parametrize("role", ROLES)
def test_a_sheet_of_payments_is_imported_by_who_may_register_payments(enter, role):
    response = post(enter, role, "importar", sheet("payments"))

    assert is_refused(response, "operator") == (role == "auditor")


def test_every_address_that_changes_something_says_who_may():
    changing = {name for name, pattern in BY_ADDRESS.items() if takes_post(pattern.callback)}
    doors = {pattern.name for pattern in urls.DOORS}
    said = {address for right in RIGHTS for address in right.addresses}

    assert changing - doors - said == set(OF_ANYBODY)


def takes_post(view) -> bool:
    """By the decorator over it."""
    source = inspect.getsource(inspect.unwrap(view))
    return "require_POST" in source or '"POST"' in source


def test_the_guide_has_the_same_table():
    rows = [f"| {right.words} | {right.who} |" for right in RIGHTS]

    table = GUIDE.read_text(encoding="utf-8").partition("| Ato |")[2]
    assert re.findall(r"^\| (?!---).*$", table, re.M)[: len(rows)] == rows


def test_the_page_shows_the_table(enter):
    page = text_of(enter(builders.make_credor(slug="colegio"), role="auditor").get("/equipe/"))

    for right in RIGHTS:
        assert f"{right.words} {right.who.capitalize()}" in page


def test_who_may_is_said_in_words():
    assert [Right("", role).who for role in ROLES] == ["dono", "dono e gestor", "dono, gestor e operador", "todos"]
