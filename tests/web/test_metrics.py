"""`/metrics` is strict Prometheus text, says nothing of a person, and answers only who may ask."""

import re
from datetime import timedelta

import pytest

from adimple.cycle import run
from adimple.store import models, night_times, upkeep
from adimple.worker import clock
from tests import builders
from tests.builders import NOW, ON
from tests.worker.day import machine

pytestmark = pytest.mark.django_db

TOKEN = "um-token-de-teste-0123456789abcdef"
# The exposition format 0.0.4, the part of it that we write.
NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (-?[0-9]+(?:\.[0-9]+)?)")
KINDS = ("counter", "gauge")


def parse(text: str) -> dict[str, float]:
    """Sample → value. Every family is told once, help and type first, then its samples together, none twice."""
    assert text.endswith("\n")
    found, lines, families = {}, text.splitlines(), set()
    name = ""
    while lines:
        line = lines.pop(0)
        if line.startswith("# HELP "):
            name = line.split(" ", 3)[2]
            assert re.fullmatch(NAME, name)
            assert name not in families
            families.add(name)
            assert lines.pop(0) in [f"# TYPE {name} {kind}" for kind in KINDS]
            assert lines[0].startswith(name)
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample, line
        assert sample[1] == name
        key = line.rpartition(" ")[0]
        assert key not in found
        found[key] = float(sample[3])
    return found


def test_an_empty_installation_is_told_in_strict_text(client, now):
    response = client.get("/metrics")

    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    told = parse(response.content.decode())
    assert told['adimple_actions_today{state="planned"}'] == 0
    assert told["adimple_queue_oldest_due_seconds"] == 0
    assert "adimple_worker_heartbeat_age_seconds" not in told
    assert told["process_resident_memory_bytes"] > 1 << 20


def test_each_figure_is_what_the_tables_hold(client, now):
    devedor = builders.make_devedor(builders.make_released_credor())
    stopped = builders.make_devedor(builders.make_released_credor(stopped_at=NOW))
    builders.make_action(devedor, due_at=NOW - timedelta(seconds=90))
    builders.make_action(stopped, due_at=NOW - timedelta(hours=9))  # stopped: it is not late
    builders.make_action(builders.make_devedor(devedor.credor), state="refused")
    builders.make_action(builders.make_devedor(devedor.credor), state="sent", on=ON - timedelta(days=1))
    builders.make_task(devedor)
    models.Heartbeat.objects.create(process="envios", beat_at=NOW - timedelta(seconds=7))
    upkeep.note(upkeep.BACKUP, upkeep.Chore(ON, NOW, is_well=True, said="x"))
    upkeep.note(upkeep.DOCTOR, upkeep.Chore(ON, NOW, is_well=False, said="1 problema"))

    told = parse(client.get("/metrics").content.decode())

    states = {key.partition('"')[2][:-2]: count for key, count in told.items() if key.startswith("adimple_actions")}
    assert {state: count for state, count in states.items() if count} == {"planned": 2, "refused": 1}
    assert told["adimple_queue_oldest_due_seconds"] == 90
    assert told["adimple_tasks_open"] == 1
    assert told["adimple_credores_sending"] == 1
    assert told["adimple_worker_heartbeat_age_seconds"] == 7
    assert told["adimple_backup_timestamp_seconds"] == NOW.timestamp()
    assert told["adimple_doctor_ok"] == 0


