"""What was written under any former schema is whole under today's: rows, sums, and doctor finds nothing.

And it has the tables of a new installation, which did not take the same road: one step stands for the oldest.
"""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
import pytest

from adimple.config import embedded
from tests.cli.running import ADIMPLE
from tests.store.old_schemas import PAID_CENTS, PRINCIPAL_CENTS

SCRIPT = Path(__file__).parent / "old_schemas.py"
FOLDER = Path(__file__).parents[2] / "src/adimple/store/migrations"
MIGRATIONS = sorted(path.stem for path in FOLDER.glob("0*.py") if "_squashed_" not in path.stem)


@pytest.fixture
def old(server):
    """The address of an empty database of its own."""
    name = f"old_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f'CREATE DATABASE "{name}"')
        yield f"{server.removesuffix('/adimple')}/{name}"
        session.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(url: str, command: list[str]) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"DATABASE_URL": url}
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)


# What `serve`, `run` and the others begin with.
START = [sys.executable, "-c", "from adimple.cli import boot; boot.ready()"]


def live_until(url: str, schema: str) -> dict[str, list[str]]:
    """The schemas `lived` in, and what doctor says the database `lacks`."""
    done = run(url, [sys.executable, str(SCRIPT), schema])
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def asked(url: str, sql: str) -> list[tuple]:
    with psycopg.connect(url) as session:
        return session.execute(sql).fetchall()


def tables(url: str) -> list[list[str]]:
    """Every statement that would make them again; the lines of one in the order of the alphabet: a column that came
    later stands last in its table."""
    dump = [embedded.binary("pg_dump"), "--schema-only", "--no-owner", url]
    sql = subprocess.run(dump, capture_output=True, text=True, check=True, timeout=120).stdout
    return sorted(
        sorted(line.rstrip(",") for line in statement.splitlines() if not line.startswith(("--", "\\")))
        for statement in sql.split(";\n\n")
    )


def test_a_database_that_lived_through_every_schema_is_whole_under_today_s(old, database_url):
    lived = live_until(old, MIGRATIONS[-2])["lived"]

    behind, started, done = run(old, [*ADIMPLE, "doctor"]), run(old, START), run(old, [*ADIMPLE, "doctor"])

    assert lived == MIGRATIONS[:-1]
    assert "mudança(s) nas tabelas" in behind.stdout
    assert started.returncode == 0, started.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("✗")] == [], done.stdout + done.stderr
    assert asked(old, "SELECT max(name) FROM django_migrations WHERE app = 'store'") == [(MIGRATIONS[-1],)]
    for table in ("credor", "devedor", "contact", "payment", "imputacao", "promise", "action", "dispatch", "receipt",
                  "task", "event"):  # fmt: skip
        assert asked(old, f"SELECT count(DISTINCT credor_id) FROM {table}" if table != "credor" else
                     "SELECT count(*) FROM credor") == [(len(lived),)], table  # fmt: skip
    assert asked(old, "SELECT credor_id, sum(principal_cents)::bigint FROM titulo GROUP BY 1 ORDER BY 1") == [
        (place + 1, 2 * PRINCIPAL_CENTS) for place in range(len(lived))
    ]
    assert asked(old, "SELECT DISTINCT p.amount_cents, i.principal_cents, i.principal_left_cents, i.is_current "
                 "FROM payment p JOIN imputacao i ON i.payment_id = p.id") == [
        (PAID_CENTS, PAID_CENTS, PRINCIPAL_CENTS - PAID_CENTS, True)
    ]  # fmt: skip
    assert tables(old) == tables(database_url)


def test_the_first_schema_of_all_is_brought_up_to_date_in_one_go(old):
    lacks = live_until(old, MIGRATIONS[0])["lacks"]

    assert run(old, START).returncode == 0
    done = run(old, [*ADIMPLE, "doctor"])

    assert [line for line in done.stdout.splitlines() if line.startswith("✗")] == [], done.stdout + done.stderr
    assert [name for name in lacks if name.startswith("store.")] == [f"store.{name}" for name in MIGRATIONS[1:]]
    assert asked(old, "SELECT count(*), sum(principal_cents)::bigint FROM titulo") == [(2, 2 * PRINCIPAL_CENTS)]


def test_a_schema_of_a_newer_version_is_refused_and_left_alone(old):
    live_until(old, MIGRATIONS[0])
    with psycopg.connect(old, autocommit=True) as session:
        session.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_of_tomorrow', now())"
        )

    done = run(old, START)

    assert done.returncode == 2
    assert "versão mais nova do Adimple" in done.stderr
    assert "9999_of_tomorrow" in done.stderr
    assert asked(old, "SELECT count(*) FROM django_migrations WHERE app = 'store'") == [(2,)]
