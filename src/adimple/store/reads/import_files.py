"""The imports of a credor: the list, one, its bytes, and the rows it left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from adimple.domain.errors import Invalid, NotFound, Rejection
from adimple.store import models
from adimple.store.page import PAGE_SIZE, Page, cut, decode
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class JobRow:
    """The last job of a file. `ahead`: how many wait before it; `is_lost`: who held it died and it was not taken again.

    `state`: queued running done failed cancelled. `done` of `total` rows, where the stage can tell.
    """

    kind: str
    state: str
    stage: str
    done: int
    total: int
    attempts: int
    queued_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    phrase: str
    is_lost: bool
    ahead: int

    @property
    def is_live(self) -> bool:
        return self.state in ("queued", "running")


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One file. `written_at` is None while it is only a preview; `mapping` is as the person left it.

    `whole_list`: what it does not bring is no longer open; `closing`: the digest of what somebody saw it would close;
    `closed` and `reopened`: the títulos it closed and brought back.
    `checked_at`: when the preview of a large file was computed. `job` is None where nothing was ever left for later.
    """

    id: int
    credor_id: int
    credor_name: str
    kind: str
    name: str
    mapping: Mapping[str, str]
    author: str
    uploaded_at: datetime
    written_at: datetime | None
    accepted: int
    updated: int
    unchanged: int
    rejected: int
    size_bytes: int
    checked_at: datetime | None
    job: JobRow | None
    whole_list: bool = False
    closing: str = ""
    closed: int = 0
    reopened: int = 0


def list_imports(scope: Scope, cursor: str = "") -> Page[ImportRow]:
    """Newest first, those not written among them."""
    rows = _files(scope)
    if (key := decode(cursor)) is not None:
        rows = rows.filter(id__lt=_after(key))
    found = list(rows.order_by("-id")[: PAGE_SIZE + 1])
    jobs = _jobs([row.id for row in found])
    return cut([_row(row, jobs.get(row.id)) for row in found], key=lambda row: (row.id,))


def get_import(scope: Scope, import_id: int) -> ImportRow:
    """Raises NotFound."""
    row = _files(scope).filter(id=import_id).first()
    if row is None:
        raise NotFound
    return _row(row, _jobs([import_id]).get(import_id))


def preview_of(scope: Scope, import_id: int) -> dict[str, Any] | None:
    """What the last check of a large file kept; None when there is none. Raises NotFound."""
    found = _files(scope).filter(id=import_id).values_list("preview", flat=True)
    if not found:
        raise NotFound
    return found[0]


def is_outrun(scope: Scope, import_id: int) -> bool:
    """Whether another file of the credor was written since this one was checked. Raises NotFound."""
    row = _files(scope).filter(id=import_id).first()
    if row is None:
        raise NotFound
    if row.checked_at is None:
        return False
    return models.ImportFile.objects.filter(credor_id=row.credor_id, written_at__gt=row.checked_at).exists()


def content_of(scope: Scope, import_id: int) -> bytes:
    """The bytes as they came; those of a file brought twice are kept once. Raises NotFound."""
    files = models.ImportFile.objects.filter(credor_id__in=scope.credor_ids)
    row = files.filter(id=import_id).first()
    if row is None:
        raise NotFound
    if not row.content:
        row = files.filter(credor_id=row.credor_id, sha256=row.sha256).exclude(content=b"").first() or row
    return bytes(row.content)


def rejections_of(scope: Scope, import_id: int, limit: int | None = None) -> list[Rejection]:
    """Of a file written, or of a large one checked: the first `limit`, in order of line. Raises NotFound."""
    if not _files(scope).filter(id=import_id).exists():
        raise NotFound
    rows = models.RejectionRow.objects.filter(import_file_id=import_id).order_by("line")
    return [Rejection(*row) for row in rows.values_list("line", "field", "code", "phrase")[:limit]]


def _files(scope: Scope):
    return (
        models.ImportFile.objects.filter(credor_id__in=scope.credor_ids)
        .select_related("credor")
        .defer("content", "preview")
    )


_JOBS = """
    SELECT DISTINCT ON (j.{of}) j.{of}, j.kind, j.state, j.stage, j.done, j.total, j.attempts,
           j.queued_at, j.started_at, j.ended_at, j.phrase,
           j.state = 'running' AND j.leased_until < clock_timestamp(),
           CASE WHEN j.state = 'queued' THEN
               (SELECT count(*) FROM job o WHERE o.id < j.id AND o.state IN ('queued', 'running')) ELSE 0 END
    FROM job j WHERE j.{of} = ANY(%s) ORDER BY j.{of}, j.id DESC
"""


def jobs_of(raw_payload_ids: list[int]) -> dict[int, JobRow]:
    """The last job of each file kept that has one."""
    return _jobs(raw_payload_ids, "raw_payload_id")


def _jobs(ids: list[int], of: str = "import_file_id") -> dict[int, JobRow]:
    """The last job of each file that has one."""
    with connection.cursor() as cursor:
        cursor.execute(_JOBS.format(of=of), [ids])
        return {file_id: JobRow(*row) for file_id, *row in cursor.fetchall()}


def _row(row: models.ImportFile, job: JobRow | None) -> ImportRow:
    return ImportRow(
        id=row.id,
        credor_id=row.credor_id,
        credor_name=row.credor.name,
        kind=row.kind,
        name=row.name,
        mapping=row.mapping,
        author=row.author,
        uploaded_at=row.uploaded_at,
        written_at=row.written_at,
        accepted=row.accepted,
        updated=row.updated,
        unchanged=row.unchanged,
        rejected=row.rejected,
        size_bytes=row.size_bytes,
        checked_at=row.checked_at,
        job=job,
        whole_list=row.whole_list,
        closing=row.closing,
        closed=row.closed,
        reopened=row.reopened,
    )


def _after(key: tuple) -> int:
    """The id of a cursor of this list. Raises Invalid for another's."""
    try:
        (import_id,) = key
        return int(import_id)
    except (TypeError, ValueError) as error:
        raise Invalid("pagina", "Este endereço de página não é válido. Volte ao começo da lista.") from error
