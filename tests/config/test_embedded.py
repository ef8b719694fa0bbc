"""The server we start ourselves, started for real: every test has its own data folder and process."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote

import psutil
import psycopg
import pytest

from adimple.config import embedded, memory

UNSAFE_AND_QUICK = {"fsync": "off"}
WITHOUT_NAMESPACES = [sys.executable, str(Path(__file__).with_name("without_namespaces.py"))]
START = "import sys; from pathlib import Path; from adimple.config import embedded; "
as_root = pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="needs root on Linux")


@pytest.fixture
def data(request):
    """A data folder in a short place: pytest's own may be too long for a socket."""
    base = Path(tempfile.mkdtemp(prefix="embedded-"))
    folder = base / getattr(request, "param", "data")
    yield folder
    embedded.stop(folder)
    shutil.rmtree(base)


def starter(data: Path, *prefix: str, then: str = "print(embedded.status(data))", **options) -> subprocess.Popen:
    script = f"{START}data = Path(sys.argv[1]); embedded.ensure_running(data, {UNSAFE_AND_QUICK}); {then}"
    line = [*prefix, sys.executable, "-c", script, str(data)]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def ended(process: subprocess.Popen) -> str:
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out.strip()


def ask(data: Path, question: str):
    with psycopg.connect(embedded.url(data)) as connection:
        return connection.execute(question).fetchone()


def size_of(mb: int) -> str:
    """As PostgreSQL writes it."""
    return f"{mb // 1024}GB" if mb % 1024 == 0 else f"{mb}MB"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_cold_start_serves_a_role_that_owns_its_database_and_is_no_superuser(data):
    assert embedded.ensure_running(data) == embedded.url(data)

    question = """
        SELECT current_user::text, rolsuper, rolcreaterole, pg_get_userbyid(datdba)::text, datlocprovider, datlocale
        FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"""
    assert ask(data, question) == ("adimple", False, False, "adimple", "b", "C.UTF-8")
    names = (
        "fsync", "data_checksums", "listen_addresses", "timezone", "max_connections", "shared_buffers", "max_wal_size",
    )  # fmt: skip
    shown = ", ".join(f"current_setting('{name}')" for name in names)
    assert ask(data, f"SELECT {shown}") == (
        "on", "on", "", "UTC", "100", size_of(memory.buffers_mb(memory.available_bytes())), "2GB",
    )  # fmt: skip


def test_only_the_app_s_role_may_connect_even_from_our_own_account(data):
    url = embedded.ensure_running(data, UNSAFE_AND_QUICK)

    with pytest.raises(psycopg.OperationalError, match="no pg_hba"):
        psycopg.connect(url.replace("//adimple@", "//postgres@"))


@pytest.mark.parametrize("data", ["shared/data"], indirect=True)
def test_folders_are_their_owner_s_alone_and_no_parent_changes(data):
    parent = data.parent
    parent.mkdir()
    parent.chmod(0o755)
    embedded.ensure_running(data, UNSAFE_AND_QUICK)

    assert {mode(folder) for folder in (data, data / "postgres", data / "run", data / "log")} == {0o700}
    assert mode(data / "run" / ".s.PGSQL.5432") == 0o700
    assert mode(parent) == 0o755


def test_a_second_call_finds_the_server_of_the_first(data):
    embedded.ensure_running(data, UNSAFE_AND_QUICK)
    first = embedded.status(data)
    embedded.ensure_running(data, {"max_connections": "7"})

    assert embedded.status(data) == first
    assert ask(data, "SELECT current_setting('max_connections')") == ("100",)


def test_six_racing_starters_get_one_server(data):
    pids = {ended(process) for process in [starter(data) for _ in range(6)]}

    assert pids == {str(embedded.status(data))}


def test_the_server_outlives_its_starter_and_ctrl_c(data):
    process = starter(data, then="print('up', flush=True); import time; time.sleep(60)", start_new_session=True)
    assert process.stdout.readline() == "up\n"
    os.killpg(process.pid, signal.SIGINT)
    process.wait(10)

    assert process.returncode != 0
    assert ask(data, "SELECT 1") == (1,)


def test_an_acknowledged_row_survives_sigkill_of_the_postmaster(data):
    embedded.ensure_running(data)
    with psycopg.connect(embedded.url(data)) as connection:
        connection.execute("CREATE TABLE kept (cents bigint)")
        connection.execute("INSERT INTO kept VALUES (12345)")
        connection.commit()
        killed = embedded.status(data)
        os.kill(killed, signal.SIGKILL)

        embedded.ensure_running(data)

    assert embedded.status(data) not in (None, killed)
    assert ask(data, "SELECT cents FROM kept") == (12345,)


