"""How many questions a page puts to the database: what every page asks, twenty people ask at once."""

import pytest

from tests import builders
from tests.builders import NOW, ON
from tests.worker.day import make_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def credores():
    """Two, each with a due action, a task, a título paid in part and one on hold."""
    made = [builders.make_released_credor(), builders.make_released_credor()]
    for credor in made:
        for _ in range(3):
            devedor = builders.make_devedor(credor)
            builders.make_hold(devedor, kind="contestacao")
            builders.make_contact(devedor, value=f"{devedor.id}@exemplo.test")
            action = make_due(devedor)
            builders.make_task(devedor, action=action)
            titulo = builders.make_titulo(devedor, principal_cents=10_000)
            payment = builders.make_payment(devedor, amount_cents=4_000, paid_on=ON, registered_at=NOW)
            builders.make_imputacao(payment, titulo, principal_cents=4_000, principal_left_cents=6_000)
    return made


@pytest.mark.parametrize(
    ("address", "most"),
    # Session, account, device, scope; rail, whether messages leave, credores, foot; and what the page is about.
    [("/titulos/", 12), ("/titulos/?situacao=pausados", 12), ("/devedores/", 11), ("/acoes/", 17), ("/tarefas/", 18)],
)
def test_a_list_asks_as_much_of_many_rows_as_of_one(enter, credores, address, most, django_assert_max_num_queries):
    client = enter(*credores)
    client.get(address)  # the first visit of a browser writes its device down

    with django_assert_max_num_queries(most):
        response = client.get(address)

    assert response.status_code == 200
