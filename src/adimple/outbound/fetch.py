"""One GET of a short text from an address that was judged, as `post` makes its POST: no redirect is followed."""

import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse

from adimple.outbound import address, post
from adimple.outbound.address import Forbidden, Policy

MOST_BYTES = 1_024


@dataclass(frozen=True, slots=True)
class Fetched:
    """`failure`: why there is none, as `webhook.FAILURES` names it, or the status that was no 200."""

    body: bytes
    failure: str


def fetch(url: str, policy: Policy) -> Fetched:
    """Never raises for what the other side does."""
    deadline = time.monotonic() + post.WHOLE_SECONDS
    place = address.read_url(url)
    try:
        connection = post.connect(place, address.resolve(place, policy), deadline)
    except Forbidden as forbidden:
        return Fetched(b"", forbidden.failure)
    with connection:
        try:
            head = f"GET {place.target} HTTP/1.1\r\nHost: {place.authority}\r\nUser-Agent: {post.AGENT}\r\n"
            connection.sendall(f"{head}Connection: close\r\n\r\n".encode("ascii"))
            reply = HTTPResponse(post.Hurried(connection, deadline), method="GET")  # type: ignore[arg-type]
            reply.begin()
            body = reply.read(MOST_BYTES)
        except (post.Late, TimeoutError):
            return Fetched(b"", "timeout")
        except OSError:
            return Fetched(b"", "closed")
        except (HTTPException, ValueError):
            return Fetched(b"", "unreadable")
    return Fetched(body, "" if reply.status == 200 else f"status_{reply.status}")
