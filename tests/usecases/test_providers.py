"""Where a credor's e-mail leaves from, and what keeps it from being used."""

import pytest

from adimple.store import sealing
from adimple.store.reads.moment import Speaker
from adimple.usecases.providers import providers_of
from tests import builders

pytestmark = pytest.mark.django_db


def fault_of(credor):
    speaker = Speaker(**{name: getattr(credor, name, False) for name in Speaker.__dataclass_fields__})
    return providers_of([speaker])[credor.id].fault


def test_a_server_whose_password_was_emptied_is_not_tried():
    credor = builders.make_credor()
    builders.make_smtp(credor, username="colegio", password_sealed=b"")

    assert fault_of(credor) == "Falta a senha do servidor de e-mail deste credor: digite-a em Configurações."


def test_a_server_with_its_password_and_one_that_asks_for_none_are_used():
    credor, open_door = builders.make_credor(), builders.make_credor()
    builders.make_smtp(credor, username="colegio", password_sealed=sealing.seal("segredo"))
    builders.make_smtp(open_door)

    assert (fault_of(credor), fault_of(open_door)) == ("", "")
