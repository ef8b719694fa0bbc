"""An SMTP server that misbehaves by plan, in a process of its own: a line in its log for all it took and all it broke.

A line is `taken ID` (the whole text came, with its closing dot), `said ID` (and 250 was answered) or `fault KIND`.
"""

import contextlib
import os
import random  # noqa: TID251 - a seeded draw at an entry point
import re
import signal
import socket
import threading
import time
from collections import Counter
from pathlib import Path

HANG_SECONDS = 0.6
MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.M | re.I)
REPLIES = {
    "4xx no destinatário": b"451 4.3.0 tente depois",
    "5xx no destinatário": b"550 5.7.1 recusado",
    "4xx depois do texto": b"451 4.3.0 tente depois",
    "5xx depois do texto": b"554 5.6.0 recusada",
}
OUTAGES = ("recusa a conexão", "421 no destinatário")
MUTES = ("chegada", "EHLO", "MAIL", "RCPT", "DATA", "fim")  # where one may fall silent
KINDS = (*REPLIES, *OUTAGES, "cai antes do fim do texto", "aceita e cai sem responder", "demora e cai sem responder")


class Provider:
    """The handle: `port`, and what the log tells."""

    def __init__(self, folder: Path, name: str = "provider") -> None:
        self.log = folder / f"{name}.log"
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.pid = 0

    def start(self, *, seed: int = 0, share: float = 0.0, pause_s: float = 0.002, mute_at: str = "") -> None:
        """A fresh one, its log empty: of each hundred messages, `share` × 100 go wrong. Silent from `mute_at` on."""
        self.stop()
        self.log.write_bytes(b"")
        self.pid = os.fork()
        if not self.pid:
            try:
                _serve(self.listener, self.log, random.Random(seed), share, pause_s, mute_at)
            finally:
                os._exit(0)

    def stop(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0

    def lines(self) -> list[tuple[str, str]]:
        return [tuple(line.split(" ", 1)) for line in self.log.read_text().splitlines()]  # type: ignore[misc]

    def taken(self) -> Counter[str]:
        """How often each Message-ID came whole."""
        return Counter(said for word, said in self.lines() if word == "taken")

    def faults(self) -> Counter[str]:
        return Counter(said for word, said in self.lines() if word == "fault")


def _serve(listener: socket.socket, log: Path, draw: random.Random, share: float, pause_s: float, mute_at: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    into = os.open(log, os.O_WRONLY | os.O_APPEND)

    def note(*words: str) -> None:
        os.write(into, (" ".join(words) + "\n").encode())

    while True:
        connection, _ = listener.accept()
        if mute_at:
            threading.Thread(target=_go_mute, args=(connection, note, mute_at), daemon=True).start()
        else:
            threading.Thread(target=_talk, args=(connection, note, draw, share, pause_s), daemon=True).start()


def _go_mute(connection: socket.socket, note, mute_at: str) -> None:
    """Polite up to that verb, then nothing for as long as somebody holds on."""
    with connection, connection.makefile("rb") as lines, contextlib.suppress(OSError):
        verb = MUTES[0]
        while verb and verb != mute_at:
            _say(connection, b"354 texto" if verb == "DATA" else b"250 provedor" if verb in MUTES[1:] else b"220 oi")
            line = lines.readline()
            if verb == "DATA":
                text = line
                while line and not text.endswith(b"\r\n.\r\n"):
                    text += (line := lines.readline())
                if line and (found := MESSAGE_ID.search(text)):
                    note("taken", found[1].decode())
            verb = MUTES[-1] if verb == "DATA" else line[:4].decode().upper().strip()
        note("fault", f"mudo: {mute_at}")
        lines.readline()


def _talk(connection: socket.socket, note, draw: random.Random, share: float, pause_s: float) -> None:
    with connection, connection.makefile("rb") as lines:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if share and draw.random() < share:
                note("fault", OUTAGES[0])
                connection.sendall(b"554 5.3.2 sem atendimento\r\n")
                return
            connection.sendall(b"220 provedor ESMTP\r\n")
            while _exchange(connection, lines, note, draw, share, pause_s):
                pass
        except (OSError, ConnectionError):
            return


def _exchange(connection: socket.socket, lines, note, draw: random.Random, share: float, pause_s: float) -> bool:
    """One message, or one other command; False when the connection is to end."""
    line = lines.readline()
    verb = line[:4].upper()
    if verb != b"MAIL":
        _say(connection, b"221 ate logo" if verb == b"QUIT" else b"250 provedor")
        return bool(line) and verb != b"QUIT"
    _say(connection, b"250 remetente")
    lines.readline()  # RCPT
    kind = draw.choice([one for one in KINDS if one != OUTAGES[0]]) if share and draw.random() < share else ""
    if kind == OUTAGES[1] or kind.endswith("no destinatário"):
        note("fault", kind)
        _say(connection, REPLIES.get(kind, b"421 4.3.2 em pausa"))
        return kind in REPLIES
    _say(connection, b"250 destinatario")
    if lines.readline()[:4].upper() != b"DATA":
        return False
    _say(connection, b"354 texto")
    text = b""
    while not text.endswith(b"\r\n.\r\n"):
        text += (more := lines.readline())
        if not more:
            return False
        if kind == "cai antes do fim do texto":
            note("fault", kind)
            return False
    return _answer(connection, text, note, kind, pause_s)


def _answer(connection: socket.socket, text: bytes, note, kind: str, pause_s: float) -> bool:
    found = MESSAGE_ID.search(text)
    name = found[1].decode() if found else "none"
    if kind:
        note("fault", kind)
    if kind in REPLIES:
        _say(connection, REPLIES[kind])
        return True
    note("taken", name)
    if kind:
        time.sleep(HANG_SECONDS if kind.startswith("demora") else 0)
        return False
    time.sleep(pause_s)
    _say(connection, b"250 2.0.0 aceita")
    note("said", name)
    return True


def _say(connection: socket.socket, words: bytes) -> None:
    connection.sendall(words + b"\r\n")
