"""Moves a whole database out of and into PostgreSQL by its own programs; what comes in is proven, then put in place."""

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO
from zipfile import ZipFile

import psycopg

from adimple.cli import archive, boot
from adimple.config import databases

SHOWN_CHARS = 500
PATIENCE_SECONDS = 3


class Failed(Exception):
    """The copy did not work; the text says why, in pt-BR."""


@contextmanager
def dumping(url: str, snapshot: str, without_rows_of: tuple[str, ...]) -> Iterator[IO[bytes]]:
    """What pg_dump writes of the database of `url` as it was at `snapshot`."""
    skip = [f"--exclude-table-data=public.{table}" for table in without_rows_of]
    place, env = databases.without_password(url)
    command = [_program("pg_dump", url), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    with tempfile.TemporaryFile() as words:
        with subprocess.Popen([*command, *skip, place], env=env, stdout=subprocess.PIPE, stderr=words) as process:
            assert process.stdout
            yield process.stdout
        _must_have_worked("pg_dump", process.returncode, words)


def refuse_unless_restorable(manifest: archive.Manifest, force: bool) -> None:
    """Stops when the program is older than the backup, or when there is something to lose and nobody agreed."""
    from adimple.store.reads import census

    if census.unknown_migrations(manifest.migrations):
        boot.fail(
            f"O backup é de uma versão mais nova do Adimple ({manifest.program}). Atualize o programa e tente de novo. "
            "Nada mudou no banco."
        )
    if census.has_business() and not force:
        boot.fail("O banco já tem dados. Para trocá-los pelos do backup, use --force. Nada mudou.")


def bring_back(
    url: str, source: ZipFile, manifest: archive.Manifest, moved: Callable[[int], None], *, stops_sending: bool = True
) -> int:
    """Fills a database beside that of `url`, proves it, brings it up to date, puts it in its place.

    How many credores were sending and now wait. Raises Failed, InUse, psycopg.Error; the former is then untouched.
    """
    _look_at(url)
    _wait_until_free(url)
    fresh = databases.make_fresh(url)
    try:
        _fill(fresh, source, moved)
        _look_at(fresh)
        _prove(manifest)
        boot.migrate_schema()
        stopped = _stop_sending() if stops_sending else 0
        _look_at(url)
        databases.put_fresh_in_place(url)
    finally:
        _look_at(url)
        with suppress(psycopg.Error, databases.InUse):  # what stays is dropped by the next restore
            databases.drop_fresh(url)
    return stopped


def _wait_until_free(url: str) -> None:
    """Connections just closed take a moment to leave."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while databases.connections(url):
        if time.monotonic() > deadline:
            raise databases.InUse
        time.sleep(0.1)


def _fill(url: str, source: ZipFile, moved: Callable[[int], None]) -> None:
    place, env = databases.without_password(url)
    command = [_program("pg_restore", url), "--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={place}"]
    with tempfile.TemporaryFile() as words:
        with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stderr=words) as process:
            assert process.stdin
            try:
                for piece in archive.pieces(source):
                    process.stdin.write(piece)
                    moved(len(piece))
                process.stdin.close()
            except BrokenPipeError:  # it says why on the way out
                with suppress(BrokenPipeError):
                    process.stdin.close()
        _must_have_worked("pg_restore", process.returncode, words)


def _prove(manifest: archive.Manifest) -> None:
    """Every count and every sum of money is the one that was saved."""
    from adimple.store.reads import census

    found = {table: {"rows": tally.rows, "cents": tally.cents} for table, tally in census.take_census().items()}
    wrong = sorted(
        table for table in found.keys() | manifest.tables.keys() if found.get(table) != manifest.tables.get(table)
    )
    if wrong:
        raise Failed(f"as contagens ou somas não conferem com o manifesto em: {', '.join(wrong)}.")
    if census.applied_migrations() != manifest.migrations:
        raise Failed("a versão das tabelas não confere com o manifesto.")


def _stop_sending() -> int:
    """What left after the backup is not in it: nothing more leaves until a person says so."""
    from adimple.usecases import stop_sending

    return stop_sending.stop_everything(boot.context(actor="restauração"))


def _look_at(url: str) -> None:
    """From now on the database of this process is that of `url`; no connection to the other stays open."""
    from django.db import connection

    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = databases.name_of(url)


def _program(name: str, url: str) -> str:
    try:
        return str(databases.program(name, url))
    except LookupError:
        raise Failed(
            f"o servidor pede TLS, e para isso é preciso o {name} do sistema. Instale o pacote postgresql-client."
        ) from None


def _must_have_worked(program: str, code: int, words: IO[bytes]) -> None:
    if code:
        words.seek(0)
        raise Failed(f"{program} disse: {words.read().decode(errors='replace').strip()[-SHOWN_CHARS:]}")
