"""A mail server for this machine alone: keeps every message, and fails on purpose when the address asks."""

import asyncio
import logging
import re
from asyncio import StreamReaderProtocol
from typing import Any

from aiosmtpd import smtp as aiosmtpd_smtp

from adimple.sandbox.mailbox import Mailbox

LOOPBACK = "127.0.0.1"
MAX_MESSAGE_BYTES = 10 * 1024 * 1024
SIMPLE_ADDRESS = re.compile(r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+)>((?: [A-Za-z0-9=-]+)*)")

# local part → reply at RCPT. ASCII only: that is what SMTP carries.
REFUSALS = {
    "recusa": "550 5.1.1 Caixa inexistente (simulada)",
    "cheia": "552 5.2.2 Caixa cheia (simulada)",
    "bloqueia": "550 5.7.1 Recusado por politica (simulada)",
    "ocupado": "451 4.3.0 Servidor ocupado, tente depois (simulado)",
    "pausa": "421 4.3.2 Servidor em pausa, tente depois (simulado)",
}
CONTENT_REFUSED = "554 5.6.0 Mensagem recusada (simulada)"

# What the inbox page tells people: address → what happens.
KNOBS = (
    ("recusa@…", "550: o endereço não existe. A mensagem não chega."),
    ("cheia@…", "552: a caixa está cheia. A mensagem não chega."),
    ("bloqueia@…", "550 5.7.1: recusa por política do servidor. A mensagem não chega."),
    ("ocupado@…", "451: tente mais tarde. A mensagem não chega."),
    ("pausa@…", "421: o servidor encerra a conexão. A mensagem não chega."),
    ("rejeita@…", "554 depois do texto: o conteúdo é recusado. A mensagem não chega."),
    ("cai@…", "A conexão cai depois do texto, sem resposta. A mensagem chega, mas quem enviou não sabe."),
    ("lento@…", "A resposta ao texto demora alguns segundos. A mensagem chega."),
)


class Postman:
    """The hooks aiosmtpd calls: refuses at RCPT what the address asks, keeps the rest."""

    def __init__(self, mailbox: Mailbox, *, slow_s: float) -> None:
        self.mailbox = mailbox
        self.slow_s = slow_s

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, replies: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*replies[:-1], "250-PIPELINING", "250-ENHANCEDSTATUSCODES", replies[-1]]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        refusal = REFUSALS.get(asked(address))
        if refusal is None:
            envelope.rcpt_tos.append(address)
            return "250 OK"
        if refusal.startswith("421"):
            server.loop.call_soon(server.transport.close)  # after the reply is written
        return refusal

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        wishes = {asked(address) for address in envelope.rcpt_tos}
        if "rejeita" in wishes:
            return CONTENT_REFUSED
        number = self.mailbox.add(envelope.mail_from, envelope.rcpt_tos, envelope.content)
        if "cai" in wishes:
            server.transport.abort()
            raise asyncio.CancelledError
        if "lento" in wishes:
            await asyncio.sleep(self.slow_s)
        return f"250 2.0.0 OK, mensagem {number}"


class SandboxSmtp(aiosmtpd_smtp.SMTP):
    """aiosmtpd with two shortcuts that double its pace: an ordinary address by pattern, and the text in large reads."""

    line_length_limit = MAX_MESSAGE_BYTES

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        simple = SIMPLE_ADDRESS.fullmatch(arg)
        return simple.groups() if simple else super()._getaddr(arg)  # type: ignore[return-value]

    async def smtp_DATA(self, arg: str) -> None:
        assert self.envelope is not None
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        content = await self._read_text()
        if content is None:
            await self.push("552 5.3.4 Error: message too big")
            raise asyncio.CancelledError  # hangs up: the rest of the text must not be taken for commands
        self.envelope.content = content
        status = await self._call_handler_hook("DATA")
        self._set_post_data_state()
        await self.push(status)

    async def _read_text(self) -> bytes | None:
        """Up to the line with a lone dot, the doubled dots made single; None when it is too big."""
        stuffed = bytearray(b"\r\n")
        while not stuffed.endswith(b"\r\n.\r\n"):
            try:
                stuffed += await self._reader.readuntil(b".\r\n")
            except asyncio.LimitOverrunError:
                return None
            if len(stuffed) > MAX_MESSAGE_BYTES:
                return None
        return bytes(stuffed[:-3]).replace(b"\r\n..", b"\r\n.")[2:]


async def serve(mailbox: Mailbox, port: int, *, slow_s: float) -> asyncio.Server:
    """Listens on the loopback address only; port 0 takes a free one."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    loop = asyncio.get_running_loop()
    postman = Postman(mailbox, slow_s=slow_s)

    def connected() -> StreamReaderProtocol:
        return SandboxSmtp(
            postman, hostname="caixa-de-teste", ident="Adimple", loop=loop, data_size_limit=MAX_MESSAGE_BYTES
        )

    return await loop.create_server(connected, LOOPBACK, port)


def asked(address: str) -> str:
    """The part of an address that may ask for a failure: `recusa` of `recusa+qualquer@exemplo.test`."""
    return address.partition("@")[0].partition("+")[0].lower()
