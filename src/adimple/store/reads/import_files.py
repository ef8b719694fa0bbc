"""The imports of a credor: the list, one, its bytes, and the rows it left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from adimple.domain.errors import Invalid, NotFound, Rejection
from adimple.store import models
from adimple.store.page import PAGE_SIZE, Page, cut, decode
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One file. `written_at` is None while it is only a preview; `mapping` is as the person left it."""

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


def list_imports(scope: Scope, cursor: str = "") -> Page[ImportRow]:
    """Newest first, those not written among them."""
    rows = _files(scope)
    if (key := decode(cursor)) is not None:
        rows = rows.filter(id__lt=_after(key))
    return cut([_row(row) for row in rows.order_by("-id")[: PAGE_SIZE + 1]], key=lambda row: (row.id,))


def get_import(scope: Scope, import_id: int) -> ImportRow:
    """Raises NotFound."""
    row = _files(scope).filter(id=import_id).first()
    if row is None:
        raise NotFound
    return _row(row)


def content_of(scope: Scope, import_id: int) -> bytes:
    """The bytes as they came; those of a file brought twice are kept once. Raises NotFound."""
    files = models.ImportFile.objects.filter(credor_id__in=scope.credor_ids)
    row = files.filter(id=import_id).first()
    if row is None:
        raise NotFound
    if not row.content:
        row = files.filter(credor_id=row.credor_id, sha256=row.sha256).exclude(content=b"").first() or row
    return bytes(row.content)


def rejections_of(scope: Scope, import_id: int) -> list[Rejection]:
    """Of a file that was written, in order of line. Raises NotFound."""
    if not _files(scope).filter(id=import_id).exists():
        raise NotFound
    rows = models.RejectionRow.objects.filter(import_file_id=import_id)
    return [Rejection(*row) for row in rows.order_by("line").values_list("line", "field", "code", "phrase")]


def _files(scope: Scope):
    return models.ImportFile.objects.filter(credor_id__in=scope.credor_ids).select_related("credor").defer("content")


def _row(row: models.ImportFile) -> ImportRow:
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
    )


def _after(key: tuple) -> int:
    """The id of a cursor of this list. Raises Invalid for another's."""
    try:
        (import_id,) = key
        return int(import_id)
    except (TypeError, ValueError) as error:
        raise Invalid("pagina", "Este endereço de página não é válido. Volte ao começo da lista.") from error
