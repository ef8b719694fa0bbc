"""Databases of one server, made, exchanged and dropped whole; and the server's own programs that copy them."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from adimple.config import cluster

FRESH, FORMER = "_restauro", "_antigo"
_CONNECTED = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
ENCRYPTED = ("require", "verify-ca", "verify-full")


class InUse(Exception):
    """Somebody is connected to a database that must not be in use."""


def name_of(url: str) -> str:
    return unquote(urlsplit(url).path.lstrip("/"))


def renamed(url: str, name: str) -> str:
    """The same server and account, another database."""
    return urlunsplit(urlsplit(url)._replace(path="/" + quote(name, safe="")))


def make_fresh(url: str) -> str:
    """The address of an empty database beside that of `url`; what an interrupted restore left there is dropped."""
    name = name_of(url)
    with _server(url) as server:
        for left in (name + FRESH, name + FORMER):
            _drop(server, left)
        collate, ctype = server.execute(
            "SELECT datcollate, datctype FROM pg_database WHERE datname = %s", [name]
        ).fetchone() or ("C", "C")
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE {} LC_CTYPE {}").format(
                sql.Identifier(name + FRESH), sql.Literal(collate), sql.Literal(ctype)
            )
        )
    return renamed(url, name + FRESH)


def drop_fresh(url: str) -> None:
    with _server(url) as server:
        _drop(server, name_of(url) + FRESH)


def put_fresh_in_place(url: str) -> None:
    """The fresh database takes the name of `url`'s, in one transaction; then the former is dropped. Raises InUse."""
    name = name_of(url)
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with _server(url) as server:
        try:
            with server.transaction():
                server.execute(rename.format(sql.Identifier(name), sql.Identifier(name + FORMER)))
                server.execute(rename.format(sql.Identifier(name + FRESH), sql.Identifier(name)))
        except psycopg.errors.ObjectInUse as error:
            raise InUse from error
        _drop(server, name + FORMER)


def connections(url: str) -> int:
    """How many are connected to the database of `url`."""
    with _server(url) as server:
        row = server.execute(_CONNECTED, [name_of(url)]).fetchone()
        assert row
        return row[0]


def program(name: str, url: str) -> Path:
    """pg_dump or pg_restore. Ours speaks no TLS, so a server that asks for it needs the system's. LookupError."""
    if (parse_qs(urlsplit(url).query).get("sslmode") or [""])[-1] not in ENCRYPTED:
        return cluster.binary(name)
    found = shutil.which(name)
    if found is None:
        raise LookupError(name)
    return Path(found)


def without_password(url: str) -> tuple[str, dict[str, str]]:
    """(`url` fit for a command line, the environment that carries its password)."""
    parts = urlsplit(url)
    account, at, place = parts.netloc.rpartition("@")
    env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    if parts.password:
        env["PGPASSWORD"] = unquote(parts.password)
    return urlunsplit(parts._replace(netloc=account.partition(":")[0] + at + place)), env


@contextmanager
def _server(url: str) -> Iterator[psycopg.Connection]:
    """A connection to the server that is to none of its databases of ours."""
    with psycopg.connect(renamed(url, "postgres"), autocommit=True) as connection:
        yield connection


def _drop(server: psycopg.Connection, name: str) -> None:
    try:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
    except psycopg.errors.ObjectInUse as error:
        raise InUse from error
