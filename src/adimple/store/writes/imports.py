"""The record of an import: the file as it came, what it did, the rows left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from adimple.domain.errors import NotFound, Refused, Rejection
from adimple.store import models


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
    same = models.ImportFile.objects.filter(credor_id=credor_id, sha256=sha256, written_at__isnull=False)
    if same.exclude(content=b"").exists():
        content = b""
    return models.ImportFile.objects.create(
        credor_id=credor_id,
        kind=kind,
        name=name,
        sha256=sha256,
        content=content,
        mapping=dict(mapping),
        author=author,
        uploaded_at=at,
    ).id


def claim_file(credor_id: int, import_id: int) -> None:
    """Locks an uploaded file until the transaction ends. Raises NotFound, and Refused when it was written already."""
    row = (
        models.ImportFile.objects.select_for_update().defer("content").filter(id=import_id, credor_id=credor_id).first()
    )
    if row is None:
        raise NotFound
    if row.written_at is not None:
        raise Refused("import.written", "Este arquivo já foi gravado. Veja o resultado na lista de importações.")


def close_file(
    import_id: int, at: datetime, counts: Counts, mapping: Mapping[str, str], rejections: Iterable[Rejection]
) -> None:
    models.ImportFile.objects.filter(id=import_id).update(
        written_at=at,
        mapping=dict(mapping),
        accepted=counts.accepted,
        updated=counts.updated,
        unchanged=counts.unchanged,
        rejected=counts.rejected,
    )
    columns = "import_file_id, line, field, code, phrase"
    with connection.cursor() as cursor, cursor.copy(f"COPY rejection ({columns}) FROM STDIN") as copy:
        for rejection in rejections:
            copy.write_row((import_id, rejection.line, rejection.field, rejection.code, rejection.phrase))


def set_mapping(import_id: int, mapping: Mapping[str, str]) -> None:
    models.ImportFile.objects.filter(id=import_id).update(mapping=dict(mapping))


def remove_file(import_id: int) -> None:
    models.ImportFile.objects.filter(id=import_id).delete()
