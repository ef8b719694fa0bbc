"""The PSP in a browser of this machine: the charges, what each asks on a day, and the button that pays it."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from adimple.domain import money, pix
from adimple.domain.errors import Invalid
from adimple.sandbox import psp_pages
from adimple.sandbox.psp_book import REFUND_ENDS, WAITING, Book
from adimple.sandbox.psp_rules import Problem
from adimple.sandbox.smtp import LOOPBACK
from adimple.sandbox.web import PAGE_POLICY

LISTED = 100
MAX_BODY = 16 * 1024
STYLESHEET = (Path(__file__).parent / "inbox.css").read_bytes()
PAYER = {"nome": "Pagador de Teste", "cpf": "52998224725"}

type Form = dict[str, str]


class PayServer(ThreadingHTTPServer):
    """Serves one book on the loopback address; port 0 takes a free one."""

    daemon_threads = True
    book: Book

    def __init__(self, port: int) -> None:
        super().__init__((LOOPBACK, port), Pages)


class Pages(BaseHTTPRequestHandler):
    """One request. Only names of this machine are answered, so no site can pay through a browser."""

    protocol_version = "HTTP/1.1"
    server_version = "Adimple"
    sys_version = ""
    timeout = 30
    server: PayServer

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        self._answer(GETS, address.path, {name: values[0] for name, values in parse_qs(address.query).items()})

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "0")
        body = self.rfile.read(min(int(length), MAX_BODY)) if length.isdigit() else b""
        form = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
        origin = self.headers.get("Origin") or self.headers.get("Referer") or ""
        if origin and urlsplit(origin).netloc != self.headers.get("Host"):
            self._html(psp_pages.problem("Pedido recusado", "O pedido veio de outro site."), HTTPStatus.FORBIDDEN)
        else:
            self._answer(POSTS, urlsplit(self.path).path, form)

    def _answer(self, routes: dict[str, Callable[..., None]], path: str, form: Form) -> None:
        port = self.server.server_address[1]
        is_ours = self.headers.get("Host", "").lower() in (f"{LOOPBACK}:{port}", f"localhost:{port}")
        act = routes.get("/qr" if path.startswith("/qr/") else path)
        try:
            if act and is_ours:
                act(self, form)
                return
            phrase = "Esta página não existe. A cobrança pode ser de outro PSP."
            self._html(psp_pages.problem("Não encontramos", phrase), HTTPStatus.NOT_FOUND)
        except Invalid as wrong:
            self._html(psp_pages.problem("Confira o que foi escrito", wrong.phrase), HTTPStatus.UNPROCESSABLE_ENTITY)
        except Problem as refused:
            self._html(psp_pages.problem("Não foi pago", refused.detail), HTTPStatus.CONFLICT)

    def show_list(self, form: Form) -> None:
        book = self.server.book
        charges = sorted(book.charges.values(), key=lambda one: -one["loc"]["id"])
        received = sorted(book.received.values(), key=lambda one: one["horario"], reverse=True)
        told = {"pago": "Pix pago.", "falhas": "Falhas aplicadas.", "devolucao": "Devolução terminada."}.get(
            form.get("feito", ""), ""
        )
        self._html(psp_pages.listing(charges[:LISTED], received[:LISTED], book.knobs, told))

    def show_charge(self, form: Form) -> None:
        book, path = self.server.book, urlsplit(self.path).path
        one = book.charge_at(f"{book.address}{path}")
        if one is None:
            phrase = "Esta cobrança não é deste PSP."
            self._html(psp_pages.problem("Não encontramos", phrase), HTTPStatus.NOT_FOUND)
            return
        on = _day(form.get("dia"), book.today())
        self._html(psp_pages.charge(one, on, book.owed(one, on), book.payee_of(one["chave"])["nome"]))

    def read_code(self, form: Form) -> None:
        read = pix.read(form.get("codigo", ""))
        if read.faults:
            raise Invalid("codigo", " ".join(read.faults))
        if read.location:
            host, _, path = read.location.partition("/")
            if host != self.server.book.address:
                raise Invalid("codigo", "Este código é de uma cobrança de outro PSP.")
            self._go(f"/{path}")
        elif read.key:
            txid = "" if read.txid in (None, "***") else read.txid
            self._html(psp_pages.static(read.key, read.name or "", read.cents, txid, self.server.book.today()))
        else:
            raise Invalid("codigo", "Este código não diz a quem pagar.")

    def pay(self, form: Form) -> None:
        book = self.server.book
        on = _day(form.get("dia"), book.today())
        if on > book.today():
            raise Invalid(
                "dia", "Um Pix não se paga num dia que ainda não chegou. Para ver o valor dele, use Calcular."
            )
        if txid := form.get("cobranca"):
            if txid not in book.charges:
                raise Invalid("cobranca", "Esta cobrança não é deste PSP.")
            book.pay_charge(txid, on, PAYER)
        else:
            cents = money.parse_brl(form.get("valor", ""))
            if cents <= 0:
                raise Invalid("valor", "O valor precisa ser maior que zero.")
            book.pay_key(form.get("chave", ""), cents, on, PAYER, form.get("txid", ""))
        self._go("/?feito=pago")

    def set_knobs(self, form: Form) -> None:
        knobs = self.server.book.knobs
        numbers = {
            name: int(text) for name, text in form.items() if text.isascii() and text.isdigit() and len(text) < 3
        }
        for name in ("lost", "failed_before", "failed_after"):
            setattr(knobs, name, numbers.get(name, 0))
        knobs.refunds = min(numbers.get("refunds", 0), len(REFUND_ENDS) - 1)
        knobs.slow_s = float(numbers.get("slow_s", 0))
        knobs.copies = numbers.get("copies", 1)
        knobs.is_mute = knobs.copies == 0
        self._go("/?feito=falhas")

    def end_refund(self, form: Form) -> None:
        ends = {str(place): status for place, status in enumerate(REFUND_ENDS) if status != WAITING}
        if form.get("fim") not in ends:
            raise Invalid("fim", "Escolha como a devolução termina.")
        self.server.book.end_refund(form.get("pix", ""), form.get("devolucao", ""), ends[form["fim"]])
        self._go("/?feito=devolucao")

    def show_style(self, form: Form) -> None:
        self._send(HTTPStatus.OK, "text/css; charset=utf-8", STYLESHEET)

    def _go(self, path: str) -> None:
        self._send(HTTPStatus.SEE_OTHER, "text/plain", b"", {"Location": quote(path, safe="/?=&")})

    def _html(self, page: str, status: int = HTTPStatus.OK) -> None:
        octets = page.encode("utf-8", "replace")
        self._send(status, "text/html; charset=utf-8", octets, {"Content-Security-Policy": PAGE_POLICY})

    def _send(self, status: int, kind: str, octets: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        always = {"Content-Type": kind, "Content-Length": str(len(octets)), "Cache-Control": "no-store"}
        safe = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
        for name, value in (always | safe | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *_: object) -> None:
        """Silent: who pays whom does not belong in a log."""


GETS: dict[str, Callable[..., None]] = {
    "/": Pages.show_list,
    "/qr": Pages.show_charge,
    "/codigo": Pages.read_code,
    "/inbox.css": Pages.show_style,
}
POSTS: dict[str, Callable[..., None]] = {
    "/pagar": Pages.pay,
    "/falhas": Pages.set_knobs,
    "/devolucao": Pages.end_refund,
}


def _day(written: str | None, otherwise: date) -> date:
    if not written:
        return otherwise
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Invalid("dia", "Data não reconhecida. Escreva como 2026-11-24.") from error
