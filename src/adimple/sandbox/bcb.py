"""The Banco Central's series API on this machine, answering what it was given to hold: for tests and rehearsals.

Speaks `GET /dados/serie/bcdata.sgs.{series}/dados?formato=json|csv&dataInicial=…&dataFinal=…` and `…/dados/ultimos/N`.
What it holds by default is plainly synthetic: the same rate every month.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from adimple.domain.indices import INDICES, months
from adimple.files import sgs
from adimple.files.sgs import Point
from adimple.sandbox.smtp import LOOPBACK

FLAT_PPB = 5_000_000  # 0,50% every month: nobody takes it for a published figure
MOST_LAST = 20
MOST_YEARS = 10
_PATH = re.compile(r"/dados/serie/bcdata\.sgs\.(\d{1,6})/dados(?:/ultimos/(\d{1,4}))?/?")


def flat_series(first: date, last: date, rate_ppb: int = FLAT_PPB) -> dict[int, tuple[Point, ...]]:
    """Every index we know, at one rate."""
    points = tuple(Point(month, rate_ppb) for month in months.between(first, last))
    return {index.sgs: points for index in INDICES}


class SeriesServer(ThreadingHTTPServer):
    """Serves these series on the loopback address; port 0 takes a free one."""

    daemon_threads = True

    def __init__(self, series: Mapping[int, Sequence[Point]], port: int = 0) -> None:
        self.series = series
        super().__init__((LOOPBACK, port), Answers)

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.server_address[1]}"


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Adimple"
    sys_version = ""
    timeout = 30
    server: SeriesServer

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        found = _PATH.fullmatch(address.path)
        points = self.server.series.get(int(found[1])) if found else None
        if found is None or points is None:
            self._refuse(HTTPStatus.NOT_FOUND, "Series not found")
        elif found[2] is not None:
            self._last(points, int(found[2]), query)
        else:
            self._between(points, query)

    def _last(self, points: Sequence[Point], count: int, query: Mapping[str, str]) -> None:
        if not 1 <= count <= MOST_LAST:
            self._refuse(HTTPStatus.BAD_REQUEST, f"Peça de 1 a {MOST_LAST} valores")
        else:
            self._answer(points[-count:], query)

    def _between(self, points: Sequence[Point], query: Mapping[str, str]) -> None:
        try:
            first = _day(query.get("dataInicial"), date.min)
            last = _day(query.get("dataFinal"), date.max)
        except ValueError:
            self._refuse(HTTPStatus.BAD_REQUEST, "Data inválida: use dd/mm/aaaa")
            return
        if {"dataInicial", "dataFinal"} <= query.keys() and last.year - first.year > MOST_YEARS:
            self._refuse(HTTPStatus.NOT_ACCEPTABLE, "O intervalo máximo é de 10 anos")
            return
        inside = [point for point in points if first <= point.month <= last]
        if inside:
            self._answer(inside, query)
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "Value(s) not found")

    def _answer(self, points: Sequence[Point], query: Mapping[str, str]) -> None:
        if query.get("formato") == "csv":
            self._send(HTTPStatus.OK, "text/csv; charset=utf-8", sgs.write_csv(points).encode())
        else:
            self._send(HTTPStatus.OK, "application/json; charset=utf-8", sgs.write_json(points).encode())

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self._send(status, "application/json; charset=utf-8", json.dumps({"error": why, "message": why}).encode())

    def _send(self, status: HTTPStatus, kind: str, octets: bytes) -> None:
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(octets)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *_: object) -> None:
        """Silent, as the other sandboxes."""


def _day(written: str | None, otherwise: date) -> date:
    """Raises ValueError for what is not `dd/mm/aaaa`."""
    if not written:
        return otherwise
    day, month, year = written.split("/")
    return date(int(year), int(month), int(day))