def test_the_last_night_is_told_by_phase_and_by_what_it_planned(client, now):
    credor, other = builders.make_released_credor(), builders.make_released_credor()
    for on, items, night in ((ON - timedelta(days=1), 900, 1), (ON, 30, 2), (ON, 4, 2)):
        counts = {"actions": items // 2, "items": items, "refused": 1}
        models.CycleRun.objects.create(
            credor=credor, on=on, night=night, started_at=NOW, finished_at=NOW - timedelta(seconds=60), counts=counts
        )
    night_times.keep(1, ON - timedelta(days=1), read_s=9, plan_s=9, write_s=9)
    night_times.keep(2, ON, read_s=1.5, plan_s=0.25, write_s=2)
    night_times.keep(2, ON, read_s=0.5, plan_s=0.25, write_s=1)

    told = parse(client.get("/metrics").content.decode())

    phases = {phase: told[f'adimple_night_phase_seconds{{phase="{phase}"}}'] for phase in ("read", "plan", "write")}
    assert phases == {"read": 2, "plan": 0.5, "write": 3}  # the two shards of the last night
    planned = {what: told[f'adimple_night_planned{{what="{what}"}}'] for what in ("actions", "titulos", "refused")}
    assert planned == {"actions": 17, "titulos": 34, "refused": 2}  # 15 + 2, 30 + 4, 1 + 1
    assert told["adimple_night_age_seconds"] == 60
    assert told["adimple_night_missing_credores"] == 1, other.slug


def test_each_chore_tells_whether_it_is_well_and_how_long_ago_it_was(client, now):
    upkeep.note(upkeep.BACKUP, upkeep.Chore(ON, NOW - timedelta(hours=30), is_well=True, said="x"))
    upkeep.note(upkeep.WEBHOOKS, upkeep.Chore(ON, NOW - timedelta(seconds=5), is_well=True, said="x"))
    beat = models.Heartbeat.objects.create(process="envios", beat_at=NOW, said="Em dia")

    def chores(name: str) -> dict[str, float]:
        told = parse(client.get("/metrics").content.decode())
        return {key.split('"')[1]: value for key, value in told.items() if key.startswith(name)}

    assert chores("adimple_chore_ok") == {"backup": 1, "night": 1, "promises": 1, "webhooks": 1}
    assert chores("adimple_chore_age") == {"backup": 108_000, "webhooks": 5}
    upkeep.note(upkeep.BACKUP_FAILED, upkeep.Chore(ON, NOW, is_well=False, said="x"))
    models.Heartbeat.objects.filter(pk=beat.pk).update(said=f"{clock.NIGHT_FAILED}. Tentamos de novo em alguns minutos")
    assert chores("adimple_chore_ok") == {"backup": 0, "night": 0, "promises": 1, "webhooks": 1}
    upkeep.note(upkeep.BACKUP, upkeep.Chore(ON, NOW, is_well=True, said="x"))
    assert chores("adimple_chore_ok")["backup"] == 1


def test_a_night_that_runs_keeps_how_long_each_phase_took(client, now):
    titulo = builders.make_titulo(builders.make_devedor(builders.make_released_credor()))
    run.run_night(machine(), ON)

    row = models.NightTime.objects.get()
    assert (row.on, row.night) == (ON, models.CycleRun.objects.get(credor_id=titulo.credor_id).night)
    assert min(row.read_ms, row.plan_ms, row.write_ms) >= 0
    told = parse(client.get("/metrics").content.decode())
    assert told['adimple_night_phase_seconds{phase="write"}'] == row.write_ms / 1000


def test_nothing_of_a_person_or_a_credor_is_in_it(client, now):
    devedor = builders.make_devedor(builders.make_released_credor(slug="colegio-exemplo"), document="52998224725")
    builders.make_action(devedor, contact=builders.make_contact(devedor, value="ana@exemplo.test"))

    text = client.get("/metrics").content.decode().lower()

    assert [word for word in ("colegio", "exemplo", "52998224725", "@", devedor.name.lower()) if word in text] == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),  # this machine
        ({"REMOTE_ADDR": "10.0.0.9"}, 403),
        ({"HTTP_X_FORWARDED_FOR": "10.0.0.9"}, 403),  # this machine, on behalf of another
        ({"HTTP_X_FORWARDED_PROTO": "https"}, 403),
        ({"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, 200),
        ({"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}x"}, 403),
        ({"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer ção"}, 403),
        ({"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": f"Basic {TOKEN}"}, 403),
    ],
)
def test_who_may_read_it(client, now, settings, headers, status):
    settings.METRICS_TOKEN = TOKEN
    response = client.get("/metrics", **headers)

    assert response.status_code == status
    assert ("adimple_info" in response.content.decode()) is (status == 200)


def test_without_a_token_an_empty_one_opens_nothing(client, now, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9", HTTP_AUTHORIZATION="Bearer ").status_code == 403


def test_it_is_only_read(client, now):
    assert client.post("/metrics").status_code == 405
