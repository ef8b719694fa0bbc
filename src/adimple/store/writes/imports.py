"""The record of an import: the file as it came, what it did, the rows left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError
from psycopg.errors import LockNotAvailable

from adimple.domain.errors import NotFound, Refused, Rejection
from adimple.store import models
from adimple.store.writes import copying


@dataclass(frozen=True, slots=True)
class Counts:
    accepted: int
    updated: int
    unchanged: int
    rejected: int


def add_file(
    *, credor_id: int, kind: str, name: str, sha256: str, content: bytes, mapping: Mapping[str, str], author: str,
    at: datetime,
) -> int:  # fmt: skip
    """A file uploaded and not written yet; its id. The bytes of a file written before are not kept twice."""
    size_bytes = len(content)
    same = models.ImportFile.objects.filter(credor_id=credor_id, sha256=sha256, written_at__isnull=False)
    if same.exclude(content=b"").exists():
        content = b""
    return models.ImportFile.objects.create(
        credor_id=credor_id,
        kind=kind,
        name=name,
        sha256=sha256,
        content=content,
        size_bytes=size_bytes,
        mapping=dict(mapping),
        author=author,
        uploaded_at=at,
    ).id


WRITTEN = "import.written"


def claim_file(credor_id: int, import_id: int, *, waits: bool = True) -> None:
    """Locks an uploaded file until the transaction ends. Raises NotFound; Refused when it was written already, and,
    to who does not wait, while another has it.
    """
    locked = models.ImportFile.objects.select_for_update(no_key=True, nowait=not waits)
    try:
        row = locked.defer("content", "preview").filter(id=import_id, credor_id=credor_id).first()
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise busy() from error
        raise
    if row is None:
        raise NotFound
    if row.written_at is not None:
        raise Refused(WRITTEN, "Este arquivo já foi gravado. Veja o resultado na lista de importações.")


def busy() -> Refused:
    return Refused(
        "import.busy", "Este arquivo está na fila ou em andamento. Espere terminar, ou cancele enquanto está na fila."
    )


def close_file(
    import_id: int, at: datetime, counts: Counts, mapping: Mapping[str, str], rejections: Iterable[Rejection]
) -> None:
    models.ImportFile.objects.filter(id=import_id).update(
        written_at=at,
        preview=None,
        checked_at=None,
        mapping=dict(mapping),
        accepted=counts.accepted,
        updated=counts.updated,
        unchanged=counts.unchanged,
        rejected=counts.rejected,
    )
    _put_rejections(import_id, rejections)


def tell_list(import_id: int, *, whole: bool, closed: int, reopened: int) -> None:
    """Whether the file was the whole open list, what that closed, and what came back in it."""
    models.ImportFile.objects.filter(id=import_id).update(whole_list=whole, closed=closed, reopened=reopened)


def set_whole_list(import_id: int, whole: bool) -> None:
    """Another preview: the one there was goes."""
    models.ImportFile.objects.filter(id=import_id).update(whole_list=whole, closing="", preview=None, checked_at=None)


def set_closing(import_id: int, digest: str) -> None:
    models.ImportFile.objects.filter(id=import_id).update(closing=digest)


def keep_preview(import_id: int, at: datetime, preview: Mapping[str, Any], rejections: Iterable[Rejection]) -> None:
    """What a check found, instead of what the one before had."""
    models.ImportFile.objects.filter(id=import_id).update(preview=dict(preview), checked_at=at)
    _put_rejections(import_id, rejections)


def _put_rejections(import_id: int, rejections: Iterable[Rejection]) -> None:
    """These are the rows the file leaves out; those of an earlier check go."""
    models.RejectionRow.objects.filter(import_file_id=import_id).delete()
    columns = ("import_file_id", "line", "field", "code", "phrase")
    copying.copy_rows(
        "rejection", columns, ((import_id, one.line, one.field, one.code, one.phrase) for one in rejections)
    )


def set_mapping(import_id: int, mapping: Mapping[str, str]) -> None:
    """Other columns make another preview: the one there was goes."""
    models.ImportFile.objects.filter(id=import_id).update(mapping=dict(mapping), preview=None, checked_at=None)


def remove_file(import_id: int) -> None:
    models.ImportFile.objects.filter(id=import_id).delete()
