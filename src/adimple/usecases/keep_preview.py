"""The preview of a large file: computed once, apart, and kept beside it until it is written or its columns change."""

from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction

from adimple.domain.errors import Invalid
from adimple.store.reads import import_files
from adimple.store.reads.import_files import ImportRow
from adimple.store.reads.import_mappings import KeptMapping
from adimple.store.writes import imports
from adimple.usecases.context import Context
from adimple.usecases.preview_import import ColumnView, EffectView, Preview, ReasonView, absent_from, check
from adimple.usecases.progress import Tell
from adimple.usecases.read_import import NEEDS


def check_import(ctx: Context, import_id: int, tell: Tell) -> None:
    """Keeps the preview and the rows it leaves out. Raises Unreadable, NotFound, Refused."""
    preview, rejections = check(ctx, import_id, tell)
    with transaction.atomic():
        imports.claim_file(preview.file.credor_id, import_id)
        imports.keep_preview(import_id, ctx.now, _written(preview, ctx.on), rejections)


def kept_preview(ctx: Context, import_id: int) -> tuple[Preview, bool] | None:
    """The preview kept, and whether it may no longer be true: another day, or another file written.

    Raises NotFound, and Refused to whoever may not import this kind.
    """
    file = import_files.get_import(ctx.scope, import_id)
    ctx.require(file.credor_id, NEEDS[file.kind])
    told = import_files.preview_of(ctx.scope, import_id)
    if told is None:
        return None
    is_stale = told["on"] != ctx.on.isoformat() or import_files.is_outrun(ctx.scope, import_id)
    return _read(file, told), is_stale


def _written(preview: Preview, on: date) -> dict[str, Any]:
    """As JSON, without the file, which has columns of its own."""
    own = {field.name: getattr(preview, field.name) for field in fields(Preview) if field.name != "file"}
    problem, kept = preview.problem, preview.remembered
    return own | {
        "on": on.isoformat(),
        "problem": [problem.field, problem.phrase] if problem else None,
        "columns": [asdict(column) for column in preview.columns],
        "reasons": [asdict(reason) for reason in preview.reasons],
        "effects": [asdict(effect) | {"on": effect.on.isoformat()} for effect in preview.effects],
        "absent": asdict(preview.absent) if preview.absent else None,
        "remembered": asdict(kept) | {"saved_at": kept.saved_at.isoformat()} if kept else None,
    }


def _read(file: ImportRow, told: dict[str, Any]) -> Preview:
    plain = {name: value for name, value in told.items() if name != "on"}
    return Preview(
        **plain
        | {
            "file": file,
            "problem": Invalid(*told["problem"]) if told["problem"] else None,
            "columns": [ColumnView(**column) for column in told["columns"]],
            "reasons": [ReasonView(**reason) for reason in told["reasons"]],
            "absent": absent_from(told["absent"]) if told.get("absent") else None,
            "remembered": _remembered(told.get("remembered")),
            "effects": [EffectView(**effect | {"on": date.fromisoformat(effect["on"])}) for effect in told["effects"]],
        }
    )


def _remembered(told: dict[str, Any] | None) -> KeptMapping | None:
    return KeptMapping(**told | {"saved_at": datetime.fromisoformat(told["saved_at"])}) if told else None
