"""`python -m bench`: measures the night, the import and the dispatch in a database of its own, fsync on."""

import os
import platform
import shutil
import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

WHOLE = 1_000_000
HEADER = ("Medida", "Valor", "Meta", "Resultado")


def main(
    titulos: int = typer.Option(1_000_000, help="Quantos títulos tem a carteira da noite."),
    rounds: int = typer.Option(5, help="Quantas rodadas alternadas da noite e do piso."),
    rows: int = typer.Option(100_000, help="Quantas linhas tem a planilha importada."),
    messages: int = typer.Option(3_000, help="Quantas mensagens saem por SMTP."),
    only: str = typer.Option(
        "night,import,dispatch,codes,retorno,intake,papers", help="Quais medidas, separadas por vírgula."
    ),
    write: str = typer.Option("", help="Grava a tabela neste arquivo Markdown."),
    load: bool = typer.Option(False, "--load", help="Em vez disso, mede cada página com 20 pessoas ao mesmo tempo."),
    seconds: float = typer.Option(180, help="Com --load, por quanto tempo."),
    keep: str = typer.Option("", help="Com --load, a pasta de dados a usar e a guardar, para repetir sem semear."),
) -> None:
    folder = Path(keep) if keep and load else Path(tempfile.mkdtemp(prefix="adimple-bench-"))
    os.environ["ADIMPLE_DATA"] = str(folder)
    os.environ.pop("DATABASE_URL", None)
    from adimple.cli import boot
    from adimple.config import embedded

    try:
        boot.ready()
        if load:
            _load(titulos, seconds, write)
            return
        measured = [row for name in only.split(",") for row in MEASURES[name](titulos, rounds, rows, messages)]
    finally:
        embedded.stop(folder)
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    _print(measured)
    if write:
        from bench import load_told

        Path(write).write_text(_markdown(measured, titulos, rounds) + load_told.kept(Path(write)))


def _load(titulos: int, seconds: float, write: str) -> None:
    from bench import load, load_told

    lines, other = load.measure(titulos, seconds)
    load_told.show(lines, other)
    if write:
        load_told.write(Path(write), lines, titulos, seconds)


