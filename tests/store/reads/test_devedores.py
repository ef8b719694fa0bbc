"""The list of devedores, and one devedor's contacts, consents and holds."""

from datetime import date, timedelta

import pytest

from adimple.domain.errors import NotFound
from adimple.store.page import PAGE_SIZE
from adimple.store.reads import devedores
from adimple.store.reads.devedores import DevedorFilter, list_devedores
from adimple.store.scope import Scope
from tests import builders
from tests.builders import NOW, ON

pytestmark = pytest.mark.django_db


@pytest.fixture
def credor():
    return builders.make_credor()


@pytest.fixture
def scope(credor):
    return Scope({credor.id: "auditor"})


def found(scope, **wanted) -> list[str]:
    return [row.name for row in list_devedores(scope, DevedorFilter(**wanted), ON).rows]


def test_names_come_in_order_whatever_their_accents_and_case(credor, scope):
    for name in ("Zélia Teste", "ana exemplo", "Álvaro Modelo", "Ágata Amostra"):
        builders.make_titulo(builders.make_devedor(credor, name=name))

    assert found(scope) == ["Ágata Amostra", "Álvaro Modelo", "ana exemplo", "Zélia Teste"]


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("abertos", ["Com Aberto", "Com Pausa", "Com Vencido"]),
        ("vencidos", ["Com Pausa", "Com Vencido"]),
        ("pausados", ["Com Pausa"]),
        ("incompletos", ["Sem CPF"]),
        ("todos", ["Com Aberto", "Com Pausa", "Com Vencido", "Em Dia", "Sem CPF"]),
    ],
)
def test_each_situation_shows_its_own(credor, scope, state, names):
    builders.make_titulo(builders.make_devedor(credor, name="Com Aberto"), due_on=ON + timedelta(days=5))
    builders.make_titulo(builders.make_devedor(credor, name="Com Vencido"))
    held = builders.make_devedor(credor, name="Com Pausa")
    builders.make_titulo(held)
    builders.make_hold(held)
    builders.make_paid_titulo(builders.make_devedor(credor, name="Em Dia"))
    builders.make_devedor(credor, name="Sem CPF", document="")

    assert found(scope, state=state) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("jo", ["João Exemplo"]),
        ("111.444.777-35", ["João Exemplo"]),
        ("NF-77", ["João Exemplo"]),
        ("mar", ["Maria"]),
        ("exempl", ["João Exemplo"]),  # a word, where no name begins so
        ("Exemplo joão", ["João Exemplo"]),
        ("xemplo", []),
        ("exemplo maria", []),
        ("& | ! ' :*", []),
    ],
)
def test_search_finds_by_name_document_and_titulo_number(credor, scope, text, names):
    builders.make_titulo(builders.make_devedor(credor, name="João Exemplo", document="11144477735"), number="NF-771")
    builders.make_titulo(builders.make_devedor(credor, name="Maria"), number="NF-9")

    assert found(scope, text=text) == names


def test_a_band_shows_whoever_has_one_open_titulo_in_it(credor, scope):
    devedor = builders.make_devedor(credor, name="Ana")
    builders.make_titulo(devedor, due_on=ON - timedelta(days=45))
    builders.make_titulo(devedor, due_on=ON - timedelta(days=2))
    builders.make_paid_titulo(devedor, due_on=ON - timedelta(days=75))

    assert found(scope, bucket="de_31_a_60") == ["Ana"]
    assert found(scope, bucket="de_61_a_90") == []


def test_a_line_brings_the_open_titulos_only(credor, scope):
    devedor = builders.make_devedor(credor)
    opened = builders.make_titulo(devedor)
    builders.make_paid_titulo(devedor)

    [row] = list_devedores(scope, DevedorFilter(), ON).rows

    assert [titulo.id for titulo in row.titulos] == [opened.id]


def test_people_of_one_name_are_all_listed_across_pages(credor, scope):
    for number in range(PAGE_SIZE + 3):
        builders.make_titulo(builders.make_devedor(credor, name="Ana Exemplo", document=f"{number}"))

    ids, cursor = [], ""
    while cursor is not None:
        page = list_devedores(scope, DevedorFilter(), ON, cursor)
        ids += [row.id for row in page.rows]
        cursor = page.next_cursor

    assert len(ids) == len(set(ids)) == PAGE_SIZE + 3


def test_a_devedor_that_is_not_there_is_not_found(scope):
    with pytest.raises(NotFound):
        devedores.get_devedor(scope, 2**40)


def test_usable_contacts_come_before_the_wrong_ones(credor, scope):
    devedor = builders.make_devedor(credor)
    builders.make_contact(devedor, value="velho@exemplo.test", wrong_at=NOW)
    builders.make_contact(devedor, kind="phone", value="+5511900000001")
    builders.make_contact(devedor, value="novo@exemplo.test")

    values = [row.value for row in devedores.contacts(scope, devedor.id)]

    assert values == ["novo@exemplo.test", "+5511900000001", "velho@exemplo.test"]


def test_a_hold_shows_until_its_last_day(credor, scope):
    devedor = builders.make_devedor(credor)
    builders.make_hold(devedor, until=ON)

    assert len(devedores.holds(scope, devedor.id, ON)) == 1
    assert devedores.holds(scope, devedor.id, ON + timedelta(days=1)) == []


def test_a_hold_of_one_titulo_names_it(credor, scope):
    devedor = builders.make_devedor(credor)
    titulo = builders.make_titulo(devedor, description="Mensalidade", due_on=date(2026, 11, 10))
    builders.make_hold(devedor, titulo=titulo)

    assert [hold.titulo for hold in devedores.holds(scope, devedor.id, ON)] == ["Mensalidade"]
