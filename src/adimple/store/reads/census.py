"""How much there is: rows of every table and sums of its money. A backup carries it; a restore must equal it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

# Rows of the moment: a login is not carried to another machine, nor is a process that was alive.
OF_THE_MOMENT = ("django_session", "heartbeat")


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one table: `cents` by column."""

    rows: int
    cents: dict[str, int] = field(default_factory=dict)


@contextmanager
def snapshot() -> Iterator[str]:
    """One instant of the database for all that is read inside; its name lets another connection read the same."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def take_census() -> dict[str, Tally]:
    """By table, those of the moment left out."""
    money = _money_columns()
    return {table: _tally(table, money.get(table, [])) for table in _tables() if table not in OF_THE_MOMENT}


def has_business() -> bool:
    """Whether there is anything that a restore would replace: somebody who logs in, or a credor."""
    there = set(_tables())
    with connection.cursor() as cursor:
        for table in ("account", "credor", "event"):
            if table in there:
                cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
                if cursor.fetchone()[0]:
                    return True
    return False


def applied_migrations() -> list[str]:
    """As `label.name`, in order."""
    return sorted(f"{label}.{name}" for label, name in MigrationRecorder(connection).applied_migrations())


def unknown_migrations(applied: list[str]) -> list[str]:
    """Those a newer program made, that this one does not know."""
    known = {f"{label}.{name}" for label, name in MigrationLoader(None).disk_migrations}
    return sorted(set(applied) - known)


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        return [row[0] for row in cursor.fetchall()]


def _money_columns() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND column_name LIKE '%\\_cents' ORDER BY table_name, column_name
            """
        )
        found: dict[str, list[str]] = {}
        for table, column in cursor.fetchall():
            found.setdefault(table, []).append(column)
        return found


def _tally(table: str, columns: list[str]) -> Tally:
    name = connection.ops.quote_name
    sums = "".join(f", COALESCE(sum({name(column)}), 0)" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*){sums} FROM {name(table)}")
        rows, *cents = cursor.fetchone()
    return Tally(rows, {column: int(value) for column, value in zip(columns, cents, strict=True)})
