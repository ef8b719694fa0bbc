"""The foot of every page: what the machine last did, with a sign where somebody has to look."""

from datetime import timedelta

import pytest

from adimple.store import models, upkeep
from tests import builders
from tests.builders import NOW, ON
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db


def foot_of(enter, credor, role="owner") -> str:
    return text_of(enter(credor, role=role).get("/tarefas/")).partition("Última noite:")[2]


def test_a_machine_that_has_done_nothing_says_so(enter):
    page = text_of(enter(builders.make_credor()).get("/tarefas/"))

    assert page.endswith(
        "Trabalhador nunca ligado Última noite: nenhuma Último backup: nenhum Conferência: ainda não feita"
    )


def test_the_foot_says_when_each_thing_was_last_done(enter):
    credor = builders.make_credor()
    models.Heartbeat.objects.create(process="envios", beat_at=NOW - timedelta(seconds=119))
    models.CycleRun.objects.create(credor=credor, on=ON, started_at=NOW, finished_at=NOW - timedelta(hours=8))
    for chore in (upkeep.BACKUP, upkeep.DOCTOR):
        upkeep.note(chore, upkeep.Chore(ON, NOW - timedelta(hours=7), is_well=True, said="Tudo certo."))

    page = text_of(enter(credor).get("/tarefas/"))

    assert "Trabalhador ligado" in page
    told = page.partition("Última noite:")[2]
    assert told == " 24/11/2026 02h00 Último backup: 24/11/2026 03h00 Conferência: tudo certo, 24/11/2026 03h00"


def test_a_worker_without_a_sign_for_two_minutes_is_told(enter):
    models.Heartbeat.objects.create(process="envios", beat_at=NOW - timedelta(minutes=2))

    assert "Trabalhador sem sinal desde" in text_of(enter(builders.make_credor()).get("/tarefas/"))


def test_only_the_owner_reads_what_doctor_found(enter):
    upkeep.note(upkeep.DOCTOR, upkeep.Chore(ON, NOW, is_well=False, said="Restam só 0,2 GB no disco de /dados."))
    credor = builders.make_credor()

    assert foot_of(enter, credor).endswith("Restam só 0,2 GB no disco de /dados. Rode adimple doctor .")
    assert foot_of(enter, credor, "operator").endswith("há o que corrigir , 24/11/2026 10h00")


def test_the_night_of_another_credor_is_not_told(enter):
    models.CycleRun.objects.create(credor=builders.make_credor(), on=ON, started_at=NOW, finished_at=NOW)

    assert foot_of(enter, builders.make_credor()).startswith(" nenhuma")


def test_the_foot_is_one_question_to_the_database(enter, django_assert_num_queries):
    from adimple.store.reads import access, foot

    builders.make_credor()
    with django_assert_num_queries(2):  # the scope's own, and the foot's
        foot.foot(access.whole_scope())
