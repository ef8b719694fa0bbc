"""Who most use-cases happen to: one credor, somebody who owes it, and its manager, who asks. A file has its own."""

import pytest

from tests import builders
from tests.usecases import banking


@pytest.fixture
def credor():
    return builders.make_credor()


@pytest.fixture
def devedor(credor):
    return builders.make_devedor(credor)


@pytest.fixture
def ctx(credor):
    return builders.context_in(credor)


@pytest.fixture
def convenio():
    """Of Itaú, of a credor of its own."""
    return banking.convenio_that_registers()


@pytest.fixture
def titulo(convenio):
    """Overdue, of a devedor of that convênio's credor."""
    return banking.titulo_of(banking.devedor_of(convenio.credor), due_on=banking.LATE)
