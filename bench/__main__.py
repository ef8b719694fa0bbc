"""`python -m bench`: measures the night, the sending, the money that comes in, in a database of its own, fsync on."""

import os
import shutil
import tempfile
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from bench import document, house, money
from bench.sizes import Sizes
from bench.told import HEADER, Row

MEASURES = house.MEASURES | money.MEASURES


def main(
    titulos: int = typer.Option(1_000_000, help="Quantos títulos tem a carteira da noite."),
    rounds: int = typer.Option(5, help="Quantas rodadas alternadas da noite e do piso."),
    rows: int = typer.Option(100_000, help="Quantas linhas tem a planilha importada, e o retorno que entra no razão."),
    messages: int = typer.Option(3_000, help="Quantas mensagens saem por SMTP."),
    only: str = typer.Option(",".join(MEASURES), help="Quais medidas, separadas por vírgula."),
    write: str = typer.Option("", help="Grava a tabela neste arquivo Markdown."),
    beside: str = typer.Option("", help="O Python de um ambiente com o pycobranca, para medir o que ele também faz."),
    load: bool = typer.Option(False, "--load", help="Em vez disso, mede cada página com 20 pessoas ao mesmo tempo."),
    seconds: float = typer.Option(180, help="Com --load, por quanto tempo."),
    keep: str = typer.Option("", help="A pasta de dados a usar e a guardar, para repetir sem semear."),
) -> None:
    names = only.split(",")
    if unknown := set(names) - set(MEASURES):
        raise typer.BadParameter(f"Não há {', '.join(sorted(unknown))}. Há: {', '.join(MEASURES)}.")
    folder = Path(keep) if keep else Path(tempfile.mkdtemp(prefix="adimple-bench-"))
    os.environ["ADIMPLE_DATA"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    from adimple.cli import boot
    from adimple.config import embedded

    sizes = Sizes(titulos, rounds, rows, messages, beside)
    try:
        boot.ready()
        if load:
            _load(titulos, seconds, write)
            return
        measured = {name: MEASURES[name](sizes) for name in names}
    finally:
        embedded.stop(folder)
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    _print([row for rows_ in measured.values() for row in rows_])
    if write:
        _write(Path(write), measured, sizes)


def _load(titulos: int, seconds: float, write: str) -> None:
    from bench import load, load_told

    lines, other = load.measure(titulos, seconds)
    load_told.show(lines, other)
    if write:
        load_told.write(Path(write), lines, titulos, seconds)


def _print(rows: list[Row]) -> None:
    table = Table(*HEADER, title="Adimple, medido")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _write(path: Path, measured: dict[str, list[Row]], sizes: Sizes) -> None:
    """The part of the house, that of the money, or both: as was measured."""
    ours = [row for name in house.MEASURES for row in measured.get(name, ())]
    in_ = [row for name in money.MEASURES for row in measured.get(name, ())]
    if ours:
        document.replace(path, document.HOUSE, house.markdown(ours, sizes))
    if in_:
        document.replace(path, document.MONEY, money.markdown(in_))


if __name__ == "__main__":
    typer.run(main)