def _night(titulos: int, rounds: int, rows: int, messages: int) -> list[tuple[str, str, str, str]]:
    from bench import night, orm_loop, seed

    seed.portfolio(titulos=titulos, devedores=titulos * 3 // 10, at=night.AT)
    told = night.measure(rounds)
    ratio = statistics.median(night_s / floor_s for night_s, floor_s in zip(told["night"], told["floor"], strict=True))
    is_whole = titulos >= WHOLE  # below it, what the night does once weighs more than what it does per título
    loop = orm_loop.titulos_per_second(min(titulos // 25, 20_000))
    actions, items, refused = told["counts"][0]
    per_second = titulos / statistics.median(told["night"])
    return [
        (f"Noite: {_count(titulos)} títulos, 5 perfis × 12 passos", _seconds(told["night"]), "", ""),
        ("Piso: COPY dos mesmos bytes, ida e volta", _seconds(told["floor"]), "", ""),
        (
            "Noite ÷ piso, mediana",
            f"{ratio:.2f}×".replace(".", ","),
            "≤ 1,5× com 1 milhão",
            _met(ratio <= 1.5) if is_whole else "",
        ),
        ("Memória no pico da noite", f"{told['peak_mib']:.0f} MiB", "≤ 512 MiB", _met(told["peak_mib"] <= 512)),
        ("Planejado", f"{_count(actions)} ações, {_count(items)} itens, {_count(refused)} recusas", "", ""),
        (
            f"Laço de objetos pelo ORM, {_count(min(titulos // 25, 20_000))} títulos",
            f"{_count(loop)} títulos/s ({per_second / loop:.0f}× mais lento)",
            "",
            "",
        ),
    ]


def _import(titulos: int, rounds: int, rows: int, messages: int) -> list[tuple[str, str, str, str]]:
    from bench import imports

    first, again = imports.rows_per_second(rows)
    return [
        (
            f"Importar {_count(rows)} linhas, primeira vez",
            f"{_count(first)} linhas/s",
            "≥ 10.000",
            _met(first >= 10_000),
        ),
        ("A mesma planilha de novo, nada muda", f"{_count(again)} linhas/s", "≥ 50.000", _met(again >= 50_000)),
    ]


def _dispatch(titulos: int, rounds: int, rows: int, messages: int) -> list[tuple[str, str, str, str]]:
    from bench import sending

    rate = sending.messages_per_second(messages)
    null_rate = sending.null_messages_per_second(messages)
    return [
        (
            f"Enviar {_count(messages)} e-mails por SMTP, tudo ligado",
            f"{_count(rate)} mensagens/s",
            "≥ 300",
            _met(rate >= 300),
        ),
        (
            f"Fila: {_count(messages)} mensagens por um canal que nada faz",
            f"{_count(null_rate)} mensagens/s",
            "≥ 1.000",
            _met(null_rate >= 1_000),
        ),
    ]


def _retorno(titulos: int, rounds: int, rows: int, messages: int) -> list[tuple[str, str, str, str]]:
    from bench import retorno

    lines = min(titulos, WHOLE)
    told = []
    for kind in ("400", "240"):
        rate, mib = retorno.measured(kind, lines)
        told.append(
            (
                f"Retorno CNAB {kind}: {_count(lines)} linhas",
                f"{_count(rate)} linhas/s",
                "≥ 50.000",
                _met(rate >= 50_000),
            )
        )
        told.append((f"Memória no pico, CNAB {kind}", f"{mib:.0f} MiB", "≤ 300 MiB", _met(mib <= 300)))
        if retorno.has_pycobranca():
            other, other_mib = retorno.measured(kind, min(lines, 200_000), "theirs")
            told.append(
                (
                    f"pycobranca, CNAB {kind}, {_count(min(lines, 200_000))} linhas",
                    f"{_count(other)} linhas/s, {other_mib:.0f} MiB",
                    "não mais que nós",
                    _met(other <= rate),
                )
            )
    return told


def _papers(titulos: int, rounds: int, rows: int, messages: int) -> list[tuple[str, str, str, str]]:
    from bench import papers

    told = []
    for has_pix in (False, True):
        kind = "com Pix" if has_pix else "sem Pix"
        single, whole = papers.singly(100, has_pix=has_pix), papers.in_one_file(300, has_pix=has_pix)
        told.append((f"Boletos em PDF, um a um, {kind}", f"{_count(single)} boletos/s", "≥ 60", _met(single >= 60)))
        told.append((f"Carnê de 300, {kind}", f"{_count(whole)} boletos/s", "≥ 300", _met(whole >= 300)))
    return told


def _codes(titulos: int, rounds: int, rows: int, messages: int) -> list[tuple[str, str, str, str]]:
    from bench import codes

    made, read = codes.made_per_second(50_000), codes.read_per_second(50_000)
    return [
        ("Barras e linhas digitáveis feitas", f"{_count(made)} boletos/s", "≥ 20.000", _met(made >= 20_000)),
        ("Linhas digitáveis lidas e conferidas", f"{_count(read)} boletos/s", "≥ 20.000", _met(read >= 20_000)),
    ]


def _intake(titulos: int, rounds: int, rows: int, messages: int) -> list[tuple[str, str, str, str]]:
    from bench import intake

    rate = intake.measured(rows)
    told = f"Aplicar ao razão um retorno de {_count(rows)} pagamentos"
    return [(told, f"{_count(rate)} pagamentos/s", "≥ 5.000", _met(rate >= 5_000))]


MEASURES = {
    "codes": _codes,
    "night": _night,
    "import": _import,
    "dispatch": _dispatch,
    "retorno": _retorno,
    "intake": _intake,
    "papers": _papers,
}


def _count(number: float) -> str:
    return f"{number:,.0f}".replace(",", ".")


def _seconds(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} s ({min(values):.2f} a {max(values):.2f})".replace(".", ",")


def _met(is_met: bool) -> str:
    return "atingida" if is_met else "não atingida"


def _print(measured: list[tuple[str, str, str, str]]) -> None:
    table = Table(*HEADER, title="Adimple, medido")
    for row in measured:
        table.add_row(*row)
    Console().print(table)


def _markdown(measured: list[tuple[str, str, str, str]], titulos: int, rounds: int) -> str:
    on = datetime.now(UTC).date()
    lines = [
        "# O que custa, medido",
        "",
        f"Em {on:%d/%m/%Y}, {os.cpu_count()} núcleos ({platform.machine()}), PostgreSQL embarcado com fsync ligado,",
        f"Python {platform.python_version()}; noite e piso alternados em {rounds} rodadas. Repita com `make bench`.",
        "",
        "| " + " | ".join(HEADER) + " |",
        "|---|---|---|---|",
        *("| " + " | ".join(row) + " |" for row in measured),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    typer.run(main)
