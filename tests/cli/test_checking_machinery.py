"""`adimple doctor`, of the machinery: backup, imports, locks, constraints, versions and the night's own sums."""

from datetime import timedelta

import psycopg
import pytest

from adimple.cli import checking
from adimple.cli.checks import machinery as checks
from adimple.store import models, upkeep
from adimple.store.reads import machinery
from adimple.usecases.mark_installation import mark_installation
from tests import builders
from tests.builders import NOW, ON
from tests.cli.test_checking import LONG_AGO, problems, run_sql

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def installation(database_url):
    mark_installation(NOW)


def said(code: str) -> tuple[str, str]:
    result = next(result for result in checking.examine(NOW) if result.code == code)
    return result.state, result.phrase


def make_job(**given) -> models.Job:
    file = builders.make_import(builders.make_credor())
    row = {"kind": "import.write", "account": builders.make_account(), "queued_at": NOW}
    return models.Job.objects.create(credor_id=file.credor_id, import_file=file, **row | given)


def test_the_age_of_the_last_backup_is_told_and_a_day_and_a_half_is_too_much(monkeypatch):
    monkeypatch.setenv("ADIMPLE_BACKUPS", "/backups")
    assert said("backup") == ("note", "Ainda não há backup da noite.")

    upkeep.note(upkeep.BACKUP, upkeep.Chore(ON, NOW - timedelta(hours=36), is_well=True, said="/backups/x.backup"))
    assert said("backup") == ("ok", "O último backup da noite é de 22/11/2026 às 22h00, em /backups/x.backup.")

    models.Upkeep.objects.update(at=NOW - timedelta(hours=36, seconds=1))
    assert list(problems()) == ["backup"]

    models.Upkeep.objects.update(at=NOW - timedelta(hours=1))
    upkeep.note(upkeep.BACKUP_FAILED, upkeep.Chore(ON, NOW, is_well=False, said="não há espaço no disco."))
    state, phrase = said("backup")
    assert state == "problem"
    assert phrase.endswith("não há espaço no disco.")

    monkeypatch.setenv("ADIMPLE_BACKUPS", "off")
    assert said("backup") == ("note", "O backup da noite está desligado aqui.")


def test_an_import_whose_worker_died_and_one_that_nobody_began_are_told():
    lost = make_job(state="running", leased_until=LONG_AGO)
    forgotten = make_job(queued_at=NOW - timedelta(minutes=61))
    make_job(queued_at=NOW - timedelta(minutes=59))

    assert problems() == {"jobs.lost": (1, (str(lost.id),)), "jobs.waiting": (1, (str(forgotten.id),))}


def test_an_action_of_no_titulo_is_told():
    action = builders.make_action(builders.make_devedor(builders.make_credor()))

    assert problems() == {"rows.empty_actions": (1, (str(action.id),))}


def test_a_night_that_counted_what_is_not_there_is_told():
    devedor = builders.make_devedor(builders.make_credor())
    action = builders.make_action(devedor)
    builders.make_item(action, builders.make_titulo(devedor))
    models.CycleRun.objects.update(counts={"actions": 1})
    assert problems() == {}

    models.CycleRun.objects.update(counts={"actions": 2})
    assert problems() == {"nights": (1, (str(action.cycle_run_id),))}


def test_a_transaction_left_open_is_told_by_the_number_of_its_process(database_url, monkeypatch):
    with psycopg.connect(database_url) as other:
        other.execute("SELECT 1")
        assert problems() == {}
        monkeypatch.setattr(machinery, "LONG_IDLE", timedelta(0))
        assert problems() == {"locks": (1, (str(other.info.backend_pid),))}


def test_a_constraint_that_was_never_proven_is_told():
    run_sql("ALTER TABLE payment ADD CONSTRAINT payment_of_tests CHECK (amount_cents > 0) NOT VALID")
    try:
        assert problems() == {"guards": (1, ("payment_of_tests",))}
    finally:
        run_sql("ALTER TABLE payment DROP CONSTRAINT payment_of_tests")


def test_a_server_older_than_the_oldest_that_serves_is_told(monkeypatch):
    assert said("versions")[0] == "ok"
    monkeypatch.setattr(checks, "OLDEST_POSTGRESQL", 990_000)
    assert list(problems()) == ["versions"]


def test_the_verdict_that_the_clock_keeps_is_one_line():
    assert checking.verdict(NOW).said == "Tudo certo."
    action = builders.make_action(builders.make_devedor(builders.make_credor()))
    told = checking.verdict(NOW)
    assert (told.is_well, told.said) == (False, f"Ações que não dizem de quais títulos são: 1 (nº {action.id}).")
