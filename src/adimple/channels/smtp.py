"""One SMTP connection that carries many messages and comes back when it drops."""

import contextlib
import ipaddress
import smtplib
import socket
import ssl
from collections.abc import Iterator

from adimple.channels import mime, smtp_replies, smtp_settings
from adimple.channels.channel import Outgoing, Receipt
from adimple.channels.smtp_replies import CONNECT_ERRORS, Reply, Stage
from adimple.channels.smtp_settings import SmtpSettings
from adimple.domain.errors import Invalid

STAGES: tuple[Stage, ...] = ("mail", "rcpt", "data")
WANTED = {"mail": range(200, 300), "rcpt": range(200, 300), "data": range(354, 355)}
STALE = ("smtp.conexao_caiu", "smtp.fora_do_ar")


class SmtpConnection:
    """Sends one message at a time over a connection that stays open. Not shared between threads."""

    def __init__(self, settings: SmtpSettings) -> None:
        self.settings = settings
        self._smtp: smtplib.SMTP | None = None

    def send(self, outgoing: Outgoing) -> Receipt:
        """One message, one receipt, never an exception for what a message, a server or a network can do.

        An open connection that turns out to be dead before the text was sent is opened again, once.
        """
        try:
            message = mime.build_mime(outgoing)
            sender = mime.envelope_address("from_email", outgoing.from_email)
            recipient = mime.envelope_address("to", outgoing.to)
        except Invalid as error:
            return smtp_replies.not_sendable(error)
        provider_id = mime.message_id(outgoing)
        was_open = self._smtp is not None
        receipt = self._try(sender, recipient, message, provider_id)
        if was_open and self._smtp is None and receipt.code in STALE:
            receipt = self._try(sender, recipient, message, provider_id)
        return receipt

    def check(self) -> str:
        """Connects and authenticates; what protects the connection, in words. Raises CONNECT_ERRORS."""
        smtp = self._open()
        smtp.noop()
        cipher = smtp.sock.version() if isinstance(smtp.sock, ssl.SSLSocket) else None
        return f"com {cipher}" if cipher else "sem criptografia"

    def close(self, *, politely: bool = False) -> None:
        """Drops the connection; politely says QUIT first."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        if politely:
            with contextlib.suppress(OSError, smtplib.SMTPException):  # it was going away anyway
                smtp.quit()
        smtp.close()

    def _try(self, sender: str, recipient: str, message: bytes, provider_id: str) -> Receipt:
        try:
            smtp = self._open()
        except CONNECT_ERRORS as error:
            self.close()
            return smtp_replies.connect_failure(error, self.settings.host, self.settings.port)
        try:
            refusal = self._begin(smtp, sender, recipient, provider_id)
            if refusal is not None:
                return refusal
            # A failure while writing leaves the closing dot unsent: the server has nothing to accept.
            smtp.send(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        except (OSError, smtplib.SMTPException):
            self.close()
            return smtp_replies.lost_before_end(provider_id)
        return self._end(smtp, provider_id)

    def _begin(self, smtp: smtplib.SMTP, sender: str, recipient: str, provider_id: str) -> Receipt | None:
        """MAIL, RCPT, DATA; None when the server waits for the text, else why not, with the connection clean again."""
        replies = exchange(smtp, (f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA"))
        for stage, reply in zip(STAGES, replies, strict=False):
            if reply[0] in WANTED[stage]:
                continue
            receipt = smtp_replies.read_refusal(stage, reply, provider_id)
            if receipt.is_outage:
                self.close()
            else:
                self._reset(smtp, data_is_open=len(replies) == 3 and replies[2][0] == 354)
            return receipt
        return None

    def _reset(self, smtp: smtplib.SMTP, *, data_is_open: bool) -> None:
        try:
            if data_is_open:  # pipelined DATA after a refused RCPT: an empty text, which the server must refuse
                smtp.send(b".\r\n")
                smtp.getreply()
            smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def _end(self, smtp: smtplib.SMTP, provider_id: str) -> Receipt:
        try:
            reply = smtp.getreply()
        except (OSError, smtplib.SMTPException):
            self.close()
            return smtp_replies.uncertain(provider_id)
        if 200 <= reply[0] < 300:
            return smtp_replies.accepted(provider_id, reply)
        receipt = smtp_replies.read_refusal("end", reply, provider_id)
        if receipt.is_outage or receipt.status == "uncertain":
            self.close()
        return receipt

    def _open(self) -> smtplib.SMTP:
        if self._smtp is not None:
            return self._smtp
        settings = self.settings
        smtp_settings.check_settings(settings)
        smtp_settings.check_network(settings)
        smtp: smtplib.SMTP
        if settings.security == "tls":
            context = smtp_settings.tls_context(settings.ca_file)
            smtp = smtplib.SMTP_SSL(timeout=settings.timeout_s, local_hostname="localhost", context=context)
        else:
            smtp = smtplib.SMTP(timeout=settings.timeout_s, local_hostname="localhost")
        try:
            _greet(smtp, settings)
        except BaseException:
            smtp.close()
            raise
        self._smtp = smtp
        return smtp


@contextlib.contextmanager
def open_smtp(settings: SmtpSettings) -> Iterator[SmtpConnection]:
    """A connection for many messages, opened at the first one, closed at the end."""
    connection = SmtpConnection(settings)
    try:
        yield connection
    finally:
        connection.close(politely=True)


def exchange(smtp: smtplib.SMTP, commands: tuple[str, ...]) -> list[Reply]:
    """The replies up to the first that is not 2xx; all in one round trip when the server takes it (RFC 2920)."""
    pipelined = smtp.has_extn("pipelining")
    if pipelined:
        smtp.send("\r\n".join((*commands, "")))
    replies: list[Reply] = []
    for command in commands:
        if not pipelined:
            if replies and not 200 <= replies[-1][0] < 300:
                break
            smtp.putcmd(command)
        try:
            replies.append(smtp.getreply())
        except smtplib.SMTPServerDisconnected:
            if replies and replies[-1][0] == 421:  # it said goodbye before it hung up
                break
            raise
    return replies


def _greet(smtp: smtplib.SMTP, settings: SmtpSettings) -> None:
    # smtplib reads this attribute for the certificate's name; it sets it only when it connects in its constructor.
    smtp._host = settings.host  # type: ignore[attr-defined]
    code, _ = smtp.connect(settings.host, settings.port)
    if code != 220:
        raise smtplib.SMTPConnectError(code, "")
    assert smtp.sock is not None
    smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    ip = ipaddress.ip_address(smtp.sock.getsockname()[0].partition("%")[0])
    smtp.local_hostname = f"[IPv6:{ip}]" if ip.version == 6 else f"[{ip}]"
    if settings.security == "starttls":
        smtp.starttls(context=smtp_settings.tls_context(settings.ca_file))
    smtp.ehlo_or_helo_if_needed()
    if settings.username:
        smtp.login(settings.username, settings.password)
