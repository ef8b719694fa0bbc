"""Doctor tells where boletos that no longer serve could not be made again."""

import pytest

from adimple.cli.checks import upkeep as checks
from adimple.store import upkeep
from adimple.store.upkeep import Chore
from tests.builders import NOW, ON

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("is_well", "state"), [(True, "ok"), (False, "problem")])
def test_the_last_look_is_told_and_is_a_problem_only_where_it_failed(is_well, state):
    assert checks.boletos().state == "ok"  # nobody looked yet
    upkeep.note(upkeep.REISSUES, Chore(ON, NOW, is_well, "Boletos reemitidos: 2."))
    told = checks.boletos()
    assert (told.state, told.phrase) == (state, "Boletos reemitidos: 2. Foi em 24/11/2026 às 10h00.")
