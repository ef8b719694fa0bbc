"""One POST to an address that was judged: no redirect followed, the whole of it in 15 seconds, the reply thrown away.

`http.client` reads the reply; ours are the connection, to the very address judged, and the clock, which no server
that answers drop by drop can hold.
"""

import functools
import io
import re
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPException, HTTPResponse

from adimple.domain.webhook import Answer
from adimple.outbound import address
from adimple.outbound.address import Forbidden, Place, Policy

CONNECT_SECONDS = 5
WHOLE_SECONDS = 15
BODY_SECONDS = 1  # for the body of a reply whose status is known
MOST_BYTES = 64 * 1024  # of the reply that are read
AGENT = "Adimple"


class Late(Exception):
    """The time for the whole of it is over."""


def post(url: str, headers: Mapping[str, str], body: bytes, policy: Policy) -> Answer:
    """What came of it; never raises for what the other side does."""
    began = time.monotonic()
    status, failure, retry_after_s = _try(url, headers, body, policy, began + WHOLE_SECONDS)
    return Answer(status, failure, int((time.monotonic() - began) * 1000), retry_after_s)


def _try(
    url: str, headers: Mapping[str, str], body: bytes, policy: Policy, deadline: float
) -> tuple[int | None, str, int | None]:
    place = address.read_url(url)
    try:
        connection = connect(place, address.resolve(place, policy), deadline)
    except Forbidden as forbidden:
        return None, forbidden.failure, None
    with connection:
        try:
            connection.settimeout(_left(deadline))
            connection.sendall(_request(place, headers, body))
            return _read(connection, deadline)
        except (Late, TimeoutError):
            return None, "timeout", None
        except OSError:
            return None, "closed", None
        except (HTTPException, ValueError):
            return None, "unreadable", None


def connect(place: Place, addresses: list[str], deadline: float) -> socket.socket:
    """Raises Forbidden with why there is none; the second address is tried when the first does not answer."""
    failure = "connect"
    for one in addresses:
        try:
            seconds = min(CONNECT_SECONDS, _left(deadline))
            plain = socket.create_connection((one, place.port), timeout=seconds)
        except Late:
            raise Forbidden("timeout") from None
        except TimeoutError:
            failure = "connect_timeout"
            continue
        except OSError:
            failure = "connect"
            continue
        return plain if place.scheme == "http" else _secured(plain, place, deadline)
    raise Forbidden(failure)


def _secured(plain: socket.socket, place: Place, deadline: float) -> ssl.SSLSocket:
    """Certificates and names are verified, always: of the name written, whatever address it led to."""
    try:
        plain.settimeout(min(CONNECT_SECONDS, _left(deadline)))
        return _tls().wrap_socket(plain, server_hostname=place.host.rstrip("."))
    except (Late, TimeoutError):
        plain.close()
        raise Forbidden("timeout") from None
    except (OSError, ValueError):
        plain.close()
        raise Forbidden("tls") from None


@functools.cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


def _request(place: Place, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = {
        "Host": place.authority,
        "User-Agent": AGENT,
        "Accept": "*/*",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **headers,
    }
    assert not any(mark in text for text in lines.values() for mark in "\r\n"), "a header of ours is one line"
    head = "".join(f"{name}: {text}\r\n" for name, text in lines.items())
    return f"POST {place.target} HTTP/1.1\r\n{head}\r\n".encode("ascii") + body


def _read(connection: socket.socket, deadline: float) -> tuple[int, str, int | None]:
    """The status counts once its headers are whole; of the body, what comes is read up to a ceiling, and dropped."""
    hurried = Hurried(connection, deadline)
    reply = HTTPResponse(hurried, method="POST")  # type: ignore[arg-type]
    reply.begin()
    if hurried.is_over:
        raise ConnectionError("cut before its headers were whole")
    retry_after = reply.headers.get("Retry-After", "")
    hurried.deadline = min(deadline, time.monotonic() + BODY_SECONDS)
    with suppress(OSError, HTTPException, ValueError, Late):
        reply.read(MOST_BYTES)
    return reply.status, "", int(retry_after) if re.fullmatch(r"[0-9]{1,7}", retry_after.strip()) else None


def _left(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise Late
    return seconds


class Hurried(io.RawIOBase):
    """A connection as `HTTPResponse` reads one, where each read has only what is left of the whole time and bytes."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self.connection, self.deadline = connection, deadline
        self.left_bytes = MOST_BYTES * 2  # the headers too
        self.is_over = False

    def makefile(self, *_: object) -> io.BufferedReader:
        return io.BufferedReader(self, 4096)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[override]
        if self.left_bytes <= 0:
            self.is_over = True
            return 0
        self.connection.settimeout(_left(self.deadline))
        count = self.connection.recv_into(buffer, min(len(buffer), self.left_bytes))
        self.left_bytes -= count
        self.is_over = count == 0
        return count
