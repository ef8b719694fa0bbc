"""Where a webhook may go: an address written well, and a network that is not ours unless the installation says so.

What a name means is asked once, every answer is judged, and the connection goes to the address that was judged: a
name that changes its mind in between (DNS rebinding) leads nowhere else.
"""

import ipaddress
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

from adimple.domain import errors, webhook
from adimple.domain.errors import Invalid

MAX_URL_CHARS = 500
DNS_SECONDS = 5
_PORTS = {"https": 443, "http": 80}
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?)*\.?")
# Where clouds keep the secrets of their machines; never, whatever the installation allows.
_SECRETS = {ipaddress.ip_address(one) for one in ("fd00:ec2::254", "100.100.100.200", "192.0.0.192", "168.63.129.16")}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_IPv4_COMPATIBLE = ipaddress.ip_network("::/96")


class Forbidden(Exception):
    """It may not go there, or nobody is there: `failure` is a code of `webhook.FAILURES`."""

    def __init__(self, failure: str) -> None:
        super().__init__(failure)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Policy:
    """What the installation allows. `internal_hosts`: names, as addresses write them, that may lead inside."""

    is_production: bool
    internal_hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """Of an address: `target` is its path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def read_url(url: str) -> Place:
    """Raises Invalid with every reason why it is no address to send to."""
    errors.raise_together(_complaints(url))
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme], target)


def resolve(place: Place, policy: Policy) -> list[str]:
    """The addresses of the network it stands for, every one of them allowed. Raises Forbidden."""
    found = _asked(place)
    written = list(dict.fromkeys(str(address[0]) for *_, address in found))
    meant = [ipaddress.ip_address(one.partition("%")[0]) for one in written]
    if not meant:
        raise Forbidden("dns")
    if not all(_is_allowed(ip, place, policy) for ip in meant):
        raise Forbidden("forbidden")
    if place.scheme != "https" and (policy.is_production or not all(_is_loopback(ip) for ip in meant)):
        raise Forbidden("insecure")
    return written


def _asked(place: Place) -> list:
    """As `getaddrinfo`, which knows no time limit: it is left alone in a thread of its own. Raises Forbidden."""
    answers: SimpleQueue[list] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            answers.put([])

    threading.Thread(target=ask, name="dns", daemon=True).start()
    try:
        return answers.get(timeout=DNS_SECONDS)
    except Empty:
        raise Forbidden("dns_timeout") from None


def _complaints(url: str) -> Iterator[Invalid]:
    if len(url) > MAX_URL_CHARS:
        yield Invalid("url", f"O endereço vai até {MAX_URL_CHARS} letras.")
        return
    if not re.fullmatch(r"[!-~]+", url):
        yield Invalid("url", "Escreva o endereço sem espaços nem acentos, como https://erp.exemplo.com.br/avisos.")
        return
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        yield Invalid("url", "Este endereço não se lê. Escreva como https://erp.exemplo.com.br/avisos.")
        return
    if parts.scheme not in _PORTS:
        yield Invalid("url", "O endereço começa com https://, como https://erp.exemplo.com.br/avisos.")
    elif not _is_host(parts.hostname or ""):
        yield Invalid("url", "Falta o nome do servidor, como em https://erp.exemplo.com.br/avisos.")
    if port == 0:
        yield Invalid("url", "A porta vai de 1 a 65535.")
    if "@" in parts.netloc:
        yield Invalid("url", "Não ponha usuário nem senha no endereço: a assinatura já diz que somos nós.")
    if "#" in url:
        yield Invalid("url", "Tire do endereço o que vem depois de #: nunca chega ao servidor.")


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _HOST.fullmatch(host) is not None
    return "%" not in host


def _is_allowed(ip: IPv4Address | IPv6Address, place: Place, policy: Policy) -> bool:
    if any(one.is_link_local or one.is_multicast or one.is_unspecified or one in _SECRETS for one in _meant(ip)):
        return False
    if place.host.rstrip(".") in policy.internal_hosts:
        return True
    if not policy.is_production and _is_loopback(ip):
        return True
    return all(one.is_global for one in _meant(ip))


def _is_loopback(ip: IPv4Address | IPv6Address) -> bool:
    return all(one.is_loopback for one in _meant(ip))


def _meant(ip: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """The address, and the one it carries inside where it is a way to write or to reach another."""
    if isinstance(ip, IPv4Address):
        return [ip]
    if ip.ipv4_mapped:
        return [ip.ipv4_mapped]
    if ip in _NAT64:
        return [IPv4Address(int(ip) & 0xFFFFFFFF)]
    if ip in _IPv4_COMPATIBLE and int(ip) > 1:
        return [ip, IPv4Address(int(ip) & 0xFFFFFFFF)]
    if ip.sixtofour:
        return [ip, ip.sixtofour]
    return [ip, *(ip.teredo or ())]


assert {"dns", "dns_timeout", "forbidden", "insecure"} <= webhook.FAILURES.keys()
