"""A file is to be checked or written: at once when it is small, by the worker when the person would wait blind.

A page answers within seconds or a proxy cuts it; under these sizes (some 15 and 2 thousand rows) it does.
"""

from dataclasses import replace

from django.db import transaction

from adimple.domain.errors import Refused
from adimple.store.reads import import_files
from adimple.store.reads.import_files import ImportRow
from adimple.store.writes import imports, jobs
from adimple.usecases import preview_import, work_import
from adimple.usecases.context import Context
from adimple.usecases.open_credor import refuse_closed
from adimple.usecases.read_import import NEEDS

CHECKED_AT_ONCE_BYTES = 2 * 1024 * 1024
WRITTEN_AT_ONCE_BYTES = 256 * 1024


def is_large(file: ImportRow) -> bool:
    """Whether its preview is computed apart."""
    return file.size_bytes > CHECKED_AT_ONCE_BYTES


@transaction.atomic
def ask_check(ctx: Context, import_id: int) -> None:
    """A large file is checked when a worker comes; asked twice, once. Raises NotFound and Refused."""
    file = _allowed(ctx, import_id)
    refuse_closed(file.credor_id)
    if is_large(file) and not _is_asked(file, jobs.CHECK):
        _ask(ctx, file, jobs.CHECK)


def ask_write(ctx: Context, import_id: int, *, seen: str = "", close_count: int | None = None) -> None:
    """A small file is written now, another when a worker comes; asked twice, once. Raises NotFound and Refused.

    Of a whole open list, `seen` is the digest of what the person saw it would close, `close_count` the number typed.
    """
    file = _allowed(ctx, import_id)
    refuse_closed(file.credor_id)
    if _is_asked(file, jobs.WRITE):
        return
    if file.whole_list and file.written_at is None:
        file = replace(file, closing=preview_import.absent_of(ctx, file).told(seen, close_count))
        with transaction.atomic():
            imports.set_closing(file.id, file.closing)
    if file.written_at is None and file.size_bytes <= WRITTEN_AT_ONCE_BYTES:
        work_import.write_file(ctx, file)
        return
    with transaction.atomic():
        _ask(ctx, file, jobs.WRITE)


@transaction.atomic
def cancel_import(ctx: Context, import_id: int) -> None:
    """Nothing was begun, and nothing will be. Raises NotFound, and Refused when a worker has it already."""
    _allowed(ctx, import_id)
    if not jobs.call_off(import_id, ctx.now):
        raise Refused("import.begun", "Não há nada na fila para cancelar: o trabalho já começou, ou já terminou.")


def claim_waiting(ctx: Context, import_id: int) -> ImportRow:
    """A file that is neither written nor being worked, locked until the transaction ends. Raises NotFound, Refused."""
    file = _allowed(ctx, import_id)
    _is_asked(file, jobs.CHECK)  # a check that waits will read the file as we leave it
    if file.job is not None and file.job.state == "running":
        raise imports.busy()
    imports.claim_file(file.credor_id, file.id, waits=False)
    return file


def _allowed(ctx: Context, import_id: int) -> ImportRow:
    file = import_files.get_import(ctx.scope, import_id)
    ctx.require(file.credor_id, NEEDS[file.kind])
    return file


def _is_asked(file: ImportRow, kind: str) -> bool:
    """Whether this waits or is being done already. Raises Refused while the other is."""
    if file.job is None or not file.job.is_live:
        return False
    if file.job.kind != kind:
        raise imports.busy()
    return True


def _ask(ctx: Context, file: ImportRow, kind: str) -> None:
    assert ctx.actor.account_id is not None, "a job is of somebody, whose role it is done in"
    imports.claim_file(file.credor_id, file.id, waits=False)
    jobs.ask(kind=kind, credor_id=file.credor_id, import_id=file.id, account_id=ctx.actor.account_id, at=ctx.now)
