"""A data folder of an older PostgreSQL: refused with the command to run, which carries every row to the new one."""

import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest

from adimple.config import cluster, embedded, unprivileged
from tests.cli.running import adimple

OLD = 16
PROGRAMS = cluster.programs_of(OLD)
pytestmark = pytest.mark.skipif(PROGRAMS is None, reason=f"needs the programs of PostgreSQL {OLD}")


@pytest.fixture
def data():
    """Tables that PostgreSQL 16 made, with what the present schema holds in an empty installation."""
    base = Path(tempfile.mkdtemp(prefix="upgrade-"))
    folder = base / "data"
    runner = unprivileged.runner()
    home = cluster.prepare(folder, runner)
    fresh = cluster.private_folder(home / "postgres", runner)
    access = ["--username=postgres", "--auth-local=peer", "--auth-host=reject", "--no-sync"]
    made = runner.run(
        [PROGRAMS / "initdb", "-D", fresh, "--encoding=UTF8", "--locale=C", *access],
        words="", env=cluster.environment(), cwd=home,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    single = [PROGRAMS / "postgres", "--single", "-D", fresh, "postgres"]
    runner.run(single, words=cluster.BOOTSTRAP, env=cluster.environment(), cwd=home)
    url = embedded.ensure_running(folder, {"fsync": "off"}, programs=PROGRAMS)
    owner = ("--email", "dona@exemplo.test", "--credor", "colegio-exemplo", "--credor-name", "Colégio Exemplo")
    credor = ("--credor-document", "11222333000181", "--credor-address", "Rua do Modelo, 100, São Paulo, SP")
    done = adimple(
        folder, "create-owner", *owner, *credor, DATABASE_URL=url, ADIMPLE_PASSWORD="senha-bem-comprida-de-teste"
    )
    assert done.returncode == 0, done.stderr
    embedded.stop(folder)
    yield folder
    for one in (folder, folder / "upgrade"):
        embedded.stop(one)
    shutil.rmtree(base)


def slug(folder: Path) -> str:
    with psycopg.connect(embedded.url(folder)) as connection:
        return connection.execute("SELECT slug || ' ' || current_setting('server_version_num') FROM credor").fetchone()[
            0
        ]


def test_it_is_refused_with_the_command_and_then_carried_whole(data, tmp_path):
    home = cluster.home(data)
    refused = adimple(data, "doctor")
    assert refused.returncode == 2
    assert "foram feitos pelo PostgreSQL 16, e este programa traz o 18" in refused.stderr
    assert "adimple upgrade" in refused.stderr

    without_programs = adimple(data, "upgrade", "--programs", str(tmp_path))
    assert without_programs.returncode == 2
    assert "postgresql-16" in without_programs.stderr
    assert cluster.major_of(home) == OLD

    (home / "postgres").rename(home / f"postgres-{OLD}")  # as one killed between the two renames leaves it
    assert "parou no meio" in adimple(data, "doctor").stderr

    done = adimple(data, "upgrade")

    assert done.returncode == 0, done.stderr
    assert "PostgreSQL 16 → 18" in done.stdout
    embedded.ensure_running(data)
    assert slug(data).startswith("colegio-exemplo 18")
    assert [path.name for path in data.iterdir() if "upgrade" in path.name] == []
    assert (home / f"postgres-{OLD}" / "PG_VERSION").read_text() == f"{OLD}\n"
    embedded.stop(data)
    assert "Nada a fazer" in adimple(data, "upgrade").stdout


def test_a_database_of_ones_own_is_not_ours_to_upgrade(tmp_path):
    done = adimple(tmp_path, "upgrade", DATABASE_URL="postgresql://a@b/c")
    assert (done.returncode, "DATABASE_URL" in done.stderr) == (2, True)
