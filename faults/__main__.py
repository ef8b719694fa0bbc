"""`python -m faults`: breaks the program on purpose, over and over, and prints what came of it; 1 on a violation."""

import json
import random  # noqa: TID251 - a seeded draw at an entry point
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from faults import acts, kinds, world
from faults.acts import Told

HEADER = ("Falha", "Injeções", "Mundos", "Recuperados", "Incertas", "das quais não saíram", "Violações", "s/injeção")


def main(
    injections: int = typer.Option(1000, help="Quantas falhas ao todo, entre os tipos; ao menos uma de cada."),
    seed: int = typer.Option(7, help="O sorteio: a mesma semente sorteia os mesmos pontos."),
    only: str = typer.Option("", help="Só estes tipos, separados por vírgula."),
    minutes: float = typer.Option(0, help="Para depois de tantos minutos, mesmo que faltem falhas."),
    as_json: str = typer.Option("", "--json", help="Grava o resultado neste arquivo."),
) -> None:
    chosen = [name for name in only.split(",") if name] or list(kinds.KINDS)
    if unknown := set(chosen) - set(kinds.KINDS):
        raise typer.BadParameter(f"Não há {', '.join(sorted(unknown))}. Há: {', '.join(kinds.KINDS)}.")
    until = time.monotonic() + minutes * 60 if minutes else float("inf")
    results = {}
    with tempfile.TemporaryDirectory(prefix="adimple-faults-") as folder, world.installation(Path(folder)) as made:
        shares = kinds.shares(chosen, injections)
        for left, (name, share) in zip(range(len(shares), 0, -1), shares.items(), strict=True):
            results[name] = _repeat(made, name, share, seed, until, left)
            if as_json:  # after each kind: a long run that is ended still tells
                Path(as_json).write_text(json.dumps(results, ensure_ascii=False, indent=1))
    Console(width=120).print(_table(results))
    for name, row in results.items():
        for sentence in row["wrong"]:
            print(f"{name}: {sentence}")
    raise SystemExit(any(row["wrong"] for row in results.values()))


def _repeat(made: world.Installation, name: str, share: int, seed: int, until: float, left: int) -> dict:
    """Worlds of one kind until its share of injections is made, or its share of what time is left is over."""
    began, total, worlds, recovered = time.monotonic(), Told(), 0, 0
    mine = (until - began) / left if until != float("inf") else until
    while total.injections < share and time.monotonic() - began < mine and not total.skipped:
        draw = random.Random(f"{seed}/{name}/{worlds}")
        try:
            told = kinds.KINDS[name](made, draw, share - total.injections)
        except AssertionError as error:  # a trial that could not go on is a violation, the next one may
            told = acts.Told(1, wrong=[str(error)[-1500:]])
        worlds += 1
        recovered += not told.wrong and not told.skipped
        total = total.plus(told, f"mundo {worlds}")
    told = asdict(total) | {"worlds": worlds, "recovered": recovered, "seconds": time.monotonic() - began}
    print(f"{name}: {total.injections} em {told['seconds']:.0f} s {total.skipped}", flush=True)
    return told


def _table(results: dict[str, dict]) -> Table:
    table = Table(*HEADER, title="Falhas provocadas")
    for name, row in results.items():
        each = f"{row['seconds'] / max(row['injections'], 1):.2f}".replace(".", ",")
        cells = (row["injections"], row["worlds"], row["recovered"], row["uncertain"], row["never_left"])
        table.add_row(name, *map(str, cells), str(len(row["wrong"])), row["skipped"] or each)
    sums = [sum(row[key] for row in results.values()) for key in ("injections", "worlds", "recovered", "uncertain")]
    never = sum(row["never_left"] for row in results.values())
    wrong = sum(len(row["wrong"]) for row in results.values())
    table.add_section()
    table.add_row("ao todo", *map(str, sums), str(never), str(wrong), "")
    return table


if __name__ == "__main__":
    typer.run(main)
