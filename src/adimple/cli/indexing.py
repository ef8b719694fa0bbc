"""`adimple indices`: the months of IPCA, INPC, IGP-M, Selic and taxa legal, from the Banco Central's file or API."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

from adimple.cli import boot
from adimple.cli.speaking import Adimple, Group
from adimple.domain.indices import INDICES, Index, index_of, months

if TYPE_CHECKING:
    from adimple.files.sgs import Series

CODES = ", ".join(index.code for index in INDICES)
SHOWN_MONTHS = 24
SHOWN_REJECTIONS = 10
REHEARSAL_SINCE = date(2020, 1, 1)


def register(app: typer.Typer) -> None:
    indices = Adimple(cls=Group, help="Índices de correção e de juros: importar do Banco Central e conferir.")
    indices.command("import")(import_file)
    indices.command("fetch")(fetch)
    indices.command("show")(show)
    indices.command("sandbox")(sandbox)
    app.add_typer(indices, name="indices")


def import_file(
    file: Path = typer.Argument(metavar="ARQUIVO", help="CSV ou JSON do SGS do Banco Central, de uma série mensal."),
    index: str = typer.Option(..., "--index", help=f"Qual índice: {CODES}."),
) -> None:
    """Importa os meses de um índice de um arquivo do Banco Central. O mesmo arquivo duas vezes não muda nada."""
    from adimple.files import sgs

    wanted = _index(index)
    try:
        content = file.read_bytes() if file.stat().st_size <= sgs.MAX_BYTES else b" " * (sgs.MAX_BYTES + 1)
    except OSError as error:
        boot.fail(f"«{file}»: não foi possível abrir o arquivo ({boot.reason(error)}).")
    _enter(wanted, lambda: sgs.read_series(content, wanted), source=file.name, called=str(file))


def fetch(
    index: str = typer.Option(..., "--index", help=f"Qual índice: {CODES}."),
    since: str = typer.Option(..., "--since", metavar="MM/AAAA", help="O primeiro mês, como 08/2024."),
    api: str = typer.Option(
        "https://api.bcb.gov.br", "--api", envvar="ADIMPLE_BCB_API", help="O endereço da API do Banco Central."
    ),
) -> None:
    """Busca no Banco Central os meses de um índice, até hoje."""
    from adimple.files import bcb

    wanted, first = _index(index), _month(since)
    today = _today()
    if first > today:
        boot.fail(f"--since «{since}»: este mês ainda não chegou.")
    _enter(wanted, lambda: bcb.fetch_series(wanted, first, today, api), source=api, called=api)


def show(index: str = typer.Option("", "--index", help=f"Os meses de um só: {CODES}.")) -> None:
    """Mostra que meses de cada índice há, de onde vieram e quando; e os que faltam no meio."""
    boot.ready()
    from adimple.files.sgs import written_rate
    from adimple.store.reads import index_rates

    for one in [_index(index)] if index else INDICES:
        rows = index_rates.list_rates(one.code)
        print(f"{one.name} ({one.code}, série {one.sgs}: {one.source}): {_span([row.month for row in rows])}")
        for row in rows[:SHOWN_MONTHS] if index else ():
            told = f"{row.imported_at:%d/%m/%Y}, de {row.source}"
            print(f"  {months.format_month(row.month)}  {written_rate(row.rate_ppb).replace('.', ',')}%  {told}")


def sandbox(port: int = typer.Option(8033, "--port", help="A porta, só desta máquina.")) -> None:
    """Liga uma imitação da API do Banco Central, com taxas inventadas (0,50% todo mês): só para ensaios."""
    from adimple.sandbox import bcb

    try:
        server = bcb.SeriesServer(bcb.flat_series(REHEARSAL_SINCE, _today()), port)
    except OSError as error:
        boot.fail(f"--port {port}: não foi possível usar esta porta ({boot.reason(error)}).")
    told = f"API de ensaio em {server.address}, com taxas inventadas: use --api {server.address}. Ctrl-C para."
    print(told, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("Parada.")
    finally:
        server.server_close()


def _enter(index: Index, read, *, source: str, called: str) -> None:
    from adimple.domain.errors import Invalid, Unreadable

    try:
        series: Series = read()
    except Unreadable as error:
        boot.fail(f"«{called}»: {error.phrase}")
    for rejection in series.rejections[:SHOWN_REJECTIONS]:
        boot.warn(f"linha {rejection.line}, {rejection.field}: {rejection.phrase}")
    if series.rejections:
        boot.fail(f"«{called}»: linhas que não se leem: {len(series.rejections)}. Nada foi gravado; corrija e repita.")
    boot.ready()
    from adimple.usecases import import_index_rates as usecase

    command = usecase.ImportIndexRates(index.code, {point.month: point.rate_ppb for point in series.points}, source)
    try:
        imported = usecase.import_index_rates(boot.context(), command)
    except Invalid as error:
        boot.fail(f"«{called}»: {error.phrase}")
    _tell(index, imported)


def _tell(index: Index, imported) -> None:
    from adimple.domain.money import format_percent

    told = (
        (imported.added, "mês novo", "meses novos"),
        (imported.unchanged, "igual", "iguais"),
        (len(imported.changed), "revisto", "revistos"),
    )
    print(f"{index.name}: {', '.join(f'{count} {one if count == 1 else many}' for count, one, many in told)}.")
    for month in imported.unfinished:
        print(f"  {months.format_month(month)} ficou de fora: o mês não terminou e o valor ainda muda.")
    for month, before_ppb, after_ppb in imported.changed:
        print(f"  {months.format_month(month)}: era {format_percent(before_ppb)}, agora {format_percent(after_ppb)}.")


def _span(there: list[date]) -> str:
    """`de 01/2025 a 03/2025; falta 02/2025`."""
    if not there:
        return "nenhum mês. Importe com adimple indices import ou fetch."
    missing = sorted(set(months.between(min(there), max(there))) - set(there))
    gaps = f"; no meio faltam {', '.join(map(months.format_month, missing))}" if missing else ""
    return f"de {months.format_month(min(there))} a {months.format_month(max(there))}{gaps}"


def _today() -> date:
    return datetime.now(ZoneInfo("America/Sao_Paulo")).date()  # noqa: TID251 - the entry point


def _index(code: str) -> Index:
    from adimple.domain.errors import Invalid

    try:
        return index_of(code)
    except Invalid as error:
        boot.fail(f"--index: {error.phrase}")
        raise AssertionError("boot.fail does not return") from None


def _month(written: str) -> date:
    from adimple.domain import calendar
    from adimple.domain.errors import Invalid

    try:
        return calendar.parse_date(f"01/{written}")
    except Invalid:
        boot.fail(f"--since «{written}»: escreva o mês como 08/2024.")
        raise AssertionError("boot.fail does not return") from None
