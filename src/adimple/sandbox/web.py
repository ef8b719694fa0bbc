"""The inbox in a browser of this machine: list, message, delete, and JSON for tests."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from adimple.sandbox import pages
from adimple.sandbox.mailbox import Mailbox, Row
from adimple.sandbox.reader import read_message
from adimple.sandbox.smtp import LOOPBACK
from adimple.sandbox.styles import style_source

PAGE_ROWS = 50
MAX_API_ROWS = 500
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
MAIL_POLICY = (
    "default-src 'none'; style-src {styles}; img-src data:; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
STYLESHEET = (Path(__file__).parent / "inbox.css").read_bytes()


class InboxServer(ThreadingHTTPServer):
    """Serves one mailbox on the loopback address; port 0 takes a free one."""

    daemon_threads = True

    def __init__(self, mailbox: Mailbox, port: int) -> None:
        self.mailbox = mailbox
        super().__init__((LOOPBACK, port), Pages)


class Pages(BaseHTTPRequestHandler):
    """One request. Only names of this machine are answered, so no site can reach the inbox through a browser."""

    protocol_version = "HTTP/1.1"
    server_version = "Adimple"
    sys_version = ""
    timeout = 30
    server: InboxServer

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        for pattern, answer in ROUTES:
            found = re.fullmatch(pattern, address.path)
            if found and self._is_ours():
                answer(self, query, *(int(group) for group in found.groups()))
                return
        self._missing()

    do_HEAD = do_GET

    def do_POST(self) -> None:
        # The body is empty or of no interest; it is read so that the connection can go on.
        length = self.headers.get("Content-Length", "0")
        self.rfile.read(min(int(length), 65_536) if length.isdigit() else 0)
        origin = self.headers.get("Origin") or self.headers.get("Referer") or ""
        if urlsplit(self.path).path != "/apagar" or not self._is_ours():
            self._missing()
        elif origin and urlsplit(origin).netloc != self.headers.get("Host"):
            self._html(pages.problem("Pedido recusado", "O pedido veio de outro site. Use o botão desta página."), 403)
        else:
            deleted = self.server.mailbox.clear()
            self._send(HTTPStatus.SEE_OTHER, "text/plain; charset=utf-8", b"", {"Location": f"/?apagadas={deleted}"})

    def show_list(self, query: dict[str, str]) -> None:
        words, before = query.get("q", "")[:200], _number(query.get("antes"))
        rows, total = self.server.mailbox.page(words=words, before=before, limit=PAGE_ROWS)
        deleted = _number(query.get("apagadas"))
        self._html(pages.listing(rows, total=total, words=words, before=before, page_rows=PAGE_ROWS, deleted=deleted))

    def show_message(self, query: dict[str, str], number: int) -> None:
        octets = self.server.mailbox.read(number)
        if octets is None:
            self._missing()
        else:
            self._html(pages.message(number, read_message(octets)))

    def show_markup(self, query: dict[str, str], number: int) -> None:
        octets = self.server.mailbox.read(number)
        if octets is None:
            self._missing()
        else:
            # Links of the message open in a new tab; the frame itself stays closed.
            said = read_message(octets).html
            markup = '<!doctype html><meta charset="utf-8"><base target="_blank">' + said
            self._html(markup, policy=MAIL_POLICY.format(styles=style_source(said)))

    def show_file(self, query: dict[str, str], number: int) -> None:
        octets = self.server.mailbox.read(number)
        if octets is None:
            self._missing()
        else:
            name = f'attachment; filename="mensagem-{number}.eml"'
            self._send(HTTPStatus.OK, "message/rfc822", octets, {"Content-Disposition": name})

    def show_delete(self, query: dict[str, str]) -> None:
        self._html(pages.delete(len(self.server.mailbox)))

    def show_style(self, query: dict[str, str]) -> None:
        self._send(HTTPStatus.OK, "text/css; charset=utf-8", STYLESHEET)

    def show_health(self, query: dict[str, str]) -> None:
        self._json({"status": "ok", "messages": len(self.server.mailbox)})

    def list_json(self, query: dict[str, str]) -> None:
        """`to` is an exact address; `limit` up to 500; `full=1` adds text, html, headers and links."""
        limit = min(_number(query.get("limit")) or PAGE_ROWS, MAX_API_ROWS)
        rows = self.server.mailbox.sent_to(query.get("to", ""), limit=limit)
        listed = [self._full(row) if query.get("full") else _summary(row) for row in rows]
        self._json({"messages": [one for one in listed if one is not None]})

    def message_json(self, query: dict[str, str], number: int) -> None:
        row = self.server.mailbox.find(number)
        full = self._full(row) if row else None
        if full is None:
            self._json({"error": "not_found", "phrase": "Não encontramos essa mensagem."}, HTTPStatus.NOT_FOUND)
        else:
            self._json(full)

    def _full(self, row: Row) -> dict[str, Any] | None:
        octets = self.server.mailbox.read(row.number)
        return None if octets is None else _summary(row) | asdict(read_message(octets))

    def _is_ours(self) -> bool:
        port = self.server.server_address[1]
        return self.headers.get("Host", "").lower() in (f"{LOOPBACK}:{port}", f"localhost:{port}")

    def _missing(self) -> None:
        phrase = "Não encontramos essa página ou mensagem. Ela pode ter sido apagada."
        self._html(pages.problem("Não encontramos", phrase), HTTPStatus.NOT_FOUND)

    def _html(self, page: str, status: int = HTTPStatus.OK, *, policy: str = PAGE_POLICY) -> None:
        headers = {"Content-Security-Policy": policy}
        self._send(status, "text/html; charset=utf-8", page.encode("utf-8", "replace"), headers)

    def _json(self, content: dict[str, Any], status: int = HTTPStatus.OK) -> None:
        self._send(status, "application/json", json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))

    def _send(self, status: int, kind: str, octets: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        always = {"Content-Type": kind, "Content-Length": str(len(octets)), "Cache-Control": "no-store"}
        safe = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        for name, value in (always | safe | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(octets)

    def log_message(self, *_: object) -> None:
        """Silent: addresses of people do not belong in a log."""


ROUTES: tuple[tuple[str, Callable[..., None]], ...] = (
    ("/", Pages.show_list),
    (r"/mensagens/(\d{1,12})", Pages.show_message),
    (r"/mensagens/(\d{1,12})/html", Pages.show_markup),
    (r"/mensagens/(\d{1,12})\.eml", Pages.show_file),
    ("/apagar", Pages.show_delete),
    ("/inbox.css", Pages.show_style),
    ("/healthz", Pages.show_health),
    ("/api/messages", Pages.list_json),
    (r"/api/messages/(\d{1,12})", Pages.message_json),
)


def _summary(row: Row) -> dict[str, Any]:
    fields = row.fields
    return {
        "id": row.number,
        "to": fields.get("delivered-to", ""),
        "from": fields.get("from", ""),
        "subject": fields.get("subject", ""),
        "date": fields.get("date", ""),
    }


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 12 else None
