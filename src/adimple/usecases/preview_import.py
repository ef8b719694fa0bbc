"""What an uploaded file would do, row by row, before anything is written: computed as the import computes it."""

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from adimple.domain.errors import Invalid, Rejection
from adimple.domain.intake import PAYMENTS
from adimple.domain.open_list import Absent
from adimple.domain.sheet_events import SheetExported
from adimple.files import writing
from adimple.store import journal
from adimple.store.reads import explained, import_files
from adimple.store.reads import imports as reads
from adimple.store.reads.import_files import ImportRow
from adimple.store.reads.import_mappings import KeptMapping
from adimple.store.reads.matching import Matched
from adimple.store.reads.plain_payments import lay_plain
from adimple.usecases.context import Context
from adimple.usecases.import_titulos import find_absent
from adimple.usecases.plan_payments import plan_payments, sort_out
from adimple.usecases.progress import CHECKING, READING, Tell, untold
from adimple.usecases.read_import import NEEDS, OpenedImport, ReadImport, open_import, read_opened
from adimple.usecases.remember_mapping import open_remembering

FIRST_ROWS = 20
SHOWN_REASONS = 50
_XLSX = ("xlsx", "xlsm")
_UNWRITTEN_IDS = 1 << 62  # payments of a preview have no id of the table
REPEATED, SETTLES, PAYS = "repeated", "settles", "pays"


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of the file, its first filled cell, the field it goes to ("" none) and how sure we are."""

    header: str
    sample: str
    field: str
    confidence: str


@dataclass(frozen=True, slots=True)
class ReasonView:
    """Equal rejections told once: the first line, what it had, and how many there are."""

    line: int
    header: str
    value: str
    phrase: str
    count: int


@dataclass(frozen=True, slots=True)
class EffectView:
    """An accepted row. `effect`: new changed contact returned same · pays settles repeated."""

    line: int
    devedor_name: str
    number: str
    parcela: str
    on: date
    cents: int
    effect: str


@dataclass(frozen=True, slots=True)
class Preview:
    """`problem` is set when the columns do not serve yet: then only `columns` tell anything."""

    file: ImportRow
    description: str
    columns: list[ColumnView]
    problem: Invalid | None = None
    rows: int = 0
    accepted: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    skipped: int = 0
    cents: int = 0  # of the rows that would be written
    reasons: list[ReasonView] = field(default_factory=list)
    effects: list[EffectView] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    absent: Absent | None = None  # of a whole open list, what it would close
    remembered: KeptMapping | None = None  # the columns are as somebody corrected them in an earlier sheet

    @property
    def to_write(self) -> int:
        return self.accepted + self.updated


@dataclass(frozen=True, slots=True)
class _Outcome:
    accepted: int
    updated: int
    unchanged: int
    cents: int
    effects: list[EffectView]
    rejections: list[Rejection]


def preview_import(ctx: Context, import_id: int) -> Preview:
    """Raises NotFound, and Refused to whoever may not import this kind."""
    return check(ctx, import_id, untold)[0]


def check(ctx: Context, import_id: int, tell: Tell) -> tuple[Preview, list[Rejection]]:
    """The preview, and every row it leaves out, in order of line. Raises Unreadable, NotFound, Refused."""
    file = import_files.get_import(ctx.scope, import_id)
    ctx.require(file.credor_id, NEEDS[file.kind])
    tell(READING, 0, 0)
    content = import_files.content_of(ctx.scope, import_id)
    opened = open_remembering(ctx, file.credor_id, content, file.name, file.kind, file.mapping)
    columns, description = _columns(opened), opened.table.description
    try:
        read = read_opened(opened, ctx.on)
    except Invalid as problem:
        return Preview(file, description, columns, problem, remembered=opened.remembered), []
    tell(CHECKING, 0, read.intake.accepted.height)
    outcome = _payments(ctx, file, read) if file.kind == PAYMENTS else _titulos(ctx, file, read)
    rejections = sorted((*read.intake.rejections, *outcome.rejections), key=lambda rejection: rejection.line)
    preview = Preview(
        file=file,
        description=description,
        columns=columns,
        rows=read.intake.rows,
        accepted=outcome.accepted,
        updated=outcome.updated,
        unchanged=outcome.unchanged,
        rejected=len(rejections),
        skipped=read.intake.skipped,
        cents=outcome.cents,
        reasons=_reasons(read, rejections),
        effects=outcome.effects,
        notices=read.notices,
        remembered=opened.remembered,
        absent=find_absent(ctx, file.credor_id, read) if file.whole_list else None,
    )
    return preview, rejections


def absent_of(ctx: Context, file: ImportRow) -> Absent:
    """What the file would close; of a large one, as it was when it was checked. Raises Unreadable and Invalid."""
    kept = import_files.preview_of(ctx.scope, file.id)
    if kept is not None and kept.get("absent"):
        return absent_from(kept["absent"])
    content = import_files.content_of(ctx.scope, file.id)
    opened = open_remembering(ctx, file.credor_id, content, file.name, file.kind, file.mapping)
    return find_absent(ctx, file.credor_id, read_opened(opened, ctx.on))


def absent_from(kept: Mapping[str, Any]) -> Absent:
    """As a preview kept it."""
    return Absent(**{**kept, "ids": tuple(kept["ids"])})


def rejected_sheet(ctx: Context, import_id: int) -> tuple[str, bytes]:
    """(name, content): the rows left out, with the reason, as the same kind of file; the journal says who took it."""
    file = import_files.get_import(ctx.scope, import_id)
    if file.written_at is None:
        ctx.require(file.credor_id, NEEDS[file.kind])
    is_kept = file.written_at is not None or file.checked_at is not None
    rejections = import_files.rejections_of(ctx.scope, import_id) if is_kept else check(ctx, import_id, untold)[1]
    content = import_files.content_of(ctx.scope, import_id)
    stem, _, extension = file.name.rpartition(".")
    kind = "xlsx" if extension.lower() in _XLSX else "csv"
    frame = open_import(content, file.name, file.kind).table.frame
    sheet = writing.write_table(frame, rejections, as_xlsx=kind == "xlsx")
    sha256, which = hashlib.sha256(sheet).hexdigest(), (f"import_{import_id}",)
    with transaction.atomic():
        journal.record(ctx, SheetExported(file.credor_id, "rejected", len(rejections), kind, which, sha256))
    return f"{stem or file.name}-recusadas.{kind}", sheet


def _titulos(ctx: Context, file: ImportRow, read: ReadImport) -> _Outcome:
    diff = reads.compare_titulos(ctx.scope, file.credor_id, read.intake.accepted, read.headers, ctx.on)
    first = diff.rows.sort("line").head(FIRST_ROWS).iter_rows(named=True)
    effects = [
        EffectView(
            line=row["line"],
            devedor_name=row["devedor_name"],
            number=row["number"] or row["description"],
            parcela=row["parcela"],
            on=row["due_on"],
            cents=row["to_principal_cents"],
            effect=row["effect"],
        )
        for row in first
    ]
    return _Outcome(diff.accepted, diff.updated, diff.unchanged, diff.written_cents, effects, diff.rejections)


def _payments(ctx: Context, file: ImportRow, read: ReadImport) -> _Outcome:
    out = sort_out(ctx, file.credor_id, read)
    plain, rest = lay_plain(ctx.scope, file.credor_id, list(zip(out.matched, itertools.count(_UNWRITTEN_IDS))))
    rejections, cents = list(out.rejections), int(plain.rows["amount_cents"].sum())
    settled: set[int] = set(plain.settled["titulo_id"])
    lines: set[int] = set(plain.rows["line"])
    for plan in plan_payments(ctx, file.credor_id, rest, read.headers, None):
        rejections += plan.rejections
        settled |= plan.change.closed.keys()
        lines.update(plan.lines)
        cents += sum(payment.received.amount_cents for payment in plan.payments)
    matched = {one.row["line"]: one for one in out.matched if one.row["line"] in lines}
    first = sorted([*matched, *out.known_lines])[:FIRST_ROWS]
    effects = _payment_effects(ctx, read, first, matched, settled)
    return _Outcome(len(lines), 0, len(out.known_lines), cents, effects, rejections)


def _payment_effects(
    ctx: Context, read: ReadImport, lines: Sequence[int], matched: Mapping[int, Matched], settled: set[int]
) -> list[EffectView]:
    """Of these lines; one that is not matched is here already."""
    names = explained.devedor_names(ctx.scope, {matched[line].devedor_id for line in lines if line in matched})
    rows = {row["line"]: row for row in read.rows_of(lines)}
    views = []
    for line in lines:
        row, one = rows[line], matched.get(line)
        effect = REPEATED if one is None else SETTLES if one.titulo_id in settled else PAYS
        name = names[one.devedor_id] if one is not None else row["devedor_name"]
        views.append(EffectView(line, name, row["number"], row["parcela"], row["paid_on"], row["amount_cents"], effect))
    return views


def _columns(opened: OpenedImport) -> list[ColumnView]:
    """In the order of the file. What a person pointed at is certain."""
    goes_to = {header: name for name, header in opened.headers.items()}
    recognised = {match.header: match for match in opened.recognised.matches}
    views = []
    for header in opened.table.headers:
        filled = next((cell for cell in opened.table.sample[header] if cell.strip()), "")
        name, match = goes_to.get(header, ""), recognised.get(header)
        sure = match.confidence if match is not None and match.field == name else "certa"
        views.append(ColumnView(header, filled[:60], name, sure if name else ""))
    return views


def _reasons(read: ReadImport, rejections: Sequence[Rejection]) -> list[ReasonView]:
    """Equal ones once, in order of their first line, the first few only."""
    first: dict[tuple[str, str], Rejection] = {}
    counts: dict[tuple[str, str], int] = {}
    for rejection in rejections:
        key = rejection.field, rejection.phrase
        first.setdefault(key, rejection)
        counts[key] = counts.get(key, 0) + 1
    shown = list(first.items())[:SHOWN_REASONS]
    cells: dict[int, dict[str, Any]] = {row["line"]: row for row in read.cells_of([one.line for _, one in shown])}
    return [
        ReasonView(one.line, one.field, cells[one.line].get(one.field, "")[:60], one.phrase, counts[key])
        for key, one in shown
    ]
