"""A folder of messages, newest kept: what arrived is in a file when the server says so.

A thousand messages share a file (creating one costs more than the rest of the delivery). The files are the
only truth; the list in memory is read back from them at the start.
"""

import errno
import os
import re
import threading
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import formatdate
from functools import cached_property
from pathlib import Path

HEAD_BYTES = 16_384
FRAME = re.compile(rb"From caixa-de-teste ([0-9]{12}) ([0-9]{12})\r\n")
FRAME_BYTES = len("From caixa-de-teste 000000000000 000000000000\r\n")
FIELDS = re.compile(rb"(?im)^(delivered-to|from|subject|date):[ \t]*(.*(?:\r?\n[ \t].*)*)")


@dataclass(frozen=True)
class Row:
    """One message in the list; its headers are decoded only when somebody looks."""

    number: int
    head: bytes
    file: Path
    offset: int
    size: int

    @cached_property
    def fields(self) -> dict[str, str]:
        """delivered-to (all, joined by commas), from, subject, date: as people write them."""
        found: dict[str, str] = {}
        for name, value in FIELDS.findall(self.head):
            key = name.decode("ascii").lower()
            if key == "delivered-to" and key in found:
                found[key] += f", {decode(value)}"
            else:
                found.setdefault(key, decode(value))
        return found

    @cached_property
    def search_key(self) -> str:
        """Recipient, sender and subject, lower case, no accents."""
        return fold(" ".join(self.fields.get(name, "") for name in ("delivered-to", "from", "subject")))


class Mailbox:
    """The messages of one folder. Safe to share between threads; one process per folder."""

    def __init__(self, folder: Path, *, max_messages: int = 20_000, per_file: int = 1_000) -> None:
        assert max_messages >= 1
        assert per_file >= 1
        self.folder = folder
        self.max_messages = max_messages
        self.per_file = per_file
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        self._rows = [row for path in sorted(folder.glob("*.mbox")) for row in _read_rows(path)]
        self._next = self._rows[-1].number + 1 if self._rows else 1
        self._open: _AppendOnly | None = None
        self._forget_old()

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, sender: str, recipients: list[str], content: bytes) -> int:
        """Stores a message whole or not at all, under envelope headers as a mail server writes; its number."""
        envelope = [f"Return-Path: <{sender}>"]
        envelope += [f"Delivered-To: {recipient}" for recipient in recipients]
        envelope.append(f"Received: by caixa-de-teste with ESMTP; {formatdate()}")
        octets = "".join(f"{line}\r\n" for line in envelope).encode("utf-8", "surrogateescape") + content
        with self._lock:
            number = self._next
            if self._open is None or self._open.count >= self.per_file:
                self._close()
                self._open = _AppendOnly(self.folder / f"{number:012d}.mbox")
            frame = b"From caixa-de-teste %012d %012d\r\n" % (number, len(octets))
            offset = self._open.append(frame + octets + b"\r\n") + FRAME_BYTES
            self._rows.append(Row(number, _head(octets), self._open.path, offset, len(octets)))
            self._next = number + 1
            self._forget_old()
        return number

    def page(self, *, words: str = "", before: int | None = None, limit: int = 50) -> tuple[list[Row], int]:
        """At most `limit` rows older than `before`, newest first, holding every word; and how many match in all."""
        with self._lock:
            rows = list(self._rows)
        wanted = fold(words).split()
        if wanted:
            rows = [row for row in rows if all(word in row.search_key for word in wanted)]
        end = len(rows) if before is None else bisect_left(rows, before, key=_number)
        return rows[max(0, end - limit) : end][::-1], len(rows)

    def sent_to(self, address: str, *, limit: int) -> list[Row]:
        """At most `limit` rows delivered to exactly that address, newest first; any address when it is empty."""
        with self._lock:
            rows = list(reversed(self._rows))
        wanted = address.lower()
        found = (row for row in rows if not wanted or wanted in row.fields.get("delivered-to", "").lower().split(", "))
        return [row for row, _ in zip(found, range(limit), strict=False)]

    def find(self, number: int) -> Row | None:
        """The row of that number; None when it is not there."""
        with self._lock:
            at = bisect_left(self._rows, number, key=_number)
            return self._rows[at] if at < len(self._rows) and self._rows[at].number == number else None

    def read(self, number: int) -> bytes | None:
        """The message as it arrived, envelope headers first; None when it is not there."""
        row = self.find(number)
        if row is None:
            return None
        try:
            with row.file.open("rb") as file:
                file.seek(row.offset)
                return file.read(row.size)
        except FileNotFoundError:  # deleted between the two lines
            return None

    def clear(self) -> int:
        """Deletes every message; how many there were."""
        with self._lock:
            rows, self._rows = self._rows, []
            self._close()
            for path in self.folder.glob("*.mbox"):
                path.unlink()
        return len(rows)

    def close(self) -> None:
        """Closes the file being written; every message stays on disk."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._open is not None:
            os.close(self._open.descriptor)
            self._open = None

    def _forget_old(self) -> None:
        """Drops what is over the ceiling; a file goes when its last message does."""
        surplus = len(self._rows) - self.max_messages
        if surplus > 0:
            kept = self._rows[surplus].file
            for path in dict.fromkeys(row.file for row in self._rows[:surplus]):
                if path != kept:
                    path.unlink(missing_ok=True)
            del self._rows[:surplus]


class _AppendOnly:
    """A new file that only grows, by whole frames."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        self.count = 0
        self._end = 0

    def append(self, frame: bytes) -> int:
        """Where the frame starts. A frame that does not fit on the disk leaves nothing behind."""
        start = self._end
        if os.write(self.descriptor, frame) != len(frame):
            os.ftruncate(self.descriptor, start)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._end += len(frame)
        self.count += 1
        return start


def decode(value: bytes) -> str:
    """A raw header as text in one line: unfolded, encoded words read, never an error."""
    text = " ".join(value.decode("utf-8", "replace").split())
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return text


def fold(text: str) -> str:
    """Lower case without accents, for searching."""
    return "".join(char for char in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(char))


def _read_rows(path: Path) -> Iterator[Row]:
    """The whole frames of a file; one cut off by a crash was never acknowledged and ends it."""
    end = path.stat().st_size
    with path.open("rb") as file:
        while (frame := FRAME.fullmatch(file.read(FRAME_BYTES))) is not None:
            offset, size = file.tell(), int(frame[2])
            if offset + size + 2 > end:
                return
            yield Row(int(frame[1]), _head(file.read(min(size, HEAD_BYTES))), path, offset, size)
            file.seek(offset + size + 2)


def _head(octets: bytes) -> bytes:
    end = octets.find(b"\r\n\r\n", 0, HEAD_BYTES)
    return octets[: end if end >= 0 else HEAD_BYTES]


def _number(row: Row) -> int:
    return row.number
