"""The mail server of the whole installation, as the installer writes it in one line of the environment.

`smtp+starttls://user:password@host:587?from=contas@exemplo.com.br`; `smtps` is TLS from the first byte, and `smtp` no
cryptography at all, to this machine only: a link for a new password must not cross a network in the open.
"""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from adimple.channels import mime, smtp_settings
from adimple.channels.smtp_settings import SmtpSettings
from adimple.domain.errors import Invalid

SECURITIES = {"smtp+starttls": "starttls", "smtps": "tls", "smtp": "none"}
EXAMPLE = "Exemplo: smtp+starttls://usuario:senha@smtp.exemplo.com.br:587?from=contas@exemplo.com.br"


def read(url: str) -> tuple[SmtpSettings, str]:
    """The server and the address it sends from. Raises Invalid; no phrase repeats what was written: it has a secret."""
    if not re.fullmatch(r"[\x21-\x7e]+", url):
        raise _wrong("tem espaço, acento ou quebra de linha. Escreva-os como %XX")
    scheme, mark, rest = url.partition("://")
    if scheme not in SECURITIES or not mark:
        raise _wrong("precisa começar com smtp+starttls://, smtps:// ou smtp://")
    try:
        parts = urlsplit(f"//{rest}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not port:
        raise _wrong("precisa de servidor e porta. Na senha, escreva :, /, ?, #, @ e % como %XX")
    if parts.path or parts.fragment:
        raise _wrong("tem algo depois da porta. Na senha, escreva /, ? e # como %XX")
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(username) != bool(password):
        raise _wrong("precisa de usuário e senha, ou de nenhum dos dois")
    settings = SmtpSettings(host, port, SECURITIES[scheme], username, password)  # type: ignore[arg-type]
    try:
        smtp_settings.check_settings(settings)
    except Invalid as invalid:
        raise _wrong(f"não serve: {invalid}".rstrip(".")) from None
    if settings.security == "none" and not smtp_settings.is_loopback(host):
        raise _wrong("manda sem criptografia para outra máquina. Use smtp+starttls:// ou smtps://")
    return settings, _sender(parts.query)


def _sender(query: str) -> str:
    given = parse_qsl(query, keep_blank_values=True)
    if [name for name, _ in given] != ["from"]:
        raise _wrong("precisa terminar com ?from= e o endereço de quem manda, e nada mais")
    try:
        return mime.envelope_address("from", given[0][1])
    except Invalid:
        raise _wrong("tem em from= um endereço inválido") from None


def _wrong(why: str) -> Invalid:
    return Invalid("mail", f"{why}. {EXAMPLE}")
