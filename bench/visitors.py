"""People at their browsers: each with a connection, a login and an address of its own, thinking between two pages."""

import gzip
import http.client
import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

IDLE_SECONDS = 20  # the server closes a connection after thirty
HEADERS = {"Accept-Encoding": "gzip", "Accept": "text/html"}


@dataclass
class Seen:
    """Milliseconds of each page, from the request to the last byte; and what did not answer 200 to somebody."""

    ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    other: dict[str, int] = field(default_factory=dict)


class Visitor:
    """`number` is also the last byte of the loopback address it asks from: the ceilings are per address."""

    def __init__(self, port: int, number: int) -> None:
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(f"127.0.1.{number}", 0))
        self.cookies: dict[str, str] = {}
        self.asked_at = 0.0
        self.shut: set[str] = set()  # pages this person's role does not open

    def enter(self, email: str, password: str) -> None:
        _, _, page = self.ask("GET", "/entrar/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, "the login has no form"
        form = {"csrfmiddlewaretoken": token[1].decode(), "username": email, "password": password}
        status, _, _ = self.ask("POST", "/entrar/", urlencode(form))
        assert status == 302, f"the login answered {status}"

    def ask(self, method: str, address: str, body: str = "") -> tuple[int, float, bytes]:
        """Status, milliseconds, body."""
        headers = HEADERS | {"Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self.asked_at > IDLE_SECONDS:
            self.http.close()  # the server did; the next request opens another, as a browser does
        self.asked_at = time.monotonic()
        started = time.perf_counter()
        self.http.request(method, address, body or None, headers)
        answer = self.http.getresponse()
        content = answer.read()
        ms = (time.perf_counter() - started) * 1_000
        for header in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = header.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        is_packed = answer.headers.get("Content-Encoding") == "gzip"
        return answer.status, ms, gzip.decompress(content) if is_packed else content


def look(visitor: Visitor, pages: Iterable[tuple[str, str]], seen: Seen) -> Iterator[None]:
    """One page at each step; what is none to this person (a redirect, a form's address, another role's) is left out
    from then on. A page that fails ends the measure: it would look quick by not being asked again.
    """
    for page, address in pages:
        if page in visitor.shut:
            continue
        status, ms, _ = visitor.ask("GET", address)
        assert status < 500, f"{address} answered {status}"
        if status == 200:
            seen.ms[page].append(ms)
        else:
            visitor.shut.add(page)
            seen.other[page] = status
            continue
        yield


def together(visitors: list[Visitor], decks: list[Iterator[tuple[str, str]]], seconds: float, think: tuple) -> Seen:
    """All at once for `seconds`, each thinking `think` (from, to) seconds between two pages."""
    seen, failed, end = Seen(), [], time.monotonic() + seconds

    def browse(number: int) -> None:
        chance = random.Random(number)
        time.sleep(chance.uniform(0, think[1]))
        try:
            for _ in look(visitors[number], decks[number], seen):
                if time.monotonic() > end:
                    return
                time.sleep(chance.uniform(*think))
        except Exception as error:  # told by the main thread
            failed.append(error)

    threads = [threading.Thread(target=browse, args=(number,)) for number in range(len(visitors))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return seen
