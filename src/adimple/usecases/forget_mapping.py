"""Columns remembered are forgotten: sheets with those headers are read as we recognise them."""

from django.db import transaction

from adimple.domain import events
from adimple.store import journal, models
from adimple.store.reads import import_mappings
from adimple.store.writes import imports as writes
from adimple.usecases import ask_import
from adimple.usecases.context import Context
from adimple.usecases.read_import import NEEDS, open_import


@transaction.atomic
def forget_mapping(ctx: Context, import_id: int, mapping_id: int) -> None:
    """The file is read again as we recognise it, and so are the next ones. Twice is free. Raises NotFound, Refused."""
    file = ask_import.claim_waiting(ctx, import_id)
    rows = models.ImportMapping.objects.filter(id=mapping_id, credor_id=file.credor_id, kind=file.kind)
    if rows.delete()[0]:
        journal.record(ctx, events.MappingForgotten(file.credor_id, file.kind))
    writes.set_mapping(import_id, {})
    ask_import.ask_check(ctx, import_id)


def forget_of_headers(ctx: Context, credor_id: int, content: bytes, name: str, kind: str) -> None:
    """What is remembered for a sheet like this one. Raises Unreadable, NotFound, Refused."""
    ctx.require(credor_id, NEEDS[kind])
    key = import_mappings.headers_key(open_import(content, name, kind).table.headers)
    with transaction.atomic():
        rows = models.ImportMapping.objects.filter(credor_id=credor_id, kind=kind, headers_key=key)
        if rows.delete()[0]:
            journal.record(ctx, events.MappingForgotten(credor_id, kind))
