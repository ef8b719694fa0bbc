"""What a light command leaves alone: starting must not cost what only the heavy ones use."""

import json
import subprocess
import sys

import pytest

HEAVY = ("psycopg", "django", "polars", "rich", "pyarrow", "granian", "cryptography")
PROGRAM = """
import json, sys
from adimple.cli.main import app
try:
    app(sys.argv[1:])
finally:
    sys.stderr.write(json.dumps(sorted(sys.modules)))
"""


def imported(*words: str, said: str = "") -> set[str]:
    done = subprocess.run([sys.executable, "-P", "-c", PROGRAM, *words], input=said, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr))


@pytest.mark.parametrize("words", [("--help",), ("run", "--help"), ("import", "--help"), ("restore", "--help")])
def test_help_loads_no_database_no_web_and_no_columns(words):
    assert imported(*words).isdisjoint(HEAVY)


def test_conforming_the_calendar_loads_no_database_no_web_and_no_columns():
    assert imported("conform", "calendar", said='{"id": 1, "due": "2026-12-31"}\n').isdisjoint(HEAVY)
