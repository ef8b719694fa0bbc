"""The schema, built once for all processes of the tests: each process's database is a copy of it."""

import fcntl

from django.core.management import call_command
from django.db import connection

from tests import isolation

NAME = "tests_template"


def made() -> str:
    """The name of the database to copy; whoever comes first migrates it, the others wait."""
    with (isolation.DATA / "template.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s)", [NAME])
            if not cursor.fetchone()[0]:
                cursor.execute(f"CREATE DATABASE {NAME}_new")
                _migrate(f"{NAME}_new")
                cursor.execute(f"ALTER DATABASE {NAME}_new RENAME TO {NAME}")
    return NAME


def _migrate(name: str) -> None:
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.close_pool()
        connection.settings_dict["NAME"] = usual
