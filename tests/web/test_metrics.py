"""`/metrics` is strict Prometheus text, says nothing of a person, and answers only who may ask."""

import re
from datetime import timedelta

import pytest

from adimple.store import models, upkeep
from tests import builders
from tests.builders import NOW, ON

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