def test_an_acknowledged_row_survives_sigkill_of_a_backend(data):
    embedded.ensure_running(data)
    with psycopg.connect(embedded.url(data)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 12345 AS cents")
        connection.commit()
        postmaster = embedded.status(data)
        os.kill(connection.info.backend_pid, signal.SIGKILL)

    for _ in range(200):  # the postmaster needs a moment to notice
        embedded.ensure_running(data)
        try:
            assert ask(data, "SELECT cents FROM kept") == (12345,)
            break
        except psycopg.OperationalError:
            time.sleep(0.05)
    assert embedded.status(data) == postmaster
    assert ask(data, "SELECT cents FROM kept") == (12345,)


def test_a_process_id_that_now_belongs_to_another_is_not_believed(data):
    embedded.ensure_running(data, UNSAFE_AND_QUICK)
    pidfile, socketlock = data / "postgres" / "postmaster.pid", data / "run" / ".s.PGSQL.5432.lock"
    words = pidfile.read_text()
    killed = embedded.status(data)
    os.kill(killed, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(killed)] if psutil.pid_exists(killed) else [], timeout=10)
    for stale in (pidfile, socketlock):
        stale.write_text(words.replace(str(killed), str(os.getpid()), 1))

    assert embedded.status(data) is None
    embedded.ensure_running(data, UNSAFE_AND_QUICK)
    assert embedded.status(data) not in (None, os.getpid())
    assert ask(data, "SELECT 1") == (1,)


def test_ours_and_alive_is_a_living_postgres_in_our_own_folder(tmp_path):
    """A stand-in named postgres: believed where it works, not elsewhere, and not once it is a zombie."""
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    program = shutil.copy(shutil.which("sleep"), tmp_path / "postgres")
    for data in (here, elsewhere):
        (data / "postgres").mkdir(parents=True)
    stand_in = subprocess.Popen([program, "60"], cwd=here / "postgres")
    for data in (here, elsewhere):
        (data / "postgres" / "postmaster.pid").write_text(f"{stand_in.pid}\n")

    assert embedded.status(here) == stand_in.pid
    assert embedded.status(elsewhere) is None
    stand_in.kill()
    os.waitid(os.P_PID, stand_in.pid, os.WEXITED | os.WNOWAIT)  # dead, and not yet reaped
    assert psutil.Process(stand_in.pid).status() == psutil.STATUS_ZOMBIE
    assert embedded.status(here) is None
    stand_in.wait()


@pytest.mark.parametrize("data", ["São João & filhos", 'a "b" c; d', "100% $HOME `x`"], indirect=True)
def test_any_folder_name_will_do(data):
    embedded.ensure_running(data, UNSAFE_AND_QUICK)

    assert ask(data, "SELECT current_database()") == ("adimple",)


@pytest.mark.parametrize("data", ["x" * 60 + "/" + "y" * 60, "a, b"], indirect=True, ids=["long", "comma"])
def test_a_path_no_socket_can_have_gets_a_short_private_folder(data):
    embedded.ensure_running(data, UNSAFE_AND_QUICK)

    assert ask(data, "SELECT 1") == (1,)
    folder = Path(unquote(embedded.url(data).removeprefix("postgresql://adimple@").removesuffix(":5432/adimple")))
    assert folder.parent == Path("/tmp")
    assert mode(folder) == 0o700
    assert not (data / "run").exists()
    assert embedded.stop(data)
    assert not folder.exists()


def test_a_socket_folder_that_others_may_enter_is_refused_and_nothing_starts(data):
    (data / "run").mkdir(parents=True)
    (data / "run").chmod(0o755)

    with pytest.raises(embedded.Unavailable, match=r"não pertence só ao usuário .* ADIMPLE_DATA"):
        embedded.ensure_running(data, UNSAFE_AND_QUICK)
    assert embedded.status(data) is None
    assert not (data / "postgres").exists()


def test_a_first_start_cut_short_is_begun_again(data):
    (data / "postgres.new").mkdir(parents=True)
    (data / "postgres.new").chmod(0o700)
    (data / "postgres.new" / "PG_VERSION").write_text("18\n")

    embedded.ensure_running(data, UNSAFE_AND_QUICK)
    assert ask(data, "SELECT 1") == (1,)
    assert not (data / "postgres.new").exists()


