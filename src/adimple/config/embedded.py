"""The PostgreSQL we start ourselves: one server per data folder, shared by every process that needs it.

Whoever needs it first starts it; it outlives its starter; `stop` stops it. No TCP, owner-only folders,
and the one role that may connect, `adimple`, is no superuser.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import psutil

from adimple.config import cluster, unprivileged
from adimple.config.cluster import Unavailable, binary

__all__ = ["Unavailable", "binary", "data_dir", "ensure_running", "status", "stop", "url"]

PATIENCE_SECONDS = 300  # for a recovery to end, or for the last writes of a stop
SILENCE_SECONDS = 30  # for a server that is alive to be heard at all
RETRY_SECONDS = 20  # for the orphans of a killed server to let its shared memory go


def data_dir() -> Path:
    """`ADIMPLE_DATA`, else the user's data folder. Not created here."""
    if chosen := os.environ.get("ADIMPLE_DATA"):
        return Path(chosen).expanduser().absolute()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "adimple"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "adimple"


def url(data: Path) -> str:
    """The libpq address of the server of `data`, running or not: postgresql://adimple@%2F…%2Frun:5432/adimple."""
    folder = quote(os.fsencode(cluster.socket_folder(cluster.home(data))), safe="")
    return f"postgresql://adimple@{folder}:{cluster.PORT}/adimple"


def ensure_running(data: Path, settings: Mapping[str, str] | None = None, programs: Path | None = None) -> str:
    """`url(data)`, once the server answers there; starts it if need be. Racing callers get one server.

    `settings` are PostgreSQL's and count for the start only: tests pass {"fsync": "off"}. `programs`: the folder
    of another PostgreSQL's, for `adimple upgrade` alone. Raises Unavailable.
    """
    if not (status(data) and _ping(data) == "OK"):
        runner = _runner()
        home = cluster.prepare(data, runner)
        with _locked(home):
            if not status(data):
                _start(data, home, runner, settings or {}, programs)
            _wait_for_answer(data, home)
    return url(data)


def status(data: Path) -> int | None:
    """Process id of the server of `data`; None when it is not running.

    Ours and alive is a live, non-zombie postgres whose working folder is the data folder: the number in
    postmaster.pid alone may by now belong to anybody.
    """
    folder = cluster.home(data) / "postgres"
    try:
        pid = int((folder / "postmaster.pid").read_text().partition("\n")[0])
        process = psutil.Process(pid)
        ours = process.name().startswith("postgres") and os.path.realpath(process.cwd()) == os.path.realpath(folder)
        return pid if ours and _is_live(pid) else None
    except (FileNotFoundError, ValueError, psutil.Error):
        return None


def stop(data: Path) -> bool:
    """Stops the server of `data` once everything is written; False when none was running. Raises Unavailable."""
    pid, home = status(data), cluster.home(data)
    if pid is None:
        return False
    with _locked(home):
        if status(data) == pid:
            os.kill(pid, signal.SIGINT)  # "fast": open transactions end, then a checkpoint
        deadline = time.monotonic() + PATIENCE_SECONDS
        while status(data) == pid:
            if time.monotonic() > deadline:
                raise Unavailable(f"O PostgreSQL (processo {pid}) não parou. Veja os registros em {home / 'log'}.")
            time.sleep(0.02)
        shutil.rmtree(cluster.socket_folder(home), ignore_errors=True)  # it may be the short one, far from home
    return True


def _start(
    data: Path, home: Path, runner: unprivileged.Runner, settings: Mapping[str, str], programs: Path | None
) -> None:
    """Leaves a postmaster that is ours and alive; it may not answer yet. We hold the lock and none is alive."""
    if programs is None:
        cluster.refuse_another_major(home)
    sockets = cluster.private_folder(cluster.socket_folder(home), runner)
    log = cluster.private_folder(home / "log", runner)
    if not (home / "postgres").exists():
        cluster.initialise(home, runner, settings)
    cluster.private_folder(home / "postgres", runner)
    cluster.write_access(home, runner)
    socket = f".s.PGSQL.{cluster.PORT}"
    for stale in (home / "postgres" / "postmaster.pid", sockets / socket, sockets / f"{socket}.lock"):
        stale.unlink(missing_ok=True)
    postgres = programs / "postgres" if programs else binary("postgres")
    command = [postgres, "-D", home / "postgres", *cluster.options(home, settings)]
    deadline = time.monotonic() + RETRY_SECONDS
    while not status(data):
        with (log / "start.log").open("wb") as words:
            pid = runner.detach(command, log=words, env=cluster.environment())
        while _is_live(pid) and not status(data):
            time.sleep(0.01)
        said = _last_words(home)
        if not status(data) and ("shared memory" not in said or time.monotonic() > deadline):
            raise Unavailable(f"O PostgreSQL não começou.\n{said}")


def _wait_for_answer(data: Path, home: Path) -> None:
    """A server that is alive and says "not yet" is recovering what a crash left: wait for it."""
    began = time.monotonic()
    while (answer := _ping(data)) != "OK":
        patience = PATIENCE_SECONDS if answer == "REJECT" else SILENCE_SECONDS
        if not status(data) or time.monotonic() - began > patience:
            raise Unavailable(
                f"O PostgreSQL não respondeu em {patience} segundos. Rode `adimple stop` e tente de novo; "
                f"os registros estão em {home / 'log'}.\n{_last_words(home)}"
            )
        time.sleep(0.01)


def _ping(data: Path) -> str:
    """OK, REJECT (starting, stopping or recovering), NO_RESPONSE or NO_ATTEMPT."""
    from psycopg import pq  # slow to import, and not every command needs a server

    return pq.Ping(pq.PGconn.ping(url(data).encode())).name


def _is_live(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _last_words(home: Path) -> str:
    return (home / "log" / "start.log").read_text(errors="replace").strip()[-1500:]


def _runner() -> unprivileged.Runner:
    try:
        return unprivileged.runner()
    except LookupError as none:
        raise Unavailable(
            f"O PostgreSQL não roda como root: {none}. Rode o Adimple com um usuário comum, "
            "ou aponte DATABASE_URL para um PostgreSQL seu."
        ) from none


@contextlib.contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Only one process at a time; the kernel frees the lock when its holder dies."""
    with (home / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
