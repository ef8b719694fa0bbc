"""The tests' own ground: apart from the user's, with a database only where one is asked for."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from adimple.config import embedded
from tests import isolation

ROOT = Path(__file__).parents[1]


def test_settings_look_at_the_tests_own_folder():
    assert settings.DATA_DIR == isolation.DATA == embedded.data_dir()
    assert embedded.url(isolation.DATA) == settings.DATABASE_URL
    assert "DATABASE_URL" not in os.environ


@pytest.mark.django_db
def test_each_process_has_a_database_of_its_own():
    from django.db import connection

    worker = os.environ.get("PYTEST_XDIST_WORKER")
    expected = "test_adimple" + (f"_{worker}" if worker else "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_setting('fsync')")
        assert cursor.fetchone() == (expected, "off")


def test_the_server_answers(server):
    with psycopg.connect(server) as connection:
        assert connection.execute("SELECT current_setting('fsync')").fetchone() == ("off",)


def test_a_program_we_start_can_use_the_test_database(database_url):
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM django_migrations WHERE app = 'store'").fetchone()[0] >= 1


def nested(test: str, **environ: str) -> None:
    """A whole pytest of its own, amid a production's environment that it must not touch."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ADIMPLE_", "PYTEST_XDIST"))}
    production = {"DATABASE_URL": "postgresql://nobody@nowhere/production", "ADIMPLE_DATA": "/nonexistent/production"}
    line = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", test]
    done = subprocess.run(line, cwd=ROOT, env=clean | production | environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_pure_tests_start_no_server(tmp_path):
    nested("tests/domain/test_aging.py", ADIMPLE_TESTS_DATA=str(tmp_path), ADIMPLE_DATA=str(tmp_path), DATABASE_URL="")

    assert not (tmp_path / "postgres").exists()


def test_whoever_made_the_folder_stops_the_server_and_removes_it(tmp_path):
    nested("tests/test_isolation.py::test_the_server_answers", TMPDIR=str(tmp_path))

    assert list(tmp_path.iterdir()) == []