def test_a_server_that_cannot_start_says_why(data):
    with pytest.raises(embedded.Unavailable, match=r"não começou[\s\S]*max_connections"):
        embedded.ensure_running(data, {"max_connections": "muitas"})


def test_stop_is_true_once_and_what_was_written_is_there_at_the_next_start(data):
    embedded.ensure_running(data, UNSAFE_AND_QUICK)
    with psycopg.connect(embedded.url(data)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS cents")

    assert embedded.stop(data)
    assert embedded.status(data) is None
    assert not embedded.stop(data)
    embedded.ensure_running(data, UNSAFE_AND_QUICK)
    assert ask(data, "SELECT cents FROM kept") == (7,)


def test_the_log_keeps_no_statement_and_no_row(data):
    embedded.ensure_running(data, UNSAFE_AND_QUICK)
    with psycopg.connect(embedded.url(data)) as connection:
        connection.execute("CREATE TABLE devedor (name text UNIQUE)")
        connection.execute("INSERT INTO devedor VALUES ('Ana Exemplo')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO devedor VALUES ('Ana Exemplo')")
    embedded.stop(data)

    written = "".join(path.read_text() for path in (data / "log").iterdir())
    assert "duplicate key value" in written
    assert "Ana Exemplo" not in written


def test_the_server_is_told_no_secret_of_ours(data):
    ended(starter(data, env={**os.environ, "ADIMPLE_KEY": "secret" * 8, "PGPORT": "6000"}))

    assert set(psutil.Process(embedded.status(data)).environ()) <= {"PATH", "LC_ALL", "PGDATA", "PG_GRANDPARENT_PID"}
    assert ask(data, "SELECT current_setting('port')") == ("5432",)


@as_root
def test_an_ordinary_user_starts_it_too(data):
    """In a namespace where we are user 1 (`daemon`): no more power than any account has."""
    unshare = shutil.which("unshare")
    assert ended(starter(data, unshare, "--user", "--map-user=1", "--map-group=1")) == str(embedded.status(data))


@as_root
def test_a_user_without_a_name_starts_it_too(data):
    """A container's `--user 4242`: initdb demands a name, so the namespace lends one."""
    unshare = shutil.which("unshare")
    assert ended(starter(data, unshare, "--user", "--map-user=4242", "--map-group=4242")) == str(embedded.status(data))


@as_root
def test_root_without_namespaces_lends_it_an_unprivileged_account():
    base = Path("/tmp") / f"adimple-test-{os.getpid()}"  # a folder that other accounts can reach
    base.mkdir()
    data = base / "data"
    then = "import psutil; print(psutil.Process(embedded.status(data)).uids().real); embedded.stop(data)"
    try:
        uid = int(ended(starter(data, *WITHOUT_NAMESPACES, then=then)))
        assert uid != 0
        assert (data / "postgres").stat().st_uid == uid
        assert {mode(data / name) for name in ("postgres", "log")} == {0o700}
        assert (mode(data), mode(base)) == (0o711, 0o755)
        # Started now as we are, it would be another's: refused, not damaged.
        with pytest.raises(embedded.Unavailable, match="não pertence só ao usuário"):
            embedded.ensure_running(data, UNSAFE_AND_QUICK)
    finally:
        shutil.rmtree(base)


@as_root
def test_root_without_namespaces_gives_the_account_a_folder_where_it_can_reach_none_of_ours(tmp_path):
    tmp_path.chmod(0o700)
    data = tmp_path / "data"
    then = "print(embedded.cluster.home(data)); embedded.stop(data)"
    apart = Path(ended(starter(data, *WITHOUT_NAMESPACES, then=then)))
    try:
        assert apart.parent == Path("/var/lib")
        assert mode(apart) == 0o700
        assert mode(tmp_path) == 0o700
    finally:
        shutil.rmtree(apart)


def test_the_data_folder_is_the_environment_s_else_the_user_s(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("ADIMPLE_DATA", "~/elsewhere")
    assert embedded.data_dir() == tmp_path / "elsewhere"
    monkeypatch.delenv("ADIMPLE_DATA")
    assert embedded.data_dir() == tmp_path / ".local" / "share" / "adimple"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert embedded.data_dir() == tmp_path / "Library" / "Application Support" / "adimple"


@pytest.mark.parametrize("name", ["psql", "pg_dump", "pg_restore"])
def test_the_wheel_s_own_programs_run(name):
    assert (
        "PostgreSQL) 18" in subprocess.run([embedded.binary(name), "--version"], capture_output=True, text=True).stdout
    )
