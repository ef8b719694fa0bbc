"""A PSP in a process of its own, as the real one is: it takes no time from those who ask it."""

import contextlib
import json
import multiprocessing
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from adimple.sandbox.psp import start_psp
from adimple.sandbox.psp_book import Book

PAYER = {"nome": "Ana Exemplo", "cpf": "52998224725"}


def paid(folder: Path, key: str, txids: list[str], cents: int) -> list[dict[str, Any]]:
    """Writes down in the PSP's book a Pix of so many cents for each charge; as it tells of them."""
    book = Book(folder, "127.0.0.1", lambda: datetime.now(UTC))
    return [book.pay_key(key, cents, book.today(), PAYER, txid) for txid in txids]


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[dict[str, Any]]:
    """How it is called."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    server = spawn.Process(target=_serve, args=(str(folder), theirs), daemon=True)
    server.start()
    theirs.close()
    try:
        yield json.loads(ours.recv())
    finally:
        ours.send("stop")
        server.join(10)


def _serve(folder: str, pipe: Connection) -> None:
    with start_psp(Path(folder)) as psp:
        pipe.send(json.dumps(psp.caller))
        pipe.recv()
