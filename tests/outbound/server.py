"""Somebody else's server on this machine, with the manners a test asks for; it keeps what it was sent."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Manners = Callable[[socket.socket, "Got"], None]


@dataclass
class Got:
    """A request, as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    at: float


@dataclass
class Receiver:
    """`manners` may be changed in the middle; `got`: every request whose head and body came whole."""

    manners: Manners
    port: int = 0
    got: list[Got] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/avisos?de=adimple"


def answering(status: int, *headers: str, body: bytes = b"ok") -> Manners:
    head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *headers))
    return saying(f"{head}\r\n".encode() + body)


def saying(reply: bytes) -> Manners:
    return lambda connection, _: connection.sendall(reply)


def in_turn(*manners: Manners) -> Manners:
    """One for each request; the last for all that come after."""
    left = list(manners)
    return lambda connection, got: (left.pop(0) if len(left) > 1 else left[0])(connection, got)


def dripping(seconds: float, every: float = 0.1) -> Manners:
    """A reply that never ends, a byte now and then."""

    def drip(connection: socket.socket, _: Got) -> None:
        until = time.monotonic() + seconds
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while time.monotonic() < until:
            connection.sendall(b"a")
            time.sleep(every)

    return drip


def hanging(seconds: float = 30) -> Manners:
    """Takes the request and says nothing, until the other side goes or the time is over."""

    def hang(connection: socket.socket, _: Got) -> None:
        connection.settimeout(seconds)
        connection.recv(1)

    return hang


@contextmanager
def receiving(manners: Manners | None = None) -> Iterator[Receiver]:
    """It listens until the block ends; each request has a thread of its own."""
    receiver = Receiver(manners or answering(200))
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        receiver.port = server.getsockname()[1]
        threading.Thread(target=_serve, args=(server, receiver), daemon=True).start()
        yield receiver
        server.shutdown(socket.SHUT_RDWR)


def _serve(server: socket.socket, receiver: Receiver) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(connection, receiver), daemon=True).start()


def _answer(connection: socket.socket, receiver: Receiver) -> None:
    with connection:
        try:
            got = _read(connection)
            receiver.got.append(got)
            receiver.manners(connection, got)
        except OSError:
            return


def _read(connection: socket.socket) -> Got:
    came = b""
    while b"\r\n\r\n" not in came:
        came += _more(connection)
    head, _, body = came.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): text for name, _, text in (line.partition(": ") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += _more(connection)
    method, target, _ = first.split(" ")
    return Got(method, target, headers, body, time.monotonic())


def _more(connection: socket.socket) -> bytes:
    came = connection.recv(65_536)
    if not came:
        raise ConnectionError("gone")
    return came
