"""Somebody at the console, at a devedor's link or behind the API, who sends the same thing again until it is answered.

Every act is written to a log before its first request and after its last: what must then be true can be asked.
"""

import hashlib
import http.client
import json
import os
import random  # noqa: TID251 - a seeded draw at an entry point
import re
import signal
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path

EMAIL, PASSWORD = "dona@exemplo.test", "senha-so-de-teste-7"
PATIENCE_SECONDS = 240  # for one answer, restarts of the server included
ANSWER_SECONDS = 15  # then it is asked again
CHUNK = 3  # títulos in each sheet
CUT = (urllib.error.URLError, http.client.HTTPException, OSError)
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|chave)" value="([^"]*)"')
HEADER = "Número do documento;Parcela;Cliente;CPF/CNPJ;E-mail;Celular;UF;Vencimento;Valor"


@dataclass(frozen=True, slots=True)
class Known:
    """What visitors know of the installation. `people`: devedores with open títulos and, where they got a message, its
    link. `hook`: the address where a PSP tells of Pix."""

    base: str
    on: str
    api_key: str
    hook: str
    people: list[tuple[int, str]]


@dataclass(slots=True)
class Answer:
    status: int
    url: str
    text: str


class Crowd:
    """A few visitors at once; told to stop by SIGTERM, they end what they are at."""

    def __init__(self, known: Known, log: Path, seed: int, visitors: int = 3) -> None:
        self.known, self.visitors = known, visitors
        self.draw = random.Random(seed)
        self.people = iter(known.people)
        self.lock = threading.Lock()
        self.stop = threading.Event()
        self.into = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def work(self) -> None:
        signal.signal(signal.SIGTERM, lambda *_: self.stop.set())
        threads = [threading.Thread(target=self._visit, args=(number,)) for number in range(self.visitors)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _visit(self, number: int) -> None:
        visitor = Visitor(self.known, self.note)
        visitor.enter()
        while not self.stop.is_set():
            with self.lock:
                person = next(self.people, None)
                act = self.draw.choice(ACTS)
                twice = self.draw.random() < 0.3
            if person is None:
                self.stop.wait()
                break
            try:
                act(visitor, *person, twice)
            except Exception as error:  # told, and the next act goes on
                self.note("wrong", act.__name__, says=f"{type(error).__name__}: {error}")

    def note(self, word: str, act: str, **told) -> None:
        line = json.dumps({"word": word, "act": act, **told}, ensure_ascii=False) + "\n"
        os.write(self.into, line.encode())


@dataclass(slots=True)
class Visitor:
    known: Known
    note: Callable[..., None]
    cookies: CookieJar = field(default_factory=CookieJar)

    def enter(self) -> None:
        page = self.get("/entrar/")
        self.post("/entrar/", page, username=EMAIL, password=PASSWORD)

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, page: Answer | None = None, twice: bool = False, **fields: str) -> Answer:
        """A form, with what its page hides; sent twice at once where `twice`."""
        hidden = dict(HIDDEN.findall(page.text)) if page else {}
        body = urllib.parse.urlencode(hidden | fields).encode()
        kind = "application/x-www-form-urlencoded"
        other = threading.Thread(target=self.send, args=("POST", path, body, kind)) if twice else None
        if other:
            other.start()
        answer = self.send("POST", path, body, kind)
        if other:
            other.join()
        return answer

    def upload(self, path: str, page: Answer, name: str, content: str, **fields: str) -> Answer:
        lines = []
        for key, value in (dict(HIDDEN.findall(page.text)) | fields).items():
            lines += ["--linha", f'Content-Disposition: form-data; name="{key}"', "", value]
        lines += ["--linha", f'Content-Disposition: form-data; name="file"; filename="{name}"']
        lines += ["Content-Type: text/csv", "", content, "--linha--", ""]
        body = "\r\n".join(lines).encode()
        return self.send("POST", path, body, "multipart/form-data; boundary=linha")

    def api(self, path: str, key: str, **asked) -> Answer:
        headers = {"Authorization": f"Bearer {self.known.api_key}", "Idempotency-Key": key}
        return self.send("POST", f"/api/v1{path}", json.dumps(asked).encode(), "application/json", headers)

    def send(self, method: str, path: str, body: bytes | None = None, kind: str = "", headers=None) -> Answer:
        """Again and again, while nobody answers or the database is away; redirects are followed."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        url = urllib.parse.urljoin(self.known.base, path)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            request = urllib.request.Request(url, body, {"Content-Type": kind, "Referer": url, **(headers or {})})
            request.method = method
            try:
                with opener.open(request, timeout=ANSWER_SECONDS) as response:
                    return Answer(response.status, response.url, response.read().decode())
            except urllib.error.HTTPError as error:
                answer = Answer(error.code, error.url or url, error.read().decode())
                if error.code != 503:
                    if error.code >= 500:
                        self.note("wrong", "5xx", says=f"{error.code} em {method} {path}")
                    return answer
            except CUT:
                pass  # killed at this moment: the person presses the button again
            assert time.monotonic() < deadline, f"ninguém respondeu a {method} {path}"
            time.sleep(0.05)


def pay(visitor: Visitor, devedor: int, link: str, twice: bool) -> None:
    page = visitor.get(f"/pagamentos/novo/?devedor={devedor}")
    key = dict(HIDDEN.findall(page.text))["chave"]
    cents = 100 + devedor % 900
    visitor.note("began", "pay", devedor=devedor, key=f"form:{key}", cents=cents)
    fields = {"devedor": str(devedor), "valor": f"{cents // 100},{cents % 100:02d}", "data": visitor.known.on}
    answer = visitor.post(f"/pagamentos/novo/?devedor={devedor}", page, twice, chave=key, **fields)
    found = re.search(r"/pagamentos/(\d+)/", answer.url)
    assert found, f"sem recibo: {answer.status} {answer.url}"
    visitor.note("done", "pay", devedor=devedor, key=f"form:{key}", cents=cents)
    if devedor % 2:
        undo(visitor, int(found[1]), twice)


def undo(visitor: Visitor, payment: int, twice: bool) -> None:
    page = visitor.get(f"/pagamentos/{payment}/desfazer/")
    visitor.note("began", "undo", payment=payment)
    answer = visitor.post(f"/pagamentos/{payment}/desfazer/", page, twice, motivo="Foi de outro.")
    assert answer.status == 200, answer.status
    visitor.note("done", "undo", payment=payment)


def pause(visitor: Visitor, devedor: int, link: str, twice: bool) -> None:
    page = visitor.get(f"/devedores/{devedor}/pausa/")
    visitor.note("began", "pause", devedor=devedor)
    visitor.post(f"/devedores/{devedor}/pausa/", page, twice, kind="pause", reason="Prova de falhas")
    visitor.note("done", "pause", devedor=devedor)
    found = re.search(rf"/devedores/{devedor}/pausa/(\d+)/fim/", visitor.get(f"/devedores/{devedor}/").text)
    assert found, "a pausa não aparece na página"
    path = f"/devedores/{devedor}/pausa/{found[1]}/fim/"
    page = visitor.get(path)
    visitor.note("began", "resume", devedor=devedor)
    visitor.post(path, page, twice, reason="Acabou")
    visitor.note("done", "resume", devedor=devedor)


def answer_link(visitor: Visitor, devedor: int, link: str, twice: bool) -> None:
    if not link:
        return pause(visitor, devedor, link, twice)
    visitor.note("began", "link", devedor=devedor)
    answer = visitor.post(f"/p/{link}/responder", None, twice, answer="ja_paguei")
    if answer.status == 200:  # 429: too many from one address this minute; then nothing was asked
        visitor.note("done", "link", devedor=devedor)


def bring(visitor: Visitor, devedor: int, link: str, twice: bool) -> None:
    rows = [f"W{devedor}-{n};1;Ana Exemplo {devedor};;ana{devedor}@exemplo.test;;SP;10/01/2027;{n + 1}0,00"
            for n in range(CHUNK)]  # fmt: skip
    page = visitor.get("/importar/")
    visitor.note("began", "bring", devedor=devedor)
    answer = visitor.upload("/importar/", page, f"w{devedor}.csv", "\n".join([HEADER, *rows, ""]), kind="titulos")
    found = re.search(r"/importar/(\d+)/", answer.url)
    assert found, f"sem conferência: {answer.status} {answer.url}"
    answer = visitor.post(f"/importar/{found[1]}/gravar/", answer, twice)
    assert answer.status == 200 or "já foi gravado" in answer.text, f"{answer.status}: {answer.text[-400:]}"
    visitor.note("done", "bring", devedor=devedor)


def pay_by_api(visitor: Visitor, devedor: int, link: str, twice: bool) -> None:
    cents, key = 100 + devedor % 900, f"k-{devedor}"
    asked = {"devedor_id": devedor, "cents": cents, "paid_on": iso(visitor.known.on), "external_key": key}
    visitor.note("began", "pay", devedor=devedor, key=f"api:{key}", cents=cents)
    first = visitor.api("/payments", key, **asked)
    assert first.status == 201, f"{first.status}: {first.text[:300]}"
    if twice:
        again = visitor.api("/payments", key, **asked)
        assert json.loads(again.text)["payment"]["id"] == json.loads(first.text)["payment"]["id"], "outro pagamento"
    visitor.note("done", "pay", devedor=devedor, key=f"api:{key}", cents=cents)


def tell(visitor: Visitor, devedor: int, link: str, twice: bool) -> None:
    """As a PSP: of a Pix, until it is heard; sometimes the same by two connections at once."""
    on = iso(visitor.known.on)
    pix = {"endToEndId": f"E{devedor:031d}", "valor": "1.00", "horario": f"{on}T10:00:00Z"}
    body = json.dumps({"pix": [pix]}).encode()
    sha256 = hashlib.sha256(body).hexdigest()
    visitor.note("began", "tell", sha256=sha256)
    arguments = ("POST", visitor.known.hook, body, "application/json")
    other = threading.Thread(target=visitor.send, args=arguments) if twice else None
    if other:
        other.start()
    answer = visitor.send(*arguments)
    if other:
        other.join()
    assert answer.status == 200, f"{answer.status}: {answer.text[:300]}"
    visitor.note("done", "tell", sha256=sha256)


def iso(day: str) -> str:
    return "-".join(reversed(day.split("/")))


ACTS = (pay, pause, answer_link, bring, pay_by_api, tell)
