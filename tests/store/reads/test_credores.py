"""Whether messages leave, in words that a page can show; what a page may know of a credor's e-mail."""

from datetime import date

import pytest

from adimple.domain.errors import NotFound
from adimple.store import sealing
from adimple.store.reads import credores
from adimple.store.reads.credores import Sending
from adimple.store.scope import Scope
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def test_without_credores_there_is_no_state():
    assert credores.sending(Scope({})) == Sending("", 0, 0, False)


def test_one_credor_that_sends_is_enough_to_say_that_messages_leave():
    ensaio, stopped, sending = (
        builders.make_credor(),
        builders.make_released_credor(stopped_at=NOW),
        builders.make_released_credor(),
    )
    scope = Scope({ensaio.id: "owner", stopped.id: "owner", sending.id: "operator"})

    assert credores.sending(scope) == Sending("on", in_ensaio=1, paused=1, can_stop=True)


@pytest.mark.parametrize(("role", "may"), [("owner", True), ("manager", True), ("operator", True), ("auditor", False)])
def test_whoever_works_may_stop_and_an_auditor_may_not(role, may):
    credor = builders.make_released_credor()

    assert credores.sending(Scope({credor.id: role})).can_stop is may


def test_a_credor_is_found_by_its_slug():
    credor = builders.make_credor(slug="colegio", name="Colégio Exemplo")

    assert credores.get_credor(Scope({credor.id: "auditor"}), "colegio").name == "Colégio Exemplo"
    with pytest.raises(NotFound):
        credores.get_credor(Scope({credor.id: "auditor"}), "outro")


def test_the_password_of_a_server_never_leaves_the_store():
    credor = builders.make_credor()
    builders.make_smtp(credor, username="colegio", password_sealed=sealing.seal("segredo do servidor"))

    row = credores.get_smtp(Scope({credor.id: "owner"}), credor.id)

    assert row is not None
    assert row.has_password
    assert "segredo" not in repr(row)


def test_policies_come_newest_first():
    credor = builders.make_credor()
    builders.make_policy(credor, effective_on=date(2026, 11, 1), multa_ppb=10_000_000)

    rows = credores.list_policies(Scope({credor.id: "auditor"}), credor.id)

    assert [(row.kind, row.effective_on, row.policy.multa_ppb) for row in rows] == [
        ("B2C", date(2026, 11, 1), 10_000_000),
        ("B2B", date(2020, 1, 1), 20_000_000),
        ("B2C", date(2020, 1, 1), 20_000_000),
    ]
