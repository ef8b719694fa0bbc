"""The Banco Central's format of a monthly series (SGS): CSV or JSON to points, and back.

The CSV is `data;valor` with days as `01/03/2025` and a decimal comma; the page's export names the series in the header,
writes months as `03/2025` and ends in a line of its source. The JSON is `[{"data": "01/03/2025", "valor": "0.56"}]`.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from adimple.domain import limits
from adimple.domain.errors import Rejection, Unreadable
from adimple.domain.indices import Index, months
from adimple.domain.indices.table import MAX_MONTH_PPB
from adimple.files import text

MAX_BYTES = 5 * 1024 * 1024
_DAY = re.compile(r"(?:(\d{2})/)?(\d{2})/(\d{4})", re.ASCII)
_RATE = re.compile(r"(-?)(\d{1,4})(?:[.,](\d{1,10}))?", re.ASCII)
_SERIES = re.compile(r"\b(\d{1,6}) - ")
_DECIMALS = 7  # of a percent, in ppb
_SOURCE = "fonte"


@dataclass(frozen=True, slots=True)
class Point:
    """The rate of one month, in ppb (1% = 10,000,000); it may be negative."""

    month: date
    rate_ppb: int


@dataclass(frozen=True, slots=True)
class Series:
    """What a file holds, months in order, and what in it could not be read."""

    points: tuple[Point, ...]
    rejections: tuple[Rejection, ...]


def read_series(content: bytes, index: Index) -> Series:
    """The points of `index` in a file of the SGS. Raises Unreadable when it is no such file, or another series."""
    if not content.strip():
        raise Unreadable("indice.vazio", "O arquivo está vazio.")
    if len(content) > MAX_BYTES:
        raise Unreadable("indice.grande", "O arquivo é grande demais para uma série mensal (limite de 5 MB).")
    written, _ = text.decode(content)
    rows = _json_rows(written) if written.lstrip().startswith(("[", "{")) else _csv_rows(written, index)
    return _series(rows)


def write_json(points: Iterable[Point]) -> str:
    """As the API answers `formato=json`."""
    return json.dumps([{"data": _written_day(one.month), "valor": written_rate(one.rate_ppb)} for one in points])


def write_csv(points: Iterable[Point]) -> str:
    """As the API answers `formato=csv`."""
    rows = (f'"{_written_day(one.month)}";"{written_rate(one.rate_ppb).replace(".", ",")}"' for one in points)
    return "\r\n".join(["data;valor", *rows, ""])


def written_rate(rate_ppb: int) -> str:
    """`0.56`, `-0.02`, `0.677145`: at least two decimals, as published."""
    whole, rest = divmod(abs(rate_ppb), 10**_DECIMALS)
    decimals = f"{rest:0{_DECIMALS}d}".rstrip("0").ljust(2, "0")
    return f"{'-' if rate_ppb < 0 else ''}{whole}.{decimals}"


def _json_rows(written: str) -> Iterator[tuple[int, str, str]]:
    try:
        given = json.loads(written)
    except (ValueError, RecursionError):
        raise Unreadable("indice.json", "O JSON não se lê: foi cortado ou não é a resposta do Banco Central.") from None
    if not isinstance(given, list):
        raise Unreadable("indice.json", 'O JSON deve ser uma lista de {"data": …, "valor": …}.')
    for turn, point in enumerate(given, start=1):
        fields = point if isinstance(point, dict) else {}
        yield turn, str(fields.get("data", "")), str(fields.get("valor", ""))


def _csv_rows(written: str, index: Index) -> Iterator[tuple[int, str, str]]:
    lines = [line.strip().replace('"', "") for line in written.splitlines()]
    header = next((line for line in lines if line), "")
    if ";" not in header or not header.lower().startswith("data"):
        raise Unreadable("indice.cabecalho", "A primeira linha deve ser «data;valor», como o Banco Central escreve.")
    named = _SERIES.search(header)
    if named and int(named[1]) != index.sgs:
        phrase = f"O arquivo é da série {named[1]}; {index.name} é a {index.sgs}. Confira o arquivo ou o --index."
        raise Unreadable("indice.outra_serie", phrase)
    for turn, line in enumerate(lines, start=1):
        day, _, rate = line.partition(";")
        if line and line != header and day.lower() != _SOURCE:
            yield turn, day.strip(), rate.strip()


def _series(rows: Iterable[tuple[int, str, str]]) -> Series:
    points: dict[date, int] = {}
    rejections = []
    for line, day, rate in rows:
        month, rate_ppb = _month(day), _rate(rate)
        if month is None:
            rejections.append(_rejected(line, "data", f"«{day[:20]}» não é um mês como 01/03/2025."))
        elif rate_ppb is None:
            rejections.append(_rejected(line, "valor", f"«{rate[:20]}» não é uma taxa mensal em %, como 0,56."))
        elif month in points:
            phrase = f"{months.format_month(month)} aparece duas vezes: a série não é mensal, ou foi emendada."
            rejections.append(_rejected(line, "data", phrase))
        else:
            points[month] = rate_ppb
    return Series(tuple(Point(month, points[month]) for month in sorted(points)), tuple(rejections))


def _rejected(line: int, field: str, phrase: str) -> Rejection:
    return Rejection(line, field, f"indice.{field}", phrase)


def _month(written: str) -> date | None:
    match = _DAY.fullmatch(written)
    if match is None or not limits.EARLIEST_YEAR <= int(match[3]) <= limits.LATEST_YEAR:
        return None
    try:
        return months.month_of(date(int(match[3]), int(match[2]), int(match[1] or 1)))
    except ValueError:
        return None


def _rate(written: str) -> int | None:
    match = _RATE.fullmatch(written)
    decimals = (match[3] or "").rstrip("0") if match else ""
    if match is None or len(decimals) > _DECIMALS:
        return None
    ppb = int(match[2]) * 10**_DECIMALS + int(decimals.ljust(_DECIMALS, "0"))
    return None if ppb > MAX_MONTH_PPB else (-ppb if match[1] else ppb)


def _written_day(month: date) -> str:
    return f"01/{months.format_month(month)}"
