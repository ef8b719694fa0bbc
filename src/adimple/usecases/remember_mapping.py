"""Columns pointed at once: the next sheet of the credor with the same headers comes so, until somebody forgets it."""

from collections.abc import Mapping
from dataclasses import replace

from adimple.domain import events, intake
from adimple.store import journal, models
from adimple.store.reads import import_mappings
from adimple.usecases.context import Context
from adimple.usecases.read_import import OpenedImport, merge, open_import


def open_remembering(
    ctx: Context, credor_id: int, content: bytes, name: str, kind: str, chosen: Mapping[str, str]
) -> OpenedImport:
    """Under the columns of `chosen`, else under those remembered for these headers. Raises Unreadable and Invalid."""
    opened = open_import(content, name, kind, chosen)
    if chosen:
        return opened
    kept = import_mappings.find_mapping(ctx.scope, credor_id, kind, opened.table.headers)
    if kept is None:
        return opened
    return replace(opened, headers=merge(opened.recognised.headers, kept.mapping), remembered=kept)


def remember(ctx: Context, credor_id: int, opened: OpenedImport, chosen: Mapping[str, str]) -> None:
    """Inside an import's transaction: columns that somebody corrected wait for the next; what we recognise does not."""
    if not chosen:
        return
    key = import_mappings.headers_key(opened.table.headers)
    rows = models.ImportMapping.objects.filter(credor_id=credor_id, kind=opened.kind, headers_key=key)
    if opened.headers == opened.recognised.headers:
        rows.delete()
        return
    mapping = {field: opened.headers.get(field, "") for field in intake.FIELDS[opened.kind]}
    if rows.filter(mapping=mapping).exists():
        return
    models.ImportMapping.objects.update_or_create(
        credor_id=credor_id,
        kind=opened.kind,
        headers_key=key,
        defaults={"mapping": mapping, "author": ctx.actor.name, "saved_at": ctx.now},
    )
    journal.record(ctx, events.MappingKept(credor_id, opened.kind, len(opened.headers)))
