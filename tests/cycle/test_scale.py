"""What must not grow with the portfolio: what the coordinator keeps of its shards, what a shard reads of the others."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import polars as pl
import pytest
from django.db import connection

from adimple.cycle import run, shards, turns
from adimple.cycle.executors import local
from adimple.store import frames, models
from adimple.store.reads import access
from adimple.usecases.context import Actor, Context
from tests import builders

ON = builders.ON
# Peak resident MiB beside the start, with 16.000 leads a shard: the credor takes 100.000 of all.
_GATHERING = """
import resource, sys
import django; django.setup()
import polars as pl
from adimple.cycle import turns

def leads(number, each=16_000):
    person = pl.int_range(each, eager=True)
    turn = (person * 7_919 % 60) * 2**40 + person * 1_000 + number
    return pl.DataFrame({"person_key": person, "credor_id": person * 0 + 1, "turn": turn})

def peak_mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

turns.admitted([(0, leads(0))], {1: 100_000})
before = peak_mib()
admitted = turns.admitted(((number, leads(number)) for number in range(int(sys.argv[1]))), {1: 100_000})
print(sum(admitted.values()), peak_mib() - before)
"""


def gathering(count: int) -> tuple[int, float]:
    command = [sys.executable, "-c", _GATHERING, str(count)]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    return int(told[0]), float(told[1])


def test_what_the_coordinator_keeps_is_bounded_however_many_shards_ask():
    # 400 shards ask 6.400.000 times: 24 bytes each are 146 MiB, were they all kept. Half a million are 11 MiB.
    told, mib = gathering(400)
    assert told == 100_000
    assert mib < 120


def test_who_was_refused_on_the_way_is_who_is_refused_at_the_end(monkeypatch):
    # Two credores with room for 30 and 50; of each person the first lead asks one of them, the second the other.
    rooms = {1: 30, 2: 50}
    answers = [(number, both_ask(number)) for number in range(20)]
    at_once = turns.admitted(answers, rooms)
    assert (of_credor(at_once, 1), of_credor(at_once, 2)) == (30, 50)
    monkeypatch.setattr(turns, "GATHERED", 10)
    assert turns.admitted(answers, rooms) == at_once
    assert turns.admitted(reversed(answers), rooms) == at_once


def both_ask(number: int) -> pl.DataFrame:
    rows = []
    for person in range(10):
        late = (number * 37 + person * 11) % 50
        first = 1 + person % 2
        rows += [
            (person, first, late * 2**40 + number * 100 + person * 2),
            (person, 3 - first, (late - 5) * 2**40 + number * 100 + person * 2 + 1),
        ]
    return pl.DataFrame(rows, schema=dict.fromkeys(turns.ASKING, pl.Int64), orient="row")


def of_credor(admitted: dict[tuple[int, int], int], credor_id: int) -> int:
    return sum(count for (_, one), count in admitted.items() if one == credor_id)


class Asked(local.Local):
    """Remembers what was asked of the shards."""

    def __init__(self) -> None:
        self.works: list[str] = []

    def results(self, work, parts):
        self.works.append(work)
        return super().results(work, parts)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("ceiling", "works"), [(16, [shards.RUN]), (15, [shards.FIRST_CHOICES, shards.RUN])], ids=["room", "no room"]
)
def test_the_portfolio_is_read_twice_only_where_the_devedores_may_outnumber_the_room(monkeypatch, ceiling, works):
    # 8 devedores of 4 títulos each: 32 títulos, never more than 8 actions; asked first where 8 are more than half.
    credor = builders.make_released_credor(daily_ceiling=ceiling, oldest_days_late=90)
    for number in range(8):
        devedor = builders.make_devedor(credor, document=f"{number:011d}", person_key=number * 2**60)
        builders.make_contact(devedor)
        for _ in range(4):
            builders.make_titulo(devedor, due_on=ON)
    monkeypatch.setattr(shards, "TITULOS_A_SHARD", 8)
    ctx, asked = Context(Actor("noite"), access.whole_scope(), datetime(2026, 11, 24, 5, tzinfo=UTC)), Asked()
    (told,) = run.run_night(ctx, ON, executor=asked)
    assert (asked.works, told.actions, told.items) == (works, 8, 32)


@pytest.mark.django_db(transaction=True)
def test_a_shard_looks_up_its_own_items_among_all_that_the_others_have_written():
    credor = builders.make_released_credor()
    step = 2**63 // 400
    models.Devedor.objects.bulk_create(
        models.Devedor(
            credor=credor, identity_key=f"b{number}", person_key=number * step, person_number=number * step,
            name="Ana Exemplo", kind="B2C", profile="pf", created_at=builders.NOW,
        )
        for number in range(400)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE action_item, devedor")  # as the night before left it: nothing of today's is known
        cursor.execute(
            """
            INSERT INTO action_item (credor_id, devedor_id, titulo_id, "on", due_on, step_code, regua_version,
                                     blocked_by)
            SELECT credor_id, id, id * 10 + n, %s, %s, 'vencido_d2', 1, 'POL-SEM-CONTATO'
            FROM devedor, generate_series(1, 9) n
            """,
            [ON, ON],
        )
        where = frames.Where((credor.id,), 40 * step, 50 * step)
        since = frames.day_number(ON)
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {frames.items_done(where, since).sql}")
        (told,) = cursor.fetchone()
    (plan,) = told if isinstance(told, list) else json.loads(told)
    # Ten devedores × 9 items, of 3.600.
    assert items_read(plan["Plan"]) == 90


def items_read(node: dict) -> int:
    mine = 0
    if node.get("Relation Name") == "action_item":
        left_out = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        mine = round((node["Actual Rows"] + left_out) * node["Actual Loops"])
    return mine + sum(items_read(one) for one in node.get("Plans", ()))
