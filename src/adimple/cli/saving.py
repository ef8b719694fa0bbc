"""`adimple backup` and `adimple restore`: one file, consistent while everything runs, proven when it comes back."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from adimple.cli import archive, boot, run_file
from adimple.config import embedded

if TYPE_CHECKING:
    from rich.progress import Progress

FORCE = "--force"


def register(app: typer.Typer) -> None:
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    file: Path = typer.Argument(metavar="ARQUIVO", help="O arquivo a criar, como adimple-2026-12-01.backup"),
    force: bool = typer.Option(False, FORCE, help="Substitui o arquivo, se já existir."),
) -> None:
    """Guarda todo o banco num arquivo, sem parar nada. A chave ADIMPLE_KEY não vai junto: guarde-a à parte."""
    if file.exists() and not force:
        boot.fail(f"{file} já existe. Escolha outro nome ou use {FORCE} para substituí-lo.")
    boot.ready(migrate=False)
    from adimple.cli import copying, taking
    from adimple.store.reads import census

    if not census.applied_migrations():
        boot.fail("O banco ainda está vazio: não há o que guardar.")
    try:
        with _progress() as bar:
            task = bar.add_task(f"Guardando em {file.name}", total=None)
            manifest = taking.take_backup(file, lambda count: bar.advance(task, count))
    except (OSError, copying.Failed) as error:
        boot.fail(f"O backup não foi feito: {_reason(error)} Nada foi gravado em {file}.", 1)
    except archive.Damaged as error:
        boot.fail(f"O backup não foi feito: o que foi gravado {error}. Confira o disco de {file}.", 1)
    rows = sum(table["rows"] for table in manifest.tables.values())
    print(f"Backup em {file}: {_number(len(manifest.tables))} tabelas, {_number(rows)} linhas.")
    print(f"Ele não contém a chave desta instalação ({manifest.key_fingerprint}). {_where_the_key_is()}")


def restore(
    file: Path = typer.Argument(metavar="ARQUIVO", help="O arquivo que adimple backup criou."),
    force: bool = typer.Option(False, FORCE, help="Troca os dados que já existem pelos do backup."),
) -> None:
    """Traz de volta um backup: confere tudo num banco à parte e só então troca. Se algo falhar, nada muda."""
    import psycopg

    from adimple.cli import copying
    from adimple.config import databases

    try:
        with run_file.hold(embedded.data_dir()), archive.opened(file) as (source, manifest):
            boot.ready(migrate=False)
            copying.refuse_unless_restorable(manifest, force)
            url = os.environ["DATABASE_URL"]
            with _progress() as bar:
                task = bar.add_task(f"Restaurando {file.name}", total=manifest.bytes)
                stopped = copying.bring_back(url, source, manifest, lambda count: bar.advance(task, count))
    except run_file.Held:
        boot.fail("O Adimple está ligado com esta pasta de dados. Desligue-o antes: adimple stop")
    except archive.Damaged as error:
        boot.fail(f"{file}: {error}. Nada mudou no banco.")
    except FileNotFoundError:
        boot.fail(f"Não encontramos o arquivo {file}.")
    except databases.InUse:
        boot.fail(
            "Outro programa está usando o banco. Desligue o Adimple (adimple stop) e tente de novo. Nada mudou.", 1
        )
    except (OSError, psycopg.Error, copying.Failed) as error:
        boot.fail(f"O backup não foi restaurado: {_reason(error)} Nada mudou no banco.", 1)
    _tell(manifest, stopped)


def _tell(manifest: archive.Manifest, stopped: int) -> None:
    from adimple.store import sealing

    rows = sum(table["rows"] for table in manifest.tables.values())
    print(f"Restaurado e conferido: {_number(len(manifest.tables))} tabelas, {_number(rows)} linhas, todas as somas.")
    if stopped:
        whose = "1 credor" if stopped == 1 else f"{_number(stopped)} credores"
        print(f"Os envios de {whose} ficaram parados, para não repetir o que saiu depois do backup.")
        print("Confira e retome em Configurações.")
    if manifest.key_fingerprint != sealing.fingerprint():
        boot.warn(
            f"Atenção: o backup foi lacrado com outra chave ({manifest.key_fingerprint}; a daqui é "
            f"{sealing.fingerprint()}). Senhas de e-mail guardadas e links já enviados não valem com a chave daqui. "
            "Use a chave de origem (ADIMPLE_KEY, ou o arquivo «key» da pasta de dados de origem) e ligue de novo. "
            "Para ficar com a chave daqui: adimple rekey."
        )


def _where_the_key_is() -> str:
    if os.environ.get("ADIMPLE_KEY"):
        return "Guarde ADIMPLE_KEY em outro lugar: sem ela, senhas e links não voltam."
    return f"Guarde {embedded.data_dir() / 'key'} em outro lugar: sem ela, senhas e links não voltam."


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{boot.reason(error)}."
    return str(error).strip()


def _progress() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn()
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")
