"""`adimple run`, `serve` and `stop` with real processes: what dies comes back, what is stopped is gone."""

import http.client
import os
import signal
import socket
import subprocess

import psutil
import pytest

from adimple.cli import run_file
from adimple.config import embedded
from tests.cli.running import ADIMPLE, Running, adimple, environment, free_ports, wait_until


@pytest.fixture(scope="module")
def lives(tmp_path_factory):
    """The runs of one data folder, one after the other."""
    folder = tmp_path_factory.mktemp("run")
    runs: list[Running] = []
    yield folder, runs
    adimple(folder / "data", "stop")
    for life in runs:
        life.process.wait(timeout=60)


@pytest.fixture
def running(lives):
    """The run of the folder, started where the test before ended it."""
    folder, runs = lives
    if not runs or runs[-1].process.poll() is not None:
        runs.append(Running(folder / "data", folder / f"log-{len(runs)}"))
        runs[-1].wait_for("Para desligar: Ctrl-C")
    return runs[-1]


def child(running: Running, name: str) -> run_file.Marked:
    """Once it lives."""
    wait_until(lambda: name in run_file.read(running.data)[1])
    return run_file.read(running.data)[1][name]


def family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def test_run_says_where_everything_is_and_how_to_begin(running):
    said = running.said()

    assert f"Console: http://127.0.0.1:{running.port}" in said
    assert f"E-mails de teste: http://127.0.0.1:{running.inbox_port}" in said
    assert f"Dados: {running.data}" in said
    assert f"Primeira vez? Abra http://127.0.0.1:{running.port} no navegador, crie o seu acesso" in said


def test_run_speaks_before_the_database_is_made(running):
    assert running.said().splitlines()[:2] == ["Preparando o banco de dados…", "Ligando o console e os envios…"]


def test_run_serves_the_console_and_the_inbox_to_this_machine_only(running):
    assert running.status("/healthz") == 200
    assert running.status("/healthz", running.inbox_port) == 200
    listening = {
        place.laddr.ip
        for process in family(running.process.pid)
        for place in process.net_connections()
        if place.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}


def test_a_page_that_is_not_there_is_no_warning_on_the_terminal_and_no_link_is_shown(running):
    assert running.status("/p/1-2-3.segredoDoDevedor") == 404
    assert running.status("/nao-existe") == 404

    assert "Not Found" not in running.said()
    assert "segredoDoDevedor" not in running.said()


def test_a_second_run_of_the_same_folder_is_refused(running):
    done = adimple(running.data, "run", "--port", str(free_ports(1)[0]))

    assert done.returncode == 2
    assert f"já está ligado com a pasta de dados {running.data} (processo {running.process.pid})" in done.stderr
    assert running.status() == 200


@pytest.mark.parametrize("name", ["console", "envios", "caixa de testes"])
def test_a_killed_child_comes_back_and_run_says_so(running, name):
    before = child(running, name)
    orphans = [process.pid for process in family(before.pid)[1:]]
    os.kill(before.pid, signal.SIGKILL)

    running.wait_for(f"O processo «{name}» terminou (código -9). Recomeça em 0,5 s.")
    wait_until(lambda: child(running, name).pid != before.pid)
    wait_until(lambda: not any(psutil.pid_exists(pid) for pid in orphans))
    wait_until(lambda: running.status() == 200)
    wait_until(lambda: running.status("/healthz", running.inbox_port) == 200)


def test_a_killed_web_worker_is_replaced(running):
    console = psutil.Process(child(running, "console").pid)
    wait_until(lambda: running.status() == 200)
    before = {process.pid for process in console.children(recursive=True)}
    for pid in before:
        os.kill(pid, signal.SIGKILL)

    wait_until(lambda: not any(psutil.pid_exists(pid) for pid in before))
    wait_until(lambda: running.status() == 200)


def test_a_killed_postgresql_comes_back_under_the_same_console(running):
    console, server = child(running, "console"), embedded.status(running.data)
    os.kill(server, signal.SIGKILL)

    running.wait_for("O PostgreSQL voltou.")
    assert embedded.status(running.data) not in (None, server)
    wait_until(lambda: running.status() == 200)
    assert child(running, "console") == console


