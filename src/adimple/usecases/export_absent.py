"""What a whole open list would close, or closed, leaves the house as a CSV, and the journal says who took it."""

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from django.db import transaction

from adimple.domain.sheet_events import SheetExported
from adimple.files import sheets as writing
from adimple.files.sheets import Cell
from adimple.store import journal
from adimple.store.reads import absent as reads
from adimple.store.reads import import_files, sheets
from adimple.store.reads.absent import AbsentRow
from adimple.usecases import preview_import
from adimple.usecases.context import Context
from adimple.usecases.export_list import CSV, NEEDS, Exported, digest_of

SHEET = "absent"
COLUMNS = (
    writing.Column("Número", chars=18),
    writing.Column("Parcela", chars=10),
    writing.Column("Devedor", chars=36),
    writing.Column("CPF ou CNPJ", chars=18),
    writing.Column("Vencimento", writing.DAY, 12),
    writing.Column("Principal em aberto", writing.MONEY, 18),
    writing.Column("Atenção", chars=40),
)


def export_absent(ctx: Context, import_id: int, out: BinaryIO, goes_on: Callable[[], None] = lambda: None) -> Exported:
    """Writes the file into `out`, open to be written and read, then the journal. Raises NotFound and Refused.

    `goes_on` is asked at each row, and raises to give it up.
    """
    file = import_files.get_import(ctx.scope, import_id)
    ctx.require(file.credor_id, NEEDS)
    with sheets.one_instant():
        if file.written_at is not None:
            ids = reads.standing_baixas(ctx.scope, import_id)
        else:
            ids = list(preview_import.absent_of(ctx, file).ids)
        writing.write_csv(COLUMNS, _rows(ctx, file.credor_id, ids, goes_on), out)
    sha256 = digest_of(out)
    with transaction.atomic():
        journal.record(ctx, SheetExported(file.credor_id, SHEET, len(ids), CSV, (f"import_{import_id}",), sha256))
    return Exported(len(ids), sha256)


def _rows(ctx: Context, credor_id: int, ids: Sequence[int], goes_on: Callable[[], None]) -> Iterator[Sequence[Cell]]:
    for page in reads.every_absent(ctx.scope, credor_id, ids):
        for row in page:
            goes_on()
            told = "; ".join(flags(row))
            yield row.number, row.parcela, row.devedor_name, row.document, row.due_on, row.left_cents, told


def flags(row: AbsentRow) -> list[str]:
    """What somebody should look at before it is closed."""
    told = (
        (row.is_paid_in_part, "pago em parte"),
        (row.is_held, "com pausa"),
        (row.is_promised, "com promessa"),
    )
    return [word for holds, word in told if holds]
