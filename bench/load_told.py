"""What the load found, as a table on the terminal and as a part of docs/bench.md."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import document
from bench.load import PEOPLE, THINK, Line

HEADER = ("Página", "Pedidos", "p50", "p95", "p99", "Meta (p95)", "Resultado")


def show(lines: list[Line], other: dict[str, int]) -> None:
    table = Table(*HEADER, title="Cada página, em milissegundos")
    for line in lines:
        table.add_row(*_cells(line))
    console = Console()
    console.print(table)
    if other:
        console.print("Não são páginas (responderam outra coisa que 200): ", ", ".join(sorted(other)))


def write(path: Path, lines: list[Line], titulos: int, seconds: float) -> None:
    """Replaces its part of the document, and leaves the rest."""
    document.replace(path, document.PAGES, _markdown(lines, titulos, seconds))


def _markdown(lines: list[Line], titulos: int, seconds: float) -> str:
    on = datetime.now(UTC).date()
    least, most = THINK
    count = f"{titulos:,}".replace(",", ".")
    text = [
        document.PAGES,
        "",
        f"Em {on:%d/%m/%Y}, {os.cpu_count()} núcleos ({platform.machine()}), {count} títulos, um `adimple serve`",
        f"como o de `adimple run`. {PEOPLE} pessoas conectadas, de todos os papéis, abrem cada uma todas as páginas do",
        f"console e a do devedor, em ordem sorteada, e pensam de {least:.0f} a {most:.0f} segundos entre duas,",
        f"por {seconds:.0f} s. O tempo é do pedido ao último byte, em milissegundos, e inclui a espera na fila:",
        "o servidor, o PostgreSQL e as vinte pessoas dividem os mesmos núcleos. Repita com `make load`.",
        "",
        "| " + " | ".join(HEADER) + " |",
        "|---|--:|--:|--:|--:|--:|---|",
        *("| " + " | ".join(_cells(line)) + " |" for line in lines),
        "",
    ]
    return "\n".join(text)


def _cells(line: Line) -> tuple[str, ...]:
    met = "atingida" if line.is_met else "não atingida"
    times = (f"{ms:.0f}" for ms in (line.p50, line.p95, line.p99))
    return (line.page, str(line.asked), *times, f"≤ {line.target}", met)
