"""Where the console answers: which host and port may be used, and whether somebody already does."""

import errno
import http.client
import os
import socket
from collections.abc import MutableMapping
from urllib.parse import urlsplit

from adimple.cli import boot
from adimple.config import production

LOOPBACK = "127.0.0.1"
ANYWHERE = ("0.0.0.0", "::")


def refuse_open_host(host: str) -> None:
    """Stops unless `host` is this machine alone, or the installation is for production."""
    if not production.may_listen(host, os.environ):
        boot.fail(
            f"Atender em {host} mostraria o console a outras máquinas sem https. Para isso, defina "
            "ADIMPLE_ENV=production e ADIMPLE_BASE_URL com o endereço https do seu servidor de entrada."
        )


def set_base_url(env: MutableMapping[str, str], host: str, port: int) -> None:
    """Without an address of its own, the installation is where we listen: links in messages lead there."""
    env.setdefault("ADIMPLE_BASE_URL", f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")


def refuse_busy(host: str, port: int, way_out: str) -> None:
    """Stops with a line that names the port when it cannot be listened on."""
    if problem := _problem(host, port):
        boot.fail(f"{problem} {way_out}")


def answers(host: str, port: int, base_url: str) -> bool:
    """Whether the console there is ready."""
    asked = http.client.HTTPConnection(LOOPBACK if host in ANYWHERE else host, port, timeout=2)
    try:
        asked.request("GET", "/healthz", headers={"Host": urlsplit(base_url).netloc})
        return asked.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()


def _problem(host: str, port: int) -> str:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
        return ""
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return f"A porta {port} já está em uso nesta máquina. Pare o programa que a usa."
        if error.errno == errno.EACCES:
            return f"O sistema não permite a porta {port} a este usuário. Use uma acima de 1023."
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            boot.fail(f"O endereço {host} não é desta máquina. Confira --host.")
        return f"Não é possível atender em {host}, porta {port}: {boot.reason(error)}."
