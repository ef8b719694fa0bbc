"""Who most use-cases happen to: one credor, somebody who owes it, and its manager, who asks. A file has its own."""

import pytest

from tests import builders


@pytest.fixture
def credor():
    return builders.make_credor()


@pytest.fixture
def devedor(credor):
    return builders.make_devedor(credor)


@pytest.fixture
def ctx(credor):
    return builders.context_in(credor)
