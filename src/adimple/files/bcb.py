"""A monthly series asked of the Banco Central's API, or of whoever speaks as it does: bytes, as a file would hold."""

from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from adimple.domain.errors import Rejection, Unreadable
from adimple.domain.indices import Index, months
from adimple.files import sgs

API = "https://api.bcb.gov.br"
SECONDS = 20
YEARS_AT_ONCE = 10  # the API refuses more
_UNREACHED = "Não foi possível falar com o Banco Central ({why}). Tente de novo, ou baixe o arquivo e importe-o."


class _NoRedirect(HTTPRedirectHandler):
    """The series comes from the address that was given, or does not come."""

    def redirect_request(self, *_: object) -> None:
        return None


def fetch_series(index: Index, first: date, last: date, api: str = API) -> sgs.Series:
    """The months of `index` from `first` to `last`. Raises Unreadable, saying why, when they do not come."""
    if urlsplit(api).scheme not in ("http", "https") or not urlsplit(api).netloc:
        raise Unreadable("bcb.endereco", "O endereço da API começa com https://, como https://api.bcb.gov.br.")
    points: list[sgs.Point] = []
    rejections: list[Rejection] = []
    for start, end in _windows(months.month_of(first), months.month_of(last)):
        content = _get(_address(api, index, start, end))
        if content is not None:
            series = sgs.read_series(content, index)
            points += series.points
            rejections += series.rejections
    if not points and not rejections:
        span = f"de {months.format_month(first)} a {months.format_month(last)}"
        raise Unreadable("bcb.sem_valores", f"O Banco Central não tem {index.name} {span}. Confira o mês e a série.")
    return sgs.Series(tuple(points), tuple(rejections))


def _windows(first: date, last: date) -> Iterator[tuple[date, date]]:
    while first <= last:
        end = min(last, first.replace(year=first.year + YEARS_AT_ONCE) - timedelta(days=1))
        yield first, end
        first = months.after(months.month_of(end))


def _address(api: str, index: Index, first: date, last: date) -> str:
    query = {"formato": "json", "dataInicial": f"{first:%d/%m/%Y}", "dataFinal": f"{last:%d/%m/%Y}"}
    return f"{api.rstrip('/')}/dados/serie/bcdata.sgs.{index.sgs}/dados?{urlencode(query)}"


def _get(address: str) -> bytes | None:
    """The answer; None where the series has no month in the span (404)."""
    request = Request(address, headers={"Accept": "application/json", "User-Agent": "Adimple"})
    try:
        with build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
            return answer.read(sgs.MAX_BYTES + 1)
    except HTTPError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return None
        raise Unreadable("bcb.recusou", _UNREACHED.format(why=f"respondeu {error.code}")) from None
    except (URLError, HTTPException, OSError) as error:
        why = getattr(error, "reason", None) or error
        raise Unreadable("bcb.fora", _UNREACHED.format(why=str(why)[:100] or "sem resposta")) from None