def test_stop_ends_every_process_and_the_server(running):
    pids = [process.pid for process in family(running.process.pid)]

    done = adimple(running.data, "stop")

    assert done.stdout == f"O Adimple (processo {running.process.pid}) foi desligado.\nNada mais está ligado.\n"
    assert running.process.wait(timeout=10) == 0
    assert running.said().rstrip().endswith("Desligando…\nDesligado.")
    wait_until(lambda: not any(psutil.pid_exists(pid) for pid in pids))
    assert embedded.status(running.data) is None
    assert adimple(running.data, "stop").stdout == f"Nada está ligado com a pasta de dados {running.data}.\n"


def test_stop_ends_what_a_killed_run_left_behind(running):
    pids = [process.pid for process in family(running.process.pid)[1:]]
    running.process.kill()
    running.process.wait()

    done = adimple(running.data, "stop")

    assert "O processo «console» foi encerrado." in done.stdout
    assert "O PostgreSQL foi desligado." in done.stdout
    wait_until(lambda: not any(psutil.pid_exists(pid) for pid in pids))
    assert running.status() == 0


def test_ctrl_c_leaves_a_server_that_somebody_else_had_started(lives):
    folder, runs = lives
    adimple(folder / "data", "stop")
    embedded.ensure_running(folder / "data", {"fsync": "off"})
    runs.append(Running(folder / "data", folder / "log-of-ctrl-c"))
    runs[-1].wait_for("Para desligar: Ctrl-C")

    runs[-1].process.send_signal(signal.SIGINT)

    assert runs[-1].process.wait(timeout=60) == 0
    assert embedded.status(folder / "data") is not None


def test_a_number_left_behind_by_a_crash_is_never_taken_for_ours(tmp_path):
    """run.json names a live process, ours to kill, but nobody holds the lock and it began at another time."""
    us = run_file.Marked.of(os.getpid())
    run_file.write(tmp_path, {"console": run_file.Marked(os.getpid(), us.began - 3600)})

    assert run_file.holder(tmp_path) is None
    assert run_file.end_leftovers(tmp_path) == []


def test_a_busy_port_is_named_before_anything_starts(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        done = adimple(tmp_path / "data", "run", "--port", str(port))
        inbox = adimple(tmp_path / "data", "run", "--port", str(free_ports(1)[0]), ADIMPLE_SANDBOX_SMTP_PORT=str(port))

    busy_line = f"A porta {port} já está em uso nesta máquina. Pare o programa que a usa."
    assert (done.returncode, done.stderr.strip()) == (2, f"{busy_line} Ou escolha outra com --port.")
    assert inbox.stderr.strip() == f"{busy_line} Ou escolha outra em ADIMPLE_SANDBOX_SMTP_PORT."
    assert embedded.status(tmp_path / "data") is None


@pytest.mark.parametrize("command", ["run", "serve"])
def test_other_machines_are_served_only_in_production(tmp_path, command):
    done = adimple(tmp_path / "data", command, "--host", "0.0.0.0")

    assert done.returncode == 2
    assert "ADIMPLE_ENV=production" in done.stderr
    assert not (tmp_path / "data").exists()


def test_production_answers_health_from_inside_and_everything_else_by_https_alone(database_url, tmp_path):
    (port,) = free_ports(1)
    env = environment(
        tmp_path / "data",
        DATABASE_URL=database_url,
        ADIMPLE_ENV="production",
        ADIMPLE_KEY="0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        ADIMPLE_BASE_URL="https://cobranca.exemplo.test",
    )
    console = subprocess.Popen([*ADIMPLE, "serve", "--port", str(port)], env=env, start_new_session=True)

    def ask(path: str, **headers: str) -> tuple[int, str]:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            asked.request("GET", path, headers={"Host": "cobranca.exemplo.test"} | headers)
            answer = asked.getresponse()
            return answer.status, answer.headers.get("Location", "")
        except OSError:
            return 0, ""
        finally:
            asked.close()

    try:
        wait_until(lambda: ask("/healthz")[0] == 200)
        assert ask("/entrar/") == (301, "https://cobranca.exemplo.test/entrar/")
        assert ask("/entrar/", **{"X-Forwarded-Proto": "https"})[0] in (200, 302)
        assert ask("/healthz", Host="outro.exemplo.test")[0] == 400
    finally:
        console.terminate()
        assert console.wait(timeout=60) == 0
