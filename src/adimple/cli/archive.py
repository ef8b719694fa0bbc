"""The backup's file: a zip of `banco.dump` (PostgreSQL's own format) and `manifesto.json` (what must come back)."""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

FORMAT = 1
DUMP, MANIFEST = "banco.dump", "manifesto.json"
PIECE_BYTES = 1 << 20
MAX_MANIFEST_BYTES = 4 << 20


class Damaged(Exception):
    """The file is not a whole backup; the text says what is wrong, in pt-BR."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`tables`: {table: {"rows": n, "cents": {column: sum}}}. `sha256` and `bytes` are the dump's."""

    program: str
    made_at: str
    key_fingerprint: str
    migrations: list[str]
    tables: dict[str, dict]
    sha256: str
    bytes: int
    format: int = FORMAT


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[IO[bytes]]:
    """A file only its owner may read, which takes `path`'s name when all is written, or leaves nothing."""
    partial = path.with_name(f"{path.name}.parcial-{os.getpid()}")
    descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        _keep_name(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def _keep_name(folder: Path) -> None:
    """The new name outlives a power cut too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_dump(archive: zipfile.ZipFile, dump: IO[bytes], moved: Callable[[int], None]) -> tuple[str, int]:
    """Copies the dump in; its SHA-256 and length. `moved` hears of each piece."""
    digest, length = hashlib.sha256(), 0
    with archive.open(DUMP, "w", force_zip64=True) as member:
        while piece := dump.read(PIECE_BYTES):
            member.write(piece)
            digest.update(piece)
            length += len(piece)
            moved(len(piece))
    return digest.hexdigest(), length


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup whose every byte was checked. Raises Damaged, or OSError when it cannot be opened."""
    with path.open("rb") as file:
        yield check(file)


def check(file: IO[bytes]) -> tuple[zipfile.ZipFile, Manifest]:
    """Reads the whole backup. Raises Damaged."""
    try:
        archive = zipfile.ZipFile(file)
        manifest = _manifest(archive)
        _check_dump(archive, manifest)
    except (zipfile.BadZipFile, EOFError, RuntimeError) as error:  # RuntimeError: as if encrypted or of another kind
        raise Damaged("não é um backup inteiro do Adimple: falta o fim do arquivo ou parte dele mudou") from error
    return archive, manifest


def pieces(archive: zipfile.ZipFile) -> Iterator[bytes]:
    """The dump, piece by piece."""
    with archive.open(DUMP) as dump:
        while piece := dump.read(PIECE_BYTES):
            yield piece


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    names = set(archive.namelist())
    if not {DUMP, MANIFEST} <= names or archive.getinfo(MANIFEST).file_size > MAX_MANIFEST_BYTES:
        raise Damaged("não é um backup do Adimple: falta o manifesto ou o banco")
    try:
        told = json.loads(archive.read(MANIFEST))
        if told["format"] > FORMAT:
            raise Damaged("foi feito por uma versão mais nova do Adimple; atualize o programa e tente de novo")
        return Manifest(**told)
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged("tem um manifesto que não se entende") from error


def _check_dump(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    digest = hashlib.sha256()
    for piece in pieces(archive):
        digest.update(piece)
    if digest.hexdigest() != manifest.sha256:
        raise Damaged("está danificado: o conteúdo não confere com o manifesto")
