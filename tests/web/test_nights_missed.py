"""After days off, the first page says which nights there were not and what enters now."""

from datetime import timedelta

import pytest

from adimple.store import models
from tests import builders
from tests.builders import NOW, ON
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


def painel(enter, *days_ago: int) -> str:
    credor = builders.make_credor()
    builders.make_titulo(builders.make_devedor(credor))
    for days in days_ago:
        on = ON - timedelta(days=days)
        models.CycleRun.objects.create(credor=credor, on=on, started_at=NOW, finished_at=NOW)
    return text_of(enter(credor).get("/"))


def test_three_days_off_are_told_by_their_dates(enter):
    # nights of the 20th and of the 24th: none on the 21st, 22nd and 23rd
    page = painel(enter, 4, 0)

    assert "O Adimple não planejou de 21/11/2026 a 23/11/2026" in page
    assert "entra só o passo devido agora" in page


def test_one_day_off_is_told_as_one(enter):
    assert "O Adimple não planejou em 23/11/2026:" in painel(enter, 2, 0)


@pytest.mark.parametrize("days_ago", [(1, 0), (0,), (4,), ()])
def test_a_night_after_a_night_the_first_one_and_none_yet_say_nothing(enter, days_ago):
    assert "não planejou" not in painel(enter, *days_ago)
