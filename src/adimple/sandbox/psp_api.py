"""The PSP's API on this machine: HTTPS with certificates on both sides, OAuth2, and Bacen's Pix API 2.9.0."""

import base64
import hmac
import json
import re
import secrets
import ssl
import time
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from adimple.sandbox.psp_book import Book, Json, read_instant, write_instant
from adimple.sandbox.psp_certificates import AUTHORITY, SERVER
from adimple.sandbox.psp_rules import Problem
from adimple.sandbox.smtp import LOOPBACK

TOKEN_SECONDS = 3_600
MAX_BODY = 256 * 1024
PAGE_ITEMS = 100
SCOPES = "cob.read cob.write cobv.read cobv.write pix.read pix.write webhook.read webhook.write"


class ApiServer(ThreadingHTTPServer):
    """Serves one book on the loopback address; port 0 takes a free one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, book: Book, folder: Path, port: int, oauth_id: str, oauth_secret: str) -> None:
        self.book, self.oauth_id, self.oauth_secret = book, oauth_id, oauth_secret
        self.tokens: dict[str, float] = {}
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.minimum_version = ssl.TLSVersion.TLSv1_2
        self._tls.load_cert_chain(folder / SERVER)
        self._tls.load_verify_locations(folder / AUTHORITY)
        self._tls.verify_mode = ssl.CERT_REQUIRED
        super().__init__((LOOPBACK, port), Api)

    @property
    def address(self) -> str:
        return f"https://{LOOPBACK}:{self.server_address[1]}"

    def finish_request(self, request: Any, peer: Any) -> None:
        """The handshake is made in the connection's own thread, so that nobody waits for another's."""
        request.settimeout(30)
        try:
            secured = self._tls.wrap_socket(request, server_side=True)
        except OSError:
            return  # no certificate, or one of another authority: there is nobody to answer
        try:
            super().finish_request(secured, peer)
        finally:
            secured.close()

    def handle_error(self, request: Any, peer: Any) -> None:
        """A caller that hangs up is its own affair."""


class Api(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Adimple"
    sys_version = ""
    timeout = 30
    server: ApiServer

    def do_GET(self) -> None:
        self._serve()

    do_PUT = do_PATCH = do_POST = do_DELETE = do_GET

    def _serve(self) -> None:
        body = self._body()
        knobs = self.server.book.knobs
        if knobs.slow_s:
            time.sleep(knobs.slow_s)
        if self.path == "/oauth/token" and self.command == "POST":
            self._token(body)
            return
        changes = self.command != "GET"
        try:
            self._authorise()
            if changes and knobs.failed_before:
                knobs.failed_before -= 1
                raise Problem("ErroInternoDoServidor", "Falha pedida, antes de aplicar.")
            status, told = self._answer(body)
            if changes and knobs.lost:
                knobs.lost -= 1
                self.close_connection = True  # applied, and nobody will ever say so
                return
            if changes and knobs.failed_after:
                knobs.failed_after -= 1
                raise Problem("ErroInternoDoServidor", "Falha pedida, depois de aplicar.")
            self._send(status, told)
        except Problem as problem:
            self._send(problem.status, problem.body(), "application/problem+json")

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        return self.rfile.read(min(int(length), MAX_BODY)) if length.isdigit() else b""

    def _token(self, body: bytes) -> None:
        given = self.headers.get("Authorization", "").removeprefix("Basic ")
        known = base64.b64encode(f"{self.server.oauth_id}:{self.server.oauth_secret}".encode()).decode()
        form = parse_qs(body.decode("utf-8", "replace"))
        if not hmac.compare_digest(given.encode(), known.encode()):
            self._send(HTTPStatus.UNAUTHORIZED, {"error": "invalid_client"})
        elif form.get("grant_type") != ["client_credentials"]:
            self._send(HTTPStatus.BAD_REQUEST, {"error": "unsupported_grant_type"})
        else:
            token = secrets.token_urlsafe(32)
            self.server.tokens[token] = time.monotonic() + TOKEN_SECONDS
            told = {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "scope": SCOPES}
            self._send(HTTPStatus.OK, told)

    def _authorise(self) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.server.tokens.get(token, 0) < time.monotonic():
            raise Problem(
                "AcessoNegado", "Requisição de participante autenticado que viola alguma regra de autorização."
            )

    def _answer(self, body: bytes) -> tuple[int, Json | None]:
        address = urlsplit(self.path)
        for method, pattern, act in ROUTES:
            found = re.fullmatch(pattern, address.path)
            if found and method == self.command:
                query = {name: values[0] for name, values in parse_qs(address.query).items()}
                return act(self.server.book, *map(unquote, found.groups()), **_given(method, body, query))
        raise Problem("NaoEncontrado", "Entidade não encontrada.")

    def _send(self, status: int, told: Json | None, kind: str = "application/json") -> None:
        octets = b"" if told is None else json.dumps(told, ensure_ascii=False).encode()
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(octets)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *_: object) -> None:
        """Silent: who pays whom does not belong in a log."""


def _given(method: str, body: bytes, query: dict[str, str]) -> dict[str, Any]:
    if method == "GET":
        return {"query": query}
    if method == "DELETE":
        return {}
    try:
        read = json.loads(body)
    except ValueError as error:
        raise Problem("CobOperacaoInvalida", "O corpo não é JSON.") from error
    if not isinstance(read, dict):
        raise Problem("CobOperacaoInvalida", "O corpo não é um objeto.")
    return {"body": read}


def _put_charge(book: Book, kind: str, txid: str, body: Json) -> tuple[int, Json]:
    return 201, book.put_charge(kind, txid, body)


def _patch_charge(book: Book, kind: str, txid: str, body: Json) -> tuple[int, Json]:
    return 200, book.patch_charge(kind, txid, body)


def _get_charge(book: Book, kind: str, txid: str, query: dict[str, str]) -> tuple[int, Json]:
    return 200, book.get_charge(kind, txid)


def _list_charges(book: Book, kind: str, query: dict[str, str]) -> tuple[int, Json]:
    since, until = _interval(query)
    found = book.list_charges(kind, since, until)
    wanted = query.get("status")
    return 200, _paged("cobs", [one for one in found if wanted in (None, one["status"])], query, since, until)


def _get_pix(book: Book, e2e: str, query: dict[str, str]) -> tuple[int, Json]:
    return 200, book.get_pix(e2e)


def _list_pix(book: Book, query: dict[str, str]) -> tuple[int, Json]:
    since, until = _interval(query)
    found = book.list_pix(since, until)
    if "txid" in query:
        found = [one for one in found if one.get("txid") == query["txid"]]
    return 200, _paged("pix", found, query, since, until)


def _refund(book: Book, e2e: str, refund_id: str, body: Json) -> tuple[int, Json]:
    return 201, book.refund(e2e, refund_id, body.get("valor"))


def _get_refund(book: Book, e2e: str, refund_id: str, query: dict[str, str]) -> tuple[int, Json]:
    for one in book.get_pix(e2e).get("devolucoes", ()):
        if one["id"] == refund_id:
            return 200, one
    raise Problem("NaoEncontrado", "Entidade não encontrada.")


def _put_webhook(book: Book, key: str, body: Json) -> tuple[int, None]:
    book.put_webhook(key, body.get("webhookUrl"))
    return 200, None


def _get_webhook(book: Book, key: str, query: dict[str, str]) -> tuple[int, Json]:
    return 200, book.get_webhook(key)


def _delete_webhook(book: Book, key: str) -> tuple[int, None]:
    book.delete_webhook(key)
    return 204, None


def _interval(query: dict[str, str]) -> tuple[datetime, datetime]:
    try:
        return read_instant(query["inicio"]), read_instant(query["fim"])
    except (KeyError, ValueError) as error:
        raise Problem("AcessoNegado", "Os parâmetros inicio e fim não respeitam o schema.") from error


def _paged(name: str, found: list[Json], query: dict[str, str], since: datetime, until: datetime) -> Json:
    page, items = _whole(query, "paginaAtual", 0), _whole(query, "itensPorPagina", PAGE_ITEMS) or PAGE_ITEMS
    return {
        "parametros": {
            "inicio": write_instant(since),
            "fim": write_instant(until),
            "paginacao": {
                "paginaAtual": page,
                "itensPorPagina": items,
                "quantidadeDePaginas": max(-(-len(found) // items), 1),
                "quantidadeTotalDeItens": len(found),
            },
        },
        name: found[page * items : (page + 1) * items],
    }


def _whole(query: dict[str, str], name: str, otherwise: int) -> int:
    for written in (query.get(f"paginacao.{name}"), query.get(name)):
        if written and written.isascii() and written.isdigit():
            return min(int(written), 1_000_000)
    return otherwise


ROUTES: tuple[tuple[str, str, Callable[..., tuple[int, Json | None]]], ...] = (
    ("PUT", r"/v2/(cobv?)/([^/]+)", _put_charge),
    ("PATCH", r"/v2/(cobv?)/([^/]+)", _patch_charge),
    ("GET", r"/v2/(cobv?)/([^/]+)", _get_charge),
    ("GET", r"/v2/(cobv?)", _list_charges),
    ("GET", r"/v2/pix", _list_pix),
    ("GET", r"/v2/pix/([^/]+)", _get_pix),
    ("PUT", r"/v2/pix/([^/]+)/devolucao/([^/]+)", _refund),
    ("GET", r"/v2/pix/([^/]+)/devolucao/([^/]+)", _get_refund),
    ("PUT", r"/v2/webhook/([^/]+)", _put_webhook),
    ("GET", r"/v2/webhook/([^/]+)", _get_webhook),
    ("DELETE", r"/v2/webhook/([^/]+)", _delete_webhook),
)
