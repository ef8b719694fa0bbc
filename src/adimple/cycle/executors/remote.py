"""What another process runs: it gets ready by its own environment, then works one shard. Imports no Django at the top.

DATABASE_URL and ADIMPLE_KEY are read where the work is done; neither ever travels.
"""

import os
import socket
from functools import cache
from typing import Any

from adimple.cycle.executors.program import own_program

CONNECT_SECONDS = 10


class Unfit(RuntimeError):
    """This process must not work the night; the text says why and what to do, in pt-BR."""


def perform(work: str, part) -> Any:
    """`cycle.work.WORKS[work](part)`, here. Raises Unfit."""
    _get_ready()
    if part.night.program != own_program():
        raise Unfit(
            f"{_here()} usa o Adimple {own_program()}, e quem coordena a noite usa o {part.night.program}. "
            "Instale a mesma versão em todas as máquinas."
        )
    from django.db import connection

    from adimple.cycle import work as works
    from adimple.store.night_locks import NightOver

    try:
        return works.WORKS[work](part)
    except NightOver as error:
        raise Unfit(
            f"{_here()} não vê no seu banco a noite que lhe foi pedida: ou ela já terminou, ou o DATABASE_URL de lá "
            "não é o mesmo banco de quem coordena."
        ) from error
    finally:
        connection.close()
        connection.close_pool()  # else its threads hold the process back when it is to end


def introduce() -> str:
    """Which program works here. Raises Unfit where it cannot reach its database."""
    _get_ready()
    return own_program()


@cache
def _get_ready() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "adimple.config.settings")
    import django
    import psycopg

    try:
        django.setup()
    except SystemExit as error:  # settings that production refuses
        raise Unfit(f"{_here()} está mal configurada: {error}") from error
    from adimple.store import frames

    try:
        psycopg.connect(frames.uri(), connect_timeout=CONNECT_SECONDS).close()
    except psycopg.Error as error:
        why = str(error).strip().splitlines()[0]
        raise Unfit(f"{_here()} não alcança o banco. Confira o DATABASE_URL de lá ({why}).") from error


def _here() -> str:
    return f"A máquina {socket.gethostname()} (processo {os.getpid()})"
