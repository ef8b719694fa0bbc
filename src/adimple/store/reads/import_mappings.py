"""The columns of a kind of sheet as somebody corrected them, by the headers of the sheet."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from adimple.store import models
from adimple.store.scope import Scope


@dataclass(frozen=True, slots=True)
class KeptMapping:
    """`mapping`: field → header, or → "" for none. Who corrected it, and when."""

    id: int
    mapping: Mapping[str, str]
    author: str
    saved_at: datetime


def find_mapping(scope: Scope, credor_id: int, kind: str, headers: Iterable[str]) -> KeptMapping | None:
    """Of a sheet with exactly these headers, in whatever order; None where nobody corrected one."""
    rows = models.ImportMapping.objects.filter(credor_id=credor_id, credor_id__in=scope.credor_ids, kind=kind)
    row = rows.filter(headers_key=headers_key(headers)).first()
    return KeptMapping(row.id, row.mapping, row.author, row.saved_at) if row else None


def headers_key(headers: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(sorted(headers)).encode()).hexdigest()
