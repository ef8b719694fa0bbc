"""Doctor says which webhooks stopped by themselves, and which fail now."""

import pytest

from adimple.cli import checking
from adimple.cli.checks import webhooks
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def test_webhooks_that_work_or_that_a_person_stopped_are_all_right():
    credor = builders.make_credor()
    builders.make_webhook(credor)
    builders.make_webhook(credor, stopped_at=NOW, stop_cause="person")

    assert (webhooks.webhooks().state, webhooks.webhooks().phrase) == ("ok", "Nenhum webhook parou sozinho.")


def test_one_that_fails_is_a_note():
    failing = builders.make_webhook(builders.make_credor(), failures=2, failing_since=NOW)

    told = webhooks.webhooks()
    assert (told.state, told.phrase) == ("note", f"Webhooks que falham agora: 1 (nº {failing.id}).")


@pytest.mark.parametrize("cause", ["gone", "failing", "secret"])
def test_one_that_stopped_by_itself_is_a_problem_with_its_way_out(cause):
    credor = builders.make_credor()
    builders.make_webhook(credor, failures=2, failing_since=NOW)
    stopped = builders.make_webhook(credor, stopped_at=NOW, stop_cause=cause)

    told = webhooks.webhooks()
    assert (told.state, told.count, told.examples) == ("problem", 1, (str(stopped.id),))
    assert told.phrase == f"Webhooks que pararam sozinhos: 1 (nº {stopped.id})."
    assert "Religar" in told.fix


@pytest.mark.django_db(transaction=True)
def test_doctor_asks_it():
    assert "webhooks" in [result.code for result in checking.examine(NOW, shows_progress=False)]
