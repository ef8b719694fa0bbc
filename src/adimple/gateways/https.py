"""HTTPS to a PSP: certificates of both sides, a token kept while it lives, one answer in a limited time.

The connection goes to the very address that was judged (`Account.reach`), under the name its certificate must bear.
"""

import hashlib
import json
import os
import ssl
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx

from adimple.domain.errors import Invalid
from adimple.gateways.gateway import Account, Body, Fault, Unreachable

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 5.0, 10.0, 20.0
MAX_BYTES = 8 * 1024 * 1024
EARLY_SECONDS = 60  # a token is asked for anew so long before it ends
MAX_PHRASE = 280

_tokens: dict[str, tuple[str, float]] = {}
_tokens_lock = threading.Lock()


class Wire:
    """One open connection. `call` answers the JSON object, {} where there is no body, or what went wrong."""

    def __init__(self, account: Account, http: httpx.Client) -> None:
        self._account, self._http = account, http
        secret = hashlib.sha256(account.secret.encode()).hexdigest()
        self._token_key = f"{account.token_url} {account.oauth_id} {secret}"

    def call(
        self, method: str, path: str, body: Body | None = None, query: Mapping[str, str] | None = None
    ) -> dict[str, Any] | Fault:
        url = f"{self._account.base_url.rstrip('/')}/{path}"
        content = None if body is None else json.dumps(body).encode()
        token, is_new = self._token()
        answer = token if isinstance(token, Fault) else self._send(method, url, _bearer(token), content, query)
        if isinstance(answer, Fault) and answer.code == "psp.denied" and not is_new:
            # The token ended before its time: refused, so nothing was applied.
            self._forget_token()
            token = self._token()[0]
            answer = token if isinstance(token, Fault) else self._send(method, url, _bearer(token), content, query)
        return answer

    def _token(self) -> tuple[str | Fault, bool]:
        """A token, and whether it was asked for just now."""
        with _tokens_lock:
            kept, until = _tokens.get(self._token_key, ("", 0.0))
        if kept and time.monotonic() < until:
            return kept, False
        auth = httpx.BasicAuth(self._account.oauth_id, self._account.secret)
        form = b"grant_type=client_credentials"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._send("POST", self._account.token_url, headers, form, auth=auth)
        if isinstance(answer, Fault):
            return Fault(answer.code, f"O PSP não deu a autorização (token). {answer.phrase}"), True
        token, seconds = answer.get("access_token"), answer.get("expires_in", 300)
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            return Fault("psp.unreadable", "O PSP respondeu ao pedido de autorização sem um token."), True
        lives = seconds if isinstance(seconds, int) and 0 < seconds < 1_000_000 else 300
        with _tokens_lock:
            _tokens[self._token_key] = (token, time.monotonic() + lives - min(EARLY_SECONDS, lives // 2))
        return token, True

    def _forget_token(self) -> None:
        with _tokens_lock:
            _tokens.pop(self._token_key, None)

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None,
        query: Mapping[str, str] | None = None,
        auth: httpx.Auth | None = None,
    ) -> dict[str, Any] | Fault:
        parts = urlsplit(url)
        try:
            reached = self._account.reach(url)
        except Unreachable as unreachable:
            return Fault("psp.unreachable", unreachable.phrase)
        pinned = httpx.URL(url, host=reached)
        sent = {"Host": parts.netloc, "Accept": "application/json"} | dict(headers)
        if content is not None:
            sent.setdefault("Content-Type", "application/json")
        deadline = time.monotonic() + WHOLE_SECONDS
        try:
            with self._http.stream(
                method,
                pinned,
                headers=sent,
                content=content,
                params=query,
                auth=auth,
                extensions={"sni_hostname": parts.hostname or ""},
            ) as reply:
                return _answer(reply.status_code, _read(reply, deadline))
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            return Fault("psp.unreachable", _not_connected(error))
        except httpx.TimeoutException:
            return Fault("psp.timeout", "O PSP não respondeu a tempo. Tentamos de novo.", may_have_applied=True)
        except httpx.HTTPError:
            return Fault("psp.closed", "O PSP cortou a conexão. Tentamos de novo.", may_have_applied=True)


@contextmanager
def opened(account: Account) -> Iterator[Wire]:
    """Raises Invalid for a certificate that does not read."""
    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    with httpx.Client(verify=_context(account), timeout=timeout, trust_env=False, follow_redirects=False) as http:
        yield Wire(account, http)


def _context(account: Account) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cadata=account.authority or None)
    except (ssl.SSLError, ValueError) as error:
        phrase = "O certificado da autoridade não se lê. Cole o texto PEM inteiro, de BEGIN a END."
        raise Invalid("authority", phrase) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if account.certificate:
        _load(context, account.certificate)
    return context


def _load(context: ssl.SSLContext, pem: str) -> None:
    """Only a file can be loaded: it is private, and gone before anybody else could look."""
    descriptor, path = tempfile.mkstemp()
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(pem)
        context.load_cert_chain(path, password=b"")
    except (ssl.SSLError, ValueError, OSError) as error:
        phrase = "O certificado não se lê. Cole o texto PEM do certificado e da chave privada, sem senha."
        raise Invalid("certificate", phrase) from error
    finally:
        os.unlink(path)


def _read(reply: httpx.Response, deadline: float) -> bytes:
    """The body, within the ceiling and the time; raises as httpx does."""
    octets = bytearray()
    for piece in reply.iter_bytes():
        octets += piece
        if len(octets) > MAX_BYTES:
            raise httpx.ReadError("the answer is too long")
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("the answer takes too long")
    return bytes(octets)


def _answer(status: int, octets: bytes) -> dict[str, Any] | Fault:
    try:
        told = json.loads(octets) if octets.strip() else {}
    except ValueError:
        told = None
    if 200 <= status < 300:
        if isinstance(told, dict):
            return told
        return Fault("psp.unreadable", "O PSP respondeu o que não se lê.", may_have_applied=True)
    said = _said(told if isinstance(told, dict) else {})
    if status in (401, 403):
        return Fault("psp.denied", f"O PSP negou o acesso.{said}")
    if status == 404:
        return Fault("psp.not_found", f"O PSP não encontrou.{said}")
    if status < 400 or status in (408, 425, 429) or status >= 500:  # below: somebody stands in front of it
        return Fault("psp.unavailable", f"O PSP está com falha (HTTP {status}).{said}", may_have_applied=True)
    return Fault("psp.refused", f"O PSP recusou (HTTP {status}).{said}")


def _said(told: Mapping[str, Any]) -> str:
    """The problem in the PSP's own words (RFC 7807), cut."""
    violations = told.get("violacoes") if isinstance(told.get("violacoes"), list) else []
    reasons = [str(one.get("razao", "")) for one in violations or [] if isinstance(one, dict)]
    words = [str(told.get("detail") or told.get("title") or told.get("error") or ""), *reasons]
    said = " ".join("".join(letter if letter.isprintable() else " " for letter in " ".join(words)).split())
    return f" Ele disse: {said[:MAX_PHRASE]}" if said else ""


def _not_connected(error: httpx.HTTPError) -> str:
    if isinstance(error.__cause__, ssl.SSLError) or "SSL" in str(error) or "certificate" in str(error).lower():
        return "O PSP e nós não confiamos no certificado um do outro. Confira o certificado e a autoridade."
    return "Não conseguimos nos conectar ao PSP. Confira o endereço."


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
