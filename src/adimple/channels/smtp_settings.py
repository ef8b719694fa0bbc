"""Where e-mail leaves from, checked before any connection: names, secrets, networks, certificates."""

import functools
import ipaddress
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from adimple.domain import errors
from adimple.domain.errors import Invalid


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Where and how to send. `ca_file` is the private authority to trust instead of the system's."""

    host: str
    port: int
    security: Literal["none", "starttls", "tls"] = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    timeout_s: int = 20
    ca_file: str = ""


def check_settings(settings: SmtpSettings) -> None:
    """Raises Invalid, with every reason, when the settings cannot work or would show the password to the network."""
    errors.raise_together(_complaints(settings))


def _complaints(settings: SmtpSettings) -> Iterator[Invalid]:
    if not re.fullmatch(r"[A-Za-z0-9._:-]{1,253}", settings.host):
        yield Invalid("host", "Servidor inválido. Informe só o nome, como smtp.provedor.com.br.")
    if settings.security not in ("none", "starttls", "tls"):
        yield Invalid("security", "Escolha a segurança: STARTTLS, TLS ou nenhuma.")
    elif settings.password and settings.security == "none" and not is_loopback(settings.host):
        yield Invalid(
            "security", "Com senha, escolha STARTTLS ou TLS: sem criptografia a senha passa aberta pela rede."
        )
    if not 1 <= settings.port <= 65_535:
        yield Invalid("port", "Porta inválida. As usuais são 587 (STARTTLS) e 465 (TLS).")
    if not (settings.username + settings.password).isascii():
        yield Invalid(
            "password", "Usuário e senha do servidor de e-mail não podem ter acentos. Troque a senha no provedor."
        )
    if not 1 <= settings.timeout_s <= 120:
        yield Invalid("timeout_s", "O tempo de espera vai de 1 a 120 segundos.")


def is_loopback(host: str) -> bool:
    """Whether the name written means this machine, without asking the network."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_network(settings: SmtpSettings) -> None:
    """Invalid for addresses where no mail server lives but a cloud's secrets may (169.254.169.254)."""
    try:
        places = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # an empty label, or one over 63 characters
        raise Invalid("host", "Servidor inválido. Informe só o nome, como smtp.provedor.com.br.") from error
    for *_, place in places:
        ip = ipaddress.ip_address(str(place[0]).partition("%")[0])
        if ip.is_link_local or ip.is_multicast or ip.is_unspecified:
            raise Invalid("host", f"O servidor {settings.host} aponta para um endereço reservado da rede. Use outro.")


@functools.lru_cache(32)
def tls_context(ca_file: str) -> ssl.SSLContext:
    """Certificates and names are verified, always; TLS 1.2 or later."""
    context = ssl.create_default_context(cafile=ca_file or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
