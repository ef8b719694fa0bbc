"""What a command needs before its first line of work: the database running, Django ready, the schema up to date."""

import errno
import gc
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from adimple.config import cluster, embedded

if TYPE_CHECKING:
    from adimple.store.scope import Scope
    from adimple.usecases.context import Context

CONNECT_SECONDS = 10
GARBAGE = 50_000, 20, 20  # objects made before the collector looks at the new ones; how often at the older
LOST = (
    "O banco de dados deixou de responder no meio do trabalho. O que estava sendo gravado foi desfeito por inteiro. "
    "Espere um minuto, confira com «adimple doctor» e faça de novo."
)
NEWER = (
    "Este banco foi feito por uma versão mais nova do Adimple. Nada foi mudado nele. Instale a mesma versão ou uma "
    "mais nova e comece de novo; para voltar à antiga, use um backup feito com ela."
)
REASONS = {
    errno.ENOSPC: "não há espaço no disco",
    errno.ENOENT: "o arquivo ou a pasta não existe",
    errno.EACCES: "sem permissão para usar esta pasta ou arquivo",
    errno.EROFS: "o disco é só de leitura",
    errno.EISDIR: "isto é uma pasta; informe um arquivo",
    errno.ENOTDIR: "o caminho passa por algo que não é uma pasta",
    errno.ENAMETOOLONG: "o nome é comprido demais",
}


def ready(migrate: bool = True) -> None:
    """Starts the embedded server unless DATABASE_URL names another, sets Django up, applies what the schema lacks."""
    if not os.environ.get("DATABASE_URL"):
        try:
            os.environ["DATABASE_URL"] = embedded.ensure_running(embedded.data_dir())
        except cluster.Unavailable as error:
            fail(str(error))
    else:
        _reach(os.environ["DATABASE_URL"])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "adimple.config.settings")
    import django

    django.setup()
    if migrate:
        migrate_schema()
        _note_key()
    # A batch holds tens of thousands of objects that all stay: looking through them for garbage took a fifth of it.
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def context(scope: "Scope | None" = None, actor: str = "linha de comando") -> "Context":
    """The command line acts now, as owner of every credor of this installation unless a scope is given."""
    from adimple.store.reads import access
    from adimple.usecases.context import Actor, Context

    now = datetime.now(UTC)  # noqa: TID251 - the entry point
    return Context(Actor(actor), scope or access.whole_scope(), now)


def fail(phrase: str, code: int = 2) -> None:
    """One clear line on standard error, and out."""
    print(phrase, file=sys.stderr)
    raise SystemExit(code)


def lost_database() -> tuple[type[Exception], ...]:
    """What a database that went away raises; nothing where no database was asked."""
    database = sys.modules.get("django.db")
    return (database.OperationalError, database.InterfaceError) if database else ()


def warn(phrase: str) -> None:
    """One line on standard error; the work goes on."""
    print(phrase, file=sys.stderr)


def reason(error: OSError) -> str:
    """Why the system refused a file, in pt-BR where we know the words."""
    return REASONS.get(error.errno or 0, error.strerror or str(error))


def _reach(url: str) -> None:
    """Says at once, in one line, that the database named by DATABASE_URL does not let us in."""
    import psycopg

    if urlsplit(url).scheme not in ("postgresql", "postgres"):
        fail("DATABASE_URL precisa ser um endereço como postgresql://usuario:senha@servidor:5432/banco")
    try:
        psycopg.connect(url, connect_timeout=CONNECT_SECONDS).close()
    except psycopg.Error as error:
        why = str(error).strip().splitlines()[0]
        fail(f"O banco de DATABASE_URL não respondeu. Confira o endereço e se o servidor está no ar ({why}).")


def migrate_schema() -> None:
    """Under a lock: several processes may start at once, and one of them brings the schema up to date.

    A schema that a newer Adimple made is left as it is, and the program does not start.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    def pending() -> bool:
        executor = MigrationExecutor(connection)
        if newer := sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)):
            fail(f"{NEWER} (Ele tem {newer[-1][1]}.)")
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

    if not pending():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('adimple migrate'))")
        try:
            if pending():
                call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('adimple migrate'))")


def _note_key() -> None:
    """The first boot notes which key seals this database; `adimple doctor` compares."""
    from adimple.usecases.mark_installation import mark_installation

    mark_installation(datetime.now(UTC))  # noqa: TID251 - the entry point
