"""The night against its floor: how long the same bytes take to leave and enter PostgreSQL with nothing in between."""

import json
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime

from django.db import connection

from adimple.cycle import run
from adimple.cycle.snapshot import reach, terms
from adimple.store import frames
from adimple.store.reads import access
from adimple.usecases.context import Actor, Context
from bench import seed

AT = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)


def measure(rounds: int) -> dict:
    """Alternates floor and night `rounds` times; seconds of each, the peak memory of the night, what it planned."""
    floors, nights, peaks, planned = [], [], [], {}
    _forget()
    planned = _night_apart()  # warms the cache, and leaves rows to copy
    _keep_plan()
    for _ in range(rounds):
        _forget()  # both begin with nothing planned: neither reads what the other wrote
        floors.append(floor())
        told = _night_apart()
        nights.append(told["seconds"])
        peaks.append(told["peak_mib"])
        planned = told
    _forget()
    return {"floor": floors, "night": nights, "peak_mib": max(peaks), "counts": planned["counts"]}


def floor() -> float:
    """Seconds to COPY the snapshot's own SELECTs out and the plan's rows into tables with the same keys."""
    credor_ids = tuple(access.whole_scope().credor_ids)
    where = frames.Where(credor_ids)
    reguas = [credor.regua for credor in terms(credor_ids, seed.ON) if credor.regua]
    first_due, last_due, since = reach(reguas, seed.ON)
    on = frames.day_number(seed.ON)
    questions = [
        frames.titulos(where, first_due, last_due), frames.devedores(where), frames.consents(where),
        frames.holds(where, on), frames.contacts_made(where, on), frames.items_done(where, since),
        frames.actions_today(where, on), frames.actions_count(where, on),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE floor_action, floor_action_item")
        plans = {table: _copied_out(cursor, f"SELECT * FROM kept_{table}") for table in ("action", "action_item")}
        started = time.perf_counter()
        for question in questions:
            _copied_out(cursor, question.sql)
        for table, rows in plans.items():
            with cursor.copy(f"COPY floor_{table} FROM STDIN (FORMAT binary)") as copy:
                for chunk in rows:
                    copy.write(chunk)
        return time.perf_counter() - started


def once() -> None:
    """One night in a process of its own, timed from after start-up; prints JSON."""
    ctx = Context(Actor("medida"), access.whole_scope(), AT)
    started = time.perf_counter()
    counts = run.run_night(ctx, seed.ON)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"seconds": seconds, "peak_mib": peak, "counts": [[row.actions, row.items, row.refused] for row in counts]}
    print(json.dumps(told))


def _night_apart() -> dict:
    program = "from adimple.cli import boot; boot.ready(migrate=False); from bench import night; night.once()"
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def _copied_out(cursor, select: str) -> list[bytes]:
    with cursor.copy(f"COPY ({select}) TO STDOUT (FORMAT binary)") as copy:
        return [bytes(chunk) for chunk in copy]


def _forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE dispatch DISABLE TRIGGER dispatch_no_truncate")
        cursor.execute("ALTER TABLE receipt DISABLE TRIGGER receipt_no_truncate")
        cursor.execute("TRUNCATE action, action_item, dispatch, receipt, task CASCADE")
        cursor.execute("ALTER TABLE dispatch ENABLE TRIGGER dispatch_no_truncate")
        cursor.execute("ALTER TABLE receipt ENABLE TRIGGER receipt_no_truncate")
        cursor.execute("VACUUM ANALYZE action, action_item")


def _keep_plan() -> None:
    with connection.cursor() as cursor:
        for table in ("action", "action_item"):
            cursor.execute(f"DROP TABLE IF EXISTS kept_{table}, floor_{table}")
            cursor.execute(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
            cursor.execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)")
