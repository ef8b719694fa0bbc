"""`adimple upgrade`: the tables of an older PostgreSQL, dumped by it, proven in the new one, then put in place."""

import os
import shutil
from pathlib import Path

import typer

from adimple.cli import boot, run_file
from adimple.config import cluster, embedded

WAY_OUT = (
    "Instale o PostgreSQL {major} nesta máquina (pacote postgresql-{major}) e rode de novo, dizendo onde ficam os "
    "programas dele se não forem achados: adimple upgrade --programs /usr/lib/postgresql/{major}/bin. Ou, com o "
    "programa de antes, adimple backup ARQUIVO; depois, com este e outra pasta em ADIMPLE_DATA, adimple restore."
)


def register(app: typer.Typer) -> None:
    app.command("upgrade")(upgrade)


def upgrade(
    programs: Path | None = typer.Option(None, "--programs", help="A pasta dos programas do PostgreSQL de antes."),
) -> None:
    """Passa as tabelas de um PostgreSQL mais velho para o que vem junto. As de antes ficam guardadas ao lado."""
    if os.environ.get("DATABASE_URL"):
        boot.fail("O banco é o de DATABASE_URL: atualize o PostgreSQL dele com as ferramentas dele.")
    data = embedded.data_dir()
    if not data.exists():
        boot.fail(f"Não há dados em {data}: nada a atualizar.")
    try:
        with run_file.hold(data):
            _upgrade(data, programs)
    except run_file.Held:
        boot.fail("O Adimple está ligado com esta pasta de dados. Desligue-o antes: adimple stop")
    except cluster.Unavailable as error:
        boot.fail(str(error), 1)


def _upgrade(data: Path, programs: Path | None) -> None:
    home = cluster.home(data)
    cluster.undo_half_an_upgrade(home)
    former = cluster.major_of(home)
    if former in (None, cluster.MAJOR):
        print(f"Nada a fazer: os dados já são do PostgreSQL {cluster.MAJOR}, ou ainda não há dados.")
        return
    found = programs or cluster.programs_of(former)
    if found is None or not (found / "postgres").exists():
        boot.fail(f"Não achamos os programas do PostgreSQL {former}. {WAY_OUT.format(major=former)}")
        return
    if embedded.status(data):
        embedded.stop(data)
    kept = _carry(data, home, found)
    print(f"Atualizado e conferido: PostgreSQL {former} → {cluster.MAJOR}. Para ligar: adimple run")
    print(f"As tabelas de antes ficaram em {kept}; quando estiver tudo certo, apague essa pasta.")


def _carry(data: Path, home: Path, programs: Path) -> Path:
    """Where the former tables are kept. Until the last line the folder is as it was."""
    import psycopg

    from adimple.cli import archive, copying
    from adimple.config import databases

    file, fresh = data / "upgrade.backup", data / "upgrade"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        _open(embedded.ensure_running(data, programs=programs))
        from adimple.cli import taking  # it knows the tables: only after Django is ready

        print("Lendo tudo pelo PostgreSQL de antes…", flush=True)
        taking.take_backup(file, lambda _: None)
        _close()
        embedded.stop(data)
        print("Gravando e conferindo no novo…", flush=True)
        url = embedded.ensure_running(fresh)
        _look_at_server(url)
        with archive.opened(file) as (source, manifest):
            copying.bring_back(url, source, manifest, lambda _: None, stops_sending=False)
        _close()
        embedded.stop(fresh)
        return cluster.exchange(home, cluster.home(fresh))
    except (OSError, psycopg.Error, copying.Failed, archive.Damaged, databases.InUse) as error:
        boot.fail(f"A atualização não foi feita: {str(error).strip()} Os dados estão como estavam.", 1)
        raise
    finally:
        _close()
        for folder in (data, fresh):
            embedded.stop(folder)
        shutil.rmtree(cluster.home(fresh), ignore_errors=True)
        shutil.rmtree(fresh, ignore_errors=True)
        file.unlink(missing_ok=True)


def _open(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    boot.ready(migrate=False)


def _look_at_server(url: str) -> None:
    from django.db import connection

    from adimple.config import settings

    connection.settings_dict["HOST"] = settings.database_from(url)["HOST"]
    os.environ["DATABASE_URL"] = url


def _close() -> None:
    import sys

    if "django.db" in sys.modules and os.environ.get("DATABASE_URL"):
        from django.db import connection

        connection.close()
        connection.close_pool()
