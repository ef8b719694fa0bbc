"""The schema of the first day, with rows in it, becomes today's: nothing is lost, changed or left unproven."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).parents[2]
NAME = f"adimple_primeiro_{os.getpid()}"


@pytest.fixture
def first(server, tmp_path):
    """The environment of programs over a database that only knows the first migration."""
    base = server.removesuffix("/adimple")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        try:
            env = os.environ | {
                "DATABASE_URL": f"{base}/{NAME}",
                "DJANGO_SETTINGS_MODULE": "adimple.config.settings",
                "ADIMPLE_DATA": str(tmp_path),
            }
            program(env, "-m", "tests.store.first_schema")
            yield env
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(NAME)))


def program(env: dict[str, str], *words: str, code: int = 0) -> str:
    ran = subprocess.run(
        [sys.executable, *words], env=env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == code, ran.stderr[-2000:] + ran.stdout[-2000:]
    return ran.stdout


def adimple(env: dict[str, str], *words: str, code: int = 0) -> str:
    return program(env, "-c", "from adimple.cli.main import app; app()", *words, code=code)


def rows(url: str, columns: dict[str, list[str]]) -> dict[str, list[tuple]]:
    """Of each of our tables, these columns of every row, in order of id."""
    found = {}
    with psycopg.connect(url) as connection:
        for table, names in columns.items():
            chosen = sql.SQL(", ").join(map(sql.Identifier, names))
            query = sql.SQL("SELECT {} FROM {} ORDER BY 1").format(chosen, sql.Identifier(table))
            found[table] = connection.execute(query).fetchall()
    return found


def columns_of(url: str) -> dict[str, list[str]]:
    with psycopg.connect(url) as connection:
        read = connection.execute(
            "SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name !~ '^(django|axes|auth)_' AND table_name <> 'installation' "
            "GROUP BY table_name"
        )
        return dict(read.fetchall())


def test_a_ledger_of_the_first_schema_is_brought_to_todays_whole(first):
    url = first["DATABASE_URL"]
    columns = columns_of(url)
    before = rows(url, columns)
    assert (len(before["titulo"]), len(before["payment"]), len(before["event"])) == (2, 1, 1)

    # Doctor only reads: it names what the schema lacks and the way out.
    told = json.loads(adimple(first, "doctor", "--json", code=1))
    schema = told["checks"][0]
    assert (schema["code"], schema["state"], schema["examples"][0]) == ("schema", "problem", "store.0002_append_only")
    assert "Rode adimple run" in schema["fix"]

    # Any command of work brings it up to date.
    adimple(first, "indices", "show")
    kept = {
        table: [name for name in names if name in columns_of(url).get(table, ())] for table, names in columns.items()
    }
    assert kept == columns, "no table nor column of the first schema was dropped"
    assert rows(url, columns) == before

    problems = [one for one in json.loads(adimple(first, "doctor", "--json"))["checks"] if one["state"] == "problem"]
    assert problems == []
