"""A valid message by default, and an SMTP server that answers exactly what a test says."""

import contextlib
import socket
import threading
from datetime import UTC, datetime

from adimple.channels.channel import Outgoing

HANG_UP = "hang up"
SILENCE = "silence"


def outgoing(**changes):
    usual = {
        "to": "ana@exemplo.test",
        "to_name": "Ana Exemplo",
        "from_email": "financeiro@colegio.example",
        "from_name": "Colégio Exemplo",
        "reply_to": "atendimento@colegio.example",
        "subject": "Lembrete",
        "text": "Olá, Ana.\n",
        "sent_at": datetime(2026, 11, 24, 13, 0, tzinfo=UTC),
        "idempotency_key": "acao-1",
    }
    return Outgoing(**(usual | changes))


class ScriptedServer:
    """One thread, one connection at a time. `replies` maps a step to its replies, the last one repeating.

    Steps: banner EHLO MAIL RCPT DATA end RSET QUIT. A reply is a line, HANG_UP or SILENCE (says nothing, stays).
    """

    USUAL = {
        "banner": ["220 ok"],
        "EHLO": ["250 ok"],
        "MAIL": ["250 ok"],
        "RCPT": ["250 ok"],
        "DATA": ["354 go"],
        "end": ["250 taken"],
        "RSET": ["250 ok"],
        "QUIT": ["221 bye"],
        "NOOP": ["250 ok"],
    }

    def __init__(self, **replies):
        self.replies = self.USUAL | replies
        self.seen: list[str] = []
        self.texts: list[bytes] = []
        self._stopping = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(timeout=5)

    def count(self, step):
        return self.seen.count(step)

    def _serve(self):
        while not self._stopping.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as file, contextlib.suppress(OSError, EOFError):
                self._talk(file)

    def _talk(self, file):
        self._answer(file, "banner")
        while line := file.readline():
            step = line[:4].decode().strip().upper()
            self._answer(file, step)
            if step == "DATA" and self.said.startswith("354"):
                text = b""
                while not (b"\r\n" + text).endswith(b"\r\n.\r\n"):
                    text += file.readline() or self._gone()
                self.texts.append(text)
                self._answer(file, "end")

    def _answer(self, file, step):
        said = self.replies[step]
        self.said = said[min(self.count(step), len(said) - 1)]
        self.seen.append(step)
        if self.said == SILENCE:
            self._stopping.wait(timeout=5)
            self._gone()
        if self.said == HANG_UP:
            self._gone()
        file.write(self.said.encode() + b"\r\n")
        file.flush()
        if self.said.startswith(("421", "221")):
            self._gone()

    def _gone(self):
        raise EOFError
